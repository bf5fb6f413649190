"""Workbooks that are only written: cells in the law's font, rows as high as their text, sheets made to be printed.

XlsxWriter writes them: it is quick with tens of thousands of rows, and a formula has its result beside it, so that a
reader that does not compute still sees it.
"""

from __future__ import annotations

import io
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from xlsxwriter.image import Image  # type: ignore[import-untyped,unused-ignore]
from xlsxwriter.utility import (  # type: ignore[import-untyped,unused-ignore]
    xl_pixel_width,
    xl_rowcol_to_cell,
)
from xlsxwriter.workbook import Workbook  # type: ignore[import-untyped,unused-ignore]

from wardreport.writing.cell_texts import cell_text, needs_quote_prefix
from wardreport.writing.house_style import DRAFT_MARK, FONT

HEADING_FILL = "#E8EDF3"
_CREATED = datetime(2024, 1, 1)  # noqa: DTZ001  any fixed one, as in repeatable_workbook.py
_HIGHEST = 409.0  # points: Excel takes no higher row
_LINE = 1.32  # the height of a line to the size of its font
# widths are counted in digits of this font: one whose measures every system knows keeps columns as they are meant
_NORMAL = {"font_name": FONT, "font_size": 11}
_DIGIT = 7  # pixels of it
FRAMED: Mapping[str, Any] = {"border": 1, "border_color": "#808080", "valign": "vcenter"}
_DAY, _MOMENT = "dd/mm/yyyy", "dd/mm/yyyy hh:mm"
_MARGINS_MM = {False: (20, 15, 20, 20), True: (15, 15, 20, 15)}  # left, right, top, bottom; by landscape
_INCH_MM = 25.4


class Book:
    """A workbook in memory. A draft says DỰ THẢO above every page."""

    def __init__(self, *, draft: bool = False) -> None:
        self._bytes = io.BytesIO()
        self._draft = draft
        self._book = Workbook(self._bytes, {"in_memory": True, "default_format_properties": dict(_NORMAL)})
        self._book.set_properties({"created": _CREATED})
        self._styles: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._sheets: list[Sheet] = []

    def sheet(
        self,
        title: str,
        widths: Sequence[float],
        *,
        size: int,
        landscape: bool = False,
        cells: Mapping[str, Any] = FRAMED,
    ) -> Sheet:
        """A new sheet at the end, with the widths of its columns in characters and the size of its font in points.

        ``cells`` is how all its cells look where nothing else is said.
        """
        sheet = Sheet(self, self._book.add_worksheet(title), widths, {**cells, "font_size": size})
        raw = sheet.raw
        raw.set_paper(9)  # A4
        if landscape:
            raw.set_landscape()
        left, right, top, bottom = (mm / _INCH_MM for mm in _MARGINS_MM[landscape])
        raw.set_margins(left, right, top, bottom)
        raw.set_footer(f'&C&"{FONT},Regular"&11Trang &P/&N')
        if self._draft:
            raw.set_header(f'&C&"{FONT},Bold"&13{DRAFT_MARK}')
        self._sheets.append(sheet)
        return sheet

    def style(self, **look: Any) -> Any:
        """The cell format of these properties, made once."""
        key = tuple(sorted(look.items()))
        if key not in self._styles:
            self._styles[key] = self._book.add_format({"font_name": FONT, **look})
        return self._styles[key]

    def content(self) -> bytes:
        """The file; nothing can be written afterwards. The same cells give the same bytes."""
        for sheet in self._sheets:
            sheet.set_heights()
        self._book.close()
        return self._bytes.getvalue()


class Sheet:
    """One sheet; rows and columns count from 1."""

    def __init__(self, book: Book, raw: Any, widths: Sequence[float], cells: Mapping[str, Any]) -> None:
        self.raw, self._book, self._widths, self._cells = raw, book, widths, cells
        self._heights: dict[int, float] = defaultdict(float)
        for column, width in enumerate(widths):
            raw.set_column(column, column, width)

    def title(self, row: int, text: str, *, across: int = 0, **look: Any) -> None:
        """A line above the table: in so many columns together, or from the left edge on."""
        size = look.pop("font_size", 13)
        height = size * _LINE + 1
        if across:
            lines = lines_of(text, sum(self._widths[:across]), size, bold=bool(look.get("bold")))
            style = self._book.style(font_size=size, valign="vcenter", text_wrap=True, **{"align": "center", **look})
            self.raw.merge_range(row - 1, 0, row - 1, across - 1, "", style)
            self.raw.write_string(row - 1, 0, text, style)
            height = lines * size * _LINE + 1
        else:
            self.raw.write_string(row - 1, 0, text, self._book.style(font_size=size, valign="vcenter", **look))
        self._heights[row] = max(self._heights[row], height)

    def text(self, row: int, column: int, text: str, **look: Any) -> None:
        """A wrapped text, never a formula; an empty one leaves a cell that only looks like the others."""
        text = cell_text(text)
        self._place(row, column, text, **look)
        look = {**self._cells, "text_wrap": True, **look}
        if needs_quote_prefix(text):
            look["quote_prefix"] = True
        style = self._book.style(**look)
        if text:
            self.raw.write_string(row - 1, column - 1, text, style)
        else:
            self.raw.write_blank(row - 1, column - 1, None, style)

    def number(
        self, row: int, column: int, number: Decimal | int, number_format: str, formula: str | None = None, **look: Any
    ) -> None:
        """A real number, or a formula with this number as its result; it shrinks where the column is too narrow."""
        self._place(row, column)
        style = self._book.style(
            **{**self._cells, "align": "right", "shrink": True, "num_format": number_format, **look}
        )
        if formula is None:
            self.raw.write_number(row - 1, column - 1, number, style)
        else:
            self.raw.write_formula(row - 1, column - 1, formula, style, value=_result(number))

    def day(self, row: int, column: int, day: date, **look: Any) -> None:
        """A real date as day, month and year; of a moment also hour and minute, which have no time zone in a sheet."""
        self._place(row, column)
        number_format = _MOMENT if isinstance(day, datetime) else _DAY
        style = self._book.style(**{**self._cells, "text_wrap": True, "num_format": number_format, **look})
        self.raw.write_datetime(row - 1, column - 1, day, style)

    def picture(self, row: int, png: bytes, *, width_mm: int, alternative_text: str) -> None:
        """A picture from the first column of a row on; it lies over what is below."""
        image = Image(io.BytesIO(png))
        scale = width_mm / _INCH_MM * image.x_dpi / image.width
        options = {"x_scale": scale, "y_scale": scale, "object_position": 1, "description": alternative_text}
        self.raw.insert_image(row - 1, 0, image, options)

    def height(self, row: int, points: float) -> None:
        """A row that is at least so high."""
        self._heights[row] = max(self._heights[row], points)

    def set_heights(self) -> None:
        """Fixes what the texts need, because not every program fits rows to wrapped text by itself."""
        for row, height in self._heights.items():
            self.raw.set_row(row - 1, min(height, _HIGHEST))

    def to_print(
        self,
        head: tuple[int, int],
        last: tuple[int, int],
        *,
        frozen_columns: int = 0,
        scale: int | None = None,
        columns_a_page: int | None = None,
    ) -> None:
        """Sets the print area, and what stands on every page and stays in sight: heading rows and first columns.

        The table is made as wide as the page, or printed in the scale (in per cent), so many columns a page.
        """
        self.raw.print_area(0, 0, last[0] - 1, last[1] - 1)
        if scale is None:
            self.raw.fit_to_pages(1, 0)
        else:
            self.raw.set_print_scale(scale)
        if columns_a_page:
            self.raw.set_v_pagebreaks(list(range(frozen_columns + columns_a_page, last[1], columns_a_page)))
        self.raw.repeat_rows(head[0] - 1, head[1] - 1)
        self.raw.freeze_panes(head[1], frozen_columns)
        if frozen_columns:
            self.raw.repeat_columns(0, frozen_columns - 1)

    def to_filter(self, head_row: int, last: tuple[int, int]) -> None:
        """Gives each column of a table, from its heading row to its last cell, a button that filters and sorts."""
        self.raw.autofilter(head_row - 1, 0, last[0] - 1, last[1] - 1)

    def _place(self, row: int, column: int, text: str = "", **look: Any) -> None:
        size = look.get("font_size", self._cells["font_size"])
        lines = lines_of(text, self._widths[column - 1], size, bold=bool(look.get("bold")))
        self.height(row, lines * size * _LINE + 2)


def lines_of(text: str, width: float, size: float, *, bold: bool = False) -> int:
    """How many lines a text takes in a column of so many characters, rather one too many than one too few."""
    room = width * _DIGIT - 4  # pixels
    lines = 0
    for line in text.splitlines() or [""]:
        lines, taken = lines + 1, 0.0
        for word in line.split():
            wide = _wide(word, size, bold=bold)
            if taken and taken + wide > room:
                lines, taken = lines + 1, 0.0
            # a word that is too long for a line is broken
            lines, taken = lines + int((taken + wide) // room), (taken + wide) % room + _DIGIT / 2
    return lines


@lru_cache(maxsize=10_000)  # texts repeat their words
def _wide(word: str, size: float, *, bold: bool) -> float:
    """The width of a word in pixels: XlsxWriter's measures are of Calibri 11 without Vietnamese letters.

    The factors are what the form's words were measured to need more in Times New Roman.
    """
    base = "".join(letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter))
    capitals = len(word) > 1 and word.isupper()
    return float(xl_pixel_width(base)) * size / 11 * (1.27 if capitals else 1.03) * (1.07 if bold else 1)


def _result(number: Decimal | int) -> int | float:
    """What the file takes as a formula's result: the number has so few digits that it is written as it is."""
    return int(number) if number == int(number) else float(number)


def address(row: int, column: int) -> str:
    """The name of a cell: ``C9``."""
    return str(xl_rowcol_to_cell(row - 1, column - 1))
