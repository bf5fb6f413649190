"""Runs that are disturbed: a process of its own for each, and what must be whole, single and closed afterwards."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from tests.specimens.offices import Office
from tests.specimens.submissions import PERIOD
from wardreport.warehouse.schema import schema
from wardreport.workflow.deployment import Deployment
from wardreport.writing.whole_files import UNFINISHED

FIRST = datetime(2024, 6, 16, tzinfo=UTC)
UNITS = ("01834", "01837", "058-LDTBXH")  # accepted, held, accepted
FOR_OTHERS = ("share", "releases", "expectations")  # laid out before, or published


def office_of(folder: Path) -> Office:
    """The office over a folder; its clock stands still, so that every run would give the same bytes."""
    return Office.in_folder(folder, (), FIRST + timedelta(days=1))


def in_a_child(work: Callable[[], Any]) -> int:
    """The exit status of a copy of this process that does the work; -9 where it was killed."""
    return ended(begin(work))


def ended(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def begin(work: Callable[[], Any]) -> int:
    """The id of a copy of this process that does the work, as one whose caller closes nothing to others."""
    child = os.fork()
    if child == 0:
        status = 1
        with suppress(BaseException):
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, 1)
            os.dup2(null, 2)
            os.umask(0)
            status = work() or 0
        os._exit(status)
    return child


def half_written(folder: Path) -> list[str]:
    """Files of releases that are not what their manifests say, and workbooks for units that cannot be opened."""
    broken = []
    places = (folder / name / str(PERIOD) for name in ("releases", "internal"))
    for release in (one for place in places for one in place.glob("[!.]*")):
        try:
            files = json.loads((release / "manifest.json").read_text(encoding="utf-8"))["files"]
        except (OSError, ValueError):
            files = {"manifest.json": ""}
        broken += [
            f"{release.name}/{name}"
            for name, sha256 in files.items()
            if not (release / name).is_file() or hashlib.sha256((release / name).read_bytes()).hexdigest() != sha256
        ]
    broken += [file.name for file in (folder / "feedback").rglob("*.xlsx") if b"PK\5\6" not in file.read_bytes()]
    return broken


def open_to_others(folder: Path) -> list[str]:
    """What others may do something with in a folder that is open, beside what is meant for them."""
    places = (place for place in folder.iterdir() if place.name not in FOR_OTHERS)
    held = (path for place in places for path in (place, *place.rglob("*")))
    return [str(path.relative_to(folder)) for path in held if path.stat().st_mode & 0o077]


def state_of(folder: Path) -> tuple[dict[str, bytes], dict[str, list[Any]]]:
    """Every file, with its content and rights, and every row of the warehouse.

    But for what a killed run had begun: a run that comes a day later takes it away.
    """
    files = {
        str(file.relative_to(folder)): oct(file.stat().st_mode).encode() + file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file() and not file.name.startswith(("warehouse.sqlite", "incoming-", UNFINISHED))
    }
    return files, rows_of(office_of(folder).deployment)


def rows_of(deployment: Deployment) -> dict[str, list[Any]]:
    with deployment.warehouse.reading() as connection:
        rows = {
            name: sorted(str(tuple(row)) for row in connection.execute(select(table)))
            for name, table in schema.metadata.tables.items()
        }
    deployment.warehouse.engine.dispose()  # no connection is taken along into the next child
    return rows


def differences(one: tuple[dict[str, Any], ...], other: tuple[dict[str, Any], ...]) -> list[str]:
    """The names of files and tables that are not the same."""
    return [
        name
        for left, right in zip(one, other, strict=True)
        for name in sorted(left.keys() | right.keys())
        if left.get(name) != right.get(name)
    ]
