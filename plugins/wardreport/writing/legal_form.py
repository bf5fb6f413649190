"""What an official letter made by code has: page, head, body, signature (Decree 30/2020/NĐ-CP, Appendix I)."""

from __future__ import annotations

from collections.abc import Sequence

from docx.document import Document as DocxDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Cm, Length, Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from wardreport.metadata.units import IssuingBody
from wardreport.writing.house_style import DRAFT_MARK, FONT

CENTRE, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT


def base_style(document: DocxDocument) -> None:
    """Sets the font for every script, and the size of running text."""
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(14)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), FONT)


def set_page(section: Section, *, draft: bool) -> None:
    """Sets paper and margins; pages are numbered from the second on, and a draft says so on every page."""
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(20)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    for header, numbered in ((section.first_page_header, False), (section.header, True)):
        header.is_linked_to_previous = False
        paragraph = header.paragraphs[0]
        paragraph.alignment = CENTRE
        if numbered:
            _page_number(paragraph.add_run())
        if draft:
            run = paragraph.add_run(("    " if numbered else "") + DRAFT_MARK)
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


def add_head(
    document: DocxDocument, body: IssuingBody, number_suffix: str, year: int, *, subject: str | None = None
) -> None:
    """Adds issuing body, national name and motto, number, place and date; the last are left for a person to fill in.

    ``subject`` stands below the number, where an official letter has it.
    """
    head = document.add_table(rows=2, cols=2)
    head.alignment = WD_TABLE_ALIGNMENT.CENTER
    _set_widths(head, (Mm(60), Mm(104)))
    left, right = head.cell(0, 0), head.cell(0, 1)
    for number, line in enumerate(body.body):
        add_cell_line(left, line, size=13, bold=True, first=number == 0)
    _rule(left, Mm(18))
    add_cell_line(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=12, bold=True, first=True)
    add_cell_line(right, "Độc lập - Tự do - Hạnh phúc", size=13, bold=True)
    _rule(right, Mm(22))
    add_cell_line(head.cell(1, 0), f"Số:         {number_suffix}", size=13, bold=False, first=True)
    date = f"{body.place}, ngày      tháng      năm {year}"
    add_cell_line(head.cell(1, 1), date, size=13, bold=False, italic=True, first=True)
    if subject is not None:
        add_cell_line(head.cell(1, 0), subject, size=12, bold=False, before=6)


def _rule(cell: _Cell, indent: Length) -> None:
    """A line in the middle of the cell, as a border: underscores are never as long as the words above them."""
    paragraph = cell.add_paragraph()
    form = paragraph.paragraph_format
    form.left_indent = form.right_indent = indent
    form.space_before, form.space_after, form.line_spacing = Pt(2), Pt(0), Pt(2)
    top = OxmlElement("w:top")
    for attribute, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", "000000")):
        top.set(qn(f"w:{attribute}"), value)
    border = OxmlElement("w:pBdr")
    border.append(top)
    paragraph._p.get_or_add_pPr().insert_element_before(border, "w:spacing")


def add_signature(document: DocxDocument, body: IssuingBody, recipients: Sequence[str]) -> None:
    """Adds recipients and functions, with room for the signature and the name: neither is ever written."""
    add_line(document, "", size=8)
    block = document.add_table(rows=1, cols=2)
    _set_widths(block, (Mm(80), Mm(80)))
    left, right = block.cell(0, 0), block.cell(0, 1)
    add_cell_line(left, "Nơi nhận:", size=12, bold=True, italic=True, first=True, align=LEFT)
    for recipient in recipients:
        add_cell_line(left, recipient, size=11, bold=False, align=LEFT)
    for number, line in enumerate((body.signed_for, body.signed_as, body.signed_by)):
        add_cell_line(right, line, size=13, bold=True, first=number == 0)
    for _ in range(4):  # room for the digital signature and the name
        add_cell_line(right, "", size=13, bold=False)


def _set_widths(table: Table, widths: tuple[Length, ...]) -> None:
    """Fixes the widths of a table's columns."""
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for position, cell in enumerate(table._cells):
        cell.width = widths[position % len(widths)]


def add_body_paragraph(
    document: DocxDocument, text: str, *, bold: bool = False, italic: bool = False, keep_with_next: bool = False
) -> None:
    """Adds a paragraph of running text, or a heading among it."""
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    form = paragraph.paragraph_format
    form.first_line_indent, form.space_before, form.space_after, form.line_spacing = Cm(1.27), Pt(6), Pt(0), 1.1
    form.keep_with_next = keep_with_next
    run = paragraph.add_run(text)
    run.bold, run.italic = bold, italic


def add_line(
    document: DocxDocument, text: str, *, size: int, bold: bool = False, italic: bool = False, before: int = 0
) -> None:
    """Adds a centred line of its own."""
    _styled(document.add_paragraph(), text, size=size, bold=bold, italic=italic, align=CENTRE, before=before)


def add_cell_line(
    cell: _Cell,
    text: str,
    *,
    size: int,
    bold: bool,
    italic: bool = False,
    first: bool = False,
    align: WD_ALIGN_PARAGRAPH = CENTRE,
    before: int = 0,
) -> None:
    """Adds a line to a cell; the first one takes the paragraph that is there."""
    paragraph = cell.paragraphs[0] if first else cell.add_paragraph()
    _styled(paragraph, text, size=size, bold=bold, italic=italic, align=align, before=before)


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
