"""Reads a number by what its cell shows of it: percent, thousands that are left out, a figure of another magnitude."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from wardreport.domain.figure import Status
from wardreport.formats.number_formats import PLAIN, ShownAs, shown_as
from wardreport.metadata.indicators import ValueType
from wardreport.metadata.magnitudes import MagnitudeLimit
from wardreport.stages.parse.readings import Reading, invalid, plain, sure, value_of
from wardreport.stages.parse.written_numbers import DASHES, LIMIT, NO, SIGNIFICANT, YES, embedded, is_multiplied

_DIGIT = re.compile("[0-9]")


def read_number(content: float, value_type: ValueType, number_format: str) -> Reading:
    """A count, an amount or a percentage that the cell holds as a number."""
    if isinstance(content, bool) or not abs(content) < LIMIT:  # nor is NaN
        return invalid("cell.not_a_number")
    number = Decimal(f"{content:.{SIGNIFICANT}g}")
    shown = shown_as(number_format, number)
    if shown is PLAIN:
        return share(number, in_percent=False) if value_type is ValueType.RATIO else amount(number, value_type)
    otherwise = _shown_otherwise(number, shown, value_type)
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
    word = shown.before.strip().casefold()
    if not shown.has_digits and ((content and not word) or word in (NO if content else YES)):
        return invalid("cell.scaled_format")
    return Reading(Status.VALUE, bool(content))


def amount(number: Decimal, value_type: ValueType, *, typed_as_text: bool = False) -> Reading:
    """A count or an amount of money.

    A spreadsheet drops the zeros at the end of a number, so that 19.81 may have been 19.810; a text keeps them.
    """
    if number < 0:
        return invalid("cell.negative", sure(amount(-number, value_type)))
    if value_type is ValueType.COUNT and number != number.to_integral_value():
        decimals = -int(number.normalize().as_tuple().exponent)
        if number < 1000 and decimals <= 3 and not typed_as_text:
            return invalid("cell.ambiguous_separator", number * 1000)
        return invalid("cell.fraction", number.to_integral_value(ROUND_HALF_UP))
    return value_of(number)


def share(number: Decimal, *, in_percent: bool) -> Reading:
    """A share of a whole, so at most 100; below 1 it may be a part of one, where no percent sign says otherwise."""
    if number < 0:
        return invalid("cell.negative", sure(share(-number, in_percent=in_percent)))
    if number > 100:
        return invalid("cell.percent_scale")
    if 0 < number < 1 and not in_percent:
        return invalid("cell.percent_scale", number * 100)
    return value_of(number)


def of_magnitude(reading: Reading, limit: MagnitudeLimit | None) -> Reading:
    """The reading, or a doubt about it where nobody has that much of the row's unit."""
    number = sure(reading)
    if limit is None or number is None or number < limit.unusual_from:
        return reading
    if number < limit.impossible_from:
        return replace(reading, remark=reading.remark or "cell.magnitude")
    return invalid("cell.magnitude", number / limit.divide_by if limit.divide_by else None)


def _shown_otherwise(number: Decimal, shown: ShownAs, value_type: ValueType) -> Reading | None:
    """What a number is where its cell shows another one, or none; the suggestion is what is seen."""
    written = f"{shown.before}{shown.after}"
    if not shown.has_digits:
        return None if number == 0 and not _DIGIT.search(written) else invalid("cell.scaled_format")
    if shown.cut or _DIGIT.search(written) or (number >= 0 and DASHES & set(shown.before)):
        return invalid("cell.scaled_format")
    seen = number / shown.divisor
    if shown.divisor != 1:
        seen = seen.quantize(Decimal(1).scaleb(-shown.decimals), ROUND_HALF_UP)
    if is_multiplied(written):
        only = embedded(f"{shown.before} {plain(seen):f} {shown.after}", money=value_type is ValueType.MONEY)
        if only is None or only.times is None:
            # a sign of money alone makes no đồng of a figure that nobody would count in đồng
            harmless = shown.divisor == 1 and number < 1000 and not is_multiplied(written, but_money=True)
            return None if harmless else invalid("cell.scaled_format")
        seen *= only.times
    return None if seen == number else invalid("cell.scaled_format", sure(amount(seen, value_type)))
