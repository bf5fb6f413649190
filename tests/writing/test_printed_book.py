"""A workbook that is only written, read back: texts stay texts, dates are dates, and what prints and filters is set."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape
from openpyxl.worksheet.worksheet import Worksheet

from wardreport.writing.house_style import FONT, FORMULA_SIGNS
from wardreport.writing.printed_book import Book
from wardreport.writing.written_figures import NIL

RULED = {"bottom": 1, "bottom_color": "#BFC6CE", "valign": "top"}


def _read(book: Book) -> Worksheet:
    sheet = load_workbook(io.BytesIO(book.content())).worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


@pytest.mark.parametrize("sign", FORMULA_SIGNS)
def test_a_text_never_becomes_a_formula(sign: str) -> None:
    book = Book()
    sheet = book.sheet("A", [20], size=11)
    sheet.text(1, 1, f"{sign}SUM(A2)")
    sheet.text(2, 1, f"\0{sign}SUM(A2)")  # what no cell holds is gone before the sign is looked for
    read = _read(book)
    for row in (1, 2):
        cell = read.cell(row, 1)
        assert (cell.data_type, cell.quotePrefix) == ("s", True)
        assert unescape(str(cell.value)) == f"{sign}SUM(A2)"


def test_the_mark_of_nil_and_other_texts_have_no_prefix() -> None:
    book = Book()
    sheet = book.sheet("A", [20], size=11)
    for row, text in enumerate((NIL, "Phường A", "a=b"), start=1):
        sheet.text(row, 1, text)
    assert not any(cell.quotePrefix for (cell,) in _read(book).iter_rows())


def test_a_text_longer_than_a_cell_is_cut() -> None:
    book = Book()
    book.sheet("A", [20], size=11).text(1, 1, "ộ" * 40_000)
    read = _read(book)
    assert read["A1"].value == "ộ" * 32_767
    assert read.row_dimensions[1].height <= 409


def test_days_and_numbers_are_real_ones() -> None:
    book = Book()
    sheet = book.sheet("A", [20] * 4, size=11)
    sheet.day(1, 1, date(2024, 6, 10))
    sheet.day(1, 2, datetime(2024, 6, 1, 9, 5))  # noqa: DTZ001  a sheet knows no time zone
    sheet.number(1, 3, 3, "0")
    sheet.number(1, 4, Decimal("4.63"), "0.00")
    cells = next(_read(book).iter_rows())
    assert [cell.value for cell in cells] == [datetime(2024, 6, 10), datetime(2024, 6, 1, 9, 5), 3, 4.63]  # noqa: DTZ001
    assert [cell.number_format for cell in cells] == ["dd/mm/yyyy", "dd/mm/yyyy hh:mm", "0", "0.00"]


def test_what_a_sheet_says_of_its_cells_holds_where_a_cell_says_nothing_else() -> None:
    book = Book()
    sheet = book.sheet("A", [20, 20], size=11, cells=RULED)
    sheet.text(1, 1, "Mã", bold=True, bg_color="#E8EDF3")
    sheet.text(1, 2, "")
    read = _read(book)
    head, empty = read["A1"], read["B1"]
    assert (head.font.name, head.font.sz, head.font.b, head.fill.fgColor.rgb) == (FONT, 11, True, "FFE8EDF3")
    assert (empty.value, empty.font.b, empty.fill.fill_type) == (None, False, None)
    for cell in (head, empty):
        assert (cell.border.bottom.style, cell.border.top.style) == ("thin", None)
        assert (cell.alignment.vertical, cell.alignment.wrap_text) == ("top", True)


def test_a_table_can_be_printed_and_filtered() -> None:
    book = Book()
    sheet = book.sheet("A", [20, 20], size=11, landscape=True)
    for row in (1, 2, 3):
        sheet.text(row, 1, "Phường A")
        sheet.text(row, 2, "Phường B")
    sheet.to_print((1, 1), (3, 2), frozen_columns=1)
    sheet.to_filter(1, (3, 2))
    read = _read(book)
    assert (read.freeze_panes, read.auto_filter.ref, read.print_title_rows) == ("B2", "A1:B3", "$1:$1")
    assert (read.page_setup.orientation, read.page_setup.paperSize, read.page_setup.fitToHeight) == ("landscape", 9, 0)
    assert not read.oddHeader  # the mark of a draft is of drafts


def test_the_same_cells_are_the_same_bytes() -> None:
    def content() -> bytes:
        book = Book()
        book.sheet("A", [20], size=11).text(1, 1, "Phường A")
        return book.content()

    assert content() == content()
