"""The decision file of a cycle (``2024-S1.yaml``): read, checked, and held against what was found."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Self

import yaml
from pydantic import AfterValidator, Field, model_validator

from wardreport.domain.errors import ConfigurationError, DecisionError
from wardreport.domain.figure import Value
from wardreport.domain.finding import RULES, Severity, Verdict
from wardreport.domain.period import Period
from wardreport.domain.validation import (
    REVIEWER_ACTIONS,
    Decision,
    DecisionAction,
    SubmissionReport,
    ValidationReport,
)
from wardreport.metadata.data_files import Record, Sha256, build, read_yaml
from wardreport.metadata.office.people import LONGEST_LOGIN
from wardreport.review.decisions.decision_values import read_value, written_value

LONGEST_ROLE = 60  # what the warehouse keeps


def _known_rule(rule: str) -> str:
    if rule not in RULES:
        raise ValueError("unknown rule")
    return rule


def _said(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty")
    return text


Said = Annotated[str, AfterValidator(_said)]
RoleName = Annotated[Said, Field(max_length=LONGEST_ROLE)]  # a function or a login: see deciders
Login = Annotated[Said, Field(max_length=LONGEST_LOGIN)]


class DecisionLine(Record):
    """One decision as the file has it."""

    submission: Sha256
    unit: str
    rule: Annotated[str, AfterValidator(_known_rule)]
    indicator: str | None = None
    action: DecisionAction
    value: bool | str | None = None
    evidence: Said | None = None
    reason: Said
    decided_by: RoleName
    decided_on: date
    approved_by: RoleName | None = None
    approved_on: date | None = None
    decided_by_login: Login | None = None
    approved_by_login: Login | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.action not in REVIEWER_ACTIONS:
            raise ValueError("a standing waiver stands in waivers.yaml of the rule book")
        if self.action is DecisionAction.REPLACE:
            if self.indicator is None or self.value is None or self.evidence is None:
                raise ValueError('replace needs indicator, value ("-" for nil) and evidence')
            read_value(self.value)
        elif self.value is not None or self.evidence is not None:
            raise ValueError(f"value and evidence go with replace, not with {self.action}")
        if (self.approved_by is None) is not (self.approved_on is None):
            raise ValueError("approved_by and approved_on go together")
        if self.approved_on is not None and self.approved_on < self.decided_on:
            raise ValueError("approved before it was decided")
        return self

    @property
    def decision(self) -> Decision:
        """The decision that the line records."""
        value = None if self.value is None else read_value(self.value)
        return Decision(**self.model_dump(exclude={"value"}), value=value)


class DecisionFile(Record):
    """The whole file."""

    period: str
    decisions: tuple[DecisionLine, ...]


class _ExactLoader(yaml.SafeLoader):
    """Leaves numbers as they are written: 2.50 is no binary float, and 010 is not 8."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - the name is PyYAML's
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":int", ":float"))]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def read_decisions(file: Path, period: Period) -> tuple[Decision, ...]:
    """The decisions of a cycle.

    Raises ``ConfigurationError`` on what is no decision, is one of another period or contradicts another. Who decided
    is as written: ``deciders`` holds it against the people that there are.
    """
    return checked_decisions(read_yaml(file, _ExactLoader), period, file.name)


def checked_decisions(content: Any, period: Period, where: str) -> tuple[Decision, ...]:
    """The decisions that the content of a decision file gives; raises as ``read_decisions`` does."""
    lines = build(DecisionFile, content, where)
    if Period.parse(lines.period) != period:
        raise ConfigurationError(f"{where}: is of {lines.period}, not of {period}")
    decisions = tuple(line.decision for line in lines.decisions)
    _refuse_contradictions(decisions, where)
    return decisions


def as_line(decision: Decision) -> dict[str, Any]:
    """A decision as a block of the decision file."""
    value = written_value(decision.value) if decision.action is DecisionAction.REPLACE else None
    line = {
        "submission": decision.submission,
        "unit": decision.unit,
        "rule": decision.rule,
        "indicator": decision.indicator,
        "action": str(decision.action),
        "value": value,
        "evidence": decision.evidence,
        "reason": decision.reason,
        "decided_by": decision.decided_by,
        "decided_on": decision.decided_on,
        "approved_by": decision.approved_by,
        "approved_on": decision.approved_on,
        "decided_by_login": decision.decided_by_login,
        "approved_by_login": decision.approved_by_login,
    }
    return {key: content for key, content in line.items() if content is not None}


def _refuse_contradictions(decisions: Iterable[Decision], where: str) -> None:
    said: dict[tuple[str, str, str, str | None], tuple[DecisionAction, Value | None]] = {}
    replaced: dict[tuple[str, str, str | None], Value | None] = {}
    for decision in decisions:
        on = (decision.submission, decision.unit)
        same = said.setdefault((*on, *decision.finding), (decision.action, decision.value))
        agrees = same == (decision.action, decision.value)
        if decision.action is DecisionAction.REPLACE:
            agrees = agrees and replaced.setdefault((*on, decision.indicator), decision.value) == decision.value
        if not agrees:
            raise DecisionError(f"{where}: two decisions on {told(decision)} contradict one another")


def told(decision: Decision) -> str:
    """What a decision is on, in a few words."""
    on = f" on {decision.indicator}" if decision.indicator else ""
    return f"{decision.rule}{on} of unit {decision.unit} (sha256 {decision.submission[:12]}…)"


def refuse_unmatched(
    decisions: Iterable[Decision], report: ValidationReport, recorded: Iterable[Decision] = ()
) -> None:
    """Raises ``DecisionError`` on the first decision that matches no finding of a submission that could be read.

    The finding is a critical one, or for a replacement also a warning. A decision that was applied before
    (``recorded``) is history and may have lost its submission since.
    """
    applied = {(d.submission, d.unit, d.finding) for d in recorded}
    there = {action: _decidable(report.submissions, action) for action in DecisionAction}
    for d in decisions:
        if (d.submission, d.unit, d.finding) not in there[d.action] | applied:
            on = f" on {d.indicator}" if d.indicator else ""
            raise DecisionError(
                f"decision {d.rule}{on} of unit {d.unit} matches no held submission (sha256 {d.submission[:12]}…)"
            )


def _decidable(
    reports: Iterable[SubmissionReport], action: DecisionAction
) -> set[tuple[str, str | None, tuple[str, str | None]]]:
    severities = {Severity.CRITICAL} | ({Severity.WARNING} if action is DecisionAction.REPLACE else set())
    return {
        (report.submission, report.unit, (finding.rule, finding.indicator))
        for report in reports
        if report.verdict in (Verdict.HELD, Verdict.ACCEPTED)
        for finding in report.findings
        if finding.severity in severities
    }
