"""Reads one cell as a figure: a value with certainty, or a detection with a suggestion; never a guess in silence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from wardreport.domain.figure import Status, Value
from wardreport.formats.grid import Cell
from wardreport.metadata.indicators import ValueType
from wardreport.stages.parse.written_numbers import (
    DASHES,
    LIMIT,
    SIGNIFICANT,
    bare,
    cleaned,
    embedded,
    numbers_in,
    numeral,
)

_LONGEST = 60  # characters; a longer text is prose, with a number in it or not
_YES = frozenset({"có", "co", "x", "✓", "✔", "☑", "true", "1"})
_NO = frozenset({"không", "khong", "false", "0"})
_ERROR = re.compile(r"#(?:REF!|DIV/0!|VALUE!|NAME\?|N/A|NUM!|NULL!)|Err:[0-9]{3}", re.I)  # as a CSV shows it
_PERCENT = re.compile(r"([0-9]+(?:[.,][0-9]+)?) ?(%?)")
_SLIP = re.compile(r"(?=.*[0-9])(?=.*[OolI])[0-9OolI., ]+%?|[Oo]")  # letter O for zero, l and I for one
_SLIPS = str.maketrans("OolI", "0011")
_SCIENTIFIC = re.compile(r"([0-9]+)(?:[.,]([0-9]+))?E([+-]?[0-9]{1,2})", re.I)
_DAY, _YEAR = r"(?:0?[1-9]|[12][0-9]|3[01])", r"(?:[0-9]{2}|[12][0-9]{3})"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|thg ?[0-9]{1,2})"
_DATE = re.compile(
    rf"{_DAY}/{_DAY}(?:/{_YEAR})?|{_DAY}-{_DAY}-{_YEAR}|{_DAY}\.{_DAY}\.[12][0-9]{{3}}|{_DAY}[/-][12][0-9]{{3}}"
    rf"|[12][0-9]{{3}}[/-]{_DAY}[/-]{_DAY}(?:[ T][0-9:.]+)?|[0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}})?"
    rf"|{_DAY}-{_MONTH}(?:-{_YEAR})?|{_MONTH}-{_YEAR}",
    re.I,
)
# what a number format writes as it stands: "quoted", \escaped, _padding, *filling, [bracketed]
_LITERAL = re.compile(r'"[^"]*"?|[\\_*].|\[[^\]]*\]?', re.S)
_PAIR = re.compile(
    r"(?P<count>[^%;\n]+?)\s*(?:người)?\s*(?:[(;\n]| - )\s*"
    r"(?:(?P<percent>[0-9]+(?:[.,][0-9]+)?) ?%|(?P<nil>-)|(?:…|\.\.\.))\s*\)?",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell says. ``defect`` is the rule it broke, with the likely value where there is one."""

    status: Status
    value: Value | None = None
    defect: str | None = None
    suggestion: Decimal | None = None


BLANK = Reading(Status.BLANK)
NIL = Reading(Status.NIL)
MISSING = Reading(Status.MISSING)


def read_figure(cell: Cell | None, value_type: ValueType) -> Reading:
    """The figure in a cell of a row of the given type."""
    if cell is None:
        return BLANK
    if cell.error:
        return _invalid("cell.formula_error")
    content = cell.value
    if content is None:
        return _invalid("cell.formula_uncached") if cell.formula else BLANK
    if isinstance(content, str):
        return _text(bare(cleaned(content)), value_type)
    if isinstance(content, date | time | timedelta):  # a datetime is a date
        return _invalid("cell.date")
    if value_type is ValueType.YESNO:
        return Reading(Status.VALUE, bool(content)) if content in (0, 1) else _invalid("cell.yes_no")
    if isinstance(content, bool) or not abs(content) < LIMIT:  # nor is NaN
        return _invalid("cell.not_a_number")
    return _numeric(Decimal(f"{content:.{SIGNIFICANT}g}"), value_type, percent=_shown_in_percent(cell.number_format))


def read_count_and_percent(cell: Cell | None) -> tuple[Reading, Reading]:
    """The two measures of a ``Người %`` row: "5 (83,3%)" gives both, a plain number is the count."""
    if cell is not None and isinstance(cell.value, str) and not cell.error:
        text = bare(cleaned(cell.value))
        pair = _PAIR.fullmatch(_plain_dashes(text)) if len(text) <= _LONGEST else None
        if pair:
            percent = _percentage(f"{pair['percent']}%") if pair["percent"] else NIL if pair["nil"] else None
            return _text(pair["count"], ValueType.COUNT), percent or MISSING
    count = read_figure(cell, ValueType.COUNT)
    if count.status in (Status.NIL, Status.BLANK):
        return count, count
    if count.defect == "cell.percent_scale":  # the percentage alone: nothing says how many
        percent = read_figure(cell, ValueType.RATIO)
        return _invalid("cell.percent_scale"), MISSING if percent.defect else percent
    return count, MISSING


def plain(number: Decimal) -> Decimal:
    """The same number without exponent or trailing zeros: 4.60 is 4.6, 1E+2 is 100."""
    return Decimal(f"{number.normalize():f}")


def _invalid(defect: str, suggestion: Decimal | None = None) -> Reading:
    return Reading(Status.INVALID, None, defect, None if suggestion is None else plain(suggestion))


def _value(number: Decimal) -> Reading:
    return Reading(Status.ZERO, Decimal(0)) if number == 0 else Reading(Status.VALUE, plain(number))


def _sure(reading: Reading | None) -> Decimal | None:
    """The number of a reading that has no defect."""
    return reading.value if reading and isinstance(reading.value, Decimal) else None


def _plain_dashes(text: str) -> str:
    return "".join("-" if character in DASHES else character for character in text)


def _shown_in_percent(number_format: str) -> bool:
    return "%" in _LITERAL.sub("", number_format)


# numbers


def _numeric(number: Decimal, value_type: ValueType, *, percent: bool) -> Reading:
    """A number as the cell shows it."""
    shown = number * 100 if percent else number
    if value_type is ValueType.RATIO:
        return _share(shown, in_percent=percent)
    amount = _amount(shown, value_type)
    return _invalid("cell.percent_scale", _sure(amount)) if percent else amount


def _amount(number: Decimal, value_type: ValueType) -> Reading:
    if number < 0:
        return _invalid("cell.negative", _sure(_amount(-number, value_type)))
    if value_type is ValueType.COUNT and number != number.to_integral_value():
        decimals = -int(number.normalize().as_tuple().exponent)
        if number < 1000 and decimals <= 3:  # 19.81 was 19.810 before a spreadsheet took its point for a decimal sign
            return _invalid("cell.ambiguous_separator", number * 1000)
        return _invalid("cell.fraction", number.to_integral_value(ROUND_HALF_UP))
    return _value(number)


def _share(number: Decimal, *, in_percent: bool) -> Reading:
    """A share of a whole, so at most 100; below 1 it may be a part of one, where no percent sign says otherwise."""
    if number < 0:
        return _invalid("cell.negative", _sure(_share(-number, in_percent=in_percent)))
    if number > 100:
        return _invalid("cell.percent_scale")
    if 0 < number < 1 and not in_percent:
        return _invalid("cell.percent_scale", number * 100)
    return _value(number)


# texts


def _text(text: str, value_type: ValueType) -> Reading:
    if not text:
        return BLANK
    if not set(text) - DASHES - {" ", "\n"}:
        return NIL
    if text[0] == "=":  # only a text where no program has ever computed it, as in a CSV
        return _invalid("cell.formula_uncached")
    if _ERROR.fullmatch(text):
        return _invalid("cell.formula_error")
    if value_type is ValueType.YESNO:
        word = text.casefold()
        return Reading(Status.VALUE, word in _YES) if word in _YES | _NO else _invalid("cell.yes_no")
    if len(text) <= _LONGEST:
        for notation in (_number, _percent_sign, _signed, _letters_for_digits, _scientific, _date):
            reading = notation(text, value_type)
            if reading:
                return reading
    return _among_words(text, value_type)


def _number(text: str, value_type: ValueType) -> Reading | None:
    if value_type is ValueType.RATIO:
        return _percentage(text)
    number = numeral(text)
    if number is None:
        return None
    if number.thousands is not None and value_type is ValueType.COUNT:
        whole = number.number >= 1000 and number.number == number.number.to_integral_value()  # 1.234,000 is either
        return _invalid("cell.ambiguous_separator", None if whole else number.thousands)
    if number.thousands is not None and number.number < 1000:  # 12,345 million đồng is likely in both readings
        return _invalid("cell.ambiguous_separator")
    return _amount(number.number, value_type)


def _percentage(text: str) -> Reading | None:
    """A percentage in percent: 4,6 and 4.6 and "4,6 %" are all 4.6; its separator never marks thousands."""
    percent = _PERCENT.fullmatch(text)
    number = numeral(percent[1].replace(".", ",")) if percent else None
    return _share(number.number, in_percent=bool(percent and percent[2])) if number else None


def _percent_sign(text: str, value_type: ValueType) -> Reading | None:
    if not text.endswith("%"):
        return None
    number = _number(text[:-1].rstrip(), value_type)
    return _invalid("cell.percent_scale", _sure(number)) if number else None


def _signed(text: str, value_type: ValueType) -> Reading | None:
    in_brackets = text[0] == "(" and text[-1] == ")"  # an accountant's minus
    if not (in_brackets or text[0] == "+" or text[0] in DASHES):
        return None
    number = _number(text.strip("()").strip() if in_brackets else text[1:].lstrip(), value_type)
    return _invalid("cell.qualified" if text[0] == "+" else "cell.negative", _sure(number)) if number else None


def _letters_for_digits(text: str, value_type: ValueType) -> Reading | None:
    if not _SLIP.fullmatch(text):
        return None
    return _invalid("cell.not_a_number", _sure(_number(text.translate(_SLIPS), value_type)))


def _scientific(text: str, value_type: ValueType) -> Reading | None:
    parts = _SCIENTIFIC.fullmatch(text)
    if not parts:
        return None
    number = Decimal(f"{parts[1]}.{parts[2] or 0}E{parts[3]}")
    whole = value_type is not ValueType.RATIO and number < LIMIT and number == number.to_integral_value()
    return _invalid("cell.not_a_number", number if whole else None)


def _date(text: str, _: ValueType) -> Reading | None:
    return _invalid("cell.date") if _DATE.fullmatch(text) else None


def _among_words(text: str, value_type: ValueType) -> Reading:
    """A number with words or signs beside it: never a value, and a suggestion where it is the only number."""
    if "%" in text and value_type is not ValueType.RATIO and numbers_in(text):
        return _invalid("cell.percent_scale")
    found = embedded(text, money=value_type is ValueType.MONEY)
    if found is None:
        return _invalid("cell.not_a_number")
    if value_type is ValueType.RATIO:
        reading = _percentage(found.text + "%" * ("%" in text))
        sure = _sure(reading) if found.times == 1 else None
    else:
        # before "triệu" a decimal is no defect: 1,2 triệu
        reading = _number(found.text, ValueType.MONEY if found.times != 1 else value_type)
        number = _sure(reading)
        amount = _amount(number * found.times, value_type) if number is not None and found.times else None
        sure = _sure(amount)
    return _invalid("cell.qualified", sure) if reading else _invalid("cell.not_a_number")
