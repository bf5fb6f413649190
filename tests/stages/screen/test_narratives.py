"""What a unit writes for the report is screened like everything else, and prose is allowed there."""

import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from sample.make_share import narratives as sample_narratives
from sample.make_share import units

from tests.conftest import AS_OF
from tests.specimens.annexes import Layout
from tests.specimens.annexes import annex as page_of
from tests.specimens.books import WRITERS
from tests.specimens.submissions import PERIOD, annex, submission
from tests.stages.screen.texts import parsed
from wardreport.domain.finding import Verdict
from wardreport.domain.submission import FreeText, NarrativeText, ParsedForm, ScreenedForm, TextArea
from wardreport.metadata import Metadata
from wardreport.metadata.narrative_sections import NARRATIVE_CHARACTERS
from wardreport.metadata.rules.rule_book import RuleBook
from wardreport.stages.parse import parse
from wardreport.stages.screen import screen
from wardreport.stages.validate import validate
from wardreport.workflow.deployment import Deployment
from wardreport.workflow.pipeline import run_period

pytestmark = pytest.mark.slow

PARAGRAPHS = (Path(__file__).with_name("official_paragraphs.txt")).read_text(encoding="utf-8").splitlines()
PROSE = PARAGRAPHS[0]
NAME = "Bế Văn Quýnh"
PLANTED = {
    "person_name": f"Trong kỳ đã nhắc nhở {NAME} ở tổ 4 về việc khai báo tạm trú.",
    "phone": "Thông tin chi tiết liên hệ 0912 345 678 trong giờ hành chính.",
    "id_number": "Trường hợp có số định danh 006092001234 đã được lập hồ sơ.",
    "email": "Báo cáo chi tiết gửi về hop.thu.rieng@example.com hằng tháng.",
    "plate": "Phương tiện nghi vấn mang biển số 97B1-234.56 đã được xác minh.",
    "place_name": "Kiểm tra nhà nghỉ Hoàng Long, không phát hiện vi phạm.",
}


def _workbook(metadata: Metadata, *lines: tuple[str, Any], values: dict[str, Any] | None = None) -> bytes:
    """The annex with a second sheet of headings (by section) and texts."""

    def edit(workbook: Workbook, _: Worksheet) -> None:
        sheet = workbook.create_sheet("Thuyet minh")
        for number, (section, text) in enumerate(lines, 1):
            sheet.cell(number, 1).value = metadata.narrative_sections[section].heading
            sheet.cell(number, 2).value = text

    return annex(metadata, values=values, edit=edit)


def _screened(metadata: Metadata, folder: Path, content: bytes) -> ScreenedForm:
    return screen(parse(submission(folder, content), metadata), metadata)


def _of_texts(*texts: tuple[str, str]) -> ParsedForm:
    form = parsed()
    written = (
        NarrativeText(section, FreeText(f"sheet2!B{number}", text, TextArea.NARRATIVE, number, 2))
        for number, (section, text) in enumerate(texts, 1)
    )
    return ParsedForm(form.submission, "annex-2024", None, None, (), {}, (), (), narratives=tuple(written))


@pytest.mark.parametrize("rule", PLANTED)
def test_a_hit_quarantines_the_file_and_nothing_of_it_is_kept(rule: str, metadata: Metadata, tmp_path: Path) -> None:
    lines = (("tinh_hinh", PROSE), ("ton_tai", PLANTED[rule]))
    form = _screened(metadata, tmp_path, _workbook(metadata, *lines))
    assert [(d.rule, d.cell) for d in form.detections] == [(f"privacy.{rule}", "sheet2!B2")]
    assert (form.narratives, form.observations, form.head_unit) == ((), (), None)
    assert PROSE not in repr(form)


def test_prose_belongs_there_and_nowhere_else(metadata: Metadata, tmp_path: Path) -> None:
    assert _screened(metadata, tmp_path, _workbook(metadata, ("tinh_hinh", PROSE))).detections == ()

    def beside(workbook: Workbook, _: Worksheet) -> None:
        sheet = workbook.create_sheet("Thuyet minh")
        sheet.cell(1, 1).value = metadata.narrative_sections["tinh_hinh"].heading
        sheet.cell(1, 2).value, sheet.cell(2, 3).value = "Ổn định.", PROSE

    form = _screened(metadata, tmp_path, annex(metadata, edit=beside))
    assert [(d.rule, d.cell) for d in form.detections] == [("privacy.free_text", "sheet2!C2")]
    assert form.narratives == (("tinh_hinh", "Ổn định."),)


@pytest.mark.parametrize(("extra", "taken"), [(0, True), (1, False)])
def test_what_no_cell_shows_whole_is_not_taken_and_the_finding_says_so(
    extra: int, taken: bool, metadata: Metadata, tmp_path: Path
) -> None:
    long = (
        ("ổn định " * NARRATIVE_CHARACTERS)[: NARRATIVE_CHARACTERS + extra]
        .strip()
        .ljust(NARRATIVE_CHARACTERS + extra, ".")
    )
    form = _screened(metadata, tmp_path, _workbook(metadata, ("tinh_hinh", long), ("ton_tai", "Không có.")))
    told = [(d.rule, d.cell) for d in form.detections]
    assert told == ([] if taken else [("privacy.free_text", "sheet2!B1")])
    assert [section for section, _ in form.narratives] == ["tinh_hinh"] * taken + ["ton_tai"]
    assert len(form.observations) == 91


def test_one_text_a_section_in_the_order_of_the_report(metadata: Metadata) -> None:
    form = screen(
        _of_texts(("phuong_huong", "c"), ("tinh_hinh", "a"), ("phuong_huong", "d"), ("tinh_hinh", "a")), metadata
    )
    assert form.narratives == (("tinh_hinh", "a"), ("phuong_huong", "c\nd"))
    half = "x" * (NARRATIVE_CHARACTERS // 2)
    together = screen(_of_texts(("tinh_hinh", half), ("tinh_hinh", half + "y")), metadata)
    assert [d.cell for d in together.detections] == ["sheet2!B1", "sheet2!B2"]
    assert together.narratives == ()


def test_who_signs_does_not_sign_there(metadata: Metadata, tmp_path: Path) -> None:
    signed = "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nLường Văn Hạnh"
    form = _screened(metadata, tmp_path, _workbook(metadata, ("phuong_huong", signed)))
    assert [(d.rule, d.cell) for d in form.detections] == [("privacy.person_name", "sheet2!B1")]
    # in a document the same text stands among the lines below the form, where a signature passes
    document = docx.Document(io.BytesIO(WRITERS["docx"]([page_of(Layout()).page])))
    document.add_paragraph("Thuyết minh")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = metadata.narrative_sections["phuong_huong"].heading, signed
    saved = io.BytesIO()
    document.save(saved)
    form = _screened(metadata, tmp_path, saved.getvalue())
    assert [(d.rule, d.cell) for d in form.detections] == [("privacy.person_name", "sheet2!B1")]


@pytest.mark.parametrize(
    ("values", "verdict"),
    [({}, Verdict.ACCEPTED), ({"fac_total": 2, "fac_lodging": 1}, Verdict.HELD)],
)
def test_only_an_accepted_form_passes_it_on(
    values: dict[str, Any], verdict: Verdict, metadata: Metadata, rule_book: RuleBook, tmp_path: Path
) -> None:
    form = _screened(metadata, tmp_path, _workbook(metadata, ("tinh_hinh", PROSE), ("van_ban", 5), values=values))
    assert form.narratives == (("tinh_hinh", PROSE), ("van_ban", "5"))
    report, accepted = validate([form], rule_book, metadata)
    assert report.submissions[0].verdict is verdict
    assert [each.narratives for each in accepted] == ([form.narratives] if verdict is Verdict.ACCEPTED else [])


def test_an_incident_leaves_nothing_of_itself_behind(
    own_share: Callable[[], Deployment],
    metadata: Metadata,
    tmp_path: Path,
    run: Any,
    caplog: pytest.LogCaptureFixture,
) -> None:
    deployment = own_share()
    file = next((deployment.share / "01834-phuong-nguyen-thi-minh-khai").iterdir())
    harmless = "Lời thuyết minh không được giữ lại ở đâu cả."
    file.write_bytes(_workbook(metadata, ("tinh_hinh", harmless), ("ton_tai", PLANTED["person_name"])))
    os.utime(file, (AS_OF.timestamp() - 3600,) * 2)
    release = run_period(PERIOD, deployment, decisions=(), as_of=AS_OF, tell=lambda _: None)
    shown = run("check", file, "--json", "--feedback", tmp_path / "back")
    assert shown.json["verdict"] == "quarantined"
    assert [(f["rule"], f["cell"]) for f in shown.json["findings"]] == [("privacy.person_name", "sheet2!B2")]
    folders = (release.folder, deployment.staging, deployment.feedback / str(PERIOD) / "01834", tmp_path / "back")
    kept = [*tmp_path.glob("warehouse.sqlite*"), *(f for folder in folders for f in folder.rglob("*") if f.is_file())]
    everything = b"".join(_content(path) for path in kept)
    assert "Tệ nạn mại dâm trên địa bàn thành phố được kiềm chế".encode() in everything  # another unit's
    for planted in (NAME, "Quýnh", "đã nhắc nhở", harmless):
        assert planted not in caplog.text + shown.out + shown.err
        assert planted.encode() not in everything


def _content(file: Path) -> bytes:
    """A file's bytes, of an archive those of its parts."""
    if not zipfile.is_zipfile(file):
        return file.read_bytes()
    with zipfile.ZipFile(file) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


@pytest.mark.parametrize("text", PARAGRAPHS, ids=range(len(PARAGRAPHS)))
def test_what_offices_write_passes(text: str, metadata: Metadata) -> None:
    form = screen(_of_texts(("tinh_hinh", text)), metadata)
    assert (form.detections, form.narratives) == ((), (("tinh_hinh", text),))


def test_the_sample_says_what_its_data_file_says(sample: Path, metadata: Metadata) -> None:
    assert len(PARAGRAPHS) >= 30
    given = sample_narratives()
    assert set(given["058-LDTBXH"]) == set(metadata.narrative_sections)
    for line in units():
        content = (sample / "share" / line["folder"] / line["file"]).read_bytes()
        form = _screened(metadata, sample, content)
        assert dict(form.narratives) == given.get(line["unit"], {}), line["unit"]
        assert [d.rule for d in form.detections] == []
