"""What Airflow tells of a run: its deadlines, its failure, and which of what was noted still holds.

Airflow's callbacks only note; the daily digest is the one thing that sends. The callback of a deadline runs in the
triggerer, which is there when the executor, for which the run may be waiting, is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from airflow.sdk import DAG, DagRunState
from airflow.sdk.definitions.callback import AsyncCallback
from airflow.sdk.definitions.deadline import DeadlineAlert

from wardreport.domain.errors import ConfigurationError
from wardreport.domain.notice import Alert, NoticeReason
from wardreport.metadata.calendar.notice_rules import load_run_deadlines
from wardreport.orchestration.notices.deadline_reference import QueuedSince
from wardreport.review.notices.alert_notes import note_alert
from wardreport.workflow.settings import load_settings

ASKED, APPROVE = "propose", "approve"  # tasks of approval_tasks
WAITING = frozenset({"awaiting_input", "deferred"})


def deadlines_of(dag_id: str) -> list[DeadlineAlert]:
    """As ``run_deadlines.csv`` says; raises ``ConfigurationError`` where the DAG has none there."""
    lines = [line for line in load_run_deadlines() if line.dag == dag_id]
    if not lines:
        raise ConfigurationError(f"run_deadlines.csv: {dag_id} has no line")
    return [
        DeadlineAlert(
            reference=QueuedSince(),
            interval=line.after,
            callback=AsyncCallback(note_deadline, kwargs={"reason": str(line.reason)}),
            name=str(line.reason),
        )
        for line in lines
    ]


def testable(dag: DAG) -> None:
    """Leaves the deadlines out of ``airflow dags test``, where no scheduler would look at them.

    Airflow 3.3.2 ends such a run with a traceback otherwise, although it went well (apache/airflow#73428).
    """

    def test(*args: Any, **kwargs: Any) -> Any:
        dag.deadline = None
        return type(dag).test(dag, *args, **kwargs)

    dag.test = test  # type: ignore[method-assign]


async def note_deadline(reason: str, context: Mapping[str, Any]) -> None:
    """Notes, once for a run and reason, that its time has passed. The context is the scheduler's small one."""
    run = context["dag_run"]
    _note(Alert(NoticeReason(reason), run["dag_id"], run["dag_run_id"], datetime.now(UTC)))


def note_failure(context: Mapping[str, Any]) -> None:
    """Notes that a run has failed, and in which task: never the exception, which might quote what was submitted."""
    task = context.get("ti")
    task_id = None if task is None else task.task_id
    _note(Alert(NoticeReason.FAILED, context["dag"].dag_id, context["run_id"], datetime.now(UTC), task=task_id))


def _note(alert: Alert) -> None:
    note_alert(load_settings().staging, alert)


def still_holding(alerts: Iterable[Alert], ti: Any) -> dict[Alert, Alert | None]:
    """For each what is to be told now: itself, for an approval with its period, or None while it does not hold.

    One that is not among the keys is over: its run has ended well, is gone, or runs again after a failure. ``ti`` is
    the running task, which asks Airflow.
    """
    found: dict[Alert, Alert | None] = {}
    for alert in alerts:
        state = _state(alert, ti)
        again = alert.reason is NoticeReason.FAILED and state != "failed"  # and would be noted anew
        if state not in {None, "success"} and not again:
            found[alert] = _told_now(alert, state, ti)
    return found


def _told_now(alert: Alert, state: str | None, ti: Any) -> Alert | None:
    if alert.reason is NoticeReason.FAILED:
        return alert
    if state == "failed":
        return None  # which is told of as such
    waits = _waits_for_approval(alert, ti)
    if alert.reason is NoticeReason.NOT_FINISHED:
        return None if waits else alert
    if not waits:
        return None
    asked = ti.xcom_pull(dag_id=alert.dag, run_id=alert.run, task_ids=ASKED)
    return Alert(alert.reason, alert.dag, alert.run, alert.noted_at, period=asked["period"])


def _state(alert: Alert, ti: Any) -> str | None:
    """The state of its run; None where Airflow has the run no more."""
    if ti.get_dr_count(alert.dag, run_ids=[alert.run]) == 0:
        return None
    return str(DagRunState(ti.get_dagrun_state(alert.dag, alert.run)).value)  # a member, whose str() is another


def _waits_for_approval(alert: Alert, ti: Any) -> bool:
    states = ti.get_task_states(alert.dag, task_ids=[APPROVE], run_ids=[alert.run])
    return states.get(alert.run, {}).get(APPROVE) in WAITING
