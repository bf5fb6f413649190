"""``kiem-tra.xlsx``: the validation report as tables that can be filtered, sorted and printed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties

from wardreport.publish.validation.validation_content import (
    LEVELS,
    FindingContent,
    SubmissionContent,
    UnitContent,
    ValidationContent,
    word,
)
from wardreport.writing.repeatable_workbook import save_repeatably
from wardreport.writing.vietnamese import SEVERITIES, STATES, STATUSES, VERDICTS

_HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
_FONT, _BOLD = Font(name="Times New Roman", size=11), Font(name="Times New Roman", size=11, bold=True)
_TOP = Alignment(vertical="top", wrap_text=True)
_LINE = Border(bottom=Side(style="thin", color="BFC6CE"))
_LINE_HEIGHT = 15  # points
_HEAD_FILL = PatternFill("solid", fgColor="E8EDF3")
_FILLS = {
    "open": PatternFill("solid", fgColor="F8CFCB"),
    "decided": PatternFill("solid", fgColor="CFE7D6"),
    "warning": PatternFill("solid", fgColor="FBE6B8"),
    "info": PatternFill("solid", fgColor="D7E5F6"),
    "none": PatternFill("solid", fgColor="E3E6EA"),
}
_BEGINS = ("=", "+", "-", "@", "\t", "\r")
Sheet = Any  # of a workbook that is only written, which the type stubs know little of
_A4 = 9  # as the format numbers paper
_LONGEST = 32_000  # characters that a cell may hold, with some room

Value = str | int | date | None
Columns = Sequence[tuple[str, int]]


def write_validation_workbook(content: ValidationContent, target: Path) -> None:
    """Writes the four sheets; the same content gives the same bytes, and no text in it is ever a formula."""
    workbook = Workbook(write_only=True)
    _summary(_sheet(workbook, "Tong hop", (("Nội dung", 58), ("Số lượng", 12), ("Gồm", 90)), 0), content)
    sections = [(code or "Tệp", 7) for code in content.sections]
    columns: Columns = (*_UNIT_COLUMNS, *sections)
    _table(_sheet(workbook, "Don vi", columns, len(content.units), frozen="C2"), _unit_rows(content))
    found = [
        (unit, submission, finding)
        for unit in content.units
        for submission in reversed(unit.submissions)
        for finding in submission.findings
    ]
    says = {rule.id: rule.says for rule in content.rules}
    _table(
        _sheet(workbook, "Loi", _FINDING_COLUMNS, len(found)),
        ((_finding_row(*line, says), {4: line[2].level}) for line in found),
    )
    _table(_sheet(workbook, "Quy tac", _RULE_COLUMNS, len(content.rules)), _rule_rows(content))
    save_repeatably(workbook, target)


_UNIT_COLUMNS: Columns = (
    ("Mã", 12),
    ("Đơn vị", 34),
    ("Loại", 16),
    ("Tình trạng", 22),
    ("Hạn nộp", 13),
    ("Muộn (ngày)", 9),
    ("Số lần nộp", 8),
    ("Nhận lần cuối", 17),
    ("Kết quả lần cuối", 14),
)
_FINDING_COLUMNS: Columns = (
    ("Mã", 10),
    ("Đơn vị", 20),
    ("Lần nộp", 6),
    ("Mức", 12),
    ("Ô", 11),
    ("Phần", 6),
    ("Dòng của biểu", 26),
    ("Cách trả lời", 12),
    ("Quy tắc", 17),
    ("Quy tắc nói gì", 30),
    ("Việc cần làm", 34),
    ("Đã quyết định", 30),
)
_RULE_COLUMNS: Columns = (
    ("Mã", 24),
    ("Quy tắc", 17),
    ("Mức", 12),
    ("Nội dung", 40),
    ("Lý do", 34),
    ("Căn cứ", 34),
    ("Số lần", 6),
    ("Số đơn vị", 6),
    ("Đơn vị", 34),
)


def _sheet(workbook: Workbook, title: str, columns: Columns, lines: int, frozen: str | None = "A2") -> Sheet:
    sheet: Sheet = workbook.create_sheet(title)
    for number, (_, width) in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = frozen
    sheet.print_title_rows = "1:1"
    if lines:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{lines + 1}"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.HeaderFooter.oddFooter = HeaderFooterItem(center=_HeaderFooterPart(text="Trang &P/&N"))
    sheet.append([_cell(sheet, heading, head=True) for heading, _ in columns])
    return sheet


def _cell(sheet: Sheet, value: Value, *, head: bool = False, level: str | None = None) -> Any:
    cell: Any = WriteOnlyCell(sheet)
    if isinstance(value, str):
        text = ILLEGAL_CHARACTERS_RE.sub("", value)[:_LONGEST]
        cell.value = text
        cell.data_type = "s"
        cell.quotePrefix = text[:1] in _BEGINS
    elif value is not None:
        cell.value = value
        if isinstance(value, date):
            cell.number_format = "dd/mm/yyyy hh:mm" if isinstance(value, datetime) else "dd/mm/yyyy"
    cell.font, cell.alignment, cell.border = (_BOLD if head else _FONT), _TOP, _LINE
    if head:
        cell.fill = _HEAD_FILL
    elif level in _FILLS:
        cell.fill = _FILLS[level]
    return cell


Row = tuple[Sequence[Value], dict[int, str]]  # the values, and by column the level that colours it


def _table(sheet: Sheet, rows: Iterable[Row]) -> None:
    widths: list[float] = [dimension.width for dimension in sheet.column_dimensions.values()]
    for number, (values, levels) in enumerate(rows, start=2):
        # a program that does not fit rows to wrapped text by itself would print one line over the other
        sheet.row_dimensions[number].height = _LINE_HEIGHT * max(map(_lines, values, widths))
        sheet.append([_cell(sheet, value, level=levels.get(n)) for n, value in enumerate(values, start=1)])


def _lines(value: Value, width: float) -> int:
    """How many lines a text takes; a cell of several hundred units is cut at what a row can be high."""
    if not isinstance(value, str) or len(value) <= width:
        return 1
    return min(27, sum(max(1, math.ceil(len(line) / (1.15 * width))) for line in value.split("\n")))


def _summary(sheet: Sheet, content: ValidationContent) -> None:
    lines: list[Sequence[Value]] = [
        (f"Kiểm tra số liệu – {content.head_line}", None, content.body),
        ("Có thể công bố chưa?", None, "Có thể công bố." if content.publishable else "Chưa thể công bố."),
        ("Lập lúc", None, _moment(content.created_at)),
        *(
            (f"Chưa công bố được: {r.text}", len(r.names), "; ".join(r.names) if r.units else None)
            for r in content.reasons
        ),
        ("Đơn vị", len(content.units), None),
    ]
    states: dict[str, list[str]] = {}
    for unit in content.units:
        states.setdefault(unit.state, []).append(unit.name)
    lines += [(f"Tình trạng: {word(STATES, state)}", len(n), "; ".join(n)) for state, n in states.items()]
    newest = [f for u in content.units if u.newest for f in u.newest.findings]
    lines += [
        (f"Phát hiện {meaning}", number, None)
        for level, (_, meaning) in LEVELS.items()
        if (number := sum(finding.level == level for finding in newest))
    ]
    lines += [
        (f"Số liệu tổng hợp: {finding.label}", None, f"{word(SEVERITIES, finding.severity)}. {finding.message}")
        for finding in content.consolidated
    ]
    lines += [(f"Chưa đầy đủ: {label}", len(names), "Thiếu: " + "; ".join(names)) for label, names in content.partial]
    _table(sheet, ((line, {}) for line in lines))


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(_HANOI):%d/%m/%Y %H:%M}"


def _unit_rows(content: ValidationContent) -> Iterable[Row]:
    first = len(_UNIT_COLUMNS) + 1
    for unit in content.units:
        last = unit.newest
        values: list[Value] = [
            unit.unit,
            unit.name,
            unit.role,
            word(STATES, unit.state),
            unit.due,
            unit.late_by_days,
            len(unit.submissions),
            last.received_at.astimezone(_HANOI).replace(tzinfo=None) if last else None,
            word(VERDICTS, last.verdict) if last else None,
        ]
        levels = {}
        for number, section in enumerate(content.sections):
            level, times = unit.heat.get(section, ("", 0))
            values.append(f"{LEVELS[level][0]} {times or ''}".rstrip() if level else None)
            levels[first + number] = level
        yield values, levels


def _finding_row(
    unit: UnitContent, submission: SubmissionContent, finding: FindingContent, says: dict[str, str]
) -> Sequence[Value]:
    decisions = [f"{d.action_text}. {d.reason} ({d.decided_by}, {d.decided_on:%d/%m/%Y})" for d in finding.decisions]
    return (
        unit.unit,
        unit.name,
        submission.version,
        word(SEVERITIES, finding.severity),
        finding.cell,
        finding.section,
        finding.label,
        word(STATUSES, finding.status) if finding.status else None,
        finding.rule,
        says.get(finding.entry, ""),
        finding.message,
        "\n".join(decisions),
    )


def _rule_rows(content: ValidationContent) -> Iterable[Row]:
    names = content.names
    for rule in content.rules:
        units = "; ".join(names[unit] for unit in rule.units)
        words = (rule.id, rule.rule, word(SEVERITIES, rule.severity), rule.says, rule.reason, rule.source)
        yield (*words, rule.times, len(rule.units), units), {}
