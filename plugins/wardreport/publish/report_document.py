"""``bao-cao.docx``: the report in the form of Decree 30/2020/NĐ-CP, Appendix I, with the annex on its own pages."""

from __future__ import annotations

from pathlib import Path

from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.table import Table

from wardreport.domain.consolidated import SafeTable
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.form_versions import RowKind
from wardreport.metadata.units import IssuingBody
from wardreport.publish.legal_form import (
    CENTRE,
    LEFT,
    add_body_paragraph,
    add_cell_line,
    add_head,
    add_line,
    add_rule,
    add_signature,
    base_style,
    set_page,
    set_widths,
)
from wardreport.publish.release_content import ReleaseContent
from wardreport.publish.report_outline import report_paragraphs
from wardreport.publish.written_figures import written_row


def write_report(content: ReleaseContent, metadata: Metadata, target: Path) -> None:
    """Writes the document. A draft leaves number and date blank and says DỰ THẢO on every page."""
    table, draft = content.table, content.edition.draft
    document = Document()
    base_style(document)
    body = metadata.issuing_body(table.period)
    set_page(document.sections[0], draft=draft)
    add_head(document, body, body.number_suffix, table.period.year)
    half = metadata.cycle(table.period).head_line
    add_line(document, "BÁO CÁO", size=14, bold=True, before=18)
    add_line(document, f"Kết quả thực hiện công tác phòng, chống mại dâm {half}", size=14, bold=True)
    add_rule(document)
    for paragraph in report_paragraphs(table, metadata):
        heading = paragraph.level in (1, 2)
        add_body_paragraph(
            document, paragraph.text, bold=heading, italic=paragraph.gap, keep_with_next=paragraph.level > 0
        )
    add_signature(document, body, body.recipients)
    _annex(document, table, metadata, body, draft=draft)
    document.save(str(target))


def _annex(document: DocxDocument, table: SafeTable, metadata: Metadata, body: IssuingBody, *, draft: bool) -> None:
    section = document.add_section(WD_SECTION.NEW_PAGE)
    set_page(section, draft=draft)
    numbering = OxmlElement("w:pgNumType")
    numbering.set(qn("w:start"), "1")
    section._sectPr.append(numbering)
    add_line(document, "Phụ lục", size=14, bold=True)
    add_line(document, "BIỂU TỔNG HỢP THỐNG KÊ SỐ LIỆU CÔNG TÁC PHÒNG, CHỐNG MẠI DÂM", size=14, bold=True)
    year = table.period.year
    attached = f"(Kèm theo Báo cáo số       {body.number_suffix} ngày     /     /{year} của {body.body_in_text})"
    add_line(document, attached, size=13, italic=True)
    rows = metadata.form(table.period).rows
    annex = document.add_table(rows=len(rows) + 1, cols=3)
    annex.style = "Table Grid"
    set_widths(annex, (Mm(112), Mm(24), Mm(24)))
    _repeat_on_every_page(annex)
    cells = annex._cells  # the property walks the whole table at each call
    for column, heading in enumerate(("Nội dung", "Đơn vị tính", "Số lượng")):
        add_cell_line(cells[column], heading, size=12, bold=True, first=True)
    for number, row in enumerate(rows, start=1):
        figures = [table.figures[name] for name in row.indicators]
        value = written_row(figures)
        if any(figure.partial for figure in figures):
            value += "*"
        bold, italic = row.kind is RowKind.HEADING, row.kind is RowKind.MARKER
        line = ((row.label_for(table.period), LEFT), (row.unit, CENTRE), (value, WD_ALIGN_PARAGRAPH.RIGHT))
        for column, (text, align) in enumerate(line):
            add_cell_line(cells[3 * number + column], text, size=12, bold=bold, italic=italic, first=True, align=align)
    if any(figure.partial for figure in table.figures.values()):
        add_line(document, "* Số liệu chưa đầy đủ: còn đơn vị chưa có biểu được chấp nhận.", size=11, italic=True)


def _repeat_on_every_page(table: Table) -> None:
    properties = table.rows[0]._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
