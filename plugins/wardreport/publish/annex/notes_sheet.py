"""The annex's fourth sheet: what its signs mean, who is missing, how it came about."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from datetime import datetime

from wardreport.domain.deadline import VIETNAM
from wardreport.domain.release import Edition, PastRelease, ReleaseKind
from wardreport.metadata.indicators import DenominatorCount, NumeratorCount, Ratio
from wardreport.metadata.units import padded_number
from wardreport.publish.annex.annex_notes import NOTES_SHEET, AnnexNotes, before, now
from wardreport.publish.annex.comparison_sheet import COMPARISON_SHEET
from wardreport.publish.annex.units_sheet import UNITS_SHEET
from wardreport.writing.house_style import DRAFT_MARK, PARTIAL, REVISED
from wardreport.writing.printed_book import HEADING_FILL, Book, Sheet, lines_of
from wardreport.writing.written_days import written_day
from wardreport.writing.written_figures import NIL, SUPPRESSED, UNAVAILABLE

Line = tuple[str, str]  # what it is about, and what is said
_SIZE = 12
_WIDTHS = (32, 66)
_MOST_LINES = 20  # of a row: a longer text goes on in the next one, since no program shows a row of any height
_SIGNS: tuple[Line, ...] = (
    (NIL, "Không phát sinh."),
    (UNAVAILABLE, "Chưa có số liệu."),
    (SUPPRESSED, "Số liệu được bảo vệ, chưa công bố."),
    (PARTIAL, "Số liệu chưa đầy đủ: còn đơn vị chưa có biểu được chấp nhận."),
    (REVISED, "Số liệu được điều chỉnh so với lần công bố chính thức trước; số đã công bố ghi ở cột ghi chú."),
    (f"Số in nghiêng (trang {UNITS_SHEET})", "Số do đơn vị tự tổ chức, không cộng vào số tổng hợp."),
    ("Ô có công thức", "Số tổng hợp đúng bằng tổng các số thành phần được thể hiện. Ô tổng khác giữ số đã công bố."),
)
_KINDS = {
    ReleaseKind.DRAFT: "Dự thảo",
    ReleaseKind.OFFICIAL: "Công bố chính thức",
    ReleaseKind.RESTATED: "Số liệu theo đơn vị hành chính hiện nay",
}


def add_notes(book: Book, notes: AnnexNotes) -> None:
    """Adds the sheet; a section with nothing to say is left out."""
    sheet = book.sheet(NOTES_SHEET, _WIDTHS, size=_SIZE)
    draft = f" ({DRAFT_MARK})" if notes.content.edition.draft else ""
    sheet.title(1, f"GHI CHÚ, {notes.metadata.cycle(notes.content.period).head_line}{draft}", across=2, bold=True)
    sheet.text(2, 1, "Nội dung", bold=True, align="center", bg_color=HEADING_FILL)
    sheet.text(2, 2, "Giải thích", bold=True, align="center", bg_color=HEADING_FILL)
    row = 3
    for title, lines in (
        ("Ký hiệu", iter(_SIGNS)),
        ("Đơn vị chưa có số liệu trong biểu", _outstanding(notes)),
        ("Cách tính tỷ lệ %", _ratios(notes)),
        ("So sánh với kỳ trước", _no_comparison(notes)),
        ("Số liệu được điều chỉnh trong lần công bố này", _changes(notes)),
        ("Các lần lập biểu trước của kỳ này", (_past(past) for past in notes.content.past)),
    ):
        row = _section(sheet, row, title, list(lines))
    sheet.to_print((2, 2), (row - 1, len(_WIDTHS)))


def _section(sheet: Sheet, row: int, title: str, lines: list[Line]) -> int:
    """Writes a section and gives the next free row."""
    if not lines:
        return row
    sheet.text(row, 1, title, bold=True)
    sheet.text(row, 2, "")
    for about, says in lines:
        for place, piece in enumerate(_pieces(says)):
            row += 1
            sheet.text(row, 1, about if place == 0 else "", valign="top")
            sheet.text(row, 2, piece, valign="top")
    return row + 1


def _pieces(text: str) -> list[str]:
    """A text in pieces that each fit into one row."""
    if lines_of(text, _WIDTHS[1], _SIZE) <= _MOST_LINES:
        return [text]
    characters = round(_WIDTHS[1] * 0.8)
    lines = [line for part in text.splitlines() for line in textwrap.wrap(part, characters) or [""]]
    return [" ".join(lines[start : start + _MOST_LINES]) for start in range(0, len(lines), _MOST_LINES)]


def _outstanding(notes: AnnexNotes) -> Iterator[Line]:
    for code in notes.outstanding:
        yield notes.name(code), "Chưa có biểu được chấp nhận."  # not why: what was found in a form is the office's own


def _ratios(notes: AnnexNotes) -> Iterator[Line]:
    row_of = notes.metadata.form(notes.content.period).row_of
    for name, ratio in notes.metadata.ratios.items():
        if name in row_of:
            yield notes.metadata.name_of(name), _how(ratio, notes)


def _how(ratio: Ratio, notes: AnnexNotes) -> str:
    if ratio.denominator_counts is DenominatorCount.NOT_IN_ANNEX:
        return "Không tính được: mẫu số không có trong biểu."
    if ratio.numerator_counts is NumeratorCount.WARDS_REPORTING_ANY:
        above = "số xã, phường báo cáo có phát sinh"
    else:
        above = f"“{notes.metadata.name_of(ratio.numerator)}”"
    if ratio.denominator_counts is DenominatorCount.WARDS_VALID:
        below = "tổng số xã, phường phải báo cáo trong kỳ"
    else:
        below = f"“{notes.metadata.name_of(ratio.denominator or '')}”"
    return f"Tính từ số tổng hợp: {above} chia cho {below}, nhân 100."


def _no_comparison(notes: AnnexNotes) -> Iterator[Line]:
    if not notes.content.earlier:
        yield f"Trang {COMPARISON_SHEET}", "Không có: chưa có kỳ trước nào được công bố để so sánh."


def _changes(notes: AnnexNotes) -> Iterator[Line]:
    if notes.content.edition.reason:
        yield "Lý do điều chỉnh", notes.content.edition.reason
    for change in notes.content.edition.changes:
        name = change.indicator
        unit = notes.metadata.unit_measure(name)
        yield notes.metadata.name_of(name), f"Số đã công bố: {before(change)}; nay: {now(change)} ({unit})."


def _past(past: PastRelease) -> Line:
    edition = past.edition
    revision = f" lần {edition.revision}" if edition.revision is not None else ""
    says = [f"Lập lúc {_moment(past.created_at)}"]
    if edition.number is not None:
        says.append(
            f"báo cáo số {padded_number(edition.number)}" + (f" {written_day(edition.dated)}" if edition.dated else "")
        )
    if edition.reason:
        says.append(f"lý do: {edition.reason.rstrip('.')}")
    says.append(f"{past.changed} số liệu thay đổi" if past.changed else "không có số liệu thay đổi")
    return _kind(edition) + revision, "; ".join(says) + "."


def _kind(edition: Edition) -> str:
    return _KINDS[edition.kind]


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(VIETNAM):%H:%M ngày %d/%m/%Y}"
