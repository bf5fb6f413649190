"""The decision file of a cycle (``2024-S1.yaml``): read, checked, and held against what was found."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

from wardreport.domain.errors import ConfigurationError, DecisionError
from wardreport.domain.finding import RULES, Severity
from wardreport.domain.period import Period
from wardreport.domain.validation import Decision, DecisionAction, ValidationReport
from wardreport.metadata.data_files import Record, build, read_yaml


def _known_rule(rule: str) -> str:
    if rule not in RULES:
        raise ValueError("unknown rule")
    return rule


def _sha256(text: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{64}", text):
        raise ValueError("not the sha256 of a submission (64 hexadecimal digits)")
    return text


class DecisionLine(Record):
    """One decision as the file has it."""

    submission: Annotated[str, AfterValidator(_sha256)]
    unit: str
    rule: Annotated[str, AfterValidator(_known_rule)]
    indicator: str | None = None
    action: DecisionAction
    reason: str = Field(min_length=1)
    decided_by: str = Field(min_length=1)
    decided_on: date


class DecisionFile(Record):
    """The whole file."""

    period: str
    decisions: tuple[DecisionLine, ...]


def read_decisions(file: Path, period: Period) -> tuple[Decision, ...]:
    """The decisions of a cycle; raises ``ConfigurationError`` on what is no decision, or is one of another period."""
    content = build(DecisionFile, read_yaml(file), file.name)
    if Period.parse(content.period) != period:
        raise ConfigurationError(f"{file.name}: is of {content.period}, not of {period}")
    return tuple(Decision(**line.model_dump()) for line in content.decisions)


def refuse_unmatched(
    decisions: Iterable[Decision], report: ValidationReport, recorded: Iterable[Decision] = ()
) -> None:
    """Raises ``DecisionError`` on the first decision that matches no critical finding.

    One that was applied before (``recorded``) is history and may have lost its submission since.
    """
    held = {
        (submission.submission, submission.unit, finding.rule, finding.indicator)
        for submission in report.submissions
        for finding in submission.findings
        if finding.severity is Severity.CRITICAL
    }
    applied = {(d.submission, d.unit, d.rule, d.indicator) for d in recorded}
    for d in decisions:
        if (d.submission, d.unit, d.rule, d.indicator) not in held | applied:
            on = f" on {d.indicator}" if d.indicator else ""
            raise DecisionError(
                f"decision {d.rule}{on} of unit {d.unit} matches no held submission (sha256 {d.submission[:12]}…)"
            )
