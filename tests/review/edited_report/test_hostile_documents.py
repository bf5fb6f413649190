"""Files that are no report, or that mean harm, end in one line."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.review.edited_report.conftest import Released
from wardreport.domain.errors import ConfigurationError
from wardreport.review.edited_report import release_named_in
from wardreport.review.edited_report.word_passages import read_report

pytestmark = pytest.mark.slow

Made = Callable[[bytes], bytes]


def _with_part(content: bytes, name: str, part: bytes) -> bytes:
    saved = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            if entry.filename != name:
                target.writestr(entry, source.read(entry))
        target.writestr(name, part)
    return saved.getvalue()


def _workbook(_: bytes) -> bytes:
    saved = io.BytesIO()
    Workbook().save(saved)
    return saved.getvalue()


@pytest.mark.parametrize(
    ("made", "rule"),
    [
        (lambda _: b"", "file.corrupt"),
        (lambda _: b"%PDF-1.7", "file.corrupt"),
        (lambda content: content[: len(content) // 2], "file.corrupt"),
        (_workbook, "file.unsupported"),
        (
            lambda content: _with_part(
                content, "word/document.xml", b'<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><d>&a;</d>'
            ),
            "file.corrupt",
        ),
        (lambda content: _with_part(content, "word/document.xml", b"<d>" + b" " * 30_000_000), "file.too_large"),
        (lambda content: _with_part(content, "word/document.xml", b"<d/>"), "file.corrupt"),
        (lambda content: _with_part(content, "docProps/custom.xml", b"<!DOCTYPE d><d/>"), "file.corrupt"),
    ],
    ids=["empty", "a PDF", "half", "a workbook", "an entity", "a bomb", "no body", "a DTD beside"],
)
def test_it_is_refused_with_one_line(released: Released, tmp_path: Path, made: Made, rule: str) -> None:
    file = tmp_path / "edited.docx"
    file.write_bytes(made(released.report.read_bytes()))
    with pytest.raises(ConfigurationError) as raised:
        read_report(file)
    assert str(raised.value) == f"edited.docx: not a Word document (.docx) that can be read: {rule}"


def test_a_report_says_which_release_it_is(released: Released, tmp_path: Path) -> None:
    assert release_named_in(released.report) == "2024-S1/draft"
    file = tmp_path / "other.docx"
    file.write_bytes(_with_part(released.report.read_bytes(), "docProps/custom.xml", b"<Properties/>"))
    assert release_named_in(file) is None
    file.write_bytes(_with_part(released.report.read_bytes(), "docProps/custom.xml", b"<Properties"))
    with pytest.raises(ConfigurationError, match=r"other\.docx"):
        release_named_in(file)
