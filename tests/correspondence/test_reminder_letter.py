"""Reminders read back from their files: the legal form, what they ask for, and that no figure stands in them."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from openpyxl import load_workbook

from wardreport.correspondence import reminder_outline
from wardreport.correspondence.reminder_letter import LATE_LIST, write_reminders
from wardreport.correspondence.reminder_outline import read_outline, reminder
from wardreport.domain.deadline import start_of
from wardreport.domain.errors import ConfigurationError
from wardreport.domain.period import Period
from wardreport.domain.validation import RegisterEntry, ResponseState
from wardreport.metadata import Metadata
from wardreport.review.register.response_register import response_register
from wardreport.writing.written_days import written_day

CYCLE, TODAY = Period(2024, 2), date(2024, 12, 20)
CODES = ("01834", "01837", "01840", "01843", "058-HPN", "058-CA")


@pytest.fixture(scope="module")
def register(metadata: Metadata) -> dict[str, RegisterEntry]:
    """Six units, each in a state of its own; two of them owe nothing."""
    empty = {entry.unit: entry for entry in response_register(CYCLE, [], metadata, start_of(TODAY))}
    assert all(empty[code].late_by_days for code in CODES)
    return {
        "01834": empty["01834"],
        "01837": replace(empty["01837"], state=ResponseState.RETURNED),
        "01840": replace(empty["01840"], state=ResponseState.RECEIVED, late_by_days=None),
        "01843": replace(empty["01843"], state=ResponseState.ACCEPTED, counted="a"),
        "058-HPN": replace(empty["058-HPN"], state=ResponseState.DUE, late_by_days=None),
        "058-CA": replace(empty["058-CA"], state=ResponseState.HELD),
    }


@pytest.fixture(scope="module")
def folder(register: dict[str, RegisterEntry], metadata: Metadata, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out: Path = tmp_path_factory.mktemp("reminders") / "new"
    written = write_reminders(tuple(register.values()), CYCLE, metadata, out, today=TODAY)
    assert sorted(written) == sorted(out.iterdir())
    return out


def _letter(folder: Path, code: str) -> Any:
    return Document(str(folder / f"{code}-don-doc-2024-S2-2024-12-20.docx"))


def _text(folder: Path, code: str) -> str:
    letter = _letter(folder, code)
    cells = [cell.text for table in letter.tables for row in table.rows for cell in row.cells]
    return "\n".join([*cells, *(paragraph.text for paragraph in letter.paragraphs)])


def test_only_who_owes_something_gets_a_letter(folder: Path) -> None:
    letters = sorted(path.name.split("-don-doc-")[0] for path in folder.glob("*.docx"))
    assert letters == ["01834", "01837", "01840", "058-HPN"]


def test_a_letter_has_the_legal_form(folder: Path) -> None:
    letter = _letter(folder, "01834")
    (section,) = letter.sections
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    for margin, least, most in (("top", 20, 25), ("bottom", 20, 25), ("left", 30, 35), ("right", 15, 20)):
        assert least <= round(getattr(section, f"{margin}_margin").mm, 1) <= most
    fonts = letter.styles["Normal"].element.rPr.rFonts
    assert {fonts.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "cs", "eastAsia")} == {"Times New Roman"}
    other = letter.element.xpath(".//w:r/w:rPr/w:rFonts")
    assert other == []  # no run leaves the style
    head, signature = letter.tables
    left, right = head.cell(0, 0).paragraphs, head.cell(0, 1).paragraphs
    assert [line.text for line in left][:2] == ["ỦY BAN NHÂN DÂN", "THÀNH PHỐ BẮC KẠN"]
    motto = [(line.text, line.runs[0].bold, line.runs[0].font.size.pt, line.alignment) for line in right[:2]]
    assert motto == [
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", True, 12, WD_ALIGN_PARAGRAPH.CENTER),
        ("Độc lập - Tự do - Hạnh phúc", True, 13, WD_ALIGN_PARAGRAPH.CENTER),
    ]
    number, subject = head.cell(1, 0).paragraphs
    assert re.fullmatch(r"Số: +/UBND-LĐTBXH", number.text)
    assert subject.text == "V/v đôn đốc nộp biểu số liệu công tác phòng, chống mại dâm 6 tháng cuối năm 2024"
    assert (subject.runs[0].font.size.pt, subject.runs[0].bold) == (12, False)
    (place,) = head.cell(1, 1).paragraphs
    assert re.fullmatch(r"Bắc Kạn, ngày +tháng +năm 2024", place.text)
    assert place.runs[0].italic
    body = [p for p in letter.paragraphs if p.alignment == WD_ALIGN_PARAGRAPH.JUSTIFY]
    assert len(body) == 4
    for paragraph in body:
        form = paragraph.paragraph_format
        assert round(form.first_line_indent.cm, 2) == 1.27
        assert form.space_before.pt >= 6
        assert 1 <= form.line_spacing <= 1.5
    assert letter.styles["Normal"].font.size.pt == 14
    assert body[-1].text.endswith("./.")
    recipients, functions = signature.cell(0, 0).paragraphs, signature.cell(0, 1).paragraphs
    assert [p.text for p in recipients][:2] == ["Nơi nhận:", "- Như trên;"]
    assert recipients[-1].text == "- Lưu: VT, LĐTBXH."
    # functions, and then nothing: nobody's name, nobody's signature
    assert [p.text for p in functions] == ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "", "", "", ""]
    assert letter.core_properties.author == ""


@pytest.mark.parametrize(
    ("code", "addressee", "says", "says_not"),
    [
        (
            "01834",
            "Ủy ban nhân dân phường Nguyễn Thị Minh Khai",
            ["quá thời hạn 4 ngày", "ngày 16 tháng 12"],
            "phan-hoi",
        ),
        ("01837", "Ủy ban nhân dân phường Sông Cầu", ["trả lại để chỉnh sửa", "quá thời hạn 4 ngày"], "chưa nhận được"),
        ("01840", "Ủy ban nhân dân phường Đức Xuân", ["không sử dụng được", "phan-hoi"], "quá thời hạn"),
        ("058-HPN", "Hội Liên hiệp Phụ nữ thành phố", ["ngày 18 tháng 12 năm 2024", "đúng thời hạn"], "quá thời hạn"),
    ],
)
def test_it_says_what_the_unit_owes_by_when_and_where_to(
    code: str, addressee: str, says: list[str], says_not: str, folder: Path
) -> None:
    text = _text(folder, code)
    assert f"Kính gửi: {addressee}." in text
    for words in [*says, f"bắt đầu bằng mã {code}", "6 tháng cuối năm 2024", "ngày 15 tháng 6 năm 2024"]:
        assert words in text
    assert says_not not in text


def test_no_figure_stands_in_a_letter(folder: Path) -> None:
    letters = list(folder.glob("*.docx"))
    assert letters
    for path in letters:
        code = path.name.split("-don-doc-")[0]
        text = _text(folder, code).replace(f"mã {code}", "").replace("09/2019/NĐ-CP", "").replace("6 tháng cuối", "")
        text = re.sub(r"ngày \d{2} tháng \d{1,2}|năm \d{4}|quá thời hạn \d ngày", "", text)
        assert not re.search(r"\d", text), text


def test_the_late_list_has_who_is_late_and_owes_the_longest_first(
    folder: Path, register: dict[str, RegisterEntry], metadata: Metadata, tmp_path: Path
) -> None:
    sheet = load_workbook(folder / LATE_LIST).worksheets[0]
    assert sheet.cell(2, 1).value == "DANH SÁCH ĐƠN VỊ CHẬM NỘP BIỂU SỐ LIỆU"
    rows = [list(row) for row in sheet.iter_rows(min_row=6, values_only=True)]
    assert [(row[1], row[4], row[5].date(), row[6]) for row in rows] == [
        ("01834", "Quá hạn", date(2024, 12, 16), 4),
        ("01837", "Đã trả lại", date(2024, 12, 16), 4),
    ]
    assert (sheet.freeze_panes, sheet.print_title_rows, sheet.page_setup.orientation) == ("A6", "$5:$5", "landscape")
    assert [sheet.cell(6, column).data_type for column in (1, 2, 6, 7)] == ["n", "s", "d", "n"]
    assert sheet.cell(6, 6).number_format == "dd/mm/yyyy"
    longer = [replace(register["01834"], late_by_days=1), register["01837"]]
    write_reminders(longer, CYCLE, metadata, tmp_path, today=TODAY)
    again = load_workbook(tmp_path / LATE_LIST).worksheets[0]
    assert [again.cell(row, 2).value for row in (6, 7)] == ["01837", "01834"]
    write_reminders([register["01843"]], CYCLE, metadata, tmp_path, today=TODAY)
    assert load_workbook(tmp_path / LATE_LIST).worksheets[0].cell(6, 1).value == "Không có đơn vị nào chậm nộp."


def test_who_owes_nothing_cannot_be_reminded(register: dict[str, RegisterEntry], metadata: Metadata) -> None:
    with pytest.raises(ValueError, match="owes nothing"):
        reminder(register["01843"], CYCLE, metadata, TODAY, read_outline())


def test_days_have_a_leading_zero_below_ten_and_months_below_three() -> None:
    assert [
        written_day(day) for day in (date(2024, 6, 5), date(2025, 1, 15), date(2025, 2, 9), date(2024, 12, 31))
    ] == [
        "ngày 05 tháng 6 năm 2024",
        "ngày 15 tháng 01 năm 2025",
        "ngày 09 tháng 02 năm 2025",
        "ngày 31 tháng 12 năm 2024",
    ]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("closing:", "ending:", "ending"),
        ("  late:", "  later:", "states: due, late, received, returned are needed"),
        ("{window_start}", "{fac_total}", "unknown field {fac_total}"),
        ("{window_start}", "{}", "unknown field {}"),
        ("{window_start}", "{window_start", "reminder_outline.yaml"),
        ("đúng thời hạn nêu trên", "trong {days_late} ngày", "unknown field {days_late}"),
        ('  ward: "Ủy', '  village: "Ủy', "addressees: unknown role village"),
        ("opening:", "opening: x\nopening2:", "reminder_outline.yaml"),
    ],
)
def test_a_slip_in_the_sentences_is_refused_with_one_line(old: str, new: str, says: str, tmp_path: Path) -> None:
    text = reminder_outline.OUTLINE.read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "reminder_outline.yaml"
    file.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=re.escape(says)) as stopped:
        read_outline(file)
    assert "\n" not in str(stopped.value)
