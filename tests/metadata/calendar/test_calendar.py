"""Deadlines are data: each role's, a letter's, an extension's, moved to working days; what does not fit is refused."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.specimens.sample_office import SAMPLE, changed, file_of
from tests.specimens.submissions import PERIOD
from wardreport.domain.deadline import day_of, end_of, start_of
from wardreport.domain.errors import ConfigurationError
from wardreport.domain.period import Period
from wardreport.metadata import Metadata, load_metadata
from wardreport.metadata.calendar.calendar import LAST_DAYS, DayKind, WorkingDays, load_working_days

EXTENDED = [("2025-S2", "19-CA", "2025-12-20"), ("2024-S1", "01837", "2024-06-22")]
LETTERS = "period,letter,dated,collection_opens,due_wards,due_agencies,due_city,late_after,locks_after"
HEAD = "period,unit_code,due,reason,decided_by,recorded_on"


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
    metadata = load_metadata(changed(tmp_path, "extensions.csv", HEAD, "\n".join([HEAD, *lines])))
    assert (_due(metadata, "01837"), _due(metadata, "01834")) == (date(2024, 6, 22), date(2024, 6, 16))
    unit = metadata.unit_in(PERIOD, "01837")
    assert unit is not None
    assert metadata.deadline(PERIOD, unit).late_from == end_of(date(2024, 6, 22))
    # the other cycles are as they were
    other = metadata.unit_in(PERIOD.previous, "01837")
    assert other is not None
    assert metadata.due_date(PERIOD.previous, other) == date(2023, 12, 16)


def test_a_time_of_grace_moves_when_a_unit_is_late_and_not_when_it_is_due(tmp_path: Path) -> None:
    folder = changed(tmp_path, "cycles.csv", "2024-06-20,,2024-06-23", "2024-06-20,2024-06-21,2024-06-23")
    metadata = load_metadata(folder)
    unit = metadata.unit_in(PERIOD, "01837")
    assert unit is not None
    deadline = metadata.deadline(PERIOD, unit)
    assert deadline.due == date(2024, 6, 16)
    assert deadline.late_by_days(start_of(date(2024, 6, 21))) is None
    assert deadline.late_by_days(start_of(date(2024, 6, 22))) == 6


days = st.dates(min_value=date(2023, 1, 1), max_value=date(2027, 12, 31))
calendars = st.dictionaries(days, st.sampled_from(DayKind), max_size=60).map(WorkingDays)


@given(calendar=calendars, day=days)
def test_a_last_day_moves_to_the_first_working_day_and_no_further(calendar: WorkingDays, day: date) -> None:
    moved = calendar.first_from(day)
    assert calendar.worked(moved)
    assert not any(calendar.worked(day + timedelta(days=n)) for n in range((moved - day).days))
    assert moved >= day
    assert calendar.first_from(moved) == moved


@given(calendar=calendars, one=days, other=days)
def test_moving_keeps_the_order_of_days(calendar: WorkingDays, one: date, other: date) -> None:
    assert (calendar.first_from(one) <= calendar.first_from(other)) or one > other


@given(day=days, kind=st.none() | st.sampled_from(DayKind))
def test_a_line_says_more_than_the_day_of_the_week(day: date, kind: DayKind | None) -> None:
    calendar = WorkingDays({} if kind is None else {day: kind})
    assert calendar.worked(day) is (kind == "working_day" or (kind is None and day.isoweekday() <= 5))


@pytest.mark.parametrize(
    ("day", "moved"),
    [
        ("2024-02-08", "2024-02-15"),  # Tết, with its weekend
        ("2024-04-27", "2024-05-02"),  # a weekend, a swapped Monday, two holidays
        ("2024-05-04", "2024-05-04"),  # the Saturday that was worked in its place
        ("2025-04-26", "2025-04-26"),
        ("2025-05-01", "2025-05-05"),
        ("2025-08-30", "2025-09-03"),
        ("2026-02-14", "2026-02-23"),
        ("2026-04-25", "2026-04-28"),  # the Kings' day fell on a Sunday
        ("2026-08-22", "2026-08-22"),
        ("2026-08-29", "2026-09-03"),
        ("2026-11-24", "2026-11-25"),
        ("2026-06-20", "2026-06-22"),  # a Saturday like any other
    ],
)
def test_the_holidays_of_these_years(day: str, moved: str) -> None:
    assert load_working_days(SAMPLE).first_from(date.fromisoformat(day)) == date.fromisoformat(moved)


def test_what_counts_is_a_working_day_unless_the_cycle_says_that_days_stay(metadata: Metadata) -> None:
    assert metadata.cycle(Period(2025, 2)).due_city == date(2025, 12, 22)  # the 20th is a Saturday
    assert metadata.cycle(PERIOD).due_wards == date(2024, 6, 16)  # a Sunday, and it stays
    calendar = load_working_days(SAMPLE)
    moving = [cycle for cycle in metadata.cycles.values() if cycle.on_rest_day == "next_working_day"]
    assert len(moving) == 5
    assert all(calendar.worked(day) for cycle in moving for name in LAST_DAYS if (day := getattr(cycle, name)))


def test_an_extension_moves_as_the_cycle_does(tmp_path: Path) -> None:
    lines = [f"{period},{code},{due},x,y,2024-06-01" for period, code, due in EXTENDED]
    metadata = load_metadata(changed(tmp_path, "extensions.csv", HEAD, "\n".join([HEAD, *lines])))
    assert [extension.due for extension in metadata.extensions] == [date(2025, 12, 22), date(2024, 6, 22)]


def test_the_letter_of_the_year_sets_days_and_is_named_and_the_newest_letter_counts(tmp_path: Path) -> None:
    lines = [
        "2025-S1,Công văn 2,2025-05-20,,2025-06-07,2025-06-10,,,",
        "2025-S1,Công văn 1,2025-05-02,2025-05-05,2025-06-02,,,,",
    ]
    folder = changed(tmp_path, "request_letters.csv", LETTERS, "\n".join([LETTERS, *lines]))
    metadata = load_metadata(folder)
    cycle = metadata.cycle(Period(2025, 1))
    assert (cycle.collection_opens, cycle.due_wards) == (date(2025, 5, 5), date(2025, 6, 9))  # the 7th is a Saturday
    assert (cycle.due_agencies, cycle.due_city) == (date(2025, 6, 10), date(2025, 6, 20))
    assert cycle.legal_source == "Nghị định số 09/2019/NĐ-CP, Điều 12; Công văn 1; Công văn 2"
    others = {period: cycle for period, cycle in load_metadata().cycles.items() if period != Period(2025, 1)}
    assert {period: cycle for period, cycle in metadata.cycles.items() if period in others} == others


def test_a_day_is_a_day_of_viet_nam() -> None:
    midnight = datetime(2024, 6, 15, 17, tzinfo=UTC)
    assert start_of(date(2024, 6, 16)) == end_of(date(2024, 6, 15)) == midnight
    assert (day_of(midnight), day_of(midnight.replace(hour=16))) == (date(2024, 6, 16), date(2024, 6, 15))


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("cycles.csv", "due_wards", "due_villages", r"cycles\.csv line 1: due_villages"),
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
        ("extensions.csv", "reason", "because", r"extensions\.csv line 1: because"),
        ("extensions.csv", "2024-S1", "2031-S1", "2031-S1 01837: the period"),
        ("extensions.csv", "2024-S1", "2024", "not a period"),
        ("extensions.csv", "01837", "01838", "2024-S1 01838: no such unit"),
        ("extensions.csv", "01837", "058", "2024-S1 058: no such unit"),
        ("extensions.csv", "2024-06-19", "2024-06-16", "due 2024-06-16 is not after the due day"),
        ("extensions.csv", "2024-06-19", "2024-06-24", "due 2024-06-24 is not after the due day"),
        ("extensions.csv", "x,2024-06-14", "x,2024-06-14\n2024-S1,01837,2024-06-20,lũ,y,2024-06-14", "stands 2 times"),
        ("cycles.csv", "23,next_working_day\n2025-S1", "23,some_day\n2025-S1", r"cycles\.csv line 4: on_rest_day"),
        ("cycles.csv", "2025-S1", "2024-S2", r"cycles\.csv: 2024-S2 stands 2 times"),
        ("cycles.csv", "2026-05-15", "2025-12-23", "2026-S1 opens before 2025-S2 has locked"),
        ("cycles.csv", "2026-12-23", "2027-01-02", r"holidays\.csv: no line for 2027, in which 2026-S2"),
        ("cycles.csv", "2025-12-20", "2025-12-17", "2025-S2: due_agencies 2025-12-18 is after due_city"),
        ("holidays.csv", "2024-05-04,working_day", "2024-05-03,working_day", "2024-05-03 is a working day without"),
        ("holidays.csv", "2024-05-01", "2024-04-30", "2024-04-30 stands 2 times"),
        ("holidays.csv", "2024-05-01,holiday", "2024-05-01,off", r"holidays\.csv line 11: kind"),
        ("holidays.csv", "holiday,Tết Dương lịch,", "holiday,,", r"holidays\.csv line 2: name"),
        (
            "request_letters.csv",
            "locks_after",
            "locks_after\n2031-S1,x,2024-05-01,,2024-06-10,,,,",
            "2031-S1: the period",
        ),
        ("request_letters.csv", "locks_after", "locks_after\n2024-S1,x,2024-05-01,,,,,,", "2024-S1: x sets no day"),
        ("request_letters.csv", "locks_after", "locks_after\n2024-S1,,2024-05-01,,2024-06-10,,,,", "line 2: letter"),
        (
            "request_letters.csv",
            "locks_after",
            "locks_after\n2024-S1,x,2024-05-01,,2024-06-21,,,,",
            "2024-S1: due_wards 2024-06-21 is after due_city",
        ),
        (
            "request_letters.csv",
            "locks_after",
            "locks_after\n2024-S1,x,2024-05-01,,2024-06-10,,,,\n2024-S1,y,2024-05-01,,2024-06-11,,,,",
            "2024-S1 of 2024-05-01 stands 2 times",
        ),
        ("issuing_bodies.csv", "letter_suffix", "suffix", r"issuing_bodies\.csv line 1: suffix"),
    ],
)
def test_a_slip_in_the_calendar_stops_the_start_with_one_line(
    file: str, old: str, new: str, says: str, tmp_path: Path
) -> None:
    extension = f"{HEAD}\n2024-S1,01837,2024-06-19,mất điện,x,2024-06-14"
    folder = changed(tmp_path, "extensions.csv", HEAD, extension)
    load_metadata(folder)
    place = file_of(folder, file)
    text = place.read_text(encoding="utf-8")
    assert old in text
    place.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=says) as stopped:
        load_metadata(folder)
    assert "\n" not in str(stopped.value)
