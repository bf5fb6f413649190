"""What may leave the warehouse: figures after disclosure control (docs/design/disclosure.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wardreport.domain.figure import Figure, FigureStatus, Status, Value
from wardreport.domain.period import Period


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
