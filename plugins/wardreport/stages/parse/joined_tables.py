"""A form that lines of text or pages cut into several tables, or sheets, is one form again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from wardreport.domain.finding import Detection
from wardreport.formats.grid import Cell, CellRange, RowSource, Sheet
from wardreport.metadata.form_versions import FormColumn, FormVersion, RowKind
from wardreport.stages.parse.form_reader import FormInSheet, data_rows

_SHORT = 2  # rows
Fit = tuple[FormInSheet, FormVersion]
FitIn = Callable[[Sheet, FormVersion], FormInSheet | None]


def joined_tables(
    sheets: Sequence[Sheet], fits: Sequence[Fit | None], find: FitIn, best: Callable[[Sheet], Fit | None]
) -> tuple[tuple[Sheet, ...], tuple[Fit | None, ...]]:
    """The sheets, and what form is in each, with every cut form in one sheet: the first that holds a part of it.

    The next table belongs to it where it brings rows that are still missing and hardly any that are there already, with
    the headings again or without; a table of a row or two, such as the headings alone, where the one behind it does so.
    Addresses stay those of the tables as sent. ``best`` is how a form is found in any sheet, ``find`` a given one.
    """
    out_sheets: list[Sheet] = []
    out_fits: list[Fit | None] = []
    at = 0
    while at < len(sheets):
        sheet, fit = sheets[at], fits[at]
        at += 1
        if fit is None and _is_short(sheet) and at < len(sheets) and fits[at] is None:  # the headings alone
            longer = _glued(sheet, sheet, sheets[at], 1)
            fit = best(longer)
            sheet, at = (longer, at + 1) if fit else (sheet, at)
        while fit is not None and not _is_complete(fit):
            label_column = fit[0].headings.columns[FormColumn.LABEL].start
            found = next(_longer(sheet, fit, sheets, at, find, label_column), None)
            if found is None:
                break
            sheet, fit, at = found
        out_sheets.append(sheet)
        out_fits.append(fit)
    return tuple(out_sheets), tuple(out_fits)


def _longer(
    sheet: Sheet, fit: Fit, sheets: Sequence[Sheet], at: int, find: FitIn, label_column: int
) -> Iterator[tuple[Sheet, Fit, int]]:
    """The form with the next table, or with the next two where the first of them is short; and the place behind."""
    longer = sheet
    while at < len(sheets) and sheet.hidden == sheets[at].hidden:
        longer = _glued(longer, sheets[at - 1], sheets[at], label_column)
        place = find(longer, fit[1])
        if place is not None and _goes_on(fit, place):
            yield longer, (place, fit[1]), at + 1
        if not _is_short(sheets[at]):
            return
        at += 1


def _is_short(sheet: Sheet) -> bool:
    return len({row for row, _ in sheet.cells}) <= _SHORT


def _is_complete(fit: Fit) -> bool:
    place, form = fit
    return data_rows(place, form) == sum(row.kind is RowKind.DATA for row in form.rows)


def _goes_on(fit: Fit, longer: FormInSheet) -> bool:
    place, form = fit
    gained = data_rows(longer, form) - data_rows(place, form)
    twice = _repeated(longer.detections) - _repeated(place.detections)
    return gained > 0 and 2 * twice <= gained


def _repeated(detections: Sequence[Detection]) -> int:
    return sum(detection.rule == "form.row_duplicate" for detection in detections)


def _glued(upper: Sheet, last_part: Sheet, lower: Sheet, label_column: int) -> Sheet:
    """One sheet below the other, the lines between them (such as a section's title) as rows with a label."""
    end = max([row for row, _ in upper.cells] + [cells.last_row for cells in upper.merged], default=0)
    after = set(last_part.lines_below)
    between = [(n, line) for n, line in enumerate(lower.lines_above, start=1) if line in after]
    cells = dict(upper.cells)
    sources = dict(upper.sources)
    for row, (number, line) in enumerate(between, start=end + 1):
        cells[row, label_column] = Cell(line.text)
        sources[row] = RowSource(lower.title, lower.number, f"above{number}")
    shift = end + len(between)
    for (row, column), cell in lower.cells.items():
        cells[row + shift, column] = cell
        sources[row + shift] = RowSource(lower.title, lower.number, row)
    merged = (CellRange(m.first_row + shift, m.first_column, m.last_row + shift, m.last_column) for m in lower.merged)
    return replace(
        upper,
        cells=cells,
        merged=(*upper.merged, *merged),
        hidden_rows=(*upper.hidden_rows, *(row + shift for row in lower.hidden_rows)),
        hidden_columns=tuple(sorted({*upper.hidden_columns, *lower.hidden_columns})),
        lines_below=lower.lines_below,
        sources=sources,
    )
