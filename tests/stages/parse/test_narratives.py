"""What a unit wrote for the report is found by its headings, in every format that has a second sheet or table."""

import io
import subprocess
import unicodedata
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.specimens.annexes import Layout, annex, decomposed, old_tone_placement
from tests.specimens.books import CAN, WRITERS, Page
from tests.specimens.submissions import PERIOD, submission
from tests.specimens.submissions import annex as specimen
from wardreport.correspondence.form_workbook import write_form
from wardreport.correspondence.narrative_sheet import FIRST_ROW, NARRATIVE_SHEET
from wardreport.domain.submission import ParsedForm, TextArea
from wardreport.formats.grid import Cell, CellRange, Sheet
from wardreport.metadata import Metadata, load_metadata
from wardreport.metadata.rules.rule_book import RuleBook
from wardreport.stages.parse import parse
from wardreport.stages.parse.labels import key_without_marks, label_key
from wardreport.stages.parse.narratives import cleaned, narrative_cells
from wardreport.stages.screen import screen
from wardreport.workflow.settings import load_settings

SECTIONS = load_metadata().narrative_sections
HEADINGS = {name: section.heading for name, section in SECTIONS.items()}
SAID = {
    "tinh_hinh": "Tình hình cơ bản ổn định, các cơ sở trên địa bàn chấp hành tốt quy định và không có điểm phức tạp.",
    "van_ban": "Kế hoạch số 12/KH-UBND ngày 05/02/2024.",
    "ton_tai": "- Cán bộ kiêm nhiệm nhiều việc.\n- Kinh phí còn ít.",
    "phuong_huong": "Tiếp tục tuyên truyền.",
}
TABLE_ONLY = {"docx", "html", "html-as-xls"}  # rows are counted from the table's first
SEVERAL = sorted(name for name in WRITERS if "several_sheets" in CAN[name])


def said(form: ParsedForm) -> dict[str, str]:
    return {narrative.section: narrative.written.text for narrative in form.narratives}


def of_cells(cells: Mapping[tuple[int, int], Any], **sheet: Any) -> dict[str, tuple[str, str]]:
    """By section the text and the masked address that are found in a sheet of such cells."""
    made = {at: value if isinstance(value, Cell) else Cell(value) for at, value in cells.items()}
    found = narrative_cells(Sheet("x", 2, **{"hidden": False, **sheet}, cells=made), SECTIONS.values())
    return {each.section: (each.written.text, each.written.masked_cell) for each in found.written.values()}


def page(**changes: Any) -> Page:
    rows: list[list[Any]] = [["THUYẾT MINH", None], [None, None]]
    for name, section in SECTIONS.items():
        rows += [[section.heading, SAID[name]], [section.prompt, None]]
    return Page(rows, **{"title": "Phần lời", **changes})


@pytest.mark.parametrize("first", [False, True], ids=["behind the form", "before the form"])
@pytest.mark.parametrize("name", SEVERAL)
def test_it_is_read_from_every_format_with_its_address(
    name: str, first: bool, metadata: Metadata, tmp_path: Path
) -> None:
    form_page = annex(Layout()).page
    pages = [page(), form_page] if first else [form_page, page()]
    form = parse(submission(tmp_path, WRITERS[name](pages)), metadata)
    assert said(form) == SAID
    number, first_row = 1 if first else 2, 1 if name in TABLE_ONLY else 3
    assert [n.written.masked_cell for n in form.narratives] == [f"sheet{number}!B{first_row + 2 * n}" for n in range(4)]
    assert {n.written.area for n in form.narratives} == {TextArea.NARRATIVE}
    # nothing else is made of it: as many figures as without it, and not a word about the prose
    alone = parse(submission(tmp_path, WRITERS[name]([form_page])), metadata)
    figures = [(o.indicator, o.status, o.value) for o in form.observations]
    assert figures == [(o.indicator, o.status, o.value) for o in alone.observations]
    assert {d.rule for d in screen(form, metadata).detections} == {d.rule for d in screen(alone, metadata).detections}


@pytest.mark.slow
def test_the_form_that_office_programs_save_again(metadata: Metadata, rule_book: RuleBook, tmp_path: Path) -> None:
    soffice = load_settings().converter
    if soffice is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    unit = metadata.unit_in(PERIOD, "01834")
    assert unit
    file = tmp_path / "form.xlsx"
    write_form(unit, PERIOD, metadata, rule_book, file)
    workbook = load_workbook(file)
    for number, text in enumerate(SAID.values()):
        workbook[NARRATIVE_SHEET].cell(FIRST_ROW + 2 * number, 2).value = text
    workbook.save(file)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    for kind in ("xlsx", "ods", "xls"):
        command = [soffice, profile, "--headless", "--convert-to", kind, "--outdir", tmp_path / kind, file]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        content = (tmp_path / kind / f"form.{kind}").read_bytes()
        form = parse(submission(tmp_path, content, folder_unit=None, given_period=None), metadata)
        assert said(form) == SAID, kind
        assert [d for d in screen(form, metadata).detections if d.rule == "privacy.free_text"] == [], kind


@pytest.mark.parametrize(
    "respell",
    [
        decomposed,
        str.upper,
        old_tone_placement,
        lambda text: f"II. {text}:",
        lambda text: f" 3) {text} …",
        lambda text: "\u00a0".join(text.split()),
        lambda text: key_without_marks(label_key(text)).capitalize(),
    ],
    ids=["decomposed", "capitals", "old tones", "numbered", "brackets", "blanks", "without marks"],
)
def test_headings_are_known_like_labels(respell: Any) -> None:
    cells = {(4 * n, 3): respell(heading) for n, heading in enumerate(HEADINGS.values(), 1)}
    texts = {(4 * n, 4): SAID[name] for n, name in enumerate(HEADINGS, 1)}
    assert {name: text for name, (text, _) in of_cells(cells | texts).items()} == SAID


def test_another_word_is_no_heading() -> None:
    assert of_cells({(1, 1): HEADINGS["tinh_hinh"] + " khác", (1, 2): "a"}) == {}
    assert of_cells({(1, 1): "Hạn chế", (1, 2): "a"}) == {}


HEAD, NEXT, PROMPT = HEADINGS["tinh_hinh"], HEADINGS["van_ban"], SECTIONS["tinh_hinh"].prompt


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({(1, 2): "bên phải", (2, 1): "bên dưới"}, ("bên phải", "sheet2!B1")),
        ({(2, 1): "bên dưới"}, ("bên dưới", "sheet2!A2")),
        ({(1, 2): "-", (2, 1): "bên dưới"}, ("bên dưới", "sheet2!A2")),
        ({(1, 2): " \n…", (2, 1): PROMPT, (3, 1): "dưới gợi ý"}, ("dưới gợi ý", "sheet2!A3")),
        ({(1, 2): PROMPT, (1, 3): "sau gợi ý"}, ("sau gợi ý", "sheet2!C1")),
        ({(2, 1): PROMPT, (3, 1): NEXT}, None),
        ({(2, 1): NEXT}, None),
        ({(1, 2): NEXT, (2, 1): "dưới từng mục"}, ("dưới từng mục", "sheet2!A2")),
        ({(3, 1): "cách một dòng"}, None),
        ({(2, 1): PROMPT}, None),
        ({(1, 2): 5}, ("5", "sheet2!B1")),
        ({(1, 2): 5.0}, ("5", "sheet2!B1")),
        ({(1, 2): 2.5}, ("2,5", "sheet2!B1")),
        ({(1, 2): True}, None),
        ({(1, 2): date(2024, 6, 5)}, ("05/06/2024", "sheet2!B1")),
        ({(1, 2): Cell("=1+1")}, ("=1+1", "sheet2!B1")),
        ({(1, 2): Cell("đã tính", formula=True)}, ("đã tính", "sheet2!B1")),
        ({(1, 2): Cell(None, formula=True)}, None),
        ({(1, 2): Cell("#REF!", error=True)}, None),
    ],
)
def test_the_text_stands_to_the_right_or_below(cells: dict[tuple[int, int], Any], found: Any) -> None:
    assert of_cells({(1, 1): HEAD, **cells}).get("tinh_hinh") == found


def test_a_merged_heading_is_as_wide_and_as_high_as_it_looks() -> None:
    merged = {"merged": (CellRange(1, 1, 2, 3),)}
    assert of_cells({(1, 1): HEAD, (1, 4): "phải", (3, 1): "dưới"}, **merged)["tinh_hinh"] == ("phải", "sheet2!D1")
    assert of_cells({(1, 1): HEAD, (3, 1): "dưới"}, **merged)["tinh_hinh"] == ("dưới", "sheet2!A3")


def test_one_cell_is_one_sections(metadata: Metadata) -> None:
    found = of_cells({(1, 1): HEAD, (1, 2): NEXT, (2, 1): "a", (2, 2): "b", (4, 1): HEAD, (4, 2): "c"})
    assert found == {"tinh_hinh": ("c", "sheet2!B4"), "van_ban": ("b", "sheet2!B2")}
    # below one heading and beside another: it goes to the first of them, and to no other
    assert of_cells({(2, 1): HEAD, (1, 2): NEXT, (2, 2): "chung"}) == {"van_ban": ("chung", "sheet2!B2")}


def _with_sheet(metadata: Metadata, state: str = "visible", **texts: str) -> bytes:
    def edit(workbook: Workbook, _: Worksheet) -> None:
        sheet = workbook.create_sheet("TM")
        sheet.sheet_state = state
        for number, (name, text) in enumerate(texts.items(), 1):
            sheet.cell(number, 1).value, sheet.cell(number, 2).value = HEADINGS[name], text

    return specimen(metadata, edit=edit)


def test_nothing_is_taken_from_a_hidden_sheet_and_its_prose_is_told(metadata: Metadata, tmp_path: Path) -> None:
    form = parse(submission(tmp_path, _with_sheet(metadata, "hidden", tinh_hinh=SAID["tinh_hinh"])), metadata)
    assert form.narratives == ()
    told = {(d.rule, d.cell) for d in screen(form, metadata).detections}
    assert told == {("form.sheet_hidden", "sheet2!A1"), ("privacy.free_text", "sheet2!B1")}


def test_nothing_is_taken_from_the_forms_own_sheet_or_without_a_form(metadata: Metadata, tmp_path: Path) -> None:
    def beside(_: Workbook, sheet: Worksheet) -> None:
        sheet.cell(20, 7).value, sheet.cell(20, 8).value = HEAD, "x"

    assert parse(submission(tmp_path, specimen(metadata, edit=beside)), metadata).narratives == ()
    workbook = load_workbook(io.BytesIO(_with_sheet(metadata, tinh_hinh="x")))
    del workbook["Bieu"]
    saved = io.BytesIO()
    workbook.save(saved)
    form = parse(submission(tmp_path, saved.getvalue()), metadata)
    assert (form.form, form.narratives) == (None, ())
    assert "x" in [text.text for text in form.free_texts]  # and it is screened all the same


PIECES = [
    "a\u0323",
    "e\u0302",
    "\u0301",
    "\u200b",
    "\u202e",
    "\x00",
    "\x0b",
    "\x85",
    "\u2028",
    "\ue000",
    " ",
    "\n",
    "\t",
]
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(st.characters(codec="utf-8"), max_size=3)).map("".join)


@given(text=TEXTS)
def test_a_cleaned_text_can_stand_in_every_kind_of_file(text: str) -> None:
    clean = cleaned(text)
    assert cleaned(clean) == clean
    assert unicodedata.is_normalized("NFC", clean)
    assert {unicodedata.category(c)[0] for c in clean.replace("\n", "")} <= set("LMNPSZ")
    for line in clean.split("\n") if clean else []:
        assert line == " ".join(line.split()) != ""

    def letters(of: str) -> list[str]:
        return [c for c in unicodedata.normalize("NFD", of) if c.isalnum()]

    assert letters(clean) == letters(text)  # nothing that says something is lost
