import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.specimens.books import WRITERS, Page, cp1258_bytes, csv_text, damaged
from wardreport.formats.grid import Document, UnreadableError
from wardreport.formats.text.delimited_text import read_delimited_text
from wardreport.formats.text_encoding import decode_text

ROWS = [
    ["ỦY BAN NHÂN DÂN PHƯỜNG A", None, None],
    ["Nội dung", "Đơn vị tính", "Số lượng"],
    ["- Cơ sở lưu trú (nhà nghỉ, khách sạn; nhà trọ | khác,...)", "Cơ sở", 19810],
    ["+ Tỷ lệ", "%", "4,6"],
    ["hai\ndòng, \"ngoặc\"", "Người", "05"],
    [None, "Tổng", "-"],
    ["CHỦ TỊCH", None, None],
]  # fmt: skip
PAGE = Page(ROWS)
VALUES = {(row, column): str(value) for row, column, value in PAGE.cells()}
CSV_NAMES = [name for name in WRITERS if name.startswith("csv")]


def values(document: Document) -> dict[tuple[int, int], object]:
    return {place: cell.value for place, cell in document.sheets[0].cells.items()}


@pytest.mark.parametrize("name", CSV_NAMES)
def test_every_encoding_and_separator_gives_the_same(name: str) -> None:
    document = read_delimited_text(WRITERS[name]((PAGE,)))
    assert values(document) == VALUES
    assert (document.sheets[0].title, document.sheets[0].number, document.texts) == ("CSV", 1, ())


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1258"])
@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
def test_all_of_them_together(separator: str, encoding: str, line_end: str) -> None:
    text = csv_text(PAGE, separator).replace("\r\n", line_end)
    content = cp1258_bytes(text) if encoding == "cp1258" else text.encode(encoding)
    assert values(read_delimited_text(content)) == VALUES


def test_the_line_that_names_the_separator_keeps_its_number() -> None:
    for line in ("sep=;\r\n", '"sep=;"\n', "SEP=;\r\n"):
        cells = values(read_delimited_text((line + csv_text(PAGE, ";")).encode()))
        assert cells == {(row + 1, column): value for (row, column), value in VALUES.items()}


def test_an_empty_line_is_a_row_and_a_line_in_quotes_is_none() -> None:
    text = '\na,b\n\n"c\n\nd",e\n' + "x,y\n" * 4
    assert list(values(read_delimited_text(text.encode()))) == [
        (2, 1), (2, 2), (4, 1), (4, 2), *((row, column) for row in range(5, 9) for column in (1, 2)),
    ]  # fmt: skip


def test_a_separator_inside_unquoted_labels_does_not_win() -> None:
    rows = ["Nội dung;ĐVT;Số lượng"] + [f"- Cơ sở (nhà nghỉ, khách sạn, nhà trọ {i}),...;Cơ sở;{i}" for i in range(40)]
    sheet = read_delimited_text("\n".join(rows).encode()).sheets[0]
    assert sheet.cells[41, 3].value == "39"


def test_a_stray_quote_does_not_swallow_the_rest() -> None:
    rows = ['"Nội dung,ĐVT,Số lượng'] + [f"dòng {i},Cơ sở,{i}" for i in range(40)]
    assert len(read_delimited_text("\n".join(rows).encode()).sheets[0].cells) == 41 * 3


def test_a_text_that_looks_like_a_formula_is_what_excel_shows() -> None:
    assert values(read_delimited_text(b'a,"=""05"""\n' * 5))[1, 2] == "05"


@pytest.mark.slow
@pytest.mark.parametrize(
    "content",
    [
        b"",
        "Một bức thư.\nKhông có bảng nào.\n".encode() * 9,
        b"a,b\n" * 4,
        bytes(range(256)) * 20,
        b"a,b\0\n" * 20,
        b"\x01\x02,\x03\n" * 50,
        b"\xff\xfea",
        b"%PDF-1.7\n" + bytes(range(128, 256)) * 9,
    ],
)
def test_what_is_no_table(content: bytes) -> None:
    with pytest.raises(UnreadableError) as error:
        read_delimited_text(content)
    assert error.value.rule == "file.unsupported"


def test_too_many_cells() -> None:
    with pytest.raises(UnreadableError) as error:
        read_delimited_text(b"1,2,3,4,5,6,7,8,9,0\n" * 20_001)
    assert error.value.rule == "file.too_large"


def test_a_field_beyond_the_limit_of_the_csv_module() -> None:
    content = b"sep=,\na,b\n" + b'"' + b"x" * (csv.field_size_limit() + 1) + b'"\n'
    with pytest.raises(UnreadableError) as error:
        read_delimited_text(content)
    assert error.value.rule == "file.unsupported"


@given(st.text(alphabet="aăâáàảãạấầẩẫậắằẳẵặêếềểễệđơớờởỡợưứừửữựỳỷỹýỵ ĐƯƠẤ", min_size=1))
def test_windows_1258_gives_composed_letters(text: str) -> None:
    assert decode_text(cp1258_bytes(text) + b"\xd0") == text + "Đ"


def test_a_declared_western_encoding_counts_where_it_is_not_utf8() -> None:
    assert decode_text(b"\xd0\xe3", "windows-1252") == "Ðã"
    assert decode_text("đ".encode(), "windows-1252") == "đ"


def test_damage_is_an_ordinary_error() -> None:
    for name in CSV_NAMES:
        for broken in damaged(WRITERS[name]((Page(ROWS * 5),))):
            try:
                assert isinstance(read_delimited_text(broken), Document)
            except UnreadableError as error:
                assert error.rule == "file.unsupported"


def test_what_the_writer_writes_is_what_python_reads() -> None:
    assert list(csv.reader(io.StringIO(csv_text(PAGE, ","))))[2][2] == "19810"


def test_a_broken_byte_costs_one_letter_and_not_the_file() -> None:
    rows = "\n".join(f"Chỉ tiêu số {n};Cơ sở;{n}" for n in range(60))
    whole = rows.encode()
    at = whole.index("sở".encode()) + 1
    document = read_delimited_text(whole[:at] + whole[at + 1 :])
    assert document.sheets[0].cells[2, 1].value == "Chỉ tiêu số 1"
    foreign = "\n".join(f"So {n};\u00d4;{n}" for n in range(60)).encode("cp1258")
    assert read_delimited_text(foreign.replace(b"So 7", b"So \x8a7")).sheets[0].cells[9, 1].value == "So 8"
