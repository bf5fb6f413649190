"""Which runs the calendar promises, and of which period a run is: pure, without Airflow and without a clock.

Three plans: collection looks into the shared folders at stated hours from the day on which it
opens until the cycle locks, and once more at that moment; publication drafts the report once, in the morning after the
last unit's time has ended; notices go out once a day from the opening on, and for a while after the lock.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from wardreport.domain.deadline import VIETNAM, day_of, end_of, start_of
from wardreport.domain.errors import ConfigurationError
from wardreport.domain.period import Period
from wardreport.metadata import Metadata
from wardreport.metadata.calendar.run_hours import RunHours, RunKind
from wardreport.metadata.data_files import Record
from wardreport.metadata.units import Cycle

TOLD_AFTER_LOCK = timedelta(days=31)  # an approval may take two weeks, and a revision follows


class CycleDays(Record):
    """The days of a cycle that a plan needs."""

    window_start: date
    window_end: date
    collection_opens: date
    locks_after: date
    publish_on: date


class RunPlan(Record):
    """Everything that a timetable knows: it goes with the DAG into Airflow's database, and no file is read there."""

    run: RunKind
    at: tuple[time, ...]
    made_up_for_days: int
    cycles: tuple[CycleDays, ...]


@dataclass(frozen=True, slots=True)
class PlannedRun:
    """One run: its data interval, and from when on it runs."""

    start: datetime
    end: datetime
    run_after: datetime


def plan_of(metadata: Metadata, hours: RunHours) -> RunPlan:
    """The plan that the calendar and a line of ``run_hours.csv`` make."""
    return RunPlan(
        run=hours.run,
        at=hours.at,
        made_up_for_days=hours.made_up_for_days,
        cycles=tuple(
            CycleDays(
                window_start=cycle.window_start,
                window_end=cycle.window_end,
                collection_opens=cycle.collection_opens,
                locks_after=cycle.locks_after,
                publish_on=publish_day(metadata, period),
            )
            for period, cycle in sorted(metadata.cycles.items())
        ),
    )


def publish_day(metadata: Metadata, period: Period) -> date:
    """The day after the last unit's time, with extensions and grace, has ended.

    Where that would be after the day on which the city itself is due, on that day: it reports with what it has, and who
    has more time is named as outstanding.
    """
    cycle = metadata.cycle(period)
    regular = max(cycle.due_wards, cycle.due_agencies) + timedelta(days=1)
    times = (metadata.deadline(period, unit).late_after for unit in metadata.units_valid(period))
    last = max(times, default=cycle.due_agencies) + timedelta(days=1)
    return max(regular, min(last, cycle.due_city))


def runs_of(plan: RunPlan) -> tuple[PlannedRun, ...]:
    """All its runs, in order of time."""
    return tuple(run for days in plan.cycles for run in _runs_of_cycle(plan, days))


def run_at(plan: RunPlan, moment: datetime) -> PlannedRun | None:
    """The planned run that one by hand stands in for at a moment of a collection; None outside of all."""
    for days in plan.cycles:
        if start_of(days.collection_opens) <= moment < end_of(days.locks_after):
            runs = _runs_of_cycle(plan, days)
            return next(run for run in runs if plan.run is RunKind.PUBLISH or moment < run.end)
    return None


def _runs_of_cycle(plan: RunPlan, days: CycleDays) -> list[PlannedRun]:
    if plan.run is RunKind.PUBLISH:
        start, end = start_of(days.window_start), end_of(days.window_end)
        return [PlannedRun(start, end, _moment(days.publish_on, plan.at[0]))]
    if plan.run is RunKind.NOTIFY:
        length = (days.locks_after + TOLD_AFTER_LOCK - days.collection_opens).days + 1
        mornings = [_moment(days.collection_opens + timedelta(days=n), plan.at[0]) for n in range(length)]
        return [PlannedRun(at - timedelta(days=1), at, at) for at in mornings]
    # from look to look, each with the time since the one before; the last is at the lock
    opens, locks = start_of(days.collection_opens), end_of(days.locks_after)
    length = (days.locks_after - days.collection_opens).days + 1
    looks = [_moment(days.collection_opens + timedelta(days=n), hour) for n in range(length) for hour in plan.at]
    edges = [opens, *(look for look in looks if opens < look), locks]
    return [PlannedRun(start, end, end) for start, end in pairwise(edges)]


def period_told(cycles: Mapping[Period, Cycle], at: datetime) -> Period:
    """The period that notices of a moment are about: the newest that has opened.

    Raises ``ConfigurationError`` before the first.
    """
    opened = [period for period, cycle in cycles.items() if start_of(cycle.collection_opens) <= at]
    if not opened:
        raise ConfigurationError(f'no cycle has opened on {day_of(at)}: name the period, as {{"period": "2024-S1"}}')
    return max(opened)


def _moment(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, VIETNAM).astimezone(UTC)


def next_run(
    runs: Sequence[PlannedRun],
    *,
    after: datetime | None,
    earliest: datetime | None,
    latest: datetime | None,
    now: datetime | None,
    made_up_for: timedelta,
) -> PlannedRun | None:
    """The run that follows the one whose interval ended at ``after``; None where the calendar has no more.

    ``earliest`` and ``latest`` bound the beginning of the interval, as everywhere in Airflow. With a ``now`` nothing
    is caught up but the newest run that was missed, and that only for a time: what it finds is all that the others
    would have found.
    """
    left = [
        run
        for run in runs
        if (after is None or run.end > after)
        and (earliest is None or run.start >= earliest)
        and (latest is None or run.start <= latest)
    ]
    if now is not None:
        missed = bisect_right(left, now, key=lambda run: run.run_after)
        newest = left[missed - 1] if missed else None
        keep = newest is not None and now < newest.run_after + made_up_for
        left = left[missed - 1 :] if keep else left[missed:]
    return left[0] if left else None


def period_of_run(cycles: Mapping[Period, Cycle], start: datetime | None, end: datetime | None, at: datetime) -> Period:
    """The period of a run that names none: by its data interval, or where it has none by the time of the run.

    A whole window is that of its cycle; anything else lies in the collection of one. Raises ``ConfigurationError``
    where it lies in none.
    """
    start, end = (start, end) if start is not None and end is not None else (at, at)
    for period, cycle in cycles.items():
        if (start, end) == (start_of(cycle.window_start), end_of(cycle.window_end)):
            return period
    for period, cycle in cycles.items():
        if start_of(cycle.collection_opens) <= start and end <= end_of(cycle.locks_after):
            return period
    raise ConfigurationError(f'no cycle is collected on {day_of(start)}: name the period, as {{"period": "2024-S1"}}')
