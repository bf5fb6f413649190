"""Finds the filled form in a sheet and brings its rows together with the form version's, by path and label."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from wardreport.domain.finding import Detection
from wardreport.formats.grid import Cell, Sheet
from wardreport.formats.marked_text import as_meant
from wardreport.metadata.form_versions import FormColumn, FormRow, FormVersion, RowKind
from wardreport.stages.parse.heads.form_headings import Headings, PeriodAbove, find_headings
from wardreport.stages.parse.label_matching import RowMatcher
from wardreport.stages.parse.labels import words_key

_NOTHING = frozenset("-‐‑‒–—―− \xa0\n")
_COLUMN_NUMBER = re.compile(r"\(?(?:\d{1,2}|[A-Za-z])\)?(?:\.0)?")
# a sheet with the form's headings but fewer of its rows than this is another table
_LEAST_ROWS = 5


@dataclass(frozen=True, slots=True)
class FormInSheet:
    """Where the form stands in a sheet, and which sheet row holds which row of the form."""

    sheet: Sheet
    headings: Headings
    rows: Mapping[int, int]  # form row → sheet row
    approximate: Mapping[int, FormRow]  # sheet row → the row that its label was meant to be
    unknown_labels: int  # labelled rows of the sheet that the form has not
    detections: tuple[Detection, ...]

    @property
    def last_row(self) -> int:
        """The last sheet row of the form."""
        return max(self.rows.values(), default=self.headings.last_row)

    def value_cell(self, sheet_row: int) -> Cell | None:
        """The cell that holds the figure of a sheet row."""
        return self.sheet.cells.get((sheet_row, self._value_column(sheet_row)))

    def value_address(self, sheet_row: int) -> str:
        """The address of that cell."""
        return self.sheet.address(sheet_row, self._value_column(sheet_row))

    def label(self, sheet_row: int) -> str:
        """The words of a sheet row's label."""
        return _text(self.sheet, sheet_row, self.headings.columns[FormColumn.LABEL], _merged_rows(self.sheet))

    def noted(self, sheet_row: int) -> bool:
        """Whether words stand in a row beside the form's own columns."""
        own = {column for span in self.headings.columns.values() for column in span}
        cells = (self.sheet.cells[at] for at in self.sheet.cells if at[0] == sheet_row and at[1] not in own)
        return any(isinstance(cell.value, str) and any(map(str.isalpha, cell.value)) for cell in cells)

    def filled(self, form: FormVersion) -> bool:
        """Whether any figure, nil or other answer stands in it."""
        data = (row.row for row in form.rows if row.kind is RowKind.DATA)
        cells = (self.value_cell(self.rows[row]) for row in data if row in self.rows)
        return any(cell is not None and cell.value not in (None, "") for cell in cells)

    def _value_column(self, sheet_row: int) -> int:
        span = self.headings.columns[FormColumn.VALUE]
        return next((column for column in span if (sheet_row, column) in self.sheet.cells), span.start)


def find_form(sheet: Sheet, form: FormVersion, period_above: PeriodAbove = lambda _: None) -> FormInSheet | None:
    """The form in the sheet: at any offset, with columns in any order; None where it is not there.

    Of two columns of figures that of the period counts, where ``period_above`` knows it.
    """
    found = [_match_rows(sheet, form, headings) for headings in find_headings(sheet, form, period_above)]
    best = max(found, key=lambda place: data_rows(place, form), default=None)
    return best if best is not None and data_rows(best, form) >= _LEAST_ROWS else None


def data_rows(place: FormInSheet, form: FormVersion) -> int:
    """How many of the form's data rows were found."""
    return sum(1 for row in form.rows if row.kind is RowKind.DATA and row.row in place.rows)


def _match_rows(sheet: Sheet, form: FormVersion, headings: Headings) -> FormInSheet:
    matcher = RowMatcher(form)
    without_measure: list[int] = []
    unknown_labels = 0
    label_column, unit_column = headings.columns[FormColumn.LABEL], headings.columns.get(FormColumn.UNIT, range(0))
    merged = _merged_rows(sheet)
    for sheet_row in sorted({row for row, _ in sheet.cells if row > headings.last_row}):
        if sheet_row in headings.repeated or _is_column_numbers(sheet, headings, sheet_row):
            continue
        label = _text(sheet, sheet_row, label_column, merged)
        row = matcher.match(sheet_row, label, words_key(_text(sheet, sheet_row, unit_column, merged)))
        if row is None or row.kind is not RowKind.DATA:
            # a figure on an unknown row, a heading, a marker or an empty row belongs to no measure
            without_measure.append(sheet_row)
            unknown_labels += row is None and bool(words_key(label))
    without_measure = sorted([*without_measure, *matcher.take_back()])
    place = FormInSheet(sheet, headings, matcher.rows, matcher.approximate, unknown_labels, ())
    detections = (
        *_unknown_rows(place, without_measure),
        *_second_figures(place),
        *_repeated_rows(place, matcher.repeated),
        *_approximate_labels(place),
    )
    return FormInSheet(sheet, headings, matcher.rows, matcher.approximate, unknown_labels, detections)


def _unknown_rows(place: FormInSheet, sheet_rows: list[int]) -> Iterator[Detection]:
    for sheet_row in sheet_rows:
        cell = place.value_cell(sheet_row)
        if cell is None or _says_nothing(cell) or (sheet_row > place.last_row and isinstance(cell.value, str)):
            continue  # below the table a text is a signature line
        yield Detection("form.row_unknown", place.value_address(sheet_row))


def _second_figures(place: FormInSheet) -> Iterator[Detection]:
    """Two figures for one measure: in two columns with headings of figures, or beside one another under one."""
    second = place.headings.second_value
    if second is not None and any(_figure(place.sheet.cells.get((row, second[1]))) for row in place.rows.values()):
        yield Detection("form.several_forms", place.sheet.address(*second))
    span = place.headings.columns[FormColumn.VALUE]
    for sheet_row in place.rows.values() if len(span) > 1 else ():
        for column in [column for column in span if (sheet_row, column) in place.sheet.cells][1:]:
            if not _says_nothing(place.sheet.cells[sheet_row, column]):
                yield Detection("form.row_unknown", place.sheet.address(sheet_row, column))


def _repeated_rows(place: FormInSheet, repeated: list[tuple[FormRow, int]]) -> Iterator[Detection]:
    for form_row, sheet_row in repeated:
        yield Detection("form.row_duplicate", place.value_address(sheet_row), next(iter(form_row.indicators), None))


def _approximate_labels(place: FormInSheet) -> Iterator[Detection]:
    column = place.headings.columns[FormColumn.LABEL].start
    for sheet_row, row in place.approximate.items():
        if row.kind is RowKind.DATA:
            yield Detection("form.label_approximate", place.sheet.address(sheet_row, column), row.indicators[0])


def _merged_rows(sheet: Sheet) -> dict[int, list[tuple[range, int]]]:
    """By first row the merged columns with the column that holds their value; what goes on below belongs to it not."""
    merged: dict[int, list[tuple[range, int]]] = {}
    for cells in sheet.merged:
        columns = range(cells.first_column, cells.last_column + 1)
        merged.setdefault(cells.first_row, []).append((columns, cells.first_column))
    return merged


def _text(sheet: Sheet, row: int, span: range, merged: Mapping[int, list[tuple[range, int]]]) -> str:
    """The texts of a row under one heading, also where the cell is merged with one left of it."""
    places = list(span)
    for columns, first in merged.get(row, ()):
        if span.start in columns and first < span.start:
            places.insert(0, first)
    cells = (sheet.cells[row, column] for column in places if (row, column) in sheet.cells)
    return " ".join(as_meant(cell) for cell in cells if isinstance(cell.value, str))


def _is_column_numbers(sheet: Sheet, headings: Headings, row: int) -> bool:
    """The line of column numbers, (1) (2) (3) or A B C, that some put beneath the headings."""
    if row != headings.last_row + 1 and row - 1 not in headings.repeated:
        return False
    values = [str(cell.value).strip() for (r, _), cell in sheet.cells.items() if r == row]
    return len(values) > 1 and all(_COLUMN_NUMBER.fullmatch(value) for value in values)


def _figure(cell: Cell | None) -> bool:
    return cell is not None and not _says_nothing(cell)


def _says_nothing(cell: Cell) -> bool:
    return cell.value is None or (isinstance(cell.value, str) and set(cell.value) <= _NOTHING)
