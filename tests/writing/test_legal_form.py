"""The report has the form that Decree 30/2020/NĐ-CP asks for: as it is written, and as LibreOffice saves it."""

import re
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from tests.publish.report.report_contents import CHARTS, converted, draft, lines, official, revision
from tests.publish.report.word_looks import Look, looks
from wardreport.correspondence.reminder_letter import write_letter
from wardreport.correspondence.reminder_outline import Reminder
from wardreport.domain.period import Period
from wardreport.metadata import Metadata
from wardreport.publish.report import report_document
from wardreport.publish.report.report_document import write_report
from wardreport.publish.report.report_places import headers_shown

pytestmark = pytest.mark.slow

MADE = {"draft": draft, "official": official, "revision": revision}
HEAD = ("ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
SIGNED = ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")


@pytest.fixture(scope="module")
def written(metadata: Metadata, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder, made = tmp_path_factory.mktemp("written"), {}
    with pytest.MonkeyPatch.context() as patch:
        for name, content in MADE.items():
            said = lines(changes=name == "revision")
            patch.setattr(report_document, "report_sections", lambda *_, said=said: said)
            made[name] = folder / f"{name}.docx"
            charts = CHARTS if name == "revision" else ()
            write_report(content(metadata), metadata, made[name], charts=charts)
    return made


@pytest.fixture(scope="module")
def saved_again(written: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("saved")
    return dict(zip(written, converted(list(written.values()), "docx", folder), strict=True))


SAVED = {"as written": (), "by LibreOffice": (pytest.mark.slow,)}


@pytest.fixture(params=[pytest.param((name, by), marks=SAVED[by], id=f"{name} {by}") for by in SAVED for name in MADE])
def made(request: pytest.FixtureRequest, written: dict[str, Path]) -> tuple[str, Any]:
    name, by = request.param
    files = written if by == "as written" else request.getfixturevalue("saved_again")
    return name, Document(str(files[name]))


def one(document: Any, text: str, nth: int = 0) -> Look:
    found = [look for look in looks(document) if look.text == text]
    assert found, f"not in the document: {text}"
    return found[nth]


def after(document: Any, look: Look) -> Look:
    everything = looks(document)
    return everything[[e.element for e in everything].index(look.element) + 1]


def cell_width(look: Look) -> float:
    cell = next(look.element.iterancestors(qn("w:tc")))
    return float(cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}").get(qn("w:w"))) / 20


def test_paper_and_margins(made: tuple[str, Any]) -> None:
    name, document = made
    assert len(document.sections) == (3 if name == "revision" else 2)
    for section in document.sections:
        assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
        for side, least, most in (("top", 20, 25), ("bottom", 20, 25), ("left", 30, 35), ("right", 15, 20)):
            assert least <= round(getattr(section, f"{side}_margin").mm, 1) <= most, side


def test_everything_is_black_times_new_roman_for_every_script(made: tuple[str, Any]) -> None:
    _, document = made
    everywhere = [*looks(document), *(look for header in headers_shown(document) for look in looks(document, header))]
    assert {font for look in everywhere for font in look.fonts} == {"Times New Roman"}
    assert {colour for look in everywhere for colour in look.colours} <= {"000000", "auto"}


def test_pages_are_numbered_from_the_second_and_each_annex_by_itself(made: tuple[str, Any]) -> None:
    _, document = made
    for section in document.sections:
        assert section.different_first_page_header_footer
        assert section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
        assert not section._sectPr.xpath(".//w:footerReference")
        first, later = section.first_page_header._element, section.header._element
        fields = ["".join(f.text for f in header.iter(qn("w:instrText"))).strip() for header in (first, later)]
        assert fields == ["", "PAGE"]
        number = next(look for look in looks(document, later) if look.element.xpath(".//w:instrText"))
        assert number.align == "center"
        assert number.sizes <= {13, 14}
        assert 0 < section.header_distance.mm < section.top_margin.mm


def test_a_draft_says_so_on_every_page_and_an_official_report_nowhere(made: tuple[str, Any]) -> None:
    name, document = made
    says = ["DỰ THẢO" in [look.text for look in looks(document, header)] for header in headers_shown(document)]
    assert says == [name == "draft"] * 2 * len(document.sections)


def test_the_head(made: tuple[str, Any]) -> None:
    _, document = made
    body, nation, motto = (one(document, text) for text in HEAD)
    city = one(document, "THÀNH PHỐ BẮC KẠN")
    for look in (body, city, nation):
        assert look.sizes <= {12, 13}
    for look in (body, city, nation, motto):
        assert look.bold
        assert look.align == "center"
    assert motto.sizes <= {13, 14}
    rows = document.tables[0].rows[0].cells
    assert [HEAD[0] in rows[0].text, HEAD[1] in rows[1].text] == [True, True]


def test_the_lines_below_body_motto_and_subject_have_their_length(
    made: tuple[str, Any], width_of: Callable[[str, Look], float]
) -> None:
    name, document = made
    motto, city = one(document, HEAD[2]), one(document, "THÀNH PHỐ BẮC KẠN")
    last = next(look for look in looks(document) if look.text.startswith("Căn cứ"))
    everything = looks(document)
    rule = everything[[e.element for e in everything].index(last.element) - 1]
    title = next(look for look in everything if look.text.startswith("Kết quả thực hiện công tác phòng, chống mại dâm"))
    for line, above, room, least, most in (
        (after(document, motto), motto, cell_width(motto), 0.98, 1.02),
        (after(document, city), city, cell_width(city), 1 / 3, 1 / 2),
        (rule, title, 160 / 25.4 * 72, 1 / 3, 1 / 2),
    ):
        assert line.ruled
        assert line.text == ""
        assert line.left == line.right  # in the middle
        assert least <= (room - line.left - line.right) / width_of(above.text, above) <= most, above.text
    assert not any("__" in look.text for look in everything), name


@pytest.fixture(scope="module")
def width_of() -> Callable[[str, Look], float]:
    """How wide a text is in points, by the metric-compatible stand-in for Times New Roman."""
    from PIL import ImageFont

    listed = subprocess.run(["fc-list", "Tinos:bold", "file"], capture_output=True, text=True, check=False).stdout
    files = [line.rstrip(": ") for line in listed.splitlines() if line.rstrip(": ").endswith("-Bold.ttf")]
    if not files:
        pytest.skip("Tinos (fonts-croscore) is not installed")
    font = ImageFont.truetype(files[0], 1000)
    return lambda text, look: float(font.getlength(text)) * max(look.sizes) / 1000


def test_number_place_and_date(made: tuple[str, Any]) -> None:
    name, document = made
    number = next(look for look in looks(document) if look.text.startswith("Số:"))
    day = next(look for look in looks(document) if look.text.startswith("Bắc Kạn, "))
    expected = {
        "draft": (r"Số: +/BC-UBND", r"Bắc Kạn, ngày +tháng +năm 2024"),
        "official": ("Số: 05/BC-UBND", "Bắc Kạn, ngày 05 tháng 6 năm 2024"),
        "revision": ("Số: 112/BC-UBND", "Bắc Kạn, ngày 12 tháng 11 năm 2024"),
    }[name]
    assert re.fullmatch(expected[0], number.text)
    assert re.fullmatch(expected[1], day.text)
    assert (number.sizes, number.bold, number.align) == ({13}, False, "center")
    assert day.sizes <= {13, 14}
    assert (day.italic, day.bold, day.align) == (True, False, "center")


def test_kind_and_subject(made: tuple[str, Any]) -> None:
    name, document = made
    everything = [look for look in looks(document) if look.text]
    kind = [look.text for look in everything].index("BÁO CÁO")
    subject = everything[kind : kind + (4 if name == "revision" else 3)]
    assert [look.text for look in subject[1:3]] == [
        "Kết quả thực hiện công tác phòng, chống mại dâm 6 tháng đầu năm 2024",
        "và phương hướng, nhiệm vụ 6 tháng cuối năm 2024",
    ]
    for look in subject:
        assert (look.bold, look.align) == (True, "center")
        assert look.sizes <= {13, 14}


def test_body_and_levels(made: tuple[str, Any]) -> None:
    name, document = made
    everything = looks(document)
    start = next(n for n, look in enumerate(everything) if look.text.startswith("Căn cứ"))
    end = next(n for n, look in enumerate(everything) if look.text.endswith("./."))
    body = everything[start : end + 1]
    assert len(body) > 30
    for look in body:
        assert look.sizes <= {13, 14}
        assert look.align in {"both", "left"}  # LibreOffice calls it both as well
        assert look.align == "both", look.text
        assert look.before >= 6
        assert 1 <= look.line <= 1.5
        assert round(look.first_indent / 72 * 2.54, 2) in {1.0, 1.27}
    headings = [look for look in body if re.match(r"(I+|\d|[a-zđ])[.)] ", look.text) or look.text.isupper()]
    marks = [look.text.split(" ")[0] for look in headings if name != "revision" or not look.text.startswith("NỘI")]
    assert marks == ["I.", "1.", "2.", "a)", "b)", "c)", "d)", "đ)", "e)", "g)", "II.", "III."]
    for look in headings:
        assert look.keep_next, look.text
        assert look.bold is not bool(re.match(r"[a-zđ]\) ", look.text)), look.text
    assert not any(look.bold for look in body if look not in headings)


def test_signature_and_recipients(made: tuple[str, Any]) -> None:
    _, document = made
    functions = [one(document, text, -1) for text in SIGNED]
    for look in functions:
        assert (look.bold, look.align) == (True, "center")
        assert look.sizes <= {13, 14}
    left, right = document.tables[1].rows[0].cells
    assert [p.text for p in right.paragraphs][3:] == ["", ""]  # nobody's name, and nobody's signature
    room, name = looks(document, right._tc)[3:]
    assert (name.bold, name.align) == (True, "center")
    exact = [s for s in document.styles.element.iter(qn("w:spacing")) if s.get(qn("w:lineRule")) == "exact"]
    own = room.element.xpath(".//w:spacing/@w:line") or [max((s.get(qn("w:line")) for s in exact), key=int)]
    assert int(own[0]) / 20 / 72 * 25.4 > 25  # millimetres for the digital signature
    to, *listed = looks(document, left._tc)
    assert (to.text, to.bold, to.italic, to.sizes) == ("Nơi nhận:", True, True, {12})
    assert {size for look in listed for size in look.sizes} == {11}
    assert listed[-1].text.startswith("- Lưu: VT, ")
    assert document.tables[1].rows[0]._tr.xpath(".//w:cantSplit")
    closing = next(look for look in looks(document) if look.text.endswith("./."))
    assert closing.keep_next
    assert after(document, closing).keep_next  # so that the signature is on no page alone


def test_annexes(made: tuple[str, Any]) -> None:
    name, document = made
    titles = ["Phụ lục I", "Phụ lục II"] if name == "revision" else ["Phụ lục"]
    assert [look.text for look in looks(document) if look.text.startswith("Phụ lục")] == titles
    attached = {
        "draft": r"\(Kèm theo Báo cáo số +/BC-UBND ngày +tháng +năm 2024 của UBND thành phố Bắc Kạn\)",
        "official": r"\(Kèm theo Báo cáo số 05/BC-UBND ngày 05 tháng 6 năm 2024 của UBND thành phố Bắc Kạn\)",
        "revision": r"\(Kèm theo Báo cáo số 112/BC-UBND ngày 12 tháng 11 năm 2024 của UBND thành phố Bắc Kạn\)",
    }[name]
    lines_below = [look for look in looks(document) if look.text.startswith("(Kèm theo")]
    assert len(lines_below) == len(titles)
    for look in lines_below:
        assert re.fullmatch(attached, look.text)
        assert look.sizes <= {13, 14}
        assert (look.italic, look.bold, look.align) == (True, False, "center")
    for title in titles:
        look = one(document, title)
        assert (look.bold, look.align, look.sizes) == (True, "center", {14})
        assert after(document, look).bold
    annex = document.tables[2]
    assert annex.rows[0]._tr.xpath("./w:trPr/w:tblHeader")
    assert all(row.xpath("./w:trPr/w:cantSplit") for row in annex._tbl.tr_lst)
    assert not any(row.xpath("./w:trPr/w:tblHeader") for row in annex._tbl.tr_lst[1:])


def test_a_letter_has_lines_of_the_same_kind(
    metadata: Metadata, tmp_path: Path, width_of: Callable[[str, Look], float]
) -> None:
    said = Reminder("V/v đôn đốc", "Ủy ban nhân dân phường Sông Cầu", ("Đề nghị quan tâm thực hiện./.",))
    write_letter(said, Period(2024, 1), metadata, tmp_path / "a.docx", today=date(2024, 6, 20))
    document = Document(str(tmp_path / "a.docx"))
    for text, least, most in ((HEAD[2], 0.98, 1.02), ("THÀNH PHỐ BẮC KẠN", 1 / 3, 1 / 2)):
        above = one(document, text)
        line = after(document, above)
        room = cell_width(above) - 2 * 5.4  # the default margins of a cell
        assert line.ruled
        assert least <= (room - line.left - line.right) / width_of(text, above) <= most
