"""Runs in a process of its own: drafts that people answer over REST, at a real API server on loopback.

Prints, of each run, its state, those of its tasks, the status codes of the answers and the releases that lie there.
"""

import json
import os
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import requests
from airflow.dag_processing.dagbag import DagBag
from airflow.models.asset import AssetEvent
from airflow.models.xcom import XComModel
from airflow.utils.db import initdb
from airflow.utils.session import create_session
from sqlalchemy import select

from tests.offices import Office
from tests.specimens import PERIOD
from wardreport.deployment import deploy
from wardreport.orchestration.proposals import OPINION
from wardreport.settings import load_settings

FORM = {"number": None, "dated": None, "reason": None, "edited": False, "opinion": None}
PATIENCE = 120  # seconds


@contextmanager
def api_server(log: Path) -> Any:
    """Gives the address of a server that answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "airflow", "api-server", "--host", "127.0.0.1", "--port", str(port)]
    with log.open("wb") as out, subprocess.Popen([*command, "--workers", "1"], stdout=out, stderr=out) as server:
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def until(given: Any) -> Any:
    """What a request gives once it gives something."""
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        try:
            found = given()
        except requests.ConnectionError:
            found = None
        if found:
            return found
        time.sleep(0.5)
    raise TimeoutError(given)


def token(address: str, user: str) -> dict[str, str]:
    answer = requests.post(f"{address}/auth/token", json={"username": user, "password": user}, timeout=30)
    return {"Authorization": f"Bearer {answer.json()['access_token']}"} if answer.ok else {}


def answer(address: str, dag: str, answers: list[tuple[str, str, dict[str, Any]]]) -> list[int]:
    """Waits for the question of a DAG's newest run and gives one answer after the other."""
    boss = until(lambda: token(address, "lanh-dao"))
    waiting = f"{address}/api/v2/dags/{dag}/dagRuns/~/hitlDetails?response_received=false"

    def asked() -> Any:
        details = requests.get(waiting, headers=boss, timeout=30).json().get("hitl_details")
        return [one for one in details or () if one["task_instance"]["state"] == "awaiting_input"]

    (question,) = until(asked)
    run = question["task_instance"]["dag_run_id"]
    place = f"{address}/api/v2/dags/{dag}/dagRuns/{run}/taskInstances/approve/-1/hitlDetails"
    codes = []
    for user, chosen, form in answers:
        body = {"chosen_options": [chosen], "params_input": FORM | form}
        codes.append(requests.patch(place, json=body, headers=token(address, user), timeout=30).status_code)
    return codes


def main() -> None:
    initdb()
    dags, settings = DagBag().dags, load_settings()
    office = Office(deploy(settings), (), datetime.now(UTC) - timedelta(days=20))
    of_period = settings.releases / str(PERIOD)

    def run(address: str, dag: str, *answers: tuple[str, str, dict[str, Any]]) -> None:
        with ThreadPoolExecutor(1) as person:
            given = person.submit(answer, address, dag, list(answers)) if answers else None
            done = dags[dag].test(run_conf={"period": str(PERIOD)})
        with create_session() as session:
            longest = max(len(str(row.value)) for row in session.scalars(select(XComModel)))
            events = [event.extra for event in session.scalars(select(AssetEvent).order_by(AssetEvent.id))]
        instances = done.get_task_instances()
        opinion = of_period / OPINION
        result = {
            "run": str(done.state),
            "tasks": {one.task_id: str(one.state) for one in instances},
            "xcom": longest,
            "codes": given.result() if given else [],
            "lies_there": sorted(path.name for path in of_period.iterdir()),
            "opinion": opinion.read_text(encoding="utf-8") if opinion.is_file() else "",
            "events": events,
        }
        print("RESULT " + json.dumps(result))  # noqa: T201

    with api_server(Path(os.environ["AIRFLOW_HOME"]) / "api-server.log") as address:
        refused, taken = ("kiem-tra", "Approve", {"number": 45}), ("lanh-dao", "Approve", {"number": 45})
        run(address, "publish_half_year", refused, ("lanh-dao", "Reject", {"opinion": "Xem lại phần thuyết minh."}))
        run(address, "publish_half_year", taken)
        run(address, "restate_period")
        office.correct("01834", 9, 20)
        run(address, "restate_period", ("lanh-dao", "Approve", {"number": 52, "reason": "Phường nộp lại biểu"}))


if __name__ == "__main__":
    main()
