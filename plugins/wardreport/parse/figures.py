"""Reads one cell as a figure: a value with certainty, or a detection with a suggestion; never a guess in silence."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from wardreport.domain.observation import Status, Value
from wardreport.metadata.indicators import ValueType
from wardreport.parse.workbook import Cell

_DASHES = frozenset("-‐‑‒–—―−")
_YES = frozenset({"có", "x", "✓", "✔", "true", "1"})
_NO = frozenset({"không", "false", "0"})
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+|\d{1,3}(?: \d{3})+")
_DECIMAL = re.compile(r"(\d+)[.,](\d+)")
_NUMBER_INSIDE = re.compile(r"\d{1,3}(?:\.\d{3})+|\d+(?:,\d+)?")
_PAIR = re.compile(r"(?P<count>[\d. ]+?)\s*(?:người)?\s*\(?\s*(?P<percent>\d+(?:[.,]\d+)?)\s*%\s*\)?", re.I)
_SIGNIFICANT = 15  # as Excel shows them (DESIGN.md section 5)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell says. ``defect`` is the rule it broke, with the likely value where there is one."""

    status: Status
    value: Value | None = None
    defect: str | None = None
    suggestion: Decimal | None = None


BLANK = Reading(Status.BLANK)
NIL = Reading(Status.NIL)


def read_figure(cell: Cell | None, value_type: ValueType) -> Reading:
    """The figure in a cell of a row of the given type."""
    if cell is None:
        return BLANK
    if cell.error:
        return _invalid("cell.formula_error")
    if cell.formula and cell.value is None:
        return _invalid("cell.formula_uncached")
    content = _clean(cell.value) if isinstance(cell.value, str) else cell.value
    if content is None or content == "":
        return BLANK
    if isinstance(content, str) and set(content) <= _DASHES:
        return NIL
    if value_type is ValueType.YESNO:
        return _yes_no(content)
    if isinstance(content, date | datetime | time | timedelta):
        return _invalid("cell.date")
    if isinstance(content, bool) or (isinstance(content, float) and not math.isfinite(content)):
        return _invalid("cell.not_a_number")
    if value_type is ValueType.RATIO:
        return _percent(content, percent_format="%" in cell.number_format)
    return _number(content, value_type)


def read_count_and_percent(cell: Cell | None) -> tuple[Reading, Reading]:
    """The two measures of a ``Người %`` row: "5 (83,3%)" gives both, a plain number is the count."""
    if cell is not None and isinstance(cell.value, str):
        pair = _PAIR.fullmatch(_clean(cell.value))
        if pair:
            return _number(pair["count"].strip(), ValueType.COUNT), _percent(pair["percent"], percent_format=False)
    count = read_figure(cell, ValueType.COUNT)
    if count.status in (Status.NIL, Status.BLANK):
        return count, count
    return count, Reading(Status.MISSING)


def _clean(text: str) -> str:
    normal = unicodedata.normalize("NFKC", text)
    return " ".join("".join(c for c in normal if unicodedata.category(c) != "Cf").split())


def _invalid(defect: str, suggestion: Decimal | None = None) -> Reading:
    return Reading(Status.INVALID, None, defect, suggestion)


def _value(number: Decimal) -> Reading:
    return Reading(Status.ZERO, Decimal(0)) if number == 0 else Reading(Status.VALUE, plain(number))


def plain(number: Decimal) -> Decimal:
    """The same number without exponent or trailing zeros: 4.60 is 4.6, 1E+2 is 100."""
    return Decimal(f"{number.normalize():f}")


def _yes_no(content: object) -> Reading:
    if isinstance(content, int | float) and content in (0, 1):  # a bool is an int
        return Reading(Status.VALUE, bool(content))
    word = str(content).casefold()
    if word in _YES or word in _NO:
        return Reading(Status.VALUE, word in _YES)
    return _invalid("cell.yes_no")


def _number(content: object, value_type: ValueType) -> Reading:
    if isinstance(content, int | float):
        return _exact(Decimal(f"{content:.{_SIGNIFICANT}g}"), value_type)
    text = str(content)
    if text[0] in _DASHES or text[0] == "+":
        inner = _number(text[1:].strip(), value_type) if text[1:].strip() else _invalid("cell.not_a_number")
        sensible = inner.value if isinstance(inner.value, Decimal) else None
        return _invalid("cell.negative", sensible) if sensible is not None else _invalid("cell.not_a_number")
    if text.isascii() and text.isdigit():
        return _value(Decimal(text))
    if _THOUSANDS.fullmatch(text):
        return _value(Decimal(re.sub(r"[. ]", "", text)))
    decimal = _DECIMAL.fullmatch(text)
    if decimal:
        return _exact(Decimal(f"{decimal[1]}.{decimal[2]}"), value_type)
    numbers = _NUMBER_INSIDE.findall(text)
    if len(numbers) == 1:
        inside = _number(numbers[0], value_type)
        return _invalid("cell.qualified", inside.value if isinstance(inside.value, Decimal) else None)
    return _invalid("cell.not_a_number")


def _exact(number: Decimal, value_type: ValueType) -> Reading:
    if number < 0:
        return _invalid("cell.negative", plain(-number))
    if value_type is ValueType.COUNT and number != number.to_integral_value():
        decimals = -int(number.normalize().as_tuple().exponent)
        if number < 1000 and decimals <= 3:  # 19.81 was 19.810 before a spreadsheet took its point for a decimal sign
            return _invalid("cell.ambiguous_separator", plain(number * 1000))
        return _invalid("cell.fraction", plain(number.to_integral_value(ROUND_HALF_UP)))
    return _value(number)


def _percent(content: object, *, percent_format: bool) -> Reading:
    """A percentage in percent: 4,6 and "4,6%" and 0,046 with a percent format are all 4.6."""
    if isinstance(content, str):
        text = content.removesuffix("%").strip().replace(",", ".")
        if not re.fullmatch(r"\d+(?:\.\d+)?", text):
            return _invalid("cell.not_a_number")
        return _value(Decimal(text))
    number = Decimal(f"{content:.{_SIGNIFICANT}g}")
    if number < 0:
        return _invalid("cell.negative")
    if percent_format:
        return _value(number * 100)
    if 0 < number < 1:
        return _invalid("cell.percent_scale", plain(number * 100))
    return _value(number)
