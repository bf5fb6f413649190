"""Judges a frame row by row: the expectations that the rule book uses, with Great Expectations' meaning of them.

A value that is not known is not judged, but where the rule asks for it; of several columns all have to be known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from wardreport.metadata.rules.rule_book import Entry
from wardreport.stages.validate import conditions
from wardreport.stages.validate.frames import Frame

_Row = Mapping[str, Any]
_Broken = Callable[[_Row], bool]


def known_at_once(entry: Entry) -> bool:
    """Whether the rule's expectation, its arguments and its condition are all known here."""
    return _broken(entry) is not None


def judge_at_once(entries: Sequence[Entry], frame: Frame) -> Iterator[tuple[Entry, int]]:
    """Every rule that is broken with the number of the row that breaks it, rule by rule.

    Raises ``RuntimeError`` where a rule could not be evaluated, and ``ValueError`` for one that is not known here.
    """
    rows = [dict(zip(frame.columns, row, strict=True)) for row in frame.rows]
    for entry in entries:
        broken = _broken(entry)
        if broken is None:
            raise ValueError(f"rule {entry.id} is for Great Expectations alone")
        try:
            found = [number for number, row in enumerate(rows) if broken(row)]
        except (ArithmeticError, AttributeError, TypeError, ValueError):
            raise RuntimeError(f"rule {entry.id} could not be evaluated") from None
        yield from ((entry, number) for number in found)


def _broken(entry: Entry) -> _Broken | None:
    """What tells whether a row breaks the rule; none where something of it is not known here."""
    given = dict(entry.kwargs)
    concerns = _condition(given.pop("row_condition", None))
    arguments, make = _EXPECTATIONS.get(entry.type or "", _UNKNOWN)
    broken = make(**given) if arguments == set(given) else None
    if concerns is None or broken is None:
        return None
    return lambda row: concerns(row) and broken(row)


def _condition(given: Any) -> _Broken | None:
    """Which rows are looked at: ``column == value``, ``column != value``, or all of several such."""
    match given:
        case None:
            return lambda _: True
        case {"type": "comparison", "column": {"name": str(name)}, "operator": "==", "parameter": value}:
            return lambda row: bool(row[name] == value)
        case {"type": "comparison", "column": {"name": str(name)}, "operator": "!=", "parameter": value}:
            return lambda row: bool(row[name] != value)
        case {"type": "and", "conditions": [*several]}:
            each = [_condition(one) for one in several]
            known = [one for one in each if one is not None]
            return (lambda row: all(one(row) for one in known)) if len(known) == len(each) else None
    return None


def _in_set(column: str, value_set: Sequence[object]) -> _Broken:
    return lambda row: row[column] is not None and row[column] not in value_set


def _not_in_set(column: str, value_set: Sequence[object]) -> _Broken:
    return lambda row: row[column] is not None and row[column] in value_set


def _not_null(column: str) -> _Broken:
    return lambda row: row[column] is None


def _null(column: str) -> _Broken:
    return lambda row: row[column] is not None


def _between(column: str, min_value: Any, max_value: Any) -> _Broken:
    return lambda row: row[column] is not None and not min_value <= row[column] <= max_value


def _equal(column_A: str, column_B: str, ignore_row_if: str) -> _Broken | None:
    if ignore_row_if != "either_value_is_missing":
        return None
    return lambda row: None not in (row[column_A], row[column_B]) and row[column_A] != row[column_B]


def _across(holds: Callable[..., bool]) -> Callable[[Sequence[str]], _Broken]:
    def made(column_list: Sequence[str]) -> _Broken:
        def broken(row: _Row) -> bool:
            figures = [row[name] for name in column_list]
            return not any(figure is None for figure in figures) and not holds(*figures)

        return broken

    return made


_COLUMNS = frozenset({"column_list"})
_UNKNOWN: tuple[frozenset[str], Callable[..., _Broken | None]] = (frozenset(), lambda: None)
# by type its arguments, and what makes of them that which tells whether a row breaks the rule
_EXPECTATIONS: Mapping[str, tuple[frozenset[str], Callable[..., _Broken | None]]] = {
    "expect_column_values_to_be_in_set": (frozenset({"column", "value_set"}), _in_set),
    "expect_column_values_to_not_be_in_set": (frozenset({"column", "value_set"}), _not_in_set),
    "expect_column_values_to_not_be_null": (frozenset({"column"}), _not_null),
    "expect_column_values_to_be_null": (frozenset({"column"}), _null),
    "expect_column_values_to_be_between": (frozenset({"column", "min_value", "max_value"}), _between),
    "expect_column_pair_values_to_be_equal": (frozenset({"column_A", "column_B", "ignore_row_if"}), _equal),
    "expect_parts_to_sum_to_total": (_COLUMNS, _across(conditions.parts_sum_to_total)),
    "expect_part_not_to_exceed_whole": (_COLUMNS, _across(conditions.part_within_whole)),
    "expect_amount_exactly_when_cases": (_COLUMNS, _across(conditions.amount_exactly_when_cases)),
    "expect_some_part_where_total": (_COLUMNS, _across(conditions.some_part_where_total)),
    "expect_printed_percentage_of_parts": (_COLUMNS, _across(conditions.printed_percentage_of_parts)),
}
