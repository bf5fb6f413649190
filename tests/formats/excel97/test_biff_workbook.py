import io
import struct
from collections.abc import Sequence
from datetime import datetime, time

import olefile
import pytest
import xlwt

from tests.specimens.books import WRITERS, Page, compound_bytes, damaged
from wardreport.domain.finding import Detection
from wardreport.domain.submission import FreeText
from wardreport.formats.excel97.biff_workbook import read_biff_workbook
from wardreport.formats.grid import Cell, CellRange, Document, UnreadableError

DAY, MORNING = datetime(2024, 5, 3), datetime(1899, 12, 31, 8, 30)  # noqa: DTZ001 - as Excel has them
PAGE = Page(
    rows=[["Phường A", None, None], ["Nội dung", "ĐVT", "Số lượng"], ["- Tæng sè", "Cơ sở", 5], ["Tỷ lệ", "%", 4.6]],
    merged=((1, 1, 1, 3),),
    hidden_rows=(4, 9),
    fonts={(3, 1): ".VnTime"},
)


def workbook_stream(content: bytes) -> bytes:
    with olefile.OleFileIO(io.BytesIO(content)) as ole:
        stream: bytes = ole.openstream("Workbook").read()
    return stream


def records(stream: bytes) -> list[tuple[int, bytes]]:
    found, at = [], 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        found.append((kind, stream[at + 4 : at + 4 + size]))
        at += 4 + size
    return found


def with_records(
    content: bytes, in_sheet: Sequence[tuple[int, bytes]] = (), in_globals: Sequence[tuple[int, bytes]] = ()
) -> bytes:
    """A workbook of one sheet with more records, before the end of the sheet and of the globals."""
    stream = workbook_stream(content)
    at, added, result, ends = 0, 0, b"", 0
    start = next(struct.unpack("<I", data[:4])[0] for kind, data in records(stream) if kind == 0x85)
    inserted = sum(4 + len(data) for _, data in in_globals)
    for kind, old in records(stream):
        data = old
        if kind == 0x0A:
            extra = in_globals if ends == 0 else in_sheet
            result += b"".join(struct.pack("<HH", k, len(d)) + d for k, d in extra)
            added += len(extra)
            ends += 1
        if kind == 0x85:
            data = struct.pack("<I", start + inserted) + data[4:]
        result += struct.pack("<HH", kind, len(data)) + data
        at += 4 + len(data)
    return compound_bytes({"Workbook": result})


def wide(text: str) -> bytes:
    return struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")


def text_box(text: str, kind: int = 0x06, number: int = 1, font: int = 0) -> list[tuple[int, bytes]]:
    common = struct.pack("<HHHH", 0x15, 0x12, kind, number).ljust(22, b"\0")
    return [
        (0x5D, common + b"\0\0\0\0"),
        (0x1B6, struct.pack("<HH6xHHI", 0, 0, len(text), 16, 0)),
        (0x3C, b"\1" + text.encode("utf-16-le")),
        (0x3C, struct.pack("<HHI", 0, font, 0) + struct.pack("<HHI", len(text), 0, 0)),
    ]


def simple() -> bytes:
    return WRITERS["xls"]((Page([["a", "b"]]),))


def texts(document: Document) -> set[tuple[str, str]]:
    return {(text.masked_cell, text.text) for text in document.texts}


def test_values_fonts_merges_and_hidden_rows() -> None:
    sheet = read_biff_workbook(WRITERS["xls"]((PAGE,))).sheets[0]
    assert {place: cell.value for place, cell in sheet.cells.items()} == {
        (1, 1): "Phường A",
        (2, 1): "Nội dung", (2, 2): "ĐVT", (2, 3): "Số lượng",
        (3, 1): "- Tổng số", (3, 2): "Cơ sở", (3, 3): 5,
        (4, 1): "Tỷ lệ", (4, 2): "%", (4, 3): 4.6,
    }  # fmt: skip
    assert isinstance(sheet.cells[3, 3].value, int)
    assert sheet.merged == (CellRange(1, 1, 1, 3),)
    assert sheet.hidden_rows == (4,)
    assert (sheet.title, sheet.number, sheet.hidden) == ("Bieu", 1, False)


def test_every_kind_of_value() -> None:
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("Bieu")
    percent, day = xlwt.easyxf(num_format_str="0.0%"), xlwt.easyxf(num_format_str="dd/mm/yyyy")
    sheet.write(0, 0, 0.046, percent)
    sheet.write(0, 1, DAY, day)
    sheet.write(0, 2, True)
    sheet.write(0, 3, xlwt.Formula("1+1"))
    sheet.write(0, 4, MORNING, xlwt.easyxf(num_format_str="hh:mm"))
    sheet.write(0, 5, 9e9, day)
    sheet.row(0).set_cell_error(6, 0x07)
    sheet.write(0, 7, "", xlwt.easyxf("pattern: pattern solid"))
    legacy = xlwt.easyfont("name .VnTime")
    sheet.write_rich_text(0, 8, [("Tæng sè", legacy), " là", (" è", legacy)])
    sheet.col(1).hidden = True
    sheet.col(20).hidden = True
    stream = io.BytesIO()
    workbook.save(stream)
    read = read_biff_workbook(stream.getvalue()).sheets[0]
    assert [read.cells.get((1, column)) for column in range(1, 10)] == [
        Cell(0.046, "0.0%"),
        Cell(DAY, "dd/mm/yyyy"),
        Cell(True),
        Cell(None, formula=True),
        Cell(time(8, 30), "hh:mm"),
        Cell(9e9, "dd/mm/yyyy"),
        Cell("#DIV/0!", error=True),
        None,
        Cell("Tổng số là ố"),
    ]
    assert read.hidden_columns == (2,)


def test_sheets_that_are_hidden() -> None:
    document = read_biff_workbook(WRITERS["xls"]((Page([["a"]]), Page([["b"]], title="Ẩn", hidden=True))))
    assert [(sheet.title, sheet.number, sheet.hidden) for sheet in document.sheets] == [
        ("Bieu", 1, False),
        ("Ẩn", 2, True),
    ]


def test_a_cached_result_is_a_formula_s_value() -> None:
    formula = struct.pack("<HHHdHIH", 4, 2, 15, 12.0, 0, 0, 3) + b"\x1e\x0c\x00"
    assert read_biff_workbook(with_records(simple(), [(0x06, formula)])).sheets[0].cells[5, 3] == Cell(12, formula=True)


def test_text_boxes_notes_headers_and_what_a_checked_cell_tells() -> None:
    note = struct.pack("<HHHH", 0, 1, 0, 7) + wide("Người ghi") + b"\0"
    content = with_records(
        simple(),
        [
            *text_box("CHỦ TỊCH\nNguyễn Văn A"),
            *text_box("ghi chú", kind=0x19, number=7),
            (0x1C, note),
            (0x14, wide('&L&"Arial,Bold"&12Phường A&RTrang &P')),
            (0x15, wide("Lập ngày 1 && 2")),
            (0x1BE, wide("Chỉ nhập số nguyên")),
        ],
    )
    assert texts(read_biff_workbook(content)) == {
        ("sheet1!textbox", "CHỦ TỊCH\nNguyễn Văn A"),
        ("sheet1!note_B1", "ghi chú"),
        ("sheet1!B1", "Người ghi"),
        ("sheet1!header", "Phường A Trang"),
        ("sheet1!footer", "Lập ngày 1 & 2"),
        ("sheet1!validation", "Chỉ nhập số nguyên"),
    }


def test_headers_of_even_pages_and_of_the_first() -> None:
    words = ("Trang chẵn", "", "Trang đầu", "Chân")
    pages = bytes(28) + struct.pack("<H4H", 0, *map(len, words)) + b"".join(wide(word) for word in words if word)
    assert texts(read_biff_workbook(with_records(simple(), [(0x89C, pages)]))) == {
        ("sheet1!header", "Trang chẵn"),
        ("sheet1!header", "Trang đầu"),
        ("sheet1!header", "Chân"),
    }


def test_macro_and_chart_sheets_are_no_sheets() -> None:
    content = with_records(simple(), text_box("Biểu đồ"))
    stream = workbook_stream(content)
    at = stream.index(struct.pack("<H", 0x85))
    for kind, detections in ((1, (Detection("file.macro"),)), (2, ())):
        other = stream[: at + 9] + bytes([kind]) + stream[at + 10 :]
        document = read_biff_workbook(compound_bytes({"Workbook": other}))
        assert (document.sheets, document.detections) == ((), detections)
        assert texts(document) == {("workbook!textbox", "Biểu đồ")}


def test_a_text_box_in_an_old_font() -> None:
    content = WRITERS["xls"]((Page([["a"]], fonts={(1, 1): ".VnTime"}),))
    fonts = [data for kind, data in records(workbook_stream(content)) if kind == 0x31]
    index = next(i for i, data in enumerate(fonts) if b"VnTime" in data)
    index += index > 3  # there is no font 4
    document = read_biff_workbook(with_records(content, text_box("Tæng sè", font=index)))
    assert ("sheet1!textbox", "Tổng số") in texts(document)


def test_names_are_text_and_so_is_who_saved_it() -> None:
    text = '"Nguyễn Văn A"'.strip('"')
    constant = b"\x17" + bytes([len(text), 1]) + text.encode("utf-16-le")
    name = struct.pack("<HBBHHHBBBB", 0, 0, 4, len(constant), 0, 0, 0, 0, 0, 0) + b"\0" + b"Lead" + constant
    content = with_records(simple(), in_globals=[(0x18, name), (0x5C, wide("Trần Thị B"))])
    document = read_biff_workbook(content)
    assert document.names == (("Lead", f'"{text}"'),)
    assert texts(document) == {
        ("workbook!names", "Lead"),
        ("workbook!names", text),
        ("workbook!properties", "Trần Thị B"),
    }


@pytest.mark.parametrize(
    ("supbook", "found"),
    [
        (struct.pack("<HH", 1, 0x0401), False),
        (struct.pack("<HH", 1, 0x3A01), False),
        (struct.pack("<HHBB", 1, 1, 0, 0), False),
        (struct.pack("<H", 1) + wide("\x01C:\\bao cao\\so.xls"), True),
    ],
)
def test_only_another_file_is_an_external_link(supbook: bytes, found: bool) -> None:
    document = read_biff_workbook(with_records(simple(), in_globals=[(0x1AE, supbook)]))
    assert (Detection("file.external_link") in document.detections) is found


def test_pictures_in_a_drawing_group_and_as_bitmaps() -> None:
    stored = struct.pack("<HHI", 0x0002, 0xF007, 36) + bytes(36)
    store = struct.pack("<HHI", 0x000F, 0xF001, len(stored)) + stored
    drawing = struct.pack("<HHI", 0x0000, 0xF006, 16) + bytes(16) + store
    group = struct.pack("<HHI", 0x000F, 0xF000, len(drawing)) + drawing
    empty = struct.pack("<HHI", 0x000F, 0xF000, 24) + struct.pack("<HHI", 0, 0xF006, 16) + bytes(16)
    picture = (Detection("privacy.free_text", "workbook!picture"),)
    halves = [(0xEB, group[:50]), (0x3C, group[50:])]
    assert read_biff_workbook(with_records(simple(), in_globals=halves)).detections == picture
    assert read_biff_workbook(with_records(simple(), in_globals=[(0xEB, empty)])).detections == ()
    assert read_biff_workbook(with_records(simple(), [(0x7F, bytes(8))])).detections == picture


def summary(codepage: int, values: dict[int, bytes]) -> bytes:
    body, offsets = b"", []
    parts = [(1, struct.pack("<IHH", 2, codepage, 0))]
    for number, value in values.items():
        string = struct.pack("<II", 30, len(value) + 1) + value + b"\0"
        parts.append((number, string.ljust(-(-len(string) // 4) * 4, b"\0")))
    for number, value in parts:
        offsets.append(struct.pack("<II", number, 8 + 8 * len(parts) + len(body)))
        body += value
    section = struct.pack("<II", 8 + 8 * len(parts) + len(body), len(parts)) + b"".join(offsets) + body
    head = struct.pack("<HHI16sI", 0xFFFE, 0, 0, b"", 1)
    return head + bytes.fromhex("e0859ff2f94f6810ab9108002b27b3d9") + struct.pack("<I", 48) + section


def test_what_stands_beside_the_workbook() -> None:
    stream = workbook_stream(simple())
    package = WRITERS["docx"]((Page([["Lê Văn C", "x"]]),))
    content = compound_bytes(
        {
            "Workbook": stream,
            "\x05SummaryInformation": summary(1258, {4: "Nguyê\u0303n".encode("cp1258"), 2: b"Bieu mau"}),
            "_VBA_PROJECT_CUR/VBA/dir": b"x",
            "MBD0001/Package": package,
            "MBD0002/\x01CompObj": b"Microsoft Word Document",
            "MBD0002/WordDocument": b"\x00\x01" + "Trần Thị Dậu".encode("utf-16-le") + "\x00\x02abc Đinh Bộ".encode(),
            "_SX_DB_CUR/0001": "Phạm Văn E".encode("utf-16-le"),
        }
    )
    document = read_biff_workbook(content)
    assert document.detections == (Detection("file.macro"),)
    told = texts(document)
    assert {("workbook!properties", "Nguyễn"), ("workbook!properties", "Bieu mau")} <= told
    for text in ("Lê Văn C", "Trần Thị Dậu", "abc Đinh Bộ", "Phạm Văn E"):
        assert ("workbook!embedded", text) in told
    assert not any("Microsoft Word" in text for _, text in told)


def test_a_workbook_of_excel_95() -> None:
    def record(kind: int, data: bytes) -> bytes:
        return struct.pack("<HH", kind, len(data)) + data

    font = struct.pack("<HHHHHBBBB", 200, 0, 8, 400, 0, 0, 0, 0, 0) + b"\x07.VnTime"
    xf = struct.pack("<HHHHHHHH", 0, 0, 0, 0, 0, 0, 0, 0)
    begin = record(0x809, struct.pack("<HHHH", 0x0500, 5, 0, 0)) + record(0x42, struct.pack("<H", 1252))
    begin += record(0x31, font) * 4 + record(0xE0, xf) * 16
    sheet = record(0x809, struct.pack("<HHHH", 0x0500, 0x10, 0, 0))
    sheet += record(0x204, struct.pack("<HHHH", 0, 0, 15, 7) + "Tæng sè".encode("cp1252"))
    sheet += record(0x203, struct.pack("<HHHd", 0, 1, 15, 7.0)) + record(0x14, b"\x05Trang") + record(0x0A, b"")
    bound = struct.pack("<IBBB", len(begin) + 4 + 11 + 4, 0, 0, 4) + b"Bieu"
    content = compound_bytes({"Book": begin + record(0x85, bound) + record(0x0A, b"") + sheet})
    document = read_biff_workbook(content)
    assert {place: cell.value for place, cell in document.sheets[0].cells.items()} == {(1, 1): "Tổng số", (1, 2): 7}
    assert document.texts == (FreeText("sheet1!header", "Trang"),)


@pytest.mark.parametrize(
    ("streams", "rule"),
    [
        ({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}, "file.encrypted"),
        ({"WordDocument": b"x"}, "file.unsupported"),
        ({"Workbook": b"x"}, "file.corrupt"),
    ],
)
def test_other_ole_files(streams: dict[str, bytes], rule: str) -> None:
    with pytest.raises(UnreadableError) as error:
        read_biff_workbook(compound_bytes(streams))
    assert error.value.rule == rule


def test_a_password_is_seen_before_anything_is_read() -> None:
    with pytest.raises(UnreadableError) as error:
        read_biff_workbook(with_records(simple(), in_globals=[(0x2F, bytes(54))]))
    assert error.value.rule == "file.encrypted"


def test_what_is_no_compound_file() -> None:
    for content, rule in ((b"PK\x03\x04", "file.unsupported"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "file.corrupt")):
        with pytest.raises(UnreadableError) as error:
            read_biff_workbook(content)
        assert error.value.rule == rule


def test_sheets_that_share_their_records_are_too_large() -> None:
    cells = struct.pack("<HH", 0, 0) + bytes(2 * 254) + struct.pack("<H", 253)
    once = with_records(simple(), [(0xBE, cells)] * 500)
    assert len(read_biff_workbook(once).sheets) == 1
    bound = next(data for kind, data in records(workbook_stream(simple())) if kind == 0x85)
    inserted = 60 * (4 + len(bound))
    bound = struct.pack("<I", struct.unpack("<I", bound[:4])[0] + inserted) + bound[4:]
    with pytest.raises(UnreadableError) as error:
        read_biff_workbook(with_records(simple(), [(0xBE, cells)] * 500, [(0x85, bound)] * 60))
    assert error.value.rule == "file.too_large"


def test_nothing_is_printed_and_damage_is_an_ordinary_error(capfd: pytest.CaptureFixture[str]) -> None:
    for content in damaged(WRITERS["xls"]((PAGE, PAGE_2))):
        try:
            assert isinstance(read_biff_workbook(content), Document)
        except Exception as error:
            assert not isinstance(error, MemoryError)
    assert capfd.readouterr() == ("", "")


PAGE_2 = Page([["x"] * 8] * 50, title="Hai")
