"""Runs in a process of its own: three years of the scheduler's own steps over a real Airflow database, in minutes.

The clock is ours; the DAG processor's and the scheduler's code, the database and the plugin are Airflow's. The clock
goes from one promised moment to the next; a run is taken as done as soon as it is there. Arguments: beginning, end,
an outage's beginning and end, a restart. Prints the runs.
"""

import json
import sys
from datetime import UTC, datetime, timedelta

from airflow.jobs.scheduler_job_runner import SchedulerJobRunner
from airflow.models.backfill import ReprocessBehavior, _create_backfill
from airflow.models.dag import DagModel
from airflow.models.dagrun import DagRun
from airflow.utils.db import initdb
from airflow.utils.session import create_session
from airflow.utils.state import DagRunState
from airflow.utils.types import DagRunType
from sqlalchemy import select

from tests.orchestration.airflow.starting_scheduler import start
from wardreport.orchestration.calendar import timetable

LAG = timedelta(seconds=5)  # the scheduler comes a little after the moment
NOW = {"is": datetime(2024, 1, 1, tzinfo=UTC)}


def tick(scheduler: SchedulerJobRunner, made: list[dict[str, str]]) -> None:
    """One turn of the scheduler: the runs that are due are created, and each is done at once."""
    with create_session() as session:
        due = list(session.scalars(select(DagModel).where(DagModel.next_dagrun_create_after <= NOW["is"])))
        scheduler._create_dag_runs(due, session)
        session.flush()
        for run in session.scalars(select(DagRun).where(DagRun.state == DagRunState.QUEUED)):
            made.append(told(run))
            run.state = DagRunState.SUCCESS
        session.flush()
        for dag_model in due:
            scheduler._set_exceeds_max_active_runs(dag_model=dag_model, session=session)


def told(run: DagRun) -> dict[str, str]:
    moments = (NOW["is"], run.run_after, run.data_interval_start, run.data_interval_end)
    names = ("at", "run_after", "start", "end")
    return {"dag": run.dag_id, "type": run.run_type, **dict(zip(names, map(str, moments), strict=True))}


def next_moment() -> datetime | None:
    with create_session() as session:
        moments = session.scalars(select(DagModel.next_dagrun_create_after)).all()
    return min((moment for moment in moments if moment is not None), default=None)


def main() -> None:
    begin, end, out_from, out_to, restart = (datetime.fromisoformat(text).astimezone(UTC) for text in sys.argv[1:])
    timetable.utcnow = lambda: NOW["is"]  # type: ignore[attr-defined]
    NOW["is"] = begin
    initdb()
    scheduler, made, stops = start(paused=False), [], [out_from, restart]
    while (moment := next_moment()) is not None and moment < end:
        if stops and moment + LAG >= stops[0]:  # nothing happens from here on, until Airflow is started again
            NOW["is"] = out_to if stops.pop(0) == out_from else restart
            scheduler = start(paused=False)
        else:
            NOW["is"] = max(NOW["is"], moment + LAG)
        tick(scheduler, made)
    _create_backfill(
        dag_id="publish_half_year",
        from_date=datetime(2023, 6, 1, tzinfo=UTC),
        to_date=datetime(2024, 6, 1, tzinfo=UTC),
        max_active_runs=1,
        reverse=False,
        dag_run_conf=None,
        triggering_user_name=None,
        reprocess_behavior=ReprocessBehavior.NONE,
    )
    with create_session() as session:
        backfilled = [
            told(r) for r in session.scalars(select(DagRun).where(DagRun.run_type == DagRunType.BACKFILL_JOB))
        ]
    ended = next_moment() is None
    print("RESULT " + json.dumps({"made": made, "backfilled": backfilled, "ended": ended}))  # noqa: T201


if __name__ == "__main__":
    main()
