"""``bao-cao.docx``: the report in the form of Decree 30/2020/NĐ-CP, Appendix I, with the annex on its own pages."""

from __future__ import annotations

from pathlib import Path

from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Cm, Length, Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from wardreport.domain.consolidated import SafeTable
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.form_versions import RowKind
from wardreport.metadata.units import IssuingBody
from wardreport.publish.report_outline import report_paragraphs
from wardreport.publish.written_figures import written_row

FONT = "Times New Roman"
DRAFT = "DỰ THẢO"
_CENTRE, _LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT


def write_report(table: SafeTable, metadata: Metadata, target: Path, *, draft: bool) -> None:
    """Writes the document. A draft leaves number and date blank and says DỰ THẢO on every page."""
    document = Document()
    _base_style(document)
    body = metadata.issuing_body(table.period)
    _page(document.sections[0], draft=draft)
    _head(document, body, table)
    half = metadata.cycle(table.period).head_line
    _line(document, "BÁO CÁO", size=14, bold=True, before=18)
    _line(document, f"Kết quả thực hiện công tác phòng, chống mại dâm {half}", size=14, bold=True)
    _rule(document)
    for paragraph in report_paragraphs(table, metadata):
        _body_paragraph(document, paragraph.text, paragraph.level, gap=paragraph.gap)
    _signature(document, body)
    _annex(document, table, metadata, body, draft=draft)
    document.save(str(target))


def _base_style(document: DocxDocument) -> None:
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(14)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), FONT)


def _page(section: Section, *, draft: bool) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(20)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    for header, numbered in ((section.first_page_header, False), (section.header, True)):
        header.is_linked_to_previous = False
        paragraph = header.paragraphs[0]
        paragraph.alignment = _CENTRE
        if numbered:
            _page_number(paragraph.add_run())
        if draft:
            run = paragraph.add_run(("    " if numbered else "") + DRAFT)
            run.bold, run.font.size = True, Pt(13)


def _page_number(run: Run) -> None:
    run.font.size = Pt(13)
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)


def _head(document: DocxDocument, body: IssuingBody, table: SafeTable) -> None:
    head = document.add_table(rows=2, cols=2)
    head.alignment = WD_TABLE_ALIGNMENT.CENTER
    _widths(head, (Mm(60), Mm(104)))
    left, right = head.cell(0, 0), head.cell(0, 1)
    for number, line in enumerate(body.body):
        _cell_line(left, line, size=13, bold=True, first=number == 0)
    _cell_line(left, "_______", size=8, bold=False)
    _cell_line(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=12, bold=True, first=True)
    _cell_line(right, "Độc lập - Tự do - Hạnh phúc", size=13, bold=True)
    _cell_line(right, "_______________________", size=8, bold=False)
    _cell_line(head.cell(1, 0), f"Số:         {body.number_suffix}", size=13, bold=False, first=True)
    date = f"{body.place}, ngày      tháng      năm {table.period.year}"
    _cell_line(head.cell(1, 1), date, size=13, bold=False, italic=True, first=True)


def _signature(document: DocxDocument, body: IssuingBody) -> None:
    _line(document, "", size=8)
    block = document.add_table(rows=1, cols=2)
    _widths(block, (Mm(80), Mm(80)))
    left, right = block.cell(0, 0), block.cell(0, 1)
    _cell_line(left, "Nơi nhận:", size=12, bold=True, italic=True, first=True, align=_LEFT)
    for recipient in body.recipients:
        _cell_line(left, recipient, size=11, bold=False, align=_LEFT)
    for number, line in enumerate((body.signed_for, body.signed_as, body.signed_by)):
        _cell_line(right, line, size=13, bold=True, first=number == 0)
    for _ in range(4):  # room for the digital signature and the name
        _cell_line(right, "", size=13, bold=False)


def _annex(document: DocxDocument, table: SafeTable, metadata: Metadata, body: IssuingBody, *, draft: bool) -> None:
    section = document.add_section(WD_SECTION.NEW_PAGE)
    _page(section, draft=draft)
    numbering = OxmlElement("w:pgNumType")
    numbering.set(qn("w:start"), "1")
    section._sectPr.append(numbering)
    _line(document, "Phụ lục", size=14, bold=True)
    _line(document, "BIỂU TỔNG HỢP THỐNG KÊ SỐ LIỆU CÔNG TÁC PHÒNG, CHỐNG MẠI DÂM", size=14, bold=True)
    year = table.period.year
    attached = f"(Kèm theo Báo cáo số       {body.number_suffix} ngày     /     /{year} của {body.body_in_text})"
    _line(document, attached, size=13, italic=True)
    rows = metadata.form(table.period).rows
    annex = document.add_table(rows=len(rows) + 1, cols=3)
    annex.style = "Table Grid"
    _widths(annex, (Mm(112), Mm(24), Mm(24)))
    _repeat_on_every_page(annex)
    cells = annex._cells  # the property walks the whole table at each call
    for column, heading in enumerate(("Nội dung", "Đơn vị tính", "Số lượng")):
        _cell_line(cells[column], heading, size=12, bold=True, first=True)
    for number, row in enumerate(rows, start=1):
        figures = [table.figures[name] for name in row.indicators]
        value = written_row(figures)
        if any(figure.partial for figure in figures):
            value += "*"
        bold, italic = row.kind is RowKind.HEADING, row.kind is RowKind.MARKER
        line = ((row.label_for(table.period), _LEFT), (row.unit, _CENTRE), (value, WD_ALIGN_PARAGRAPH.RIGHT))
        for column, (text, align) in enumerate(line):
            _cell_line(cells[3 * number + column], text, size=12, bold=bold, italic=italic, first=True, align=align)
    if any(figure.partial for figure in table.figures.values()):
        _line(document, "* Số liệu chưa đầy đủ: còn đơn vị chưa có biểu được chấp nhận.", size=11, italic=True)


def _repeat_on_every_page(table: Table) -> None:
    properties = table.rows[0]._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _widths(table: Table, widths: tuple[Length, ...]) -> None:
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for position, cell in enumerate(table._cells):
        cell.width = widths[position % len(widths)]


def _body_paragraph(document: DocxDocument, text: str, level: int, *, gap: bool) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    form = paragraph.paragraph_format
    form.first_line_indent, form.space_before, form.space_after, form.line_spacing = Cm(1.27), Pt(6), Pt(0), 1.1
    form.keep_with_next = level > 0
    run = paragraph.add_run(text)
    run.bold, run.italic = level in (1, 2), gap


def _rule(document: DocxDocument) -> None:
    _line(document, "____________", size=8)


def _line(
    document: DocxDocument, text: str, *, size: int, bold: bool = False, italic: bool = False, before: int = 0
) -> None:
    _styled(document.add_paragraph(), text, size=size, bold=bold, italic=italic, align=_CENTRE, before=before)


def _cell_line(
    cell: _Cell,
    text: str,
    *,
    size: int,
    bold: bool,
    italic: bool = False,
    first: bool = False,
    align: WD_ALIGN_PARAGRAPH = _CENTRE,
) -> None:
    paragraph = cell.paragraphs[0] if first else cell.add_paragraph()
    _styled(paragraph, text, size=size, bold=bold, italic=italic, align=align)


def _styled(
    paragraph: Paragraph,
    text: str,
    *,
    size: int,
    bold: bool,
    italic: bool,
    align: WD_ALIGN_PARAGRAPH,
    before: int = 0,
) -> None:
    paragraph.alignment = align
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(0)
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)
