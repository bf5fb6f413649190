from datetime import datetime

import pytest

from tests.specimens.books import WRITERS, Page, damaged
from wardreport.formats.grid import Cell, CellRange, Document, UnreadableError
from wardreport.formats.text.spreadsheet_2003 import read_spreadsheet_2003

MOMENT = datetime.fromisoformat("2024-05-03T00:00:00")
SPACES = (
    'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:html="http://www.w3.org/TR/REC-html40"'
)
STYLES = (
    '<Styles><Style ss:ID="Default"><Font ss:FontName=".VnTime"/></Style>'
    '<Style ss:ID="p"><Font ss:FontName="Arial"/><NumberFormat ss:Format="Percent"/></Style>'
    '<Style ss:ID="q" ss:Parent="p"/><Style ss:ID="r" ss:Parent="r"/></Styles>'
)


def read(table: str, before: str = "", after: str = "") -> Document:
    text = (
        f'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook {SPACES}>{before}{STYLES}'
        f'<Worksheet ss:Name="Bieu"><Table>{table}</Table>{after}</Worksheet></Workbook>'
    )
    return read_spreadsheet_2003(text.encode())


def texts(document: Document) -> set[tuple[str, str]]:
    return {(text.masked_cell, text.text) for text in document.texts}


def test_what_a_program_writes() -> None:
    page = Page(
        rows=[["Phường A", None, None], [None, None, None], ["- Tæng sè", "hai\ndòng", 19.81]],
        merged=((1, 1, 1, 3),),
        hidden_rows=(3,),
        fonts={(3, 1): ".VnTime"},
        notes={(3, 3): "xem lại"},
    )
    document = read_spreadsheet_2003(WRITERS["xml-2003"]((page, Page([["x"]], title="Hai", hidden=True))))
    first, second = document.sheets
    assert first.cells == {
        (1, 1): Cell("Phường A"),
        (3, 1): Cell("- Tổng số"),
        (3, 2): Cell("hai\ndòng"),
        (3, 3): Cell(19.81),
    }
    assert (first.merged, first.hidden_rows) == ((CellRange(1, 1, 1, 3),), (3,))
    assert (second.title, second.number, second.hidden) == ("Hai", 2, True)
    assert texts(document) == {("sheet1!note_C3", "xem lại")}


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ('<Cell><Data ss:Type="Number">5</Data></Cell>', Cell(5)),
        ('<Cell ss:StyleID="q"><Data ss:Type="Number">0.046</Data></Cell>', Cell(0.046, "0.00%")),
        ('<Cell><Data ss:Type="Number">inf</Data></Cell>', Cell("inf")),
        ('<Cell><Data ss:Type="Number">x</Data></Cell>', Cell("x")),
        ('<Cell><Data ss:Type="DateTime">2024-05-03T00:00:00.000</Data></Cell>', Cell(MOMENT)),
        ('<Cell><Data ss:Type="Boolean">1</Data></Cell>', Cell(True)),
        ('<Cell ss:Formula="=1/0"><Data ss:Type="Error">#DIV/0!</Data>'
         '</Cell>', Cell("#DIV/0!", formula=True, error=True)),
        ('<Cell ss:Formula="=1+1"><Data ss:Type="Number">2</Data></Cell>', Cell(2, formula=True)),
        ('<Cell ss:Formula="=1+1"/>', Cell(None, formula=True)),
        ('<Cell ss:Formula="=A1"><Data ss:Type="String"></Data></Cell>', Cell(None, formula=True)),
        ("<Cell/>", None),
        ('<Cell><Data ss:Type="String">sè</Data></Cell>', Cell("số")),
        ('<Cell ss:StyleID="r"><Data ss:Type="String">sè</Data></Cell>', Cell("sè")),
        ('<Cell ss:StyleID="p"><Data ss:Type="String">sè</Data></Cell>', Cell("sè", "0.00%")),
        (
            '<Cell ss:StyleID="p"><ss:Data ss:Type="String"><html:B>'
            '<html:Font html:Face=".VnTime">sè</html:Font></html:B>'
            " là</ss:Data></Cell>",
            Cell("số là", "0.00%"),
        ),
    ],
)  # fmt: skip
def test_every_kind_of_value(cell: str, meant: Cell | None) -> None:
    assert read(f"<Row>{cell}</Row>").sheets[0].cells.get((1, 1)) == meant


def test_places_that_are_skipped_merged_and_hidden() -> None:
    data = '<Data ss:Type="String">a</Data>'
    sheet = read(
        '<Column ss:Index="2" ss:Span="2" ss:Hidden="1"/><Row ss:Span="3"/>'
        f'<Row><Cell ss:MergeAcross="1" ss:MergeDown="2">{data}</Cell><Cell>{data}</Cell></Row>'
        f'<Row ss:Index="3" ss:Hidden="1"><Cell ss:Index="5">{data}</Cell></Row>'
        f'<Row ss:Index="99999999999"><Cell>{data}</Cell></Row>'
    ).sheets[0]
    assert set(sheet.cells) == {(5, 1), (5, 3), (6, 5), (7, 1)}
    assert (sheet.merged, sheet.hidden_rows, sheet.hidden_columns) == ((CellRange(5, 1, 7, 2),), (6,), (3,))


def test_texts_that_stand_in_no_cell() -> None:
    document = read(
        "",
        "<o:DocumentProperties><o:Author>Lê C</o:Author><o:Version>12</o:Version></o:DocumentProperties>"
        "<o:CustomDocumentProperties><o:x>riêng</o:x></o:CustomDocumentProperties>"
        '<Names><NamedRange ss:Name="nguoi" ss:RefersTo="=&quot;Vũ D&quot;"/></Names>',
        "<x:WorksheetOptions><x:PageSetup><x:Header x:Data='&amp;LĐầu'/><x:Footer x:Data='Chân'/></x:PageSetup>"
        "</x:WorksheetOptions><x:DataValidation><x:InputMessage>Nhập số</x:InputMessage></x:DataValidation>",
    )
    assert document.names == (("nguoi", '"Vũ D"'),)
    assert texts(document) == {
        ("workbook!properties", "Lê C"),
        ("workbook!properties", "riêng"),
        ("workbook!names", "nguoi"),
        ("workbook!names", "Vũ D"),
        ("sheet1!header", "Đầu"),
        ("sheet1!footer", "Chân"),
        ("sheet1!validation", "Nhập số"),
    }


def test_utf16() -> None:
    text = f'<?xml version="1.0" encoding="UTF-16"?><Workbook {SPACES}><Worksheet ss:Name="Ẩn"/></Workbook>'
    assert read_spreadsheet_2003(text.encode("utf-16")).sheets[0].title == "Ẩn"


@pytest.mark.parametrize(("content", "rule"), [(b"<a/>", "file.unsupported"), (b"<!DOCTYPE a><a/>", "file.corrupt")])
def test_what_cannot_be_read(content: bytes, rule: str) -> None:
    with pytest.raises(UnreadableError) as error:
        read_spreadsheet_2003(content)
    assert error.value.rule == rule


@pytest.mark.slow
def test_too_many_cells() -> None:
    with pytest.raises(UnreadableError) as error:
        read("<Row>" + '<Cell><Data ss:Type="Number">1</Data></Cell>' * 200_001 + "</Row>")
    assert error.value.rule == "file.too_large"


def test_damage_is_an_ordinary_error() -> None:
    for broken in damaged(WRITERS["xml-2003"]((Page([["a", 1]] * 30),))):
        try:
            assert isinstance(read_spreadsheet_2003(broken), Document)
        except Exception as error:
            assert not isinstance(error, MemoryError)
