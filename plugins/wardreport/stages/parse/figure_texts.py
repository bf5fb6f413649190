"""Reads a typed text as a figure, notation by notation; what no notation fits is a doubt with a suggestion."""

from __future__ import annotations

import re
from decimal import Decimal

from wardreport.domain.figure import Status
from wardreport.metadata.indicators import ValueType
from wardreport.stages.parse.labels import known_words_key, words_key
from wardreport.stages.parse.readings import BLANK, NIL, Reading, amount, invalid, share, sure
from wardreport.stages.parse.written_numbers import (
    DASHES,
    LIMIT,
    NO,
    YES,
    embedded,
    is_million,
    numbers_in,
    numeral,
    says_nil,
)

LONGEST = 60  # characters; a longer text is prose, with a number in it or not
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
_WITH_UNIT = re.compile(r"([0-9][0-9., ]*?) ?([^\W\d_].*)", re.S)
_BOXES = re.compile(r"([☐□☒☑])\s*(có|không)\s*([☐□☒☑])\s*(có|không)", re.I)
_TICKED = frozenset("☒☑")


def read_text(text: str, value_type: ValueType, unit: str = "") -> Reading:
    """The figure in a text that is ``cleaned`` and ``bare``, on a row that is measured in ``unit``."""
    if not text:
        return BLANK
    if not set(text) - DASHES - {" ", "\n"}:
        return NIL
    if text[0] == "=":  # only a text where no program has ever computed it, as in a CSV
        return invalid("cell.formula_uncached")
    if _ERROR.fullmatch(text):
        return invalid("cell.formula_error")
    if value_type is ValueType.YESNO:
        return _yes_or_no(text.casefold())
    if says_nil(text):
        return Reading(Status.NIL, remark="cell.nil_in_words")
    if len(text) <= LONGEST:
        for notation in (_number, _percent_sign, _signed, _letters_for_digits, _scientific, _date):
            reading = notation(text, value_type)
            if reading:
                return reading
        reading = _with_unit(text, value_type, unit) if unit else None
        if reading:
            return reading
    return _among_words(text, value_type)


def percentage(text: str) -> Reading | None:
    """A percentage in percent: 4,6 and 4.6 and "4,6 %" are all 4.6; its separator never marks thousands."""
    percent = _PERCENT.fullmatch(text)
    number = numeral(percent[1].replace(".", ",")) if percent else None
    return share(number.number, in_percent=bool(percent and percent[2])) if number else None


def _yes_or_no(word: str) -> Reading:
    if word in YES or word in NO:
        return Reading(Status.VALUE, word in YES)
    pair = _BOXES.fullmatch(word)  # a box for each answer
    if pair and pair[2] != pair[4]:
        ticked = [answer for box, answer in ((pair[1], pair[2]), (pair[3], pair[4])) if box in _TICKED]
        if not ticked:
            return BLANK
        if len(ticked) == 1:
            return Reading(Status.VALUE, ticked[0] == "có")
    return invalid("cell.yes_no")


def _number(text: str, value_type: ValueType) -> Reading | None:
    if value_type is ValueType.RATIO:
        return percentage(text)
    number = numeral(text)
    if number is None:
        return None
    if number.thousands is not None and value_type is ValueType.COUNT:
        whole = number.number >= 1000 and number.number == number.number.to_integral_value()  # 1.234,000 is either
        return invalid("cell.ambiguous_separator", None if whole else number.thousands)
    if number.thousands is not None and number.number < 1000:  # 12,345 million đồng is likely in both readings
        return invalid("cell.ambiguous_separator")
    return amount(number.number, value_type, typed_as_text=True)


def _percent_sign(text: str, value_type: ValueType) -> Reading | None:
    if not text.endswith("%"):
        return None
    number = _number(text[:-1].rstrip(), value_type)
    return invalid("cell.percent_scale", sure(number)) if number else None


def _signed(text: str, value_type: ValueType) -> Reading | None:
    in_brackets = text[0] == "(" and text[-1] == ")"  # an accountant's minus
    if not (in_brackets or text[0] == "+" or text[0] in DASHES):
        return None
    number = _number(text.strip("()").strip() if in_brackets else text[1:].lstrip(), value_type)
    return invalid("cell.qualified" if text[0] == "+" else "cell.negative", sure(number)) if number else None


def _letters_for_digits(text: str, value_type: ValueType) -> Reading | None:
    if not _SLIP.fullmatch(text):
        return None
    return invalid("cell.not_a_number", sure(_number(text.translate(_SLIPS), value_type)))


def _scientific(text: str, value_type: ValueType) -> Reading | None:
    parts = _SCIENTIFIC.fullmatch(text)
    if not parts:
        return None
    number = Decimal(f"{parts[1]}.{parts[2] or 0}E{parts[3]}")
    whole = value_type is not ValueType.RATIO and number < LIMIT and number == number.to_integral_value()
    return invalid("cell.not_a_number", number if whole else None)


def _date(text: str, _: ValueType) -> Reading | None:
    return invalid("cell.date") if _DATE.fullmatch(text) else None


def _with_unit(text: str, value_type: ValueType, unit: str) -> Reading | None:
    """A number with the row's own unit written behind it: 12 cơ sở on a row of cơ sở, 50 triệu on one of money."""
    parts = _WITH_UNIT.fullmatch(text)
    if parts is None:
        return None
    if words_key(parts[2]) != known_words_key(unit) and not (value_type is ValueType.MONEY and is_million(parts[2])):
        return None
    reading = _number(parts[1], value_type)
    if reading is None or reading.defect:
        return reading
    return Reading(reading.status, reading.value, remark="cell.unit_written")


def _among_words(text: str, value_type: ValueType) -> Reading:
    """A number with words or signs beside it: never a value, and a suggestion where it is the only number."""
    if "%" in text and value_type is not ValueType.RATIO and numbers_in(text):
        return invalid("cell.percent_scale")
    found = embedded(text, money=value_type is ValueType.MONEY)
    if found is None:
        return invalid("cell.not_a_number")
    if value_type is ValueType.RATIO:
        reading = percentage(found.text + "%" * ("%" in text))
        certain = sure(reading) if found.times == 1 else None
    else:
        # before "triệu" a decimal is no defect: 1,2 triệu
        reading = _number(found.text, ValueType.MONEY if found.times != 1 else value_type)
        number = sure(reading)
        meant = amount(number * found.times, value_type) if number is not None and found.times else None
        certain = sure(meant)
    return invalid("cell.qualified", certain) if reading else invalid("cell.not_a_number")
