"""What hangs on a whole sheet's cells: those that a merged cell covers, and formats that depend on conditions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from wardreport.domain.submission import FreeText
from wardreport.formats.grid import Cell, CellRange, Document, Sheet, UnreadableError

_MOST_STEPS = 5_000_000  # cells looked at because of ranges; ranges may be made to cover each other


def without_covered_cells(document: Document) -> Document:
    """The document without what lies under merged cells: nobody sees it, so it is text beside the sheet.

    Raises ``UnreadableError``: too_large.
    """
    if not any(sheet.merged for sheet in document.sheets):
        return document
    sheets, texts = [], list(document.texts)
    for sheet in document.sheets:
        covered = _covered(sheet)
        texts += [
            FreeText(sheet.masked_address(*at), str(sheet.cells[at].value), row=at[0], column=at[1])
            for at in sorted(covered)
            if sheet.cells[at].value not in (None, "")
        ]
        cells = {at: cell for at, cell in sheet.cells.items() if at not in covered} if covered else sheet.cells
        sheets.append(replace(sheet, cells=cells))
    return replace(document, sheets=tuple(sheets), texts=tuple(texts))


def put_under_conditions(cells: dict[tuple[int, int], Cell], rules: Iterable[tuple[CellRange, str]]) -> None:
    """Notes in the cells of each range the number format that a condition may give them."""
    steps = 0
    for cell_range, code in rules:
        for at in _within(cells, cell_range):
            cell = cells[at]
            if code not in cell.perhaps:
                cells[at] = replace(cell, perhaps=(*cell.perhaps, code))
            steps += 1
        if steps > _MOST_STEPS:
            raise UnreadableError("file.too_large")


def _covered(sheet: Sheet) -> set[tuple[int, int]]:
    covered: set[tuple[int, int]] = set()
    steps = 0
    for merged in sheet.merged:
        first = (merged.first_row, merged.first_column)
        covered.update(at for at in _within(sheet.cells, merged) if at != first)
        steps += min(_size(merged), len(sheet.cells))
        if steps > _MOST_STEPS:
            raise UnreadableError("file.too_large")
    return covered


def _within(cells: Iterable[tuple[int, int]], cell_range: CellRange) -> Iterator[tuple[int, int]]:
    """The places of a range that hold something."""
    known = cells if isinstance(cells, dict) else set(cells)
    if _size(cell_range) <= len(known):
        rows = range(cell_range.first_row, cell_range.last_row + 1)
        columns = range(cell_range.first_column, cell_range.last_column + 1)
        return iter([(row, column) for row in rows for column in columns if (row, column) in known])
    return iter([at for at in known if _holds(cell_range, at)])


def _holds(cell_range: CellRange, at: tuple[int, int]) -> bool:
    row, column = at
    return (
        cell_range.first_row <= row <= cell_range.last_row
        and cell_range.first_column <= column <= cell_range.last_column
    )


def _size(cell_range: CellRange) -> int:
    rows = cell_range.last_row - cell_range.first_row + 1
    return max(0, rows) * max(0, cell_range.last_column - cell_range.first_column + 1)
