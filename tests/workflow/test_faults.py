"""A run that is killed at a write, or whose disk is full, and is run again: all is as if nothing had happened."""

from __future__ import annotations

import hashlib
import json
import os
import resource
import shutil
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sample.make_share import figures, lay_out, narratives, units
from sqlalchemy import Engine, event, select

from tests.specimens.offices import FOLDERS, Office, places_in
from tests.specimens.submissions import PERIOD, annex
from wardreport.metadata import Metadata
from wardreport.warehouse.schema import schema
from wardreport.workflow.consolidating import consolidate_current
from wardreport.workflow.deployment import Deployment, deploy
from wardreport.workflow.disclosing import disclose_table
from wardreport.workflow.official import Approved, publish_official
from wardreport.workflow.pipeline import collect_share, read_submissions

pytestmark = pytest.mark.slow

FIRST = datetime(2024, 6, 16, tzinfo=UTC)
UNITS = ("01834", "01837", "058-LDTBXH")  # accepted, held, accepted
PERSONAL = "01846"
POINTS = 10  # of some hundred
WRITES = {"open": 0, "os.rename": 1, "os.mkdir": 0, "os.remove": 0, "os.rmdir": 0, "os.chmod": 0, "os.utime": 0}


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory, metadata: Metadata) -> Path:
    """A folder where a draft lies already, and an annex has come in since."""
    folder = tmp_path_factory.mktemp("begun")
    lines = [line for line in units() if line["unit"] in UNITS]
    lay_out(folder / "share", lines[:-1], figures(), metadata.form(PERIOD), said=narratives())
    office_of(folder).run()
    lay_out(folder / "share", lines[-1:], figures(), metadata.form(PERIOD), said=narratives())
    content = annex(metadata, PERSONAL, edit=lambda _, sheet: sheet.cell(3, 6, "0912 345 678"))
    place = folder / "share" / FOLDERS[PERSONAL]
    place.mkdir()
    (place / "bieu.xlsx").write_bytes(content)
    os.utime(place / "bieu.xlsx", (FIRST.timestamp(),) * 2)
    return folder


def office_of(folder: Path) -> Office:
    """The office over a folder; its clock stands still, so that every run would give the same bytes."""
    deployment = deploy(places_in(folder, folder / "share"))
    return Office(deployment, (), FIRST + timedelta(days=1))


def cycle(folder: Path) -> None:
    """The draft again, with what has come, and its release; a draft that is finished is not made again."""
    office, drafted = office_of(folder), folder / "drafted"
    if not drafted.exists():
        office.run()
        drafted.touch()
    deployment = office.deployment
    safe = disclose_table(consolidate_current(PERIOD, deployment), deployment)
    publish_official(safe, deployment, Approved(office.approved(without=office.waiting())), office.now)


def in_a_child(work: Callable[[], Any]) -> int:
    """The exit status of a copy of this process that does the work; -9 where it was killed."""
    child = os.fork()
    if child == 0:
        status = 1
        with suppress(BaseException):
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, 1)
            os.dup2(null, 2)
            work()
            status = 0
        os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def at_writes(folder: Path, reached: Callable[[int], None]) -> None:
    """From now on tells before each write in the folder, and around each commit, the how manieth it is."""
    count = 0

    def next_one(*_: Any) -> None:
        nonlocal count
        count += 1
        reached(count)

    def audit(name: str, arguments: tuple[Any, ...]) -> None:
        if name not in WRITES or not str(arguments[WRITES[name]]).startswith(str(folder)):
            return
        if name != "open" or arguments[2] & (os.O_WRONLY | os.O_RDWR):
            next_one()

    sys.addaudithook(audit)
    event.listen(Engine, "commit", next_one)


@pytest.fixture
def folder(begun: Path, tmp_path: Path) -> Path:
    return fresh(begun, tmp_path / "work")


def fresh(begun: Path, folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(begun, folder)
    return folder


def test_a_run_killed_at_any_write_and_run_again_gives_what_an_undisturbed_one_gives(begun: Path, folder: Path) -> None:
    log = folder.with_name("writes")

    def counted() -> None:
        at_writes(folder, lambda number: log.write_text(str(number)))
        cycle(folder)

    assert in_a_child(counted) == 0
    expected, writes = state_of(folder), int(log.read_text())
    assert expected[0][f"releases/{PERIOD}/r01/manifest.json"]
    assert expected[0][f"internal/{PERIOD}/r01/manifest.json"]
    wrong = {}
    for point in range(1, writes + 1, max(1, writes // POINTS)):

        def killed(point: int = point) -> None:
            at_writes(folder, lambda number: os.kill(os.getpid(), signal.SIGKILL) if number == point else None)
            cycle(folder)

        fresh(begun, folder)
        assert in_a_child(killed) == -signal.SIGKILL, point
        half = half_written(folder)
        ended = in_a_child(lambda: cycle(folder))
        wrong[point] = (half, ended, differences(state_of(folder), expected))
    assert {point: found for point, found in wrong.items() if found != ([], 0, [])} == {}


@pytest.mark.parametrize("longest", [3_000, 30_000, 150_000])
def test_a_run_whose_disk_is_full_fails_and_is_finished_when_there_is_room(
    longest: int, begun: Path, folder: Path
) -> None:
    assert in_a_child(lambda: cycle(folder)) == 0
    expected = state_of(folder)
    fresh(begun, folder)

    def full() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (longest, longest))
        cycle(folder)

    assert in_a_child(full) == 1
    assert not half_written(folder)
    assert in_a_child(lambda: cycle(folder)) == 0
    assert differences(state_of(folder), expected) == []


def test_what_a_killed_look_had_begun_to_copy_is_deleted_a_day_later(folder: Path) -> None:
    office, store = office_of(folder), folder / "staging" / "submissions"
    for name, age in (("incoming-1", timedelta(hours=25)), ("incoming-2", timedelta(hours=23))):
        (store / name).write_text("Họ và tên")
        os.utime(store / name, ((office.now - age).timestamp(),) * 2)
    collect_share(PERIOD, office.deployment, office.now)
    assert [file.name for file in store.glob("incoming-*")] == ["incoming-2"]


def test_a_copy_that_is_gone_is_no_fault_of_the_unit(folder: Path) -> None:
    office = office_of(folder)
    first, *_ = collect_share(PERIOD, office.deployment, office.now).submissions
    first.content.unlink()
    with pytest.raises(FileNotFoundError):
        read_submissions([first])


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


def state_of(folder: Path) -> tuple[dict[str, bytes], dict[str, list[Any]]]:
    """Every file, with its content and rights, and every row of the warehouse.

    But for copies that a killed look had begun: a look that comes a day later takes them away.
    """
    files = {
        str(file.relative_to(folder)): oct(file.stat().st_mode).encode() + file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file() and not file.name.startswith(("warehouse.sqlite", "incoming-"))
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
