"""Reads one cell as a figure: a value with certainty, or a detection with a suggestion; never a guess in silence."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, time, timedelta

from wardreport.domain.figure import Status
from wardreport.formats.grid import Cell
from wardreport.formats.number_formats import shown_text
from wardreport.metadata.indicators import ValueType
from wardreport.metadata.magnitudes import MagnitudeLimit
from wardreport.stages.parse.amounts import of_magnitude, read_number, read_switch
from wardreport.stages.parse.figure_texts import LONGEST, percentage, read_text
from wardreport.stages.parse.marked_figures import as_seen
from wardreport.stages.parse.readings import BLANK, MISSING, NIL, Reading, invalid, sure
from wardreport.stages.parse.written_numbers import bare, cleaned, plain_dashes

__all__ = ["Reading", "read_count_and_percent", "read_figure"]

_PAIR = re.compile(
    r"(?P<count>[^%;\n]+?)\s*(?:người)?\s*(?:[(;\n]| - )\s*"
    r"(?:(?P<percent>[0-9]+(?:[.,][0-9]+)?) ?%|(?P<nil>-)|(?:…|\.\.\.))\s*\)?",
    re.I,
)


def read_figure(
    cell: Cell | None, value_type: ValueType, unit: str = "", limit: MagnitudeLimit | None = None
) -> Reading:
    """The figure in a cell of a row of the given type.

    ``unit`` is what the row is measured in, which may be written behind its figure; ``limit`` says from which figure on
    nobody means that unit.
    """
    if cell is None:
        return BLANK
    seen = as_seen(cell)
    reading = _whatever_holds(seen.cell, seen.judged(_figure(seen.cell, value_type, unit)), value_type, unit)
    return of_magnitude(reading, limit)


def read_count_and_percent(
    cell: Cell | None, unit: str = "", limit: MagnitudeLimit | None = None
) -> tuple[Reading, Reading]:
    """The two measures of a ``Người %`` row: "5 (83,3%)" gives both, a plain number is the count."""
    if cell is None:
        return BLANK, BLANK
    seen = as_seen(cell)
    count, percent = _count_and_percent(seen.cell, unit)
    count = _whatever_holds(seen.cell, seen.judged(count), ValueType.COUNT, unit)
    return of_magnitude(count, limit), percent


def _whatever_holds(cell: Cell, reading: Reading, value_type: ValueType, unit: str) -> Reading:
    """The reading, or a doubt about it where a condition may show another figure or none."""
    if reading.defect or reading.status in (Status.BLANK, Status.NIL):
        return reading
    for code in cell.perhaps:
        other = _figure(replace(cell, number_format=code), value_type, unit)
        if (other.status, other.value) != (reading.status, reading.value):
            return invalid("cell.scaled_format", sure(reading))
    return reading


def _figure(cell: Cell, value_type: ValueType, unit: str) -> Reading:
    if cell.error:
        return invalid("cell.formula_error")
    content = cell.value
    if content is None:
        return invalid("cell.formula_uncached") if cell.formula else BLANK
    if isinstance(content, str):
        return _text(cell, content, value_type, unit)
    if isinstance(content, date | time | timedelta):  # a datetime is a date
        return invalid("cell.date")
    if value_type is ValueType.YESNO:
        return read_switch(content, cell.number_format)
    return read_number(content, value_type, cell.number_format, unit)


def _text(cell: Cell, content: str, value_type: ValueType, unit: str) -> Reading:
    reading = read_text(bare(cleaned(content)), value_type, unit)
    shown = shown_text(cell.number_format, content)
    if shown is content or reading.status is Status.BLANK:
        return reading
    return reading if read_text(bare(cleaned(shown)), value_type, unit) == reading else invalid("cell.scaled_format")


def _count_and_percent(cell: Cell, unit: str) -> tuple[Reading, Reading]:
    if isinstance(cell.value, str) and not cell.error:
        text = bare(cleaned(cell.value))
        pair = _PAIR.fullmatch(plain_dashes(text)) if len(text) <= LONGEST else None
        if pair:
            percent = percentage(f"{pair['percent']}%") if pair["percent"] else NIL if pair["nil"] else None
            return read_text(pair["count"], ValueType.COUNT), percent or MISSING
    count = _figure(cell, ValueType.COUNT, unit)
    if count.status in (Status.NIL, Status.BLANK):
        return count, replace(count, remark=None)
    if count.defect == "cell.percent_scale":  # the percentage alone: nothing says how many
        percent = _figure(cell, ValueType.RATIO, "")
        return invalid("cell.percent_scale"), MISSING if percent.defect else percent
    return count, MISSING
