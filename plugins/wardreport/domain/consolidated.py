"""The consolidated table as it is, unsuppressed: nothing of it is published but through a SafeTable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wardreport.domain.figure import Figure, FigureStatus, Status, Value
from wardreport.domain.period import Period
from wardreport.domain.safe_table import SafeTable


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
class Publication:
    """Something published before: what was true then, and what of it was shown."""

    truth: ConsolidatedTable
    shown: SafeTable
