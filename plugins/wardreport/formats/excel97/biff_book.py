"""xlrd's workbook, made to open what Excel opens: shared strings with wrong counts, names with odd formulas.

xlrd takes one wrong number in either for the end of the file.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from typing import Any

import xlrd.book

_CONTINUE = 0x003C
_GLOBALS = 0x0005
_OLDEST_WITH_GLOBALS = 50
_RICH, _PHONETIC, _WIDE = 0x08, 0x04, 0x01
Runs = list[tuple[int, int]]  # (first character, font index)


class _Silent(io.TextIOBase):
    """xlrd writes about damaged files to a log, which would carry what was submitted."""

    def write(self, text: str) -> int:
        return len(text)


class _Book(xlrd.book.Book):  # type: ignore[misc]
    def handle_sst(self, data: bytes) -> None:
        """The shared strings, up to the last that is really there."""
        parts = [data[8:]]
        while True:
            kind, _, more = self.get_record_parts_conditional(_CONTINUE)
            if kind is None:
                break
            parts.append(more)
        self._sharedstrings, self._rich_text_runlist_map = read_shared_strings(parts)

    def names_epilogue(self) -> None:
        """What the defined names stand for; one that xlrd cannot work out stands for nothing."""
        try:
            super().names_epilogue()
        except Exception:  # it asserts, unpacks and looks up what the file says
            for name in self.name_obj_list:
                if not (name.macro or name.binary or name.evaluated):
                    self._evaluate(name)

    def _evaluate(self, name: Any) -> None:
        try:
            xlrd.book.evaluate_name_formula(self, name, name.name_index)
        except Exception:
            name.result = None


def open_book(stream: bytes) -> Any:
    """The workbook in a record stream, with its formats. Raises whatever xlrd does."""
    # as xlrd.open_workbook does, which leaves no room for a class of ours
    book = _Book()
    try:
        book.biff2_8_load(
            file_contents=stream, formatting_info=True, ragged_rows=True, on_demand=False, logfile=_Silent()
        )
        book.biff_version = book.getbof(_GLOBALS)
        if not book.biff_version:
            raise xlrd.XLRDError("no workbook")
        if book.biff_version < _OLDEST_WITH_GLOBALS:
            book.fake_globals_get_sheet()
        else:
            book.parse_globals()
            book._sheet_list = [None] * len(book._sheet_names)
            book.get_sheets()
        book.nsheets = len(book._sheet_list)
    finally:
        book.release_resources()
    return book


def read_shared_strings(parts: Sequence[bytes]) -> tuple[list[str], dict[int, Runs]]:
    """The strings of an SST record (without its counts) and of those that continue it, with the fonts of rich ones.

    A string that breaks off is left out, with what follows.
    """
    reader = _Strings([part for part in parts if part])
    strings: list[str] = []
    fonts: dict[int, Runs] = {}
    while True:
        try:
            text, runs = reader.next()
        except (IndexError, struct.error):
            return strings, fonts
        if runs:
            fonts[len(strings)] = runs
        strings.append(text)


class _Strings:
    """[MS-XLS] 2.5.293: characters that go on in the next record begin anew with a byte that gives their width."""

    def __init__(self, parts: list[bytes]) -> None:
        self._parts = parts
        self._number = 0
        self._at = 0

    def next(self) -> tuple[str, Runs]:
        if self._at >= len(self._parts[self._number]):
            self._turn()
        data, at = self._parts[self._number], self._at
        count, options = struct.unpack_from("<HB", data, at)
        at += 3
        run_count = phonetic = 0
        if options & _RICH:
            (run_count,) = struct.unpack_from("<H", data, at)
            at += 2
        if options & _PHONETIC:
            (phonetic,) = struct.unpack_from("<I", data, at)
            at += 4
        self._at = at
        text = self._characters(count, options & _WIDE)
        runs = self._bytes(4 * run_count)
        self._bytes(phonetic)
        return text, list(struct.iter_unpack("<HH", runs))

    def _characters(self, count: int, wide: int) -> str:
        pieces: list[str] = []
        while True:
            data = self._parts[self._number]
            size = min(count, (len(data) - self._at) >> wide)
            piece = data[self._at : self._at + (size << wide)]
            self._at += len(piece)
            pieces.append(piece.decode("utf-16-le" if wide else "latin-1", "replace"))
            count -= size
            if not count:
                return "".join(pieces)
            self._turn()
            wide = self._parts[self._number][0] & _WIDE
            self._at = 1

    def _bytes(self, count: int) -> bytes:
        taken = bytearray()
        while len(taken) < count:
            if self._at >= len(self._parts[self._number]):
                self._turn()
            piece = self._parts[self._number][self._at : self._at + count - len(taken)]
            taken += piece
            self._at += len(piece)
        return bytes(taken)

    def _turn(self) -> None:
        self._number += 1
        self._at = 0
