"""The contradictions of the real report of 2024-S1, each through the door: what reading and judging make of it.

What the consolidated table, the release and the report's text do with them is tested where that is made; here stands
what a submission with the same words and figures becomes.
"""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.specimens.submissions import HEAD_ROW, Edit, annex, cell_of, row_of, submission
from wardreport.domain.figure import Status
from wardreport.domain.finding import Finding, Severity, Verdict
from wardreport.domain.observation import Observation
from wardreport.domain.submission import ScreenedForm
from wardreport.domain.validation import SubmissionReport
from wardreport.metadata import Metadata
from wardreport.metadata.indicators import Time
from wardreport.metadata.rules.rule_book import RuleBook
from wardreport.stages.parse import parse
from wardreport.stages.screen import screen
from wardreport.stages.validate import validate

pytestmark = pytest.mark.slow

WARD, POLICE, TEAM, OFFICE = "01837", "058-CA", "058-D178", "058-LDTBXH"


class Door:
    """Lets one submission in."""

    def __init__(self, metadata: Metadata, rule_book: RuleBook, folder: Path) -> None:
        self.metadata, self._book, self._folder = metadata, rule_book, folder

    def let_in(
        self, unit: str, values: Mapping[str, Any] | None = None, edit: Edit | None = None
    ) -> tuple[dict[str, Observation], SubmissionReport]:
        form = self._form(unit, values, edit)
        report, _ = validate([form], self._book, self.metadata)
        return {o.indicator: o for o in form.observations}, report.submissions[0]

    def read(
        self, unit: str, values: Mapping[str, Any] | None = None, edit: Edit | None = None
    ) -> dict[str, Observation]:
        return {o.indicator: o for o in self._form(unit, values, edit).observations}

    def _form(self, unit: str, values: Mapping[str, Any] | None, edit: Edit | None) -> ScreenedForm:
        content = annex(self.metadata, unit, values, edit)
        return screen(parse(submission(self._folder, content, folder_unit=unit), self.metadata), self.metadata)

    def cell(self, indicator: str) -> str:
        return cell_of(self.metadata, indicator)


@pytest.fixture
def door(metadata: Metadata, rule_book: RuleBook, tmp_path: Path) -> Door:
    return Door(metadata, rule_book, tmp_path)


def _found(report: SubmissionReport) -> list[tuple[str, str | None]]:
    return [(finding.rule, finding.cell) for finding in report.findings]


def _only(report: SubmissionReport) -> Finding:
    (finding,) = report.findings
    return finding


def _answers(read: Mapping[str, Observation], *names: str) -> list[tuple[Status, Any]]:
    return [(read[name].status, read[name].value) for name in names]


PARTS = ("fac_lodging", "fac_karaoke_massage", "fac_other")


def test_a_total_one_short_of_its_parts_is_held_and_never_repaired(door: Door) -> None:
    read, report = door.let_in(WARD, {"fac_total": 108, "fac_lodging": 74, "fac_karaoke_massage": 17, "fac_other": 18})
    finding = _only(report)
    assert (finding.rule, finding.severity, finding.cell) == (
        "rule.partition",
        Severity.CRITICAL,
        door.cell("fac_total"),
    )
    assert report.verdict is Verdict.HELD
    assert _answers(read, "fac_total", *PARTS) == [(Status.VALUE, Decimal(n)) for n in (108, 74, 17, 18)]


def test_a_nil_total_beside_a_part_of_one_is_held(door: Door) -> None:
    read, report = door.let_in(TEAM, {"team_total": "-", "team_district": 1})
    assert _found(report) == [("rule.partition", door.cell("team_total"))]
    assert report.verdict is Verdict.HELD
    assert read["team_total"].status is Status.NIL


def test_a_percentage_printed_as_nil_in_facilities_is_nil_whatever_its_unit_says(door: Door) -> None:
    read, report = door.let_in(TEAM, {"fac_inspected_pct": "-", "fac_inspected": 5})
    assert report.verdict is Verdict.ACCEPTED
    assert read["fac_inspected_pct"].status is Status.NIL
    assert door.metadata.unit_measure("fac_inspected_pct") == "%"


def test_the_share_of_wards_is_nobodys_to_report(door: Door) -> None:
    read, report = door.let_in(OFFICE, {"comm_ward_pct": "-"})
    assert report.findings == ()
    assert read["comm_ward_pct"].status is Status.NIL
    assert door.metadata.indicators["comm_ward_pct"].derived


def test_a_total_with_every_subset_nil_is_told(door: Door) -> None:
    _, report = door.let_in(WARD, {"staff_total": 40})
    finding = _only(report)
    assert (finding.rule, finding.severity) == ("rule.all_parts_nil", Severity.WARNING)
    assert finding.cell == door.cell("staff_total")
    assert report.verdict is Verdict.ACCEPTED


def test_zero_and_nil_stay_apart(door: Door) -> None:
    read, report = door.let_in(TEAM, {"fac_violating": 0})
    assert report.findings == ()
    assert _answers(read, "fac_violating", "fac_violating_warned") == [(Status.ZERO, Decimal(0)), (Status.NIL, None)]


def test_yes_without_a_name_is_read_as_yes(door: Door) -> None:
    read = door.read(OFFICE, {"prog_other": "Có"})
    assert _answers(read, "prog_other") == [(Status.VALUE, True)]


def test_a_number_that_lost_its_zero_is_never_taken_in_silence(door: Door) -> None:
    read, report = door.let_in(POLICE, {"comm_attendees": 19.81, "comm_sessions": 1})
    finding = _only(report)
    assert (finding.rule, finding.cell) == ("cell.ambiguous_separator", door.cell("comm_attendees"))
    assert (finding.suggestion, report.verdict) == (Decimal(19810), Verdict.HELD)
    assert _answers(read, "comm_attendees") == [(Status.INVALID, None)]
    read, report = door.let_in(POLICE, {"comm_attendees": "19.810", "comm_sessions": 1})
    assert _answers(read, "comm_attendees") == [(Status.VALUE, Decimal(19810))]
    assert report.findings == ()


@pytest.mark.parametrize("name", ["comm_svcworkers", "comm_students"])
def test_one_row_gives_a_count_and_its_percentage(name: str, door: Door) -> None:
    read = door.read(WARD, {name: "5 (83,3%)"})
    assert _answers(read, name, f"{name}_pct") == [(Status.VALUE, Decimal(5)), (Status.VALUE, Decimal("83.3"))]
    assert read[name].cell == read[f"{name}_pct"].cell == door.cell(name)


UNITS = {
    "member_total": "Người",
    "supported": "Người",
    "supported_job": "Người",
    "models_peer": "Mô hình",
    "models_other": "Mô hình",
    "tipoffs": "Lượt",
}


@pytest.mark.parametrize("name", UNITS)
def test_the_unit_comes_from_the_indicator(name: str, door: Door) -> None:
    def edit(_: Workbook, sheet: Worksheet) -> None:
        sheet.cell(row_of(door.metadata, name), 2).value = "Ki-lô-mét"

    read = door.read(POLICE, {name: 3}, edit)
    assert _answers(read, name) == [(Status.VALUE, Decimal(3))]
    assert door.metadata.unit_measure(name) == UNITS[name]


@pytest.mark.parametrize("name", ["prosecuted", "tipoffs"])
def test_a_bullet_says_nothing(name: str, door: Door) -> None:
    for bullet in ("+", "-", "", "•"):

        def edit(_: Workbook, sheet: Worksheet, bullet: str = bullet) -> None:
            cell = sheet.cell(row_of(door.metadata, name), 1)
            cell.value = f"{bullet} {str(cell.value).lstrip('+- ')}"

        read = door.read(POLICE, {name: 2}, edit)
        assert _answers(read, name) == [(Status.VALUE, Decimal(2))]
    assert door.metadata.indicators[name].parent is None


def test_three_rows_with_one_label_are_three_measures(door: Door) -> None:
    same = {"sw_recorded_u18": 1, "offenders_seller_u18": 2, "sanctioned_seller_u18": 3}
    wholes = {"sw_recorded": 9, "offenders": 9, "sanctioned": 9}
    read = door.read(POLICE, {**wholes, **same})
    assert {name: read[name].value for name in same} == same


def test_a_budget_is_of_the_year(door: Door) -> None:
    read = door.read(OFFICE, {"budget_total": "24"})
    assert _answers(read, "budget_total") == [(Status.VALUE, Decimal(24))]
    assert door.metadata.indicators["budget_total"].time is Time.ANNUAL


def _respelt(row: int, right: str, wrong: str) -> Edit:
    def edit(_: Workbook, sheet: Worksheet) -> None:
        assert right in str(sheet.cell(row, 1).value)
        sheet.cell(row, 1).value = str(sheet.cell(row, 1).value).replace(right, wrong)

    return edit


@pytest.mark.parametrize(
    ("name", "right", "wrong", "told"),
    [
        ("sanctioned_organiser", "chú chữa", "chú chữa", False),  # as printed
        ("sanctioned_organiser", "chú chữa", "chủ chứa", False),  # as corrected
        ("tipoffs", "các minh", "xác minh", False),
        ("models_worker_rights", "KDD V để", "KDDV dễ", False),
        ("sanctioned_organiser", "chú chữa", "chủ chừa", True),
        ("tipoffs", "các minh", "xắc minh", True),
    ],
)
def test_a_misspelt_label_is_its_row(name: str, right: str, wrong: str, told: bool, door: Door) -> None:
    values = {name: 1, "sanctioned": 1, "models_total": 1}
    row = row_of(door.metadata, name)
    read, report = door.let_in(POLICE, values, _respelt(row, right, wrong))
    assert _answers(read, name) == [(Status.VALUE, Decimal(1))]
    approximate = [finding for finding in report.findings if finding.rule == "form.label_approximate"]
    assert [(f.cell, f.severity) for f in approximate] == ([(f"Bieu!A{row}", Severity.INFO)] if told else [])


def test_a_dash_on_a_row_without_a_measure_is_nothing_and_a_figure_is_not(door: Door) -> None:
    rows = [
        HEAD_ROW + row.row for row in door.metadata.form(next(iter(door.metadata.cycles))).rows if not row.indicators
    ]
    assert len(rows) == 26

    def fill(content: Any) -> Edit:
        def edit(_: Workbook, sheet: Worksheet) -> None:
            for row in rows:
                sheet.cell(row, 3).value = content

        return edit

    assert door.let_in(WARD, {}, fill("-"))[1].findings == ()
    _, report = door.let_in(WARD, {}, fill(4))
    assert _found(report) == [("form.row_unknown", f"Bieu!C{row}") for row in rows]
    assert report.verdict is Verdict.HELD


def test_a_blank_number_and_day_in_the_head_do_not_matter(door: Door) -> None:
    def edit(_: Workbook, sheet: Worksheet) -> None:
        sheet.cell(3, 1).value = "Số:        /BC-UBND"
        sheet.cell(4, 1).value = "Bắc Kạn, ngày      /6/2024"

    _, report = door.let_in(WARD, {}, edit)
    assert report.findings == ()
    assert (report.unit, str(report.period)) == (WARD, "2024-S1")


@pytest.mark.parametrize(
    "sentence",
    [
        "Công văn số 1340 ngày 20/02/2024, số 602 ngày 08/4/2024 và số 1491 ngày 04/6/2024",
        "phòng LĐT BXH, LĐTBXH, LĐTBOXH",
    ],
)
def test_document_numbers_and_codes_are_nobodys_data(sentence: str, door: Door) -> None:
    _, report = door.let_in(WARD, {}, lambda book, _: book.create_sheet("Thuyet minh").cell(1, 1, sentence) and None)
    assert [finding.rule for finding in report.findings] in ([], ["privacy.free_text"])
    assert report.verdict is Verdict.ACCEPTED
