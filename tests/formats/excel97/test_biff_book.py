"""Shared strings and names that xlrd alone would take for the end of the file."""

import io
import struct

import pytest
import xlwt

from tests.formats.excel97.test_biff_workbook import records, with_records, workbook_stream
from tests.specimens.books import compound_bytes
from wardreport.formats.excel97.biff_book import read_shared_strings
from wardreport.formats.excel97.biff_workbook import read_biff_workbook
from wardreport.formats.grid import Cell

SST, NAME = 0xFC, 0x18


def annex() -> bytes:
    saved = io.BytesIO()
    book = xlwt.Workbook()
    page = book.add_sheet("Bieu")
    for row, label in enumerate(("Tổng số", "Trong đó", "Cơ sở")):
        page.write(row, 0, label)
    book.save(saved)
    return saved.getvalue()


@pytest.mark.parametrize("count", [0, 1, 2, 4, 10_000, -1])
def test_the_count_of_shared_strings_need_not_be_true(count: int) -> None:
    stream = workbook_stream(annex())
    changed = b"".join(
        struct.pack("<HH", kind, len(data)) + (data[:4] + struct.pack("<i", count) + data[8:] if kind == SST else data)
        for kind, data in records(stream)
    )
    cells = read_biff_workbook(compound_bytes({"Workbook": changed})).sheets[0].cells
    assert cells == {(1, 1): Cell("Tổng số"), (2, 1): Cell("Trong đó"), (3, 1): Cell("Cơ sở")}


def test_strings_that_go_on_in_the_next_record() -> None:
    first = struct.pack("<HB", 6, 1) + "Tổng".encode("utf-16-le")
    rest = b"\0" + b" s" + struct.pack("<HBH", 2, 8, 1) + b"ab" + struct.pack("<H", 1)
    strings, fonts = read_shared_strings([first, b"", rest, struct.pack("<H", 5), struct.pack("<HB", 9, 0) + b"cut"])
    assert strings == ["Tổng s", "ab"]
    assert fonts == {1: [(1, 5)]}


def test_no_strings_at_all() -> None:
    assert read_shared_strings([]) == ([], {})


def test_a_name_with_a_formula_that_cannot_be_worked_out_keeps_its_texts() -> None:
    formula = b"\x2d" + bytes(8) + b"\x17\x0c\x00" + b"0912 345 678"  # a relative area, then a text
    name = struct.pack("<HBBHHH4B", 0, 0, 1, len(formula), 0, 0, 0, 0, 0, 0) + b"\0N" + formula
    document = read_biff_workbook(with_records(annex(), in_globals=[(NAME, name)]))
    assert document.sheets[0].cells[1, 1] == Cell("Tổng số")
    assert any("0912 345 678" in text.text for text in document.texts)
