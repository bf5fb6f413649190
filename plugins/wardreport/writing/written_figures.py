"""Figures as official statistics write them: 19.810; 4,63; ``-`` nil; ``…`` not available; ``(c)`` protected."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from wardreport.domain.figure import Figure, FigureStatus, Value

NIL, UNAVAILABLE, SUPPRESSED, YES, NO = "-", "…", "(c)", "Có", "Không"
# Points between the thousands whatever the language of the reader's office program; a real number stays in the cell.
INTEGER_FORMAT = r"[<1000]0;[<1000000]0\.000;0\.000\.000"
# No format can force the decimal comma; this one asks for Vietnamese, and a Vietnamese system writes it anyhow.
_DECIMAL_FORMAT = "[$-42A]#,##0."


def written_number(number: Decimal) -> str:
    """A number with points between thousands and a decimal comma."""
    return f"{number:,f}".translate(str.maketrans(",.", ".,"))


def number_format(number: Decimal) -> str:
    """The cell format that shows a number as ``written_number`` does."""
    decimals = -int(number.normalize().as_tuple().exponent)
    return _DECIMAL_FORMAT + "0" * decimals if decimals > 0 else INTEGER_FORMAT


def written(figure: Figure) -> str:
    """A figure as a reader sees it."""
    if figure.status is FigureStatus.NIL:
        return NIL
    if figure.status is FigureStatus.SUPPRESSED:
        return SUPPRESSED
    if figure.value is None:
        return UNAVAILABLE
    return written_value(figure.value)


def written_value(value: Value) -> str:
    """A number or a yes or no."""
    if isinstance(value, bool):
        return YES if value else NO
    return written_number(value)


def written_row(figures: Sequence[Figure]) -> str:
    """What stands in the figure column of a row of the form: nothing, one figure, or a count with its percentage."""
    if not figures:
        return ""
    return written_pair(*figures) if len(figures) == 2 else written(figures[0])


def written_pair(count: Figure, percent: Figure) -> str:
    """The two figures of a ``Người %`` row: ``5 (83,3%)``; only the first where the second says no more."""
    share = written(percent)
    if count.value is None or share == NIL:
        return written(count)
    if share == SUPPRESSED:
        return f"{written(count)} {share}"
    return f"{written(count)} ({share}{'' if share == UNAVAILABLE else '%'})"
