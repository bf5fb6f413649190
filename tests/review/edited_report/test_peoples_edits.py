"""What people do to a draft in Word: what they may, and what is told."""

from __future__ import annotations

import copy
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from docx.document import Document as DocxDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.run import Run

from tests.review.edited_report.conftest import Released
from tests.review.edited_report.edited_reports import opened, paragraph_with, replace_text
from wardreport.domain.finding import Severity
from wardreport.review.edited_report import Discrepancy
from wardreport.review.edited_report.discrepancy import DiscrepancyKind as Kind

pytestmark = pytest.mark.slow

Found = list[tuple[Kind, Severity, str, str | None, str | None]]
Edited = Callable[..., Found]
CRITICAL, WARNING, INFO = Severity.CRITICAL, Severity.WARNING, Severity.INFO
SESSIONS = "đoạn 21"  # 213 buổi … 19.810 lượt người; the agencies' lines follow


@pytest.fixture
def edited(released: Released, verified: Callable[..., list[Discrepancy]], tmp_path: Path) -> Edited:
    """What verification says of the draft after some edits, beyond what it says of the draft itself."""

    def verify(*edits: Callable[[DocxDocument], object], **given: object) -> Found:
        document = opened(released.report)
        for edit in edits:
            edit(document)
        file = tmp_path / "edited.docx"
        document.save(str(file))
        return [(d.kind, d.severity, d.place, d.expected, d.found) for d in verified(file, **given)]

    return verify


def _replaced(old: str, new: str, *, in_tables: bool = False) -> Callable[[DocxDocument], object]:
    return lambda document: replace_text(document, old, new, in_tables=in_tables)


def _filled(number: str, day: str, month: str, year: str = "2024") -> tuple[Callable[[DocxDocument], object], ...]:
    def fill(document: DocxDocument) -> None:
        head = document.tables[0]
        for cell in head._cells:
            for paragraph in cell.paragraphs:
                if "/BC-UBND" in paragraph.text:
                    paragraph.runs[0].text = f"Số: {number}/BC-UBND"
                    for run in paragraph.runs[1:]:
                        run.text = ""
                elif "ngày" in paragraph.text:
                    paragraph.runs[0].text = f"Bắc Kạn, ngày {day} tháng {month} năm {year}"
                    for run in paragraph.runs[1:]:
                        run.text = ""

    return (fill,)


def _attached(number: str, dated: str) -> Callable[[DocxDocument], object]:
    def fill(document: DocxDocument) -> None:
        paragraph = paragraph_with(document, "Kèm theo")
        paragraph.runs[0].text = f"(Kèm theo Báo cáo số {number}/BC-UBND ngày {dated} của UBND thành phố Bắc Kạn)"
        for run in paragraph.runs[1:]:
            run.text = ""

    return fill


def test_number_and_date_may_be_filled_in(edited: Edited) -> None:
    assert edited(*_filled("45", "05", "6"), _attached("45", "05/6/2024"), official=True) == [
        (Kind.GAP, CRITICAL, f"đoạn {n}", None, found) for n, found in _open_gaps(edited)
    ]


def _open_gaps(edited: Edited) -> list[tuple[int, str]]:
    gaps = [found for found in edited(official=True) if found[0] is Kind.GAP and found[2].startswith("đoạn")]
    assert len(gaps) == 3
    return [(int(place.removeprefix("đoạn ")), text or "") for _, _, place, _, text in gaps]


def test_head_and_annex_must_agree(edited: Edited) -> None:
    assert edited(*_filled("45", "05", "6"), _attached("46", "05/7/2024")) == [
        (Kind.HEAD, CRITICAL, "Phụ lục", "45", "46"),
        (Kind.HEAD, CRITICAL, "Phụ lục", "6", "7"),
    ]


def test_the_date_must_be_one(edited: Edited) -> None:
    assert edited(*_filled("45", "31", "6"), _attached("45", "31 tháng 6 năm 2024")) == [
        (Kind.HEAD, CRITICAL, "Đầu văn bản", None, "31/6/2024"),
        (Kind.HEAD, CRITICAL, "Phụ lục", None, "31/6/2024"),
    ]


def test_number_and_date_must_be_those_approved(edited: Edited) -> None:
    filled = (*_filled("45", "05", "6"), _attached("45", "05/6/2024"))
    assert edited(*filled, number=45, dated=date(2024, 6, 5)) == []
    assert edited(*filled, number=46, dated=date(2024, 6, 7)) == [
        (Kind.HEAD, CRITICAL, "Đầu văn bản", "46", "45"),
        (Kind.HEAD, CRITICAL, "Đầu văn bản", "7", "05"),
    ]


def test_a_gap_may_be_filled_with_text_and_references_and_its_figures_are_told(edited: Edited) -> None:
    def write(document: DocxDocument) -> None:
        gap = paragraph_with(document, "[Phần này")
        gap.runs[0].text = (
            "Thực hiện Kế hoạch số 89/KH-UBND ngày 22/4/2024 và Nghị định số 30/2020/NĐ-CP, trong 6 tháng đầu năm 2024 "
            "địa bàn ổn định."
        )
        for run in gap.runs[1:]:
            run.text = ""
        another = copy.deepcopy(gap._p)
        gap._p.addnext(another)
        for text in another.iter(qn("w:t")):
            text.text = ""
        next(another.iter(qn("w:t"))).text = "Trong kỳ có 12 lượt tuần tra đêm tại 7 tuyến phố."

    assert edited(write) == [(Kind.NEW, WARNING, "đoạn 8", None, "12; 7")]


def test_what_people_write_is_compared_with_the_annex(edited: Edited) -> None:
    def write(document: DocxDocument) -> None:
        gap = paragraph_with(document, "[Phần này")
        gap.runs[0].text = "Địa bàn có 12 nhà hàng karaoke, 04 cơ sở massage; 88 cơ sở đã ký cam kết."
        for run in gap.runs[1:]:
            run.text = ""

    assert edited(write) == [
        (Kind.NARRATIVE, CRITICAL, "đoạn 7", "89", "88"),
        (Kind.NEW, WARNING, "đoạn 7", None, "12; 04; 88"),
        (Kind.SUM, WARNING, "đoạn 7", "17", "16"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("213 buổi", "231 buổi", (Kind.DIFFERS, CRITICAL, SESSIONS, "213", "231")),
        ("213 buổi", "nhiều buổi", (Kind.GONE, CRITICAL, SESSIONS, "213", None)),
        ("213 buổi", "hơn 200 trong số 213 buổi", (Kind.NEW, CRITICAL, SESSIONS, None, "200")),
        ("213 buổi", "không phát sinh buổi", (Kind.DIFFERS, CRITICAL, SESSIONS, "213", "không phát sinh")),
        ("19.810", "19,810", (Kind.DIFFERS, CRITICAL, SESSIONS, "19.810", "19,810")),
        ("4,63%", "4.63%", (Kind.DIFFERS, CRITICAL, "đoạn 32", "4,63", "4.63")),
        ("09/2019/NĐ-CP", "09/2018/NĐ-CP", (Kind.DIFFERS, CRITICAL, "đoạn 4", "2019", "2018")),
    ],
)
def test_figures_of_the_text(edited: Edited, old: str, new: str, expected: tuple[object, ...]) -> None:
    found = [one for one in edited(_replaced(old, new)) if one[0] is not Kind.WORDING]
    assert found == [expected]


def test_that_parts_do_not_make_their_total_may_be_reworded_but_not_its_number(edited: Edited) -> None:
    said = "(các số thành phần cộng lại là 109, khác số này)"
    reworded = edited(_replaced(said, "(theo báo cáo của các đơn vị, các số thành phần cộng lại là 109)"))
    assert CRITICAL not in {one[1] for one in reworded}
    changed = [one for one in edited(_replaced("cộng lại là 109", "cộng lại là 108")) if one[1] is CRITICAL]
    assert [(one[0], *one[3:]) for one in changed] == [(Kind.DIFFERS, "109", "108")]


def test_a_number_put_for_a_phrase_is_told(edited: Edited, released: Released) -> None:
    text = next(p.text for p in opened(released.report).paragraphs if "không phát sinh" in p.text)
    (found,) = [
        one for one in edited(_replaced(text, text.replace("không phát sinh", "phát sinh 3", 1))) if one[1] is CRITICAL
    ]
    assert found[0] is Kind.DIFFERS
    assert found[3:] == ("không phát sinh", "3")


def test_other_spellings_of_a_number_and_words_around_it_are_free(edited: Edited) -> None:
    assert edited(_replaced("19.810", "19810"), _replaced("05 cơ sở", "5 cơ sở")) == []
    assert edited(_replaced("đã tổ chức 213", "đã phối hợp tổ chức được 213")) == [
        (Kind.WORDING, INFO, SESSIONS, None, None)
    ]


def test_a_reference_may_be_added_to_what_the_system_wrote(edited: Edited) -> None:
    new = "213 buổi theo Kế hoạch số 89/KH-UBND ngày 22/4/2024"
    assert {one[0] for one in edited(_replaced("213 buổi", new))} == {Kind.WORDING}


def test_a_paragraph_may_be_split_joined_or_moved(edited: Edited) -> None:
    def split(document: DocxDocument) -> None:
        whole = paragraph_with(document, "213 buổi")
        first, second = whole.text.split(", thu hút")
        rest = copy.deepcopy(whole._p)
        whole._p.addnext(rest)
        replace_text(document, whole.text, first)
        replace_text(document, first + ", thu hút" + second, "Thu hút" + second)

    def join(document: DocxDocument) -> None:
        first, second = paragraph_with(document, "30 buổi"), paragraph_with(document, "17 buổi")
        replace_text(document, first.text, f"{first.text} {second.text}")
        second._p.getparent().remove(second._p)

    def move(document: DocxDocument) -> None:
        paragraph_with(document, "89 cơ sở")._p.addprevious(paragraph_with(document, "142 buổi")._p)

    for edit in (split, join, move):
        assert {one[1] for one in edited(edit)} <= {INFO}


def test_a_removed_paragraph_takes_its_figures_with_it(edited: Edited) -> None:
    def remove(document: DocxDocument) -> None:
        paragraph = paragraph_with(document, "142 buổi")
        paragraph._p.getparent().remove(paragraph._p)

    assert edited(remove) == [
        (Kind.GONE, CRITICAL, "đoạn 25 của bản do hệ thống lập", "142", None),
        (Kind.GONE, CRITICAL, "đoạn 25 của bản do hệ thống lập", "9.509", None),
    ]


def _annex(row: int, text: str) -> Callable[[DocxDocument], object]:
    def write(document: DocxDocument) -> None:
        paragraph = document.tables[-1].rows[row].cells[2].paragraphs[0]
        paragraph.runs[0].text = text

    return write


@pytest.mark.parametrize(
    ("row", "text", "expected"),
    [
        (17, "3", (Kind.DIFFERS, CRITICAL, "Phụ lục, dòng 17", "-", "3")),
        (17, "0", (Kind.DIFFERS, CRITICAL, "Phụ lục, dòng 17", "-", "0")),
        (32, "19,810", (Kind.DIFFERS, CRITICAL, "Phụ lục, dòng 32", "19.810", "19,810")),
        (32, "", (Kind.GONE, CRITICAL, "Phụ lục, dòng 32", "19.810", None)),
        (41, "Không", (Kind.DIFFERS, CRITICAL, "Phụ lục, dòng 41", "Có", "Không")),
    ],
)
def test_figures_of_the_annex(edited: Edited, row: int, text: str, expected: tuple[object, ...]) -> None:
    assert edited(_annex(row, text)) == [expected]


@pytest.mark.parametrize(("row", "text"), [(32, "19810"), (32, "19.810 (R)"), (32, "19.810*"), (17, "–"), (41, "có")])
def test_marks_and_spellings_in_the_annex_are_free(edited: Edited, row: int, text: str) -> None:
    assert edited(_annex(row, text)) == []


def test_rows_of_the_annex_that_are_gone_or_new(edited: Edited) -> None:
    def remove(document: DocxDocument) -> None:
        row = document.tables[-1].rows[32]._tr
        row.getparent().remove(row)

    def insert(document: DocxDocument) -> None:
        row = document.tables[-1].rows[32]._tr
        another = copy.deepcopy(row)
        row.addnext(another)
        texts = list(another.iter(qn("w:t")))
        texts[0].text, texts[-1].text = "- Số tin bài đã đăng", "23"

    assert (Kind.GONE, CRITICAL, "Phụ lục", "19.810", None) in edited(remove)
    assert edited(insert) == [(Kind.NEW, CRITICAL, "Phụ lục, dòng 33", None, None)]


def test_without_its_annex_a_report_is_not_whole(edited: Edited) -> None:
    def remove(document: DocxDocument) -> None:
        table = document.tables[-1]._tbl
        table.getparent().remove(table)

    assert (Kind.GONE, CRITICAL, "Phụ lục", None, None) in edited(remove)


def test_tracked_changes_count_as_accepted(edited: Edited) -> None:
    def track(document: DocxDocument) -> None:
        paragraph = paragraph_with(document, "213 buổi")
        before, after = paragraph.text.split("213")
        for run in list(paragraph._p.iter(qn("w:r"))):
            run.getparent().remove(run)
        who = 'w:id="1" w:author="A" w:date="2024-06-05T00:00:00Z"'
        paragraph._p.extend(
            parse_xml(f"<w:{tag} {nsdecls('w')} {given}>{inner}</w:{tag}>")
            for tag, given, inner in (
                ("r", "", f'<w:t xml:space="preserve">{before}</w:t>'),
                ("del", who, "<w:r><w:delText>213</w:delText></w:r>"),
                ("ins", who, "<w:r><w:t>312</w:t></w:r>"),
                ("r", "", f'<w:t xml:space="preserve">{after}</w:t>'),
            )
        )

    assert edited(track) == [(Kind.DIFFERS, CRITICAL, SESSIONS, "213", "312")]


def test_new_numbers_in_text_boxes_and_headers_are_told(edited: Edited) -> None:
    def box(document: DocxDocument) -> None:
        shape = (
            f'<w:r {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape><v:textbox><w:txbxContent>'
            "<w:p><w:r><w:t>Tăng 15 vụ</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
        )
        paragraph_with(document, "213 buổi")._p.append(parse_xml(shape))

    def head(document: DocxDocument) -> None:
        document.sections[0].header.paragraphs[0].add_run(" Tài liệu 7 trang")

    assert edited(box) == [(Kind.NEW, WARNING, "hộp chữ", None, "15")]
    assert [one for one in edited(head) if one[0] is Kind.NEW] == [(Kind.NEW, WARNING, "đầu trang", None, "7")]


def test_page_numbers_that_a_program_wrote_are_none(edited: Edited) -> None:
    def number(document: DocxDocument) -> None:
        for tag in ('fldChar w:fldCharType="begin"', "instrText", 'fldChar w:fldCharType="separate"', "t", "end"):
            inner = {
                "instrText": "<w:instrText> PAGE </w:instrText>",
                "t": "<w:t>7</w:t>",
                "end": '<w:fldChar w:fldCharType="end"/>',
            }.get(tag, f"<w:{tag}/>")
            document.sections[0].header.paragraphs[0]._p.append(parse_xml(f"<w:r {nsdecls('w')}>{inner}</w:r>"))

    assert edited(number) == []


def test_a_footnote_is_read(released: Released, verified: Callable[..., list[Discrepancy]], tmp_path: Path) -> None:
    note = (
        f"<w:footnotes {nsdecls('w')}><w:footnote w:id='2'><w:p><w:r><w:t>Trong đó 6 cơ sở đã đóng cửa</w:t></w:r>"
        "</w:p></w:footnote></w:footnotes>"
    )
    file = tmp_path / "note.docx"
    with zipfile.ZipFile(released.report) as source, zipfile.ZipFile(file, "w") as target:
        for part in source.infolist():
            if part.filename != "word/footnotes.xml":
                target.writestr(part, source.read(part))
        target.writestr("word/footnotes.xml", note)
    assert [(d.kind, d.severity, d.place, d.found) for d in verified(file)] == [(Kind.NEW, WARNING, "cước chú", "6")]


def test_a_row_deleted_under_tracked_changes_is_gone(edited: Edited) -> None:
    def delete(document: DocxDocument) -> None:
        properties = document.tables[-1].rows[32]._tr.get_or_add_trPr()
        properties.append(parse_xml(f'<w:del {nsdecls("w")} w:id="1" w:author="A"/>'))

    assert (Kind.GONE, CRITICAL, "Phụ lục", "19.810", None) in edited(delete)


def _marked(figure: str, mark: str, align: str) -> Callable[[DocxDocument], object]:
    """Puts a raised or lowered mark behind the first figure of the text that reads so."""

    def edit(document: DocxDocument) -> None:
        run = next(run for paragraph in document.paragraphs for run in paragraph.runs if f" {figure} " in run.text)
        before, after = run.text.split(figure, 1)
        raised, rest = copy.deepcopy(run._r), copy.deepcopy(run._r)
        run.text = before + figure
        run._r.addnext(raised)
        raised.addnext(rest)
        for element, text in ((raised, mark), (rest, after)):
            Run(element, run._parent).text = text
        setattr(Run(raised, run._parent).font, align, True)

    return edit


@pytest.mark.parametrize(("mark", "align"), [("1", "superscript"), ("(2)", "superscript"), ("*", "subscript")])
def test_a_raised_mark_is_no_digit(edited: Edited, mark: str, align: str) -> None:
    assert edited(_marked("108", mark, align)) == []


def test_a_raised_figure_is_told(edited: Edited) -> None:
    assert edited(_marked("108", "1081", "superscript")) != []
