"""Reads ``.xls`` workbooks (Excel 97–2003, and Excel 5/95 as far as xlrd knows it)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

import xlrd
from xlrd.xldate import xldate_as_datetime

from wardreport.domain.finding import Detection
from wardreport.domain.submission import FreeText
from wardreport.formats.authors import by_author, note_texts
from wardreport.formats.embedded_objects import printable_texts
from wardreport.formats.excel97.biff_book import open_book
from wardreport.formats.excel97.biff_records import SheetRecords, WorkbookRecords, decode_runs, read_records
from wardreport.formats.excel97.compound_file import embedded_texts, open_compound_file, property_texts
from wardreport.formats.grid import MAX_CELLS, Cell, CellRange, CellValue, Document, Sheet, UnreadableError
from wardreport.formats.legacy_fonts import decode
from wardreport.formats.marked_text import marked, marks_of_a_cell, text_cell

_STREAMS = ("Workbook", "Book")
_ENCRYPTED_STREAMS = ("EncryptedPackage", "EncryptionInfo")
_MACROS = "_VBA_PROJECT_CUR"
_PERSONAL_VIEW = re.compile(r" - (?:Personal View|Dạng xem cá nhân)$")
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')


@dataclass(frozen=True, slots=True)
class _Look:
    """What a font says of its text."""

    font: str
    struck: bool
    raised: bool  # or lowered


_PLAIN = _Look("", struck=False, raised=False)


def read_biff_workbook(content: bytes) -> Document:
    """An OLE2 file's workbook. Raises ``UnreadableError``: corrupt, encrypted, too_large; unsupported: another file."""
    with open_compound_file(content) as ole:
        if any(ole.exists(name) for name in _ENCRYPTED_STREAMS):
            raise UnreadableError("file.encrypted")
        name = next((name for name in _STREAMS if ole.exists(name)), None)
        if name is None:
            raise UnreadableError("file.unsupported")
        stream = ole.openstream(name).read()
        has_macro = ole.exists(_MACROS)
        beside = [*property_texts(ole), *embedded_texts(ole)]
    return _document(stream, beside, has_macro)


def read_biff_stream(stream: bytes) -> Document:
    """A workbook's records with no OLE2 file around them, as web programs write them and Excel opens them."""
    return _document(stream, [], has_macro=False)


def _document(stream: bytes, beside: list[FreeText], has_macro: bool) -> Document:
    records = read_records(stream)
    # the stream and not the file: olefile forgives what xlrd's own reader of compound files does not
    return _Reader(open_book(stream), records).document(beside, has_macro)


class _Reader:
    def __init__(self, book: Any, records: WorkbookRecords) -> None:
        self._book = book
        self._records = records
        self._fonts = [font.name for font in book.font_list]
        self._looks = [_Look(font.name, bool(font.struck_out), font.escapement != 0) for font in book.font_list]
        self._xf_looks = [self._look(xf.font_index) for xf in book.xf_list]
        self._xf_formats = [self._format(xf.format_key) for xf in book.xf_list]
        self._cells = 0

    def document(self, texts: list[FreeText], has_macro: bool) -> Document:
        """Everything of the file, with the texts that were found outside its workbook stream."""
        sheets = []
        for number, sheet in enumerate(self._book.sheets(), 1):
            known = self._records.sheets
            records = known[number - 1] if number <= len(known) else SheetRecords()
            sheets.append(self._sheet(sheet, number, records))
            texts += self._sheet_texts(sheet, sheets[-1], records)
        for place, text in self._records.texts:
            texts += _told_by_a_record(f"workbook!{place}", text)
        names = tuple(self._names())
        texts += [FreeText("workbook!names", text) for name in names for text in _told_by(*name)]
        texts += [FreeText("workbook!names", text) for text in self._unsolved_names()]
        return Document(tuple(sheets), tuple(texts), tuple(self._detections(has_macro)), names)

    def _detections(self, has_macro: bool) -> Iterator[Detection]:
        if has_macro or self._records.has_macro:
            yield Detection("file.macro")
        if self._records.has_external_link:
            yield Detection("file.external_link")
        if self._records.has_picture:
            yield Detection("privacy.free_text", "workbook!picture")

    def _sheet(self, sheet: Any, number: int, records: SheetRecords) -> Sheet:
        cells: dict[tuple[int, int], Cell] = {}
        for row in range(sheet.nrows):
            kinds, values = sheet.row_types(row), sheet.row_values(row)
            for column, kind in enumerate(kinds):
                if kind in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
                    continue
                is_formula = (row, column) in records.formulas
                cell = self._cell(sheet, row, column, kind, values[column], is_formula)
                if cell is not None:
                    cells[row + 1, column + 1] = cell
        self._cells += len(cells)
        if self._cells > MAX_CELLS:
            raise UnreadableError("file.too_large")
        rows, columns = {row for row, _ in cells}, {column for _, column in cells}
        return Sheet(
            title=sheet.name,
            number=number,
            hidden=sheet.visibility != 0,
            cells=cells,
            merged=tuple(CellRange(r1 + 1, c1 + 1, r2, c2) for r1, r2, c1, c2 in sheet.merged_cells),
            hidden_rows=tuple(sorted(r + 1 for r, i in sheet.rowinfo_map.items() if i.hidden and r + 1 in rows)),
            hidden_columns=tuple(sorted(c + 1 for c, i in sheet.colinfo_map.items() if i.hidden and c + 1 in columns)),
        )

    def _cell(self, sheet: Any, row: int, column: int, kind: int, value: Any, is_formula: bool) -> Cell | None:
        xf = sheet.cell_xf_index(row, column)
        number_format = self._xf_formats[xf] if xf < len(self._xf_formats) else "General"
        look = self._xf_looks[xf] if xf < len(self._xf_looks) else _PLAIN
        spans = marks_of_a_cell(struck=look.struck, raised=look.raised)
        if kind == xlrd.XL_CELL_ERROR:
            return Cell(xlrd.error_text_from_code.get(value, "#ERR!"), number_format, is_formula, error=True)
        if kind == xlrd.XL_CELL_BOOLEAN:
            return Cell(bool(value), number_format, is_formula, False, *spans)
        if kind == xlrd.XL_CELL_TEXT:
            runs = sheet.rich_text_runlist_map.get((row, column))
            if runs:
                return text_cell(self._marked(value, look, runs), number_format, formula=is_formula)
            text = decode(value, look.font)
            if text or is_formula:  # a formula that was never calculated has an empty text for a value
                return Cell(text or None, number_format, is_formula, False, *spans)
            return None
        return Cell(self._number(kind, value), number_format, is_formula, False, *spans)

    def _marked(self, text: str, look: _Look, runs: list[tuple[int, int]]) -> str:
        """A text whose runs (first character, font index) have looks of their own, with marks."""
        pieces, at = [], 0
        for start, index in (*runs, (len(text), 0)):
            pieces.append(marked(decode(text[at:start], look.font), struck=look.struck, raised=look.raised))
            at, look = max(at, start), self._look(index)
        return "".join(pieces)

    def _number(self, kind: int, value: float) -> CellValue:
        if kind == xlrd.XL_CELL_DATE:
            try:
                moment: datetime = xldate_as_datetime(value, self._book.datemode)
            except (ValueError, OverflowError, xlrd.xldate.XLDateError):
                return value  # a number that no calendar has
            return time(moment.hour, moment.minute, moment.second) if 0 <= value < 1 else moment
        return int(value) if value.is_integer() else value

    def _sheet_texts(self, sheet: Any, read: Sheet, records: SheetRecords) -> Iterator[FreeText]:
        for place, text in records.texts:
            if text:
                yield from _told_by_a_record(f"sheet{read.number}!{place}", text)
        authors = [note.author or "" for note in sheet.cell_note_map.values()]
        for (row, column), note in sheet.cell_note_map.items():
            text = decode_runs(note.text, "", note.rich_text_runlist or [], self._fonts)
            cell = FreeText(read.masked_address(row + 1, column + 1), "", row=row + 1, column=column + 1)
            yield from by_author(cell.masked_cell, note.author or "", cell.row, cell.column)
            yield from note_texts(cell, text, authors)

    def _names(self) -> Iterator[tuple[str, str]]:
        for name in self._book.name_obj_list:
            if not name.builtin and not name.macro:
                yield name.name, getattr(name.result, "text", None) or ""  # no result: not a simple formula

    def _unsolved_names(self) -> Iterator[str]:
        """The texts in the formulas of names that xlrd cannot work out."""
        for name in self._book.name_obj_list:
            if not name.builtin and name.result is None:
                yield from printable_texts(getattr(name, "raw_formula", None) or b"")

    def _look(self, index: int) -> _Look:
        return self._looks[index] if index < len(self._looks) else _PLAIN

    def _format(self, key: int) -> str:
        found = self._book.format_map.get(key)
        return found.format_str if found is not None else "General"


def _told_by_a_record(place: str, text: str) -> Iterator[FreeText]:
    """Who saved or reserved the file is told by records of their own; a personal view has its owner's name."""
    if place.endswith("!author") or _PERSONAL_VIEW.search(text):
        return by_author(f"{place.rpartition('!')[0]}!properties", text)
    return iter([FreeText(place, text)])


def _told_by(name: str, refers_to: str) -> Iterator[str]:
    """A name is text, and so are the constants that it stands for; a reference to cells is not."""
    yield name
    yield from (text.replace('""', '"') for text in _QUOTED.findall(refers_to) if text)
