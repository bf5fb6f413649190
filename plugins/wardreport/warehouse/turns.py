"""Who writes into one warehouse takes turns: from the share to the release nobody else writes (turns-and-rights.md).

A lock that the kernel or the server takes back when its holder ends, however it ends.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

from sqlalchemy import Connection, Engine, func, select, text
from sqlalchemy.exc import OperationalError

from wardreport.domain.errors import ConfigurationError, NoAnswerError
from wardreport.warehouse.schema.roles import refusals_in_one_line
from wardreport.writing.file_rights.closing import OWNERS_FILE

# of PostgreSQL's advisory locks, any that nobody else takes; each database has its own
TURN, LOADING = 2_024_002, 2_024_001
_LOOKS_AGAIN_AFTER = 0.2  # seconds
_Take = Callable[[], bool]


@contextmanager
def turn(engine: Engine, patience: timedelta, tell: Callable[[str], None]) -> Iterator[None]:
    """Holds the warehouse for the block, alone of all that ask for a turn.

    Waits for as long as ``patience``, and tells of it. Raises ``NoAnswerError`` where the turn has not come by then,
    or the server does not answer, ``ConfigurationError`` where the lock's file cannot be made.
    """
    with ExitStack() as held:
        take = _of_server(engine, held) if engine.dialect.name == "postgresql" else _of_file(engine, held)
        _wait(take, engine.url.render_as_string(hide_password=True), patience, tell)
        yield


@contextmanager
def turn_in(folder: Path, patience: timedelta, tell: Callable[[str], None]) -> Iterator[None]:
    """The same for a folder into which releases are made again, which is there; by a file in it that stays."""
    with ExitStack() as held:
        _wait(_locked(folder.resolve() / ".rebuild-turn", held), str(folder), patience, tell)
        yield


def one_at_a_time(connection: Connection) -> None:
    """Waits, inside a transaction, for others that count upwards from the newest row. SQLite waits by itself.

    It holds whoever writes without a turn, as a test or a program of the office's own may.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(LOADING)))


def _wait(take: _Take, place: str, patience: timedelta, tell: Callable[[str], None]) -> None:
    if _taken(take, timedelta(0)):
        return
    tell(f"waiting for another run on {place} to end, at most {_said(patience)} (WARDREPORT_WAIT_SECONDS)")
    if not _taken(take, patience):
        raise NoAnswerError(
            f"another run works on {place} for longer than {_said(patience)}: try again when it has ended"
        )


def _taken(take: _Take, patience: timedelta) -> bool:
    end = time.monotonic() + patience.total_seconds()
    while not take():
        if time.monotonic() >= end:
            return False
        time.sleep(_LOOKS_AGAIN_AFTER)
    return True


def _said(patience: timedelta) -> str:
    return f"{patience.total_seconds():.0f} seconds"


def _of_file(engine: Engine, held: ExitStack) -> _Take:
    """By a file beside the embedded warehouse that stays: SQLite's own locks end with each transaction."""
    database = _file_of(engine)
    if database is None:
        return lambda: True  # in memory: nobody else has it
    return _locked(database.with_name(f"{database.name}-turn"), held)


def _locked(file: Path, held: ExitStack) -> _Take:
    try:
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, OWNERS_FILE)
    except OSError as error:
        raise ConfigurationError(f"{file}: {error.strerror}: cannot be made, so nobody can take turns") from None
    held.callback(os.close, descriptor)

    def take() -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as error:
            raise ConfigurationError(f"{file}: {error.strerror}: cannot be locked, so nobody can take turns") from None
        return True

    return take


def _file_of(engine: Engine) -> Path | None:
    """The warehouse's file, by whatever name or link it is reached."""
    name = engine.url.database or ""
    if name.startswith("file:"):
        name = unquote(urlsplit(name).path)
    in_memory = name in ("", ":memory:") or engine.url.query.get("mode") == "memory"
    return None if in_memory else Path(name).resolve()


def _of_server(engine: Engine, held: ExitStack) -> _Take:
    """By a session of its own, which lasts as long as the turn and is no transaction."""
    try:
        connection = held.enter_context(closing(engine.connect().execution_options(isolation_level="AUTOCOMMIT")))
        connection.detach()  # its end is the session's end: no pool keeps the lock
        held.enter_context(refusals_in_one_line("may not take a turn"))
        _never_idle(connection)
    except OperationalError:
        place = engine.url.render_as_string(hide_password=True)
        raise NoAnswerError(f"the warehouse {place} cannot be opened") from None
    return lambda: bool(connection.scalar(text("SELECT pg_try_advisory_lock(:turn)"), {"turn": TURN}))


def _never_idle(connection: Connection) -> None:
    """The session asks nothing for as long as a run takes; a server before 14 has no such limit."""
    connection.execute(text("SELECT set_config(name, '0', false) FROM pg_settings WHERE name = 'idle_session_timeout'"))
