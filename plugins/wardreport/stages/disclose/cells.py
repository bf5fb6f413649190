"""The figures that are at stake, as the unknowns of a reader's arithmetic."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from wardreport.domain.consolidated import ConsolidatedTable, Publication, RestatedFigure
from wardreport.domain.figure import ANSWERS, FigureStatus, Value
from wardreport.domain.period import Period
from wardreport.domain.safe_table import SafeTable
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.indicators import Aggregation, Indicator, ValueType

NUMBERS = (ValueType.COUNT, ValueType.MONEY)


class Basis(StrEnum):
    """Whose figure it is: a unit's as reported or restated, the consolidating unit's, or the rest of a sum."""

    REPORTED = "reported"
    RESTATED = "restated"
    TOTAL = "total"
    REST = "rest"  # what a sum holds beyond the figures that we know of


class Cell(NamedTuple):
    """One answer; zero and nil are 0. Published twice with one value it is one cell."""

    period: Period
    unit: str
    indicator: str
    basis: Basis
    value: Decimal


Address = tuple[str, str, Basis]  # unit, indicator, whose figure

# a figure in a reader's equations: a cell, a number that everybody knows, or nothing to count with
Term = Cell | Decimal | None


@dataclass(frozen=True, slots=True)
class Stakes:
    """For one period: which sensitive indicators have several owners, and who owns what."""

    indicators: Mapping[str, Indicator]
    several: frozenset[str]  # sensitive, added up over more than one owner
    owners: Mapping[str, frozenset[str]]  # of the sensitive ones

    def at_stake(self, indicator: str, unit: str) -> bool:
        """Whether the unit's figure is a part of a sensitive sum."""
        return indicator in self.several and unit in self.owners[indicator]

    def foreign(self, indicator: str, unit: str) -> bool:
        """Whether it is another's sensitive row for the unit: whatever it wrote there, or not, is not published."""
        return indicator in self.owners and unit not in self.owners[indicator]

    def never_shown(self, indicator: str, unit: str) -> bool:
        """Whether the unit wrote on another's sensitive row, or what cannot be protected by adding up."""
        if indicator not in self.owners:
            return False
        return self.foreign(indicator, unit) or (len(self.owners[indicator]) > 1 and indicator not in self.several)


def stakes(metadata: Metadata, period: Period) -> Stakes:
    """What is at stake in a period: with one owner only, the unit's figure is the published one itself."""
    units = metadata.units_valid(period)
    parts = {
        ratio.indicator
        for ratio in metadata.ratios.values()
        if any(part and metadata.indicators[part].sensitive for part in (ratio.numerator, ratio.denominator))
    }
    owners = {
        name: frozenset(unit.unit_code for unit in units if unit.role in indicator.owner)
        for name, indicator in metadata.indicators.items()
        if indicator.sensitive or name in parts
    }
    several = frozenset(
        name
        for name, codes in owners.items()
        if len(codes) > 1
        and metadata.indicators[name].aggregation is Aggregation.SUM
        and metadata.indicators[name].value_type in NUMBERS
    )
    return Stakes(metadata.indicators, several, owners)


def _number(value: Value | None) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(0)


def reported(table: ConsolidatedTable, stake: Stakes) -> Iterator[tuple[str, str, Term]]:
    """Unit, indicator and term of every unit's figure: what is no answer is no term."""
    for f in table.by_unit:
        term: Term = None
        countable = stake.indicators[f.indicator].value_type in NUMBERS and f.status in ANSWERS
        if countable and not stake.never_shown(f.indicator, f.unit):
            cell = Cell(table.period, f.unit, f.indicator, Basis.REPORTED, _number(f.value))
            term = cell if stake.at_stake(f.indicator, f.unit) else cell.value
        yield f.unit, f.indicator, term


def restated_members(members: tuple[str, ...], indicator: str, stake: Stakes) -> tuple[str, ...]:
    """Those whose figures count: a figure on another's sensitive row is in no sum."""
    owners = stake.owners.get(indicator)
    return members if owners is None else tuple(unit for unit in members if unit in owners)


def unfinished(f: RestatedFigure, missing: Collection[str]) -> bool:
    """Whether it is only a part of a restated figure, as an owner is outstanding: it is never shown."""
    return f.partial and f.indicator in missing


def restated(
    table: ConsolidatedTable, stake: Stakes, missing: Collection[str], shown: Collection[Address] = ()
) -> Iterator[tuple[str, str, tuple[str, ...], Term]]:
    """Unit, indicator, members and term of every restated figure; an unfinished one is none unless it was shown."""
    for f in table.restated:
        members = restated_members(f.members, f.indicator, stake)
        term: Term = None
        left_out = unfinished(f, missing) and (f.unit, f.indicator, Basis.RESTATED) not in shown
        countable = stake.indicators[f.indicator].value_type in NUMBERS and f.status is not FigureStatus.UNAVAILABLE
        if countable and not left_out:
            cell = Cell(table.period, f.unit, f.indicator, Basis.RESTATED, _number(f.value))
            term = cell if f.indicator in stake.several and members else cell.value
        yield f.unit, f.indicator, members, term


def totals(
    table: ConsolidatedTable, stake: Stakes, shown: Collection[Address] = ()
) -> Iterator[tuple[str, tuple[str, ...], Term]]:
    """Indicator, contributing units and term of every consolidated figure; a partial one is none unless shown."""
    for name, f in table.figures.items():
        term: Term = None
        at_stake = name in stake.several
        left_out = at_stake and f.partial and (table.consolidating_unit, name, Basis.TOTAL) not in shown
        countable = stake.indicators[name].value_type in NUMBERS and f.status is not FigureStatus.UNAVAILABLE
        if countable and not left_out:
            cell = Cell(table.period, table.consolidating_unit, name, Basis.TOTAL, _number(f.value))
            term = cell if at_stake else cell.value
        yield name, f.contributing, term


def of_the_period(table: ConsolidatedTable, published: Sequence[Publication]) -> tuple[ConsolidatedTable, ...]:
    """What was published of the table's period: what was read after the same load first, then the newest first."""
    same = [one.truth for one in reversed(published) if one.truth.period == table.period]
    return tuple(sorted(same, key=lambda one: one.as_of_load != table.as_of_load))


def incomplete(table: ConsolidatedTable, stake: Stakes, published: Sequence[Publication] = ()) -> frozenset[str]:
    """The indicators at stake of which an owner is outstanding; a table without totals leans on earlier ones."""
    tables = (table, *of_the_period(table, published))
    found = set()
    for name in stake.several:
        figure = next((one.figures[name] for one in tables if name in one.figures), None)
        if figure.partial if figure else any(f.partial for f in table.restated if f.indicator == name):
            found.add(name)
    return frozenset(found)


def shown_addresses(shown: SafeTable) -> set[Address]:
    """Unit, indicator and basis of every figure that a safe table gives."""
    found = {(f.unit, f.indicator, Basis.REPORTED) for f in shown.by_unit if not f.suppressed}
    found |= {(f.unit, f.indicator, Basis.RESTATED) for f in shown.restated if not f.suppressed}
    found |= {
        (shown.consolidating_unit, name, Basis.TOTAL)
        for name, figure in shown.figures.items()
        if figure.status is not FigureStatus.SUPPRESSED
    }
    return found
