"""What the calendar plans, which run comes next, and of which period a run is."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.specimens.sample_office import changed
from wardreport.domain.deadline import VIETNAM, end_of, start_of
from wardreport.domain.errors import ConfigurationError
from wardreport.domain.period import Period
from wardreport.metadata import Metadata, load_metadata
from wardreport.metadata.calendar.run_hours import RunHours, RunKind, load_run_hours
from wardreport.orchestration.calendar.planned_runs import (
    PlannedRun,
    RunPlan,
    next_run,
    period_of_run,
    period_told,
    plan_of,
    publish_day,
    run_at,
    runs_of,
)

S1, S2 = Period(2024, 1), Period(2024, 2)
METADATA = load_metadata()
HOURS = load_run_hours()
MONTH = timedelta(days=31)
OF_A_CYCLE = (RunKind.COLLECT, RunKind.PUBLISH)  # whose interval lies in one, or is one


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def hours(kind: RunKind, *at: str) -> RunHours:
    return RunHours(run=kind, at="|".join(at), made_up_for_days=31)  # type: ignore[arg-type]


collections = st.sets(st.times().map(lambda at: at.replace(microsecond=0)), min_size=1, max_size=4).map(
    lambda at: runs_of(plan_of(METADATA, hours(RunKind.COLLECT, *(str(one) for one in at))))
)
moments = st.datetimes(datetime(2023, 10, 1), datetime(2027, 1, 31), timezones=st.just(UTC))  # noqa: DTZ001


@given(runs=collections)
def test_the_looks_of_a_cycle_divide_its_collection_without_gap_or_overlap(runs: tuple[PlannedRun, ...]) -> None:
    edges = {start_of(c.collection_opens): end_of(c.locks_after) for c in METADATA.cycles.values()}
    begun = runs[0].start
    for one, other in pairwise((*runs, None)):
        assert one is not None
        assert one.start < one.end == one.run_after
        if other is None or other.start != one.end:
            assert edges.pop(begun) == one.end
            begun = other.start if other else begun
    assert not edges


@pytest.mark.parametrize("kind", RunKind)
def test_runs_are_in_order_and_no_two_have_one_logical_date(kind: RunKind) -> None:
    runs = runs_of(plan_of(METADATA, HOURS[kind]))
    assert [run.run_after for run in runs] == sorted({run.run_after for run in runs})
    assert len({run.start for run in runs}) == len(runs)


def test_a_publication_has_the_window_of_its_cycle_and_the_windows_meet() -> None:
    runs = runs_of(plan_of(METADATA, HOURS[RunKind.PUBLISH]))
    assert len(runs) == len(METADATA.cycles)
    assert all(one.end == other.start for one, other in pairwise(runs))
    assert (runs[1].start, runs[1].end) == (local("2023-12-15"), local("2024-06-15"))
    assert runs[1].run_after == local("2024-06-19T08:00")


def test_notices_go_out_each_morning_from_the_opening_to_a_month_after_the_lock_and_know_their_period() -> None:
    runs = runs_of(plan_of(METADATA, HOURS[RunKind.NOTIFY]))
    first, last = local("2024-05-15T07:30"), local("2024-07-24T07:30")
    own = [run for run in runs if local("2024-01-24") <= run.run_after < local("2024-11-15")]
    assert [run.run_after for run in own] == [first + timedelta(days=n) for n in range(71)]
    assert own[-1].run_after == last
    assert {period_told(METADATA.cycles, run.run_after) for run in own} == {S1}
    assert all(run.end == run.run_after == run.start + timedelta(days=1) for run in own)


def test_the_period_told_changes_when_the_next_cycle_opens() -> None:
    opens = local("2024-11-15")
    assert period_told(METADATA.cycles, opens - timedelta(seconds=1)) == S1
    assert period_told(METADATA.cycles, opens) == S2
    with pytest.raises(ConfigurationError, match="no cycle has opened on 2000-01-01: name the period"):
        period_told(METADATA.cycles, local("2000-01-01"))


@pytest.mark.parametrize(
    ("file", "old", "new", "day"),
    [
        ("extensions.csv", "recorded_on", "recorded_on\n2024-S1,01837,2024-06-19,x,y,2024-06-14", "2024-06-20"),
        # more time than the city has itself: it reports without
        ("extensions.csv", "recorded_on", "recorded_on\n2024-S1,01837,2024-06-22,x,y,2024-06-14", "2024-06-20"),
        ("cycles.csv", "2024-06-20,,2024-06-23", "2024-06-20,2024-06-18,2024-06-23", "2024-06-19"),
        ("cycles.csv", "2024-06-20,,2024-06-23", "2024-06-22,2024-06-20,2024-06-23", "2024-06-21"),
        # city and agencies are due on one day, which has to end first
        ("cycles.csv", "2024-06-18,2024-06-20", "2024-06-20,2024-06-20", "2024-06-21"),
    ],
)
def test_the_draft_waits_for_the_last_unit_but_not_beyond_the_day_of_the_city(
    file: str, old: str, new: str, day: str, tmp_path: Path
) -> None:
    assert publish_day(load_metadata(changed(tmp_path, file, old, new)), S1) == date.fromisoformat(day)


@given(runs=collections, after=st.none() | moments, bounds=st.lists(moments, min_size=2, max_size=2).map(sorted))
def test_with_catch_up_every_run_of_the_range_comes_once_and_in_order(
    runs: tuple[PlannedRun, ...], after: datetime | None, bounds: list[datetime]
) -> None:
    earliest, latest = bounds
    found: list[PlannedRun] = []
    last = after
    while run := next_run(runs, after=last, earliest=earliest, latest=latest, now=None, made_up_for=MONTH):
        found.append(run)
        last = run.end
    assert found == [r for r in runs if earliest <= r.start <= latest and (after is None or r.end > after)]


def test_both_ends_of_a_range_belong_to_it() -> None:
    runs = runs_of(plan_of(METADATA, HOURS[RunKind.PUBLISH]))
    edge = runs[2].start
    assert next_run(runs, after=None, earliest=edge, latest=edge, now=None, made_up_for=MONTH) == runs[2]


@given(runs=collections, after=st.none() | moments, now=moments, days=st.integers(0, 40))
def test_without_it_the_newest_missed_run_is_made_up_for_a_time_and_then_comes_the_next(
    runs: tuple[PlannedRun, ...], after: datetime | None, now: datetime, days: int
) -> None:
    run = next_run(runs, after=after, earliest=None, latest=None, now=now, made_up_for=timedelta(days=days))
    left = [r for r in runs if after is None or r.end > after]
    if run is None:
        assert all(r.run_after + timedelta(days=days) <= now for r in left)
    else:
        assert run in left
        skipped = left[: left.index(run)]
        if run.run_after <= now:
            assert now < run.run_after + timedelta(days=days)
            assert not any(run.run_after < r.run_after <= now for r in left)
        else:
            assert all(r.run_after + timedelta(days=days) <= now for r in skipped)
            assert all(r.run_after <= now for r in skipped)


def test_a_change_of_hours_in_the_middle_of_a_collection_loses_no_look() -> None:
    before = runs_of(plan_of(METADATA, hours(RunKind.COLLECT, "06:00", "12:00")))
    afterwards = runs_of(plan_of(METADATA, hours(RunKind.COLLECT, "07:00", "13:00")))
    last = next(run for run in before if run.run_after == local("2024-06-05T12:00"))
    following = next_run(afterwards, after=last.end, earliest=None, latest=None, now=None, made_up_for=MONTH)
    assert following is not None
    assert following.run_after == local("2024-06-05T13:00")


@given(at=moments)
@example(at=local("2024-05-15"))
@example(at=local("2024-06-24"))  # the moment of the lock
@pytest.mark.parametrize("kind", OF_A_CYCLE)
def test_a_run_by_hand_stands_in_for_the_planned_one_within_a_collection_alone(kind: RunKind, at: datetime) -> None:
    found = run_at(plan_of(METADATA, HOURS[kind]), at)
    cycles = METADATA.cycles.items()
    open_ones = [p for p, c in cycles if start_of(c.collection_opens) <= at < end_of(c.locks_after)]
    assert (found is not None) is bool(open_ones)
    if found:
        assert found in runs_of(plan_of(METADATA, HOURS[kind]))
        assert period_of_run(METADATA.cycles, found.start, found.end, at) == open_ones[0]
        assert kind is RunKind.PUBLISH or found.start <= at < found.end


@pytest.mark.parametrize("kind", OF_A_CYCLE)
def test_every_planned_run_knows_its_period(kind: RunKind) -> None:
    for period, cycle in METADATA.cycles.items():
        runs = runs_of(plan_of(METADATA, HOURS[kind]))
        own = [r for r in runs if start_of(cycle.collection_opens) < r.run_after <= end_of(cycle.locks_after)]
        assert own
        assert {period_of_run(METADATA.cycles, r.start, r.end, r.run_after) for r in own} == {period}


def test_a_run_without_interval_is_of_the_collection_of_its_moment(metadata: Metadata) -> None:
    cycles = metadata.cycles
    assert period_of_run(cycles, None, None, local("2024-05-15")) == S1
    assert period_of_run(cycles, None, None, local("2024-12-23T23:59")) == S2
    exact = local("2024-06-05T10:00")
    assert period_of_run(cycles, exact, exact, local("2026-01-01")) == S1  # the interval counts before the moment


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (None, None),
        ("2024-08-01", "2024-08-01"),
        ("2024-05-14T23:59", "2024-05-15T01:00"),
        ("2024-06-23", "2024-06-24T00:01"),
        ("2023-12-15", "2024-06-14"),  # nearly a window, and it begins in the collection of the cycle before
    ],
)
def test_outside_of_a_collection_a_run_has_to_name_its_period(
    start: str | None, end: str | None, metadata: Metadata
) -> None:
    interval = [local(text) if text else None for text in (start, end)]
    with pytest.raises(ConfigurationError, match=r"name the period, as {\"period\": \"2024-S1\"}") as stopped:
        period_of_run(metadata.cycles, interval[0], interval[1], local("2024-07-02"))
    assert f"on {(start or '2024-07-02')[:10]}:" in str(stopped.value)
    assert "\n" not in str(stopped.value)


@pytest.mark.parametrize("kind", RunKind)
def test_a_plan_comes_back_from_json_and_is_small(kind: RunKind) -> None:
    plan = plan_of(METADATA, HOURS[kind])
    data = plan.model_dump_json()
    assert RunPlan.model_validate_json(data) == plan
    assert len(data) < 5000  # it stands in Airflow's database with every version of the DAG


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("collect,", "collects,", "line 2: run"),
        ("06:00|12:00", "06:00|25:00", r"line 2: at"),
        ("06:00|12:00", "06:00|06:00:00", "collect: an hour stands twice"),
        ("08:00,31", ",31", "line 3: at"),
        ("08:00,31", "08:00,-1", "line 3: made_up_for_days"),
        ("08:00", "08:00|09:00", "publish takes one hour"),
        ("07:30", "07:30|09:00", "notify takes one hour"),
        ("publish,08:00,31\n", "", "publish has 0 lines"),
        ("publish,08:00,31\n", "publish,08:00,31\ncollect,06:00,31\n", "collect has 2 lines"),
    ],
)
def test_a_slip_in_the_hours_is_refused_with_one_line(old: str, new: str, says: str, tmp_path: Path) -> None:
    places = changed(tmp_path, "run_hours.csv", old, new)
    with pytest.raises(ConfigurationError, match=says) as stopped:
        load_run_hours(places)
    assert "\n" not in str(stopped.value)


def test_hours_are_in_order_however_they_are_written(tmp_path: Path) -> None:
    places = changed(tmp_path, "run_hours.csv", "06:00|12:00|17:00", "17:00|06:30")
    assert load_run_hours(places)[RunKind.COLLECT].at == (time(6, 30), time(17, 0))
