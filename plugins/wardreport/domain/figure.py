"""What a figure is: its value, and how a row was answered or a total came about (docs/design/findings.md)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

Value = Decimal | bool


class Status(StrEnum):
    """How a row was answered. The value is null unless the status is ``value`` or ``zero``."""

    VALUE = "value"
    ZERO = "zero"
    NIL = "nil"
    BLANK = "blank"
    MISSING = "missing"
    INVALID = "invalid"


ANSWERS = (Status.VALUE, Status.ZERO, Status.NIL)  # by which a unit has said something that counts


class FigureStatus(StrEnum):
    """The status of a consolidated figure: ``nil`` is written ``-``, ``unavailable`` ``…``, ``suppressed`` ``(c)``."""

    VALUE = "value"
    ZERO = "zero"
    NIL = "nil"
    UNAVAILABLE = "unavailable"
    SUPPRESSED = "suppressed"  # only in a SafeTable


@dataclass(frozen=True, slots=True)
class Figure:
    """One consolidated figure. It is partial where ``outstanding`` names owners whose answer is not in it."""

    indicator: str
    status: FigureStatus
    value: Value | None
    contributing: tuple[str, ...] = ()  # unit codes
    outstanding: tuple[str, ...] = ()  # unit codes

    @property
    def partial(self) -> bool:
        """Whether an owner's answer is still missing."""
        return bool(self.outstanding)
