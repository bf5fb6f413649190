"""Two runs of one warehouse at once, on each engine: one waits for the other, or ends with one line."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sample.make_share import figures, lay_out, narratives, units
from sqlalchemy import text

from tests.effort import examples
from tests.specimens.few_rules import write_few_rules
from tests.specimens.offices import FOLDERS
from tests.specimens.submissions import PERIOD
from tests.workflow.disturbed import UNITS, begin, ended, half_written, open_to_others
from wardreport.commands import app as cli
from wardreport.metadata import Metadata
from wardreport.warehouse import Warehouse
from wardreport.warehouse.schema import schema
from wardreport.warehouse.turns import turn_in
from wardreport.workflow.settings import PROJECT

AT_ONCE = timedelta(0)
WRITING = (("run", "2024-S1"), ("restate", "2024-S1"), ("db", "upgrade"), ("restore", "nothing.sqlite"))


class Place:
    """A folder that is open to all, with a share and an office's settings, over an empty warehouse."""

    def __init__(self, folder: Path, url: str | None) -> None:
        self.folder = folder
        self.url = url or f"sqlite:///{folder / 'warehouse.sqlite'}"

    def empty(self, share: Path) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        self.folder.chmod(0o755)
        shutil.copytree(share, self.folder / "share")
        write_few_rules(self.folder / "expectations")
        if self.url.startswith("postgresql"):
            with self.opened().transaction() as connection:
                connection.execute(text("DROP SCHEMA public CASCADE"))
                connection.execute(text("CREATE SCHEMA public"))

    def opened(self) -> Warehouse:
        return Warehouse(self.url, PROJECT / "sql")

    def settings(self) -> dict[str, str]:
        places = ("share", "staging", "quarantine", "feedback", "releases", "reminders", "decisions", "expectations")
        given = {f"WARDREPORT_{name.upper()}": str(self.folder / name) for name in places}
        return {**given, "WARDREPORT_WAREHOUSE": self.url, "WARDREPORT_CONVERTER": "/nowhere/soffice"}

    def command(self, *arguments: str, said: Path, **settings: str) -> int:
        """A process of its own that runs the command line."""

        def work() -> int:
            os.environ.update({**self.settings(), **settings})
            out = os.open(said, os.O_WRONLY | os.O_CREAT, 0o600)
            os.dup2(out, 1)
            os.dup2(out, 2)
            sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w", buffering=1)
            sys.argv = ["wardreport", *arguments]
            try:
                cli.main()
            except SystemExit as left:
                sys.stdout.flush()
                return int(left.code or 0)

        return begin(work)

    def rows(self) -> dict[str, int]:
        warehouse = self.opened()
        with warehouse.reading() as connection:
            counts = {
                name: connection.execute(text(f"SELECT COUNT(*) FROM {name}")).scalar_one()  # noqa: S608
                for name in schema.metadata.tables
            }
        warehouse.engine.dispose()
        return counts


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def place(request: pytest.FixtureRequest, tmp_path: Path, share: Path) -> Iterator[Place]:
    url = request.getfixturevalue("postgresql") if request.param == "postgresql" else None
    made = Place(tmp_path / "office", url)
    made.empty(share)
    yield made


@pytest.fixture(scope="module")
def share(tmp_path_factory: pytest.TempPathFactory, metadata: Metadata) -> Path:
    """Of three units; the group of the one whose annex is held may write its folder."""
    folder = tmp_path_factory.mktemp("units") / "share"
    lines = [line for line in units() if line["unit"] in UNITS]
    lay_out(folder, lines, figures(), metadata.form(PERIOD), said=narratives())
    (folder / FOLDERS["01837"]).chmod(0o770)
    return folder


@pytest.mark.slow
@pytest.mark.hypothesis
def test_two_runs_at_once_leave_what_one_leaves_closed_to_others(place: Place, share: Path, tmp_path: Path) -> None:
    said = tmp_path / "alone"
    assert ended(place.command("run", "2024-S1", said=said)) == 0, said.read_text()
    expected = place.rows()
    assert (expected["load"], expected["release"]) == (1, 1)
    for pair in range(20 if examples(1) > 1 else 1):
        place.empty(share)
        outputs = [tmp_path / f"said-{pair}-{number}" for number in (1, 2)]
        both = [place.command("run", "2024-S1", said=output) for output in outputs]
        assert [ended(one) for one in both] == [0, 0], [output.read_text() for output in outputs]
        assert place.rows() == expected, pair
        assert half_written(place.folder) == []
        assert open_to_others(place.folder) == []
        assert (place.folder / "releases" / "2024-S1" / "draft" / "index.html").stat().st_mode & 0o777 == 0o644
        _returned_as_open_as_its_folder(place.folder / "share" / FOLDERS["01837"])


def _returned_as_open_as_its_folder(unit: Path) -> None:
    returned = [*(unit / "phan-hoi").rglob("*")]
    assert [oct(path.stat().st_mode & 0o777) for path in (unit / "phan-hoi", *returned)] == ["0o770", "0o770", "0o660"]


@pytest.mark.parametrize("command", WRITING, ids=" ".join)
def test_who_may_not_wait_ends_with_one_line(
    place: Place, command: tuple[str, ...], run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {**place.settings(), "WARDREPORT_WAIT_SECONDS": "0"}.items():
        monkeypatch.setenv(name, value)
    with place.opened().turn(AT_ONCE, print):
        refused = run(*command)
    assert refused.status == 64
    waited, ends = (refused.out + refused.err).splitlines()
    assert waited.startswith("waiting for another run on ")
    assert ends.startswith("wardreport: another run works on ")
    assert ends == refused.err.splitlines()[-1]


def test_the_same_file_by_another_name_is_the_same_warehouse(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    (tmp_path / "other.sqlite").symlink_to(tmp_path / "warehouse.sqlite")
    names = ("warehouse.sqlite", "link/warehouse.sqlite", "./warehouse.sqlite", "other.sqlite")
    urls = [f"sqlite:///{tmp_path}/{name}" for name in names]
    urls.append(f"sqlite:///file:{tmp_path}/warehouse.sqlite?uri=true")
    first, *others = (Warehouse(url, PROJECT / "sql") for url in urls)
    with first.turn(AT_ONCE, print):
        for other in others:
            with pytest.raises(cli.ConfigurationError, match="another run works on"), other.turn(AT_ONCE, print):
                pass
    with others[0].turn(AT_ONCE, print):
        assert (tmp_path / "warehouse.sqlite-turn").stat().st_mode & 0o777 == 0o600
    assert not Path("file:").exists()  # a URI is no path


def test_a_warehouse_in_memory_is_nobody_elses() -> None:
    for url in ("sqlite://", "sqlite:///:memory:", "sqlite:///file:some?mode=memory&uri=true"):
        one, other = Warehouse(url, PROJECT / "sql"), Warehouse(url, PROJECT / "sql")
        with one.turn(AT_ONCE, print), other.turn(AT_ONCE, print):
            pass


def test_a_killed_holder_frees_its_turn(place: Place, tmp_path: Path) -> None:
    reading, writing = os.pipe()

    def hold() -> None:
        with place.opened().turn(AT_ONCE, print):
            os.write(writing, b"held")
            signal.pause()

    holder, said = begin(hold), tmp_path / "said"
    os.close(writing)  # a holder that has failed is told by the end
    with os.fdopen(reading, "rb") as told:
        assert told.read(4) == b"held"
    os.mkfifo(said)
    waiting = place.command("db", "upgrade", said=said)
    with said.open() as lines:
        assert lines.readline().startswith("waiting for another run on")
        os.kill(holder, signal.SIGKILL)
        assert lines.readline().startswith("schema at ")
    assert (ended(holder), ended(waiting)) == (-signal.SIGKILL, 0)


def test_who_makes_a_release_again_waits_for_who_does_so_in_the_same_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WARDREPORT_WAIT_SECONDS", "0")
    monkeypatch.setenv("WARDREPORT_WAREHOUSE", f"sqlite:///{tmp_path / 'warehouse.sqlite'}")
    asked = ["wardreport", "rebuild", "2024-S1/r01", "--releases", str(tmp_path), "--out"]
    for out, status, said in ((tmp_path / "again", 64, "another run works on"), (tmp_path / "b", 64, "no release")):
        monkeypatch.setattr(sys, "argv", [*asked, str(out)])
        (tmp_path / "again").mkdir(exist_ok=True)
        with turn_in(tmp_path / "again", AT_ONCE, print), pytest.raises(SystemExit) as ended:
            cli.main()
        assert ended.value.code == status
        assert said in capsys.readouterr().err.splitlines()[-1]
