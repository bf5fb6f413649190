"""Reminders: an official letter to each unit that owes something, and the list of those that are late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from docx import Document
from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from wardreport.correspondence.reminder_outline import Reminder, read_outline, reminder
from wardreport.domain.period import Period
from wardreport.domain.validation import RegisterEntry
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.units import Role
from wardreport.writing.legal_form import (
    FONT,
    add_body_paragraph,
    add_head,
    add_line,
    add_signature,
    base_style,
    set_page,
)
from wardreport.writing.repeatable_workbook import save_repeatably
from wardreport.writing.vietnamese import ROLES, STATES
from wardreport.writing.written_days import written_day

LATE_LIST = "danh-sach-cham.xlsx"
_COLUMNS = (
    ("STT", 6),
    ("Mã đơn vị", 12),
    ("Đơn vị", 48),
    ("Loại đơn vị", 17),
    ("Trạng thái", 25),
    ("Hạn nộp", 13),
    ("Số ngày quá hạn", 11),
)
_SIDE = Side(style="thin", color="808080")
_HEAD_ROW = 5


def write_reminders(
    register: Sequence[RegisterEntry], period: Period, metadata: Metadata, out: Path, *, today: date
) -> tuple[Path, ...]:
    """Writes a ``.docx`` for each unit that owes something, then the late list; gives their paths.

    Neither holds a figure that somebody reported. The day stands in a letter's name, so that one which a person has
    worked on is not written over the day after. Raises ``ConfigurationError`` where the sentences or the issuing body
    are not as they must be.
    """
    outline = read_outline()
    out.mkdir(parents=True, exist_ok=True)
    letters = []
    for entry in register:
        if entry.owes:
            target = out / f"{entry.unit}-don-doc-{period}-{today}.docx"
            write_letter(reminder(entry, period, metadata, today, outline), period, metadata, target, today=today)
            letters.append(target)
    late_list = out / LATE_LIST
    write_late_list(register, period, metadata, late_list, today=today)
    return (*letters, late_list)


def write_letter(said: Reminder, period: Period, metadata: Metadata, target: Path, *, today: date) -> None:
    """Writes one letter in the form of Decree 30/2020/NĐ-CP; number, date and name are left for a person."""
    document = Document()
    document.core_properties.author = ""  # the template's own; nobody's name belongs there
    base_style(document)
    set_page(document.sections[0], draft=False)
    body = metadata.issuing_body(period)
    add_head(document, body, body.letter_suffix, today.year, subject=said.subject)
    add_line(document, f"Kính gửi: {said.addressee}.", size=14, before=18)
    add_line(document, "", size=6)
    for paragraph in said.paragraphs:
        add_body_paragraph(document, paragraph)
    add_signature(document, body, body.letter_recipients)
    document.save(str(target))


def write_late_list(
    register: Sequence[RegisterEntry], period: Period, metadata: Metadata, target: Path, *, today: date
) -> None:
    """Writes who still owes something after its due day, the longest overdue first."""
    workbook = Workbook()
    sheet = workbook.active
    if not isinstance(sheet, Worksheet):
        raise TypeError("a new workbook has no sheet")
    sheet.title = "Danh sach cham"
    head = (
        " ".join(metadata.issuing_body(period).body),
        "DANH SÁCH ĐƠN VỊ CHẬM NỘP BIỂU SỐ LIỆU",
        f"Công tác phòng, chống mại dâm {metadata.cycle(period).head_line} (tính đến {written_day(today)})",
    )
    for number, line in enumerate(head, start=1):
        sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=len(_COLUMNS))
        cell = sheet.cell(number, 1, line)
        cell.font = Font(name=FONT, size=13, bold=number <= 2)
        cell.alignment = Alignment(horizontal="left" if number == 1 else "center")
    for column, (heading, width) in enumerate(_COLUMNS, start=1):
        _cell(sheet, _HEAD_ROW, column, heading).font = Font(name=FONT, size=12, bold=True)
        sheet.cell(_HEAD_ROW, column).fill = PatternFill("solid", fgColor="E8EDF3")
        sheet.column_dimensions[get_column_letter(column)].width = width
    late = [entry for entry in register if entry.owes and entry.late_by_days is not None]
    late.sort(key=lambda entry: -(entry.late_by_days or 0))
    for number, entry in enumerate(late, start=1):
        role, state = ROLES[Role(entry.role)], STATES[entry.state]
        row = (number, entry.unit, entry.name, role, state, entry.due, entry.late_by_days)
        for column, value in enumerate(row, start=1):
            _cell(sheet, _HEAD_ROW + number, column, value)
    if not late:
        sheet.cell(_HEAD_ROW + 1, 1, "Không có đơn vị nào chậm nộp.").font = Font(name=FONT, size=12, italic=True)
    sheet.row_dimensions[_HEAD_ROW].height = 36  # two lines
    sheet.freeze_panes = f"A{_HEAD_ROW + 1}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{_HEAD_ROW}:{_HEAD_ROW}"
    save_repeatably(workbook, target)


def _cell(sheet: Worksheet, row: int, column: int, value: str | int | date | None) -> Cell | MergedCell:
    cell = sheet.cell(row, column)
    cell.value = value
    cell.font = Font(name=FONT, size=12)
    cell.border = Border(top=_SIDE, bottom=_SIDE, left=_SIDE, right=_SIDE)
    words = column in {3, 4, 5} and row > _HEAD_ROW
    cell.alignment = Alignment(horizontal="left" if words else "center", vertical="center", wrap_text=True)
    if isinstance(value, date):
        cell.number_format = "dd/mm/yyyy"
    return cell
