"""What is not evaluated or not seen: formats that depend on conditions, cells under merged ones, styles of columns."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.formatting.rule import DataBarRule, IconSetRule, Rule
from openpyxl.styles import Font
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat

from tests.specimens.annexes import Layout, annex
from tests.specimens.books import WRITERS
from tests.specimens.submissions import submission
from wardreport.domain.figure import Status
from wardreport.formats.grid import column_letters
from wardreport.metadata import Metadata
from wardreport.stages.parse import parse

pytestmark = pytest.mark.slow

FIGURE = 5000
MADE = annex(Layout(), typed={"hotspots": FIGURE, "fac_dance": 4})
ROW, COLUMN = MADE.places["hotspots"]
PLACE = f"{column_letters(COLUMN)}{ROW}"
IN_DOUBT = (Status.INVALID, None, "cell.scaled_format", FIGURE)
CERTAIN = (Status.VALUE, FIGURE, None, None)


def read(content: bytes, folder: Path, metadata: Metadata, indicator: str = "hotspots") -> tuple[Any, ...]:
    form = parse(submission(folder, content, folder_unit="01837"), metadata)
    found = next(o for o in form.observations if o.indicator == indicator)
    defect = form.readings.get(indicator)
    return found.status, found.value, defect.rule if defect else None, defect.suggestion if defect else None


def rewritten(content: bytes, part: str, edit: Callable[[str], str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            written = old.read(name)
            new.writestr(name, edit(written.decode()).encode() if name == part else written)
    return stream.getvalue()


def xlsx(rule: Any, place: str = PLACE) -> bytes:
    workbook = openpyxl.load_workbook(io.BytesIO(WRITERS["xlsx"]([MADE.page])))
    workbook.worksheets[0].conditional_formatting.add(place, rule)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def by_formula(look: DifferentialStyle) -> Rule:
    return Rule(type="expression", formula=["TRUE"], dxf=look)


def x14(rule: str) -> bytes:
    """A rule of Excel 2010, which stands in the sheet's extensions."""
    extension = (
        '<extLst><ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"'
        ' xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:conditionalFormattings>'
        f"<x14:conditionalFormatting>{rule}<xm:sqref>A1 {PLACE}</xm:sqref></x14:conditionalFormatting>"
        "</x14:conditionalFormattings></ext></extLst></worksheet>"
    )
    content = WRITERS["xlsx"]([MADE.page])
    return rewritten(content, "xl/worksheets/sheet1.xml", lambda text: text.replace("</worksheet>", extension))


def scaled(code: str) -> DifferentialStyle:
    return DifferentialStyle(numFmt=NumberFormat(numFmtId=170, formatCode=code))


@pytest.mark.parametrize(
    ("content", "reading"),
    [
        (xlsx(by_formula(DifferentialStyle(font=Font(strike=True)))), IN_DOUBT),
        (xlsx(by_formula(DifferentialStyle(font=Font(strike=True))), "A1:C1048576"), IN_DOUBT),
        (xlsx(by_formula(DifferentialStyle(font=Font(strike=True))), f"A1:B3 {PLACE}:{PLACE}"), IN_DOUBT),
        (xlsx(by_formula(DifferentialStyle(font=Font(vertAlign="superscript")))), IN_DOUBT),
        (xlsx(by_formula(scaled("#,##0,"))), IN_DOUBT),
        (xlsx(by_formula(scaled('"khoảng "0'))), IN_DOUBT),
        (xlsx(by_formula(scaled(";;;"))), IN_DOUBT),
        (xlsx(by_formula(scaled("#,##0"))), CERTAIN),
        (xlsx(by_formula(DifferentialStyle(font=Font(bold=True, color="FF0000")))), CERTAIN),
        (xlsx(by_formula(DifferentialStyle(font=Font(strike=True))), "A1:B3"), CERTAIN),
        (xlsx(DataBarRule("min", 0, "max", 10, "FF0000", showValue=False)), IN_DOUBT),
        (xlsx(DataBarRule("min", 0, "max", 10, "FF0000")), CERTAIN),
        (xlsx(IconSetRule("3Arrows", "percent", [0, 33, 67], showValue=False)), IN_DOUBT),
        (x14('<x14:cfRule type="dataBar"><x14:dataBar showValue="0"/></x14:cfRule>'), IN_DOUBT),
        (x14('<x14:cfRule type="dataBar"><x14:dataBar/></x14:cfRule>'), CERTAIN),
        (x14('<x14:cfRule type="expression"><x14:dxf><font><strike/></font></x14:dxf></x14:cfRule>'), IN_DOUBT),
    ],
)
def test_rules_of_a_workbook(content: bytes, reading: tuple[Any, ...], metadata: Metadata, tmp_path: Path) -> None:
    assert read(content, tmp_path, metadata) == reading


CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
NUMBERS = "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"
STRUCK = '<style:text-properties style:text-line-through-style="solid"/>'
# a prefix of its own: once any test has made a format of numbers, odfpy declares its own in every file
SCALED = '<n:number-style style:name="N9"><n:number n:display-factor="1000"/></n:number-style>'
OTHER = {
    "struck": f'<style:style style:name="Khac" style:family="table-cell">{STRUCK}</style:style>',
    "scaled": f'{SCALED}<style:style style:name="Khac" style:family="table-cell" style:data-style-name="N9"/>',
    "bold": '<style:style style:name="Khac" style:family="table-cell"/>',
}


def ods(look: str, *, map_of_a_style: bool) -> bytes:
    def edit(text: str) -> str:
        declared = f'<office:document-content xmlns:c="{CALC}" xmlns:n="{NUMBERS}" '
        text = text.replace("<office:document-content ", declared, 1)
        if not map_of_a_style:
            rules = (
                f'<c:conditional-formats><c:conditional-format c:target-range-address="Bieu.{PLACE}:Bieu.{PLACE}">'
                '<c:condition c:apply-style-name="Khac" c:value="&gt;1"/></c:conditional-format>'
                "</c:conditional-formats></table:table>"
            )
            text = text.replace("</table:table>", rules)
        else:
            text = text.replace(f'office:value="{FIGURE}"', f'office:value="{FIGURE}" table:style-name="Nhin"')
        mapped = (
            '<style:style style:name="Nhin" style:family="table-cell">'
            '<style:map style:condition="cell-content()&gt;1" style:apply-style-name="Khac"/></style:style>'
        )
        styles = f"<office:automatic-styles>{OTHER[look]}{mapped}</office:automatic-styles>"
        return text.replace("<office:automatic-styles/>", styles)

    return rewritten(WRITERS["ods"]([MADE.page]), "content.xml", edit)


@pytest.mark.parametrize("map_of_a_style", [True, False])
@pytest.mark.parametrize(("look", "reading"), [("struck", IN_DOUBT), ("scaled", IN_DOUBT), ("bold", CERTAIN)])
def test_rules_of_an_open_document(
    look: str, reading: tuple[Any, ...], map_of_a_style: bool, metadata: Metadata, tmp_path: Path
) -> None:
    assert read(ods(look, map_of_a_style=map_of_a_style), tmp_path, metadata) == reading


@pytest.mark.parametrize(
    ("place", "style", "reading"),
    [
        (f"R{ROW}C{COLUMN}", "text-line-through:single", IN_DOUBT),
        (f"R1C1,R{ROW}C1:R{ROW + 1}C{COLUMN}", "color:red;text-line-through:single", IN_DOUBT),
        (f"C{COLUMN}", "text-line-through:single", IN_DOUBT),
        (f"R{ROW}C{COLUMN}", "color:red", CERTAIN),
        ("R1C1", "text-line-through:single", CERTAIN),
    ],
)
def test_rules_of_an_xml_spreadsheet(
    place: str, style: str, reading: tuple[Any, ...], metadata: Metadata, tmp_path: Path
) -> None:
    rule = (
        f"<x:ConditionalFormatting><x:Range>{place}</x:Range><x:Condition><x:Value1>TRUE</x:Value1>"
        f'<x:Format x:Style="{style}"/></x:Condition></x:ConditionalFormatting></Worksheet>'
    )
    content = WRITERS["xml-2003"]([MADE.page]).decode().replace("</Worksheet>", rule)
    assert read(content.encode(), tmp_path, metadata) == reading


@pytest.mark.parametrize("table", ['<Column ss:Index="3" ss:StyleID="g"/>', '<Column ss:StyleID="g" ss:Span="2"/>', ""])
def test_the_style_of_a_column_or_a_table_of_an_xml_spreadsheet(table: str, metadata: Metadata, tmp_path: Path) -> None:
    style = '<Style ss:ID="g"><Font ss:StrikeThrough="1"/></Style></Styles>'
    text = WRITERS["xml-2003"]([MADE.page]).decode().replace("</Styles>", style)
    text = text.replace("<Table>", f"<Table>{table}" if table else '<Table ss:StyleID="g">')
    assert read(text.encode(), tmp_path, metadata) == (Status.INVALID, None, "cell.struck_out", None)


ABOVE = MADE.places["fac_dance"][0] - 1
MERGED = f"{column_letters(COLUMN)}{ABOVE}:{column_letters(COLUMN)}{ABOVE + 1}"


def covered(name: str) -> bytes:
    content = WRITERS[name]([MADE.page])
    if name in ("xlsx", "xlsm"):
        merge = f'</sheetData><mergeCells count="1"><mergeCell ref="{MERGED}"/></mergeCells>'
        return rewritten(content, "xl/worksheets/sheet1.xml", lambda text: text.replace("</sheetData>", merge))
    if name == "ods":
        return rewritten(content, "content.xml", _cover)
    row = rf'(<Row ss:Index="{ABOVE}".*?<Cell ss:Index="{COLUMN}")'
    return re.sub(row, r'\1 ss:MergeDown="1"', content.decode(), count=1, flags=re.S).encode()


def _cover(text: str) -> str:
    rows = list(re.finditer(r"<table:table-row.*?</table:table-row>", text, re.S))
    row = rows[ABOVE]
    cells = list(re.finditer(r"<table:table-cell(?:[^>]*/>|.*?</table:table-cell>)", row[0], re.S))
    hidden = cells[COLUMN - 1][0].replace("table:table-cell", "table:covered-table-cell")
    start, end = row.start() + cells[COLUMN - 1].start(), row.start() + cells[COLUMN - 1].end()
    return text[:start] + hidden + text[end:]


@pytest.mark.parametrize("name", ["xlsx", "xlsm", "ods", "xml-2003"])
def test_a_figure_under_a_merged_cell_is_none(name: str, metadata: Metadata, tmp_path: Path) -> None:
    assert read(covered(name), tmp_path, metadata, "fac_dance")[:2] == (Status.BLANK, None)
