"""The 91 indicators (``indicators.csv``) and the definitions of the ratios (``ratios.csv``)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator

from wardreport.metadata.data_files import Record


class MeasurementUnit(Record):
    """What a unit of measurement is called."""

    unit: str
    name: str


class ValueType(StrEnum):
    """What a figure is."""

    COUNT = "count"
    MONEY = "money"
    RATIO = "ratio"
    YESNO = "yesno"


class Time(StrEnum):
    """What a figure says of its period: within it, at its end, or of the whole year."""

    FLOW = "flow"
    STOCK = "stock"
    ANNUAL = "annual"


class Aggregation(StrEnum):
    """How units' figures become one."""

    SUM = "sum"
    ANY = "any"
    RATIO = "ratio"


class Relation(StrEnum):
    """What an indicator is to its parent."""

    PART = "part"
    SUBSET = "subset"
    SUBSET_WARN = "subset_warn"
    IFF = "iff"


DERIVED = "derived"


def words(cell: object) -> object:
    """A cell with blanks between its words, as a tuple."""
    return tuple(cell.split()) if isinstance(cell, str) else cell


class Indicator(Record):
    """One measure: its unit, time and aggregation, its parent, and the roles that own it."""

    indicator: str
    unit: str
    value_type: ValueType
    time: Time
    aggregation: Aggregation
    parent: str | None = None
    relation: Relation | None = None
    owner: Annotated[tuple[str, ...], BeforeValidator(words)]
    shared_with: Annotated[tuple[str, ...], BeforeValidator(words)] = ()  # may fill it in; is never added
    sensitive: bool
    name: str = ""  # where the label of its row is another measure's
    note: str = ""

    @property
    def derived(self) -> bool:
        """A percentage that the system computes; what a unit prints is only compared."""
        return self.owner == (DERIVED,)


class NumeratorCount(StrEnum):
    """What of the numerator's indicator is counted."""

    TOTAL = "total"
    WARDS_REPORTING_ANY = "wards_reporting_any"


class DenominatorCount(StrEnum):
    """What stands below the line."""

    TOTAL = "total"
    WARDS_VALID = "wards_valid"
    NOT_IN_ANNEX = "not_in_annex"


class Ratio(Record):
    """How a percentage is computed from consolidated parts."""

    indicator: str
    numerator: str
    numerator_counts: NumeratorCount
    denominator: str | None = None
    denominator_counts: DenominatorCount
    note: str = ""


def kin_of(indicators: Mapping[str, Indicator]) -> dict[str, frozenset[str]]:
    """For each indicator its total or whole, its fellow parts and its own parts."""
    children: dict[str, set[str]] = {name: set() for name in indicators}
    for name, indicator in indicators.items():
        if indicator.parent:
            children[indicator.parent].add(name)
    kin = {}
    for name, indicator in indicators.items():
        family = set(children[name])
        if indicator.parent:
            family |= {indicator.parent} | children[indicator.parent]
        kin[name] = frozenset(family - {name})
    return kin
