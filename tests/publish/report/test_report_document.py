"""What stands in the report, on which template, and which templates are refused."""

import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree

from tests.publish.report.report_contents import CHARTS, PIXEL, converted, draft, lines, official, revision
from tests.publish.report.word_looks import looks
from wardreport.domain.errors import ConfigurationError
from wardreport.domain.period import Period
from wardreport.domain.release import Approval
from wardreport.domain.validation import RegisterEntry, ResponseState
from wardreport.metadata import Metadata
from wardreport.publish.charts.charts import Chart
from wardreport.publish.release_content import ReleaseContent
from wardreport.publish.report import report_document
from wardreport.publish.report.report_document import write_report
from wardreport.publish.report.report_sentences import SECTIONS, Line
from wardreport.publish.report.report_template import TEMPLATE, fill_in
from wardreport.workflow.settings import PROJECT
from wardreport.writing.document_properties import release_of

pytestmark = pytest.mark.slow

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture
def report(monkeypatch: pytest.MonkeyPatch, metadata: Metadata, tmp_path: Path) -> Callable[..., Any]:
    """Writes a report of lines of our own and reads it back."""

    def write(content: ReleaseContent, said: Any = None, **options: Any) -> Any:
        monkeypatch.setattr(report_document, "report_sections", lambda *_: lines() if said is None else said)
        write_report(content, metadata, tmp_path / "bao-cao.docx", **options)
        return Document(str(tmp_path / "bao-cao.docx"))

    return write


@pytest.fixture
def changed_template(tmp_path: Path) -> Callable[..., Path]:
    """The template after an office has changed the text of one of its parts."""

    def change(old: str, new: str, part: str = "word/document.xml", count: int = -1) -> Path:
        target = tmp_path / "mau.docx"
        with zipfile.ZipFile(TEMPLATE) as source, zipfile.ZipFile(target, "w") as archive:
            for name in source.namelist():
                content = source.read(name)
                if name == part:
                    assert old in content.decode()
                    content = content.decode().replace(old, new, count).encode()
                archive.writestr(name, content)
        return target

    return change


def texts(document: Any) -> list[str]:
    return [look.text for look in looks(document) if look.text]


def test_the_sections_stand_below_their_headings_in_order(report: Callable[..., Any], metadata: Metadata) -> None:
    said = texts(report(draft(metadata)))
    start, end = said.index("I. KẾT QUẢ THỰC HIỆN"), next(n for n, text in enumerate(said) if text.endswith("./."))
    expected: list[str] = ["I. "]
    heads = ("1. ", "2. |a) ", "b) ", "c) ", "d) ", "đ) ", "e) ", "g) ", "II. ", "III. ")
    for name, head in zip(SECTIONS[1:], heads, strict=True):
        expected += [*head.split("|"), *(line.text for line in lines()[name])]
    found = said[start:end]
    assert len(found) == len(expected)
    for text, begin in zip(found, expected, strict=True):
        assert text.startswith(begin)


def test_what_changed_has_a_block_of_its_own_after_the_opening(report: Callable[..., Any], metadata: Metadata) -> None:
    said = texts(report(revision(metadata), lines(changes=True)))
    block = said.index("NỘI DUNG ĐIỀU CHỈNH")
    replaced = "Báo cáo số 05/BC-UBND ngày 05 tháng 6 năm 2024"
    assert replaced in said[block - 1]
    assert said[block - 2].startswith("Căn cứ")
    assert said[block + 1 : block + 4] == [line.text for line in lines(changes=True)["thay_doi"]] + [
        "I. KẾT QUẢ THỰC HIỆN"
    ]
    assert f"(điều chỉnh, thay thế {replaced})" in said[: said.index("I. KẾT QUẢ THỰC HIỆN")]
    for other in (draft(metadata), official(metadata)):
        plain = "\n".join(texts(report(other)))
        assert "ĐIỀU CHỈNH" not in plain
        assert "thay thế" not in plain


def test_a_draft_after_an_official_report_names_it_too(report: Callable[..., Any], metadata: Metadata) -> None:
    again = replace(draft(metadata), past=revision(metadata).past)
    assert "thay thế Báo cáo số 05/BC-UBND ngày 05 tháng 6 năm 2024" in "\n".join(texts(report(again)))


def test_the_annex_has_every_row_with_its_signs_and_their_notes(report: Callable[..., Any], metadata: Metadata) -> None:
    document = report(draft(metadata))
    form = metadata.form(Period(2024, 1))
    cells = [cell.text for cell in document.tables[2]._cells]
    rows = list(zip(cells[3::3], cells[4::3], cells[5::3], strict=True))
    assert [row[:2] for row in rows] == [(row.label_for(Period(2024, 1)), row.unit) for row in form.rows]
    figure = {name: rows[row.row - 1][2] for name, row in form.row_of.items()}
    assert figure["fac_total"] == "108*"
    assert (figure["fac_inspected_pct"], figure["prog_drug"], figure["team_total"]) == ("4,63", "Có", "-")
    assert (figure["fac_dance"], figure["sw_recorded"]) == ("0", "(c)")
    assert all(row[2] == "" for row, made in zip(rows, form.rows, strict=True) if not made.indicators)
    notes = {text[:3] for text in texts(document) if re.match(r"\(.\) ", text)}
    assert notes == {"(-)", "(c)", "(*)", "(…)"}


def test_a_revision_marks_the_figures_that_changed(report: Callable[..., Any], metadata: Metadata) -> None:
    document = report(revision(metadata))
    cells = [cell.text for cell in document.tables[2]._cells]
    assert [cell for cell in cells if "(R)" in cell] == ["3 (R)"]
    (note,) = [text for text in texts(document) if text.startswith("(R)")]
    assert "Báo cáo số 05/BC-UBND ngày 05 tháng 6 năm 2024" in note


def test_a_sign_that_is_not_there_is_not_explained(report: Callable[..., Any], metadata: Metadata) -> None:
    content = draft(metadata)
    figures = dict.fromkeys(content.table.figures, content.table.figures["fac_dance"])
    document = report(replace(content, table=replace(content.table, figures=figures)))
    assert [text for text in texts(document) if re.match(r"\(.\) ", text)] == []


def test_headings_and_markers_of_the_annex_differ(report: Callable[..., Any], metadata: Metadata) -> None:
    kinds = {row.label: row.kind.value for row in metadata.form(Period(2024, 1)).rows if row.label}
    document = report(draft(metadata))
    annex = looks(document, document.tables[2]._tbl)
    seen = {kinds[look.text]: (look.bold, look.italic) for look in annex if look.text in kinds}
    assert (seen["heading"], seen["marker"], seen["data"]) == ((True, False), (False, True), (False, False))


@pytest.mark.parametrize(
    "text",
    [
        "- A & B <c> \"d\" 'e' {f} {{ so }} {% if so %} {# g #} {_{ h }_} {_% %_}",
        "- “ngoặc” … – — &amp; &lt;w:p/&gt; {{ 1/0 }}",
        "- </w:t></w:r></w:p><w:p>",
    ],
)
def test_a_line_comes_out_as_it_was_written(text: str, report: Callable[..., Any], metadata: Metadata) -> None:
    said = {**lines(), "tinh_hinh": (Line(text),)}
    assert text in texts(report(draft(metadata), said))


def test_what_xml_cannot_hold_is_left_out(report: Callable[..., Any], metadata: Metadata) -> None:
    said = {**lines(), "tinh_hinh": (Line("- A\x00B\x0cC\x07D\ud800\ufffeE"),)}
    assert "- ABCDE" in texts(report(draft(metadata), said))


def test_what_a_person_has_to_write_can_be_seen(report: Callable[..., Any], metadata: Metadata) -> None:
    document = report(draft(metadata))
    marked = [p.text for p in document.paragraphs if any(run.font.highlight_color for run in p.runs)]
    assert marked == ["[Phần này do người viết.]"]


def test_charts_have_an_annex_a_title_and_words_for_who_cannot_see(
    report: Callable[..., Any], metadata: Metadata
) -> None:
    document = report(draft(metadata), charts=CHARTS)
    said = texts(document)
    assert "Phụ lục I" in said
    pictures = document.element.body.xpath(".//wp:docPr")
    assert [picture.get("descr") for picture in pictures] == ["Cột <1> & “1”", "Cột <2> & “2”"]
    assert len({picture.get("id") for picture in pictures}) == 2
    titles = [n for n, text in enumerate(said) if text.startswith("Biểu đồ ")]
    assert [said[n] for n in titles] == ["Biểu đồ 1. Số cuộc truyền thông 1", "Biểu đồ 2. Số cuộc truyền thông 2"]
    assert titles[0] > said.index("Phụ lục II")
    everything = looks(document)
    before_picture = [everything[n - 1].text for n, look in enumerate(everything) if look.element.xpath(".//w:drawing")]
    assert before_picture == [said[n] for n in titles]
    extents = document.element.body.xpath(".//wp:inline/wp:extent")
    assert {(int(e.get("cx")), int(e.get("cy"))) for e in extents} == {(150 * 36000, 80 * 36000)}
    without = report(draft(metadata))
    assert not without.element.body.xpath(".//w:drawing")
    assert "Phụ lục II" not in texts(without)


def test_the_same_content_is_the_same_bytes_without_author_or_time(
    report: Callable[..., Any], metadata: Metadata, tmp_path: Path, changed_template: Callable[..., Path]
) -> None:
    file = tmp_path / "bao-cao.docx"
    report(revision(metadata), charts=CHARTS)
    before = file.read_bytes()
    report(revision(metadata), charts=CHARTS)
    assert file.read_bytes() == before
    with zipfile.ZipFile(file) as archive:
        assert {info.date_time for info in archive.infolist()} == {(2024, 1, 1, 0, 0, 0)}
    office = changed_template("<dc:title>", "<dc:creator>Nguyễn Văn A</dc:creator><dc:title>", "docProps/core.xml")
    document = report(official(metadata), template=office)
    core = document.core_properties
    assert (core.author, core.last_modified_by, core.created, core.modified) == ("", "", None, None)
    assert core.title == "Báo cáo kết quả thực hiện công tác phòng, chống mại dâm 6 tháng đầu năm 2024"
    assert release_of(document) == "2024-S1/r01"
    assert release_of(report(draft(metadata))) == "2024-S1/draft"


def test_the_empty_line_that_ends_a_part_takes_no_room(report: Callable[..., Any], metadata: Metadata) -> None:
    # else it begins a blank page where the signatures end one
    document = report(revision(metadata), charts=CHARTS)
    ends = document.element.body.xpath("./w:p[w:pPr/w:sectPr]")
    assert len(ends) == len(document.sections) - 1 == 2
    for end in ends:
        assert end.xpath("./w:pPr/w:rPr/w:vanish")
        assert not end.xpath(".//w:t")


ORDER = {  # ISO/IEC 29500-1, the children in the order that Word insists on
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens spacing ind contextualSpacing jc textAlignment outlineLvl rPr sectPr",
    "rPr": "rStyle rFonts b bCs i iCs caps vanish color sz szCs highlight u shd lang",
    "tblPr": "tblStyle tblW jc tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption",
    "tcPr": "tcW gridSpan vMerge tcBorders shd noWrap tcMar vAlign",
    "sectPr": "headerReference footerReference type pgSz pgMar pgBorders pgNumType cols titlePg",
    "tbl": "tblPr tblGrid tr",
    "style": "name basedOn next link uiPriority semiHidden qFormat pPr rPr tblPr",
}


def test_every_part_is_what_word_is_strict_about(
    report: Callable[..., Any], metadata: Metadata, tmp_path: Path
) -> None:
    report(revision(metadata), lines(changes=True), charts=CHARTS)
    looked_at = set()
    with zipfile.ZipFile(tmp_path / "bao-cao.docx") as archive:
        assert len(archive.namelist()) == len(set(archive.namelist()))
        for name in archive.namelist():
            if not name.endswith((".xml", ".rels")):
                continue
            root = etree.fromstring(archive.read(name))
            for element in root.iter(etree.Element):
                kind = etree.QName(element).localname
                if kind in ORDER and element.tag.startswith(W):
                    looked_at.add(kind)
                    order = [ORDER[kind].split().index(etree.QName(child).localname) for child in element]
                    assert order == sorted(order), (name, kind)
            for cell in root.iter(f"{W}tc"):
                assert cell[-1].tag == f"{W}p", name
            text = etree.tostring(root, encoding="unicode")
            assert not re.search(r"\{[{%#]|[}%#]\}", re.sub(r"<[^>]*>", "", text)), name
        named = set(re.findall(r'w:pStyle w:val="(\w+)"', archive.read("word/document.xml").decode()))
        known = set(re.findall(r'w:styleId="(\w+)"', archive.read("word/styles.xml").decode()))
        assert named <= known
        assert '<w:altName w:val="Tinos"/>' in archive.read("word/fontTable.xml").decode()
    assert looked_at == set(ORDER)


def test_an_office_may_change_words_order_and_form(
    report: Callable[..., Any], metadata: Metadata, changed_template: Callable[..., Path]
) -> None:
    template = changed_template("II. NHỮNG TỒN TẠI, HẠN CHẾ", "II. KHÓ KHĂN, VƯỚNG MẮC")
    assert "II. KHÓ KHĂN, VƯỚNG MẮC" in texts(report(draft(metadata), template=template))
    fixed = changed_template("{{ chuc_vu }}", "PHÓ CHỦ TỊCH THƯỜNG TRỰC")
    assert "PHÓ CHỦ TỊCH THƯỜNG TRỰC" in texts(report(draft(metadata), template=fixed))
    split = changed_template("{{ dia_danh }}", "{</w:t></w:r><w:r><w:t>{ dia</w:t></w:r><w:r><w:t>_danh }}")
    assert any(text.startswith("Bắc Kạn, ngày") for text in texts(report(draft(metadata), template=split)))


@pytest.mark.parametrize(
    ("old", "new", "part", "said"),
    [
        ("{{ dia_danh }}", "{{ noi_ky }}", "word/document.xml", "unknown placeholder noi_ky"),
        ("{{ dong.don_vi }}", "{{ dong.donvi }}", "word/document.xml", "unknown placeholder donvi"),
        ("{{ du_thao }}", "{{ nhap }}", "word/header1.xml", "unknown placeholder nhap"),
        ("for dong in van_ban", "for dong in tinh_hinh", "word/document.xml", "lost the placeholder van_ban"),
        ("for dong in bieu %", "for dong in [] %", "word/document.xml", "lost the placeholder bieu"),
        ("{{ dong.so_lieu }}", "", "word/document.xml", "row 3 of the annex is not shown whole"),
        ("Số: {{ so }}{{ ky_hieu }}", "", "word/document.xml", "line “Số: …/BC-UBND”"),
        ("{{ dia_danh }}, {{ ngay }}", "Bắc Kạn", "word/document.xml", "line “…, ngày … tháng … năm …”"),
        ("(Kèm theo Báo cáo số", "(Xem báo cáo", "word/document.xml", "line “(Kèm theo Báo cáo số …"),
        ("{{ du_thao }}", "", "word/header2.xml", "a header has lost the placeholder du_thao"),
        ("{%p endif %}", "", "word/document.xml", "Unexpected end of template"),
        ("{{ dia_danh }}", "{{ dia_danh.__class__ }}", "word/document.xml", "unknown placeholder __class__"),
    ],
)
def test_a_template_that_cannot_make_a_report_is_refused_in_one_line(
    old: str,
    new: str,
    part: str,
    said: str,
    report: Callable[..., Any],
    metadata: Metadata,
    changed_template: Callable[..., Path],
    tmp_path: Path,
) -> None:
    with pytest.raises(ConfigurationError) as refused:
        report(draft(metadata), template=changed_template(old, new, part))
    assert str(refused.value).startswith("mau.docx: ")
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)
    assert not (tmp_path / "bao-cao.docx").exists()


def test_what_is_no_document_is_refused(report: Callable[..., Any], metadata: Metadata, tmp_path: Path) -> None:
    no_document, no_package, missing = (tmp_path / name for name in ("a.docx", "b.docx", "c.docx"))
    no_document.write_text("Báo cáo")
    with zipfile.ZipFile(no_package, "w") as archive:
        archive.writestr("a.txt", "Báo cáo")
    for template in (no_document, no_package, missing, tmp_path):
        with pytest.raises(ConfigurationError, match=r"cannot be read as a Word document") as refused:
            report(draft(metadata), template=template)
        assert "\n" not in str(refused.value)


def test_the_pictures_are_of_any_name(report: Callable[..., Any], metadata: Metadata) -> None:
    chart = Chart('a "b" <c>', "T & U", '{{ so }} {_{ "q"', PIXEL, "", 10, 10)
    document = report(draft(metadata), charts=(chart,))
    (picture,) = document.element.body.xpath(".//wp:docPr")
    assert (picture.get("name"), picture.get("descr")) == (chart.name, chart.alternative_text)


def test_libreoffice_opens_all_of_it(report: Callable[..., Any], metadata: Metadata, tmp_path: Path) -> None:
    report(revision(metadata), lines(changes=True), charts=CHARTS)
    (saved,) = converted([tmp_path / "bao-cao.docx"], "docx", tmp_path)
    again = Document(str(saved))
    assert release_of(again) == "2024-S1/r02"
    assert len(again.element.body.xpath(".//w:drawing")) == 2
    written = Document(str(tmp_path / "bao-cao.docx"))
    assert texts(again) == texts(written)
    assert len(list(again.element.body.iter(qn("w:tr")))) == len(list(written.element.body.iter(qn("w:tr"))))


def with_gaps(metadata: Metadata) -> ReleaseContent:
    """The draft with a unit that sent nothing, and one whose newer form waits while its earlier one counts."""
    due = date(2024, 6, 16)
    kinds = (("01834", ResponseState.OUTSTANDING, None), ("01837", ResponseState.HELD, "a" * 64))
    register = tuple(
        RegisterEntry(unit, unit, "ward", state, (), counted, due, None, None, None, ())
        for unit, state, counted in kinds
    )
    named = replace(draft(metadata).edition, approval=Approval("Chánh Văn phòng", due, ("01834", "01837")))
    return replace(draft(metadata), register=register, edition=named)


def test_who_is_not_in_it_stands_in_the_report_and_a_template_may_not_lack_it(
    report: Callable[..., Any], metadata: Metadata, changed_template: Callable[..., Path]
) -> None:
    gaps, names = with_gaps(metadata), metadata.unit_names(Period.parse("2024-S1"))
    first = next(text for text in texts(report(gaps)) if names["01834"] in text)
    assert first.index(names["01834"]) < first.index(names["01837"])
    assert not any(names["01834"] in text for text in texts(report(draft(metadata))))
    for lost, without in (("if con_thieu %}", "if false %}"), ("{{ con_thieu }}", "")):
        older = changed_template(lost, without)
        assert texts(report(draft(metadata), template=older))
        with pytest.raises(ConfigurationError, match="does not say the placeholder con_thieu"):
            report(gaps, template=older)


def test_the_guide_names_every_placeholder_and_what_must_stay(
    report: Callable[..., Any],
    metadata: Metadata,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[tuple[set[str], set[str]]] = []

    def spy(template: Path, values: Any, charts: Any, *, optional: Any) -> Any:
        seen.append((set(optional), set(values) - set(optional) | {"bieu_do"}))
        return fill_in(template, values, charts, optional=optional)

    monkeypatch.setattr(report_document, "fill_in", spy)
    report(draft(metadata))
    report(with_gaps(metadata))
    (may_go, must_stay), (still_may_go, _) = seen
    guide = (PROJECT / "docs" / "huong-dan" / "mau-bao-cao.md").read_text(encoding="utf-8")
    told: dict[str, set[str]] = {"không": set(), "có": set(), "khi còn thiếu": set()}
    for names, _, needed in re.findall(r"^\| (`.+?) \| (.+) \| (.+) \|$", guide, re.M):
        told[needed] |= set(re.findall(r"`(\w+)`", names))
    assert told == {"không": still_may_go, "có": must_stay, "khi còn thiếu": may_go - still_may_go}
