"""Runs in a process of its own: what every DAG and task says of itself. Prints one JSON object."""

import json
from datetime import timedelta

from airflow.dag_processing.dagbag import DagBag


def seconds(time: timedelta | None) -> float | None:
    return time.total_seconds() if time else None


def main() -> None:
    bag = DagBag()
    dags = {
        name: {
            "tags": sorted(dag.tags),
            "doc": dag.doc_md,
            "display": dag.dag_display_name,
            "active": dag.max_active_runs,
            "catchup": dag.catchup,
            "timetable": type(dag.timetable).__name__,
            "deadlines": {alert.name: seconds(alert.interval) for alert in dag.deadline or ()},
            "notes_failure": dag.has_on_failure_callback,
            "tasks": {
                task.task_id: {
                    "owner": task.owner,
                    "pool": task.pool,
                    "assets": sorted(asset.name for asset in (*task.inlets, *task.outlets)),
                    "retries": task.retries,
                    "delay": seconds(task.retry_delay),
                    "timeout": seconds(task.execution_timeout),
                    "display": task.task_display_name,
                    "mapped": task.is_mapped,
                    "answered_within": seconds(getattr(task, "response_timeout", None)),
                    "defaults": getattr(task, "defaults", None),
                    "assigned": getattr(task, "assigned_users", None),
                }
                for task in dag.tasks
            },
        }
        for name, dag in bag.dags.items()
    }
    print("RESULT " + json.dumps({"errors": {str(k): str(v) for k, v in bag.import_errors.items()}, "dags": dags}))  # noqa: T201


if __name__ == "__main__":
    main()
