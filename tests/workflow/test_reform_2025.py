"""The reform of 2025-07 is a change of data: 2025-S1 by the city's units, 2025-S2 by the province's, one warehouse."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook
from sample.make_reform_share import AFTER, BEFORE, files_of, make_reform_share
from sample.make_share import figures, units, workbook_bytes

from tests.specimens.submissions import submission
from wardreport.correspondence.form_workbook import HEAD_ROW as FORM_HEAD_ROW
from wardreport.correspondence.form_workbook import write_form
from wardreport.domain.period import Period
from wardreport.domain.release import Release
from wardreport.domain.submission import ScreenedForm
from wardreport.domain.validation import RegisterEntry, SubmissionReport
from wardreport.metadata import Metadata, load_metadata
from wardreport.metadata.form_versions import RowKind
from wardreport.metadata.indicators import Aggregation
from wardreport.metadata.rules.rule_book import RuleBook
from wardreport.publish.annex.annex_workbook import HEAD_ROW
from wardreport.publish.manifest import read_internal_manifest
from wardreport.review.register.response_register import read_register
from wardreport.stages.parse import parse
from wardreport.stages.screen import screen
from wardreport.stages.validate import validate
from wardreport.stages.validate.comparisons import changed, threshold_for
from wardreport.workflow.consolidating import consolidate_current
from wardreport.workflow.deployment import Deployment, deploy
from wardreport.workflow.pipeline import earlier_figures, run_period
from wardreport.workflow.publishing import history_before
from wardreport.workflow.settings import Settings

pytestmark = pytest.mark.slow

AT = {BEFORE: datetime(2025, 6, 17, 3, tzinfo=UTC), AFTER: datetime(2025, 12, 18, 3, tzinfo=UTC)}
OF_THE_DISTRICTS = ("team_district", "member_district", "model_districts", "model_districts_pct")
CONSOLIDATING = {BEFORE: "058", AFTER: "19"}
FORM = {BEFORE: "annex-2024", AFTER: "annex-2025"}
REUSED = "01840"
BOTH = pytest.mark.parametrize("period", [BEFORE, AFTER], ids=str)


@dataclass(frozen=True)
class Example:
    """Both half years, run one after the other over one share and into one warehouse."""

    deployment: Deployment
    releases: Mapping[Period, Release]
    registers: Mapping[Period, tuple[RegisterEntry, ...]]


@pytest.fixture(scope="module")
def share(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reform") / "share"
    make_reform_share(folder)
    return folder


@pytest.fixture(scope="module")
def example(share: Path) -> Example:
    own = share.parent
    deployment = deploy(
        Settings(
            share=share,
            staging=own / "staging",
            quarantine=own / "quarantine",
            feedback=own / "feedback",
            releases=own / "releases",
            warehouse=f"sqlite:///{own / 'warehouse.sqlite'}",
            converter=None,
        )
    )
    releases, registers = {}, {}
    for period, at in AT.items():
        releases[period] = run_period(period, deployment, decisions=(), as_of=at, tell=lambda _: None)
        registers[period] = read_register(period, deployment.warehouse, deployment.metadata, at)
    return Example(deployment, releases, registers)


def _typed(period: Period) -> Mapping[str, Mapping[str, Decimal | bool]]:
    """By indicator and unit what the sample's clerks typed, read here anew; nil is left out."""
    listed: dict[str, dict[str, Decimal | bool]] = {}
    with files_of(period)[1].open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines):
            word = line["entry"].lower()
            value = word == "có" if word in ("có", "không") else Decimal(word.replace(".", "").replace(",", "."))
            listed.setdefault(line["indicator"], {})[line["unit"]] = value
    return listed


# the data


def test_the_new_form_is_the_old_one_without_the_level_of_districts(metadata: Metadata) -> None:
    old, new = metadata.form(BEFORE), metadata.form(AFTER)
    assert (old.form, new.form) == (FORM[BEFORE], FORM[AFTER])
    assert set(old.row_of) - set(new.row_of) == set(OF_THE_DISTRICTS)
    assert [row.row for row in new.rows] == list(range(1, 112))
    kept = [row for row in old.rows if not set(row.indicators) & set(OF_THE_DISTRICTS)]
    same = {"row": 0, "label": "", "label_printed": ""}
    assert [row.model_copy(update=same) for row in new.rows] == [row.model_copy(update=same) for row in kept]
    relabelled = {row.indicators for row, before in zip(new.rows, kept, strict=True) if row.label != before.label}
    assert relabelled == {("budget_local",)}  # it named the city
    labels = " ".join(row.label for row in new.rows if row.kind is RowKind.DATA).casefold()
    assert "huyện" not in labels
    assert "thành phố" not in labels


def test_who_reports_is_who_is_there_at_the_periods_end(metadata: Metadata) -> None:
    cycle = metadata.cycle(AFTER)
    assert cycle.window_start < date(2025, 7, 1) < cycle.window_end
    assert {period: len(metadata.units_valid(period)) for period in AT} == {BEFORE: 14, AFTER: 9}
    for period, code in CONSOLIDATING.items():
        assert metadata.consolidating_unit(period).unit_code == code
        assert {unit.parent for unit in metadata.units_valid(period)} == {code}
        assert metadata.issuing_body(period).unit_code == code


@BOTH
def test_every_row_of_the_form_has_an_owner(period: Period, metadata: Metadata) -> None:
    roles = {unit.role for unit in metadata.units_valid(period)}
    for name in metadata.form(period).row_of:
        assert metadata.indicators[name].derived or roles & set(metadata.indicators[name].owner), name


def test_the_bridge_says_what_lies_outside_it(metadata: Metadata) -> None:
    assert {line.successor_code: line.outside for line in metadata.succession if line.outside} == {
        "01849": "Xã Đôn Phong"
    }
    wards = {unit.unit_code for unit in metadata.units_valid(BEFORE) if unit.role == "ward"}
    assert {line.predecessor_code for line in metadata.succession} == wards


# the example


def test_the_same_call_makes_the_same_bytes(share: Path, tmp_path: Path) -> None:
    make_reform_share(tmp_path)
    again = {file.relative_to(tmp_path): file for file in tmp_path.rglob("*.xlsx")}
    assert len(again) == 14 + 9
    for name, file in again.items():
        assert file.read_bytes() == (share / name).read_bytes()
        assert file.stat().st_mtime == (share / name).stat().st_mtime


@BOTH
def test_all_are_accepted_without_a_decision(period: Period, example: Example, metadata: Metadata) -> None:
    register = example.registers[period]
    assert {entry.unit for entry in register} == {unit.unit_code for unit in metadata.units_valid(period)}
    assert {(str(entry.state), len(entry.submissions), entry.late_by_days) for entry in register} == {
        ("accepted", 1, None)
    }
    findings = [finding for entry in register for report in entry.submissions for finding in report.findings]
    assert {str(finding.severity) for finding in findings} <= {"info", "warning"}
    assert {report.form for entry in register for report in entry.submissions} == {FORM[period]}
    manifest = json.loads((example.releases[period].folder / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["consolidating_unit"], manifest["form"]) == (CONSOLIDATING[period], FORM[period])
    made_of = read_internal_manifest(example.releases[period].internal)
    assert (manifest["outstanding"], made_of["decisions"], made_of["findings"]) == ([], [], [])


@BOTH
def test_every_figure_is_what_its_owners_reported(period: Period, example: Example, metadata: Metadata) -> None:
    table = consolidate_current(period, example.deployment)
    typed, roles = _typed(period), {unit.unit_code: unit.role for unit in metadata.units_valid(period)}
    assert table.consolidating_unit == CONSOLIDATING[period]
    assert list(table.figures) == list(metadata.form(period).row_of)
    for name, figure in table.figures.items():
        indicator = metadata.indicators[name]
        assert not figure.outstanding, name
        if indicator.aggregation is Aggregation.RATIO:
            continue
        values = [value for unit, value in typed.get(name, {}).items() if roles[unit] in indicator.owner]
        if not values:
            assert (str(figure.status), figure.value) == ("nil", None), name
        elif indicator.aggregation is Aggregation.ANY:
            assert figure.value is any(values), name
        else:
            assert figure.value == sum((Decimal(value) for value in values), Decimal(0)), name


def test_the_figures_of_the_example_are_these(example: Example) -> None:
    names = ("fac_total", "comm_sessions", "team_total", "fac_inspected_pct", "comm_ward_pct", "budget_local")
    for period, expected in {
        BEFORE: ("109", "196", "1", "5.5", "100", "35"),
        AFTER: ("114", "209", "1", "12.28", "100", "90"),  # the city's 35 is another budget: not carried over
    }.items():
        read = consolidate_current(period, example.deployment).figures
        assert [read[name].value for name in names] == [Decimal(figure) for figure in expected]


def test_a_code_given_again_is_another_unit(example: Example, metadata: Metadata) -> None:
    before, after = (metadata.unit_in(period, REUSED) for period in (BEFORE, AFTER))
    assert before is not None
    assert after is not None
    assert (before.parent, before.valid_to, after.parent, after.valid_from) == (
        "058",
        date(2025, 6, 30),
        "19",
        date(2025, 7, 1),
    )
    for period, facilities in {BEFORE: 24, AFTER: 54}.items():
        by_unit = consolidate_current(period, example.deployment).by_unit
        (value,) = (own.value for own in by_unit if (own.unit, own.indicator) == (REUSED, "fac_total"))
        assert value == facilities


def test_nothing_is_compared_across_the_reform(example: Example, rule_book: RuleBook, metadata: Metadata) -> None:
    threshold = threshold_for(rule_book.thresholds, REUSED, metadata.indicators["fac_total"])
    assert threshold is not None
    assert changed(Decimal(54), Decimal(24), threshold)  # it would have been told of one unit
    assert earlier_figures({AFTER}, example.deployment) == {}
    findings = [f.rule for entry in example.registers[AFTER] for report in entry.submissions for f in report.findings]
    assert not {"rule.change", "rule.outlier"} & set(findings)
    history = history_before(AFTER, example.deployment)
    assert set(history) == {unit.unit_code for unit in metadata.units_valid(AFTER)}
    assert history[REUSED]["fac_total"][-2:] == [None, Decimal(54)]
    assert history_before(BEFORE, example.deployment)[REUSED]["fac_total"][-1] == Decimal(24)


# what is published


def _texts(period: Period, example: Example) -> list[str]:
    document = Document(str(example.releases[period].folder / "bao-cao.docx"))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [paragraph.text for paragraph in document.paragraphs] + cells


@BOTH
def test_annex_and_report_have_the_rows_of_their_form(period: Period, example: Example, metadata: Metadata) -> None:
    rows = metadata.form(period).rows
    labels = [row.label_for(period) for row in rows]
    sheet = load_workbook(example.releases[period].folder / "bieu-tong-hop.xlsx").worksheets[0]
    in_sheet = [sheet.cell(number, 1).value or "" for number in range(HEAD_ROW + 1, sheet.max_row + 1)]
    assert in_sheet == labels
    annex = Document(str(example.releases[period].folder / "bao-cao.docx")).tables[2]
    assert [annex._cells[3 * number].text for number in range(1, len(annex.rows))] == labels
    assert any("huyện" in label for label in labels) is (period == BEFORE)


@BOTH
def test_the_report_speaks_of_its_own_time(period: Period, example: Example, metadata: Metadata) -> None:
    text = "\n".join(_texts(period, example))
    city = period == BEFORE
    assert ("01 đội kiểm tra liên ngành 178, trong đó: 01 đội cấp huyện; không có đội cấp tỉnh." in text) is city
    assert ("01 đội kiểm tra liên ngành 178, trong đó: 01 đội cấp tỉnh." in text) is not city
    assert ("huyện" in text.casefold()) is city
    assert ("THÀNH PHỐ BẮC KẠN" in text) is city
    assert ("TỈNH THÁI NGUYÊN" in text) is not city
    assert metadata.cycle(period).head_line in text
    gaps = [section for section in metadata.narrative_sections.values() if section.required]
    assert (text.count("["), text.count("]")) == (len(gaps), len(gaps))
    assert not {"{", "}"} & set(text)


# the forms that clerks have


def _judged(
    content: bytes, unit: str, period: Period, folder: Path, metadata: Metadata, rule_book: RuleBook
) -> tuple[ScreenedForm, SubmissionReport]:
    form = _screened(content, unit, period, folder, metadata)
    report, _ = validate([form], rule_book, metadata)
    return form, report.submissions[0]


def _screened(content: bytes, unit: str, period: Period, folder: Path, metadata: Metadata) -> ScreenedForm:
    return screen(parse(submission(folder, content, folder_unit=unit, given_period=period), metadata), metadata)


def _line(unit: str, period: Period) -> dict[str, str]:
    return next(line for line in units(files_of(period)[0]) if line["unit"] == unit)


AFTER_UNITS = [unit.unit_code for unit in load_metadata().units_valid(AFTER)]


@pytest.fixture(scope="module")
def filled_in(
    metadata: Metadata, rule_book: RuleBook, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, tuple[ScreenedForm, SubmissionReport]]:
    """By unit the blank form of the new period with its figures typed into it, all judged in one batch."""
    folder = tmp_path_factory.mktemp("blank")
    forms = []
    for code in AFTER_UNITS:
        given = _typed_into_the_blank_form(code, metadata, rule_book, folder / f"{code}.xlsx")
        forms.append(_screened(given, code, AFTER, folder, metadata))
    judged = validate(forms, rule_book, metadata)[0].submissions
    return dict(zip(AFTER_UNITS, zip(forms, judged, strict=True), strict=True))


def _typed_into_the_blank_form(code: str, metadata: Metadata, rule_book: RuleBook, target: Path) -> bytes:
    unit = metadata.unit_in(AFTER, code)
    assert unit is not None
    write_form(unit, AFTER, metadata, rule_book, target)
    workbook = load_workbook(target)
    sheet, rows, typed = workbook.worksheets[0], metadata.form(AFTER).row_of, figures(files_of(AFTER)[1])[code]
    assert "huyện" not in " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row).casefold()
    for name, row in rows.items():
        cell = sheet.cell(FORM_HEAD_ROW + row.row, 3)
        if not cell.protection.locked and row.indicators[0] == name:
            cell.value = {"có": "Có"}.get(typed.get(name, "-").lower(), typed.get(name, "-"))
    workbook.save(target)
    return target.read_bytes()


@pytest.mark.parametrize("code", AFTER_UNITS)
def test_the_blank_form_of_the_new_period_is_read_back_and_accepted(
    code: str, filled_in: Mapping[str, tuple[ScreenedForm, SubmissionReport]]
) -> None:
    form, report = filled_in[code]
    assert (form.form, form.unit, form.period) == (FORM[AFTER], code, AFTER)
    assert (str(report.verdict), report.findings) == ("accepted", ())
    read = {o.indicator: o.value for o in form.observations if o.filled}
    assert read == {name: by[code] for name, by in _typed(AFTER).items() if by.get(code)}


def test_the_rules_of_one_form_are_not_checked_in_the_other(
    metadata: Metadata, rule_book: RuleBook, tmp_path: Path
) -> None:
    for code, period in (("058-D178", BEFORE), ("19-D178", AFTER)):
        unit, target = metadata.unit_in(period, code), tmp_path / f"{code}.xlsx"
        assert unit is not None
        write_form(unit, period, metadata, rule_book, target)
        sheet, rows = load_workbook(target).worksheets[0], metadata.form(period).row_of
        for total, *parts in (
            ("team_total", "team_province", "team_district"),
            ("member_total", "member_province", "member_district"),
        ):
            number = {name: FORM_HEAD_ROW + rows[name].row for name in (total, *parts) if name in rows}
            sums = ",".join(f"C{number[name]}" for name in parts if name in rows)
            formula = str(sheet.cell(number[total], 4).value)
            assert formula.count(f"C{number[total]})-SUM(") == 1
            assert f"C{number[total]})-SUM({sums})" in formula


def _content(unit: str, period: Period, form: Period, metadata: Metadata, entries: Mapping[str, str]) -> bytes:
    return workbook_bytes(_line(unit, period), dict(entries), metadata.form(form))


@pytest.mark.parametrize(
    ("unit", "period", "form"),
    [("01843", AFTER, BEFORE), ("19-D178", AFTER, BEFORE), ("01843", BEFORE, AFTER), ("058-D178", BEFORE, AFTER)],
)
def test_a_form_of_the_other_time_is_not_taken(
    unit: str, period: Period, form: Period, metadata: Metadata, rule_book: RuleBook, tmp_path: Path
) -> None:
    typed = figures(files_of(period)[1])[unit]
    content = _content(unit, period, form, metadata, typed)
    read, report = _judged(content, unit, period, tmp_path, metadata, rule_book)
    assert read.form == FORM[form]
    assert (str(report.verdict), [f.rule for f in report.findings]) == ("rejected", ["form.version_unknown"])
    assert "tải mẫu mới" in report.findings[0].message


def test_a_row_of_the_districts_written_into_the_new_form_is_never_taken(
    metadata: Metadata, rule_book: RuleBook, tmp_path: Path
) -> None:
    content = _content("19-D178", AFTER, AFTER, metadata, figures(files_of(AFTER)[1])["19-D178"])
    target = tmp_path / "edited.xlsx"
    target.write_bytes(content)
    workbook = load_workbook(target)
    sheet = workbook.worksheets[0]
    below = next(row for row in range(1, sheet.max_row) if sheet.cell(row, 1).value == "+ Đội cấp tỉnh") + 1
    sheet.insert_rows(below)
    for column, value in enumerate(("+ Đội cấp huyện", "Đội", 1), start=1):
        sheet.cell(below, column).value = value
    workbook.save(target)
    _, report = _judged(target.read_bytes(), "19-D178", AFTER, tmp_path, metadata, rule_book)
    assert (str(report.verdict), [f.rule for f in report.findings]) == ("held", ["form.row_unknown"])


@BOTH
@pytest.mark.parametrize("given", [True, False])
def test_a_form_that_breaks_off_is_the_one_of_its_time(
    given: bool, period: Period, metadata: Metadata, tmp_path: Path
) -> None:
    """Above the first row of the teams both forms are the same."""
    content = _content("01849", period, period, metadata, figures(files_of(period)[1])["01849"])
    target = tmp_path / "cut.xlsx"
    target.write_bytes(content)
    workbook = load_workbook(target)
    sheet = workbook.worksheets[0]
    last = next(row for row in range(1, sheet.max_row) if str(sheet.cell(row, 1).value).startswith("3. Kiểm tra"))
    sheet.delete_rows(last, sheet.max_row)
    workbook.save(target)
    sent = submission(tmp_path, target.read_bytes(), folder_unit="01849", given_period=period if given else None)
    form = parse(sent, metadata)
    assert (form.form, [d.rule for d in form.detections]) == (FORM[period], [])


@BOTH
def test_a_form_without_some_rows_is_still_the_one_of_its_time(
    period: Period, metadata: Metadata, rule_book: RuleBook, tmp_path: Path
) -> None:
    """A ward that took out what it never fills in: the rows of team 178, with those of the districts."""
    unit = "01843"
    content = _content(unit, period, period, metadata, figures(files_of(period)[1])[unit])
    target = tmp_path / "edited.xlsx"
    target.write_bytes(content)
    workbook = load_workbook(target)
    sheet = workbook.worksheets[0]
    teams = {metadata.form(period).row_of[n].label for n in ("team_province", "member_province")}
    teams |= {metadata.form(BEFORE).row_of[n].label for n in OF_THE_DISTRICTS}
    for row in range(sheet.max_row, 0, -1):
        if sheet.cell(row, 2).value in teams:  # its labels stand in the second column
            sheet.delete_rows(row)
    workbook.save(target)
    form, report = _judged(target.read_bytes(), unit, period, tmp_path, metadata, rule_book)
    assert form.form == FORM[period]
    assert {f.rule for f in report.findings if f.severity != "info"} <= {"form.row_missing", "rule.outlier"}
