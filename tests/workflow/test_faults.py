"""A run that is killed at a write, or whose disk is full, and is run again: all is as if nothing had happened."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sample.make_share import figures, lay_out, narratives, units
from sqlalchemy import Engine, event

from tests.effort import examples
from tests.specimens.offices import FOLDERS
from tests.specimens.submissions import PERIOD, annex
from tests.workflow.disturbed import (
    FIRST,
    UNITS,
    differences,
    half_written,
    in_a_child,
    office_of,
    open_to_others,
    state_of,
)
from wardreport.metadata import Metadata
from wardreport.workflow.consolidating import consolidate_current
from wardreport.workflow.disclosing import disclose_table
from wardreport.workflow.official import Approved, publish_official
from wardreport.workflow.pipeline import collect_share, read_submissions
from wardreport.writing.file_rights.closing import closed_to_others

pytestmark = pytest.mark.slow

PERSONAL = "01846"
WRITES = {"open": 0, "os.rename": 1, "os.mkdir": 0, "os.remove": 0, "os.rmdir": 0, "os.chmod": 0, "os.utime": 0}


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory, metadata: Metadata) -> Path:
    """A folder where a draft lies already, and an annex has come in since."""
    folder = tmp_path_factory.mktemp("begun")
    lines = [line for line in units() if line["unit"] in UNITS]
    lay_out(folder / "share", lines[:-1], figures(), metadata.form(PERIOD), said=narratives())
    folder.chmod(0o755)
    with closed_to_others():
        office_of(folder).run()
    lay_out(folder / "share", lines[-1:], figures(), metadata.form(PERIOD), said=narratives())
    content = annex(metadata, PERSONAL, edit=lambda _, sheet: sheet.cell(3, 6, "0912 345 678"))
    place = folder / "share" / FOLDERS[PERSONAL]
    place.mkdir()
    (place / "bieu.xlsx").write_bytes(content)
    os.utime(place / "bieu.xlsx", (FIRST.timestamp(),) * 2)
    return folder


@closed_to_others()
def cycle(folder: Path) -> None:
    """The draft again, with what has come, and its release; a draft that is finished is not made again."""
    office, drafted = office_of(folder), folder / "drafted"
    if not drafted.exists():
        office.run()
        drafted.touch()
    deployment = office.deployment
    safe = disclose_table(consolidate_current(PERIOD, deployment), deployment)
    publish_official(safe, deployment, Approved(office.approved(without=office.waiting())), office.now)


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


def many() -> bool:
    """Whether more is asked for than an ordinary run of the tests takes: each of some 110 writes twice, 20 sizes."""
    return examples(1) > 1


def fresh(begun: Path, folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(begun, folder)
    return folder


@pytest.mark.hypothesis
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
    for point in range(1, writes + 1, 1 if many() else writes // 6):

        def killed(point: int = point) -> None:
            at_writes(folder, lambda number: os.kill(os.getpid(), signal.SIGKILL) if number == point else None)
            cycle(folder)

        fresh(begun, folder)
        assert in_a_child(killed) == -signal.SIGKILL, point
        if many():
            assert in_a_child(killed) in (-signal.SIGKILL, 0), point  # what mends is killed too, if it gets so far
        half = half_written(folder) + open_to_others(folder)
        again = in_a_child(lambda: cycle(folder))
        wrong[point] = (half, again, differences(state_of(folder), expected))
    assert {point: found for point, found in wrong.items() if found != ([], 0, [])} == {}


@pytest.mark.hypothesis
def test_a_run_whose_disk_is_full_fails_and_is_finished_when_there_is_room(begun: Path, folder: Path) -> None:
    assert in_a_child(lambda: cycle(folder)) == 0
    expected = state_of(folder)
    wrong = {}
    for longest in [round(1_000 * 1.3**step) for step in range(20)] if many() else (3_000, 30_000, 150_000):

        def full(longest: int = longest) -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (longest, longest))
            cycle(folder)

        fresh(begun, folder)
        failed = in_a_child(full)
        half = half_written(folder) + open_to_others(folder)
        again = in_a_child(lambda: cycle(folder))
        wrong[longest] = (failed, half, again, differences(state_of(folder), expected))
    assert {longest: found for longest, found in wrong.items() if found != (1, [], 0, [])} == {}


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
