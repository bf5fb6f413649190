import io
import zipfile
from collections.abc import Mapping

import docx
import pytest

from tests.specimens.books import WRITERS, Page, compound_bytes, damaged
from wardreport.domain.finding import Detection
from wardreport.domain.submission import FreeText, TextArea
from wardreport.formats.archive import Archive
from wardreport.formats.grid import CellRange, Document, Line, Sheet, UnreadableError
from wardreport.formats.ooxml.word_tables import read_word_tables

DECLARED = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
RELATIONSHIP = '<Relationship Id="r{}" Type="http://x/{}" Target="{}" TargetMode="External"/>'
RELATIONSHIPS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
PICTURE = Detection("privacy.free_text", "workbook!picture")


def shown(lines: tuple[Line, ...]) -> tuple[str, ...]:
    return tuple(line.text for line in lines)


def archive(parts: Mapping[str, str | bytes]) -> Archive:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return Archive(stream.getvalue())


def part(body: str, root: str = "document") -> str:
    return f"<w:{root} {DECLARED}>{body}</w:{root}>"


def read(body: str, parts: Mapping[str, str | bytes] | None = None) -> Document:
    return read_word_tables(archive({"word/document.xml": part(f"<w:body>{body}</w:body>"), **(parts or {})}))


def p(text: str, properties: str = "") -> str:
    return f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>"


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def cell(inside: str, properties: str = "") -> str:
    inside = inside if inside.startswith("<") else p(inside)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return (
        f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(c if c.startswith('<w:tc') else cell(c) for c in cells)}</w:tr>"
    )


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def values(sheet: Sheet) -> dict[tuple[int, int], object]:
    return {place: found.value for place, found in sheet.cells.items()}


def texts(document: Document) -> set[tuple[str, str]]:
    return {(text.masked_cell, text.text) for text in document.texts}


def text_box(text: str) -> str:
    """As Word writes it: once for new programs and once for old ones."""
    box = f"<w:txbxContent>{p(text)}</w:txbxContent>"
    return (
        f"<w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )


def test_what_a_library_writes() -> None:
    page = Page(
        rows=[
            ["ỦY BAN NHÂN DÂN"], ["Phường A"],
            ["Nội dung", "ĐVT", "Số lượng"], ["- Tæng sè", "Cơ sở", 5], ["II", None, None], ["x", "y", "4,6"],
            ["Người lập"], ["Nguyễn Văn A"],
        ],
        merged=((5, 1, 5, 3), (4, 2, 4, 3)),
        fonts={(4, 1): ".VnTime"},
        notes={(4, 3): "xem lại"},
    )  # fmt: skip
    (sheet,) = (document := read_word_tables(Archive(WRITERS["docx"]((page,))))).sheets
    assert (sheet.title, sheet.number) == ("Bang1", 1)
    assert values(sheet)[2, 1] == "- Tổng số"
    assert values(sheet)[2, 2] == "Cơ sở\n5"  # what the library makes of two merged cells
    assert set(sheet.merged) == {CellRange(3, 1, 3, 3), CellRange(2, 2, 2, 3)}
    assert shown(sheet.lines_above) == ("ỦY BAN NHÂN DÂN", "Phường A")
    assert shown(sheet.lines_below) == ("Người lập", "Nguyễn Văn A")
    assert ("sheet1!note_B2", "xem lại") in texts(document)
    assert document.detections == ()
    assert not any("python-docx" in text for _, text in texts(document))


def test_cells_that_go_on_below_and_beside() -> None:
    begin, goes_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    wide = '<w:gridSpan w:val="2"/>'
    sheet = read(
        table(
            row(cell("a", begin + wide), "b"),
            row(cell("", goes_on + wide), cell("c", begin)),
            row(cell("d", begin), "e", cell("", goes_on)),
            row(cell("f", wide), "g", properties='<w:gridBefore w:val="1"/>'),
            row(cell("h", '<w:hMerge w:val="restart"/>'), cell("", "<w:hMerge/>"), "i"),
        )
    ).sheets[0]
    assert values(sheet) == {
        (1, 1): "a", (1, 3): "b", (2, 3): "c", (3, 1): "d", (3, 2): "e",
        (4, 2): "f", (4, 4): "g", (5, 1): "h", (5, 3): "i",
    }  # fmt: skip
    assert set(sheet.merged) == {CellRange(1, 1, 2, 2), CellRange(2, 3, 3, 3), CellRange(4, 2, 4, 3)}


def test_what_is_text_and_what_is_not() -> None:
    paragraph = (
        "<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr>"
        "<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/></w:r>"
        "<w:del w:author='Lê C'><w:r><w:delText>xóa</w:delText></w:r></w:del>"
        "<w:ins w:author='Vũ D'><w:r><w:t>thêm</w:t></w:r></w:ins>"
        "<w:moveFrom><w:r><w:t>dời</w:t></w:r></w:moveFrom>"
        "<w:r><w:instrText> PAGE </w:instrText></w:r>" + run("ẩn", "<w:vanish/>") + "<w:fldSimple w:instr='DATE'>"
        + run("9") + "</w:fldSimple><w:hyperlink>" + run("!") + "</w:hyperlink>"
        "<w:sdt><w:sdtPr/><w:sdtContent>" + run("*") + "</w:sdtContent></w:sdt>"
        "<m:oMath><m:r><m:t>7</m:t></m:r></m:oMath></w:p>"
    )  # fmt: skip
    document = read(table(row(cell(paragraph + p("hai")), "x")))
    assert values(document.sheets[0])[1, 1] == "a\tb\nc-thêmẩn9!*7\nhai"
    assert texts(document) == {
        ("workbook!deleted_text", "xóa"),
        ("workbook!deleted_text", "dời"),
        ("workbook!properties", "Lê C"),
        ("workbook!properties", "Vũ D"),
    }


def test_a_row_that_was_deleted_is_no_row() -> None:
    gone = row("Bùi", "1", properties="<w:del w:author=''/>")
    document = read(table(row("a", "b"), gone, row("c", "d", properties="<w:hidden/>")))
    assert values(document.sheets[0]) == {(1, 1): "a", (1, 2): "b", (2, 1): "c", (2, 2): "d"}
    assert document.sheets[0].hidden_rows == (2,)
    assert texts(document) == {("workbook!deleted_text", "Bùi1")}


def test_fonts_of_runs_styles_and_the_document() -> None:
    def fonts(name: str) -> str:
        return f'<w:rPr><w:rFonts w:ascii="{name}" w:hAnsi="{name}"/></w:rPr>'

    styles = part(
        f"<w:docDefaults><w:rPrDefault>{fonts('VNI-Times')}</w:rPrDefault></w:docDefaults>"
        f"<w:style w:styleId='old' w:type='paragraph'>{fonts('.VnTime')}</w:style>"
        "<w:style w:styleId='child' w:type='paragraph'><w:basedOn w:val='old'/></w:style>"
        "<w:style w:styleId='loop' w:type='paragraph'><w:basedOn w:val='loop'/></w:style>"
        f"<w:style w:styleId='capital' w:type='character'>{fonts('.VnTimeH')}</w:style>",
        "styles",
    )
    child, loop = (f"<w:pPr><w:pStyle w:val='{name}'/></w:pPr>" for name in ("child", "loop"))
    symbol = "<w:p><w:r><w:sym w:font='Wingdings' w:char='F0FC'/><w:sym w:font='x' w:char='zz'/></w:r></w:p>"
    capital = "<w:p>" + run("sè", "<w:rStyle w:val='capital'/>") + run("sè", "<w:rFonts w:hAnsi='Arial'/>") + "</w:p>"
    theme = "<w:p>" + run("sè", "<w:rFonts w:asciiTheme='minorHAnsi'/>") + "</w:p>"
    hyphen = "<w:p><w:r><w:rPr><w:rFonts w:hAnsi='.VnTime'/></w:rPr><w:softHyphen/><w:t>ng</w:t></w:r></w:p>"
    cells = (p("sè", child), p("soá"), p("soá", loop), capital, symbol, theme, hyphen)
    found = values(read(table(row(*map(cell, cells))), {"word/styles.xml": styles}).sheets[0])
    assert list(found.values()) == ["số", "số", "số", "SỐsè", "✓", "sè", "ưng"]


def test_tables_in_tables_and_in_content_controls() -> None:
    nested = table(row("trong", "2"))
    control = "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>"
    document = read(
        p("trên")
        + control.format(table(row(cell(p("ngoài") + nested + p("hết")), "b"), control.format(row("c", "d"))))
        + p("dưới")
        + table(row(control.format(cell("e"))))
    )
    assert [values(sheet) for sheet in document.sheets] == [
        {(1, 1): "ngoài\nhết", (1, 2): "b", (2, 1): "c", (2, 2): "d"},
        {(1, 1): "trong", (1, 2): "2"},
        {},
    ]
    assert [sheet.title for sheet in document.sheets] == ["Bang1", "Bang2", "Bang3"]
    outer, inner, last = document.sheets
    assert (shown(outer.lines_above), shown(outer.lines_below)) == (("trên",), ("dưới",))
    assert (shown(inner.lines_above), shown(inner.lines_below)) == (("trên", "ngoài"), ("hết", "b", "c", "d", "dưới"))
    assert shown(last.lines_above) == ("trên", "ngoài", "trong", "2", "hết", "b", "c", "d", "dưới")


def test_a_form_split_over_two_tables_is_one() -> None:
    heading = row("Nội dung", "Số lượng")
    split = table(heading, row("a", "1")) + p("") + table(heading, row("b", "2")) + table(row("c", "3"))
    sheet = read(p("trên") + split + p("dưới")).sheets[0]
    assert values(sheet) == {
        (1, 1): "Nội dung", (1, 2): "Số lượng", (2, 1): "a", (2, 2): "1", (3, 1): "b", (3, 2): "2",
        (4, 1): "c", (4, 2): "3",
    }  # fmt: skip
    assert (shown(sheet.lines_above), shown(sheet.lines_below)) == (("trên",), ("dưới",))


@pytest.mark.parametrize("between", [p("dòng"), ""])
def test_other_tables_stay_apart(between: str) -> None:
    second = row("a", "1") if between else row("a", "1", "2")
    document = read(table(row("x", "y")) + between + table(second))
    assert len(document.sheets) == 2
    assert shown(document.sheets[1].lines_above) == ("x", "y", *(("dòng",) if between else ()))


def test_text_boxes_count_once_and_those_below_are_below() -> None:
    document = read(text_box("Trên") + table(row("a", "b")) + p("dưới") + text_box("CHỦ TỊCH"))
    assert document.texts == (
        FreeText("workbook!textbox", "Trên"),
        FreeText("workbook!textbox", "CHỦ TỊCH", TextArea.BELOW, row=2, column=1),
    )
    assert shown(document.sheets[0].lines_below) == ("dưới",)


def test_headers_notes_comments_and_their_places() -> None:
    commented = "<w:p><w:r><w:t>a</w:t></w:r><w:r><w:commentReference w:id='1'/></w:r></w:p>"
    comment = "<w:comment w:id='{}' w:author='{}'>{}</w:comment>"
    document = read(
        table(row("x", cell(commented))),
        {
            "word/header1.xml": part(p("Đầu") + table(row("trang")), "hdr"),
            "word/footer1.xml": part(p("Chân"), "ftr"),
            "word/footnotes.xml": part(
                f"<w:footnote w:type='separator'>{p('-')}</w:footnote><w:footnote>{p('chú')}</w:footnote>", "footnotes"
            ),
            "word/comments.xml": part(
                comment.format(1, "Lê C", p("xem")) + comment.format(2, "", p("chung")), "comments"
            ),
            "word/settings.xml": part("<w:docVars><w:docVar w:val='Vũ D'/></w:docVars>", "settings"),
        },
    )
    assert texts(document) == {
        ("workbook!header", "Đầu\ntrang"),
        ("workbook!footer", "Chân"),
        ("workbook!footnote", "chú"),
        ("sheet1!B1", "Lê C"),
        ("sheet1!note_B1", "xem"),
        ("workbook!comment", "chung"),
        ("workbook!properties", "Vũ D"),
    }


def test_properties_custom_xml_and_embedded_objects() -> None:
    core = (
        "<cp:coreProperties xmlns:cp='c' xmlns:dc='d' xmlns:dcterms='t'><dc:creator>Lê C</dc:creator>"
        "<dc:description>generated by python-docx</dc:description><dcterms:created>2024</dcterms:created>"
        "</cp:coreProperties>"
    )
    app = (
        "<Properties xmlns='x'><Application>Microsoft Excel</Application><Company>Quận X</Company>"
        "<Template>Normal.dotm</Template></Properties>"
    )
    custom = (
        "<Properties xmlns='x'><property name='a'><b>riêng</b></property><property name='ICV'>"
        "<b>A1</b></property></Properties>"
    )
    old = compound_bytes({"WordDocument": "\x01Trần Thị Bưởi\x02".encode("utf-16-le")})
    document = read(
        table(row("a", "b")),
        {
            "docProps/core.xml": core,
            "docProps/app.xml": app,
            "docProps/custom.xml": custom,
            "customXml/item1.xml": "<a id='{12345678-1234-1234-1234-123456789012}' who='Vũ D'>tự nhập</a>",
            "customXml/itemProps1.xml": "<a>x</a>",
            "word/embeddings/sheet.xlsx": WRITERS["xlsx"]((Page([["Đỗ Thị E", 5]]),)),
            "word/embeddings/oleObject1.bin": old,
            "word/embeddings/oleObject2.bin": "…\x00Phan Văn Giang\x00".encode(),
            "word/charts/chart1.xml": "<c><v>5</v><t>Biểu đồ</t></c>",
        },
    )
    told = texts(document)
    assert {text for place, text in told if place == "workbook!properties"} == {"Lê C", "Quận X", "riêng"}
    assert {text for place, text in told if place == "workbook!custom_xml"} == {"Vũ D", "tự nhập"}
    embedded = {text for place, text in told if place == "workbook!embedded"}
    assert {"Đỗ Thị E", "Trần Thị Bưởi", "Phan Văn Giang", "Biểu đồ"} <= embedded


@pytest.mark.parametrize(
    "broken",
    [
        b"PK\x03\x04\x00Phan Giang\x00",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00Phan Giang\x00",
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000) + b"Phan Giang"),
    ],
)
def test_a_damaged_object_is_searched_as_it_is(broken: bytes) -> None:
    document = read(table(row("a", "b")), {"word/embeddings/oleObject1.bin": broken})
    assert texts(document) == {("workbook!embedded", "Phan Giang")}


def test_an_object_that_inflates_too_far_is_too_large() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("a.xml", b" " * (16 * 1024 * 1024))
    with pytest.raises(UnreadableError) as error:
        read(table(row("a", "b")), {"word/embeddings/a.xlsx": stream.getvalue()})
    assert error.value.rule == "file.too_large"


@pytest.mark.parametrize(
    ("name", "content", "detection"),
    [
        ("word/vbaProject.bin", "x", Detection("file.macro")),
        ("word/media/image1.png", "x", PICTURE),
        (
            "word/_rels/settings.xml.rels",
            RELATIONSHIPS.format(RELATIONSHIP.format(1, "attachedTemplate", "file:///x.dotm")),
            Detection("file.external_link"),
        ),
        ("word/_rels/document.xml.rels", RELATIONSHIPS.format(RELATIONSHIP.format(1, "hyperlink", "http://x")), None),
        ("docProps/thumbnail.jpeg", "x", None),
    ],
)
def test_macros_pictures_and_links(name: str, content: str, detection: Detection | None) -> None:
    document = read(table(row("a", "b")), {name: content})
    assert document.detections == ((detection,) if detection else ())


def test_a_mail_address_behind_a_link_is_text() -> None:
    link = RELATIONSHIPS.format(RELATIONSHIP.format(1, "hyperlink", "mailto:a@b.vn"))
    document = read(table(row("a", "b")), {"word/_rels/document.xml.rels": link})
    assert texts(document) == {("workbook!links", "mailto:a@b.vn")}


def test_a_document_in_the_strict_dialect_with_a_main_part_of_another_name() -> None:
    strict = part(f"<w:body>{table(row('a', 'b'))}</w:body>").replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    root = RELATIONSHIPS.format('<Relationship Id="r1" Type="http://x/officeDocument" Target="/word/document2.xml"/>')
    document = read_word_tables(archive({"_rels/.rels": root, "word/document2.xml": strict}))
    assert values(document.sheets[0]) == {(1, 1): "a", (1, 2): "b"}


def test_a_document_without_tables_has_only_texts() -> None:
    document = read(p("Báo cáo") + p("Nguyễn Văn A"))
    assert document.sheets == ()
    assert [text.text for text in document.texts] == ["Báo cáo", "Nguyễn Văn A"]


def test_too_many_tables_or_columns_are_too_large() -> None:
    for body in ((table(row("a")) + p("x")) * 201, table(row(*(cell("a", '<w:gridSpan w:val="999"/>'),) * 2))):
        with pytest.raises(UnreadableError) as error:
            read(body)
        assert error.value.rule == "file.too_large"


def test_damage_is_an_ordinary_error() -> None:
    stream = io.BytesIO()
    document = docx.Document()
    document.add_table(20, 3).cell(0, 0).text = "a"
    document.save(stream)
    for broken in damaged(stream.getvalue()):
        try:
            assert isinstance(read_word_tables(Archive(broken)), Document)
        except Exception as error:
            assert not isinstance(error, MemoryError)


W14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'


def field(data: str, result: str | None = None) -> str:
    begin = f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{data}</w:ffData></w:fldChar></w:r>'
    shown = "" if result is None else f'<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>{result}</w:t></w:r>'
    return f'<w:p>{begin}{shown}<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'


def control(properties: str, content: str) -> str:
    return f"<w:sdt {W14}><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def box(checked: str, sign: str) -> str:
    return control(f'<w14:checkbox><w14:checked w14:val="{checked}"/></w14:checkbox>', p(sign))


def prompt(text: str) -> str:
    return run(text, '<w:rStyle w:val="PlaceholderText"/>')


LIST = '<w:ddList>{}<w:listEntry w:val="Không"/><w:listEntry w:val="Có"/></w:ddList>'
SYMBOL = '<w:p><w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r></w:p>'


@pytest.mark.parametrize(
    ("inside", "meant"),
    [
        (field('<w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox>'), "☒"),
        (field('<w:checkBox><w:default w:val="1"/></w:checkBox>'), "☒"),
        (field('<w:checkBox><w:default w:val="1"/><w:checked w:val="0"/></w:checkBox>'), "☐"),
        (field("<w:checkBox/>"), "☐"),
        (field(LIST.format('<w:result w:val="1"/>')), "Có"),
        (field(LIST.format('<w:default w:val="1"/>')), "Có"),
        (field(LIST.format("")), "Không"),  # the first is shown where nothing was chosen
        (field(LIST.format('<w:result w:val="7"/>')), ""),
        (field(LIST.format('<w:result w:val="0"/>'), "Có"), "Có"),  # as another program wrote the result
        (field("<w:textInput/>", "12"), "12"),
        (field('<w:textInput><w:default w:val="5"/></w:textInput>'), "5"),
        (field('<w:textInput><w:default w:val="5"/></w:textInput>', "7"), "7"),
        (field('<w:textInput><w:default w:val="5"/></w:textInput>', "\u2002\u2002\u2002"), ""),  # emptied again
        (field('<w:textInput><w:default w:val="0"/></w:textInput>', " "), ""),
        (field("<w:textInput/>", "\u2002\u2002"), ""),
        (box("1", "☒"), "☒"),
        (box("0", "☐"), "☐"),
        (box("1", "\u2714"), "☒"),  # a sign of its own
        (control('<w14:checkbox><w14:checked w14:val="1"/></w14:checkbox>', SYMBOL), "☒"),
        (control("<w:showingPlcHdr/><w:text/>", p("Nhập số liệu")), ""),
        (control("<w:showingPlcHdr/><w:text/>", p("12")), "12"),  # filled in by a program that left the sign
        (control("<w:showingPlcHdr/><w:text/>", f"<w:p>{prompt('0')}</w:p>"), ""),
        (control("<w:showingPlcHdr/><w:text/>", f"<w:p>{prompt('1.')}{prompt('234')}</w:p>"), ""),
        (control("<w:showingPlcHdr/><w:dropDownList/>", f"<w:p>{prompt('00')}</w:p>"), ""),
        (control('<w:showingPlcHdr w:val="0"/><w:text/>', p("Có")), "Có"),
        (control('<w:dropDownList><w:listItem w:displayText="Có" w:value="1"/></w:dropDownList>', p("Có")), "Có"),
    ],
)
def test_what_a_control_shows(inside: str, meant: str) -> None:
    (sheet,) = read(f"<w:tbl>{row(cell('x'), cell(inside))}</w:tbl>").sheets
    found = sheet.cells.get((1, 2))
    assert (found.value if found else "") == meant


def test_prompts_and_entries_that_nobody_chose_are_told_apart() -> None:
    table = f"<w:tbl>{row(cell(control('<w:showingPlcHdr/>', p('Gõ vào đây'))), cell(field(LIST.format(''))))}</w:tbl>"
    assert {t.text for t in read(table).texts if t.masked_cell == "workbook!validation"} == {
        "Gõ vào đây",
        "Không",
        "Có",
    }


STYLES = (
    '<w:style w:type="character" w:styleId="Old"><w:rPr><w:strike/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Older"><w:basedOn w:val="Old"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Gone"><w:rPr><w:dstrike/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Note"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
)


def said(name: str, value: str) -> str:
    return f'<w:{name} w:val="{value}"/>'


@pytest.mark.parametrize(
    ("first", "second", "of_paragraph", "struck", "raised"),
    [
        ("<w:strike/>", "", "", ((0, 1),), ()),
        ("<w:dstrike/>", "", "", ((0, 1),), ()),
        ("<w:vanish/>", "", "", ((0, 1),), ()),
        (said("strike", "0"), "", "", (), ()),
        (said("rStyle", "Older"), "", "", ((0, 1),), ()),
        ("", said("dstrike", "0"), said("pStyle", "Gone"), ((0, 1),), ()),
        ("", said("vertAlign", "subscript"), "", (), ((1, 2),)),
        ("", said("position", "6"), "", (), ((1, 2),)),
        ("", said("position", "1"), "", (), ()),
        ("", said("rStyle", "Note"), "", (), ((1, 2),)),
    ],
)
def test_what_is_struck_out_hidden_or_raised(
    first: str, second: str, of_paragraph: str, struck: object, raised: object
) -> None:
    inside = f"<w:p><w:pPr>{of_paragraph}</w:pPr>{run('1', first)}{run('6', second)}</w:p>"
    styles = {"word/styles.xml": part(STYLES, "styles")}
    (sheet,) = read(f"<w:tbl>{row(cell('x'), cell(inside))}</w:tbl>", styles).sheets
    found = sheet.cells[1, 2]
    assert (found.value, found.struck, found.raised) == ("16", struck, raised)


M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


def mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def coded(code: str, result: str | None) -> str:
    shown = "" if result is None else f"{mark('separate')}{result}"
    return f"{mark('begin')}{code}{shown}{mark('end')}"


def instruction(text: str) -> str:
    return f"<w:r><w:instrText>{text}</w:instrText></w:r>"


def math(inside: str) -> str:
    return f"<m:oMath {M}>{inside}</m:oMath>"


def mr(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


INNER = coded(instruction(" MERGEFIELD so "), run("12"))


@pytest.mark.parametrize(
    ("inside", "value"),
    [
        (coded(instruction(" =2+3 "), run("5")), "5"),
        (coded(instruction(" IF ") + INNER + instruction(' &gt; 3 "5" "0" '), run("5")), "5"),
        (coded(instruction(" = ") + INNER + instruction(" + ") + INNER, run("24")), "24"),
        (coded(instruction(" IF ") + INNER, coded(instruction(" =2+3 "), run("5"))), "5"),
        (coded(run(" = 2 + 3 "), run("5")), "5"),  # the code as plain text
        (coded(run("7"), None) + run("5"), "5"),
        (coded(coded(coded(run("1"), run("2")), run("3")), run("4")), "4"),
        ("<w:fldSimple w:instr='=2+3'>" + run("5") + "</w:fldSimple>", "5"),
        (f"<w:r><w:ruby><w:rt>{run('1')}</w:rt><w:rubyBase>{run('5')}</w:rubyBase></w:ruby></w:r>", "5"),
    ],
)
def test_only_the_result_of_a_field_and_the_base_of_a_ruby_are_seen(inside: str, value: str) -> None:
    (sheet,) = read(f"<w:tbl>{row(cell('x'), cell(f'<w:p>{inside}</w:p>'), cell('y'))}</w:tbl>").sheets
    assert values(sheet) == {(1, 1): "x", (1, 2): value, (1, 3): "y"}


def test_a_field_that_never_ends_hides_no_other_cell() -> None:
    open_field = f"<w:p>{mark('begin')}{run('7')}</w:p>"
    (sheet,) = read(f"<w:tbl>{row(cell(open_field), cell('5'))}</w:tbl>").sheets
    assert values(sheet) == {(1, 2): "5"}


def test_what_stands_in_the_code_of_a_field_is_told() -> None:
    inside = coded(run("Nguyễn Văn A"), run("5"))
    document = read(f"<w:tbl>{row(cell(f'<w:p>{inside}</w:p>'), cell('x'))}</w:tbl>")
    assert ("workbook!formula", "Nguyễn Văn A") in texts(document)


@pytest.mark.parametrize(
    ("inside", "value", "struck"),
    [
        (math(mr("5")), "5", ()),
        (math(f"<m:sSup><m:e>{mr('5')}</m:e><m:sup>{mr('2')}</m:sup></m:sSup>"), "52", ((1, 2),)),
        (math(f"<m:sSub><m:e>{mr('5')}</m:e><m:sub>{mr('10')}</m:sub></m:sSub>"), "510", ((1, 3),)),
        (math(f"<m:f><m:num>{mr('1')}</m:num><m:den>{mr('2')}</m:den></m:f>"), "1/2", ()),
    ],
)
def test_an_equation_is_no_figure_of_the_line(inside: str, value: str, struck: object) -> None:
    (sheet,) = read(f"<w:tbl>{row(cell('x'), cell(f'<w:p>{inside}</w:p>'))}</w:tbl>").sheets
    found = sheet.cells[1, 2]
    assert (found.value, found.struck, found.raised) == (value, struck, ((0, len(value)),))


def of_style(properties: str) -> dict[str, str]:
    style = f'<w:style w:type="table" w:styleId="Luoi">{properties}</w:style>'
    return {"word/styles.xml": part(style, "styles")}


STRIKE = "<w:rPr><w:strike/></w:rPr>"


@pytest.mark.parametrize(
    ("style", "struck", "raised"),
    [
        (STRIKE, ((0, 1),), ()),
        (f'<w:tblStylePr w:type="wholeTable">{STRIKE}</w:tblStylePr>', ((0, 1),), ()),
        (f'<w:tblStylePr w:type="lastCol">{STRIKE}</w:tblStylePr>', (), ((0, 1),)),  # which cells is not worked out
        (f'<w:tblStylePr w:type="firstRow">{STRIKE}</w:tblStylePr>', (), ()),
        ("<w:rPr><w:b/></w:rPr>", (), ()),
    ],
)
def test_what_the_style_of_a_table_says(style: str, struck: object, raised: object) -> None:
    table = f'<w:tbl><w:tblPr><w:tblStyle w:val="Luoi"/></w:tblPr>{row(cell(p("5")))}</w:tbl>'
    (sheet,) = read(table, of_style(style)).sheets
    assert (sheet.cells[1, 1].struck, sheet.cells[1, 1].raised) == (struck, raised)


def in_box(text: str) -> str:
    return f"<w:r><w:pict><w:txbxContent>{p(text)}</w:txbxContent></w:pict></w:r>"


@pytest.mark.parametrize(
    ("inside", "value", "raised"),
    [
        (in_box("5"), "5", ((0, 1),)),
        (in_box("khoảng 5"), "5", ((0, 1),)),
        (run("5") + in_box("0"), "50", ((1, 2),)),
        (run("5") + in_box("xem dòng 7"), "5", ()),
    ],
)
def test_a_figure_in_a_text_box_of_a_cell_is_in_doubt(inside: str, value: str, raised: object) -> None:
    (sheet,) = read(f"<w:tbl>{row(cell('x'), cell(f'<w:p>{inside}</w:p>'))}</w:tbl>").sheets
    assert (sheet.cells[1, 2].value, sheet.cells[1, 2].raised) == (value, raised)
