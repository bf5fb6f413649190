"""Who reports on which half year, by the lines above the table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from wardreport.domain.period import Period
from wardreport.domain.submission import HeadLine
from wardreport.metadata.units import Cycle, ReportingUnit
from wardreport.parse.labels import known_words_key, words_key

HeadTexts = Iterable[tuple[str, str]]  # (address, text), top to bottom


def find_unit(lines: HeadTexts, units: Iterable[ReportingUnit]) -> HeadLine | None:
    """The one reporting unit that the head lines name; None where they name none or several."""
    keys = {known_words_key(unit.name): unit.unit_code for unit in units}
    found: dict[str, HeadLine] = {}
    for cell, text in lines:
        line = f" {words_key(text)} "
        named = [name for name in keys if f" {name} " in line]
        if named:
            code = keys[max(named, key=len)]
            found.setdefault(code, HeadLine(code, cell))
    return next(iter(found.values())) if len(found) == 1 else None


def find_period(lines: HeadTexts, cycles: Mapping[Period, Cycle]) -> HeadLine | None:
    """The first half year of the calendar that the head lines name."""
    keys = {known_words_key(cycle.head_line): period for period, cycle in cycles.items()}
    for cell, text in lines:
        line = f" {words_key(text)} "
        for key, period in keys.items():
            if f" {key} " in line:
                return HeadLine(str(period), cell)
    return None
