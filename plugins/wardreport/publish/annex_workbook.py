"""``bieu-tong-hop.xlsx``: the consolidated annex in the form's order, real numbers written the Vietnamese way."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from wardreport.domain.consolidated import Figure, FigureStatus, SafeTable
from wardreport.domain.validation import Decision, DecisionAction
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.form_versions import FormRow, RowKind
from wardreport.publish.release_content import ReleaseContent
from wardreport.publish.written_figures import (
    INTEGER_FORMAT,
    SUPPRESSED,
    number_format,
    written,
    written_number,
    written_row,
)

HEAD_ROW = 6
_LABEL_WIDTH, _NOTE_WIDTH = 74, 24  # in characters of the default font; Times holds a fifth more
_LINE_HEIGHT = 16.5  # points
_FONT = "Times New Roman"
_SIDE = Side(style="thin", color="808080")
_THIN = Border(top=_SIDE, bottom=_SIDE, left=_SIDE, right=_SIDE)


def write_annex(content: ReleaseContent, metadata: Metadata, target: Path) -> None:
    """Writes the workbook; the form's first row stands at ``HEAD_ROW + 1``.

    The last column says which figures are not complete, and which a reviewer's decision lets out as reported or
    replaced, and by what evidence.
    """
    table, draft = content.table, content.edition.draft
    workbook = Workbook()
    sheet = workbook.active
    if not isinstance(sheet, Worksheet):
        raise TypeError("a new workbook has no sheet")
    sheet.title = "Bieu tong hop"
    _head(sheet, table, metadata, draft=draft)
    names = metadata.unit_names(table.period)
    decided: dict[str | None, list[tuple[str, Decision]]] = defaultdict(list)
    for entry in content.register:
        for decision in entry.standing_decisions:
            decided[decision.indicator].append((entry.name, decision))
    for row in metadata.form(table.period).rows:
        _row(sheet, HEAD_ROW + row.row, row, table, _note(row, table, decided, names))
    _print_setup(sheet, draft=draft)
    workbook.save(target)


def _head(sheet: Worksheet, table: SafeTable, metadata: Metadata, *, draft: bool) -> None:
    lines = [
        " ".join(metadata.issuing_body(table.period).body),
        "BIỂU TỔNG HỢP THỐNG KÊ SỐ LIỆU",
        "Công tác phòng, chống mại dâm",
        f"Kỳ báo cáo: {metadata.cycle(table.period).head_line}" + (" (DỰ THẢO)" if draft else ""),
    ]
    for number, line in enumerate(lines, start=1):
        sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=4)
        cell = sheet.cell(number, 1, line)
        cell.font = Font(name=_FONT, size=13, bold=number <= 2)
        cell.alignment = Alignment(horizontal="left" if number == 1 else "center")
    for column, (heading, width) in enumerate(
        (("Nội dung", _LABEL_WIDTH), ("Đơn vị tính", 16), ("Số lượng", 12), ("Ghi chú", _NOTE_WIDTH)), start=1
    ):
        cell = sheet.cell(HEAD_ROW, column, heading)
        cell.font = Font(name=_FONT, size=12, bold=True)
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.fill = PatternFill("solid", fgColor="E8EDF3")
        cell.border = _THIN
        sheet.column_dimensions["ABCD"[column - 1]].width = width


def _row(sheet: Worksheet, number: int, row: FormRow, table: SafeTable, note: str) -> None:
    figures = [table.figures[name] for name in row.indicators]
    sheet.cell(number, 1, row.label_for(table.period) or None)
    sheet.cell(number, 2, row.unit or None)
    if figures:
        _write_figures(sheet.cell(number, 3), figures)
        sheet.cell(number, 4, note or None)
    # a program that does not fit rows to wrapped text by itself would print one line over the other
    lines = max(_lines(sheet.cell(number, 1), _LABEL_WIDTH), _lines(sheet.cell(number, 4), _NOTE_WIDTH))
    sheet.row_dimensions[number].height = _LINE_HEIGHT * max(lines, _lines(sheet.cell(number, 2), 14))
    for column in range(1, 5):
        cell = sheet.cell(number, column)
        bold = row.kind is RowKind.HEADING
        cell.font = Font(name=_FONT, size=12, bold=bold, italic=row.kind is RowKind.MARKER)
        cell.alignment = Alignment(horizontal={2: "center", 3: "right"}.get(column), vertical="center", wrap_text=True)
        cell.border = _THIN


def _lines(cell: Cell | MergedCell, width: int) -> int:
    return max(1, math.ceil(len(str(cell.value or "")) / (1.2 * width)))


def _write_figures(cell: Cell | MergedCell, figures: list[Figure]) -> None:
    count = figures[0]
    if not isinstance(count.value, Decimal):
        cell.value = written(count)
        return
    whole = count.value == count.value.to_integral_value()
    cell.value = int(count.value) if whole else count.value
    cell.number_format = number_format(count.value)
    if len(figures) == 2:  # the percentage goes into the format, so that the cell still holds the count
        suffix = written_row(figures).removeprefix(written_number(count.value))
        cell.number_format = ";".join(f'{part}"{suffix}"' for part in INTEGER_FORMAT.split(";"))


def _note(
    row: FormRow,
    table: SafeTable,
    decided: Mapping[str | None, Sequence[tuple[str, Decision]]],
    names: Mapping[str, str],
) -> str:
    missing = dict.fromkeys(unit for name in row.indicators for unit in table.figures[name].outstanding)
    made = [one for name in row.indicators for one in decided.get(name, ())]
    # a row may be let out by several decisions of one unit
    as_reported = dict.fromkeys(unit for unit, d in made if d.action is DecisionAction.ACCEPT_AS_REPORTED)
    replaced = dict.fromkeys((unit, d.evidence) for unit, d in made if d.action is DecisionAction.REPLACE)
    notes = []
    if missing:
        notes.append("Chưa đầy đủ, thiếu: " + ", ".join(names[unit] for unit in missing) + ".")
    if any(table.figures[name].status is FigureStatus.SUPPRESSED for name in row.indicators):
        notes.append(f"{SUPPRESSED}: số liệu được bảo vệ, chưa công bố.")
    if as_reported:
        notes.append("Theo số đã báo cáo của: " + ", ".join(as_reported) + " (có quyết định).")
    notes += [f"Thay số liệu theo quyết định: {unit} (căn cứ: {evidence})." for unit, evidence in replaced]
    return " ".join(notes)


def _print_setup(sheet: Worksheet, *, draft: bool) -> None:
    sheet.freeze_panes = f"A{HEAD_ROW + 1}"
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.HeaderFooter.oddFooter = HeaderFooterItem(center=_HeaderFooterPart(text="Trang &P/&N"))
    if draft:
        sheet.HeaderFooter.oddHeader = HeaderFooterItem(center=_HeaderFooterPart(text="&BDỰ THẢO"))
