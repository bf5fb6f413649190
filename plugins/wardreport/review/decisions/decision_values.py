"""The value that a reviewer puts in the place of what was read: one way to write it, and what fits a row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from wardreport.domain.errors import DecisionError
from wardreport.domain.figure import Value
from wardreport.domain.validation import Decision, DecisionAction
from wardreport.metadata.indicators import Indicator, ValueType
from wardreport.writing.written_figures import NIL

_WORDS = {"true": True, "có": True, "false": False, "không": False}
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)
_PERHAPS_THOUSANDS = re.compile(r"-?[1-9]\d{0,2}\.\d{3}", re.ASCII)
_DIGITS, _DECIMALS = 15, 6  # as Excel shows numbers; as every database keeps them


def read_value(written: str | bool) -> Value | None:
    """A value as written: ``40``, ``2.5``, true or false, and ``-`` for nil, which is None.

    Raises ``ValueError`` on anything else, also on ``1.200``, which may be 1200: a replacement must not be a guess.
    """
    if isinstance(written, bool):
        return written
    text = written.strip()
    if text == NIL:
        return None
    if text.casefold() in _WORDS:
        return _WORDS[text.casefold()]
    if _PERHAPS_THOUSANDS.fullmatch(text):
        raise ValueError("three decimals may be thousands: write 1200 or 1.2")
    if not _NUMBER.fullmatch(text):
        raise ValueError('the value is neither a number with a decimal point, nor true or false, nor "-" for nil')
    digits, _, decimals = text.lstrip("-").partition(".")
    if len(digits) + len(decimals) > _DIGITS or len(decimals) > _DECIMALS:
        raise ValueError(f"the value has more than {_DIGITS} digits or {_DECIMALS} decimals")
    return Decimal(text)


def written_value(value: Value | None) -> str | bool:
    """The value as ``read_value`` reads it."""
    if isinstance(value, bool):
        return value
    return NIL if value is None else f"{value:f}"


def refuse_unfit(decisions: Iterable[Decision], indicators: Mapping[str, Indicator]) -> None:
    """Raises ``DecisionError`` on the first replacement whose value cannot stand on its row."""
    for decision in decisions:
        if decision.action is not DecisionAction.REPLACE:
            continue
        indicator = indicators.get(decision.indicator or "")
        wrong = _wrong(decision.value, indicator.value_type) if indicator else "there is no such row"
        if wrong:
            raise DecisionError(f"decision {decision.rule} on {decision.indicator} of unit {decision.unit}: {wrong}")


def _wrong(value: Value | None, kind: ValueType) -> str | None:
    if value is None:
        return None
    if (kind is ValueType.YESNO) is not isinstance(value, bool):
        return "the row takes true or false" if kind is ValueType.YESNO else "the row takes a number"
    if isinstance(value, bool):
        return None
    if value < 0:
        return "the value is negative"
    if kind is ValueType.COUNT and value != value.to_integral_value():
        return "a count has no decimals"
    if kind is ValueType.RATIO and value > 100:
        return "a percentage is at most 100"
    return None
