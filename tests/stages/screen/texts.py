"""Texts as a reader hands them to the screen, without a file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from wardreport.domain.submission import FreeText, ParsedForm, Submission, TextArea
from wardreport.metadata import Metadata
from wardreport.stages.screen import screen


def parsed(*texts: FreeText, file_name: str = "") -> ParsedForm:
    """A form of which nothing was read but texts."""
    submission = Submission("0" * 64, 1, datetime(2024, 6, 1, tzinfo=UTC), Path("copy"), file_name=file_name)
    return ParsedForm(submission, None, None, None, (), {}, (), texts)


def found(metadata: Metadata, text: str, area: TextArea = TextArea.ELSEWHERE) -> set[str]:
    """The rules that one text breaks, without their family."""
    form = screen(parsed(FreeText("sheet1!B7", text, area, 7, 2)), metadata)
    return {d.rule.removeprefix("privacy.") for d in form.detections}


def found_in_name(metadata: Metadata, file_name: str) -> list[tuple[str, str | None]]:
    """What the screen says of a file's name."""
    return [(d.rule.removeprefix("privacy."), d.cell) for d in screen(parsed(file_name=file_name), metadata).detections]
