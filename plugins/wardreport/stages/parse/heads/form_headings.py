"""Finds the headings of a form in a sheet: at any offset, in any order, over merged cells or on two rows."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from wardreport.domain.period import Period
from wardreport.formats.grid import CellRange, Sheet
from wardreport.metadata.form_versions import FormColumn, FormHeading, FormVersion
from wardreport.stages.parse.heads.heading_periods import HeadingPeriod, without_period
from wardreport.stages.parse.labels import key_without_marks, known_words_key, words_key

_HEIGHT = 3  # rows that one heading may take: "Kết quả" over "Số lượng" over column numbers
_LEAST_FOR_A_SLIP = 6  # letters; a shorter heading with a typing slip may be another word
_MAY_BE_DATED = re.compile(r"k|\d ?t|(?:19|20)\d\d")  # "kỳ", "6 tháng", a year: few cells have one
_LONGEST = 60  # letters of a text that may be a heading

PeriodAbove = Callable[[int], Period | None]  # by first row of the headings: on which period the lines above report


@dataclass(frozen=True, slots=True)
class Headings:
    """Where the columns stand: from which to which, since a heading may be merged over several."""

    first_row: int
    last_row: int
    columns: Mapping[FormColumn, range]
    value: tuple[int, int]  # (row, column) of the heading of the figures
    value_period: HeadingPeriod | None  # where that heading carries one
    second_value: tuple[int, int] | None  # (row, column) of another heading of figures that may be meant
    repeated: frozenset[int] = frozenset()  # rows below that are these headings again, at the top of a page
    compares: bool = False  # figures of several periods stand side by side


@dataclass(frozen=True, slots=True)
class _Hit:
    """A cell that reads like a heading."""

    row: int
    column: int
    kind: FormColumn
    period: HeadingPeriod | None = None


def find_headings(sheet: Sheet, form: FormVersion, period_above: PeriodAbove = lambda _: None) -> Iterator[Headings]:
    """Every place of the sheet that may be the form's headings, top to bottom; those with a unit column first."""
    hits = _hits(sheet, form)
    complete: list[Headings] = []
    without_unit: list[Headings] = []
    for row in sorted(hits):
        block = [hit for below in range(row, row + _HEIGHT) for hit in hits.get(below, ())]
        found = _headings(sheet, block, hits, period_above)
        if found is not None and found.first_row == row:
            (complete if FormColumn.UNIT in found.columns else without_unit).append(found)
    yield from complete
    yield from without_unit


def _headings(
    sheet: Sheet, block: Sequence[_Hit], hits: Mapping[int, Sequence[_Hit]], period_above: PeriodAbove
) -> Headings | None:
    label = next((hit for hit in block if hit.kind is FormColumn.LABEL), None)
    if label is None:
        return None
    units = [hit for hit in block if hit.kind is FormColumn.UNIT and hit.column != label.column]
    unit = next(iter(_beside(label, units)), None)
    own = [label, unit] if unit else [label]
    taken = {hit.column for hit in own}
    values = [
        hit
        for hit in block
        # a title over the table may read like a heading with its period
        if hit.kind is FormColumn.VALUE and hit.column not in taken and (not hit.period or hit.row >= label.row)
    ]
    values = _beside(label, values)
    if not values:
        return None
    first_row = min(hit.row for hit in (*own, *values))
    value, second = _of_the_period(sheet, values, lambda: period_above(first_row))
    columns = {hit.kind: _span(sheet, hit) for hit in (*own, value)}
    if second is not None and second.column in columns[FormColumn.VALUE]:
        second = None
    return Headings(
        first_row,
        last_row := max(_last_row(sheet, hit) for hit in (*own, *values)),
        columns,
        (value.row, value.column),
        value.period,
        (second.row, second.column) if second else None,
        frozenset(_repeated(sheet, hits, label.column, value.column, last_row)),
        len({hit.column for hit in values if hit.period}) > 1,
    )


def _beside(label: _Hit, hits: list[_Hit]) -> list[_Hit]:
    """Those that stand in the row of the label's heading or below, where any does: what stands above is a title."""
    return [hit for hit in hits if hit.row >= label.row] or hits


def _of_the_period(
    sheet: Sheet, values: Sequence[_Hit], period: Callable[[], Period | None]
) -> tuple[_Hit, _Hit | None]:
    """The heading of the figures that count, and another where it is not certain."""
    dated = [hit for hit in values if hit.period]
    if dated:
        over = [hit for hit in values if not hit.period and any(_is_over(sheet, hit, below) for below in dated)]
        plain = [hit for hit in values if not hit.period and hit not in over]
        known = period() if len({hit.column for hit in (*dated, *plain)}) > 1 else None
        of_it = [hit for hit in dated if hit.period and hit.period.may_be(known)]
        values = sorted([*of_it, *plain], key=lambda hit: (hit.row, hit.column)) or dated
    first = values[0]
    return first, next((hit for hit in values if hit.column != first.column), None)


def _is_over(sheet: Sheet, hit: _Hit, below: _Hit) -> bool:
    return hit.row < below.row and below.column in _span(sheet, hit)


def _repeated(sheet: Sheet, hits: Mapping[int, Sequence[_Hit]], label: int, value: int, last_row: int) -> Iterator[int]:
    again = 0
    for row in sorted(row for row in hits if row > last_row):
        kinds = {hit.column: hit.kind for hit in hits[row]}
        if kinds.get(value) is FormColumn.VALUE or kinds.get(label) is FormColumn.LABEL:
            both = kinds.get(value) is FormColumn.VALUE and kinds.get(label) is FormColumn.LABEL
            goes_on = again == row - 1 and (row, label) not in sheet.cells
            if both or goes_on:
                again = row
                yield row


class _Known:
    """Headings as keys, by length too: a slip changes it by one letter at most."""

    def __init__(self, headings: Mapping[str, FormColumn]) -> None:
        self._headings = headings
        self._near: dict[int, list[str]] = defaultdict(list)
        for key in headings:
            for length in range(len(key) - 1, len(key) + 2) if len(key) >= _LEAST_FOR_A_SLIP else ():
                self._near[length].append(key)

    def column(self, key: str) -> FormColumn | None:
        """Which column's heading a key is, with a slip at most."""
        if key in self._headings:
            return self._headings[key]
        for heading in self._near.get(len(key), ()) if len(key) >= _LEAST_FOR_A_SLIP else ():
            if OSA.distance(key, heading, score_cutoff=1) <= 1:
                return self._headings[heading]
        return None


@lru_cache(maxsize=8)
def _known(headings: tuple[FormHeading, ...]) -> tuple[_Known, _Known]:
    """The form's headings, and those of figures without marks: by these one with its period is known."""
    known = {known_words_key(heading.heading): heading.column for heading in headings}
    figures = {key_without_marks(key): column for key, column in known.items() if column is FormColumn.VALUE}
    return _Known(known), _Known(figures)


def _hits(sheet: Sheet, form: FormVersion) -> dict[int, list[_Hit]]:
    known, figures = _known(form.headings)
    hits: dict[int, list[_Hit]] = defaultdict(list)
    for (row, column), cell in sorted(sheet.cells.items()):
        if isinstance(cell.value, str) and len(cell.value) <= _LONGEST:
            key = words_key(cell.value)
            kind = known.column(key)
            if kind is not None:
                hits[row].append(_Hit(row, column, kind))
                continue
            dated = without_period(key_without_marks(key)) if _MAY_BE_DATED.search(key) else None
            if dated is not None and (not dated[0] or figures.column(dated[0])):
                hits[row].append(_Hit(row, column, FormColumn.VALUE, dated[1]))
    return hits


def _merged_at(sheet: Sheet, hit: _Hit) -> CellRange | None:
    return next(
        (cells for cells in sheet.merged if (cells.first_row, cells.first_column) == (hit.row, hit.column)), None
    )


def _span(sheet: Sheet, hit: _Hit) -> range:
    merged = _merged_at(sheet, hit)
    return range(hit.column, (merged.last_column if merged else hit.column) + 1)


def _last_row(sheet: Sheet, hit: _Hit) -> int:
    merged = _merged_at(sheet, hit)
    return merged.last_row if merged else hit.row
