"""Airflow reads its settings once: a test that wants its own runs a script in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from sample.make_share import OFFICE

from wardreport.workflow.settings import PROJECT

QUICK = {  # a test's Airflow has two cores for all of it
    "AIRFLOW__CORE__PARALLELISM": "2",
    "AIRFLOW__API__WORKERS": "1",
    "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "3600",  # no DAG file changes
    "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.3",
    "AIRFLOW__SCHEDULER__USE_JOB_SCHEDULE": "False",  # else a run that today's date has due waits before the test's
}
PLACES = ("share", "staging", "quarantine", "feedback", "releases", "decisions", "reminders")


def airflow_environment(folder: Path, **more: str) -> dict[str, str]:
    """The project's DAGs and plugin over an empty database in the folder, and nothing of the surroundings."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("AIRFLOW", "WARDREPORT", "COV"))}
    path = [str(PROJECT), *filter(None, [os.environ.get("PYTHONPATH")])]  # the scripts import one another
    return kept | {
        "PYTHONPATH": os.pathsep.join(path),
        "AIRFLOW_HOME": str(folder / "airflow"),
        "AIRFLOW__CORE__DAGS_FOLDER": str(PROJECT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(PROJECT / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        **{f"WARDREPORT_{name.upper()}": str(folder / name) for name in PLACES},
        "WARDREPORT_OFFICE": str(OFFICE),
        "WARDREPORT_PEOPLE": str(folder / "people.csv"),
        "WARDREPORT_WAREHOUSE": f"sqlite:///{folder / 'warehouse.sqlite'}",
        **more,
    }


def run_script(environment: dict[str, str], script: str, *arguments: str) -> dict[str, Any]:
    """The last thing that the script printed after RESULT; its errors are the test's.

    It is named as a module of ``tests.orchestration``: run by its path, the folders beside it would hide Airflow.
    """
    return results_of(environment, script, *arguments)[-1]


def results_of(environment: dict[str, str], script: str, *arguments: str) -> list[dict[str, Any]]:
    """Everything that the script printed after RESULT."""
    command = [sys.executable, "-m", f"tests.orchestration.{script}", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600, check=False)
    results = [line.removeprefix("RESULT ") for line in done.stdout.splitlines() if line.startswith("RESULT ")]
    assert results, done.stderr[-3000:]
    return [json.loads(result) for result in results]
