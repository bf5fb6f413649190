"""Reads a number by what its cell shows of it: percent, thousands that are left out, a figure of another magnitude."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from wardreport.domain.figure import Status
from wardreport.formats.number_formats import PLAIN, ShownAs, shown_as
from wardreport.metadata.indicators import ValueType
from wardreport.metadata.magnitudes import MagnitudeLimit
from wardreport.stages.parse.figure_texts import read_text
from wardreport.stages.parse.readings import Reading, amount, invalid, plain, share, sure
from wardreport.stages.parse.written_numbers import (
    LIMIT,
    NO,
    SIGNIFICANT,
    YES,
    bare,
    cleaned,
    is_currency,
    is_measure,
    is_million,
)

_DIGIT = re.compile("[0-9]")
_GROUP = 3  # decimals that may as well be a thousand's zeros
_VIETNAMESE = str.maketrans(",.", ".,")


def read_number(content: float, value_type: ValueType, number_format: str, unit: str = "") -> Reading:
    """A count, an amount or a percentage that the cell holds as a number, on a row that is measured in ``unit``.

    What its format shows is read as if it had been typed: ``"khoảng "0`` is no count (docs/design/findings.md).
    """
    if isinstance(content, bool) or not abs(content) < LIMIT:  # nor is NaN
        return invalid("cell.not_a_number")
    number = Decimal(f"{content:.{SIGNIFICANT}g}")
    shown = shown_as(number_format, number)
    if shown is PLAIN:
        return share(number, in_percent=False) if value_type is ValueType.RATIO else amount(number, value_type)
    otherwise = _shown_otherwise(number, shown, value_type, unit)
    if otherwise is not None:
        return otherwise
    number = number * 100 if shown.percent else number
    if value_type is ValueType.RATIO:
        return share(number, in_percent=shown.percent)
    reading = amount(number, value_type)
    return invalid("cell.percent_scale", sure(reading)) if shown.percent else reading


def read_switch(content: float, number_format: str) -> Reading:
    """Yes or no that the cell holds as 1 or 0, whatever word or sign its format shows for it."""
    if content not in (0, 1):
        return invalid("cell.yes_no")
    shown = shown_as(number_format, Decimal(int(content)))
    word = f"{shown.before}{shown.after}".strip().casefold()
    unseen = not shown.has_digits and ((content and not word) or word in (NO if content else YES))
    if unseen or (shown.has_digits and word):
        return invalid("cell.scaled_format")
    return Reading(Status.VALUE, bool(content))


def of_magnitude(reading: Reading, limit: MagnitudeLimit | None) -> Reading:
    """The reading, or a doubt about it where nobody has that much of the row's unit."""
    number = sure(reading)
    if limit is None or number is None or number < limit.unusual_from:
        return reading
    if number < limit.impossible_from:
        return replace(reading, remark=reading.remark or "cell.magnitude")
    return invalid("cell.magnitude", number / limit.divide_by if limit.divide_by else None)


def _unseen(number: Decimal, shown: ShownAs) -> Reading | None:
    """No digit of the number is shown: no doubt about a zero that is shown as a stroke or as nothing."""
    if shown.date:
        return invalid("cell.date")
    written = f"{shown.before}{shown.after}"
    nothing = read_text(bare(cleaned(written)), ValueType.COUNT).status in (Status.BLANK, Status.NIL)
    return None if number == 0 and (nothing or is_measure(written)) else invalid("cell.scaled_format")


def _shown_otherwise(number: Decimal, shown: ShownAs, value_type: ValueType, unit: str) -> Reading | None:
    """What a number is where its cell shows another one, or words with it; the suggestion is what is seen."""
    if not shown.has_digits or (number == 0 and not shown.zeros):
        return _unseen(number, shown)
    written = f"{shown.before}{shown.after}"
    if shown.cut or abs(number) < shown.whole_from or _DIGIT.search(written):
        return invalid("cell.scaled_format")
    seen = number / shown.divisor
    if shown.divisor != 1:
        seen = seen.quantize(Decimal(1).scaleb(-shown.decimals), ROUND_HALF_UP)
    as_seen = invalid("cell.scaled_format", sure(amount(seen, value_type)))
    if shown.unusual:
        return as_seen
    plainly = not written.strip() or (not shown.before.strip() and is_measure(shown.after))
    if number < 0 or (plainly and shown.kept != _GROUP):
        return None if seen == number else as_seen
    if value_type is ValueType.RATIO:
        return _share_among_words(seen, shown)
    if shown.percent:
        return None
    typed = _among_words(seen, shown, value_type, unit)
    if seen != number and (typed is None or typed.suggestion is None):
        return as_seen
    return typed


def _share_among_words(seen: Decimal, shown: ShownAs) -> Reading | None:
    if f"{shown.before}{shown.after}".strip() in ("", "%"):
        return None
    percent = f"{plain(seen * 100):f}%" if shown.percent else f"{plain(seen):f}"
    typed = read_text(bare(cleaned(f"{shown.before}{percent}{shown.after}")), ValueType.RATIO)
    return invalid("cell.scaled_format", typed.suggestion) if typed.defect else typed


def _among_words(seen: Decimal, shown: ShownAs, value_type: ValueType, unit: str) -> Reading | None:
    """A number with what its format writes beside it, as if all had been typed; None where that is no doubt."""
    money = value_type is ValueType.MONEY
    if money and not shown.before.strip() and is_million(shown.after):
        return None
    digits = f"{seen:{',' if shown.grouped else ''}.{max(shown.kept, _decimals(seen))}f}".translate(_VIETNAMESE)
    typed = read_text(bare(cleaned(f"{shown.before}{digits}{shown.after}")), value_type, unit)
    if not typed.defect:
        return None
    # nobody spends 50 đồng: a sign of money alone is of million đồng, which nobody can see
    likely = seen if money and seen < 1000 and is_currency(shown.after) else typed.suggestion
    return invalid("cell.scaled_format", likely)


def _decimals(number: Decimal) -> int:
    return max(0, -int(plain(number).as_tuple().exponent))
