"""The consolidated table, its safe form and the release made of it (docs/design/units-and-time.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from wardreport.domain.observation import Status, Value
from wardreport.domain.period import Period


class FigureStatus(StrEnum):
    """The status of a consolidated figure: ``nil`` is written ``-``, ``unavailable`` ``…``, ``suppressed`` ``(c)``."""

    VALUE = "value"
    ZERO = "zero"
    NIL = "nil"
    UNAVAILABLE = "unavailable"
    SUPPRESSED = "suppressed"  # only in a SafeTable


@dataclass(frozen=True, slots=True)
class Figure:
    """One consolidated figure. It is partial where ``outstanding`` names owners whose answer is not in it."""

    indicator: str
    status: FigureStatus
    value: Value | None
    contributing: tuple[str, ...] = ()  # unit codes
    outstanding: tuple[str, ...] = ()  # unit codes

    @property
    def partial(self) -> bool:
        """Whether an owner's answer is still missing."""
        return bool(self.outstanding)


@dataclass(frozen=True, slots=True)
class UnitFigure:
    """One unit's own figure, as accepted."""

    unit: str
    indicator: str
    status: Status
    value: Value | None


@dataclass(frozen=True, slots=True)
class RestatedFigure:
    """What the predecessors of one of today's units reported together (docs/design/units-and-time.md).

    It is partial where it does not say what today's territory would have reported: a predecessor is outstanding, was
    divided among several (then it is in none of them), or the unit holds territory from outside.
    """

    unit: str  # the code of today's unit
    indicator: str
    status: FigureStatus
    value: Value | None
    members: tuple[str, ...]  # the codes of the units of the period whose figures are in it
    partial: bool


@dataclass(frozen=True, slots=True)
class ConsolidatedTable:
    """The figures of the consolidating unit for one period, and the units' figures they were made of."""

    period: Period
    form: str
    consolidating_unit: str
    figures: Mapping[str, Figure]  # by indicator, in the indicators' order
    by_unit: tuple[UnitFigure, ...]
    load_ids: tuple[int, ...]
    restated: tuple[RestatedFigure, ...] = ()  # only where territory changed since
    as_of_load: int | None = None  # the newest load when the figures were read; None where there was none


@dataclass(frozen=True, slots=True)
class SafeUnitFigure:
    """One unit's figure as it may be published: a suppressed one has neither value nor status."""

    unit: str
    indicator: str
    status: Status | FigureStatus | None
    value: Value | None
    suppressed: bool
    partial: bool = False  # of a restated one: it does not say what today's territory would have reported


@dataclass(frozen=True, slots=True)
class DisclosureAudit:
    """What the auditor looked at and found, in numbers of cells: nothing in it tells a figure."""

    cells: int  # figures of units, as reported and restated, of sensitive indicators
    suppressed: int  # of these
    suppressed_totals: int  # figures of the consolidating unit
    relations: int  # equations and inequalities that a reader could use, over all that was ever published
    narrowed_before: int  # hidden cells about which earlier publications say more than the protection allows


@dataclass(frozen=True, slots=True)
class SafeTable:
    """What may leave the warehouse."""

    period: Period
    form: str
    consolidating_unit: str
    figures: Mapping[str, Figure]
    by_unit: tuple[SafeUnitFigure, ...]
    load_ids: tuple[int, ...]
    restated: tuple[SafeUnitFigure, ...] = ()
    as_of_load: int | None = None
    audit: DisclosureAudit | None = None
    published_before: tuple[int, ...] = ()  # the releases that the audit took account of


@dataclass(frozen=True, slots=True)
class Publication:
    """Something published before: what was true then, and what of it was shown."""

    truth: ConsolidatedTable
    shown: SafeTable


@dataclass(frozen=True, slots=True)
class Release:
    """A published folder."""

    period: Period
    name: str  # draft, r01
    folder: Path
    files: tuple[str, ...]  # relative to the folder
    notes: tuple[str, ...] = ()  # what was left out, a plain line each
