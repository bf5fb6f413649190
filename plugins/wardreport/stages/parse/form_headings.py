"""Finds the headings of a form in a sheet: at any offset, in any order, over merged cells or on two rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from wardreport.formats.grid import Sheet
from wardreport.metadata.form_versions import FormColumn, FormVersion
from wardreport.stages.parse.labels import known_words_key, words_key

_HEIGHT = 3  # rows that one heading may take: "Kết quả" over "Số lượng" over column numbers
_LEAST_FOR_A_SLIP = 6  # letters; a shorter heading with a typing slip may be another word
_LONGEST = 60  # letters of a text that may be a heading


@dataclass(frozen=True, slots=True)
class Headings:
    """Where the columns stand: from which to which, since a heading may be merged over several."""

    first_row: int
    last_row: int
    columns: Mapping[FormColumn, range]
    second_value: tuple[int, int] | None  # (row, column) of another heading of figures beside the first


def find_headings(sheet: Sheet, form: FormVersion) -> Iterator[Headings]:
    """Every place of the sheet that may be the form's headings, top to bottom; those with a unit column first."""
    hits = _hits(sheet, form)
    complete: list[Headings] = []
    without_unit: list[Headings] = []
    for row in sorted(hits):
        found: dict[FormColumn, tuple[int, int]] = {}
        second = None
        for below in range(row, row + _HEIGHT):
            for column, kind in hits.get(below, ()):
                taken = {place[1] for place in found.values()}
                if kind not in found and column not in taken:
                    found[kind] = (below, column)
                elif kind is FormColumn.VALUE and kind in found and column not in taken:
                    second = second or (below, column)
        if FormColumn.LABEL in found and FormColumn.VALUE in found:
            (complete if FormColumn.UNIT in found else without_unit).append(_headings(sheet, found, second))
    yield from complete
    yield from without_unit


def _headings(sheet: Sheet, found: Mapping[FormColumn, tuple[int, int]], second: tuple[int, int] | None) -> Headings:
    rows = [row for row, _ in found.values()]
    columns = {kind: _span(sheet, *place) for kind, place in found.items()}
    if second is not None and second[1] in columns[FormColumn.VALUE]:
        second = None
    return Headings(min(rows), max(_last_row(sheet, *place) for place in found.values()), columns, second)


def _hits(sheet: Sheet, form: FormVersion) -> dict[int, list[tuple[int, FormColumn]]]:
    known = {known_words_key(heading.heading): heading.column for heading in form.headings}
    hits: dict[int, list[tuple[int, FormColumn]]] = defaultdict(list)
    for (row, column), cell in sorted(sheet.cells.items()):
        if isinstance(cell.value, str) and len(cell.value) <= _LONGEST:
            kind = _known_as(words_key(cell.value), known)
            if kind is not None:
                hits[row].append((column, kind))
    return hits


def _known_as(key: str, known: Mapping[str, FormColumn]) -> FormColumn | None:
    if key in known:
        return known[key]
    if len(key) >= _LEAST_FOR_A_SLIP:
        for heading, column in known.items():
            near = len(heading) >= _LEAST_FOR_A_SLIP and abs(len(heading) - len(key)) <= 1
            if near and OSA.distance(key, heading, score_cutoff=1) <= 1:
                return column
    return None


def _span(sheet: Sheet, row: int, column: int) -> range:
    for merged in sheet.merged:
        if (merged.first_row, merged.first_column) == (row, column):
            return range(column, merged.last_column + 1)
    return range(column, column + 1)


def _last_row(sheet: Sheet, row: int, column: int) -> int:
    for merged in sheet.merged:
        if (merged.first_row, merged.first_column) == (row, column):
            return merged.last_row
    return row
