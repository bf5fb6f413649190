"""Faults in real tasks: Airflow calls these as its ``airflow_local_settings`` (a cluster policy) in every process.

A run names in its configuration the folder (``place``) that it works in, and which ``faults`` its tasks meet: ``all``,
or ``some``, one of each kind. Each happens once to every task instance, in this order, and leaves a file that says so.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from airflow.sdk.exceptions import AirflowSkipException

PLACES = ("share", "staging", "quarantine", "feedback", "releases", "decisions", "reminders")
WRITES = {"open": 0, "os.rename": 1, "os.mkdir": 0}  # audit events, and which argument is the file
FULL_AT = 4096  # bytes: a longer file cannot be written
PATIENCE = 240  # seconds

# by DAG and task: killed at the n-th write in the place's folder; otherwise what is named
_ALL: dict[str, dict[str, tuple[str, ...]]] = {
    "collect_submissions": {
        "collect": (),  # the warehouse and the share are not there: the test's doing
        "read": ("killed at write 2",),
        "validate": ("without database",),
        "load": ("killed at commit",),
    },
    "publish_half_year": {
        "collect": ("killed at write 20", "disk full"),
        "read": ("killed at write 1",),
        "validate": ("killed at write 2", "disk full"),
        "load": ("killed at commit",),
        "list_late": ("killed at write 2",),
        "consolidate": ("killed at write 2",),
        "disclose": ("killed with its supervisor",),
        "publish": ("killed at write 9", "disk full"),
        "propose": ("killed at commit",),
        "approve": ("killed at once",),
        "release": ("killed at rename", "disk full"),
        "note": ("killed at once",),
    },
}
_SOME: dict[str, dict[str, tuple[str, ...]]] = {
    "collect_submissions": _ALL["collect_submissions"],
    "publish_half_year": {
        "disclose": ("killed with its supervisor",),
        "publish": ("disk full",),
        "approve": ("killed at once",),
        "release": ("killed at rename",),
    },
}


def faults_of(dag: str, task: str, which: str | None) -> tuple[str, ...]:
    """What a task of the DAG meets where ``all`` or ``some`` faults are asked for; nothing where none is."""
    if which == "all":
        return _ALL[dag].get(task, ("killed at once",))
    return _SOME[dag].get(task, ()) if which else ()


def task_policy(task: Any) -> None:
    """A test does not wait for minutes before a task is tried again; the scheduler has to hear of the end before."""
    if task.retries:
        task.retry_delay, task.retry_exponential_backoff = timedelta(seconds=3), 0


def get_airflow_context_vars(context: Any) -> dict[str, str]:
    """Called in the task's process right before its work begins."""
    conf, instance = context["dag_run"].conf or {}, context["ti"]
    if "place" not in conf:
        raise AirflowSkipException("a run of the calendar, which comes when its DAG is switched on: not this test's")
    place = Path(os.environ["TEST_PLACES"]) / conf["place"]
    os.environ.update({f"WARDREPORT_{name.upper()}": str(place / name) for name in PLACES})
    os.environ["WARDREPORT_WAREHOUSE"] = os.environ["TEST_SERVER"] + conf["place"]
    from wardreport.orchestration import tasks

    tasks.MAX_CHUNKS = 2  # the fewer, the sooner this test ends
    name = f"{instance.dag_id}.{instance.task_id}.{instance.map_index}"
    for fault in faults_of(instance.dag_id, instance.task_id, conf.get("faults")):
        happened = place / "faults" / f"{name}.{fault}"
        if not happened.exists():
            _prepare(fault, place, happened)
            break
    return {}


def _prepare(fault: str, place: Path, happened: Path) -> None:
    def kill() -> None:
        happened.touch()
        os.kill(os.getpid(), signal.SIGKILL)

    if fault == "killed at once":
        kill()
    elif fault == "killed with its supervisor":
        happened.touch()
        os.kill(os.getppid(), signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGKILL)
    elif fault == "killed at commit":
        from sqlalchemy import Engine, event

        event.listen(Engine, "commit", lambda _: kill())
    elif fault == "killed at rename":
        _at_write(kill, place / "releases", {"os.rename"}, 1)
    elif fault.startswith("killed at write"):
        _at_write(kill, place, set(WRITES), int(fault.rsplit(maxsplit=1)[-1]))
    elif fault == "disk full":
        happened.touch()
        resource.setrlimit(resource.RLIMIT_FSIZE, (FULL_AT, FULL_AT))
    else:  # the test takes the database away when it sees the first file, and makes the second
        happened.touch()
        ends = time.monotonic() + PATIENCE
        while not happened.with_name("go").exists() and time.monotonic() < ends:
            time.sleep(0.2)


def _at_write(kill: Callable[[], None], below: Path, events: set[str], number: int) -> None:
    """Kills before the n-th file that is opened for writing, renamed or made below a folder."""
    left = [number]

    def audit(event: str, arguments: tuple[Any, ...]) -> None:
        if event not in events or not str(arguments[WRITES[event]]).startswith(str(below)):
            return
        if event == "open" and not arguments[2] & (os.O_WRONLY | os.O_RDWR):
            return
        left[0] -= 1
        if left[0] == 0:
            kill()

    sys.addaudithook(audit)
