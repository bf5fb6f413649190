"""What the gate before Airflow's API server lets pass, and what it answers itself (at a real one: test_standalone)."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import MutableMapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from wardreport.orchestration.approval import gate
from wardreport.orchestration.approval.form import Asks
from wardreport.workflow.settings import PROJECT

ASKS = Asks("p" * 64, revision=True, units=(), edited=False, unwritten=False, taken=(), not_before=None)
PATH = "/api/v2/dags/publish_half_year/dagRuns/manual__2024-06-20T01:00:00+00:00/taskInstances/approve/-1/hitlDetails"
WHOLE = {"proposal": ASKS.proposal, "number": 45, "reason": "…"}
LONG_AGO = timedelta(minutes=1)


class Behind:
    """Airflow, as far as the gate is concerned: it takes what it is given."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: ARG002 - as ASGI calls it
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        self.bodies.append(body)
        await send({"type": "http.response.start", "status": 200, "headers": []})


def _sent(body: bytes, *, method: str = "PATCH", path: str = PATH, root: str = "") -> tuple[int, list[bytes], bytes]:
    """Status, what came through, and the answer's body; the body comes in three pieces."""
    behind, sent = Behind(), list[MutableMapping[str, Any]]()
    third = max(1, len(body) // 3)
    pieces = [body[:third], body[third : 2 * third], body[2 * third :]]
    messages = [{"type": "http.request", "body": piece, "more_body": n < 2} for n, piece in enumerate(pieces)]

    async def receive() -> MutableMapping[str, Any]:
        return messages.pop(0)

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    scope = {"type": "http", "method": method, "path": root + path, "root_path": root}
    asyncio.run(gate.AnswerGate(behind)(scope, receive, send))
    return sent[0]["status"], behind.bodies, sent[-1].get("body", b"")


def _body(chosen: str = "Approve", **form: Any) -> bytes:
    return json.dumps({"chosen_options": [chosen], "params_input": form}).encode()


@pytest.fixture(autouse=True)
def open_question(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A question that has been open for a minute; a test may change it."""
    question: dict[str, Any] = {"asked": (ASKS, datetime.now(UTC) - LONG_AGO), "place": None}

    def asked(place: dict[str, str]) -> Any:
        question["place"] = place
        if isinstance(question["asked"], Exception):
            raise question["asked"]
        return question["asked"]

    monkeypatch.setattr(gate, "_asked", asked)
    return question


@pytest.mark.parametrize("root", ["", "/airflow"])
def test_a_whole_answer_passes_byte_for_byte(root: str, open_question: dict[str, Any]) -> None:
    for body in (_body(**WHOLE), _body("Reject"), _body("Reject", opinion="…")):
        assert _sent(body, root=root)[:2] == (200, [body])
    assert open_question["place"] == {
        "dag_id": "publish_half_year",
        "run_id": "manual__2024-06-20T01:00:00+00:00",
        "task_id": "approve",
        "map_index": "-1",
    }


@pytest.mark.parametrize("lost", ["number", "reason", "proposal"])
def test_an_approval_that_lacks_something_is_refused_and_told_what(lost: str) -> None:
    status, passed, said = _sent(_body(**{key: value for key, value in WHOLE.items() if key != lost}))
    assert (status, passed) == (400, [])
    assert json.loads(said)["detail"]


def test_an_answer_that_would_be_lost_is_refused_until_the_scheduler_has_heard(open_question: dict[str, Any]) -> None:
    for waits_since in (None, datetime.now(UTC) + LONG_AGO):  # not yet, or just now
        open_question["asked"] = (ASKS, waits_since)
        for body in (_body(**WHOLE), _body("Reject")):
            assert _sent(body)[:2] == (409, [])


def test_a_question_that_is_not_ours_or_answered_passes(open_question: dict[str, Any]) -> None:
    open_question["asked"] = None
    assert _sent(_body())[:2] == (200, [_body()])


def test_where_it_cannot_be_looked_up_the_answer_passes_and_is_checked_later(open_question: dict[str, Any]) -> None:
    open_question["asked"] = RuntimeError("no database")
    assert _sent(_body())[:2] == (200, [_body()])


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", PATH),
        ("PATCH", PATH.replace("hitlDetails", "note")),
        ("PATCH", f"{PATH}/more"),
        ("PATCH", PATH.replace("/api/v2", "/other")),
        ("POST", PATH),
    ],
)
def test_nothing_else_is_read(method: str, path: str, open_question: dict[str, Any]) -> None:
    assert _sent(_body(), method=method, path=path)[:2] == (200, [_body()])
    assert open_question["place"] is None


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'"x"', b"null", b'{"chosen_options": ["Approve"], "params_input": ["x"]}', b"[" * 9000],
)
def test_what_is_no_answer_is_airflow_s_to_refuse(body: bytes) -> None:
    assert _sent(body)[:2] == (200, [body])


def test_an_endless_answer_is_not_kept_in_memory() -> None:
    status, passed, _ = _sent(_body(reason="x" * 300_000))
    assert (status, passed) == (413, [])


def test_the_rules_of_a_question_are_read_as_airflow_keeps_them(open_question: dict[str, Any]) -> None:
    kept = json.loads(json.dumps({"units": ["01837"], "taken": [[2024, 45]]}))  # JSON has no tuples
    asks = replace(ASKS, units=kept["units"], taken=kept["taken"])
    open_question["asked"] = (asks, datetime.now(UTC) - LONG_AGO)
    assert _sent(_body(**WHOLE))[0] == 400
    assert _sent(_body(**WHOLE | {"without": "01837", "number": 46}))[0] == 200


def test_the_plugin_brings_nothing_heavy_into_every_process() -> None:
    code = (
        "import sys; before = set(sys.modules);"
        "import wardreport.orchestration.approval.gate;"
        "print(sorted({n.split('.')[0] for n in set(sys.modules) - before}))"
    )
    path = {"PYTHONPATH": str(PROJECT / "plugins")}
    done = subprocess.run([sys.executable, "-c", code], env=path, capture_output=True, text=True, check=True)
    for heavy in ("airflow", "pydantic", "sqlalchemy", "yaml", "anyio", "fastapi"):
        assert f"'{heavy}'" not in done.stdout
