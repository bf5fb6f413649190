import io
import zipfile
from collections.abc import Mapping
from datetime import datetime, time, timedelta

import pytest

from tests.specimens.books import WRITERS, Page, damaged
from wardreport.domain.finding import Detection
from wardreport.formats.archive import Archive
from wardreport.formats.grid import EVERYTHING, Cell, CellRange, Document, UnreadableError
from wardreport.formats.opendocument.opendocument import read_opendocument

MIDNIGHT = datetime.fromisoformat("2024-05-03T00:00:00")
_SPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "number": "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "form": "urn:oasis:names:tc:opendocument:xmlns:form:1.0",
    "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xlink": "http://www.w3.org/1999/xlink",
    "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
}
DECLARED = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _SPACES.items())
PERCENT = (
    '<number:percentage-style style:name="N1"><number:number number:decimal-places="1"/></number:percentage-style>'
    '<style:style style:name="pc" style:family="table-cell" style:data-style-name="N1"/>'
)


def archive(parts: Mapping[str, str | bytes]) -> Archive:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return Archive(stream.getvalue())


def content(tables: str, styles: str = "", fonts: str = "") -> str:
    return (
        f"<office:document-content {DECLARED}><office:font-face-decls>{fonts}</office:font-face-decls>"
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>{tables}"
        "</office:spreadsheet></office:body></office:document-content>"
    )


def read(tables: str, styles: str = "", fonts: str = "", **parts: str) -> Document:
    named = {name.replace("_xml", ".xml"): part for name, part in parts.items()}
    return read_opendocument(archive({"content.xml": content(tables, styles, fonts), **named}))


def row(cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{cells}</table:table-row>"


def cell(text: str, attributes: str = 'office:value-type="string"') -> str:
    return f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"


def sheet(rows: str, before: str = "", attributes: str = 'table:name="Bieu"') -> str:
    return f"<table:table {attributes}>{before}{rows}</table:table>"


def texts(document: Document) -> set[tuple[str, str]]:
    return {(text.masked_cell, text.text) for text in document.texts}


def test_what_a_library_writes() -> None:
    page = Page(
        rows=[["Phường A", None, None], ["- Tæng sè", "Cơ sở", 5], ["hai\ndòng", None, 4.6]],
        merged=((1, 1, 1, 3),),
        hidden_rows=(3,),
        fonts={(2, 1): ".VnTime"},
        notes={(2, 3): "xem lại"},
    )
    document = read_opendocument(Archive(WRITERS["ods"]((page, Page([["x"]], title="Hai", hidden=True)))))
    first, second = document.sheets
    assert {place: found.value for place, found in first.cells.items()} == {
        (1, 1): "Phường A", (2, 1): "- Tổng số", (2, 2): "Cơ sở", (2, 3): 5, (3, 1): "hai\ndòng", (3, 3): 4.6,
    }  # fmt: skip
    assert (first.merged, first.hidden_rows) == ((CellRange(1, 1, 1, 3),), (3,))
    assert (second.title, second.number, second.hidden, first.hidden) == ("Hai", 2, True, False)
    assert ("sheet1!note_C2", "xem lại") in texts(document)


@pytest.mark.parametrize(
    ("attributes", "shown", "meant"),
    [
        ('office:value-type="float" office:value="19810"', "19.810", Cell(19810)),
        ('office:value-type="float" office:value="19.81"', "19,81", Cell(19.81)),
        ('office:value-type="float" office:value="inf"', "vô hạn", Cell("vô hạn")),
        ('office:value-type="currency" office:value="5"', "5 đ", Cell(5)),
        ('office:value-type="percentage" office:value="0.046"', "4,6%", Cell(0.046, "0%")),
        ('office:value-type="percentage" office:value="0.046" table:style-name="pc"', "4,6%", Cell(0.046, "0.0%")),
        ('office:value-type="date" office:date-value="2024-05-03"', "3/5", Cell(MIDNIGHT)),
        ('office:value-type="date" office:date-value="2024-05-03T00:00:00.5"', "3/5", Cell(MIDNIGHT)),
        ('office:value-type="date" office:date-value="3/5"', "3/5", Cell("3/5")),
        ('office:value-type="time" office:time-value="PT08H30M00S"', "8:30", Cell(time(8, 30))),
        ('office:value-type="time" office:time-value="PT30H00M00S"', "30:00", Cell(timedelta(hours=30))),
        ('office:value-type="boolean" office:boolean-value="true"', "ĐÚNG", Cell(True)),
        ('office:value-type="float" office:value="3" table:formula="of:=1+2"', "3", Cell(3, formula=True)),
        ('table:formula="of:=1+2"', "", Cell(None, formula=True)),
        (
            'table:formula="of:=1/0" office:value-type="string" office:string-value="" calcext:value-type="error"',
            "#DIV/0!",
            Cell("#DIV/0!", formula=True, error=True),
        ),
        (
            'table:formula="of:=1/0" office:value-type="float" office:value="0"',
            "Err:502",
            Cell("Err:502", formula=True, error=True),
        ),
        ('office:value-type="string"', "#DIV/0!", Cell("#DIV/0!")),
        ('office:value-type="string"', "", None),
        ('office:value-type="string"', "a<text:s text:c='2'/>b<text:tab/>c<text:line-break/>d", Cell("a  b c\nd")),
        ('office:value-type="string"', "a\n   <text:a xlink:href='x'>b</text:a>", Cell("a b")),
    ],
)
def test_every_kind_of_value(attributes: str, shown: str, meant: Cell | None) -> None:
    document = read(sheet(row(cell(shown, attributes))), PERCENT)
    assert document.sheets[0].cells.get((1, 1)) == meant


def test_repeats_count_and_do_not_explode() -> None:
    rows = (
        row(cell("a"), 'table:number-rows-repeated="2"')
        + row("<table:table-cell table:number-columns-repeated='16384'/>", "table:number-rows-repeated='1048000'")
        + row("<table:table-cell table:number-columns-repeated='3'/>" + cell("b", 'table:number-columns-repeated="2"'))
    )
    cells = read(sheet(rows)).sheets[0].cells
    assert set(cells) == {(1, 1), (2, 1), (1048003, 4), (1048003, 5)}


@pytest.mark.parametrize("count", ["1048576", "99999999999999999999"])
def test_a_cell_repeated_without_end_is_too_large(count: str) -> None:
    bomb = row(cell("a", 'table:number-columns-repeated="16384"'), f'table:number-rows-repeated="{count[:7]}"')
    with pytest.raises(UnreadableError) as error:
        read(sheet(bomb))
    assert error.value.rule == "file.too_large"


def test_covered_cells_keep_their_columns() -> None:
    rows = row(cell("a", 'table:number-columns-spanned="2"') + "<table:covered-table-cell/>" + cell("c"))
    found = read(sheet(rows)).sheets[0]
    assert set(found.cells) == {(1, 1), (1, 3)}
    assert found.merged == (CellRange(1, 1, 1, 2),)


def test_fonts_of_styles_parents_columns_rows_and_spans() -> None:
    fonts = "<style:font-face style:name='old' svg:font-family=\"'.VnTime'\"/>"
    styles = (
        '<style:style style:name="p" style:family="table-cell">'
        '<style:text-properties style:font-name="old"/></style:style>'
        '<style:style style:name="c" style:family="table-cell" style:parent-style-name="p"/>'
        '<style:style style:name="u" style:family="table-cell">'
        '<style:text-properties fo:font-family="Arial"/></style:style>'
        '<style:style style:name="t" style:family="text"><style:text-properties style:font-name="old"/></style:style>'
        '<style:style style:name="loop" style:family="table-cell" style:parent-style-name="loop"/>'
    )
    rows = (
        row(cell("sè", 'table:style-name="c"') + cell("sè", 'table:style-name="u"') + cell("sè"))
        + row(cell("sè") + cell("sè"), 'table:default-cell-style-name="c"')
        + row(cell("số <text:span text:style-name='t'>sè</text:span>", 'table:style-name="loop"'))
    )
    columns = (
        '<table:table-column table:number-columns-repeated="2"/><table:table-column table:default-cell-style-name="p"/>'
    )
    cells = read(sheet(rows, columns), styles, fonts).sheets[0].cells
    assert {place: found.value for place, found in cells.items()} == {
        (1, 1): "số", (1, 2): "sè", (1, 3): "số", (2, 1): "số", (2, 2): "số", (3, 1): "số số",
    }  # fmt: skip


def test_the_default_font_stands_in_the_common_styles() -> None:
    common = (
        f"<office:document-styles {DECLARED}><office:styles><style:default-style style:family='table-cell'>"
        "<style:text-properties fo:font-family='VNI-Times'/></style:default-style></office:styles>"
        "</office:document-styles>"
    )
    assert read(sheet(row(cell("soá"))), styles_xml=common).sheets[0].cells[1, 1].value == "số"


def test_what_is_hidden() -> None:
    rows = (
        "<table:table-header-rows>" + row(cell("a"), 'table:visibility="filter"') + "</table:table-header-rows>"
        "<table:table-row-group>" + row(cell("b") + cell("c"), 'table:visibility="collapse"')
        + "</table:table-row-group>"
        + row("<table:table-cell/>", 'table:visibility="collapse" table:number-rows-repeated="1000"')
    )  # fmt: skip
    columns = '<table:table-column/><table:table-column table:visibility="collapse" table:number-columns-repeated="9"/>'
    found = read(sheet(rows, columns)).sheets[0]
    assert (found.hidden_rows, found.hidden_columns) == ((1, 2), (2,))


def test_texts_that_stand_in_no_cell() -> None:
    shape = "<draw:custom-shape><text:p>CHỦ TỊCH</text:p><text:p>Nguyễn Văn A</text:p></draw:custom-shape>"
    note = (
        "<office:annotation><dc:creator>Trần B</dc:creator><text:p>xem <text:span>lại</text:span>"
        "</text:p></office:annotation>"
    )
    body = (
        "<table:content-validations><table:content-validation><table:help-message><text:p>Nhập số</text:p>"
        "</table:help-message></table:content-validation></table:content-validations>"
        + sheet(
            row(f"<table:table-cell office:value-type='string'>{note}<text:p>a</text:p></table:table-cell>")
            + row(f"<table:table-cell>{shape}</table:table-cell>"),
            f"<table:shapes>{shape.replace('A<', 'B<')}</table:shapes>"
            "<office:forms><form:form><form:button form:label='Bấm'/></form:form></office:forms>",
            'table:name="Bieu" table:style-name="ta"',
        )
        + "<table:named-expressions><table:named-range table:name='vung' table:cell-range-address='$Bieu.$A$1'/>"
        "<table:named-expression table:name='nguoi' table:expression='of:=&quot;Lê C&quot;'/></table:named-expressions>"
    )
    styles = '<style:style style:name="ta" style:family="table" style:master-page-name="trang"/>'
    common = (
        f"<office:document-styles {DECLARED}><office:master-styles><style:master-page style:name='trang'>"
        "<style:header><style:region-left><text:p>Đầu <text:sheet-name>???</text:sheet-name></text:p>"
        "</style:region-left>"
        "</style:header><style:footer><text:p>Chân</text:p></style:footer></style:master-page>"
        "<style:master-page style:name='khac'><style:header><text:p>Khác</text:p></style:header></style:master-page>"
        "</office:master-styles></office:document-styles>"
    )
    meta = (
        f"<office:document-meta {DECLARED}><office:meta><meta:generator>LibreOffice</meta:generator>"
        "<dc:creator>Phạm D</dc:creator><meta:user-defined meta:name='x'>riêng</meta:user-defined>"
        "<meta:user-defined meta:name='AppVersion'>16.0300</meta:user-defined></office:meta>"
        "</office:document-meta>"
    )
    document = read(body, styles, styles_xml=common, meta_xml=meta)
    assert document.sheets[0].cells == {(1, 1): Cell("a")}
    assert document.names == (("vung", "$Bieu.$A$1"), ("nguoi", '"Lê C"'))
    assert document.detections == ()
    assert texts(document) == {
        ("sheet1!A1", "Trần B"),
        ("sheet1!note_A1", "xem lại"),
        ("sheet1!textbox", "CHỦ TỊCH\nNguyễn Văn A"),
        ("sheet1!textbox", "CHỦ TỊCH\nNguyễn Văn B"),
        ("sheet1!textbox", "Bấm"),
        ("workbook!validation", "Nhập số"),
        ("workbook!names", "vung"),
        ("workbook!names", "nguoi"),
        ("workbook!names", "Lê C"),
        ("sheet1!header", "Đầu"),
        ("sheet1!footer", "Chân"),
        ("workbook!header", "Khác"),
        ("workbook!properties", "Phạm D"),
        ("workbook!properties", "riêng"),
    }
    anchored = [text for text in document.texts if text.text.endswith("Văn A")]
    assert [(text.row, text.column) for text in anchored] == [(2, 1)]


def test_objects_pictures_and_macros() -> None:
    drawn = (
        "<table:table-cell><draw:frame><draw:object xlink:href='./Object 1'/><draw:image xlink:href='./r'/>"
        "</draw:frame>"
        "</table:table-cell>"
    )
    inner = (
        f"<office:document-content {DECLARED}><text:p>Đinh <text:span>E</text:span></text:p></office:document-content>"
    )
    parts: dict[str, str | bytes] = {"content.xml": content(sheet(row(drawn)))}
    document = read_opendocument(archive({**parts, "Object 1/content.xml": inner, "Object 2": "Vũ Thị Giang"}))
    assert texts(document) == {("workbook!embedded", "Đinh E"), ("workbook!embedded", "Vũ Thị Giang")}
    assert document.detections == ()
    document = read_opendocument(archive({**parts, "Pictures/1.png": b"x", "Basic/Standard/Module1.xml": "<x/>"}))
    assert document.detections == (Detection("file.macro"), Detection("privacy.free_text", "workbook!picture"))


@pytest.mark.parametrize(
    "table",
    [
        sheet("<table:table-source xlink:href='../so.ods'/>"),
        sheet(row(cell("1", "table:formula=\"of:='file:///C:/so.ods'#$A.B1\" office:value-type='string'"))),
        sheet(row("<table:table-cell><draw:frame><draw:image xlink:href='http://x/y.png'/></draw:frame>"
                  "</table:table-cell>")),
    ],
)  # fmt: skip
def test_links_to_other_files(table: str) -> None:
    assert Detection("file.external_link") in read(table).detections


def test_a_copy_of_another_file_s_sheet_is_no_sheet() -> None:
    copy = sheet(row(cell("Bùi H")), attributes="table:name=\"'file:///C:/so.ods'#$Sheet1\"")
    document = read(sheet(row(cell("a"))) + copy)
    assert [found.title for found in document.sheets] == ["Bieu"]
    assert texts(document) == {("workbook!links", "Bùi H")}


@pytest.mark.parametrize(
    ("parts", "rule"),
    [
        ({"content.xml": "x", "META-INF/manifest.xml": "<manifest:encryption-data/>"}, "file.encrypted"),
        ({"content.xml": f"<office:document-content {DECLARED}><office:body/>"
                         f"</office:document-content>"}, "file.unsupported"),
        ({"mimetype": "x"}, "file.corrupt"),
        ({"content.xml": "<!DOCTYPE a><a/>"}, "file.corrupt"),
    ],
)  # fmt: skip
def test_what_cannot_be_read(parts: dict[str, str], rule: str) -> None:
    with pytest.raises(UnreadableError) as error:
        read_opendocument(archive(parts))
    assert error.value.rule == rule


def test_damage_is_an_ordinary_error() -> None:
    for broken in damaged(WRITERS["ods"]((Page([["a", 1]] * 30),))):
        try:
            assert isinstance(read_opendocument(Archive(broken)), Document)
        except Exception as error:
            assert not isinstance(error, MemoryError)


@pytest.mark.parametrize(
    ("styles", "code"),
    [
        ('<number:number-style style:name="N1"><number:number number:grouping="true" '
         'number:display-factor="1000000"/></number:number-style>', "#,##0,,"),
        ('<number:number-style style:name="N1"><number:number number:decimal-places="1" number:display-factor="1000"/>'
         "<number:text> tr</number:text></number:number-style>", '0.0," tr"'),
        ('<number:number-style style:name="N1"><number:text>12</number:text></number:number-style>', '"12"'),
        ('<number:number-style style:name="N1"><number:text/></number:number-style>', '""'),
        ('<number:currency-style style:name="N1"><number:number/><number:currency-symbol>₫</number:currency-symbol>'
         "</number:currency-style>", '0"₫"'),
        ('<number:number-style style:name="P0"><number:number/></number:number-style>'
         '<number:number-style style:name="N1"><number:text>-</number:text>'
         '<style:map style:condition="value()!=0" style:apply-style-name="P0"/></number:number-style>', '[<>0]0;"-"'),
    ],
)  # fmt: skip
def test_a_number_format_as_excel_would_write_it(styles: str, code: str) -> None:
    look = '<style:style style:name="c" style:family="table-cell" style:data-style-name="N1"/>'
    figure = cell("5", 'office:value-type="float" office:value="5" table:style-name="c"')
    (read_sheet,) = read(sheet(row(figure)), styles + look).sheets
    assert read_sheet.cells[1, 1].number_format == code


def test_what_is_struck_out_by_a_style_of_the_cell_or_of_a_piece() -> None:
    styles = (
        '<style:style style:name="s" style:family="text"><style:text-properties '
        'style:text-line-through-style="solid"/></style:style>'
        '<style:style style:name="n" style:family="text" style:parent-style-name="s"/>'
        '<style:style style:name="c" style:family="table-cell"><style:text-properties '
        'style:text-line-through-type="double"/></style:style>'
    )
    figure = cell("5", 'office:value-type="float" office:value="5" table:style-name="c"')
    rows = row(cell('<text:span text:style-name="n">1</text:span>6') + figure)
    (found,) = read(sheet(rows), styles).sheets
    assert (found.cells[1, 1].struck, found.cells[1, 2].struck) == (((0, 1),), EVERYTHING)
