"""The decision workbook: what holds submissions, a line each, with columns in which a reviewer decides.

Written for one period, filled in with any office program and read back. Nothing in it is ever computed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from wardreport.domain.errors import ConfigurationError
from wardreport.domain.period import Period
from wardreport.domain.validation import REVIEWER_ACTIONS, Decision, DecisionAction
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.rules.rule_book import RuleBook
from wardreport.review.decisions.recording import Desk, OpenFinding, decide
from wardreport.writing.house_style import FONT
from wardreport.writing.repeatable_workbook import save_repeatably
from wardreport.writing.sheet_looks import BORDER, fit_to_page, put_text
from wardreport.writing.vietnamese import ACTIONS
from wardreport.writing.written_figures import written_number

SHEET = "Quyet dinh"
HEAD_ROW = 6
_PERIOD_CELL = "B2"
_COLUMNS = {  # heading and width; the order is that of the sheet
    "unit_name": ("Đơn vị", 24),
    "cell": ("Ô", 12),
    "label": ("Dòng của biểu", 32),
    "says": ("Quy tắc", 34),
    "message": ("Việc cần làm", 44),
    "suggestion": ("Gợi ý", 10),
    "action": ("Quyết định", 24),
    "value": ("Số liệu mới", 12),
    "evidence": ("Căn cứ của số liệu mới", 30),
    "reason": ("Lý do", 34),
    "decided_by": ("Chức danh người quyết định", 24),
    "unit": ("Mã đơn vị", 11),
    "rule": ("Mã quy tắc", 12),
    "indicator": ("Mã chỉ tiêu", 12),
    "submission": ("Mã băm của tệp", 12),
}
_INPUTS = ("action", "value", "evidence", "reason", "decided_by")
_COLUMN = {name: number for number, name in enumerate(_COLUMNS, start=1)}
_ACTION_OF = {words: action for action, words in ACTIONS.items() if action in REVIEWER_ACTIONS}
_HELP = (
    "Mỗi dòng là một điều đang giữ biểu lại. Chỉ điền các cột màu vàng; dòng để trống cột Quyết định được bỏ qua.",
    "“Thay số liệu” phải có số liệu mới (không phát sinh ghi -, dòng có/không ghi Có hoặc Không) và căn cứ. Mọi quyết"
    " định phải có lý do và chức danh hoặc tên đăng nhập của người quyết định, không ghi họ tên.",
)


def write_decision_workbook(
    waiting: Sequence[OpenFinding], period: Period, metadata: Metadata, rule_book: RuleBook, target: Path
) -> None:
    """Writes the workbook (``.xlsx``) for the open findings of a period; the same arguments give the same bytes."""
    workbook = Workbook()
    sheet = workbook.active
    if not isinstance(sheet, Worksheet):
        raise TypeError("a new workbook has no sheet")
    sheet.title = SHEET
    _head(sheet, period)
    lines = _lines(waiting, period, metadata, rule_book)
    for number, line in enumerate(lines, start=HEAD_ROW + 1):
        _row(sheet, number, line)
    last = HEAD_ROW + max(len(lines), 1)
    choice = DataValidation(
        type="list",
        formula1=f'"{",".join(_ACTION_OF)}"',
        allow_blank=True,
        showErrorMessage=True,
        errorTitle="Quyết định",
        error="Chọn một trong ba quyết định của danh sách.",
    )
    choice.add(f"{get_column_letter(_COLUMN['action'])}{HEAD_ROW + 1}:{get_column_letter(_COLUMN['action'])}{last}")
    sheet.add_data_validation(choice)
    sheet.freeze_panes = f"C{HEAD_ROW + 1}"
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
    sheet.print_area = f"A1:{get_column_letter(_COLUMN['decided_by'])}{last}"
    sheet.sheet_view.showGridLines = False
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    fit_to_page(sheet, "landscape")
    save_repeatably(workbook, target)


def read_decision_workbook(file: Path, period: Period, desk: Desk) -> tuple[Decision, ...]:
    """The decisions of a filled workbook, in the order of its lines; lines without a decision are passed over.

    Raises ``ConfigurationError`` with one line, which names the row, on one that is not complete, does not fit its
    finding or holds a formula, and where the file is no decision workbook of the period.
    """
    sheet = _sheet(file, period)
    decisions = []
    for number in range(HEAD_ROW + 1, sheet.max_row + 1):
        where = f"{file.name} row {number}"
        line = {name: _content(sheet.cell(number, column), where) for name, column in _COLUMN.items()}
        if line["action"] is None:
            continue
        action = _ACTION_OF.get(str(line["action"]).strip())
        if action is None:
            raise ConfigurationError(f"{where}: the decision is none of the list")
        missing = [name for name in ("submission", "unit", "rule", "reason", "decided_by") if line[name] is None]
        if action is DecisionAction.REPLACE:
            missing += [name for name in ("value", "evidence") if line[name] is None]
        if missing:
            raise ConfigurationError(f"{where}: the column {_COLUMNS[missing[0]][0]} is empty")
        names = ("submission", "unit", "rule", "indicator", "value", "evidence", "reason", "decided_by")
        given = {name: line[name] for name in names if line[name] is not None}
        try:
            decision = decide({**given, "action": action, "decided_on": desk.today}, desk, where)
        except ConfigurationError as error:
            said = str(error)
            raise ConfigurationError(said if said.startswith(where) else f"{where}: {said}") from None
        decisions.append(decision)
    return tuple(decisions)


def _lines(
    waiting: Sequence[OpenFinding], period: Period, metadata: Metadata, rule_book: RuleBook
) -> list[dict[str, str]]:
    names = metadata.unit_names(period)
    says = {entry.id: entry.says for entry in rule_book.entries}
    lines: dict[tuple[str, str | None, str, str | None], dict[str, str]] = {}
    for one in waiting:
        report, finding = one.report, one.finding
        key = (report.submission, report.unit, finding.rule, finding.indicator)
        if key in lines:  # one decision is on all places of a finding
            lines[key]["cell"] += f", {finding.cell}"
            continue
        known = finding.indicator in metadata.indicators
        lines[key] = {
            "unit_name": names.get(report.unit or "", ""),
            "cell": finding.cell or "",
            "label": metadata.name_of(finding.indicator) if finding.indicator and known else "",
            "says": says.get(finding.entry, ""),
            "message": finding.message,
            "suggestion": written_number(finding.suggestion) if finding.suggestion is not None else "",
            "unit": report.unit or "",
            "rule": finding.rule,
            "indicator": finding.indicator or "",
            "submission": report.submission,
        }
    return list(lines.values())


def _head(sheet: Worksheet, period: Period) -> None:
    _put(sheet.cell(1, 1), "QUYẾT ĐỊNH VỀ CÁC BIỂU SỐ LIỆU ĐANG GIỮ LẠI", bold=True, wrap=False)
    _put(sheet.cell(2, 1), "Kỳ báo cáo:", wrap=False)
    _put(sheet[_PERIOD_CELL], str(period), wrap=False)
    for number, text in enumerate(_HELP, start=3):
        _put(sheet.cell(number, 1), text, wrap=False)
    for name, (heading, width) in _COLUMNS.items():
        cell = sheet.cell(HEAD_ROW, _COLUMN[name])
        _put(cell, heading, bold=True)
        cell.fill = PatternFill("solid", fgColor="FFF2CC" if name in _INPUTS else "E8EDF3")
        cell.alignment = Alignment("center", "center", wrap_text=True)
        cell.border = BORDER
        sheet.column_dimensions[get_column_letter(_COLUMN[name])].width = width
    sheet.row_dimensions[HEAD_ROW].height = 34


def _row(sheet: Worksheet, number: int, line: Mapping[str, str]) -> None:
    for name, column in _COLUMN.items():
        cell = sheet.cell(number, column)
        technical = name in ("unit", "rule", "indicator", "submission")
        _put(cell, line.get(name, ""), size=9 if technical else 12)
        cell.border = BORDER
        if technical:
            # a hash is longer than its column, and "fill" keeps it inside
            cell.alignment = Alignment("fill" if name == "submission" else "left", "center", shrink_to_fit=True)
        if name in _INPUTS:
            cell.protection = Protection(locked=False)
            cell.fill = PatternFill("solid", fgColor="FFF9E5")
    lengths = (math.ceil(len(line.get(name, "")) / (1.1 * width)) for name, (_, width) in _COLUMNS.items())
    sheet.row_dimensions[number].height = 16.5 * max(1, *list(lengths)[:6]) + 4


def _put(cell: Cell | MergedCell, text: str, *, bold: bool = False, wrap: bool = True, size: int = 12) -> None:
    """A text as text: what begins with = (a sheet may be called so) becomes no formula."""
    cell.font = Font(name=FONT, size=size, bold=bold)
    cell.alignment = Alignment("left", "center", wrap_text=wrap)
    if text and isinstance(cell, Cell):
        put_text(cell, text)


def _sheet(file: Path, period: Period) -> Worksheet:
    try:
        workbook = load_workbook(file)  # the formulas themselves, so that one is seen and refused
    except (OSError, BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, AttributeError):
        raise ConfigurationError(f"{file.name}: cannot be read as a workbook") from None
    sheet = workbook[SHEET] if SHEET in workbook.sheetnames else None
    headings = [sheet.cell(HEAD_ROW, column).value for column in _COLUMN.values()] if sheet else []
    if sheet is None or headings != [heading for heading, _ in _COLUMNS.values()]:
        raise ConfigurationError(f"{file.name}: is no decision workbook")
    if sheet[_PERIOD_CELL].value != str(period):
        raise ConfigurationError(f"{file.name}: is of another period than {period}")
    return sheet


def _content(cell: Cell | MergedCell, where: str) -> str | bool | None:
    content: Any = cell.value
    if content is None or (isinstance(content, str) and not content.strip()):
        return None
    if isinstance(content, bool | str) and cell.data_type in ("b", "s", "inlineStr"):
        return content.strip() if isinstance(content, str) else content
    if isinstance(content, int | float) and cell.data_type == "n":
        return f"{Decimal(f'{content:.15g}'):f}"  # as the office program shows it
    raise ConfigurationError(f"{where}: the cell {cell.coordinate} holds a formula, a date or an error, not a value")
