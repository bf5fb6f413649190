"""The consolidated table, its safe form and the release made of it (DESIGN.md sections 2, 6 and 9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from wardreport.domain.observation import Status, Value
from wardreport.domain.period import Period


class FigureStatus(StrEnum):
    """The status of a consolidated figure. ``unavailable`` is written ``…``, ``nil`` is written ``-``."""

    VALUE = "value"
    ZERO = "zero"
    NIL = "nil"
    UNAVAILABLE = "unavailable"


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
class ConsolidatedTable:
    """The figures of the consolidating unit for one period, and the units' figures they were made of."""

    period: Period
    form: str
    consolidating_unit: str
    figures: Mapping[str, Figure]  # by indicator, in the indicators' order
    by_unit: tuple[UnitFigure, ...]
    load_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SafeUnitFigure:
    """One unit's figure as it may be published: a suppressed one has neither value nor status."""

    unit: str
    indicator: str
    status: Status | None
    value: Value | None
    suppressed: bool


@dataclass(frozen=True, slots=True)
class SafeTable:
    """What may leave the warehouse."""

    period: Period
    form: str
    consolidating_unit: str
    figures: Mapping[str, Figure]
    by_unit: tuple[SafeUnitFigure, ...]
    load_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Release:
    """A published folder."""

    period: Period
    kind: str  # draft
    folder: Path
    files: tuple[str, ...]  # relative to the folder
    notes: tuple[str, ...] = ()  # what was left out, a plain line each
