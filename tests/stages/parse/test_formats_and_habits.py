"""The matrix: every format crossed with every habit of clerks; all 91 measures by value, status and address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from tests.formats.test_legacy_fonts import encode_tcvn3, encode_vni
from tests.specimens.annexes import FORM, Annex, Layout, annex, decomposed, expected, old_tone_placement, untidy
from tests.specimens.books import CAN, WRITERS, Page
from tests.specimens.submissions import PERIOD, submission
from wardreport.formats.grid import column_letters
from wardreport.metadata import Metadata
from wardreport.metadata.form_versions import FormRow, RowKind
from wardreport.stages.parse import parse
from wardreport.stages.screen import screen

pytestmark = pytest.mark.slow

TITLES = {"docx": "Bang1", "html": "Bang1", "html-as-xls": "Bang1"} | {n: "CSV" for n in WRITERS if n.startswith("csv")}
TABLE_ONLY = {"docx", "html", "html-as-xls"}  # rows are counted from the table's first
Rules = Mapping[str, set[str]]  # rule → addresses


def _move(rows: list[FormRow], which: str, behind: str) -> list[FormRow]:
    moved = next(row for row in rows if which in row.indicators)
    rest = [row for row in rows if row is not moved]
    at = next(n for n, row in enumerate(rest) if behind in row.indicators)
    return [*rest[: at + 1], moved, *rest[at + 1 :]]


def _blanks(rows: list[FormRow]) -> list[FormRow | None]:
    spaced: list[FormRow | None] = []
    for number, row in enumerate(rows):
        spaced += [row, None] if number % 6 == 0 and row.label != "" and not row.indicators[1:] else [row]
    return spaced


SLIPS = {"hotspots": ("địa bàn", "địa bnà"), "fac_dance": ("trường", "trưòng"), "tipoffs": ("khiếu nại", "khiéu nại")}


def _mistyped(row: FormRow) -> str:
    for name, (right, wrong) in SLIPS.items():
        if name in row.indicators:
            return row.label_printed.replace(right, wrong)
    return row.label_printed


def _in_full(row: FormRow) -> str:
    return row.label_printed.replace("TNMD", "tệ nạn mại dâm").replace("KTLN PCMD", "kiểm tra liên ngành PCMD")


@dataclass(frozen=True)
class Habit:
    layout: Layout
    needs: frozenset[str] = frozenset()
    other_pages: tuple[tuple[int, Page], ...] = ()  # (place in the book, page)
    rules: Callable[[Annex, Callable[[int, int], str]], Rules] = lambda _annex, _address: {}
    typed: Mapping[str, Any] = field(default_factory=dict)
    only: frozenset[str] = frozenset(WRITERS)


def _signed(*rows: tuple[str | None, ...]) -> Layout:
    """The annex with lines below it, each filled up to its width."""

    def edit(page: Page) -> Page:
        lines: list[list[Any]] = [[*row, *[None] * (page.width - len(row))] for row in rows]
        return replace(page, rows=[*page.rows, [None] * page.width, *lines])

    return Layout(edit=edit)


TWO_COLUMNS = _signed(
    ("Nơi nhận:", None, "T/M ỦY BAN NHÂN DÂN PHƯỜNG"),
    ("- Phòng LĐTBXH thành phố;", None, "K/T CHỦ TỊCH"),
    ("- Đ/c Hoàng Văn Thái (PCT);", None, "PHÓ CHỦ TỊCH"),
    ("- Lưu: VT, VHXH (Hằng).", None, "(Đã ký)"),
    (),
    (None, None, "ThS. Nông Hải Đăng"),
)
THREE_SIGN = _signed(
    ("NGƯỜI NHẬP BIỂU", "VĂN PHÒNG - THỐNG KÊ", "PCT. UBND"),
    ("(Ký, họ tên)", "(Ký, họ tên)", "(Ký tên, đóng dấu)"),
    (),
    ("Hoàng Thị Mùi", "DS. Ma Văn Ngọc", "Lường Văn Thiểm"),
)
LINES_IN_A_CELL = _signed(
    (
        "Nơi nhận:\n- Như trên;\n- CT, các PCT UBND (Đ/c Đăng);\n- Lưu: VT.",
        None,
        "TL. CHỦ TỊCH\nKT. CHÁNH VĂN PHÒNG\nPHÓ CHÁNH VĂN PHÒNG\n\n\nNông Hải Đăng",
    ),
)
BY_A_PROGRAM = _signed(
    ("Ký bởi: Nông Hải Đăng\nEmail: dangnh@songcau.gov.vn\nCơ quan: UBND phường\nThời gian ký: 05/06/2024 10:11:12",),
    ("Người lập biểu: Hoàng Thị Mùi - Công chức VH-XH; ĐT: 0209.3870.123",),
    ("Điện thoại: 0209.3870.123; Fax: 0209.3870.124; Email: ubnd@songcau.gov.vn",),
)
HIDDEN = Page([["danh mục", None], ["a", "b"]], title="DM", hidden=True)
COVER = Page([["BÌA", None], ["Báo cáo", "2024"]], title="Bia")
EMPTY_FORM = annex(Layout(), typed=dict.fromkeys((r.indicators[0] for r in FORM.rows if r.indicators), None)).page
WITH_SERIAL = ("serial", "label", "unit", "value", "note")

HABITS: dict[str, Habit] = {
    "as printed": Habit(Layout()),
    "corrected labels": Habit(Layout(label=lambda row: row.label_for(PERIOD))),
    "further down": Habit(Layout(lines_before=9)),
    "serial and note columns": Habit(Layout(columns=WITH_SERIAL)),
    "another order of columns": Habit(Layout(columns=("value", "label", "", "unit"))),
    "blank lines between": Habit(Layout(order=_blanks)),
    "a row moved within its section": Habit(
        Layout(order=lambda rows: _move(rows, "fac_committed", "staff_female_u18"))
    ),
    "a row moved into another section": Habit(
        Layout(order=lambda rows: _move(rows, "raids_public", "sw_recorded_male"))
    ),
    "column numbers": Habit(Layout(column_numbers=True)),
    "headings on every page": Habit(Layout(heading_every=40)),
    "capitals": Habit(Layout(label=lambda row: row.label_printed.upper())),
    "letters and marks apart": Habit(Layout(respell=decomposed)),
    "old tone placement": Habit(Layout(respell=old_tone_placement)),
    "other blanks and dashes": Habit(Layout(respell=untidy), only=frozenset(WRITERS) - {"csv-1258"}),
    "abbreviations in full": Habit(Layout(label=_in_full)),
    "typing slips": Habit(
        Layout(label=_mistyped),
        rules=lambda made, address: {
            "form.label_approximate": {address(made.places[name][0], 1) for name in SLIPS},
        },
    ),
    "another heading": Habit(Layout(headings={"label": "Chỉ tiêu", "unit": "ĐVT", "value": "Kết quả"})),
    "no unit column": Habit(
        Layout(columns=("label", "value")),
        # the row without a label is known by its unit only
        rules=lambda made, address: {"form.row_unknown": {address(*made.places["comm_izworkers_pct"])}},
        typed={"comm_izworkers_pct": ("missing", None)},
    ),
    "merged labels": Habit(
        Layout(columns=("label", "", "unit", "value"), merged_label=True), needs=frozenset({"merged"})
    ),
    "heading on two rows": Habit(Layout(two_row_heading=True), needs=frozenset({"merged"})),
    "TCVN3 by the font": Habit(
        Layout(respell=lambda text: encode_tcvn3(text.lower()), font=".VnTime"), needs=frozenset({"fonts"})
    ),
    "TCVN3 in capitals by the font": Habit(
        Layout(respell=lambda text: encode_tcvn3(text.lower()), font=".VnArialH"), needs=frozenset({"fonts"})
    ),
    "VNI by the font": Habit(Layout(respell=encode_vni, font="VNI-Times"), needs=frozenset({"fonts"})),
    "a cover sheet first": Habit(Layout(), needs=frozenset({"several_sheets"}), other_pages=((0, COVER),)),
    "an empty form beside it": Habit(
        Layout(), needs=frozenset({"several_sheets"}), other_pages=((0, replace(EMPTY_FORM, title="Mau")),)
    ),
    "a hidden sheet": Habit(
        Layout(),
        needs=frozenset({"hidden_sheet"}),
        other_pages=((1, HIDDEN),),
        rules=lambda _made, _address: {"form.sheet_hidden": {"sheet2!A1"}},
    ),
    "hidden rows": Habit(
        Layout(edit=lambda page: replace(page, hidden_rows=(20, 21))),
        needs=frozenset({"hidden_rows"}),
        rules=lambda _made, address: {"form.sheet_hidden": {"sheet1!A" + address(20, 1).rpartition("A")[2]}},
    ),
    "recipients beside who signs": Habit(TWO_COLUMNS),
    "three who sign side by side": Habit(THREE_SIGN),
    "signature blocks in one cell": Habit(LINES_IN_A_CELL),
    "signed by a program, with the office's contacts": Habit(BY_A_PROGRAM),
    "two filled forms": Habit(
        Layout(),
        needs=frozenset({"several_sheets"}),
        other_pages=((1, replace(annex(Layout()).page, title="Lần 2")),),
        rules=lambda _made, _address: {"form.several_forms": set()},
    ),
}
CASES = [
    pytest.param(name, title, id=f"{name}: {title}")
    for title, habit in HABITS.items()
    for name in WRITERS
    if name in habit.only and habit.needs <= CAN[name]
]


def test_the_matrix_is_as_large_as_it_should_be() -> None:
    assert len(CASES) >= 250
    assert set(HABITS) == {case.values[1] for case in CASES}


@pytest.mark.parametrize(("name", "title"), CASES)
def test_every_measure_by_value_status_and_address(name: str, title: str, metadata: Metadata, tmp_path: Path) -> None:
    habit = HABITS[title]
    made = annex(habit.layout)
    book = [made.page]
    for place, page in habit.other_pages:
        book.insert(place, page)
    number = book.index(made.page) + 1
    content = WRITERS[name](book)
    form = parse(submission(tmp_path, content, folder_unit="01837"), metadata)

    sheet = {"docx": f"Bang{number}", "html": f"Bang{number}", "html-as-xls": f"Bang{number}"}.get(
        name, TITLES.get(name, made.page.title)
    )

    def address(row: int, column: int) -> str:
        row = row - made.table[0] + 1 if name in TABLE_ONLY else row
        return f"{sheet}!{column_letters(column)}{row}"

    read = {o.indicator: (str(o.status), o.value, o.cell) for o in form.observations}
    answers = expected(habit.typed)
    places = {n: address(*made.places[row.indicators[0]]) for row in FORM.rows for n in row.indicators}
    wanted = {
        n: (str(status), value, None if status == "missing" else places[n]) for n, (status, value) in answers.items()
    }
    assert list(read) == list(metadata.indicators)
    assert read == wanted
    found: dict[str, set[str]] = {}
    for detection in form.detections:
        found.setdefault(detection.rule, set()).update({detection.cell} - {None})
    assert found == dict(habit.rules(made, address)) | ({"file.macro": set()} if name == "xlsm" else {})
    assert form.form == "annex-2024"
    assert form.readings == {}
    assert form.head_unit is not None
    assert form.head_period is not None
    assert (form.head_unit.code, form.head_period.code) == ("01837", "2024-S1")
    assert screen(form, metadata).observations == form.observations  # nothing of the form's own looks like a person


def test_data_rows_are_the_89_of_the_form() -> None:
    assert sum(row.kind is RowKind.DATA for row in FORM.rows) == 89
    assert len(expected()) == 91
