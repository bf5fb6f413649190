"""What reading a cell gives: a value with certainty, or what is wrong with it and what it may have been."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from wardreport.domain.figure import Status, Value


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
