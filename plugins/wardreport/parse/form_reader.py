"""Finds the filled form in a sheet and brings its rows together with the form version's, by path and label."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from wardreport.domain.finding import Detection
from wardreport.metadata.form_versions import FormColumn, FormRow, FormVersion, RowKind
from wardreport.parse.labels import known_label_key, known_words_key, label_key, words_key
from wardreport.parse.workbook import Cell, Sheet

_NOTHING = frozenset("-‐‑‒–—―− ")
# a sheet with the form's headings but fewer of its rows than this is another table
_LEAST_ROWS = 5


@dataclass(frozen=True, slots=True)
class FormInSheet:
    """Where the form stands in a sheet, and which sheet row holds which row of the form."""

    sheet: Sheet
    head_row: int
    columns: Mapping[FormColumn, int]
    rows: Mapping[int, int]  # form row → sheet row
    detections: tuple[Detection, ...]

    def value_cell(self, sheet_row: int) -> Cell | None:
        """The cell that holds the figure of a sheet row."""
        return self.sheet.cells.get((sheet_row, self.columns[FormColumn.VALUE]))

    def value_address(self, sheet_row: int) -> str:
        """The address of that cell."""
        return self.sheet.address(sheet_row, self.columns[FormColumn.VALUE])


def find_form(sheet: Sheet, form: FormVersion) -> FormInSheet | None:
    """The form in the sheet: at any offset, with columns in any order; None where it is not there."""
    heads = _find_headings(sheet, form)
    if heads is None:
        return None
    head_row, columns = heads
    rows, detections = _match_rows(sheet, form, head_row, columns)
    data_rows = sum(1 for row in form.rows if row.kind is RowKind.DATA and row.row in rows)
    return FormInSheet(sheet, head_row, columns, rows, detections) if data_rows >= _LEAST_ROWS else None


def _find_headings(sheet: Sheet, form: FormVersion) -> tuple[int, dict[FormColumn, int]] | None:
    known = {known_words_key(heading.heading): heading.column for heading in form.headings}
    by_row: dict[int, dict[FormColumn, int]] = defaultdict(dict)
    for (row, column), cell in sorted(sheet.cells.items()):
        if isinstance(cell.value, str):
            heading = known.get(words_key(cell.value))
            if heading is not None:
                by_row[row].setdefault(heading, column)
                if len(by_row[row]) == len(FormColumn):
                    return row, by_row[row]
    return None


def _match_rows(
    sheet: Sheet, form: FormVersion, head_row: int, columns: Mapping[FormColumn, int]
) -> tuple[dict[int, int], tuple[Detection, ...]]:
    matcher = _RowMatcher(form)
    without_measure: list[int] = []
    for sheet_row in sorted({row for row, _ in sheet.cells if row > head_row}):
        label = _text(sheet.cells.get((sheet_row, columns[FormColumn.LABEL])))
        unit = _text(sheet.cells.get((sheet_row, columns[FormColumn.UNIT])))
        row = matcher.match(sheet_row, label, unit)
        if row is None or row.kind is not RowKind.DATA:
            # a figure on an unknown row, a heading, a marker or an empty row belongs to no measure (anomaly A17)
            without_measure.append(sheet_row)
    last_row = max(matcher.rows.values(), default=head_row)
    detections = [*_unknown_rows(sheet, columns, without_measure, last_row)]
    for form_row, sheet_row in matcher.repeated:
        cell = sheet.address(sheet_row, columns[FormColumn.VALUE])
        detections.append(Detection("form.row_duplicate", cell, next(iter(form_row.indicators), None)))
    return matcher.rows, tuple(detections)


def _unknown_rows(
    sheet: Sheet, columns: Mapping[FormColumn, int], sheet_rows: list[int], last_row: int
) -> Iterator[Detection]:
    for sheet_row in sheet_rows:
        cell = sheet.cells.get((sheet_row, columns[FormColumn.VALUE]))
        if cell is None or _says_nothing(cell) or (sheet_row > last_row and isinstance(cell.value, str)):
            continue  # below the table a text is a signature line
        yield Detection("form.row_unknown", sheet.address(sheet_row, columns[FormColumn.VALUE]))


def _says_nothing(cell: Cell) -> bool:
    return cell.value is None or (isinstance(cell.value, str) and set(cell.value) <= _NOTHING | {"\xa0", "\n"})


def _text(cell: Cell | None) -> str:
    return cell.value if cell is not None and isinstance(cell.value, str) else ""


class _RowMatcher:
    """Goes down the sheet and keeps the path (section, block) that tells rows with the same label apart."""

    def __init__(self, form: FormVersion) -> None:
        self.rows: dict[int, int] = {}
        self.repeated: list[tuple[FormRow, int]] = []
        self._section = ""
        self._anchor: str | None = None
        self._before: FormRow | None = None
        self._by_label: dict[str, list[FormRow]] = defaultdict(list)
        self._anchors = {row.anchor for row in form.rows if row.anchor}
        self._following = dict(zip((r.row for r in form.rows), form.rows[1:], strict=False))
        for row in form.rows:
            for key in {known_label_key(row.label_printed), known_label_key(row.label)}:
                self._by_label[key].append(row)

    def match(self, sheet_row: int, label: str, unit: str) -> FormRow | None:
        """The row of the form that the sheet row is; remembers where it stands."""
        form_row = self._row_of(label_key(label), words_key(unit))
        if form_row is None:
            return None
        if form_row.row in self.rows and form_row.kind is RowKind.DATA:
            self.repeated.append((form_row, sheet_row))
            return form_row
        self.rows[form_row.row] = sheet_row
        self._before = form_row
        if form_row.kind in (RowKind.HEADING, RowKind.DATA):  # which of the like-named markers it is, nobody knows
            self._section = form_row.section
        opened = next((name for name in form_row.indicators if name in self._anchors), None)
        if opened or form_row.kind is RowKind.HEADING:
            self._anchor = opened
        return form_row

    def _row_of(self, label: str, unit: str) -> FormRow | None:
        if not label:
            return self._continued_row(unit)
        fitting = self._by_label.get(label, [])
        if len(fitting) > 1:
            here = [row for row in fitting if row.section == self._section]
            fitting = here or fitting
        if len(fitting) > 1:
            fitting = [row for row in fitting if row.anchor == self._anchor] or fitting
        alike = len(fitting) > 1 and fitting[0].kind is not RowKind.MARKER
        return fitting[0] if fitting and not alike else None

    def _continued_row(self, unit: str) -> FormRow | None:
        """The form's one data row without a label goes on with the row above it, in another unit."""
        following = self._following.get(self._before.row) if self._before else None
        if following is None or following.label or following.kind is not RowKind.DATA:
            return None
        return following if known_words_key(following.unit) == unit else None
