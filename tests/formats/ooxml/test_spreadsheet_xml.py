"""An OOXML workbook in one pass: values, formulas and types of cells, and every text that stands in none."""

import io
import struct
import zipfile
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

import pytest
import xlsxwriter
from openpyxl import Workbook
from xlsxwriter.workbook import Workbook as Writer
from xlsxwriter.worksheet import Worksheet as Page

from wardreport.domain.finding import Detection
from wardreport.formats.archive import Archive
from wardreport.formats.grid import Cell, CellRange, Document, UnreadableError
from wardreport.formats.ooxml.spreadsheet_xml import read_spreadsheet_xml

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\xa75\x81\x84\x00\x00\x00\x00IEND\xaeB`\x82"
)


def written(fill: Callable[[Writer, Page], Any]) -> bytes:
    saved = io.BytesIO()
    with xlsxwriter.Workbook(saved) as book:
        fill(book, book.add_worksheet("Bieu"))
    return saved.getvalue()


def read(content: bytes) -> Document:
    return read_spreadsheet_xml(Archive(content))


def cells(fill: Callable[[Writer, Page], Any]) -> dict[tuple[int, int], Cell]:
    return dict(read(written(fill)).sheets[0].cells)


def changed(content: bytes, part: str, change: Callable[[bytes], bytes], **added: bytes) -> bytes:
    saved = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            text = source.read(name)
            target.writestr(name, change(text) if name == part else text)
        for name, text in added.items():
            target.writestr(name, text)
    return saved.getvalue()


def texts(document: Document) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for text in document.texts:
        found.setdefault(text.masked_cell, set()).add(text.text)
    return found


def test_values_have_their_types() -> None:
    def fill(book: Writer, page: Page) -> None:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        share = book.add_format({"num_format": "0.0%"})
        page.write("A1", "chữ")
        page.write("B2", 12)
        page.write("C3", 4.5)
        page.write("D4", True)
        page.write_datetime("E5", datetime(2024, 6, 5), day)  # noqa: DTZ001
        page.write("F6", 0.046, share)
        page.write("AB7", 1e15)

    assert cells(fill) == {
        (1, 1): Cell("chữ"),
        (2, 2): Cell(12),
        (3, 3): Cell(4.5),
        (4, 4): Cell(True),
        (5, 5): Cell(datetime(2024, 6, 5), "dd/mm/yyyy"),  # noqa: DTZ001
        (6, 6): Cell(0.046, "0.0%"),
        (7, 28): Cell(1e15),
    }


def test_formulas_count_by_their_cached_value() -> None:
    def fill(_: Writer, page: Page) -> None:
        page.write_formula("A1", "=1+2", None, 3)
        page.write_formula("A2", "=1+2")  # the writer puts 0 where the result would stand
        page.write_formula("A3", '=IF(A1=3,"Có","")', None, "Có")
        page.write_formula("A4", "=1/0", None, "#DIV/0!")

    assert cells(fill) == {
        (1, 1): Cell(3, formula=True),
        (2, 1): Cell(None, formula=True),
        (3, 1): Cell("Có", formula=True),
        (4, 1): Cell("#DIV/0!", formula=True, error=True),
    }


def test_a_formula_that_nothing_has_calculated_has_no_value() -> None:
    book, saved = Workbook(), io.BytesIO()
    book.active["A1"] = "=1+2"
    book.save(saved)
    assert read(saved.getvalue()).sheets[0].cells == {(1, 1): Cell(None, formula=True)}


def test_a_zero_that_excel_has_calculated_is_a_zero() -> None:
    content = written(lambda _, page: page.write_formula("A1", "=1-1", None, 0))
    as_excel = changed(content, "xl/workbook.xml", lambda text: text.replace(b' fullCalcOnLoad="1"', b""))
    assert read(as_excel).sheets[0].cells == {(1, 1): Cell(0, formula=True)}


def test_legacy_fonts_are_read_by_cell_and_by_run() -> None:
    def fill(book: Writer, page: Page) -> None:
        tcvn3 = book.add_format({"font_name": ".VnTime"})
        vni = book.add_format({"font_name": "VNI-Times"})
        plain = book.add_format({"font_name": "Arial"})
        page.write("A1", "Tæng sè", tcvn3)
        page.write("A2", "Toång soá", vni)
        page.write_rich_string("A3", tcvn3, "Tæng sè", plain, " cơ sở")

    assert [cell.value for cell in cells(fill).values()] == ["Tổng số", "Tổng số", "Tổng số cơ sở"]


def test_what_is_hidden_and_what_is_merged() -> None:
    def fill(book: Writer, page: Page) -> None:
        page.merge_range("A1:B3", "gộp")
        page.write("A5", "ẩn")
        page.write("D6", 1)
        page.set_row(4, None, None, {"hidden": True})
        page.set_row(7, None, None, {"hidden": True})  # holds nothing
        page.set_column("D:F", None, None, {"hidden": True})
        book.add_worksheet("DS").very_hidden()

    bieu, hidden = read(written(fill)).sheets
    assert bieu.merged == (CellRange(1, 1, 3, 2),)
    assert (bieu.hidden_rows, bieu.hidden_columns) == ((5,), (4,))
    assert (bieu.hidden, hidden.hidden, hidden.title, hidden.number) == (False, True, "DS", 2)


def test_every_text_that_stands_in_no_cell() -> None:
    def fill(book: Writer, page: Page) -> None:
        page.write("A1", "x")
        page.write_comment("C9", "ghi chú ô", {"author": "người ghi"})
        page.set_header("&L&12đầu trang")
        page.set_footer("&Cchân trang")
        page.insert_textbox("B20", "hộp chữ")
        page.data_validation("C9", {"validate": "any", "input_message": "lời nhắc"})
        page.write_url("A9", "mailto:pcmd@example.vn", string="thư")
        book.define_name("ten_vung", '="giá trị"')
        book.set_properties({"author": "tác giả", "manager": "quản lý", "comments": "chú thích"})
        book.set_custom_property("Riêng", "thuộc tính riêng")
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=Bieu!$A$1:$A$2", "name": "tên chuỗi"})
        chart.set_title({"name": "tên biểu đồ"})
        page.insert_chart("H2", chart)

    document = read(written(fill))
    found = texts(document)
    assert "ghi chú ô" in found["sheet1!note_C9"]
    assert "người ghi" in found["sheet1!comments"]
    assert found["sheet1!header"] == {"đầu trang"}
    assert found["sheet1!footer"] == {"chân trang"}
    assert "lời nhắc" in found["sheet1!validation"]
    assert found["workbook!links"] == {"mailto:pcmd@example.vn"}
    assert {"ten_vung", '"giá trị"'} <= found["workbook!names"]
    assert {"tác giả", "quản lý", "chú thích", "thuộc tính riêng"} <= found["workbook!properties"]
    assert {"tên biểu đồ", "tên chuỗi"} <= found["workbook!other"]
    (box,) = [text for text in document.texts if text.masked_cell == "sheet1!textbox"]
    assert (box.text, box.row, box.column) == ("hộp chữ", 20, 2)
    assert ("ten_vung", '"giá trị"') in document.names


def test_what_was_deleted_but_lies_in_the_file_is_a_text_too() -> None:
    content = written(lambda _, page: page.write("A1", "còn"))
    extra = b"<si><t>&#273;&#227; x&#243;a</t></si></sst>"
    left = changed(content, "xl/sharedStrings.xml", lambda text: text.replace(b"</sst>", extra))
    assert texts(read(left))["workbook!strings"] == {"đã xóa"}


def test_a_pivot_cache_is_a_text_too() -> None:
    content = written(lambda _, page: page.write("A1", "x"))
    cache = '<pivotCacheDefinition xmlns="urn:x"><s v="Hồ sơ 1"/></pivotCacheDefinition>'.encode()
    with_cache = changed(content, "", bytes, **{"xl/pivotCache/pivotCacheDefinition1.xml": cache})
    assert texts(read(with_cache))["workbook!other"] == {"Hồ sơ 1"}


@pytest.mark.parametrize(
    ("part", "detection"),
    [
        ("xl/vbaProject.bin", Detection("file.macro")),
        ("xl/macrosheets/sheet1.xml", Detection("file.macro")),
        ("xl/externalLinks/externalLink1.xml", Detection("file.external_link")),
        ("xl/media/image1.png", Detection("privacy.free_text", "workbook!picture")),
    ],
)
def test_what_the_file_itself_shows(part: str, detection: Detection) -> None:
    content = written(lambda _, page: page.write("A1", "x"))
    assert read(changed(content, "", bytes, **{part: b"<x/>"})).detections == (detection,)


def test_a_part_named_by_an_absolute_path_is_found() -> None:
    content = written(lambda _, page: page.write("A1", 7))
    absolute = changed(
        content, "xl/_rels/workbook.xml.rels", lambda text: text.replace(b'"worksheets/', b'"/xl/worksheets/')
    )
    assert read(absolute).sheets[0].cells == {(1, 1): Cell(7)}


def test_cells_without_addresses_stand_one_after_the_other() -> None:
    content = written(lambda _, page: page.write("A1", 7))
    bare = changed(
        content,
        "xl/worksheets/sheet1.xml",
        lambda text: text.replace(
            b'<row r="1" spans="1:1"><c r="A1"><v>7</v></c></row>', b"<row/><row><c/><c><v>7</v></c></row>"
        ),
    )
    assert read(bare).sheets[0].cells == {(2, 2): Cell(7)}


def _sheet(rows: bytes) -> bytes:
    content = written(lambda _, page: page.write("A1", "x"))

    def change(text: bytes) -> bytes:
        start, end = text.index(b"<sheetData>"), text.index(b"</sheetData>")
        return text[:start] + b"<sheetData>" + rows + text[end:]

    return changed(content, "xl/worksheets/sheet1.xml", change)


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        (b'<c r="a1"><v>7</v></c>', Cell(7)),
        (b'<c r="A1" s=""><v>7</v></c>', Cell(7)),
        (b'<c r="A1" t="b"><v>true</v></c>', Cell(True)),
        (b'<c r="A1" t="n"><v>khoang 40</v></c>', Cell("khoang 40")),
        (b'<c r="A1" t="d"><v>2024-05-03T00:00:00Z</v></c>', Cell(datetime(2024, 5, 3))),  # noqa: DTZ001
        (b'<c r="A1" t="d"><v>08:30:00.00000000000000154</v></c>', Cell(time(8, 30))),
        (b'<c r="A1" t="d"><v>PT0H11M0.000S</v></c>', Cell(timedelta(minutes=11))),
        (b'<c r="A1" t="d"><v>invalid::date</v></c>', Cell("invalid::date")),
    ],
)
def test_cells_as_few_programs_write_them(cell: bytes, meant: Cell) -> None:
    assert read(_sheet(b'<row r="1">' + cell + b"</row>")).sheets[0].cells == {(1, 1): meant}


def test_a_listed_sheet_that_has_no_part_is_left_out() -> None:
    content = written(lambda _, page: page.write("A1", 7))
    module = changed(
        content, "xl/workbook.xml", lambda t: t.replace(b"</sheets>", b'<sheet name="M" sheetId="9"/></sheets>')
    )
    assert [sheet.cells for sheet in read(module).sheets] == [{(1, 1): Cell(7)}]


def test_a_sheet_whose_part_is_lost_is_a_damaged_file() -> None:
    content = written(lambda _, page: page.write("A1", 7))
    with pytest.raises(UnreadableError) as refused:
        read(changed(content, "xl/_rels/workbook.xml.rels", lambda t: t.replace(b"worksheets/", b"elsewhere/")))
    assert refused.value.rule == "file.corrupt"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rows", "rule"),
    [
        (b'<row r="1"><c r="A1" t="s"><v>99</v></c></row>', "file.corrupt"),  # a string that is not there
        (b'<row r="1"><c r="A1" t="s"><v>-1</v></c></row>', "file.corrupt"),
        (b'<row r="0"><c r="A0"><v>1</v></c></row>', "file.corrupt"),
        (b'<row r="9999999"><c r="A9999999"><v>1</v></c></row>', "file.corrupt"),
        (b'<row r="1"><c r="ZZZZ1"><v>1</v></c></row>', "file.corrupt"),
        (b'<row r="1"><c r="A1"><v>1</v>', "file.corrupt"),
        (b"<row>" + b"<c><v>1</v></c>" * 16_385 + b"</row>", None),  # beyond the last column, but nobody says where
        (b"<row>" + b"<c><v>1</v></c>" * 200 + b"</row>", None),
        ((b"<row>" + b"<c><v>1</v></c>" * 400 + b"</row>") * 501, "file.too_large"),
    ],
)
def test_absurd_sheets(rows: bytes, rule: str | None) -> None:
    content = _sheet(rows)
    if rule is None:
        read(content)
        return
    with pytest.raises(UnreadableError) as refused:
        read(content)
    assert refused.value.rule == rule


def test_formats_down_to_the_last_row_are_no_bomb() -> None:
    rows = b"".join(b'<row r="%d" s="1" customFormat="1"><c r="A%d" s="1"/></row>' % (n, n) for n in range(2, 150_000))
    content = _sheet(b'<row r="1"><c r="A1"><v>5</v></c></row>' + rows)
    assert read(content).sheets[0].cells == {(1, 1): Cell(5)}


def _declares_less(content: bytes, name: str, size: int) -> bytes:
    """The same archive whose directory says that a part is so large when inflated."""
    at = content.index(b"PK\x01\x02")
    while content[at + 46 : at + 46 + len(name)] != name.encode():
        at = content.index(b"PK\x01\x02", at + 1)
    return content[: at + 24] + struct.pack("<I", size) + content[at + 28 :]


@pytest.mark.slow
@pytest.mark.parametrize("declared", [True, False])
def test_a_part_that_inflates_too_far(declared: bool) -> None:
    bomb = _sheet(b'<row r="1"><c r="A1"><v>1</v></c></row>' + b" " * (210 * 1024 * 1024))
    if not declared:
        bomb = _declares_less(bomb, "xl/worksheets/sheet1.xml", 1000)
    with pytest.raises(UnreadableError) as refused:
        read(bomb)
    # a zip library may stop at the size that is declared, and then finds that the content is another
    assert refused.value.rule in ("file.too_large", "file.corrupt")


def test_a_part_that_inflates_beyond_any_honest_ratio() -> None:
    with pytest.raises(UnreadableError) as refused:
        read(_sheet(b"<row/>" + b" " * (30 * 1024 * 1024)))
    assert refused.value.rule == "file.too_large"


@pytest.mark.parametrize(
    "part",
    ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "_rels/.rels", "xl/theme/theme1.xml"],
)
@pytest.mark.parametrize(
    "declaration",
    [
        b'<!DOCTYPE x [<!ENTITY a "a"><!ENTITY b "&a;&a;">]>',
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd">',
    ],
)
def test_a_declaration_is_a_corrupt_file(part: str, declaration: bytes) -> None:
    content = written(lambda _, page: page.write("A1", "x"))
    hostile = changed(content, part, lambda text: text.replace(b"?>", b"?>" + declaration, 1))
    with pytest.raises(UnreadableError) as refused:
        read(hostile)
    assert refused.value.rule == "file.corrupt"


def test_a_declaration_in_another_encoding_is_a_corrupt_file_too() -> None:
    content = written(lambda _, page: page.write("A1", "x"))
    hostile = changed(
        content,
        "xl/workbook.xml",
        lambda text: text.decode().replace("UTF-8", "UTF-16").replace("?>", "?><!DOCTYPE x []>", 1).encode("utf-16"),
    )
    with pytest.raises(UnreadableError):
        read(hostile)


def test_names_that_lead_out_of_the_archive_lead_nowhere() -> None:
    content = written(lambda _, page: page.write("A1", 7))
    hostile = changed(content, "", bytes, **{"../../../../tmp/evil": b"x", "/etc/passwd": b"x", "C:\\evil": b"x"})
    assert read(hostile).sheets[0].cells == {(1, 1): Cell(7)}


def test_an_encrypted_part_is_an_encrypted_file() -> None:
    content = bytearray(written(lambda _, page: page.write("A1", 7)))
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    with pytest.raises(UnreadableError) as refused:
        read(bytes(content))
    assert refused.value.rule == "file.encrypted"


def test_a_doubled_shared_string_would_make_every_label_behind_it_anothers() -> None:
    def fill(_: Writer, page: Page) -> None:
        for row, text in enumerate(("một", "hai", "ba")):
            page.write_string(row, 0, text)

    part, string = "xl/sharedStrings.xml", b"<si><t>hai</t></si>"
    with pytest.raises(UnreadableError, match="corrupt"):
        read(changed(written(fill), part, lambda xml: xml.replace(string, string * 2)))
    # a program that adds its own string and forgets to count it
    added = b"<si><t>th\xc3\xaam</t></si></sst>"
    content = changed(written(fill), part, lambda xml: xml.replace(b"</sst>", added))
    assert [cell.value for cell in read(content).sheets[0].cells.values()] == ["một", "hai", "ba"]
    # one that does not look whether it has a string already, and counts
    content = changed(
        written(fill), part, lambda xml: xml.replace(string, string * 2).replace(b'Count="3"', b'Count="4"')
    )
    assert len(read(content).sheets[0].cells) == 3
