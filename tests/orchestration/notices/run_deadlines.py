"""Runs in a process of its own: runs that do not end, through the scheduler's own loop and the triggers that it makes.

The DAGs are paused, so that the loop does nothing with the runs but look after their deadlines. Arguments: the hours
that the runs have been waiting, one loop each, and the moment of the notices at the end. Prints what was noted after
each loop, and what then went out.
"""

import asyncio
import json
import os
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.dag_processing.dagbag import DagBag
from airflow.executors.base_executor import BaseExecutor
from airflow.models.callback import Callback
from airflow.models.dagrun import DagRun
from airflow.models.deadline import Deadline
from airflow.models.serialized_dag import SerializedDagModel
from airflow.models.trigger import Trigger
from airflow.models.xcom import XComModel
from airflow.triggers.callback import CallbackTrigger
from airflow.utils.db import initdb
from airflow.utils.session import create_session
from airflow.utils.state import DagRunState
from airflow.utils.types import DagRunTriggeredByType, DagRunType
from sqlalchemy import delete, select, update

from tests.orchestration.airflow.starting_scheduler import start
from tests.orchestration.notices.run_notices import MAILS, one_round, sinks
from wardreport.review.notices.alert_notes import read_alerts
from wardreport.workflow.settings import load_settings

LONG_AGO = timedelta(days=20)
DAGS = ("collect_submissions", "publish_half_year", "restate_period")


class Idle(BaseExecutor):
    """Is given nothing to do."""

    def sync(self) -> None:
        """Has nothing to tell."""


def queue_runs() -> None:
    """One run of each DAG by Airflow's own code, which plans its deadlines."""
    with create_session() as session:
        for name in DAGS:
            dag = SerializedDagModel.get_dag(name, session=session)
            assert dag is not None
            run = dag.create_dagrun(
                run_id=f"waits__{name}",
                run_after=datetime.now(UTC),
                run_type=DagRunType.MANUAL,
                triggered_by=DagRunTriggeredByType.TEST,
                state=DagRunState.QUEUED,
                conf={"period": "2024-S1"},
                session=session,
            )
            run.state = DagRunState.RUNNING


def wait(hours: int) -> None:
    """As if the runs had been queued some hours earlier."""
    with create_session() as session:
        for deadline in session.scalars(select(Deadline)):
            deadline.deadline_time -= timedelta(hours=hours)


async def run_triggers() -> int:
    """What a triggerer does with the callbacks; gives how many there were."""
    with create_session() as session:
        triggers = list(session.scalars(select(Trigger)))
        made = [CallbackTrigger(**trigger.kwargs) for trigger in triggers]
        session.execute(update(Callback).values(trigger_id=None))
        session.execute(delete(Trigger))
    events = [[event.payload["state"] async for event in trigger.run()] for trigger in made]
    assert all(event == ["running", "success"] for event in events), events
    return len(events)


def noted() -> list[list[str]]:
    return sorted([alert.dag, alert.run, alert.reason] for alert in read_alerts(load_settings().staging))


def ask_for_approval() -> None:
    """The run of the publication waits for a person, and that of the restatement has ended well."""
    with create_session() as session:
        runs = {run.dag_id: run for run in session.scalars(select(DagRun).where(DagRun.dag_id.in_(DAGS)))}
        runs["restate_period"].state = DagRunState.SUCCESS
        waiting = runs["publish_half_year"]
        for instance in waiting.get_task_instances(session=session):
            instance.state = "awaiting_input" if instance.task_id == "approve" else instance.state
        XComModel.set(
            key="return_value",
            value={"period": "2023-S2"},
            serialize=False,  # as the API does, which is given what is serialised
            task_id="propose",
            dag_id=waiting.dag_id,
            run_id=waiting.run_id,
            session=session,
        )


def main() -> None:
    *hours, moment = sys.argv[1:]
    told: dict[str, Any] = {"loops": []}
    with sinks():
        initdb()
        runner = start(paused=True, num_runs=1, executors=[Idle()])
        queue_runs()
        before = 0
        for waited in map(int, hours):
            wait(waited - before)
            before = waited
            runner._run_scheduler_loop()
            told["loops"].append({"callbacks": asyncio.run(run_triggers()), "noted": noted()})
        ask_for_approval()
        dag = DagBag().dags["send_notices"]
        told["round"] = one_round(dag, "send", datetime.fromisoformat(moment), "2024-S1")
        told["noted"], told["mails"] = noted(), MAILS
    print("RESULT " + json.dumps(told))  # noqa: T201
    sys.stdout.flush()
    os._exit(0)  # executors have threads of their own


if __name__ == "__main__":
    main()
