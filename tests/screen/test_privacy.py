from dataclasses import fields
from pathlib import Path

import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.specimens import annex, row_of, submission
from wardreport.domain.submission import ScreenedForm
from wardreport.metadata import Metadata
from wardreport.parse import parse
from wardreport.screen import screen

PHONE = "0912.345.678"


def _screen(metadata: Metadata, folder: Path, content: bytes) -> ScreenedForm:
    return screen(parse(submission(folder, content), metadata))


def test_a_screened_form_has_no_place_for_submitted_text() -> None:
    assert "free_texts" not in {field.name for field in fields(ScreenedForm)}


def _in_a_label(_: Workbook, sheet: Worksheet) -> None:
    sheet.cell(53, 1).value = f"+ Các chương trình khác (ghi rõ: gọi {PHONE})"


def _in_a_hidden_sheet(book: Workbook, _: Worksheet) -> None:
    hidden = book.create_sheet("DS")
    hidden.sheet_state = "hidden"
    hidden.cell(4, 2, PHONE)


def _in_a_sheet_name(_: Workbook, sheet: Worksheet) -> None:
    sheet.title = "a 0912345678"


def _beside_the_table(_: Workbook, sheet: Worksheet) -> None:
    sheet.cell(20, 7, PHONE)


@pytest.mark.parametrize(
    ("edit", "cell"),
    [
        (_in_a_label, "sheet1!A53"),
        (_in_a_hidden_sheet, "sheet2!B4"),
        (_in_a_sheet_name, "sheet1!A1"),
        (_beside_the_table, "sheet1!G20"),
    ],
)
def test_wherever_it_stands_it_quarantines_and_leaves_only_rule_and_address(
    edit: object, cell: str, metadata: Metadata, tmp_path: Path
) -> None:
    form = _screen(metadata, tmp_path, annex(metadata, edit=edit))  # type: ignore[arg-type]
    assert [(d.rule, d.cell) for d in form.detections] == [("privacy.phone", cell)]
    assert form.observations == ()
    assert form.readings == {}
    assert (form.head_unit, form.head_period) == (None, None)


def test_a_file_without_the_form_is_screened_too(metadata: Metadata, tmp_path: Path) -> None:
    def edit(_: Workbook, sheet: Worksheet) -> None:
        sheet.delete_rows(1, 130)
        sheet.cell(1, 1, PHONE)

    content = annex(metadata, edit=edit)
    assert [d.rule for d in _screen(metadata, tmp_path, content).detections] == ["privacy.phone"]


@pytest.mark.parametrize("number", [123456789, 912345678, 12345678901, 4000, 106199012345])
def test_large_counts_in_figure_cells_pass(number: int, metadata: Metadata, tmp_path: Path) -> None:
    content = annex(metadata, values={"hotspots": number})
    form = _screen(metadata, tmp_path, content)
    assert form.detections == ()
    assert any(o.value == number for o in form.observations)


@pytest.mark.parametrize(
    "text", ["19.810", "Số: 1236/UBND-VX", "Nghị định số 86/2023/NĐ-CP", "Kỳ 15/12/2023 - 14/6/2024", "Đội 178"]
)
def test_the_words_of_office_pass(text: str, metadata: Metadata, tmp_path: Path) -> None:
    content = annex(metadata, edit=lambda _book, sheet: sheet.cell(2, 3, text) and None)
    assert _screen(metadata, tmp_path, content).detections == ()
    assert row_of(metadata, "fac_total") == 9
