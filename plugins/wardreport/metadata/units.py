"""Reporting units, cycles with their deadlines, and who signs: all of it through time, all of it data."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator, Field

from wardreport.domain.period import Period
from wardreport.metadata.data_files import Record


class Role(StrEnum):
    """What a unit is in the collection; an indicator is owned by one or more roles."""

    CONSOLIDATING = "consolidating"
    WARD = "ward"
    AGENCY = "agency"
    POLICE = "police"
    TEAM178 = "team178"
    OFFICE = "office"


class ReportingUnit(Record):
    """One unit for one validity interval: a code is reused for other territory, so (code, valid_from) is the key."""

    unit_code: str
    name: str
    role: Role
    valid_from: date | None = None
    valid_to: date | None = None
    parent: str | None = None
    note: str = ""

    def valid_on(self, day: date) -> bool:
        """Whether this interval holds the day."""
        after = self.valid_from is None or self.valid_from <= day
        return after and (self.valid_to is None or day <= self.valid_to)


class UnitSuccession(Record):
    """What became of a unit's territory."""

    predecessor_code: str
    successor_code: str
    effective: date
    share: Decimal = Field(gt=0, le=1)  # of the predecessor's territory
    confidence: str
    legal_ref: str
    outside: str = ""  # what the successor holds beside the territory of its predecessors
    note: str = ""


class OnRestDay(StrEnum):
    """What becomes of a last day that is no working day."""

    STAYS = "stays"
    NEXT_WORKING_DAY = "next_working_day"


class Cycle(Record):
    """One reporting cycle: the window it covers, how clerks write it above the table, and its deadlines.

    The deadlines come with each regime or request letter: they are days of Việt Nam, in order from opening to lock. In
    ``Metadata`` they are the days that count, in ``cycles.csv`` those that the law names (see ``calendar``).
    """

    period: str
    window_start: date
    window_end: date
    head_line: str
    legal_source: str
    collection_opens: date
    due_wards: date
    due_agencies: date
    due_city: date  # when the consolidating unit itself has to report
    late_after: date | None = None  # a last day of grace for all; empty: each unit's due day
    locks_after: date  # what comes later is for a revision
    on_rest_day: OnRestDay = OnRestDay.NEXT_WORKING_DAY

    @property
    def key(self) -> Period:
        """The period as a type."""
        return Period.parse(self.period)

    def due_of(self, role: Role) -> date:
        """The due day of a role, without extensions."""
        return {Role.CONSOLIDATING: self.due_city, Role.WARD: self.due_wards}.get(role, self.due_agencies)

    @property
    def disorder(self) -> str | None:
        """What stands out of order in its days, in words; None where nothing does."""
        dues = ["due_wards", "due_agencies", "due_city"]
        steps = [("collection_opens", due) for due in dues]
        steps += [("due_wards", "due_city"), ("due_agencies", "due_city")]  # the city reports on what came before
        if self.late_after is not None:
            steps += [("due_wards", "late_after"), ("due_agencies", "late_after"), ("late_after", "locks_after")]
        steps += [("due_city", "locks_after"), ("window_start", "window_end"), ("window_start", "collection_opens")]
        for earlier, later in steps:
            if getattr(self, earlier) > getattr(self, later):
                return f"{earlier} {getattr(self, earlier)} is after {later} {getattr(self, later)}"
        return None


class Extension(Record):
    """More time for one unit in one cycle; of several the one recorded last counts."""

    period: str
    unit_code: str
    due: date
    reason: str
    decided_by: str  # a role, not a person's name
    recorded_on: date


def _lines(cell: object) -> object:
    return tuple(cell.split("|")) if isinstance(cell, str) else cell


class IssuingBody(Record):
    """How the consolidating unit signs its report (Decree 30/2020/NĐ-CP, Appendix I): functions, never names."""

    unit_code: str
    body: Annotated[tuple[str, ...], BeforeValidator(_lines)]
    body_in_text: str
    place: str
    number_suffix: str
    signed_for: str
    signed_as: str
    signed_by: str
    recipients: Annotated[tuple[str, ...], BeforeValidator(_lines)]
    letter_suffix: str  # of an official letter's number
    letter_recipients: Annotated[tuple[str, ...], BeforeValidator(_lines)]

    def document_number(self, number: int | None) -> str:
        """A report's number as the document carries it (``05/BC-UBND``), with an ellipsis where it has none yet."""
        return f"{'…' if number is None else padded_number(number)}{self.number_suffix}"


def padded_number(number: int) -> str:
    """A document's number in at least two digits (Decree 30/2020/NĐ-CP, Appendix I)."""
    return f"{number:02}"
