"""What a person's browser asks of Airflow, over its REST API."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import requests

T = TypeVar("T")
FORM: dict[str, Any] = {"number": None, "dated": None, "reason": None, "edited": False, "opinion": None}
ENDED = {"success", "failed"}
SCHEDULER_HEARS = 30  # seconds


def until(given: Callable[[], T], patience: float = 180) -> T:
    """What a question gives once it gives something; raises ``TimeoutError`` with the last answer."""
    ends, found = time.monotonic() + patience, None
    while time.monotonic() < ends:
        try:
            found = given()
        except requests.RequestException:
            found = None
        if found:
            return found
        time.sleep(0.5)
    raise TimeoutError(f"{given.__qualname__}: {found!r}")


@dataclass(frozen=True)
class AirflowClient:
    """One user at one API server; where a test sets the passwords, they are the users' names."""

    address: str
    user: str
    password: str | None = None
    scheduler_log: Path | None = None

    def call(self, method: str, path: str, **body: Any) -> requests.Response:
        """Any answer, whatever its status."""
        given = requests.post(
            f"{self.address}/auth/token",
            json={"username": self.user, "password": self.password or self.user},
            timeout=30,
        )
        given.raise_for_status()
        head = {"Authorization": f"Bearer {given.json()['access_token']}"}
        return requests.request(method, f"{self.address}/api/v2{path}", json=body or None, headers=head, timeout=60)

    def get(self, path: str) -> Any:
        """What is read; raises where it may not be, or is not there."""
        answer = self.call("GET", path)
        answer.raise_for_status()
        return answer.json()

    def trigger(self, dag: str, **conf: Any) -> str:
        """Starts a run by hand, with its DAG switched on; gives the run's id."""
        self.call("PATCH", f"/dags/{dag}?update_mask=is_paused", is_paused=False).raise_for_status()
        answer = self.call("POST", f"/dags/{dag}/dagRuns", logical_date=None, conf=conf)
        answer.raise_for_status()
        return str(answer.json()["dag_run_id"])

    def ended(self, dag: str, run: str, patience: float = 300) -> str:
        """Waits for the run's end and gives its state."""

        def state() -> str | None:
            found = str(self.get(f"/dags/{dag}/dagRuns/{run}")["state"])
            return found if found in ENDED else None

        return until(state, patience) or ""

    def tasks(self, dag: str, run: str) -> dict[str, str]:
        """The states of the run's tasks; mapped ones as ``read[0]``."""
        instances = self.get(f"/dags/{dag}/dagRuns/{run}/taskInstances?limit=100")["task_instances"]
        return {
            one["task_id"] + (f"[{one['map_index']}]" if one["map_index"] >= 0 else ""): str(one["state"])
            for one in instances
        }

    def tries(self, dag: str, run: str) -> dict[str, int]:
        """How often each task was tried."""
        instances = self.get(f"/dags/{dag}/dagRuns/{run}/taskInstances?limit=100")["task_instances"]
        return {
            one["task_id"] + (f"[{one['map_index']}]" if one["map_index"] >= 0 else ""): int(one["try_number"])
            for one in instances
        }

    def asked(self, dag: str, run: str, patience: float = 300) -> str:
        """Waits until the run asks for approval and gives what it says."""

        def question() -> Any:
            details = self.get(f"/dags/{dag}/dagRuns/{run}/hitlDetails?response_received=false")["hitl_details"]
            return [one for one in details if one["task_instance"]["state"] == "awaiting_input"]

        (found,) = until(question, patience)
        self.wait_until_heard(dag, run)
        return str(found["body"])

    def wait_until_heard(self, dag: str, run: str) -> None:
        """Waits until the scheduler has heard that the question waits, at most ``SCHEDULER_HEARS`` seconds.

        Airflow 3.3.2 takes the task for a killed one where an answer comes before. People take longer.
        """
        if self.scheduler_log is None:
            time.sleep(SCHEDULER_HEARS)
            return
        log, tried = self.scheduler_log, self.tries(dag, run)["approve"]
        key = f"dag_id='{dag}', task_id='approve', run_id='{run}', try_number={tried},"

        def heard() -> bool:
            lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
            return any("Received executor event" in line and key in line for line in lines)

        with suppress(TimeoutError):
            until(heard, SCHEDULER_HEARS)

    def answer(self, dag: str, run: str, chosen: str, **form: Any) -> int:
        """Answers the question; gives the status."""
        place = f"/dags/{dag}/dagRuns/{run}/taskInstances/approve/-1/hitlDetails"
        return self.call("PATCH", place, chosen_options=[chosen], params_input=FORM | form).status_code
