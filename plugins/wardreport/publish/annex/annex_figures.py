"""Figures in the annex's cells: real numbers, their signs and marks, and sums that a reader can follow."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from wardreport.domain.figure import Figure, FigureStatus, Status
from wardreport.domain.safe_table import SafeUnitFigure
from wardreport.writing.house_style import PARTIAL, REVISED
from wardreport.writing.printed_book import Sheet, address
from wardreport.writing.written_figures import (
    number_format,
    written,
    written_number,
    written_row,
)

_DIGITS = 15  # that a spreadsheet holds


def number_of(figure: Figure | None) -> Decimal | None:
    """The number that a figure shows; None where it shows a sign, a word or nothing."""
    if figure is None or figure.status not in (FigureStatus.VALUE, FigureStatus.ZERO):
        return None
    return None if isinstance(figure.value, bool) else figure.value


def as_figure(figure: SafeUnitFigure | None, indicator: str) -> Figure:
    """A unit's figure as it is written: protected, nil, a value, or unavailable where there is none."""
    if figure is None:
        return Figure(indicator, FigureStatus.UNAVAILABLE, None)
    if figure.suppressed:
        return Figure(indicator, FigureStatus.SUPPRESSED, None)
    if figure.value is not None:
        return Figure(indicator, FigureStatus.VALUE, figure.value)
    nil = figure.status in (Status.NIL, FigureStatus.NIL)
    return Figure(indicator, FigureStatus.NIL if nil else FigureStatus.UNAVAILABLE, None)


def write_figures(
    sheet: Sheet,
    row: int,
    column: int,
    figures: Sequence[Figure],
    *,
    revised: bool = False,
    formula: str | None = None,
    **look: Any,
) -> None:
    """Writes a figure, or a count whose percentage goes into the format, so that the cell still holds the count.

    So do the marks: ``*`` of a partial figure, ``(R)`` of a revised one. A number that a spreadsheet cannot hold
    exactly is written as text.
    """
    marks = (PARTIAL if any(figure.partial for figure in figures) else "") + (f" {REVISED}" if revised else "")
    number = number_of(figures[0])
    if number is None or not holds(number):
        text = written(figures[0]) if number is None else written_row(figures)
        mark = {"num_format": f'@"{marks}"'} if marks else {}
        sheet.text(row, column, text, **{"align": "right", **mark, **look})
        return
    suffix = (written_row(figures).removeprefix(written_number(number)) if len(figures) == 2 else "") + marks
    parts = number_format(number).split(";")
    shown = ";".join(f'{part}"{suffix}"' if suffix else part for part in parts)
    sheet.number(row, column, number, shown, formula, **look)


def holds(number: Decimal) -> bool:
    """Whether a spreadsheet holds the number to its last digit."""
    return len(number.normalize().as_tuple().digits) <= _DIGITS


def adds_up(total: Figure, parts: Sequence[Figure]) -> bool:
    """Whether the parts that are numbers make the total, in exact arithmetic and in a spreadsheet's.

    A protected part never does, whatever it is.
    """
    number, numbers = number_of(total), [number for part in parts if (number := number_of(part)) is not None]
    if number is None or not numbers or any(part.status is FigureStatus.SUPPRESSED for part in parts):
        return False
    if sum(numbers) != number or not all(map(holds, (number, *numbers))):
        return False
    binary = [float(one) for one in numbers]
    return sum(binary) == math.fsum(binary) == float(number)


def sum_formula(cells: Sequence[tuple[int, int]]) -> str:
    """``=SUM(C11:C14,C16)`` of cells of one row or one column; a sign among them counts as nothing."""
    runs: list[list[tuple[int, int]]] = []
    for cell in sorted(cells):
        beside = runs and cell in ((runs[-1][-1][0] + 1, cell[1]), (cell[0], runs[-1][-1][1] + 1))
        if beside:
            runs[-1].append(cell)
        else:
            runs.append([cell])
    ends = ((address(*run[0]), address(*run[-1])) for run in runs)
    return "=SUM(" + ",".join(first if first == last else f"{first}:{last}" for first, last in ends) + ")"
