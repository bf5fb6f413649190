"""The calendar of an office: the days of ``cycles.csv``, as its request letters move them, on days that are worked.

Law and letters name days; which of them is worked is said by ``holidays.csv``. What is loaded here has the days that
count (Decree 09/2019/NĐ-CP, Article 12; Civil Code 2015, Article 148.5 on a term that ends on a day of rest).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from wardreport.domain.errors import ConfigurationError
from wardreport.domain.period import Period
from wardreport.metadata.data_files import Record, read_rows, refuse_repeats
from wardreport.metadata.sources import Sources
from wardreport.metadata.units import Cycle, Extension, OnRestDay

LAST_DAYS = ("due_wards", "due_agencies", "due_city", "late_after", "locks_after")
SATURDAY = 5


class DayKind(StrEnum):
    """What a line of ``holidays.csv`` makes of its day."""

    HOLIDAY = "holiday"
    WORKING_DAY = "working_day"  # a day of the weekend that is worked in place of another


class Holiday(Record):
    """A day that is otherwise than its place in the week says, and what orders it."""

    day: date
    kind: DayKind
    name: str
    source: str


class RequestLetter(Record):
    """Other days for one cycle, by the request letter of the year; an empty cell leaves the day as it was."""

    period: str
    letter: str
    dated: date
    collection_opens: date | None = None
    due_wards: date | None = None
    due_agencies: date | None = None
    due_city: date | None = None
    late_after: date | None = None
    locks_after: date | None = None

    @property
    def days(self) -> Mapping[str, date]:
        """The days that it sets."""
        named = ((name, getattr(self, name)) for name in ("collection_opens", *LAST_DAYS))
        return {name: day for name, day in named if day is not None}


@dataclass(frozen=True)
class WorkingDays:
    """Which days are worked: Monday to Friday, but for holidays and for days that are swapped."""

    kinds: Mapping[date, DayKind]

    def worked(self, day: date) -> bool:
        """Whether the day is a working one."""
        kind = self.kinds.get(day)
        return kind is DayKind.WORKING_DAY or (kind is None and day.weekday() < SATURDAY)

    def first_from(self, day: date) -> date:
        """The day itself where it is worked, or the next that is."""
        while not self.worked(day):
            day += timedelta(days=1)
        return day

    @property
    def years(self) -> frozenset[int]:
        """The years of which something is known."""
        return frozenset(day.year for day in self.kinds)


def load_working_days(places: Sources) -> WorkingDays:
    """The regime's ``holidays.csv``, and the office's where it has one of its own.

    Raises ``ConfigurationError`` on a day that stands twice or is worked anyway.
    """
    own = places.office / "holidays.csv"
    holidays = (*read_rows(places.law / "holidays.csv", Holiday), *(read_rows(own, Holiday) if own.is_file() else ()))
    refuse_repeats("holidays.csv", (str(holiday.day) for holiday in holidays))
    for holiday in holidays:
        if holiday.kind is DayKind.WORKING_DAY and holiday.day.weekday() < SATURDAY:
            raise ConfigurationError(f"holidays.csv: {holiday.day} is a working day without this line")
    return WorkingDays({holiday.day: holiday.kind for holiday in holidays})


def load_calendar(places: Sources) -> tuple[dict[Period, Cycle], tuple[Extension, ...]]:
    """The cycles and extensions of an office, with the days that count.

    Raises ``ConfigurationError`` with one line where days stand out of order, where two collections overlap, or where
    a day would have to be moved in a year of which ``holidays.csv`` says nothing.
    """
    cycles = read_rows(places.law / "cycles.csv", Cycle)
    refuse_repeats("cycles.csv", (cycle.period for cycle in cycles))
    letters = read_rows(places.of_office("request_letters.csv"), RequestLetter)
    refuse_repeats("request_letters.csv", (f"{letter.period} of {letter.dated}" for letter in letters))
    known = {cycle.key: cycle for cycle in cycles}
    for letter in sorted(letters, key=lambda letter: letter.dated):
        period = Period.parse(letter.period)
        if period not in known:
            raise ConfigurationError(f"request_letters.csv: {letter.period}: the period is not in cycles.csv")
        if not letter.days:
            raise ConfigurationError(f"request_letters.csv: {letter.period}: {letter.letter} sets no day")
        sources = {"legal_source": f"{known[period].legal_source}; {letter.letter}"}
        known[period] = known[period].model_copy(update={**letter.days, **sources})
    working_days = load_working_days(places)
    for cycle in known.values():
        _refuse_unfit(cycle, working_days)
    moved = {period: _moved(cycle, working_days) for period, cycle in known.items()}
    _refuse_overlaps(moved.values())
    extensions = read_rows(places.of_office("extensions.csv"), Extension)
    return moved, tuple(_moved_extension(line, known, working_days) for line in extensions)


def _refuse_unfit(cycle: Cycle, working_days: WorkingDays) -> None:
    if cycle.disorder:
        raise ConfigurationError(f"cycles.csv: {cycle.period}: {cycle.disorder}")
    if cycle.on_rest_day is OnRestDay.NEXT_WORKING_DAY:
        years = {cycle.due_wards.year, cycle.locks_after.year} - working_days.years
        for year in sorted(years):
            raise ConfigurationError(f"holidays.csv: no line for {year}, in which {cycle.period} has its deadlines")


def _moved(cycle: Cycle, working_days: WorkingDays) -> Cycle:
    if cycle.on_rest_day is OnRestDay.STAYS:
        return cycle
    days = {name: getattr(cycle, name) for name in LAST_DAYS}
    return cycle.model_copy(update={name: working_days.first_from(day) for name, day in days.items() if day})


def _moved_extension(line: Extension, cycles: Mapping[Period, Cycle], working_days: WorkingDays) -> Extension:
    cycle = cycles.get(Period.parse(line.period))
    if cycle is None or cycle.on_rest_day is OnRestDay.STAYS:
        return line
    return line.model_copy(update={"due": working_days.first_from(line.due)})


def _refuse_overlaps(cycles: Iterable[Cycle]) -> None:
    """A run outside of Airflow's plan is of the cycle that is being collected: there must be no two."""
    in_order = sorted(cycles, key=lambda cycle: cycle.collection_opens)
    for one, other in pairwise(in_order):
        if other.collection_opens <= one.locks_after:
            raise ConfigurationError(f"cycles.csv: {other.period} opens before {one.period} has locked")
