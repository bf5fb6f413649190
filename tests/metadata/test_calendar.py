"""Deadlines are data: each role's, an extension's, and what does not fit is refused."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.specimens import PERIOD
from wardreport.domain.deadline import day_of, end_of, start_of
from wardreport.domain.errors import ConfigurationError
from wardreport.metadata import Metadata, load_metadata
from wardreport.metadata.catalogue import DATA

HEAD = "period,unit_code,due,reason,decided_by,recorded_on"


def _changed(tmp_path: Path, file: str, old: str, new: str) -> Path:
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    return folder


def _due(metadata: Metadata, code: str) -> date:
    unit = metadata.unit_in(PERIOD, code)
    assert unit is not None
    return metadata.due_date(PERIOD, unit)


def test_the_due_day_is_that_of_the_role(metadata: Metadata) -> None:
    assert {unit.role: metadata.due_date(PERIOD, unit).day for unit in metadata.units_valid(PERIOD)} == {
        "ward": 16,
        "police": 18,
        "agency": 18,
        "team178": 18,
        "office": 18,
    }
    assert metadata.due_date(PERIOD, metadata.consolidating_unit(PERIOD)) == date(2024, 6, 20)


def test_of_several_extensions_the_one_recorded_last_counts_and_for_its_unit_alone(tmp_path: Path) -> None:
    lines = [
        "2024-S1,01837,2024-06-22,lũ,Trưởng phòng tổng hợp,2024-06-15",
        "2024-S1,01837,2024-06-19,mất điện,Trưởng phòng tổng hợp,2024-06-14",
    ]
    metadata = load_metadata(_changed(tmp_path, "extensions.csv", HEAD, "\n".join([HEAD, *lines])))
    assert (_due(metadata, "01837"), _due(metadata, "01834")) == (date(2024, 6, 22), date(2024, 6, 16))
    unit = metadata.unit_in(PERIOD, "01837")
    assert unit is not None
    assert metadata.deadline(PERIOD, unit).late_from == end_of(date(2024, 6, 22))
    # the other cycles are as they were
    other = metadata.unit_in(PERIOD.previous, "01837")
    assert other is not None
    assert metadata.due_date(PERIOD.previous, other) == date(2023, 12, 16)


def test_a_time_of_grace_moves_when_a_unit_is_late_and_not_when_it_is_due(tmp_path: Path) -> None:
    folder = _changed(tmp_path, "cycles.csv", "2024-06-20,,2024-06-23", "2024-06-20,2024-06-21,2024-06-23")
    metadata = load_metadata(folder)
    unit = metadata.unit_in(PERIOD, "01837")
    assert unit is not None
    deadline = metadata.deadline(PERIOD, unit)
    assert deadline.due == date(2024, 6, 16)
    assert deadline.late_by_days(start_of(date(2024, 6, 21))) is None
    assert deadline.late_by_days(start_of(date(2024, 6, 22))) == 6


def test_a_day_is_a_day_of_viet_nam() -> None:
    midnight = datetime(2024, 6, 15, 17, tzinfo=UTC)
    assert start_of(date(2024, 6, 16)) == end_of(date(2024, 6, 15)) == midnight
    assert (day_of(midnight), day_of(midnight.replace(hour=16))) == (date(2024, 6, 16), date(2024, 6, 15))


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("cycles.csv", "due_wards", "due_villages", r"cycles\.csv line 2: due_villages"),
        ("cycles.csv", "2024-06-16", "2024-06-31", r"cycles\.csv line 3: due_wards"),
        ("cycles.csv", "2024-06-16", "", r"cycles\.csv line 3: due_wards"),
        ("cycles.csv", "2024-05-15", "2024-06-17", "2024-S1: collection_opens 2024-06-17 is after due_wards"),
        ("cycles.csv", "2024-06-16", "2024-06-21", "2024-S1: due_wards 2024-06-21 is after due_city"),
        ("cycles.csv", "2024-06-18", "2024-06-21", "2024-S1: due_agencies 2024-06-21 is after due_city"),
        ("cycles.csv", "2024-06-23", "2024-06-19", "2024-S1: due_city 2024-06-20 is after locks_after"),
        (
            "cycles.csv",
            ",,2024-06-23",
            ",2024-06-17,2024-06-23",
            "2024-S1: due_agencies 2024-06-18 is after late_after",
        ),
        ("cycles.csv", ",,2024-06-23", ",2024-06-24,2024-06-23", "2024-S1: late_after 2024-06-24 is after locks_after"),
        ("extensions.csv", "reason", "because", r"extensions\.csv line 2: because"),
        ("extensions.csv", "2024-S1", "2031-S1", "2031-S1 01837: the period"),
        ("extensions.csv", "2024-S1", "2024", "not a period"),
        ("extensions.csv", "01837", "01838", "2024-S1 01838: no such unit"),
        ("extensions.csv", "01837", "058", "2024-S1 058: no such unit"),
        ("extensions.csv", "2024-06-19", "2024-06-16", "due 2024-06-16 is not after the due day"),
        ("extensions.csv", "2024-06-19", "2024-06-24", "due 2024-06-24 is not after the due day"),
        ("extensions.csv", "x,2024-06-14", "x,2024-06-14\n2024-S1,01837,2024-06-20,lũ,y,2024-06-14", "stands 2 times"),
        ("issuing_bodies.csv", "letter_suffix", "suffix", r"issuing_bodies\.csv line 2: suffix"),
    ],
)
def test_a_slip_in_the_calendar_stops_the_start_with_one_line(
    file: str, old: str, new: str, says: str, tmp_path: Path
) -> None:
    extension = f"{HEAD}\n2024-S1,01837,2024-06-19,mất điện,x,2024-06-14"
    folder = _changed(tmp_path, "extensions.csv", HEAD, extension)
    load_metadata(folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=says) as stopped:
        load_metadata(folder)
    assert "\n" not in str(stopped.value)
