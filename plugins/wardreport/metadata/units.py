"""Reporting units and cycles through time (``data/reporting_units.csv``, ``unit_succession.csv``, ``cycles.csv``)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator

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
    share: str
    confidence: str
    legal_ref: str
    note: str = ""


class Cycle(Record):
    """One reporting cycle: the window it covers, and how clerks write it above the table."""

    period: str
    window_start: date
    window_end: date
    head_line: str
    legal_source: str

    @property
    def key(self) -> Period:
        """The period as a type."""
        return Period.parse(self.period)


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
