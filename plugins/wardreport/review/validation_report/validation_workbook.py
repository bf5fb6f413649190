"""``kiem-tra.xlsx``: the validation report as tables that can be filtered, sorted and printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from wardreport.domain.deadline import VIETNAM
from wardreport.review.validation_report.validation_content import (
    LEVELS,
    DecisionContent,
    FindingContent,
    SubmissionContent,
    UnitContent,
    ValidationContent,
    word,
)
from wardreport.writing.printed_book import HEADING_FILL, Book, Sheet
from wardreport.writing.vietnamese import SEVERITIES, STATES, STATUSES, VERDICTS
from wardreport.writing.whole_files import write_whole
from wardreport.writing.written_days import written_moment

_SIZE = 11
_RULED: Mapping[str, Any] = {"bottom": 1, "bottom_color": "#BFC6CE", "valign": "top"}
_FILLS = {"open": "#F8CFCB", "decided": "#CFE7D6", "warning": "#FBE6B8", "info": "#D7E5F6", "none": "#E3E6EA"}

Value = str | int | date | None
Columns = Sequence[tuple[str, int]]
Row = tuple[Sequence[Value], Mapping[int, str]]  # the values, and by column the level that colours it


def write_validation_workbook(content: ValidationContent, target: Path) -> None:
    """Writes the four sheets; the same content gives the same bytes, and no text in it is ever a formula."""
    book = Book()
    summary = (("Nội dung", 58), ("Số lượng", 12), ("Gồm", 90))
    _table(book, "Tong hop", summary, ((line, {}) for line in _summary(content)), filtered=False)
    columns: Columns = (*_UNIT_COLUMNS, *((code or "Tệp", 7) for code in content.sections))
    _table(book, "Don vi", columns, _unit_rows(content), frozen_columns=2)
    _table(book, "Loi", _FINDING_COLUMNS, _finding_rows(content))
    _table(book, "Quy tac", _RULE_COLUMNS, _rule_rows(content))
    write_whole(target, book.content())


_UNIT_COLUMNS: Columns = (
    ("Mã", 12),
    ("Đơn vị", 34),
    ("Loại", 16),
    ("Tình trạng", 26),
    ("Hạn nộp", 13),
    ("Muộn (ngày)", 9),
    ("Số lần nộp", 8),
    ("Nhận lần cuối", 17),
    ("Kết quả lần cuối", 16),
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
    ("Số liệu", 24),
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


def _table(
    book: Book, title: str, columns: Columns, rows: Iterable[Row], *, filtered: bool = True, frozen_columns: int = 0
) -> None:
    sheet = book.sheet(title, [width for _, width in columns], size=_SIZE, landscape=True, cells=_RULED)
    for column, (heading, _) in enumerate(columns, start=1):
        sheet.text(1, column, heading, bold=True, bg_color=HEADING_FILL)
    row = 1
    for row, (values, levels) in enumerate(rows, start=2):
        for column, value in enumerate(values, start=1):
            level = levels.get(column)
            _put(sheet, row, column, value, {"bg_color": _FILLS[level]} if level in _FILLS else {})
    sheet.to_print((1, 1), (row, len(columns)), frozen_columns=frozen_columns)
    if filtered and row > 1:
        sheet.to_filter(1, (row, len(columns)))


def _put(sheet: Sheet, row: int, column: int, value: Value, look: Mapping[str, Any]) -> None:
    if isinstance(value, date):
        sheet.day(row, column, value, align="center", **look)
    elif isinstance(value, int):
        sheet.number(row, column, value, "0", align="center", **look)
    else:
        sheet.text(row, column, value or "", **look)


def _summary(content: ValidationContent) -> Sequence[Sequence[Value]]:
    lines: list[Sequence[Value]] = [
        (f"Kiểm tra số liệu – {content.head_line}", None, content.body),
        ("Có thể công bố chưa?", None, "Có thể công bố." if content.publishable else "Chưa thể công bố."),
        ("Lập lúc", None, written_moment(content.created_at)),
        *(
            (f"Chưa công bố được: {r.text}", len(r.names), "; ".join(r.names) if r.units else None)
            for r in content.reasons
        ),
        *([("Phê duyệt khi chưa có", len(content.without), "; ".join(content.without))] if content.without else ()),
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
    return lines


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
            last.received_at.astimezone(VIETNAM).replace(tzinfo=None) if last else None,
            word(VERDICTS, last.verdict) if last else None,
        ]
        levels = {}
        for number, section in enumerate(content.sections):
            level, times = unit.heat.get(section, ("", 0))
            values.append(f"{LEVELS[level][0]} {times or ''}".rstrip() if level else None)
            levels[first + number] = level
        yield values, levels


def _finding_rows(content: ValidationContent) -> Iterable[Row]:
    says = {rule.id: rule.says for rule in content.rules}
    for unit in content.units:
        for submission in reversed(unit.submissions):
            for finding in submission.findings:
                yield _finding_row(unit, submission, finding, says), {4: finding.level}


def _finding_row(
    unit: UnitContent, submission: SubmissionContent, finding: FindingContent, says: dict[str, str]
) -> Sequence[Value]:
    decisions = [_decided(decision) for decision in finding.decisions]
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
        finding.figures,
        "\n".join(decisions),
    )


def _decided(decision: DecisionContent) -> str:
    evidence = f" Căn cứ: {decision.evidence}." if decision.evidence else ""
    return f"{decision.said}. {decision.reason}{evidence} ({decision.decided_by}, {decision.decided_on:%d/%m/%Y})"


def _rule_rows(content: ValidationContent) -> Iterable[Row]:
    names = content.names
    for rule in content.rules:
        units = "; ".join(names[unit] for unit in rule.units)
        words = (rule.id, rule.rule, word(SEVERITIES, rule.severity), rule.says, rule.reason, rule.source)
        yield (*words, rule.times, len(rule.units), units), {}
