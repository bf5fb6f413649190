"""The blank form: what is open, what it accepts, what it says of itself, and that it comes back as it was filled in."""

import random
import subprocess
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.cell import MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from tests.effort import examples
from tests.specimens.submissions import PERIOD, submission
from wardreport.correspondence.form_workbook import HEAD_ROW, SHEET, write_form
from wardreport.correspondence.narrative_sheet import FIRST_ROW, NARRATIVE_SHEET
from wardreport.domain.figure import Status
from wardreport.domain.finding import Severity, Verdict
from wardreport.domain.submission import ScreenedForm, Submission
from wardreport.metadata import Metadata, load_metadata
from wardreport.metadata.form_versions import RowKind
from wardreport.metadata.indicators import ValueType
from wardreport.metadata.narrative_sections import NARRATIVE_CHARACTERS
from wardreport.metadata.rules.rule_book import Entry, Grain, RuleBook
from wardreport.metadata.units import ReportingUnit, Role
from wardreport.stages.parse import parse
from wardreport.stages.screen import screen
from wardreport.stages.validate import validate
from wardreport.workflow.settings import load_settings

pytestmark = pytest.mark.slow

UNITS = load_metadata().units_valid(PERIOD)
Figures = dict[str, int | Decimal | bool | None]  # None for nil
MakeForm = Callable[[ReportingUnit], Path]


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory, metadata: Metadata, rule_book: RuleBook) -> MakeForm:
    """The blank form of a unit, made once."""
    folder = tmp_path_factory.mktemp("forms")

    def make(unit: ReportingUnit) -> Path:
        target = folder / f"{unit.unit_code}.xlsx"
        if not target.exists():
            write_form(unit, PERIOD, metadata, rule_book, target)
        return target

    return make


def read(content: Submission, metadata: Metadata) -> ScreenedForm:
    return screen(parse(content, metadata), metadata)


def sheet_of(file: Path) -> Worksheet:
    return load_workbook(file)[SHEET]


def row_number(metadata: Metadata, indicator: str) -> int:
    return HEAD_ROW + metadata.form(PERIOD).row_of[indicator].row


def of_role(role: Role) -> ReportingUnit:
    return next(unit for unit in UNITS if unit.role is role)


def own(metadata: Metadata, role: Role) -> list[str]:
    return [name for name, indicator in metadata.indicators.items() if role in indicator.owner]


def shared(metadata: Metadata, role: Role) -> list[str]:
    return [name for name, indicator in metadata.indicators.items() if role in indicator.shared_with]


def fill(file: Path, figures: Mapping[str, object], metadata: Metadata, target: Path) -> Path:
    """Types figures into the form, only where a clerk could; None is nil."""
    workbook = load_workbook(file)
    sheet = workbook[SHEET]
    for name, figure in figures.items():
        cell = sheet.cell(row_number(metadata, name), 3)
        assert not cell.protection.locked, name
        words = {True: "Có", False: "Không"}
        cell.value = "-" if figure is None else words[figure] if isinstance(figure, bool) else figure
        if figure and metadata.row_of[name].to_be_named:
            label = sheet.cell(row_number(metadata, name), 1)
            assert not label.protection.locked, name
            label.value = str(label.value).rstrip(" .…)") + ": theo kế hoạch)"
    workbook.save(target)
    return target


def of_the_form(rule_book: RuleBook) -> list[Entry]:
    return [entry for entry in rule_book.in_force(PERIOD, "annex-2024") if entry.grain is Grain.SUBMISSION]


def consistent(metadata: Metadata, rule_book: RuleBook, role: Role, chance: random.Random) -> Figures:
    """Random figures of every row that a role owns or shares, which break no rule."""
    entries = of_the_form(rule_book)
    columns = {e.id: [str(name) for name in e.kwargs.get("column_list", ())] for e in entries}
    parts = {columns[e.id][0]: columns[e.id][1:] for e in entries if e.rule == "rule.partition"}
    whole = {columns[e.id][0]: columns[e.id][1] for e in entries if e.rule == "rule.subset"}
    cases = {columns[e.id][0]: columns[e.id][1] for e in entries if e.rule == "rule.iff"}
    detailed = [columns[e.id] for e in entries if e.rule == "rule.all_parts_nil"]
    drawn: dict[str, int | Decimal | bool] = {}

    def draw(name: str) -> int | Decimal | bool:
        if name not in drawn:
            drawn[name] = new(name)
        return drawn[name]

    def new(name: str) -> int | Decimal | bool:
        kind = metadata.indicators[name].value_type
        if kind is ValueType.YESNO:
            return chance.random() < 0.5
        if name in parts:
            return sum((draw(part) for part in parts[name]), 0)
        if name in whole:
            return chance.randint(0, int(draw(whole[name])))
        if name in cases and draw(cases[name]) == 0:
            return 0
        lowest = 1 if name in cases else 0
        if kind is ValueType.MONEY:
            return Decimal(chance.randint(10 * lowest, 19999)) / 10
        return chance.choice([0, lowest, chance.randint(1, 9), chance.randint(1, 20000)])

    names = [*own(metadata, role), *shared(metadata, role)]
    figures: Figures = {name: draw(name) for name in names}
    for name in names:  # a zero may as well be nil, but not every part of a total that is there
        needed = any(name == line[1] and draw(line[0]) for line in detailed)
        if figures[name] == 0 and not isinstance(figures[name], bool) and not needed and chance.random() < 0.5:
            figures[name] = None
    return figures


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.unit_code)
def test_the_units_rows_are_open_and_everything_else_is_locked(
    unit: ReportingUnit, blank: MakeForm, metadata: Metadata
) -> None:
    sheet = sheet_of(blank(unit))
    open_rows = {row_number(metadata, name) for name in (*own(metadata, unit.role), *shared(metadata, unit.role))}
    expected = {f"C{number}" for number in open_rows}
    if unit.role is Role.OFFICE:  # it says on the label itself what "other" is
        expected |= {f"A{row_number(metadata, name)}" for name in ("prog_other", "models_other")}
    assert sheet.protection.sheet
    assert not sheet.protection.formatColumns
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.coordinate for cell in cells if not cell.protection.locked} == expected
    for name in own(metadata, unit.role):
        assert sheet.cell(row_number(metadata, name), 3).value is None
    for row in metadata.form(PERIOD).rows:
        if row.kind is RowKind.DATA and not set(row.indicators) & set(own(metadata, unit.role)):
            assert sheet.cell(HEAD_ROW + row.row, 3).value == "-"


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.unit_code)
def test_it_says_whose_it_is_and_for_which_half_year(
    unit: ReportingUnit, blank: MakeForm, metadata: Metadata, tmp_path: Path
) -> None:
    content = blank(unit).read_bytes()
    form = read(submission(tmp_path, content, folder_unit=None, given_period=None), metadata)
    assert (form.unit, form.period, form.form) == (unit.unit_code, PERIOD, "annex-2024")
    assert form.detections == ()
    names = load_workbook(blank(unit)).defined_names
    assert {name: names[name].attr_text for name in names if name.startswith("wardreport")} == {
        "wardreport_form": '"annex-2024"',
        "wardreport_unit": f'"{unit.unit_code}"',
        "wardreport_period": '"2024-S1"',
    }
    assert names["bieu_so_lieu"].attr_text == f"'Bieu'!$A${HEAD_ROW}:$C${HEAD_ROW + 115}"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CONSOLIDATING])
def test_every_open_cell_has_a_vietnamese_prompt_and_message(role: Role, blank: MakeForm, metadata: Metadata) -> None:
    sheet = sheet_of(blank(of_role(role)))
    by_cell = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    kinds = {ValueType.COUNT: "custom", ValueType.MONEY: "custom", ValueType.YESNO: "list"}
    for name in (*own(metadata, role), *shared(metadata, role)):
        rule = by_cell[f"C{row_number(metadata, name)}"]
        kind = metadata.indicators[name].value_type
        assert rule.type == kinds[kind]
        assert rule.showInputMessage
        assert rule.showErrorMessage
        assert rule.errorStyle in (None, "stop")
        assert '"-"' in rule.prompt
        assert '"-"' in rule.error
        assert ("INT(" in rule.formula1) is (kind is ValueType.COUNT)
        assert len(rule.prompt) <= 255
        assert len(rule.error) <= 255
        assert max(len(rule.promptTitle), len(rule.errorTitle)) <= 32
        if kind is ValueType.YESNO:
            assert rule.formula1 == '"Có,Không,-"'


def test_it_has_no_hidden_sheet_and_is_without_prose_formulas_in_the_table_or_a_persons_name(
    blank: MakeForm, metadata: Metadata
) -> None:
    for unit in UNITS:
        workbook = load_workbook(blank(unit))
        sheets = [(sheet.title, sheet.sheet_state) for sheet in workbook.worksheets]
        assert sheets == [(SHEET, "visible"), (NARRATIVE_SHEET, "visible")]
        assert workbook.active == workbook[SHEET]
        sheet = workbook[SHEET]
        rows = metadata.form(PERIOD).rows
        labels = {row.label_for(PERIOD) for row in rows}
        for cell in (cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)):
            if cell.data_type == "f":
                assert cell.column == 4 or cell.coordinate == "B2"
            elif cell.value not in labels:
                assert len(cell.value.split()) <= 12, cell.value
        with zipfile.ZipFile(blank(unit)) as archive:
            assert not [name for name in archive.namelist() if "externalLink" in name or "vba" in name]
            assert b"creator" not in archive.read("docProps/core.xml")


def test_the_same_arguments_give_the_same_bytes(metadata: Metadata, rule_book: RuleBook, tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_form(UNITS[0], PERIOD, metadata, rule_book, tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_rule_that_is_added_to_the_book_is_checked_in_the_form(
    metadata: Metadata, rule_book: RuleBook, tmp_path: Path
) -> None:
    like = next(e for e in rule_book.of_grain(Grain.SUBMISSION) if e.rule == "rule.subset")
    columns = {"column_list": ["peer_group_members", "sw_estimated"]}
    added = like.model_copy(update={"id": "subset-new", "severity": Severity.WARNING, "kwargs": columns})
    of_others = like.model_copy(update={"id": "subset-far", "kwargs": {"column_list": ["hotspots", "offenders"]}})
    of_percent = like.model_copy(
        update={"id": "subset-%", "kwargs": {"column_list": ["officers", "comm_svcworkers_pct"]}}
    )
    book = replace(rule_book, entries=(*rule_book.entries, added, of_others, of_percent))
    for name, rules in (("before", rule_book), ("after", book)):
        write_form(of_role(Role.WARD), PERIOD, metadata, rules, tmp_path / f"{name}.xlsx")
    before, after = sheet_of(tmp_path / "before.xlsx"), sheet_of(tmp_path / "after.xlsx")
    number = row_number(metadata, "peer_group_members")
    assert "Xem lại: lớn hơn" not in before.cell(number, 4).value
    assert "Xem lại: lớn hơn" in after.cell(number, 4).value
    for name in ("hotspots", "officers"):  # what stands on another's row, or is computed, cannot be judged here
        number = row_number(metadata, name)
        assert after.cell(number, 4).value == before.cell(number, 4).value


@settings(max_examples=examples(3))
@given(chance=st.randoms(use_true_random=False))
def test_what_is_filled_in_consistently_is_read_back_exactly_and_without_a_finding(
    chance: random.Random,
    blank: MakeForm,
    metadata: Metadata,
    rule_book: RuleBook,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("filled")
    typed = {unit: consistent(metadata, rule_book, unit.role, chance) for unit in UNITS}
    forms = []
    for unit, figures in typed.items():
        content = fill(blank(unit), figures, metadata, folder / "filled.xlsx").read_bytes()
        forms.append(read(submission(folder, content, folder_unit=unit.unit_code), metadata))
    report, accepted = validate(forms, rule_book, metadata)
    # figures drawn by chance may well stand out among those of other units
    found = [[f for f in line.findings if f.rule != "rule.outlier"] for line in report.submissions]
    assert found == [[]] * len(UNITS)
    assert len(accepted) == len(UNITS)
    for figures, form in zip(typed.values(), forms, strict=True):
        given_back = {o.indicator: (o.status, o.value) for o in form.observations}
        for name, figure in figures.items():
            status = Status.NIL if figure is None else Status.VALUE
            if figure == 0 and not isinstance(figure, bool):
                status = Status.ZERO
            assert given_back[name] == (status, figure), name


# ---- what is said in words


def test_every_section_has_one_open_cell_with_its_prompt_and_its_limit(blank: MakeForm, metadata: Metadata) -> None:
    sheet = load_workbook(blank(UNITS[0]))[NARRATIVE_SHEET]
    sections = list(metadata.narrative_sections.values())
    places = [f"B{FIRST_ROW + 2 * number}" for number in range(len(sections))]
    cells = [cell for row in sheet.iter_rows() for cell in row if not isinstance(cell, MergedCell)]
    assert [cell.coordinate for cell in cells if not cell.protection.locked] == places
    assert sheet.protection.sheet
    assert not sheet.protection.formatRows
    assert (str(sheet.page_setup.paperSize), sheet.page_setup.fitToWidth) == (sheet.PAPERSIZE_A4, 1)
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    assert list(rules) == places
    for place, section in zip(places, sections, strict=True):
        cell, rule = sheet[place], rules[place]
        assert (sheet.cell(cell.row, 1).value, sheet.cell(cell.row + 1, 1).value) == (section.heading, section.prompt)
        assert (cell.value, cell.number_format, cell.alignment.wrap_text) == (None, "@", True)
        assert (rule.type, rule.operator, rule.formula1) == ("textLength", "lessThanOrEqual", str(NARRATIVE_CHARACTERS))
        assert (rule.promptTitle, rule.showInputMessage, rule.showErrorMessage) == (section.heading, True, True)
        assert section.prompt in rule.prompt
        assert "Không ghi tên người" in rule.prompt
        assert "2.000 ký tự" in rule.error
        assert max(len(rule.prompt), len(rule.error)) <= 255
        assert max(len(rule.promptTitle), len(rule.errorTitle)) <= 32


def test_what_is_said_comes_back_with_the_figures_and_without_a_finding(
    blank: MakeForm, metadata: Metadata, rule_book: RuleBook, tmp_path: Path
) -> None:
    figures = dict.fromkeys(own(metadata, Role.WARD))
    workbook = load_workbook(fill(blank(of_role(Role.WARD)), figures, metadata, tmp_path / "filled.xlsx"))
    said = {"tinh_hinh": "- Tình hình ổn định; " * 20, "phuong_huong": "=1+1", "ton_tai": "5"}
    for number, name in enumerate(metadata.narrative_sections):
        cell = workbook[NARRATIVE_SHEET].cell(FIRST_ROW + 2 * number, 2)
        cell.value = 5 if name == "ton_tai" else said.get(name)
        cell.data_type = "s" if name == "phuong_huong" else cell.data_type  # as a cell in text format takes it
    workbook.save(tmp_path / "said.xlsx")
    form = read(submission(tmp_path, (tmp_path / "said.xlsx").read_bytes()), metadata)
    report, (accepted,) = validate([form], rule_book, metadata)
    assert report.submissions[0].findings == ()
    assert dict(accepted.narratives) == {name: text.strip() for name, text in said.items()}


# ---- the live checks, recalculated by LibreOffice


def recalculated(files: Iterable[Path], folder: Path) -> dict[str, Worksheet]:
    """The form's sheet of each file as LibreOffice computes it, by the file's stem."""
    soffice = load_settings().converter
    if soffice is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    profile, out = folder / "profile", folder / "recalculated"
    command = [soffice, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", out, *files], check=True, capture_output=True, timeout=300)
    return {file.stem: load_workbook(out / file.name, data_only=True)[SHEET] for file in files}


def checks(sheet: Worksheet) -> dict[int, str]:
    """What the checks say, by sheet row; those that say nothing left out."""
    texts = {number: sheet.cell(number, 4).value for number in range(HEAD_ROW + 1, HEAD_ROW + 116)}
    return {number: str(text) for number, text in texts.items() if text}


def violations(entries: Iterable[Entry]) -> dict[str, int | None]:
    """Figures that break every one of the entries, which are of one family."""
    figures: dict[str, int | None] = {}
    for entry in entries:
        first, *others = (str(name) for name in entry.kwargs["column_list"])
        match entry.rule:
            case "rule.partition":
                figures |= {first: 108, **dict.fromkeys(others), others[0]: 74, others[-1]: 35}
            case "rule.all_parts_nil":
                figures |= {first: 40, **dict.fromkeys(others)}
            case "rule.subset":
                figures.setdefault(others[0], 2)
                figures[first] = (figures[others[0]] or 0) + 3
            case "rule.iff":
                figures |= {first: 5, others[0]: None}
    return figures


def test_the_checks_say_what_is_wrong_and_nothing_where_all_is_right(
    blank: MakeForm, metadata: Metadata, rule_book: RuleBook, tmp_path: Path
) -> None:
    files, expected = [], {}
    entries = [entry for entry in of_the_form(rule_book) if "column_list" in entry.kwargs]
    for unit in {unit.role: unit for unit in UNITS}.values():
        role = unit.role
        nothing = dict.fromkeys(own(metadata, role))
        files.append(fill(blank(unit), nothing, metadata, tmp_path / f"nil-{role}.xlsx"))
        right = consistent(metadata, rule_book, role, random.Random(role))  # noqa: S311
        files.append(fill(blank(unit), right, metadata, tmp_path / f"right-{role}.xlsx"))
        for rule in {entry.rule for entry in entries}:
            broken = [e for e in entries if e.rule == rule and set(e.kwargs["column_list"]) <= set(nothing)]
            if broken:
                name = f"{rule}-{role}"
                files.append(fill(blank(unit), nothing | violations(broken), metadata, tmp_path / f"{name}.xlsx"))
                expected[name] = broken
    assert {broken[0].rule for broken in expected.values()} == {
        "rule.partition",
        "rule.subset",
        "rule.iff",
        "rule.all_parts_nil",
    }
    sheets = recalculated(files, tmp_path)
    for name, sheet in sheets.items():
        said = checks(sheet)
        if name not in expected:
            assert (said, sheet["B2"].value) == ({}, "Đủ và khớp"), name
            continue
        for entry in expected[name]:
            begin = "Sai: " if entry.severity is Severity.CRITICAL else "Xem lại: "
            assert said[row_number(metadata, str(entry.kwargs["column_list"][0]))].startswith(begin), entry.id
        wrong = sum(text.startswith("Sai") for text in said.values())
        doubtful = sum(text.startswith("Xem lại") for text in said.values())
        asked = f"; {doubtful} chỗ nên xem lại" if doubtful else ""
        assert sheet["B2"].value == (f"Còn {wrong} chỗ cần sửa" if wrong else "Đủ và khớp") + asked


def test_the_checks_of_single_cells(blank: MakeForm, metadata: Metadata, tmp_path: Path) -> None:
    ward, office = of_role(Role.WARD), of_role(Role.OFFICE)
    nothing = dict.fromkeys(own(metadata, Role.WARD))
    typed = {"hotspots": "khoảng 40", "officers": 1.5, "sw_estimated": -2, "loan_amount": "mười", "supported_loan": 3}
    wrong = fill(blank(ward), nothing | typed | {"fac_total": ""}, metadata, tmp_path / "wrong.xlsx")
    no_money = fill(blank(ward), nothing | {"supported_loan": 3, "supported": 3}, metadata, tmp_path / "cases.xlsx")
    words = dict.fromkeys(own(metadata, Role.OFFICE)) | {"prog_drug": "đang làm", "prog_hiv": "có", "prog_jobs": True}
    yes_no = fill(blank(office), words, metadata, tmp_path / "words.xlsx")
    cents = {"budget_total": 0.3, "budget_local": 0.1, "budget_central": 0.2}
    sums = fill(blank(office), dict.fromkeys(own(metadata, Role.OFFICE)) | cents, metadata, tmp_path / "sums.xlsx")
    blanks = {"fac_total": "", "fac_lodging": 3, "officers": ""}
    gap = fill(blank(ward), nothing | blanks, metadata, tmp_path / "gap.xlsx")
    sheets = recalculated([wrong, no_money, yes_no, sums, gap], tmp_path)

    def said(name: str, indicator: str) -> str | None:
        return checks(sheets[name]).get(row_number(metadata, indicator))

    assert said("wrong", "hotspots") == 'Sai: ghi số nguyên hoặc "-"'
    assert said("wrong", "officers") == 'Sai: ghi số nguyên hoặc "-"'
    assert said("wrong", "sw_estimated") == 'Sai: ghi số nguyên hoặc "-"'
    assert said("wrong", "loan_amount") == 'Sai: ghi số hoặc "-"'
    assert said("wrong", "fac_total") == "Chưa điền"
    assert said("gap", "fac_total") == "Sai: chưa điền, chưa cộng được"  # as the validation finds it
    assert sheets["gap"]["B2"].value == "Còn 1 chỗ cần sửa, 1 chỗ chưa điền"
    assert said("wrong", "fac_lodging") is None
    assert said("cases", "loan_amount") == "Sai: thiếu số tiền"
    assert said("words", "prog_drug") == "Sai: chọn Có hoặc Không"
    assert said("words", "prog_hiv") is None
    assert said("words", "prog_jobs") is None
    assert checks(sheets["sums"]) == {}


def test_a_broken_sum_is_what_the_validation_finds_too(
    blank: MakeForm, metadata: Metadata, rule_book: RuleBook, tmp_path: Path
) -> None:
    figures = dict.fromkeys(own(metadata, Role.WARD)) | {"fac_total": 108, "fac_lodging": 74, "fac_other": 35}
    file = fill(blank(of_role(Role.WARD)), figures, metadata, tmp_path / "broken.xlsx")
    form = read(submission(tmp_path, file.read_bytes()), metadata)
    report, _ = validate([form], rule_book, metadata)
    assert report.submissions[0].verdict is Verdict.HELD
    assert [(f.rule, f.indicator) for f in report.submissions[0].findings] == [("rule.partition", "fac_total")]
    text = checks(recalculated([file], tmp_path)["broken"])[row_number(metadata, "fac_total")]
    assert text == "Sai: tổng ≠ các phần (109)"
