"""What a person's browser asks of Airflow, over its REST API."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import requests

T = TypeVar("T")
ENDED = {"success", "failed"}
EARLY = 409  # the gate's answer to one that comes before the scheduler has heard that the question waits
PATIENCE = 60  # seconds


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


@functools.cache
def _token(address: str, user: str, password: str) -> str:
    """What a login gives: once for all that a user asks, as a browser keeps it."""
    given = requests.post(f"{address}/auth/token", json={"username": user, "password": password}, timeout=30)
    given.raise_for_status()
    return str(given.json()["access_token"])


@dataclass(frozen=True)
class AirflowClient:
    """One user at one API server; where a test sets the passwords, they are the users' names."""

    address: str
    user: str
    password: str | None = None

    def call(self, method: str, path: str, **body: Any) -> requests.Response:
        """Any answer, whatever its status."""
        head = {"Authorization": f"Bearer {_token(self.address, self.user, self.password or self.user)}"}
        return requests.request(method, f"{self.address}/api/v2{path}", json=body or None, headers=head, timeout=60)

    def get(self, path: str) -> Any:
        """What is read; raises where it may not be, or is not there."""
        answer = self.call("GET", path)
        answer.raise_for_status()
        return answer.json()

    def trigger(self, dag: str, **conf: Any) -> str:
        """Starts a run by hand, with its DAG switched on; gives the run's id."""
        self.switch_on(dag)
        answer = self.start(dag, **conf)
        answer.raise_for_status()
        return str(answer.json()["dag_run_id"])

    def switch_on(self, dag: str) -> None:
        """Has the runs of a DAG run, also those by its timetable."""
        self.call("PATCH", f"/dags/{dag}?update_mask=is_paused", is_paused=False).raise_for_status()

    def start(self, dag: str, **conf: Any) -> requests.Response:
        """Starts a run by hand, if its user may; it waits where its DAG is switched off."""
        return self.call("POST", f"/dags/{dag}/dagRuns", logical_date=None, conf=conf)

    def mark(self, dag: str, run: str, task: str, state: str) -> int:
        """Sets the state of a task by hand; gives the status."""
        return self.call("PATCH", f"/dags/{dag}/dagRuns/{run}/taskInstances/{task}", new_state=state).status_code

    def log(self, dag: str, run: str, task: str, attempt: int = 1) -> str:
        """What a try of a task logged, as its page shows it."""
        told = self.get(f"/dags/{dag}/dagRuns/{run}/taskInstances/{task}/logs/{attempt}?full_content=true")["content"]
        errors = [error["exc_value"] for line in told for error in line.get("error_detail") or ()]
        return "\n".join([*(str(line["event"]) for line in told), *errors])

    def ended(self, dag: str, run: str, patience: float = 600) -> str:
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

    def asked(self, dag: str, run: str, patience: float = 600) -> str:
        """Waits until the run asks for approval and gives what it says."""

        def question() -> Any:
            details = self.get(f"/dags/{dag}/dagRuns/{run}/hitlDetails?response_received=false")["hitl_details"]
            return [one for one in details if one["task_instance"]["state"] == "awaiting_input"]

        (found,) = until(question, patience)
        return str(found["body"])

    def answer(self, dag: str, run: str, chosen: str, **form: Any) -> int:
        """Answers the question as its page does, with every field of the form; gives the status.

        One that comes too early is sent again, as the answer asks for.
        """
        ends = time.monotonic() + PATIENCE
        while True:
            status = self.answer_at_once(dag, run, chosen, **form)
            if status != EARLY or self._question(dag, run)["response_received"] or time.monotonic() > ends:
                return status
            time.sleep(1)

    def answer_at_once(self, dag: str, run: str, chosen: str, **form: Any) -> int:
        """The same, however early."""
        fields = {name: field["value"] for name, field in self._question(dag, run)["params"].items()}
        place = f"/dags/{dag}/dagRuns/{run}/taskInstances/approve/-1/hitlDetails"
        return self.call("PATCH", place, chosen_options=[chosen], params_input=fields | form).status_code

    def clear(self, dag: str, run: str, *tasks: str) -> int:
        """Has tasks of a run run again, and what follows them; gives the status."""
        body = {
            "dag_run_id": run,
            "task_ids": tasks,
            "dry_run": False,
            "only_failed": False,
            "include_downstream": True,
        }
        return self.call("POST", f"/dags/{dag}/clearTaskInstances", **body, reset_dag_runs=True).status_code

    def _question(self, dag: str, run: str) -> Any:
        return self.get(f"/dags/{dag}/dagRuns/{run}/taskInstances/approve/-1/hitlDetails")
