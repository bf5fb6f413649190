"""An office's folder: a first one, what it lacks, and everything that does not fit in it, told in one go."""

from __future__ import annotations

import csv
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sample.make_share import OFFICE

from tests.specimens.sample_office import SAMPLE
from wardreport.metadata.calendar.calendar import load_working_days
from wardreport.metadata.office.office_files import HOLIDAYS, OFFICE_FILES, PEOPLE, add_first_files


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the sample's, which is the one of this process."""
    shutil.copytree(OFFICE, tmp_path / "office")
    monkeypatch.setenv("WARDREPORT_OFFICE", str(tmp_path / "office"))
    return tmp_path / "office"


def test_the_sample_s_office_fits_and_has_every_file(office: Path, run: Any) -> None:
    assert {file.name for file in office.iterdir()} == {*OFFICE_FILES, PEOPLE, "waivers.yaml"}
    told = run("office", "check")
    assert (told.status, told.err) == (0, "")


def test_a_first_office_says_what_it_lacks_and_not_that_a_file_is_wrong(
    tmp_path: Path, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "new"
    written = run("office", "init", folder)
    assert written.status == 0
    assert [line.rpartition("/")[2] for line in written.out.splitlines()] == [file.name for file in _by_writing(folder)]
    monkeypatch.setenv("WARDREPORT_OFFICE", str(folder))
    told = run("office", "check")
    assert told.status == 1
    assert "units" in told.out
    for name, model in OFFICE_FILES.items():
        with (folder / name).open(encoding="utf-8", newline="") as lines:
            assert set(csv.DictReader(lines).fieldnames or ()) == set(model.model_fields)


def _by_writing(folder: Path) -> list[Path]:
    again = folder.with_name("again")
    return [folder / file.name for file in add_first_files(again)]


def test_what_is_there_is_never_written_over(office: Path, run: Any) -> None:
    before = {file.name: file.read_bytes() for file in office.iterdir()}
    (office / "extensions.csv").unlink()
    told = run("office", "init", office)
    assert [line.rpartition("/")[2] for line in told.out.splitlines()] == ["extensions.csv"]
    assert {file.name: file.read_bytes() for file in office.iterdir()} == before
    assert "nothing is missing" in run("office", "init", office).out


def test_everything_wrong_in_several_files_is_told_at_once(office: Path, run: Any) -> None:
    _add(office / "units.csv", "01999,Phường mới,village,,,058,", "01998,Phường khác,ward,hôm qua,,058,", "1,2")
    _add(office / "extensions.csv", "2024-S1,01837,mai,x,y,2024-06-01")
    (office / "run_hours.csv").unlink()
    (office / PEOPLE).write_text("login,quyen\n", encoding="utf-8")
    told = run("office", "check")
    assert (told.status, told.err) == (1, "")
    last = len((OFFICE / "units.csv").read_text(encoding="utf-8").splitlines())
    starts = [
        f"units.csv line {last + 1}: role",
        f"units.csv line {last + 2}: valid_from",
        f"units.csv line {last + 3}: has",
    ]
    starts += ["extensions.csv line 2: due", "run_hours.csv: is not there", "people.csv: unknown columns quyen"]
    assert [[line for line in told.out.splitlines() if line.startswith(start)] != [] for start in starts] == [True] * 6
    assert len(told.out.splitlines()) == 6


def _add(file: Path, *lines: str) -> None:
    file.write_text(file.read_text(encoding="utf-8") + "".join(f"{line}\n" for line in lines), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "line", "says"),
    [
        ("unit_succession.csv", "09999,01840,2025-07-01,1,medium,x,,", "unknown unit 09999"),
        ("extensions.csv", "2024-S1,99999,2024-06-19,x,y,2024-06-14", "no such unit reports on the period"),
        ("change_thresholds.csv", ",fac_totel,5,30,", "unknown indicator fac_totel"),
        ("run_hours.csv", "collect,06:00,31", "collect has 2 lines"),
        (HOLIDAYS, "2024-01-01,holiday,Tết,x", "2024-01-01 stands 2 times"),
    ],
)
def test_what_does_not_fit_to_another_file_is_told_too(name: str, line: str, says: str, office: Path, run: Any) -> None:
    if name == HOLIDAYS:
        (office / name).write_text("day,kind,name,source\n", encoding="utf-8")
    _add(office / name, line)
    told = run("office", "check")
    assert told.status == 1
    assert says in told.out


def test_a_spreadsheet_s_mark_of_its_encoding_is_no_part_of_the_first_column(office: Path, run: Any) -> None:
    file = office / "units.csv"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert run("office", "check").status == 0


def test_an_office_s_own_holiday_moves_a_day(office: Path) -> None:

    day = "2026-11-20"
    (office / HOLIDAYS).write_text(
        f"day,kind,name,source\n{day},holiday,Ngày riêng,Quyết định 1/QĐ\n", encoding="utf-8"
    )

    own = load_working_days(replace(SAMPLE, office=office))
    assert load_working_days(SAMPLE).worked(date.fromisoformat(day))
    assert not own.worked(date.fromisoformat(day))


def test_an_office_that_is_not_there_stops_with_one_line(
    tmp_path: Path, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WARDREPORT_OFFICE", str(tmp_path / "none"))
    told = run("status", "2024-S1")
    assert told.status == 64
    assert "WARDREPORT_OFFICE" in told.err
    assert len(told.err.splitlines()) == 1
