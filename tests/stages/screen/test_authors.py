"""Who wrote a file, by what programs write of themselves, passes; what people typed beside it does not."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.specimens.annexes import Layout, annex
from tests.specimens.books import WRITERS
from tests.specimens.submissions import submission
from tests.specimens.traces import TRACES, WITH_NOTES, Trace
from tests.stages.screen.texts import parsed
from wardreport.domain.submission import FreeText, TextArea
from wardreport.metadata import Metadata
from wardreport.stages.parse import parse
from wardreport.stages.screen import screen

WHO = "Lường Thị Thu Nguyệt"
VICTIM = "nạn nhân Trần Thị Bình"
TRACE = Trace(WHO)


def _rules(metadata: Metadata, folder: Path, name: str, trace: Trace) -> set[str]:
    content = TRACES[name](WRITERS[name]([annex(Layout()).page]), trace)
    form = screen(parse(submission(folder, content, folder_unit="01837"), metadata), metadata)
    return {d.rule for d in form.detections if d.rule.startswith("privacy.")}


@pytest.mark.parametrize("name", TRACES)
def test_names_that_programs_write_pass(name: str, metadata: Metadata, tmp_path: Path) -> None:
    assert _rules(metadata, tmp_path, name, TRACE) == set()


@pytest.mark.parametrize("name", TRACES)
def test_a_name_in_the_title_is_a_hit(name: str, metadata: Metadata, tmp_path: Path) -> None:
    assert _rules(metadata, tmp_path, name, replace(TRACE, title=VICTIM)) == {"privacy.person_name"}


@pytest.mark.parametrize("name", WITH_NOTES)
def test_another_name_in_a_note_is_a_hit(name: str, metadata: Metadata, tmp_path: Path) -> None:
    assert _rules(metadata, tmp_path, name, replace(TRACE, note="đã hỏi lại bà Lê Thị Hoa")) == {"privacy.person_name"}


@pytest.mark.parametrize("name", TRACES)
def test_a_telephone_where_the_author_stands_is_a_hit(name: str, metadata: Metadata, tmp_path: Path) -> None:
    assert "privacy.phone" in _rules(metadata, tmp_path, name, replace(TRACE, who=f"{WHO} 0912345678"))


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        (WHO, set()),
        ("UBND phường Sông Cầu", set()),
        ("annv@songcau.example", set()),
        ("Hoàng Văn Thái; Công ty TNHH Máy tính Hoàng Long", set()),
        (VICTIM, {"privacy.person_name"}),
        ("Danh sách các trường hợp vi phạm trong quý: Trần Thị Bình, Lê Thị Hoa", {"privacy.person_name"}),
        ("CCCD 006199012345", {"privacy.id_number"}),
    ],
)
def test_an_author_is_no_more_than_who(text: str, rules: set[str], metadata: Metadata) -> None:
    form = screen(parsed(FreeText("workbook!properties", text, TextArea.AUTHOR)), metadata)
    assert {d.rule for d in form.detections} == rules
