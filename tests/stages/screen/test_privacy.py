import io
import re
from dataclasses import fields, replace
from pathlib import Path
from time import process_time

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.specimens import annexes
from tests.specimens.books import WRITERS
from tests.specimens.submissions import annex, row_of, submission
from tests.stages.screen.measured.labelled_set import labelled_set
from tests.stages.screen.texts import found, parsed
from wardreport.domain.finding import RULES
from wardreport.domain.submission import FreeText, ScreenedForm, TextArea
from wardreport.metadata import Metadata
from wardreport.stages.parse import parse
from wardreport.stages.screen import screen
from wardreport.stages.screen.privacy import PROSE_WORDS

PHONE = "0912.345.678"


def _screen(metadata: Metadata, folder: Path, content: bytes) -> ScreenedForm:
    return screen(parse(submission(folder, content), metadata), metadata)


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
        (_in_a_sheet_name, "sheet1!title"),
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
    assert len(form.observations) == len(metadata.indicators)  # another stage asks whether it can be so many


@pytest.mark.parametrize(
    "text", ["19.810", "Số: 1236/UBND-VX", "Nghị định số 86/2023/NĐ-CP", "Kỳ 15/12/2023 - 14/6/2024", "Đội 178"]
)
def test_the_words_of_office_pass(text: str, metadata: Metadata, tmp_path: Path) -> None:
    content = annex(metadata, edit=lambda _book, sheet: sheet.cell(2, 3, text) and None)
    assert _screen(metadata, tmp_path, content).detections == ()
    assert row_of(metadata, "fac_total") == 9


WARNING = ("privacy.free_text", "sheet1!C9")


def _prose(words: int) -> str:
    words_of = re.compile(r"\w+").findall
    sentence = words_of("phối hợp kiểm tra và nhắc nhở các đơn vị chấp hành nghiêm quy định")
    return " ".join(sentence[n % len(sentence)] for n in range(words))


@pytest.mark.parametrize("area", [TextArea.FORM, TextArea.ELSEWHERE])
def test_prose_is_a_warning_and_the_form_is_kept(area: TextArea, metadata: Metadata, tmp_path: Path) -> None:
    form = parse(submission(tmp_path, annex(metadata)), metadata)
    text = FreeText("sheet1!C9", _prose(PROSE_WORDS + 1), area, 9, 3)
    screened = screen(replace(form, free_texts=(text,)), metadata)
    assert [(d.rule, d.cell) for d in screened.detections[len(form.detections) :]] == [
        ("privacy.free_text", "sheet1!C9")
    ]
    assert screened.observations == form.observations
    assert screened.head_unit == form.head_unit


def test_prose_where_prose_belongs_and_short_texts_pass(metadata: Metadata) -> None:
    assert found(metadata, _prose(PROSE_WORDS)) == set()
    for area in (TextArea.HEAD, TextArea.BELOW):
        assert found(metadata, _prose(60), area) == set()
    label = max((row.label for row in metadata.forms[0].rows), key=len)
    assert found(metadata, f"{label} (ghi rõ: mô hình tại hai phường)") == set()


def test_the_files_name_is_screened_and_taken_out(metadata: Metadata) -> None:
    assert screen(parsed(file_name="bao cao.xlsx"), metadata).submission.file_name == ""
    form = screen(parsed(file_name="bc_0912345678.xlsx"), metadata)
    assert [(d.rule, d.cell) for d in form.detections] == [("privacy.phone", "file!name")]
    assert form.submission.file_name == ""


def test_one_detection_for_each_rule_and_place(metadata: Metadata) -> None:
    text = FreeText("sheet1!A1", f"ông Tuấn {PHONE}, bà Hoa {PHONE}")
    form = screen(parsed(text, text), metadata)
    assert [d.rule for d in form.detections] == ["privacy.phone", "privacy.person_name"]


@given(texts=st.lists(st.text(max_size=60) | st.sampled_from(["Nguyễn Văn An", "0912345678", "CHỦ TỊCH"]), max_size=5))
def test_screening_twice_says_the_same_and_never_fails(texts: list[str], metadata: Metadata) -> None:
    form = parsed(*(FreeText(f"sheet1!A{n}", text, TextArea.BELOW, n, 1) for n, text in enumerate(texts, 1)))
    once = screen(form, metadata)
    assert screen(form, metadata) == once
    assert all(d.rule in RULES for d in once.detections)


def test_six_hundred_texts_are_screened_at_once(metadata: Metadata) -> None:
    texts = [item.text for item in labelled_set(metadata) if item.rule is None][:600]
    form = parsed(*(FreeText(f"sheet1!A{n}", text) for n, text in enumerate(texts)))
    screen(form, metadata)
    begun = process_time()
    screen(form, metadata)
    assert process_time() - begun < 0.2  # some 35 ms of the processor


def _word_annex(*below: str, table: tuple[tuple[str, str], ...] = ()) -> bytes:
    document = docx.Document(io.BytesIO(WRITERS["docx"]([annexes.annex(annexes.Layout()).page])))
    for line in below:
        document.add_paragraph(line)
    if table:
        grid = document.add_table(len(table), 2)
        for row, texts in enumerate(table):
            for column, text in enumerate(texts):
                grid.cell(row, column).text = text
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


SIGNED = (("NGƯỜI LẬP BIỂU", "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH"), ("", ""), ("Lường Thị Hạnh", "Hà Văn Quyết"))


@pytest.mark.parametrize(
    ("content", "rules"),
    [
        (_word_annex(table=SIGNED), set()),
        (_word_annex("NGƯỜI LẬP BIỂU\tCHỦ TỊCH", "", "Lường Thị Hạnh\tHà Văn Quyết"), set()),
        (_word_annex("Nạn nhân: Lường Thị Hạnh", table=SIGNED), {"privacy.person_name"}),
        (_word_annex(table=(*SIGNED, ("Bàn Văn Tá", "Lý Thị Mùi"))), {"privacy.person_name"}),
        (_word_annex(table=(*SIGNED, ("", "0912 345 678"))), {"privacy.phone"}),
    ],
)
def test_officials_sign_a_word_document_side_by_side(
    content: bytes, rules: set[str], metadata: Metadata, tmp_path: Path
) -> None:
    form = screen(parse(submission(tmp_path, content, folder_unit="01837"), metadata), metadata)
    assert {detection.rule for detection in form.detections} == rules
    assert len(form.observations) == (0 if rules else 91)
