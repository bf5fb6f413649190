"""What every task imports, imported once: the scheduler's workers are forked, and so is each of their tasks.

Airflow reads ``airflow_local_settings`` in every process; a test that runs whole cycles names ``preload`` there, and
seconds of each task become one start of the scheduler. What a task does stays as it is.
"""

from __future__ import annotations

import functools
import importlib
import os
import sys
from pathlib import Path

MODULES = (
    "great_expectations",
    "matplotlib.pyplot",
    "airflow.sdk.execution_time.task_runner",
    "airflow.providers.standard.operators.hitl",
    "wardreport.workflow.official",
    "wardreport.workflow.pipeline",
    "wardreport.orchestration.approval.approval_tasks",
    "wardreport.orchestration.notices.alerts",
)
SETTINGS = "from tests.orchestration.airflow.preloading import preload\npreload()\n"


def preload() -> None:
    """In the scheduler alone, and not before its first fork: until then Airflow itself is not whole."""
    if "scheduler" in sys.argv:
        os.register_at_fork(before=_import)


@functools.cache
def _import() -> None:
    for module in MODULES:
        importlib.import_module(module)


def write_local_settings(airflow_home: Path, more: str = "") -> None:
    """The settings that have a test's Airflow preload, and what else they hold."""
    config = airflow_home / "config"
    config.mkdir(parents=True)
    (config / "airflow_local_settings.py").write_text(SETTINGS + more, encoding="utf-8")
