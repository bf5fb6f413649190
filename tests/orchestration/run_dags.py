"""Runs in a process of its own, since Airflow reads its settings once: the DAGs for one period, up to the draft.

Arguments: the period, and how often. Prints one JSON object a round.
"""

import json
import sys

from airflow.dag_processing.dagbag import DagBag
from airflow.utils.db import initdb

DAGS = {"collect_submissions": {}, "publish_half_year": {"release": "draft"}}


def main() -> None:
    period, rounds = sys.argv[1], int(sys.argv[2])
    initdb()
    bag = DagBag()
    errors = {name: str(text) for name, text in bag.import_errors.items()}
    for _ in range(rounds):
        states = {}
        for name, more in DAGS.items() if not errors else ():
            run = bag.dags[name].test(run_conf={"period": period, **more})
            instances = run.get_task_instances()
            states[name] = {
                "run": str(run.state),
                "tasks": {f"{i.task_id}[{i.map_index}]": str(i.state) for i in instances},
                "xcom": max(len(str(i.xcom_pull(task_ids=i.task_id, map_indexes=i.map_index))) for i in instances),
            }
        print("RESULT " + json.dumps({"errors": errors, "states": states}))  # noqa: T201


if __name__ == "__main__":
    main()
