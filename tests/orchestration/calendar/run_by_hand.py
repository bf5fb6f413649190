"""Runs in a process of its own: what Airflow makes of the timetables, and runs by hand on several days.

Arguments: the days, each with a moment as ``2024-06-05T10:30+07:00``. Prints what it found.
"""

import json
import sys
from datetime import datetime
from typing import Any

from airflow.dag_processing.dagbag import DagBag
from airflow.serialization.decoders import decode_timetable
from airflow.serialization.encoders import encode_timetable
from airflow.timetables.base import DataInterval, TimeRestriction
from airflow.utils.db import initdb
from pendulum import instance

from wardreport.domain.errors import ConfigurationError
from wardreport.orchestration.calendar import timetable


def asked(plan: Any, moments: list[datetime]) -> dict[str, Any]:
    """One DAG's timetable, as it comes back out of Airflow's own serialisation."""
    back = decode_timetable(json.loads(json.dumps(encode_timetable(plan))))
    newest = TimeRestriction(None, None, catchup=False)
    missed = []
    for moment in moments:
        timetable.utcnow = lambda moment=moment: moment  # type: ignore[attr-defined]
        info = back.next_dagrun_info(last_automated_data_interval=None, restriction=newest)
        missed.append(str(info.run_after) if info else None)
    at_the_end = DataInterval(instance(datetime(2026, 6, 14).astimezone()), instance(datetime(2027, 7, 1).astimezone()))
    return {
        "same": back is not plan and back.plan == plan.plan and back.description == plan.description,
        "description": back.description,
        "by_hand": [list(map(str, back.infer_manual_data_interval(run_after=instance(at)))) for at in moments],
        "first": missed,
        "after_the_end": back.next_dagrun_info(
            last_automated_data_interval=at_the_end, restriction=TimeRestriction(None, None, catchup=True)
        ),
    }


def refused() -> str:
    try:
        timetable.CycleTimetable.deserialize({"run": "collect", "at": [], "made_up_for_days": 1, "colour": 1})
    except ConfigurationError as error:
        return str(error)
    return ""


def main() -> None:
    moments = [datetime.fromisoformat(text) for text in sys.argv[1:]]
    initdb()
    bag = DagBag()
    assert not bag.import_errors, bag.import_errors
    found = {
        name: asked(dag.timetable, moments)
        for name, dag in bag.dags.items()
        if isinstance(dag.timetable, timetable.CycleTimetable)
    }
    states = []
    for moment in moments:
        run = bag.dags["collect_submissions"].test(logical_date=moment, run_after=instance(moment))
        states.append({"run": str(run.state), "tasks": {i.task_id: str(i.state) for i in run.get_task_instances()}})
    print("RESULT " + json.dumps({"timetables": found, "states": states, "refused": refused()}))  # noqa: T201


if __name__ == "__main__":
    main()
