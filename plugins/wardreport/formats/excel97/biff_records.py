"""The record stream of an ``.xls`` workbook, for what xlrd does not give: formulas, headers, text boxes, links.

Sources: [MS-XLS] (BIFF8) and "OpenOffice.org's Documentation of the Microsoft Excel File Format" (BIFF5).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from wardreport.formats.embedded_objects import printable_texts
from wardreport.formats.grid import UnreadableError
from wardreport.formats.header_codes import header_text
from wardreport.formats.legacy_fonts import decode

BIFF8 = 0x0600
MAX_SHEETS = 1_000
_MAX_RECORDS = 5_000_000  # sheets may be made to share their records
_MAX_BLANKS = 5_000_000  # cells that have only a format, which xlrd keeps one by one

_BOF, _EOF, _BOUNDSHEET, _FILEPASS, _CONTINUE, _FONT = 0x0809, 0x000A, 0x0085, 0x002F, 0x003C, 0x0031
_FORMULA, _MULBLANK = 0x0006, 0x00BE
_HEADER, _FOOTER, _PAGE_HEADERS = 0x0014, 0x0015, 0x089C
_OBJECT, _TEXT_OBJECT, _NOTE_OBJECT = 0x005D, 0x01B6, 0x19
_SUPBOOK, _EXTERNSHEET = 0x01AE, 0x0017
_DRAWING_GROUP, _PICTURE_DATA = 0x00EB, 0x007F
_INTERNAL, _ADD_IN = 0x0401, 0x3A01
_MACRO_SHEET = 1
_WORKSHEET = 0
_ONE_SHEET = 0x0010
_NOBODY = ("", "None", "Calc")
# records whose text is shown to nobody reading the cells, and where it is said to stand
_OTHER_TEXTS = {
    0x005B: "author",  # FILESHARING: who reserved the file
    0x005C: "author",  # WRITEACCESS: who saved it
    0x00AF: "scenario",
    0x01A9: "names",  # custom views
    0x0894: "names",  # their comments
    0x005A: "links",  # values of other workbooks
    0x01B8: "links",
    0x0800: "links",
    0x01BE: "validation",
    0x100D: "textbox",  # of a chart
}


@dataclass(slots=True)
class SheetRecords:
    """What the records of one worksheet say beside its cells' values."""

    formulas: set[tuple[int, int]] = field(default_factory=set)  # (row, column) from 0
    texts: list[tuple[str, str]] = field(default_factory=list)  # the place on the sheet, the text


@dataclass(slots=True)
class WorkbookRecords:
    """What the records of a workbook say beside its sheets' cells; ``sheets`` are the worksheets in order."""

    sheets: list[SheetRecords] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)
    fonts: list[str] = field(default_factory=list)
    has_picture: bool = False
    has_macro: bool = False
    has_external_link: bool = False


Record = tuple[int, bytes]


def read_records(stream: bytes) -> WorkbookRecords:
    """All that matters of a workbook stream. Raises ``UnreadableError``: corrupt, encrypted, too_large."""
    if len(stream) < 8 or struct.unpack_from("<H", stream)[0] != _BOF:
        raise UnreadableError("file.corrupt")
    return _Reader(stream).read()


class _Reader:
    def __init__(self, stream: bytes) -> None:
        self._stream = stream
        self._biff8 = struct.unpack_from("<H", stream, 4)[0] >= BIFF8
        self._records = 0
        self._blanks = 0
        self._book = WorkbookRecords()
        self._object_kind = -1

    def read(self) -> WorkbookRecords:
        if struct.unpack_from("<H", self._stream, 6)[0] == _ONE_SHEET:  # with no workbook around it
            self._sheet(0, _WORKSHEET)
            return self._book
        starts = []
        drawing = b""
        for kind, data in self._substream(0):
            if kind == _BOUNDSHEET and len(data) >= 6:
                starts.append((struct.unpack_from("<I", data)[0], data[5] & 0x0F))
            elif kind == _DRAWING_GROUP:
                drawing += data
            else:
                self._global(kind, data)
        self._book.has_picture |= _has_blip(drawing)
        if len(starts) > MAX_SHEETS:
            raise UnreadableError("file.too_large")
        for start, kind in starts:
            self._sheet(start, kind)
        return self._book

    def _substream(self, at: int) -> Iterator[Record]:
        """The records from a BOF to its EOF, those of charts within too; what continues a record is joined to it."""
        depth = 0
        pending: Record | None = None
        parts: list[bytes] = []
        while at + 4 <= len(self._stream):
            kind, size = struct.unpack_from("<HH", self._stream, at)
            data = self._stream[at + 4 : at + 4 + size]
            at += 4 + size
            self._records += 1
            if self._records > _MAX_RECORDS:
                raise UnreadableError("file.too_large")
            if kind == _CONTINUE and pending is not None and pending[0] not in (_TEXT_OBJECT, _CONTINUE):
                parts.append(data)
                continue
            if pending is not None:
                yield (pending[0], b"".join((pending[1], *parts)) if parts else pending[1])
            pending, parts = (kind, data), []
            if kind == _FILEPASS:
                raise UnreadableError("file.encrypted")
            depth += (kind == _BOF) - (kind == _EOF)
            if depth <= 0:
                return
        if pending is not None:
            yield pending

    def _global(self, kind: int, data: bytes) -> None:
        if kind == _FONT and len(data) > 15:
            if len(self._book.fonts) == 4:
                self._book.fonts.append("")  # there is no font 4
            self._book.fonts.append(self._string(data, 14, wide_count=False))
        elif (kind == _SUPBOOK and _is_external(data)) or (kind == _EXTERNSHEET and self._is_external_sheet(data)):
            self._book.has_external_link = True
            self._book.texts += [("links", text) for text in printable_texts(data)]
        elif kind == _PICTURE_DATA:
            self._book.has_picture = True
        elif kind in _OTHER_TEXTS:
            self._book.texts += [(_OTHER_TEXTS[kind], text) for text in self._texts(kind, data)]

    def _sheet(self, start: int, kind: int) -> None:
        sheet = SheetRecords()
        self._book.has_macro |= kind == _MACRO_SHEET
        text_object: list[bytes] = []
        for record, data in self._substream(start):
            if text_object and record != _CONTINUE:
                self._text_object(sheet, text_object)
                text_object = []
            if record == _FORMULA and len(data) >= 4:
                sheet.formulas.add(struct.unpack_from("<HH", data))
            elif record == _MULBLANK:
                self._blanks += len(data) // 2
            elif record == _TEXT_OBJECT:
                text_object = [data]
            elif record == _CONTINUE and text_object:
                text_object.append(data)
            else:
                self._beside_cells(sheet, record, data)
            if self._blanks > _MAX_BLANKS:
                raise UnreadableError("file.too_large")
        if text_object:
            self._text_object(sheet, text_object)
        if kind == _WORKSHEET:
            self._book.sheets.append(sheet)
        else:  # a chart or a macro sheet has no cells of ours
            self._book.texts += [(place, text) for place, text in sheet.texts if text]

    def _beside_cells(self, sheet: SheetRecords, kind: int, data: bytes) -> None:
        if kind in (_HEADER, _FOOTER) and data:
            place = "header" if kind == _HEADER else "footer"
            sheet.texts.append((place, header_text(self._string(data, 0, wide_count=self._biff8))))
        elif kind == _PAGE_HEADERS and len(data) > 38:
            sheet.texts += [("header", header_text(text)) for text in self._page_headers(data)]
        elif kind == _OBJECT:
            self._object_kind = struct.unpack_from("<H", data, 4)[0] if len(data) >= 6 and self._biff8 else -1
            if not self._biff8:
                sheet.texts += [("textbox", text) for text in printable_texts(data)]
        elif kind == _PICTURE_DATA:
            self._book.has_picture = True
        elif kind == _EXTERNSHEET and self._is_external_sheet(data):
            self._book.has_external_link = True
        elif kind in _OTHER_TEXTS:
            sheet.texts += [(_OTHER_TEXTS[kind], text) for text in self._texts(kind, data)]

    def _page_headers(self, data: bytes) -> Iterator[str]:
        """Headers and footers of even pages and of the first, where they differ."""
        at = 38
        for count in struct.unpack_from("<4H", data, 30):
            if count and at < len(data):
                yield self._string(data, at, wide_count=True)
                at += 3 + count * (2 if data[at + 2 : at + 3] == b"\x01" else 1)

    def _texts(self, kind: int, data: bytes) -> Iterator[str]:
        if kind == 0x005C:
            return self._user(data)
        return printable_texts(data)

    def _user(self, data: bytes) -> Iterator[str]:
        """Who saved the file, padded with spaces; xlwt forgets the length. For nobody it has None, LibreOffice Calc."""
        count = int.from_bytes(data[: 2 if self._biff8 else 1], "little")
        name = self._string(data, 0, wide_count=self._biff8) if count < len(data) else data.decode("latin-1")
        return iter([name.strip()] if name.strip() not in _NOBODY else [])

    def _text_object(self, sheet: SheetRecords, parts: list[bytes]) -> None:
        """A text box: its characters and its fonts stand in the records that continue it."""
        if self._object_kind == _NOTE_OBJECT:
            return  # a cell's note, which xlrd gives
        count, run_bytes = struct.unpack_from("<HH", parts[0], 10) if len(parts[0]) >= 14 else (0, 0)
        text, at = "", 1
        while len(text) < count and at < len(parts):
            wide = parts[at][:1] == b"\x01"
            text += parts[at][1:].decode("utf-16-le" if wide else "latin-1", "ignore")
            at += 1
        runs = parts[at] if at < len(parts) and run_bytes else b""
        text = self._by_fonts(text[:count], [struct.unpack_from("<HH", runs, i) for i in range(0, len(runs) - 7, 8)])
        if text.strip():
            sheet.texts.append(("textbox", text.strip()))

    def _by_fonts(self, text: str, runs: list[tuple[int, int]]) -> str:
        return decode_runs(text, "", runs, self._book.fonts)

    def _string(self, data: bytes, at: int, wide_count: bool) -> str:
        """A counted string: BIFF8 has a byte that says whether its characters have two bytes."""
        size = 2 if wide_count else 1
        count = int.from_bytes(data[at : at + size], "little")
        at += size
        if not self._biff8:
            return data[at : at + count].decode("cp1252", "replace")
        wide = data[at : at + 1] == b"\x01"
        return data[at + 1 : at + 1 + count * (1 + wide)].decode("utf-16-le" if wide else "latin-1", "ignore")

    def _is_external_sheet(self, data: bytes) -> bool:
        return not self._biff8 and data[1:2] == b"\x01"


def decode_runs(text: str, font: str, runs: list[tuple[int, int]], fonts: list[str]) -> str:
    """A text whose runs (first character, font index) have fonts of their own; what stands before the first has one."""
    pieces, at = [], 0
    for start, index in runs:
        pieces.append(decode(text[at:start], font))
        at, font = max(at, start), fonts[index] if index < len(fonts) else ""
    return "".join((*pieces, decode(text[at:], font)))


def _is_external(supbook: bytes) -> bool:
    if len(supbook) < 4:
        return False
    count = struct.unpack_from("<H", supbook, 2)[0]
    return count not in (_INTERNAL, _ADD_IN) and count > 1


def _has_blip(drawing: bytes) -> bool:
    """Whether a drawing group's store holds a picture ([MS-ODRAW]: BSE 0xF007 in the containers 0xF000, 0xF001)."""
    at = 0
    while at + 8 <= len(drawing):
        _, kind, size = struct.unpack_from("<HHI", drawing, at)
        if kind == 0xF007 or 0xF01A <= kind <= 0xF02A:
            return True
        at += 8 if kind in (0xF000, 0xF001) else 8 + size
    return False
