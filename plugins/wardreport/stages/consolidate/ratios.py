"""Percentages, computed from consolidated parts and never averaged (docs/design/units-and-time.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from wardreport.domain.figure import Figure, FigureStatus, Value
from wardreport.metadata.indicators import DenominatorCount, NumeratorCount, Ratio

PLACES = Decimal("0.01")  # the real report's figures have at most two decimals: 5/108 is 4,63


@dataclass(frozen=True, slots=True)
class WardSessions:
    """Which wards there are, and which of them say that they held sessions of their own."""

    valid: tuple[str, ...]
    reporting_any: tuple[str, ...]
    outstanding: tuple[str, ...]


def ratio_figure(ratio: Ratio, figures: Mapping[str, Figure], wards: WardSessions) -> Figure:
    """The percentage, rounded half up to two decimals.

    Where nothing occurred above the line the ratio is nil too, whatever stands below it; where something did and the
    denominator is unknown, nil or zero it is unavailable (``…``). It is partial where one of its parts is.
    """
    if ratio.numerator_counts is NumeratorCount.WARDS_REPORTING_ANY:
        numerator, contributing = Decimal(len(wards.reporting_any)), wards.reporting_any
        above = FigureStatus.VALUE if len(wards.outstanding) < len(wards.valid) else FigureStatus.UNAVAILABLE
        outstanding = wards.outstanding
    else:
        part = figures[ratio.numerator]
        numerator, above = _number(part), part.status
        contributing, outstanding = part.contributing, part.outstanding
    if ratio.denominator:
        whole = figures[ratio.denominator]
        contributing = tuple(sorted({*contributing, *whole.contributing}))
        outstanding = tuple(sorted({*outstanding, *whole.outstanding}))
    if above in (FigureStatus.NIL, FigureStatus.UNAVAILABLE):
        return Figure(ratio.indicator, above, None, contributing, outstanding)
    value = percentage(numerator, _denominator(ratio, figures, wards))
    if value is None:
        return Figure(ratio.indicator, FigureStatus.UNAVAILABLE, None, contributing, outstanding)
    status = FigureStatus.ZERO if value == 0 else FigureStatus.VALUE
    return Figure(ratio.indicator, status, value, contributing, outstanding)


def percentage(numerator: Value | None, denominator: Value | None) -> Decimal | None:
    """Of numbers, rounded half up to two decimals; None where there is nothing below the line."""
    if not isinstance(numerator, Decimal) or not isinstance(denominator, Decimal) or denominator == 0:
        return None
    percent = (numerator * 100 / denominator).quantize(PLACES, ROUND_HALF_UP)
    return Decimal(f"{percent.normalize():f}")


def _denominator(ratio: Ratio, figures: Mapping[str, Figure], wards: WardSessions) -> Decimal:
    """What stands below the line; 0 where nobody knows it."""
    if ratio.denominator_counts is DenominatorCount.WARDS_VALID:
        return Decimal(len(wards.valid))
    return _number(figures[ratio.denominator]) if ratio.denominator else Decimal(0)


def _number(figure: Figure) -> Decimal:
    return figure.value if isinstance(figure.value, Decimal) else Decimal(0)
