import pytest

from tests.specimens.books import WRITERS, Page, cp1258_bytes, damaged
from wardreport.domain.finding import Detection
from wardreport.formats.grid import Cell, CellRange, Document, Line, Sheet, UnreadableError
from wardreport.formats.text.hypertext import read_hypertext

PAGE = Page(
    rows=[
        ["ỦY BAN NHÂN DÂN"], ["Phường A"],
        ["Nội dung", "ĐVT", "Số lượng"], ["- Tæng sè", "Cơ sở", 19810], ["II <&>", None, None], ["hai\ndòng", "%", 4.6],
        ["Người lập"],
    ],
    merged=((5, 1, 5, 3),),
    hidden_rows=(6,),
    fonts={(4, 1): ".VnTime"},
)  # fmt: skip


def shown(lines: tuple[Line, ...]) -> tuple[str, ...]:
    return tuple(line.text for line in lines)


def read(body: str, head: str = "") -> Document:
    return read_hypertext(f"<html><head>{head}</head><body>{body}</body></html>".encode())


def values(sheet: Sheet) -> dict[tuple[int, int], object]:
    return {place: cell.value for place, cell in sheet.cells.items()}


def texts(document: Document) -> set[tuple[str, str]]:
    return {(text.masked_cell, text.text) for text in document.texts}


def test_a_page_as_a_program_writes_it() -> None:
    document = read_hypertext(WRITERS["html-as-xls"]((PAGE,)))
    (sheet,) = document.sheets
    assert values(sheet) == {
        (1, 1): "Nội dung", (1, 2): "ĐVT", (1, 3): "Số lượng", (2, 1): "- Tổng số", (2, 2): "Cơ sở", (2, 3): 19810,
        (3, 1): "II <&>", (4, 1): "hai\ndòng", (4, 2): "%", (4, 3): 4.6,
    }  # fmt: skip
    assert (sheet.title, sheet.number, sheet.merged, sheet.hidden_rows) == ("Bang1", 1, (CellRange(3, 1, 3, 3),), (4,))
    assert shown(sheet.lines_above) == ("ỦY BAN NHÂN DÂN", "Phường A")
    assert shown(sheet.lines_below) == ("Người lập",)
    assert (document.texts, document.detections) == ((), ())


def test_cells_that_span_rows_and_columns() -> None:
    sheet = read(
        "<table><thead><tr><th rowspan=2>a<th colspan=2>b</thead><tr><td>c<td>d"
        "<tr><td rowspan=2 colspan=2>e<td>f<tr><td>g<tr><td colspan=x rowspan=0>h</table>"
    ).sheets[0]
    assert values(sheet) == {
        (1, 1): "a", (1, 2): "b", (2, 2): "c", (2, 3): "d", (3, 1): "e", (3, 3): "f", (4, 3): "g", (5, 1): "h",
    }  # fmt: skip
    assert set(sheet.merged) == {CellRange(1, 1, 2, 1), CellRange(1, 2, 1, 3), CellRange(3, 1, 4, 2)}


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("<td> a \n b<br>c<p>d</p><div>e<span> f</span></div></td>", Cell("a b\nc\nd\ne f")),
        ("<td>&nbsp;</td>", None),
        ("<td>1<script>var x</script><style>y</style><!-- z -->2</td>", Cell("12")),
        ("<td>số <b>l&#432;ợng</b></td>", Cell("số lượng")),
        ('<td x:num="19810">19.810</td>', Cell(19810)),
        ("<td x:num>19.810</td>", Cell("19.810")),
        ('<td x:num="nan">x</td>', Cell("x")),
        ('<td x:num="0.046" x:fmla="=A1" class=xl2>4,6%</td>', Cell(0.046, "0.0%", formula=True)),
        ("<td x:num=0.046 style='mso-number-format:Percent'>4,60%</td>", Cell(0.046, "0.00%")),
        ('<td sdval="5" sdnum="1033;0;0%">5</td>', Cell(5, "0%")),
        ('<td sdval="0" sdnum="1033;">#DIV/0!</td>', Cell("#DIV/0!", error=True)),
        ('<td sdval="1" sdnum="1033;1033;BOOLEAN">TRUE</td>', Cell("TRUE")),
        ('<td x:num="0">-</td>', Cell(0)),
        ('<td x:err="#DIV/0!">#DIV/0!</td>', Cell("#DIV/0!", error=True)),
        ("<td class='xl1'>sè</td>", Cell("số")),
        ("<td style=\"font-family:'VNI-Times',serif\">soá</td>", Cell("số")),
        ("<td><font face='.VnTimeH'>sè</font> sè</td>", Cell("SỐ sè")),
        ("<td><input value=7><input type=hidden value=8><textarea>9</textarea></td>", Cell("79")),
        ("<td><select><option>a<option selected>b</select></td>", Cell("b")),
    ],
)
def test_what_a_cell_says(cell: str, meant: Cell | None) -> None:
    head = "<style><!-- .xl1, .xl9 {font-family:.VnTime, serif;} .xl2 {mso-number-format:'0\\.0%';} --></style>"
    assert read(f"<table><tr>{cell}</table>", head).sheets[0].cells.get((1, 1)) == meant


def test_nested_tables_are_tables_of_their_own() -> None:
    document = read("trên<table><tr><td>a<table><tr><td>b</table>c<td>d</table>dưới")
    assert [values(sheet) for sheet in document.sheets] == [{(1, 1): "ac", (1, 2): "d"}, {(1, 1): "b"}]
    outer, inner = document.sheets
    assert (shown(outer.lines_above), shown(outer.lines_below)) == (("trên",), ("dưới",))
    assert (shown(inner.lines_above), shown(inner.lines_below)) == (("trên", "a"), ("c", "d", "dưới"))


def test_hidden_rows_and_columns() -> None:
    sheet = read(
        "<table><col><col style='display:none' span=2><tr class=an><td>a<td>b<tr hidden>"
        "<td>c<tr style='DISPLAY: none'></table>",
        "<style>tr.an {display:none}</style>",
    ).sheets[0]  # fmt: skip
    assert (sheet.hidden_rows, sheet.hidden_columns) == ((1, 2), (2,))


def test_texts_that_are_not_on_the_page() -> None:
    document = read(
        "<!-- Vũ D --><!-- **** --><table><tr><td><a href='mailto:a@b.vn'>thư</a><img alt='ảnh'></table>",
        "<title>Biểu</title><meta name=Author content='Lê C'><meta name=viewport content=x>"
        "<!--[if gte mso 9]><xml><o:Author>Bùi &amp; E</o:Author><x:Name>y</x:Name></xml><![endif]-->",
    )
    assert texts(document) == {
        ("workbook!properties", "Biểu"),
        ("workbook!properties", "Lê C"),
        ("workbook!properties", "Bùi & E"),
        ("workbook!comment", "Vũ D"),
        ("workbook!links", "mailto:a@b.vn"),
        ("workbook!picture", "ảnh"),
    }
    assert document.detections == (Detection("privacy.free_text", "workbook!picture"),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1258", "cp1258-declared"])
def test_encodings(encoding: str) -> None:
    charset = {"cp1258-declared": "windows-1258", "cp1258": "unicode"}.get(encoding, encoding)
    text = f"<html><meta charset={charset}><table><tr><td>Số lượng được đưa ra</table>"
    content = cp1258_bytes(text) if "1258" in encoding else text.encode(encoding)
    assert values(read_hypertext(content).sheets[0]) == {(1, 1): "Số lượng được đưa ra"}


def test_a_page_of_xhtml() -> None:
    page = (
        '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><table><tr>'
        "<td>số</td></tr></table></html>"
    )
    assert values(read_hypertext(page.encode()).sheets[0]) == {(1, 1): "số"}


def test_an_entity_that_names_a_file_is_not_followed() -> None:
    page = "<!DOCTYPE html [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><table><tr><td>a&x;b</table>"
    assert values(read_hypertext(page.encode()).sheets[0])[1, 1] in ("a&x;b", "ab")


def test_a_page_without_tables_has_only_texts() -> None:
    document = read("<p>Báo cáo</p><p>Nguyễn Văn A</p>")
    assert (document.sheets, [text.text for text in document.texts]) == ((), ["Báo cáo", "Nguyễn Văn A"])


@pytest.mark.parametrize("body", ["<table></table>" * 201, "<table><tr>" + "<td colspan=900>a" * 2 + "</table>"])
def test_too_much(body: str) -> None:
    with pytest.raises(UnreadableError) as error:
        read(body)
    assert error.value.rule == "file.too_large"


def test_depth_and_damage_are_ordinary_errors() -> None:
    for broken in (*damaged(WRITERS["html"]((PAGE,))), b"<div>" * 100_000, b"<table><tr><td>" * 20_000, b"<", b"\0"):
        try:
            assert isinstance(read_hypertext(broken), Document)
        except Exception as error:
            assert not isinstance(error, MemoryError)


@pytest.mark.parametrize(
    ("inside", "meant"),
    [
        ("<s>1</s>6", Cell("16", struck=((0, 1),))),
        ("<strike>1</strike>6", Cell("16", struck=((0, 1),))),
        ("<del>1</del>6", Cell("16", struck=((0, 1),))),
        ("<span style='text-decoration:underline line-through'>1</span>6", Cell("16", struck=((0, 1),))),
        ("<font class=f5>1</font>6", Cell("16", struck=((0, 1),))),
        ("<span style='display:none'>1</span>6", Cell("16", struck=((0, 1),))),
        ("<p><s>16</s></p><p>15</p>", Cell("16\n15", struck=((0, 2),))),
        ("2<sup>1</sup>", Cell("21", raised=((1, 2),))),
        ("2<sub>1</sub>", Cell("21", raised=((1, 2),))),
        ("2<span style='vertical-align:super'>1</span>", Cell("21", raised=((1, 2),))),
        ("2<span style='mso-text-raise:3.0pt'>1</span>", Cell("21", raised=((1, 2),))),
        ("2<span style='vertical-align:baseline'>1</span>", Cell("21")),
    ],
)
def test_what_is_struck_out_hidden_or_raised(inside: str, meant: Cell) -> None:
    head = "<style>.f5 {color:black; text-decoration:line-through;}</style>"
    (sheet,) = read(f"<table><tr><td style='vertical-align:middle'>{inside}</td></tr></table>", head).sheets
    assert sheet.cells[1, 1] == meant
    assert "".join(shown(sheet.lines_below)) == ""


def test_a_number_that_is_struck_out_as_a_whole() -> None:
    (sheet,) = read("<table><tr><td x:num='16'><s>16</s></td><td x:num='5'>5</td></tr></table>").sheets
    assert (sheet.cells[1, 1].value, sheet.cells[1, 1].struck != ()) == (16, True)
    assert sheet.cells[1, 2] == Cell(5)


@pytest.mark.parametrize(
    ("control", "meant"),
    [
        ("<input type=checkbox checked>", "☒"),
        ("<input type=checkbox>", "☐"),
        ("<input type=radio name=a checked> Có <input type=radio name=a> Không", "☒ Có ☐ Không"),
        ("<input value=12>", "12"),
        ("<input type=hidden value=12>", None),
        ("<input placeholder=12>", None),
        ("<textarea>12</textarea>", "12"),
        ("<select><option>Không<option selected>Có</select>", "Có"),
        ("<select><option>Không<option>Có</select>", "Không"),  # a list of one line shows its first
        ("<select multiple><option>Không<option>Có</select>", None),
        ("<select><option value=''>-- chọn --<option>Có</select>", None),
    ],
)
def test_what_a_control_shows(control: str, meant: str | None) -> None:
    (sheet,) = read(f"<table><tr><td>x</td><td>{control}</td></tr></table>").sheets
    assert values(sheet).get((1, 2)) == meant


def test_a_number_format_of_libreoffice_in_its_own_language() -> None:
    (sheet,) = read("<table><tr><td sdval='47000000' sdnum='1066;0;#.##0..'>47</td></tr></table>").sheets
    assert sheet.cells[1, 1].number_format == "#,##0,,"


def test_what_stands_behind_the_end_of_the_page_is_read() -> None:
    document = read_hypertext(b"<html><body><p>a</p></body></html><html><p>b</p></html><div>c</div>")
    assert [text.text for text in document.texts] == ["a", "b", "c"]


STRUCK = "text-decoration:line-through"
SHEET = "<style>.moc::before {content:'1'} .dau:after {content:''} .la::after {content:\"*\"}</style>"


@pytest.mark.parametrize(
    ("cell", "value", "struck", "raised"),
    [
        ("<td>5<span hidden>0</span>", "50", ((1, 2),), ()),
        ('<td>5<span style="visibility:hidden">0</span>', "50", ((1, 2),), ()),
        ('<td>5<span style="visibility:collapse">0</span>', "50", ((1, 2),), ()),
        ('<td>5<span style="font-size:0px">0</span>', "50", ((1, 2),), ()),
        ('<td>5<span style="opacity: 0.0">0</span>', "50", ((1, 2),), ()),
        ('<td>5<span style="color:transparent">0</span>', "50", ((1, 2),), ()),
        ('<td>5<span style="font-size:0.8em;opacity:0.5">0</span>', "50", (), ()),
        (f'<td style="{STRUCK}"><span style="text-decoration:none">15</span>', "15", ((0, 2),), ()),
        (f'<td><u style="{STRUCK}">1<b style="text-decoration:underline">6</b></u> 15', "16 15", ((0, 2),), ()),
        ('<td><s style="text-decoration:none">15</s>', "15", (), ()),
        ('<td>1<span style="position:relative;top:-6.0pt">5</span>', "15", (), ((1, 2),)),
        ('<td>1<span style="position:relative;bottom:.5em">5</span>', "15", (), ((1, 2),)),
        ('<td>1<span style="position:relative;top:0pt">5</span>', "15", (), ()),
        ('<td>1<span style="font-variant-position:super">5</span>', "15", (), ((1, 2),)),
        ("<td>1<span style=\"font-feature-settings:'subs'\">5</span>", "15", (), ((1, 2),)),
        ("<td><bdo dir=rtl>12</bdo>", "\u202e12\u202c", (), ()),
        ('<td x:num="12" style="unicode-bidi:bidi-override;direction:rtl">12', "\u202e12\u202c", (), ()),
        ("<td><bdo dir=ltr>12</bdo>", "12", (), ()),
        ("<td><ruby>5<rp>(</rp><rt>1</rt><rp>)</rp></ruby>", "5", (), ()),
        ("<td><select><option disabled selected>0</option><option>5</option></select>", None, (), ()),
        ("<td><select><option hidden>0</option><option>5</option></select>", None, (), ()),
        ("<td><select><option disabled>0</option><option selected>5</option></select>", "5", (), ()),
        ("<td><i class=moc>5</i>", "5", (), ((0, 1),)),
        ("<td><i class=la>5</i>", "5", (), ((0, 1),)),
        ("<td><i class=dau>5</i>", "5", (), ()),
    ],
)
def test_what_of_a_cell_is_seen(cell: str, value: str | None, struck: object, raised: object) -> None:
    found = read(f"<table><tr>{cell}</table>", SHEET).sheets[0].cells.get((1, 1))
    assert (found and (found.value, found.struck, found.raised)) == (value and (value, struck, raised))


@pytest.mark.parametrize("section", ["thead", "tbody", "tfoot"])
def test_the_look_of_a_section_of_a_table(section: str) -> None:
    struck = read(f'<table><{section} style="{STRUCK}"><tr><td x:num="5">5</{section}></table>').sheets[0]
    assert struck.cells[1, 1].struck
    hidden = read(f"<table><{section} hidden><tr><td>5</{section}></table>").sheets[0]
    assert (hidden.cells[1, 1].struck, hidden.hidden_rows) == ((), (1,))


@pytest.mark.parametrize(
    ("cell", "value", "in_doubt"),
    [
        ('<td x:num="5">5', 5, False),
        ('<td x:num="0.333333333333333">0.333333333', 0.333333333333333, False),
        ('<td sdval="2.5" sdnum="1066;">2,5', 2.5, False),
        ('<td x:num="19810">19.810', 19810, False),
        ('<td x:num="123456789012">1.23457E+11', 123456789012, False),
        ('<td x:num="5"> </td>', 5, False),
        ('<td x:num="5000">5', "5", True),
        ('<td sdval="7">5', "5", True),
        ('<td x:num="-5">5', "5", True),
        ('<td x:num="5">5 nghìn', "5 nghìn", False),  # read as typed
    ],
)
def test_a_number_that_is_not_what_is_shown(cell: str, value: object, in_doubt: bool) -> None:
    found = read(f"<table><tr>{cell}</table>").sheets[0].cells[1, 1]
    assert (found.value, bool(found.perhaps)) == (value, in_doubt)
