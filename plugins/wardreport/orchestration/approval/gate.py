"""What stands before Airflow's API server: an answer to our question that cannot count is refused before it is taken.

Airflow checks no parameter of an answer, and loses one that comes while its scheduler has not yet heard that the task
waits (apache-airflow 3.3.2; docs/design/orchestration.md). So an approval that lacks something is told 400, and an
answer within seconds of the question 409; both leave the question open. Whatever else is asked passes untouched. It
runs before anybody is authenticated, so it tells nothing but what the request itself lacks.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Awaitable, Callable, MutableMapping
from datetime import UTC, datetime, timedelta
from typing import Any

from wardreport.domain.deadline import day_of
from wardreport.orchestration.approval.form import APPROVE, ASKS, BOUND, Asks, given_in, lacking

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

HEARD_AFTER = timedelta(seconds=12)
LONGEST_BODY = 64 * 1024  # an answer has a few short texts
_ANSWER = re.compile(
    r"/api/v2/dags/(?P<dag_id>[^/]+)/dagRuns/(?P<run_id>.+)/taskInstances/(?P<task_id>[^/]+)/(?P<map_index>-?\d+)/hitlDetails"
)
EARLY = "Câu hỏi vừa được đưa ra: nửa phút sau gửi lại câu trả lời."

log = logging.getLogger(__name__)


class AnswerGate:
    """A root middleware of Airflow's API server (``AirflowPlugin.fastapi_root_middlewares``)."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Lets everything pass but an answer that cannot count."""
        place = _place(scope)
        if place is None:
            await self._app(scope, receive, send)
            return
        messages, body = await _read(receive)
        refused = await _refused(place, body)
        if refused is None:
            await self._app(scope, _again(messages, receive), send)
        else:
            await _reply(send, *refused)


def _place(scope: Message) -> dict[str, str] | None:
    """Which task instance an answer is for; None where the request is no answer."""
    if scope["type"] != "http" or scope["method"] != "PATCH":
        return None
    found = _ANSWER.fullmatch(scope["path"].removeprefix(scope.get("root_path", "")))
    return found.groupdict() if found else None


async def _read(receive: Receive) -> tuple[list[Message], bytes]:
    """What came so far, the whole body where it is not longer than an answer."""
    messages, body = [], b""
    while True:
        message = await receive()
        messages.append(message)
        body += message.get("body", b"")
        if message["type"] != "http.request" or not message.get("more_body") or len(body) > LONGEST_BODY:
            return messages, body


def _again(messages: list[Message], receive: Receive) -> Receive:
    left = iter(messages)

    async def again() -> Message:
        for message in left:
            return message
        return await receive()

    return again


async def _refused(place: dict[str, str], body: bytes) -> tuple[int, str] | None:
    """Status and reason; None where it may pass, also where it is nothing that Airflow would take."""
    if len(body) > LONGEST_BODY:
        return 413, "Câu trả lời quá dài."
    try:
        answer = json.loads(body)
        chosen, form = answer["chosen_options"], given_in(answer.get("params_input"))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    try:
        asked = await asyncio.to_thread(_asked, place)
    except Exception:
        log.exception("the question could not be looked up: the answer passes")
        return None
    if asked is None:
        return None
    asks, waits_since = asked
    now = datetime.now(UTC)
    if waits_since is None or now - waits_since < HEARD_AFTER:
        return 409, EARLY
    wrong = list(lacking(form, asks, day_of(now))) if chosen == [APPROVE] else []
    return (400, " ".join(wrong)) if wrong else None


def _asked(place: dict[str, str]) -> tuple[Asks, datetime | None] | None:
    """What our question there needs, and since when its task waits (None: it does not yet).

    None where there is no open question of ours. REST does not tell since when, so Airflow's tables are asked.
    """
    from airflow.models.hitl import HITLDetail
    from airflow.models.taskinstance import TaskInstance
    from airflow.utils.session import create_session

    task, detail = TaskInstance, HITLDetail
    key = {**place, "map_index": int(place["map_index"])}
    with create_session() as session:
        asked = session.query(task.state, task.updated_at, detail.params, detail.responded_at)
        row = asked.select_from(task).filter_by(**key).join(detail, detail.ti_id == task.id).first()
    if row is None or row.responded_at is not None or ASKS not in _schema(row.params):
        return None
    waits = row.state == "awaiting_input"
    return Asks(**_schema(row.params)[ASKS]), row.updated_at if waits else None


def _schema(params: Any) -> dict[str, Any]:
    return dict(((params or {}).get(BOUND) or {}).get("schema") or {})


async def _reply(send: Send, status: int, says: str) -> None:
    body = json.dumps({"detail": says}, ensure_ascii=False).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    headers += [(b"retry-after", b"30")] if status == 409 else []
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
