"""Reminders: an official letter to each unit that owes something, and the list of those that are late."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from docx import Document

from wardreport.correspondence.reminder_outline import Reminder, read_outline, reminder
from wardreport.domain.period import Period
from wardreport.domain.validation import RegisterEntry
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.units import Role
from wardreport.writing.file_rights.opening import like_its_folder, make_open
from wardreport.writing.legal_form import add_body_paragraph, add_head, add_line, add_signature, base_style, set_page
from wardreport.writing.printed_book import HEADING_FILL, Book, Sheet
from wardreport.writing.vietnamese import ROLES, STATES
from wardreport.writing.whole_files import write_whole
from wardreport.writing.written_days import written_day

LATE_LIST = "danh-sach-cham.xlsx"
_COLUMNS = (
    ("STT", 6),
    ("Mã đơn vị", 14),
    ("Đơn vị", 48),
    ("Loại đơn vị", 17),
    ("Trạng thái", 25),
    ("Hạn nộp", 13),
    ("Số ngày quá hạn", 11),
)
_HEAD_ROW = 5
_SIZE = 12  # points


def write_reminders(
    register: Sequence[RegisterEntry], period: Period, metadata: Metadata, out: Path, *, today: date
) -> tuple[Path, ...]:
    """Writes a ``.docx`` for each unit that owes something, then the late list; gives their paths.

    Neither holds a figure that somebody reported. The day stands in a letter's name, so that one which a person has
    worked on is not written over the day after. Raises ``ConfigurationError`` where the sentences or the issuing body
    are not as they must be.
    """
    outline = read_outline()
    make_open(out)
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
    saved = io.BytesIO()
    document.save(saved)
    write_whole(target, saved.getvalue(), like_its_folder)


def write_late_list(
    register: Sequence[RegisterEntry], period: Period, metadata: Metadata, target: Path, *, today: date
) -> None:
    """Writes who still owes something after its due day, the longest overdue first."""
    book = Book()
    sheet = book.sheet("Danh sach cham", [width for _, width in _COLUMNS], size=_SIZE, landscape=True)
    across = len(_COLUMNS)
    sheet.title(1, " ".join(metadata.issuing_body(period).body), across=across, bold=True, align="left")
    sheet.title(2, "DANH SÁCH ĐƠN VỊ CHẬM NỘP BIỂU SỐ LIỆU", across=across, bold=True)
    cycle = metadata.cycle(period).head_line
    sheet.title(3, f"Công tác phòng, chống mại dâm {cycle} (tính đến {written_day(today)})", across=across)
    for column, (heading, _) in enumerate(_COLUMNS, start=1):
        sheet.text(_HEAD_ROW, column, heading, bold=True, align="center", bg_color=HEADING_FILL)
    late = [entry for entry in register if entry.owes and entry.late_by_days is not None]
    late.sort(key=lambda entry: -(entry.late_by_days or 0))
    for number, entry in enumerate(late, start=1):
        _put(sheet, _HEAD_ROW + number, number, entry)
    if not late:
        sheet.title(_HEAD_ROW + 1, "Không có đơn vị nào chậm nộp.", font_size=_SIZE, italic=True)
    sheet.to_print((_HEAD_ROW, _HEAD_ROW), (_HEAD_ROW + max(len(late), 1), across))
    write_whole(target, book.content(), like_its_folder)


def _put(sheet: Sheet, row: int, number: int, entry: RegisterEntry) -> None:
    sheet.number(row, 1, number, "0", align="center")
    sheet.text(row, 2, entry.unit, align="center")
    sheet.text(row, 3, entry.name)
    sheet.text(row, 4, ROLES[Role(entry.role)])
    sheet.text(row, 5, STATES[entry.state])
    sheet.day(row, 6, entry.due, align="center")
    sheet.number(row, 7, entry.late_by_days or 0, "0", align="center")
