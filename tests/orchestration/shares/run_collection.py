"""Runs in a process of its own, since Airflow reads its settings once: ``collect_submissions`` for the period given."""

import json
import sys

from airflow.dag_processing.dagbag import DagBag
from airflow.utils.db import initdb


def main() -> None:
    initdb()
    bag = DagBag()
    errors = {name: str(text) for name, text in bag.import_errors.items()}
    run = bag.dags["collect_submissions"].test(run_conf={"period": sys.argv[1]})
    print("RESULT " + json.dumps({"errors": errors, "run": str(run.state)}))  # noqa: T201


if __name__ == "__main__":
    main()
