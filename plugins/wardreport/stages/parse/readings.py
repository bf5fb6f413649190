"""What reading a cell gives: a value with certainty, or what is wrong with it and what it may have been."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from wardreport.domain.figure import Status, Value
from wardreport.metadata.indicators import ValueType


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell says. ``defect`` is the rule it broke, with the likely value where there is one.

    ``remark`` is the rule by which a certain reading is told all the same.
    """

    status: Status
    value: Value | None = None
    defect: str | None = None
    suggestion: Decimal | None = None
    remark: str | None = None


BLANK = Reading(Status.BLANK)
NIL = Reading(Status.NIL)
MISSING = Reading(Status.MISSING)


def invalid(defect: str, suggestion: Decimal | None = None) -> Reading:
    """What cannot be read with certainty."""
    return Reading(Status.INVALID, None, defect, None if suggestion is None else plain(suggestion))


def value_of(number: Decimal) -> Reading:
    """A number that is certain."""
    return Reading(Status.ZERO, Decimal(0)) if number == 0 else Reading(Status.VALUE, plain(number))


def sure(reading: Reading | None) -> Decimal | None:
    """The number of a reading that has no defect."""
    return reading.value if reading and isinstance(reading.value, Decimal) else None


def plain(number: Decimal) -> Decimal:
    """The same number without exponent or trailing zeros: 4.60 is 4.6, 1E+2 is 100."""
    return Decimal(f"{number.normalize():f}")


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
