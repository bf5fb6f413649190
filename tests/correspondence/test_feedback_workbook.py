"""What goes back to a unit: every verdict, every finding at its place, nothing of what was quarantined."""

import re
import zipfile
from copy import copy
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.correspondence.test_form_workbook import recalculated
from tests.specimens.submissions import PERIOD, annex, cell_of, submission
from wardreport.correspondence.feedback_workbook import LIST_HEAD_ROW, LIST_SHEET, MARK_COLUMN, write_feedback
from wardreport.correspondence.form_workbook import HEAD_ROW, SHEET, write_form
from wardreport.correspondence.narrative_sheet import FIRST_ROW, NARRATIVE_SHEET
from wardreport.domain.figure import Status
from wardreport.domain.finding import Finding, Severity, Verdict
from wardreport.domain.submission import ScreenedForm
from wardreport.domain.validation import Decision, DecisionAction, SubmissionReport
from wardreport.metadata import Metadata
from wardreport.metadata.rules.rule_book import RuleBook
from wardreport.stages.parse import parse
from wardreport.stages.screen import screen
from wardreport.stages.validate import validate
from wardreport.writing.vietnamese import VERDICTS

pytestmark = pytest.mark.slow

MISTAKES = {
    "fac_total": 108,  # 74 + 17 + 18 is 109
    "fac_lodging": 74,
    "fac_karaoke_massage": 17,
    "fac_other": 18,
    "fac_committed": 109,
    "staff_total": "khoảng 40",
    "sw_estimated": 19.81,
    "offenders": 3,  # the police's
    "sw_recorded": "nhiều",
    "comm_attendees": 19810,
    "loan_amount": 20.5,
    "supported": 5,
    "officers": None,
}
PLANTED = ("0912345678", "Nguyễn Văn Tèo", "bimatphuong")


class Returned:
    """One submission, judged, and the feedback on it."""

    def __init__(self, content: bytes, folder: Path, metadata: Metadata, rule_book: RuleBook, **given: Any) -> None:
        self.rule_book = rule_book
        self.form = screen(parse(submission(folder, content, **given), metadata), metadata)
        self.report = validate([self.form], rule_book, metadata)[0].submissions[0]
        self._write(folder, metadata)

    def again(self, folder: Path, metadata: Metadata) -> "Returned":
        """The same in another folder, without judging it again."""
        other = copy(self)
        other._write(folder, metadata)
        return other

    def _write(self, folder: Path, metadata: Metadata) -> None:
        self.file = folder / "feedback.xlsx"
        write_feedback(self.form, self.report, metadata, self.rule_book, self.file)

    @property
    def workbook(self) -> Workbook:
        return load_workbook(self.file)

    @property
    def listed(self) -> list[tuple[Any, ...]]:
        """The lines under the headings of the first sheet."""
        lines = self.workbook[LIST_SHEET].iter_rows(min_row=LIST_HEAD_ROW + 1, max_col=7, values_only=True)
        return [line for line in lines if line[0]]


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory, metadata: Metadata, rule_book: RuleBook) -> Returned:
    return Returned(annex(metadata, values=MISTAKES), tmp_path_factory.mktemp("judged"), metadata, rule_book)


@pytest.fixture
def held(judged: Returned, tmp_path: Path, metadata: Metadata) -> Returned:
    return judged.again(tmp_path, metadata)


def row_number(metadata: Metadata, indicator: str) -> int:
    return HEAD_ROW + metadata.form(PERIOD).row_of[indicator].row


def head(sheet: Worksheet) -> dict[str, Any]:
    return {str(sheet.cell(row, 1).value): sheet.cell(row, 3).value for row in range(3, 9)}


def test_the_first_sheet_says_in_plain_words_what_to_do(held: Returned, metadata: Metadata) -> None:
    sheet = held.workbook.worksheets[0]
    said = head(sheet)
    assert (sheet.title, held.report.verdict) == (LIST_SHEET, Verdict.HELD)
    assert said["Đơn vị:"] == "Phường Nguyễn Thị Minh Khai"
    assert said["Kỳ báo cáo:"] == "6 tháng đầu năm 2024"
    assert said["Nhận lúc:"] == "09:00 ngày 01/06/2024"  # in Vietnam; the share says 02:00 UTC
    assert said["Kết luận:"] == "Giữ lại"
    assert "gửi lại chính tệp này" in said["Việc cần làm:"]
    rows: dict[int, Severity] = {}
    for finding in sorted(held.report.findings, key=lambda f: list(Severity).index(f.severity)):
        rows.setdefault(row_number(metadata, str(finding.indicator)), finding.severity)
    must = list(rows.values()).count(Severity.CRITICAL)
    blank = [f.indicator for f in held.report.findings if f.rule == "cell.blank" and f.severity is Severity.WARNING]
    asked = list(rows.values()).count(Severity.WARNING) - len(blank)
    assert blank == ["officers"]
    told = f"{must} chỗ cần sửa, {len(blank)} chỗ chưa điền, {asked} chỗ nên xem lại"
    assert said["Đã thấy:"] == told.removesuffix(", 0 chỗ nên xem lại")


def test_every_finding_is_listed_by_severity_with_a_way_to_its_cell(held: Returned, metadata: Metadata) -> None:
    lines = held.listed
    order = ["Nghiêm trọng", "Cảnh báo", "Thông tin"]
    assert [line[0] for line in lines] == [str(number + 1) for number in range(len(held.report.findings))]
    assert [order.index(line[1]) for line in lines] == sorted(order.index(line[1]) for line in lines)
    expected = {
        (
            f"Ô {f.cell.partition('!')[2]}, trang Bieu",
            metadata.name_of(f.indicator),
            f.in_full,
        )
        for f in held.report.findings
        if f.cell and f.indicator
    }
    assert {line[2:5] for line in lines} == expected
    assert {line[5] for line in lines if "dấu ngăn cách" in line[4]} == {"19.810"}
    sheet = held.workbook[LIST_SHEET]
    for number, line in enumerate(lines, start=LIST_HEAD_ROW + 1):
        link = sheet.cell(number, 7).hyperlink
        assert link is not None
        assert link.target is None  # a place in this file, no link out of it
        place = held.workbook[SHEET][str(link.location).partition("!")[2]]
        assert line[6] == f"Ô {place.coordinate}, trang Bieu"
        assert place.comment is not None
        assert line[4] in place.comment.text


def test_where_a_sum_is_not_right_both_figures_are_named_in_what_goes_back(held: Returned, metadata: Metadata) -> None:
    (line,) = [line for line in held.listed if "tổng không bằng" in line[4]]
    cells = [cell_of(metadata, f"fac_{name}").partition("!")[2] for name in ("total", "lodging", "karaoke_massage")]
    assert f"Ô {cells[0]} ghi 108, cộng các dòng chi tiết ({cells[1]}, {cells[2]}, " in line[4]
    assert line[4].endswith(" là 109.")
    comment = held.workbook[SHEET].cell(row_number(metadata, "fac_total"), 3).comment
    assert line[4] in comment.text
    (larger,) = [line[4] for line in held.listed if "lớn hơn số chung" in line[4]]
    assert larger.endswith(" ghi 109, ô C9 ghi 108.")


def test_no_other_word_of_a_finding_has_a_figure(held: Returned) -> None:
    for finding in held.report.findings:
        assert not {"108", "109", "3", "5"} & set(re.findall(r"(?<![A-Z\d])\d+", finding.message)), finding.rule


def test_the_list_counts_what_the_forms_own_check_counts(
    tmp_path: Path, metadata: Metadata, rule_book: RuleBook
) -> None:
    files, told = [], {}
    variants: dict[str, dict[str, Any]] = {
        "mistakes": MISTAKES,
        "blanks": {"fac_total": None, "fac_lodging": 3, "officers": None, "peer_group_members": None},
        "asked": {"supported": 3},
        "right": {"fac_total": 3, "fac_lodging": 3},
    }
    for name, values in variants.items():
        folder = tmp_path / name
        folder.mkdir()
        returned = Returned(annex(metadata, values=values), folder, metadata, rule_book)
        files.append(returned.file.rename(folder / f"{name}.xlsx"))
        told[name] = head(load_workbook(files[-1])[LIST_SHEET])["Đã thấy:"]
    for name, sheet in recalculated(files, tmp_path).items():
        counted = re.findall(r"\d+ chỗ (?:cần sửa|chưa điền|nên xem lại)", told[name])
        assert re.findall(r"\d+ chỗ [^,;]+", sheet["B2"].value) == counted, name
        to_fill_in = re.search(r"\d chỗ (?:cần sửa|chưa điền)", told[name])
        assert ("Đủ và khớp" in sheet["B2"].value) is not bool(to_fill_in), name
    assert told["mistakes"] == "6 chỗ cần sửa, 1 chỗ chưa điền, 2 chỗ nên xem lại"


def test_every_finding_is_a_coloured_cell_with_a_comment_on_its_own_row(held: Returned, metadata: Metadata) -> None:
    sheet = held.workbook[SHEET]
    found: dict[int, list[Finding]] = {}
    for finding in held.report.findings:
        assert finding.indicator
        found.setdefault(row_number(metadata, finding.indicator), []).append(finding)
    colours = {Severity.CRITICAL: "00FFC7CE", Severity.WARNING: "00FFEB9C", Severity.INFO: "00DDEBF7"}
    marks = {Severity.CRITICAL: "▲ Sửa", Severity.WARNING: "! Xem lại", Severity.INFO: "i Để biết"}
    for number in range(HEAD_ROW + 1, HEAD_ROW + 116):
        cell, mark = sheet.cell(number, 3), sheet.cell(number, MARK_COLUMN)
        if number not in found:
            assert (cell.comment, mark.value) == (None, None)
            assert cell.fill.fgColor.rgb not in colours.values()
            continue
        worst = min((f.severity for f in found[number]), key=list(Severity).index)
        assert cell.comment.author == "wardreport"
        for finding in found[number]:
            assert finding.in_full in cell.comment.text
            assert f"Ô {str(finding.cell).partition('!')[2]}, trang Bieu" in cell.comment.text
        assert (cell.fill.fgColor.rgb, mark.value) == (colours[worst], marks[worst])


def test_the_form_holds_what_was_read_and_leaves_open_what_was_not(held: Returned, metadata: Metadata) -> None:
    sheet = held.workbook[SHEET]
    cells = {name: sheet.cell(row_number(metadata, name), 3) for name in metadata.indicators}
    assert (cells["fac_total"].value, cells["fac_dance"].value) == (108, "-")
    assert (cells["loan_amount"].value, cells["comm_attendees"].value) == (20.5, 19810)
    assert (cells["staff_total"].value, cells["sw_estimated"].value, cells["officers"].value) == (None, None, None)
    assert "Gợi ý: 19.810" in cells["sw_estimated"].comment.text
    # what it wrote on another's row stands there, open, so that the unit itself takes it out
    assert (cells["offenders"].value, cells["offenders"].protection.locked) == (3, False)
    assert "thay bằng dấu" in sheet.cell(cells["offenders"].row, 4).value
    assert (cells["sw_recorded"].value, cells["sw_recorded"].protection.locked) == (None, False)
    assert (cells["sanctioned"].value, cells["sanctioned"].protection.locked) == ("-", True)
    for name, indicator in metadata.indicators.items():
        if "ward" in (*indicator.owner, *indicator.shared_with):
            assert not cells[name].protection.locked


def test_corrected_and_sent_back_it_is_one_form_and_accepted(
    held: Returned, tmp_path: Path, metadata: Metadata, rule_book: RuleBook
) -> None:
    workbook = held.workbook
    corrections = {
        "fac_total": 109,
        "staff_total": 40,
        "staff_female": 30,
        "sw_estimated": "-",
        "offenders": "-",
        "sw_recorded": "-",
        "loan_amount": "-",
        "supported_job": 5,
        "officers": 12,
    }
    for name, figure in corrections.items():
        cell = workbook[SHEET].cell(row_number(metadata, name), 3)
        assert not cell.protection.locked
        cell.value = figure
    workbook.save(tmp_path / "corrected.xlsx")
    content = (tmp_path / "corrected.xlsx").read_bytes()
    again = screen(parse(submission(tmp_path, content, folder_unit=None, given_period=None), metadata), metadata)
    report, accepted = validate([again], rule_book, metadata)
    assert (again.unit, again.period) == ("01834", PERIOD)
    # the first sheet is the system's own prose, which a reader knows by the name wardreport_feedback
    assert {finding.rule for finding in report.submissions[0].findings} <= {"privacy.free_text"}
    assert len(accepted) == 1
    read = {o.indicator: (o.status, o.value) for o in again.observations}
    assert read["fac_total"] == (Status.VALUE, Decimal(109))
    assert read["fac_lodging"] == (Status.VALUE, Decimal(74))
    assert read["comm_attendees"] == (Status.VALUE, Decimal(19810))
    assert read["officers"] == (Status.VALUE, Decimal(12))
    assert read["offenders"] == (Status.NIL, None)


SAID = {
    "tinh_hinh": "Tình hình trên địa bàn cơ bản ổn định, các cơ sở chấp hành tốt quy định của pháp luật.",
    "ton_tai": "- Cán bộ kiêm nhiệm.\n- Kinh phí còn ít.",
    "phuong_huong": "=1+1",
}


def _with_words(metadata: Metadata, *, phone: str = "") -> bytes:
    def edit(workbook: Workbook, _: Worksheet) -> None:
        sheet = workbook.create_sheet("Ghi chu")
        for number, (name, text) in enumerate(SAID.items(), 1):
            sheet.cell(number, 1).value = metadata.narrative_sections[name].heading
            sheet.cell(number, 2).value = f"{text} {phone}".strip()
            sheet.cell(number, 2).data_type = "s"

    return annex(metadata, values={"fac_total": 2, "fac_lodging": 1}, edit=edit)


def test_what_it_said_stands_there_again_and_can_be_sent_back(
    tmp_path: Path, metadata: Metadata, rule_book: RuleBook
) -> None:
    returned = Returned(_with_words(metadata), tmp_path, metadata, rule_book)
    assert (returned.report.verdict, dict(returned.form.narratives)) == (Verdict.HELD, SAID)
    workbook = returned.workbook
    assert workbook.sheetnames == [LIST_SHEET, SHEET, NARRATIVE_SHEET]
    sheet = workbook[NARRATIVE_SHEET]
    cells = [sheet.cell(FIRST_ROW + 2 * number, 2) for number in range(len(metadata.narrative_sections))]
    assert [cell.value for cell in cells] == [SAID.get(name) for name in metadata.narrative_sections]
    assert [cell.protection.locked for cell in cells] == [False] * len(cells)
    assert {(cell.data_type, cell.quotePrefix) for cell in cells if cell.value} == {("s", True)}
    workbook[SHEET].cell(row_number(metadata, "fac_total"), 3).value = 1
    workbook.save(tmp_path / "corrected.xlsx")
    again = screen(
        parse(submission(tmp_path, (tmp_path / "corrected.xlsx").read_bytes(), folder_unit=None), metadata), metadata
    )
    assert dict(again.narratives) == SAID
    assert [d.rule for d in again.detections] == []


def test_words_of_a_quarantined_submission_do_not_go_back(
    tmp_path: Path, metadata: Metadata, rule_book: RuleBook
) -> None:
    returned = Returned(_with_words(metadata, phone=PLANTED[0]), tmp_path, metadata, rule_book)
    assert returned.report.verdict is Verdict.QUARANTINED
    assert returned.workbook.sheetnames == [LIST_SHEET]


def test_it_carries_the_mark_by_which_a_reader_knows_it(held: Returned) -> None:
    names = held.workbook.defined_names
    assert names["wardreport_feedback"].attr_text == f'"{held.report.submission}"'
    assert names["wardreport_unit"].attr_text == '"01834"'
    assert names["wardreport_period"].attr_text == '"2024-S1"'


def test_of_a_quarantined_submission_nothing_goes_back(tmp_path: Path, metadata: Metadata, rule_book: RuleBook) -> None:
    def plant(workbook: Workbook, sheet: Worksheet) -> None:
        sheet.cell(3, 6).value = f"{PLANTED[1]} {PLANTED[0]}"
        sheet.title = PLANTED[2]

    content = annex(metadata, values={"fac_total": 54321}, edit=plant)
    returned = Returned(content, tmp_path, metadata, rule_book)
    assert returned.report.verdict is Verdict.QUARANTINED
    # even if a finding still named the sheet as its file does
    unmasked = replace(returned.report.findings[0], cell=f"{PLANTED[2]}!F3")
    report = replace(returned.report, findings=(*returned.report.findings, unmasked))
    write_feedback(returned.form, report, metadata, rule_book, returned.file)
    assert returned.workbook.sheetnames == [LIST_SHEET]
    *masked, dropped = [line[2] for line in returned.listed]
    assert set(masked) == {"Ô F3 (trang tính 1)"}
    assert dropped is None
    assert head(returned.workbook[LIST_SHEET])["Đơn vị:"] == "Phường Nguyễn Thị Minh Khai"
    with zipfile.ZipFile(returned.file) as archive:
        everything = b"".join(name.encode() + archive.read(name) for name in archive.namelist())
    for text in (*PLANTED, "Tèo", "54321"):
        assert text.encode() not in everything


def test_a_rejected_file_brings_the_blank_form(tmp_path: Path, metadata: Metadata, rule_book: RuleBook) -> None:
    returned = Returned(b"no workbook", tmp_path, metadata, rule_book)
    assert returned.report.verdict is Verdict.REJECTED
    unit = metadata.unit_in(PERIOD, "01834")
    assert unit
    write_form(unit, PERIOD, metadata, rule_book, tmp_path / "blank.xlsx")
    blank, sheet = load_workbook(tmp_path / "blank.xlsx")[SHEET], returned.workbook[SHEET]
    for row in blank.iter_rows(max_col=4):
        for cell in row:
            same = sheet[cell.coordinate]
            assert (same.value, same.protection.locked) == (cell.value, cell.protection.locked)
    assert "trang “Bieu” của tệp này" in head(returned.workbook[LIST_SHEET])["Việc cần làm:"]


@pytest.mark.parametrize(
    ("given", "unit"),
    [
        ({"folder_unit": None}, "Chưa xác định"),
        ({"given_period": None}, "Chưa xác định"),
        ({"folder_unit": "99999"}, "Chưa xác định"),
    ],
)
def test_without_unit_or_period_there_is_only_the_list(
    given: dict[str, Any], unit: str, tmp_path: Path, metadata: Metadata, rule_book: RuleBook
) -> None:
    returned = Returned(b"no workbook", tmp_path, metadata, rule_book, **given)
    assert returned.workbook.sheetnames == [LIST_SHEET]
    said = head(returned.workbook[LIST_SHEET])
    assert said["Đơn vị:"] == unit
    assert "mẫu biểu ở cơ quan tổng hợp" in said["Việc cần làm:"]
    assert returned.listed


def test_an_accepted_submission_with_nothing_found_says_so(
    tmp_path: Path, metadata: Metadata, rule_book: RuleBook
) -> None:
    returned = Returned(annex(metadata), tmp_path, metadata, rule_book)
    said = head(returned.workbook[LIST_SHEET])
    assert said["Kết luận:"] == VERDICTS[Verdict.ACCEPTED]
    assert said["Đã thấy:"] == "Không có điều gì cần sửa."
    assert returned.listed == []
    assert not [cell for row in returned.workbook[SHEET].iter_rows() for cell in row if cell.comment]


def test_what_a_reviewer_has_decided_asks_for_nothing_more(
    held: Returned, metadata: Metadata, rule_book: RuleBook
) -> None:
    report = held.report
    decisions = tuple(
        Decision(
            report.submission, "01834", f.rule, f.indicator, DecisionAction.ACCEPT_AS_REPORTED, "", "", date(2024, 6, 5)
        )
        for f in report.findings
        if f.indicator == "fac_total"
    )
    write_feedback(held.form, replace(report, decisions=decisions), metadata, rule_book, held.file)
    decided = [line for line in held.listed if line[1] == "Đã có quyết định"]
    assert [line[3] for line in decided] == [metadata.name_of("fac_total")]
    assert held.workbook[SHEET].cell(row_number(metadata, "fac_total"), MARK_COLUMN).value == "i Để biết"


def test_a_text_that_looks_like_a_formula_is_a_text(held: Returned, metadata: Metadata, rule_book: RuleBook) -> None:
    evil = tuple(
        Finding("rule.subset", "x", Severity.INFO, "fac_total", f"{text}!C9", text)
        for text in ("=1+1", "+1+1", "-1+1", "@SUM(1)", '=HYPERLINK("http://x")', "\x01=1+1")
    )
    report = replace(held.report, findings=(*held.report.findings, *evil))
    write_feedback(held.form, report, metadata, rule_book, held.file)
    cells = [cell for row in held.workbook[LIST_SHEET].iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    for cell in cells:
        assert cell.quotePrefix or str(cell.value)[0] not in "=+-@"
    with zipfile.ZipFile(held.file) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
        assert not [name for name in archive.namelist() if "externalLink" in name]


def test_the_same_arguments_give_the_same_bytes(held: Returned, metadata: Metadata, rule_book: RuleBook) -> None:
    before = held.file.read_bytes()
    write_feedback(held.form, held.report, metadata, rule_book, held.file)
    assert held.file.read_bytes() == before


@pytest.mark.parametrize("verdict", list(Verdict))
def test_no_verdict_is_refused(verdict: Verdict, held: Returned, metadata: Metadata, rule_book: RuleBook) -> None:
    bare = ScreenedForm(held.form.submission, None, None, None, (), {}, ())
    for form in (held.form, bare):
        for unit, period in (("01834", PERIOD), (None, PERIOD), ("01834", None), (None, None)):
            report: SubmissionReport = replace(held.report, verdict=verdict, unit=unit, period=period)
            write_feedback(form, report, metadata, rule_book, held.file)
            has_form = bool(unit and period) and verdict is not Verdict.QUARANTINED
            assert (SHEET in held.workbook.sheetnames) is has_form


def test_findings_stand_where_the_units_own_file_has_them(
    tmp_path: Path, metadata: Metadata, rule_book: RuleBook
) -> None:
    """A row that the clerk has moved is found by its measure; the address stays that of the clerk's file."""

    def shift(workbook: Workbook, sheet: Worksheet) -> None:
        sheet.insert_rows(1, 4)

    content = annex(metadata, values={"hotspots": "khoảng 40"}, edit=shift)
    returned = Returned(content, tmp_path, metadata, rule_book)
    own = f"C{int(cell_of(metadata, 'hotspots').partition('!C')[2]) + 4}"
    comment = returned.workbook[SHEET].cell(row_number(metadata, "hotspots"), 3).comment
    assert comment is not None
    assert f"Ô {own}, trang Bieu" in comment.text
