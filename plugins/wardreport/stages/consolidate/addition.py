"""How several units' answers on one indicator become one figure (docs/design/units-and-time.md)."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from wardreport.domain.figure import FigureStatus, Status, Value
from wardreport.domain.observation import Observation
from wardreport.metadata.indicators import Aggregation


def added(answers: Collection[Observation], aggregation: Aggregation) -> tuple[FigureStatus, Value | None]:
    """``sum`` adds, ``any`` is yes if one says yes; all nil stays nil, and without an answer it is unavailable."""
    values = [answer.value for answer in answers if answer.status is not Status.NIL]
    if not answers:
        return FigureStatus.UNAVAILABLE, None
    if not values:
        return FigureStatus.NIL, None
    if aggregation is Aggregation.ANY:
        return FigureStatus.VALUE, any(values)
    total = sum((value for value in values if isinstance(value, Decimal)), Decimal(0))
    return FigureStatus.ZERO if total == 0 else FigureStatus.VALUE, total
