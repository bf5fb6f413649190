"""What goes back to a unit: what to do about its submission, and the form with what was read.

The first sheet says in plain words what was found; the second is the unit's own form, prefilled and marked, which it
corrects and sends back; the third holds again what it wrote for the report. Of a quarantined submission nothing goes
back but the rules' words and masked addresses.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Literal

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from wardreport.correspondence.change_counts import ChangeCounts, Judged, counted, remarks_on
from wardreport.correspondence.form_rows import InputRow
from wardreport.correspondence.form_workbook import (
    HEAD_ROW,
    SHEET,
    Prefill,
    add_column,
    contents_of,
    fill_form_sheet,
    set_constant,
)
from wardreport.correspondence.narrative_sheet import add_narrative_sheet
from wardreport.domain.deadline import VIETNAM
from wardreport.domain.figure import Status
from wardreport.domain.finding import Finding, Severity, Verdict, is_masked
from wardreport.domain.observation import Observation
from wardreport.domain.submission import ScreenedForm
from wardreport.domain.validation import DecisionAction, SubmissionReport
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.rules.rule_book import RuleBook
from wardreport.writing.cell_texts import cell_text
from wardreport.writing.house_style import FONT
from wardreport.writing.repeatable_workbook import save_repeatably
from wardreport.writing.sheet_looks import AMBER, BLUE, BORDER, GREEN, RED, fit_to_page, put_text
from wardreport.writing.vietnamese import (
    ACTIONS,
    MARKS,
    NEXT_STEPS,
    NEXT_STEPS_WITHOUT_FORM,
    SEVERITIES,
    VERDICTS,
    place_in_words,
)
from wardreport.writing.written_figures import NIL, NO, YES, written_number

LIST_SHEET = "Can sua"
LIST_HEAD_ROW = 10  # of the headings above the findings
AUTHOR = "wardreport"  # of every comment
MARK_COLUMN = 5  # of the form's sheet
_COLOURS = {Severity.CRITICAL: RED, Severity.WARNING: AMBER, Severity.INFO: BLUE}
_VERDICT_COLOURS = {Verdict.ACCEPTED: GREEN, Verdict.HELD: AMBER, Verdict.REJECTED: RED, Verdict.QUARANTINED: RED}
_COLUMNS = (
    ("STT", 6),
    ("Mức độ", 15),
    ("Ô trong tệp đã gửi", 20),
    ("Dòng của biểu", 40),
    ("Cần làm gì", 54),
    ("Gợi ý", 11),
    ("Sửa tại", 18),
)
_CELL = re.compile(r"[A-Z]+\d+")
_LONGEST_NAME = 31  # of a sheet, in characters: what a program lets a sheet be called


def write_feedback(
    form: ScreenedForm, report: SubmissionReport, metadata: Metadata, rule_book: RuleBook, target: Path
) -> None:
    """Writes the feedback (``.xlsx``) on one submission of any verdict; the same arguments give the same bytes.

    The form's sheet is there where unit and period are known and the submission is not quarantined.
    """
    workbook = Workbook()
    listed = workbook.active
    if not isinstance(listed, Worksheet):
        raise TypeError("a new workbook has no sheet")
    findings = _in_order(report, metadata)
    told = {id(finding): finding.in_full for _, finding in findings}
    prefill = _prefill(form.observations) if form.observations else None
    rows = _form_sheet(workbook, form, report, findings, told, prefill, metadata, rule_book)
    counts = counted(findings, rows, remarks_on(findings), contents_of(rows, prefill))
    _list_sheet(listed, report, findings, told, counts, rows, metadata)
    set_constant(workbook, "wardreport_feedback", report.submission)
    save_repeatably(workbook, target)


Told = Mapping[int, str]  # by a finding's identity what the unit is told, its own figures among it


def _in_order(report: SubmissionReport, metadata: Metadata) -> list[Judged]:
    lifted = {d.finding for d in report.decisions if d.action is DecisionAction.ACCEPT_AS_REPORTED}
    judged = [
        (Severity.INFO if f.answered or (f.rule, f.indicator) in lifted else f.severity, f) for f in report.findings
    ]
    place = {name: number for number, name in enumerate(metadata.indicators)}
    last = len(place)
    return sorted(judged, key=lambda item: (list(Severity).index(item[0]), place.get(item[1].indicator or "", last)))


def _form_sheet(
    workbook: Workbook,
    form: ScreenedForm,
    report: SubmissionReport,
    findings: Sequence[Judged],
    told: Told,
    prefill: Prefill | None,
    metadata: Metadata,
    rule_book: RuleBook,
) -> Mapping[str, InputRow]:
    unit, period = metadata.unit_in(report.period, report.unit), report.period
    if unit is None or period is None or report.verdict is Verdict.QUARANTINED:
        return {}
    if not any(version.valid_in(period) for version in metadata.forms):
        return {}
    named = frozenset(finding.indicator for _, finding in findings if finding.indicator)
    sheet = workbook.create_sheet(SHEET)
    rows = fill_form_sheet(
        sheet,
        unit,
        period,
        metadata,
        rule_book,
        prefill=prefill,
        returned=named,
        remarks=remarks_on(findings),
    )
    _mark(sheet, findings, told, rows, HEAD_ROW + len(metadata.form(period).rows))
    add_narrative_sheet(workbook, metadata.narrative_sections.values(), dict(form.narratives))
    return rows


def _prefill(observations: Iterable[Observation]) -> Prefill:
    return {observation.indicator: _content(observation) for observation in observations}


def _content(observation: Observation) -> Decimal | str | None:
    if isinstance(observation.value, bool):
        return YES if observation.value else NO
    if observation.status is Status.NIL:
        return NIL
    return observation.value


def _mark(sheet: Worksheet, findings: Sequence[Judged], told: Told, rows: Mapping[str, InputRow], last: int) -> None:
    add_column(sheet, MARK_COLUMN, "Phản hồi", 13)
    sheet.print_area = str(sheet.print_area).rpartition("!")[2].replace("$D$", "$E$")
    by_row: dict[int, list[Judged]] = defaultdict(list)
    for judged in findings:
        place = _row_of(judged[1], rows)
        if place is not None:
            by_row[place.number].append(judged)
    for number in range(HEAD_ROW + 1, last + 1):
        sheet.cell(number, MARK_COLUMN).border = BORDER
    for number, found in by_row.items():
        fill = PatternFill("solid", fgColor=_COLOURS[found[0][0]])  # the most severe stands first
        mark = sheet.cell(number, MARK_COLUMN)
        mark.value = MARKS[found[0][0]]
        mark.font = Font(name=FONT, size=11, bold=True)
        mark.alignment = Alignment(horizontal="center", vertical="center")
        mark.fill = sheet.cell(number, 3).fill = fill
        sheet.cell(number, 3).comment = _comment([finding for _, finding in found], told)


def _row_of(finding: Finding, rows: Mapping[str, InputRow]) -> InputRow | None:
    return rows.get(finding.indicator) if finding.indicator else None


def _comment(findings: Iterable[Finding], told: Told) -> Comment:
    texts = []
    for finding in findings:
        lines = [told[id(finding)]]
        if finding.suggestion is not None:
            lines.append(f"Gợi ý: {written_number(finding.suggestion)}")
        if finding.cell:
            lines.append(f"Vị trí trong tệp đã gửi: {_place(finding.cell)}")
        texts.append("\n".join(lines))
    text = cell_text("\n\n".join(dict.fromkeys(texts)))
    height = 24 + 18 * sum(math.ceil(len(line) / 44) or 1 for line in text.split("\n"))
    return Comment(text, AUTHOR, height=height, width=330)


def _list_sheet(
    sheet: Worksheet,
    report: SubmissionReport,
    findings: Sequence[Judged],
    told: Told,
    counts: ChangeCounts,
    rows: Mapping[str, InputRow],
    metadata: Metadata,
) -> None:
    sheet.title = LIST_SHEET
    for column, (_, width) in enumerate(_COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    _list_head(sheet, report, counts, bool(rows), metadata)
    if findings:
        for column, (heading, _) in enumerate(_COLUMNS, start=1):
            _put(sheet, LIST_HEAD_ROW, column, heading, bold=True, centred=True, framed=True, colour="E8EDF3")
    for position, judged in enumerate(findings, start=1):
        _list_row(sheet, position, judged, told, report, rows, metadata)
    sheet.sheet_view.showGridLines = False
    sheet.sheet_properties.tabColor = "C00000" if report.verdict is not Verdict.ACCEPTED else "548235"
    sheet.freeze_panes = f"A{LIST_HEAD_ROW + 1}" if findings else None
    if findings:
        sheet.print_title_rows = f"{LIST_HEAD_ROW}:{LIST_HEAD_ROW}"
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    fit_to_page(sheet, "landscape")


def _list_head(
    sheet: Worksheet, report: SubmissionReport, counts: ChangeCounts, has_form: bool, metadata: Metadata
) -> None:
    unit = metadata.unit_in(report.period, report.unit)
    cycle = metadata.cycles.get(report.period) if report.period else None
    received = report.received_at.astimezone(VIETNAM)
    steps = NEXT_STEPS if has_form else NEXT_STEPS_WITHOUT_FORM
    lines = [
        ("Đơn vị:", unit.name if unit else "Chưa xác định"),
        ("Kỳ báo cáo:", cycle.head_line if cycle else "Chưa xác định"),
        ("Nhận lúc:", f"{received:%H:%M} ngày {received:%d/%m/%Y}"),
        ("Kết luận:", ACTIONS[DecisionAction.RETURN] if report.returned else VERDICTS[report.verdict]),
        ("Việc cần làm:", steps[report.verdict]),
        ("Đã thấy:", counts.in_words()),
    ]
    if report.returned:
        reasons = dict.fromkeys(d.reason for d in report.decisions if d.action is DecisionAction.RETURN)
        lines.append(("Lý do trả lại:", " ".join(reasons)))
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(_COLUMNS))
    _put(sheet, 1, 1, "PHIẾU PHẢN HỒI VỀ BIỂU SỐ LIỆU ĐÃ GỬI", bold=True, centred=True, size=14)
    sheet.row_dimensions[1].height = 26
    for number, (name, text) in enumerate(lines, start=3):
        sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=2)
        sheet.merge_cells(start_row=number, end_row=number, start_column=3, end_column=len(_COLUMNS))
        _put(sheet, number, 1, name)
        _put(sheet, number, 3, text or "Không có điều gì cần sửa.", bold=number in (3, 6, 7))
        width = sum(width for _, width in _COLUMNS[2:])
        sheet.row_dimensions[number].height = 18 * _lines(text, width)
    sheet["C6"].fill = PatternFill("solid", fgColor=_VERDICT_COLOURS[report.verdict])


def _list_row(
    sheet: Worksheet,
    position: int,
    judged: Judged,
    told: Told,
    report: SubmissionReport,
    rows: Mapping[str, InputRow],
    metadata: Metadata,
) -> None:
    severity, finding = judged
    number = LIST_HEAD_ROW + position
    decided = severity is not finding.severity
    known = finding.indicator in metadata.indicators
    place = _row_of(finding, rows)
    texts = (
        str(position),
        "Đã có quyết định" if decided else SEVERITIES[severity],
        _address(finding, report),
        metadata.name_of(finding.indicator) if finding.indicator and known else "",
        told[id(finding)],
        written_number(finding.suggestion) if finding.suggestion is not None else "",
        f"Ô {place.cell}, trang {SHEET}" if place else "",
    )
    for column, text in enumerate(texts, start=1):
        colour = _COLOURS[severity] if column == 2 else None
        _put(sheet, number, column, text, centred=column not in (4, 5), framed=True, colour=colour)
    lines = max(_lines(text, width) for text, (_, width) in zip(texts, _COLUMNS, strict=True))
    sheet.row_dimensions[number].height = 16.5 * lines + 4
    if place is not None:
        cell = sheet.cell(number, len(texts))
        # a place in this file; a target of its own would be an external link
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{SHEET}'!{place.cell}")
        cell.font = Font(name=FONT, size=12, color="0563C1", underline="single")


def _address(finding: Finding, report: SubmissionReport) -> str:
    if not finding.cell:
        return ""
    if report.verdict is Verdict.QUARANTINED and not is_masked(finding.cell):
        return ""  # a sheet's name is submitted text
    return _place(finding.cell)


def _place(cell: str) -> str:
    """An address in words: ``Bieu!C9`` is "Ô C9, trang Bieu", and ``sheet2!C9`` is "Ô C9 (trang tính 2)"."""
    sheet, _, place = cell.rpartition("!")
    words = place_in_words(cell)
    shown = f"Ô {words}" if _CELL.fullmatch(place) else words[:1].upper() + words[1:]
    named = sheet and not is_masked(cell)
    return f"{shown}, trang {sheet[:_LONGEST_NAME]}" if named else shown


def _put(
    sheet: Worksheet,
    row: int,
    column: int,
    text: str,
    *,
    bold: bool = False,
    centred: bool = False,
    framed: bool = False,
    size: int = 12,
    colour: str | None = None,
) -> Cell | MergedCell:
    """A text as text, whatever it begins with: nothing submitted becomes a formula (docs/design/documents.md)."""
    cell = sheet.cell(row, column)
    cell.font = Font(name=FONT, size=size, bold=bold)
    side: Literal["left", "center"] = "center" if centred else "left"
    cell.alignment = Alignment(side, "center", wrap_text=True, indent=int(framed and not centred))
    if framed:
        cell.border = BORDER
    if colour:
        cell.fill = PatternFill("solid", fgColor=colour)
    if text and isinstance(cell, Cell):
        put_text(cell, text)
    return cell


def _lines(text: str, width: int) -> int:
    return max(1, math.ceil(len(text) / (1.1 * width)))
