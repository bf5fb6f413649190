"""What validation says of a cycle's submissions, and the decisions of reviewers (DESIGN.md sections 2 and 8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from wardreport.domain.finding import Finding, Verdict
from wardreport.domain.observation import Observation
from wardreport.domain.period import Period


class DecisionAction(StrEnum):
    """What a reviewer can do with a held submission. Return and replace come with the review room's next step."""

    ACCEPT_AS_REPORTED = "accept_as_reported"


@dataclass(frozen=True, slots=True)
class Decision:
    """A reviewer's recorded decision on one finding of one submission."""

    submission: str  # sha256
    unit: str
    rule: str
    indicator: str | None
    action: DecisionAction
    reason: str
    decided_by: str  # the name of a role, never of a person
    decided_on: date


@dataclass(frozen=True, slots=True)
class SubmissionReport:
    """The verdict on one submission with all that was found."""

    submission: str  # sha256
    unit: str | None
    period: Period | None
    form: str | None
    received_at: datetime
    verdict: Verdict
    findings: tuple[Finding, ...]
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True, slots=True)
class ValidationReport:
    """All submissions of one run, judged by one rule book."""

    rule_book: str  # sha256
    submissions: tuple[SubmissionReport, ...]


@dataclass(frozen=True, slots=True)
class AcceptedForm:
    """A form that validation let through: the only thing that ``load`` takes."""

    submission: str  # sha256
    unit: str
    period: Period
    form: str
    observations: tuple[Observation, ...]


@dataclass(frozen=True, slots=True)
class LoadReceipt:
    """What a load brought. A run with nothing new brings nothing and has no load id."""

    load_id: int | None
    submissions_added: int
    observations_added: int


class ResponseState(StrEnum):
    """Where a unit stands in a cycle (DESIGN.md section 8, the states that a cycle without deadlines has)."""

    DUE = "due"
    RECEIVED = "received"  # something came, but it was rejected or quarantined
    HELD = "held"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """One unit's line of the response register."""

    unit: str
    name: str
    role: str
    state: ResponseState
    submissions: tuple[SubmissionReport, ...]  # by version, the newest last
    counted: str | None  # sha256 of the accepted submission whose figures count

    @property
    def standing_decisions(self) -> tuple[Decision, ...]:
        """The decisions by which the submission that counts was let through."""
        return next((report.decisions for report in self.submissions if report.submission == self.counted), ())
