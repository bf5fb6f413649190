"""Who reports on which half year, by the lines above the table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from wardreport.domain.period import Period
from wardreport.domain.submission import HeadLine
from wardreport.metadata.units import Cycle, ReportingUnit
from wardreport.stages.parse.labels import key_without_marks, known_words_key, words_key

HeadTexts = Iterable[tuple[str, str]]  # (address, text), top to bottom

_SIX = re.compile(rf"(?<!\S)(?:06|{known_words_key('sáu')})(?= {known_words_key('tháng')})")
_DATE = re.compile(r"(?<!\d)(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})(?!\d)")


def find_unit(lines: HeadTexts, units: Iterable[ReportingUnit]) -> HeadLine | None:
    """The one reporting unit that the head lines name; None where they name none or several.

    Names written without any marks count only where no name stands with its marks.
    """
    known, heads = tuple(units), tuple(lines)
    keys = {known_words_key(unit.name): unit.unit_code for unit in known}
    found = _named(((cell, words_key(text)) for cell, text in heads), keys)
    if not found:
        bare = {key_without_marks(key): code for key, code in keys.items()}
        found = _named(((cell, key_without_marks(words_key(text))) for cell, text in heads), bare)
    return next(iter(found.values())) if len(found) == 1 else None


def _named(lines: HeadTexts, keys: Mapping[str, str]) -> dict[str, HeadLine]:
    found: dict[str, HeadLine] = {}
    for cell, key in lines:
        named = [name for name in keys if f" {name} " in f" {key} "]
        if named:
            code = keys[max(named, key=len)]
            found.setdefault(code, HeadLine(code, cell))
    return found


def find_period(lines: HeadTexts, cycles: Mapping[Period, Cycle]) -> HeadLine | None:
    """The first half year of the calendar that the head lines name, in words or by the dates of its window."""
    keys = {known_words_key(cycle.head_line): period for period, cycle in cycles.items()}
    windows = {
        tuple((day.day, day.month, day.year) for day in (cycle.window_start, cycle.window_end)): period
        for period, cycle in cycles.items()
    }
    for cell, text in lines:
        line = f" {_SIX.sub('6', words_key(text))} "
        for key, period in keys.items():
            if f" {key} " in line:
                return HeadLine(str(period), cell)
        dates = {(int(d), int(m), int(y)) for d, m, y in _DATE.findall(text)}
        for window, period in windows.items():
            if dates.issuperset(window):
                return HeadLine(str(period), cell)
    return None
