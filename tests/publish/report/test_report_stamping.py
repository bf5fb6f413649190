"""A draft that people edited becomes the official document, and nothing else in it changes."""

import re
import zipfile
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.publish.report.report_contents import CHARTS, converted, draft, lines, official, revision
from tests.publish.report.word_looks import looks
from wardreport.domain.errors import ConfigurationError
from wardreport.domain.period import Period
from wardreport.metadata import Metadata
from wardreport.publish.report import report_document
from wardreport.publish.report.report_document import write_report
from wardreport.publish.report.report_places import headers_shown, says_draft
from wardreport.publish.report.report_stamping import stamp_report
from wardreport.writing.document_properties import describe, release_of

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def drafted(metadata: Metadata, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target: Path = tmp_path_factory.mktemp("drafted") / "bao-cao.docx"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(report_document, "report_sections", lambda *_: lines())
        write_report(draft(metadata), metadata, target, charts=CHARTS)
    return target


def texts(document: Any) -> list[str]:
    return [look.text for look in looks(document)]


def split_runs(paragraph: Any, cuts: list[int]) -> None:
    """Cuts a paragraph's runs where a person's hand or the spelling checker would."""
    for run in list(paragraph.iter(qn("w:r"))):
        text = "".join(t.text or "" for t in run.iter(qn("w:t")))
        ends = sorted({min(cut, len(text)) for cut in cuts} | {0, len(text)})
        for start, end in pairwise(ends):
            piece = deepcopy(run)
            for old in list(piece.iter(qn("w:t"))):
                piece.remove(old)
            written = OxmlElement("w:t")
            written.text = text[start:end]
            written.set(qn("xml:space"), "preserve")
            piece.append(written)
            run.addprevious(piece)
            run.addprevious(OxmlElement("w:proofErr"))
        if text:
            paragraph.remove(run)


def test_number_and_date_stand_in_head_and_annexes_and_the_mark_is_gone(
    drafted: Path, metadata: Metadata, tmp_path: Path
) -> None:
    stamp_report(drafted, official(metadata), metadata, tmp_path / "r01.docx")
    before, after = Document(str(drafted)), Document(str(tmp_path / "r01.docx"))
    changed = [(b, a) for b, a in zip(texts(before), texts(after), strict=True) if b != a]
    attached = "(Kèm theo Báo cáo số 05/BC-UBND ngày 05 tháng 6 năm 2024 của UBND thành phố Bắc Kạn)"
    assert [a for _, a in changed] == [
        "Số: 05/BC-UBND",
        "Bắc Kạn, ngày 05 tháng 6 năm 2024",
        attached,
        attached,
    ]
    assert len(list(headers_shown(after))) == 6
    assert not any(map(says_draft, headers_shown(after)))
    assert [re.sub("DỰ THẢO", "", "".join(t)) for t in _headers(before)] == _headers(after)
    assert (release_of(before), release_of(after)) == ("2024-S1/draft", "2024-S1/r01")


def _headers(document: Any) -> list[str]:
    return ["".join(header.itertext()) for header in headers_shown(document)]


@settings(max_examples=examples(20))
@given(
    cuts=st.lists(st.integers(min_value=0, max_value=90), max_size=12),
    number=st.integers(min_value=1, max_value=2000),
    day=st.dates(min_value=date(2024, 1, 1), max_value=date(2099, 12, 31)),
)
def test_it_finds_them_however_the_runs_are_split(
    cuts: list[int], number: int, day: date, drafted: Path, metadata: Metadata, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("split")
    document = Document(str(drafted))
    for look in looks(document):
        if re.match(r"Số:|Bắc Kạn, ngày|\(Kèm theo", look.text):
            split_runs(look.element, cuts)
    for header in headers_shown(document):
        for look in looks(document, header):
            if look.text == "DỰ THẢO":
                split_runs(look.element, cuts)
    document.save(str(folder / "split.docx"))
    content = official(metadata)
    content = replace(content, edition=replace(content.edition, number=number, dated=day))
    stamp_report(folder / "split.docx", content, metadata, folder / "official.docx")
    stamped = Document(str(folder / "official.docx"))
    said = texts(stamped)
    head = (f"Số: {number:02}/BC-UBND", f"Bắc Kạn, {report_document.written_day(day)}")
    assert [text for text in said if text.startswith(("Số:", "Bắc Kạn, "))] == list(head)
    attached = [text for text in said if text.startswith("(Kèm theo")]
    assert len(attached) == 2
    for text in attached:
        assert f"số {number:02}/BC-UBND {report_document.written_day(day)} của UBND" in text
    assert not any(map(says_draft, headers_shown(stamped)))


@pytest.mark.parametrize(
    ("number", "day"),
    [
        ("Số: 45/BC-UBND", "Bắc Kạn, ngày 01 tháng 02 năm 2023"),
        ("Số : ……/BC-UBND", "Thành phố Bắc Kạn, ngày …… tháng …… năm 2024"),
        ("Số:\u00a0\u00a0/BC-UBND", "Bắc Kạn, ngày..... tháng..... năm......"),
        ("Số:/BC-UBND", "Bắc Kạn,ngày tháng năm "),
    ],
)
def test_what_people_typed_into_the_room_gives_way(
    number: str, day: str, drafted: Path, metadata: Metadata, tmp_path: Path
) -> None:
    document = Document(str(drafted))
    for look in looks(document):
        for begin, text in (("Số:", number), ("Bắc Kạn, ngày", day)):
            if look.text.startswith(begin):
                next(look.element.iter(qn("w:t"))).text = text
    document.save(str(tmp_path / "typed.docx"))
    stamp_report(tmp_path / "typed.docx", official(metadata), metadata, tmp_path / "r01.docx")
    said = texts(Document(str(tmp_path / "r01.docx")))
    assert [text for text in said if text.endswith("05/BC-UBND") and text.startswith("Số")] != []
    assert [text for text in said if "Bắc Kạn," in text and text.strip().endswith("ngày 05 tháng 6 năm 2024")] != []


def test_what_a_person_wrote_and_changed_stays(drafted: Path, metadata: Metadata, tmp_path: Path) -> None:
    document = Document(str(drafted))
    written = next(p for p in document.paragraphs if p.text == "[Phần này do người viết.]")
    written.runs[0].text = "Dự thảo Báo cáo số 12/BC-UBND ngày 01 tháng 3 năm 2024 đã được góp ý."
    written.style = document.styles["Header"]
    document.paragraphs[5].insert_paragraph_before("Số: 7 của ngày 05 tháng 6 năm 2024")
    document.save(str(tmp_path / "edited.docx"))
    stamp_report(tmp_path / "edited.docx", official(metadata), metadata, tmp_path / "r01.docx")
    before, after = (Document(str(tmp_path / name)) for name in ("edited.docx", "r01.docx"))
    differ = [b for b, a in zip(looks(before), looks(after), strict=True) if b.text != a.text]
    assert len(differ) == 4
    assert [replace(look, text="", element=None) for look in looks(before)] == [
        replace(look, text="", element=None) for look in looks(after)
    ]


def test_a_draft_that_libreoffice_saved(drafted: Path, metadata: Metadata, tmp_path: Path) -> None:
    (saved,) = converted([drafted], "docx", tmp_path)
    stamp_report(saved, official(metadata), metadata, tmp_path / "r01.docx")
    stamped = Document(str(tmp_path / "r01.docx"))
    assert "Số: 05/BC-UBND" in texts(stamped)
    assert not any(map(says_draft, headers_shown(stamped)))
    assert release_of(stamped) == "2024-S1/r01"
    converted([tmp_path / "r01.docx"], "pdf", tmp_path)


def test_the_same_draft_gives_the_same_bytes(drafted: Path, metadata: Metadata, tmp_path: Path) -> None:
    for name in ("a.docx", "b.docx"):
        stamp_report(drafted, official(metadata), metadata, tmp_path / name)
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()


def _without(begin: str) -> Callable[[Any], None]:
    def edit(document: Any) -> None:
        for look in looks(document):
            if look.text.startswith(begin):
                for text in look.element.iter(qn("w:t")):
                    text.text = ""

    return edit


def _tracked(document: Any) -> None:
    run = document.paragraphs[4].runs[0]._r
    change = OxmlElement("w:ins")
    run.addprevious(change)
    change.append(run)


def _commented(document: Any) -> None:
    document.add_comment(document.paragraphs[4].runs[0], text="Xem lại")


def _tracked_in_a_header(document: Any) -> None:
    document.sections[0].header._element[0].append(OxmlElement("w:del"))


def _hidden(document: Any) -> None:
    document.paragraphs[4].runs[0].font.hidden = True


def _embedded(document: Any) -> None:
    name = PackURI("/word/embeddings/Microsoft_Excel_Sheet1.xlsx")
    part = Part(name, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK", document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.PACKAGE)


def _watermarked(document: Any) -> None:
    header = document.sections[0].header._element
    header[0].append(OxmlElement("w:r"))
    header[0][-1].set(qn("w:rsidR"), "Dự  thảo")


def _of_another_period(document: Any) -> None:
    describe(document, release="2023-S2/draft", title="")


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (_without("Số:"), "the report has no line “Số: …/BC-UBND”"),
        (_without("Bắc Kạn, "), "the report has no line “…, ngày … tháng … năm …”"),
        (_without("(Kèm theo"), "the report has no line “(Kèm theo Báo cáo số …/BC-UBND ngày … tháng … năm …)”"),
        (_tracked, "tracked changes are still in it: accept or reject them first"),
        (_commented, "comments are still in it: delete them first"),
        (_tracked_in_a_header, "tracked changes are still in it: accept or reject them first"),
        (_hidden, "hidden text is still in it: show or delete it first"),
        (_embedded, "an object with a file of its own is in it: paste it as a picture"),
        (_watermarked, "the mark DỰ THẢO stands in a header or footer as a picture"),
        (_of_another_period, "is not the report of 2024-S1 but of 2023-S2"),
    ],
)
def test_what_cannot_be_stamped_is_refused_in_one_line(
    edit: Callable[[Any], None], said: str, drafted: Path, metadata: Metadata, tmp_path: Path
) -> None:
    document = Document(str(drafted))
    edit(document)
    document.save(str(tmp_path / "edited.docx"))
    with pytest.raises(ConfigurationError) as refused:
        stamp_report(tmp_path / "edited.docx", official(metadata), metadata, tmp_path / "r01.docx")
    assert str(refused.value) == f"edited.docx: {said}"
    assert not (tmp_path / "r01.docx").exists()


def test_what_word_keeps_of_people_and_machines_does_not_go_out(
    drafted: Path, metadata: Metadata, tmp_path: Path
) -> None:
    document = Document(str(drafted))
    _commented(document)
    for kind in ("w:commentRangeStart", "w:commentRangeEnd", "w:commentReference"):  # deleted, but not the text itself
        for mark in list(document.element.body.iter(qn(kind))):
            mark.getparent().remove(mark)
    document.settings.element.append(OxmlElement("w:docVars"))
    settings, kind = document.part.part_related_by(RELATIONSHIP_TYPE.SETTINGS), "attachedTemplate"
    settings.relate_to("file:///C:/x/Mau.dotx", f"{RELATIONSHIP_TYPE.SETTINGS[:-8]}{kind}", is_external=True)
    document.save(str(tmp_path / "edited.docx"))
    stamp_report(tmp_path / "edited.docx", official(metadata), metadata, tmp_path / "r01.docx")
    with zipfile.ZipFile(tmp_path / "edited.docx") as before, zipfile.ZipFile(tmp_path / "r01.docx") as after:
        parts = {"word/comments.xml", "word/_rels/settings.xml.rels"}
        assert parts <= set(before.namelist())
        assert not parts & set(after.namelist())
        assert b"docVars" not in after.read("word/settings.xml")


def test_only_an_official_release_is_stamped(drafted: Path, metadata: Metadata, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="only an official release with a number and a date"):
        stamp_report(drafted, draft(metadata), metadata, tmp_path / "r01.docx")
    (tmp_path / "text.docx").write_text("Báo cáo")
    with pytest.raises(ConfigurationError, match=r"text\.docx: cannot be read as a Word document"):
        stamp_report(tmp_path / "text.docx", official(metadata), metadata, tmp_path / "r01.docx")


def test_a_revision_has_to_name_what_it_replaces(
    drafted: Path, metadata: Metadata, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = revision(metadata)
    with pytest.raises(ConfigurationError, match="“Báo cáo số 05/BC-UBND ngày 05 tháng 6 năm 2024” is not in it"):
        stamp_report(drafted, content, metadata, tmp_path / "r02.docx")
    monkeypatch.setattr(report_document, "report_sections", lambda *_: lines())
    write_report(replace(draft(metadata), past=content.past), metadata, tmp_path / "again.docx")
    stamp_report(tmp_path / "again.docx", content, metadata, tmp_path / "r02.docx")
    said = texts(Document(str(tmp_path / "r02.docx")))
    assert "Số: 112/BC-UBND" in said
    assert "(điều chỉnh, thay thế Báo cáo số 05/BC-UBND ngày 05 tháng 6 năm 2024)" in said
    assert content.period == Period(2024, 1)
