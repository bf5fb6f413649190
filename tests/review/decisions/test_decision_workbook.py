"""A reviewer decides in a workbook: written, filled in, read back."""

import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.specimens.submissions import PERIOD
from wardreport.domain.errors import ConfigurationError
from wardreport.domain.finding import Finding, Severity, Verdict
from wardreport.domain.period import Period
from wardreport.domain.validation import Decision, DecisionAction, SubmissionReport
from wardreport.metadata import Metadata
from wardreport.metadata.office.people import People
from wardreport.metadata.rules.rule_book import RuleBook
from wardreport.review.decisions.decision_workbook import HEAD_ROW, read_decision_workbook, write_decision_workbook
from wardreport.review.decisions.recording import Desk, open_findings
from wardreport.writing.vietnamese import ACTIONS

ON = date(2024, 6, 7)
FOUND = (
    Finding("cell.qualified", "qualified-own", Severity.CRITICAL, "hotspots", "=A1!C23", "Ô C23: …", Decimal(40)),
    Finding("rule.partition", "partition-fac_total", Severity.CRITICAL, "fac_total", "Bieu!C9", "Ô C9: …"),
    Finding("form.row_unknown", "row_unknown", Severity.CRITICAL, None, "Bieu!C120", "Ô C120: …"),
    Finding("form.row_unknown", "row_unknown", Severity.CRITICAL, None, "Bieu!C121", "Ô C121: …"),
)
REPORT = SubmissionReport(
    "a1" * 32, "01834", PERIOD, "annex-2024", datetime(2024, 6, 5, tzinfo=UTC), Verdict.HELD, FOUND
)
REPLACE = {"Quyết định": ACTIONS[DecisionAction.REPLACE], "Số liệu mới": 40, "Căn cứ của số liệu mới": "Công văn 12"}
SAID = {"Lý do": "Phường xác nhận", "Chức danh người quyết định": "Người kiểm tra"}
Fill = Callable[[Mapping[int, Mapping[str, Any]]], Path]


@pytest.fixture
def fill(tmp_path: Path, metadata: Metadata, rule_book: RuleBook) -> Fill:
    """Writes the workbook and fills in some of its lines, by number from 0."""

    def make(lines: Mapping[int, Mapping[str, Any]]) -> Path:
        file = tmp_path / "quyết định.xlsx"
        write_decision_workbook(open_findings([REPORT]), PERIOD, metadata, rule_book, file)
        book = load_workbook(file)
        columns = _columns(book.worksheets[0])
        for number, content in lines.items():
            for heading, typed in content.items():
                book.worksheets[0].cell(HEAD_ROW + 1 + number, columns[heading]).value = typed
        book.save(file)
        return file

    return make


def _columns(sheet: Worksheet) -> dict[str, int]:
    return {str(cell.value): number for number, cell in enumerate(sheet[HEAD_ROW], start=1)}


def _read(file: Path, metadata: Metadata, period: Period = PERIOD) -> tuple[Decision, ...]:
    return read_decision_workbook(file, period, Desk([REPORT], metadata.indicators, People(), ON))


def test_what_is_filled_in_is_read_back(fill: Fill, metadata: Metadata) -> None:
    file = fill(
        {
            0: REPLACE | SAID,
            1: {"Quyết định": ACTIONS[DecisionAction.ACCEPT_AS_REPORTED]} | SAID,
            2: {"Quyết định": ACTIONS[DecisionAction.RETURN]} | SAID,
        }
    )
    on = (REPORT.submission, "01834")
    said = ("Phường xác nhận", "Người kiểm tra chất lượng số liệu", ON)
    assert _read(file, metadata) == (
        Decision(*on, "cell.qualified", "hotspots", DecisionAction.REPLACE, *said, Decimal(40), "Công văn 12"),
        Decision(*on, "rule.partition", "fac_total", DecisionAction.ACCEPT_AS_REPORTED, *said),
        Decision(*on, "form.row_unknown", None, DecisionAction.RETURN, *said),
    )


def test_lines_without_a_decision_are_passed_over(fill: Fill, metadata: Metadata) -> None:
    assert _read(fill({}), metadata) == ()
    assert _read(fill({0: SAID, 1: {"Quyết định": ACTIONS[DecisionAction.RETURN]} | SAID}), metadata)[0].indicator == (
        "fac_total"
    )


@pytest.mark.parametrize(
    ("typed", "value"),
    [(0, Decimal(0)), ("-", None), ("40", Decimal(40)), (40.0, Decimal(40)), ("010", Decimal(10))],
)
def test_a_value_as_an_office_program_keeps_it(
    typed: Any, value: Decimal | None, fill: Fill, metadata: Metadata
) -> None:
    (decision,) = _read(fill({0: REPLACE | SAID | {"Số liệu mới": typed}}), metadata)
    assert decision.value == value
    assert type(decision.value) is type(value)


@pytest.mark.parametrize(
    "change",
    [
        {"Lý do": None},
        {"Lý do": "   "},
        {"Chức danh người quyết định": None},
        {"Chức danh người quyết định": "Ông Chánh án"},
        {"Số liệu mới": None},
        {"Căn cứ của số liệu mới": None},
        {"Số liệu mới": 2.5},
        {"Số liệu mới": "khoảng 40"},
        {"Số liệu mới": "=20+20"},
        {"Lý do": '=HYPERLINK("http://x")'},
        {"Số liệu mới": datetime(2024, 6, 5)},  # noqa: DTZ001
        {"Quyết định": "Công bố"},
        {"Quyết định": ACTIONS[DecisionAction.RETURN]},  # with a value
        {"Mã băm của tệp": "b" * 64},
        {"Mã chỉ tiêu": "fac_total"},
        {"Mã quy tắc": None},
    ],
)
def test_an_incomplete_line_is_refused_with_its_number(change: dict[str, Any], fill: Fill, metadata: Metadata) -> None:
    with pytest.raises(ConfigurationError, match=f"row {HEAD_ROW + 1}: ") as refused:
        _read(fill({0: REPLACE | SAID | change, 1: {"Quyết định": ACTIONS[DecisionAction.RETURN]} | SAID}), metadata)
    assert "\n" not in str(refused.value)
    assert str(refused.value).count(f"row {HEAD_ROW + 1}") == 1


def test_a_text_that_looks_like_a_formula_is_a_text(fill: Fill, metadata: Metadata) -> None:
    file = fill({0: REPLACE | SAID})
    book = load_workbook(file)
    sheet = book.worksheets[0]
    cell = sheet.cell(HEAD_ROW + 1, _columns(sheet)["Lý do"])
    cell.value = "=> xem công văn"
    cell.data_type = "s"
    assert sheet.cell(HEAD_ROW + 1, _columns(sheet)["Ô"]).data_type == "s"  # the name of a sheet in =A1!C23
    book.save(file)
    assert _read(file, metadata)[0].reason == "=> xem công văn"
    parts = zipfile.ZipFile(file)
    assert b"<f>" not in b"".join(parts.read(name) for name in parts.namelist())


def test_only_the_columns_of_the_reviewer_are_open_and_nothing_is_hidden(fill: Fill) -> None:
    sheet = load_workbook(fill({})).worksheets[0]
    columns = _columns(sheet)
    assert sheet.protection.sheet
    open_columns = {*REPLACE, *SAID}
    assert sheet.max_row == HEAD_ROW + 3  # one decision is on all places of a finding
    for number in range(HEAD_ROW + 1, sheet.max_row + 1):
        assert {h for h, column in columns.items() if not sheet.cell(number, column).protection.locked} == open_columns
    assert not any(dimension.hidden for dimension in sheet.column_dimensions.values())
    assert sheet.cell(HEAD_ROW + 3, columns["Ô"]).value == "Bieu!C120, Bieu!C121"
    (choice,) = sheet.data_validations.dataValidation
    assert choice.formula1 == '"Công bố theo số đã báo cáo,Trả lại,Thay số liệu"'
    assert str(choice.sqref) == f"G{HEAD_ROW + 1}:G{HEAD_ROW + 3}"


def test_each_line_says_what_it_is_about(fill: Fill, metadata: Metadata, rule_book: RuleBook) -> None:
    sheet = load_workbook(fill({})).worksheets[0]
    line = {heading: sheet.cell(HEAD_ROW + 1, column).value for heading, column in _columns(sheet).items()}
    assert (line["Đơn vị"], line["Mã đơn vị"]) == (metadata.unit_names(PERIOD)["01834"], "01834")
    assert (line["Dòng của biểu"], line["Gợi ý"]) == (metadata.name_of("hotspots"), "40")
    assert line["Quy tắc"] == next(entry.says for entry in rule_book.entries if entry.id == "qualified-own")
    assert (line["Việc cần làm"], line["Mã băm của tệp"]) == ("Ô C23: …", REPORT.submission)


def test_a_workbook_that_is_none_or_of_another_period(fill: Fill, metadata: Metadata, tmp_path: Path) -> None:
    file = fill({0: REPLACE | SAID})
    with pytest.raises(ConfigurationError, match="another period"):
        _read(file, metadata, Period(2023, 2))
    other = tmp_path / "x.xlsx"
    Workbook().save(other)
    for content in (other.read_bytes(), b"PK\x03\x04", b"", b"hello"):
        other.write_bytes(content)
        with pytest.raises(ConfigurationError, match=r"x\.xlsx: "):
            _read(other, metadata)
    with pytest.raises(ConfigurationError):
        _read(tmp_path / "none.xlsx", metadata)


def test_the_same_findings_make_the_same_bytes(metadata: Metadata, rule_book: RuleBook, tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("a.xlsx", "b.xlsx")]
    for file in files:
        write_decision_workbook(open_findings([REPORT]), PERIOD, metadata, rule_book, file)
    assert files[0].read_bytes() == files[1].read_bytes()
    write_decision_workbook(open_findings([replace(REPORT, unit="01837")]), PERIOD, metadata, rule_book, files[1])
    assert files[0].read_bytes() != files[1].read_bytes()
