"""``bieu-tong-hop.xlsx``: the consolidated annex in the form's order, with what stands behind its figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from wardreport.domain.release import Edition
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.form_versions import FormRow, RowKind
from wardreport.metadata.units import IssuingBody
from wardreport.publish.annex.annex_figures import adds_up, number_of, sum_formula, write_figures
from wardreport.publish.annex.annex_notes import AnnexNotes
from wardreport.publish.annex.charts_sheet import add_charts
from wardreport.publish.annex.comparison_sheet import add_comparison
from wardreport.publish.annex.notes_sheet import add_notes
from wardreport.publish.annex.units_sheet import add_units
from wardreport.publish.charts.charts import Chart
from wardreport.publish.release_content import ReleaseContent
from wardreport.writing.house_style import DRAFT_MARK
from wardreport.writing.printed_book import HEADING_FILL, Book, Sheet
from wardreport.writing.written_days import written_day
from wardreport.writing.written_figures import NIL, written

HEAD_ROW = 6
_COLUMNS = (("Nội dung", 52), ("Đơn vị tính", 13), ("Số lượng", 13), ("Ghi chú", 22))
_SIZE = 12
_FIGURE = 3  # the column


def write_annex(content: ReleaseContent, metadata: Metadata, target: Path, *, charts: Sequence[Chart] = ()) -> None:
    """Writes the workbook; the first sheet is the form, whose first row stands at ``HEAD_ROW + 1``.

    Behind it stand the safe layer by unit, the comparison with earlier periods where there are any, the notes, and the
    charts where there are any. A total is a formula wherever what it adds up is in sight and makes exactly the released
    figure. The same content gives the same bytes. Raises ``OSError`` where it cannot be written.
    """
    book = Book(draft=content.edition.draft)
    notes = AnnexNotes(content, metadata)
    _add_form(book, notes)
    add_units(book, notes)
    add_comparison(book, notes)
    add_notes(book, notes)
    add_charts(book, charts)
    target.write_bytes(book.content())


def _add_form(book: Book, notes: AnnexNotes) -> None:
    content, metadata = notes.content, notes.metadata
    sheet = book.sheet("Bieu tong hop", [width for _, width in _COLUMNS], size=_SIZE)
    _head(sheet, content.edition, metadata.issuing_body(content.period), metadata.cycle(content.period).head_line)
    rows = metadata.form(content.period).rows
    sums = _sums(notes)
    for row in rows:
        _row(sheet, row, notes, sums)
    sheet.to_print((HEAD_ROW, HEAD_ROW), (HEAD_ROW + len(rows), len(_COLUMNS)))


def _head(sheet: Sheet, edition: Edition, body: IssuingBody, head_line: str) -> None:
    sheet.title(1, " ".join(body.body), bold=True)
    sheet.title(2, "BIỂU TỔNG HỢP THỐNG KÊ SỐ LIỆU", across=4, bold=True)
    sheet.title(3, "Công tác phòng, chống mại dâm", across=4)
    sheet.title(4, f"Kỳ báo cáo: {head_line}" + (f" ({DRAFT_MARK})" if edition.draft else ""), across=4)
    if not edition.draft:
        sheet.title(5, attached_to(edition, body), across=4, italic=True)
    for column, (heading, _) in enumerate(_COLUMNS, start=1):
        sheet.text(HEAD_ROW, column, heading, bold=True, align="center", bg_color=HEADING_FILL)


def attached_to(edition: Edition, body: IssuingBody) -> str:
    """Which report an official annex belongs to."""
    day = written_day(edition.dated) if edition.dated else "ngày … tháng … năm …"
    return f"(Kèm theo Báo cáo số {body.document_number(edition.number)} {day} của {body.body_in_text})"


def _row(sheet: Sheet, row: FormRow, notes: AnnexNotes, sums: Mapping[str, str]) -> None:
    number, period = HEAD_ROW + row.row, notes.content.period
    look = {"bold": row.kind is RowKind.HEADING, "italic": row.kind is RowKind.MARKER}
    sheet.text(number, 1, row.label_for(period), **look)
    sheet.text(number, 2, row.unit, align="center", **look)
    figures = [notes.content.table.figures[name] for name in row.indicators]
    if not figures:
        sheet.text(number, _FIGURE, "")
        sheet.text(number, 4, "")
        return
    formula = sums.get(row.indicators[0])
    write_figures(sheet, number, _FIGURE, figures, revised=notes.revised(row), formula=formula)
    sheet.text(number, 4, notes.beside(row), font_size=_SIZE - 1)


def _sums(notes: AnnexNotes) -> Mapping[str, str]:
    """By indicator the formula of a total whose parts all stand in the form as numbers or nil, and add up to it."""
    figures, form = notes.content.table.figures, notes.metadata.form(notes.content.period)
    formulas = {}
    for total, names in notes.parts.items():
        shown = [figures[name] for name in names]
        known = all(number_of(part) is not None or written(part) == NIL for part in shown)
        if len(names) > 1 and known and adds_up(figures[total], shown):
            formulas[total] = sum_formula([(HEAD_ROW + form.row_of[name].row, _FIGURE) for name in names])
    return formulas
