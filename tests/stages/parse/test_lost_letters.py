"""A file that lost its Vietnamese letters on saving is told so once; a person's data in it is found all the same."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from tests.specimens.annexes import Layout, annex
from tests.specimens.books import WRITERS, Page, csv_text
from tests.specimens.submissions import PERIOD, submission
from wardreport.domain.finding import Verdict
from wardreport.metadata import Metadata
from wardreport.metadata.rules.rule_book import RuleBook
from wardreport.stages.parse import parse
from wardreport.stages.parse.lost_letters import ENTRY
from wardreport.stages.screen import screen
from wardreport.stages.validate import validate

PAGE = annex(Layout(label=lambda row: row.label_for(PERIOD))).page


def _as_ansi(text: str) -> str:
    return text.encode("cp1252", "replace").decode("cp1252")


def _as_ascii(text: str) -> str:
    return text.encode("ascii", "replace").decode("ascii")


def _misread(text: str) -> str:
    """UTF-8 read as Windows-1252, as spreadsheets read a CSV without a mark."""
    return "".join(bytes([b]).decode("cp1252") if b not in b"\x81\x8d\x8f\x90\x9d" else chr(b) for b in text.encode())


def _with_marks(text: str) -> str:
    return text.encode("ascii", "replace").decode().replace("?", "\ufffd")


LOSSES: Mapping[str, Callable[[str], str]] = {
    "ANSI": _as_ansi,
    "ASCII": _as_ascii,
    "misread": _misread,
    "misread twice": lambda text: _misread(_misread(text)),
    "replaced": _with_marks,
    "base letters": lambda text: unicodedata.normalize("NFD", text).encode("ascii", "ignore").decode(),
    "left out": lambda text: text.encode("ascii", "ignore").decode(),
}
ENCODINGS = {"ANSI": "cp1252", "ASCII": "ascii"}


def _garbled(page: Page, loss: str) -> Page:
    lost = LOSSES[loss]
    return replace(page, rows=[[lost(v) if isinstance(v, str) else v for v in row] for row in page.rows])


@pytest.mark.parametrize("name", ["csv", "xlsx", "xls", "ods", "docx", "html"])
@pytest.mark.parametrize("loss", LOSSES)
def test_lost_letters_are_told_once(
    loss: str, name: str, metadata: Metadata, rule_book: RuleBook, tmp_path: Path
) -> None:
    page = _garbled(PAGE, loss)
    content = csv_text(page, ",").encode(ENCODINGS.get(loss, "utf-8")) if name == "csv" else WRITERS[name]([page])
    form = screen(parse(submission(tmp_path, content), metadata), metadata)
    report, _ = validate([form], rule_book, metadata)
    (judged,) = report.submissions
    assert judged.verdict is Verdict.REJECTED
    assert [(finding.rule, finding.entry) for finding in judged.findings] == [("form.not_recognised", ENTRY)]


@pytest.mark.parametrize("loss", LOSSES)
def test_a_telephone_among_lost_letters_is_found(loss: str, metadata: Metadata, tmp_path: Path) -> None:
    page = _garbled(replace(PAGE, rows=[*PAGE.rows, ["Liên hệ số điện thoại 0912 345 678"]]), loss)
    form = screen(parse(submission(tmp_path, WRITERS["xlsx"]([page])), metadata), metadata)
    assert {detection.rule for detection in form.detections} == {"privacy.phone"}


@pytest.mark.parametrize(
    "rows",
    [
        [["Câu hỏi?", "Trả lời"], *[["Có đúng không? Đúng", "1"]] * 40],
        [["Danh sách", "Số"], *[["Bảng khác, chữ còn đủ", "1"]] * 40],
        [["Noi dung", "So luong"], *[["Tong so co so", "1"]] * 40],
    ],
)
def test_another_file_is_only_no_form(
    rows: list[list[str]], metadata: Metadata, rule_book: RuleBook, tmp_path: Path
) -> None:
    form = screen(parse(submission(tmp_path, WRITERS["csv-utf8"]([Page(rows)])), metadata), metadata)
    report, _ = validate([form], rule_book, metadata)
    assert [f.entry for f in report.submissions[0].findings] == ["form-not-recognised"]
