"""What validation says of a cycle's submissions, and the decisions of reviewers (docs/design/review-and-release.md)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Literal, get_args

from wardreport.domain.figure import Status, Value
from wardreport.domain.finding import Finding, Severity, Verdict
from wardreport.domain.period import Period
from wardreport.domain.progress import Completeness


class DecisionAction(StrEnum):
    """What can be decided on a held submission."""

    ACCEPT_AS_REPORTED = "accept_as_reported"  # the finding no longer holds it
    RETURN = "return"  # it stays out, whatever else is decided on it, and the unit sends another
    REPLACE = "replace"  # a value takes the place of what was read, and every rule is judged again
    WAIVE = "waive"  # nobody decided on this submission: a standing waiver of the rule book lets it pass


ReviewerAction = Literal[DecisionAction.ACCEPT_AS_REPORTED, DecisionAction.RETURN, DecisionAction.REPLACE]
NOT_FILLED_IN = "form.not_filled_in"
REVIEWER_ACTIONS: frozenset[DecisionAction] = frozenset(get_args(ReviewerAction))


@dataclass(frozen=True, slots=True)
class Decision:
    """A reviewer's recorded decision on one finding of one submission.

    ``value`` and ``evidence`` are those of a replacement, where no value is nil.
    """

    submission: str  # sha256
    unit: str
    rule: str
    indicator: str | None
    action: DecisionAction
    reason: str
    decided_by: str  # a function, never a person's name
    decided_on: date
    value: Value | None = None
    evidence: str | None = None  # the paper that shows the value
    approved_by: str | None = None  # another's function than the one who decided
    approved_on: date | None = None
    decided_by_login: str | None = None  # where they have one; it goes out nowhere
    approved_by_login: str | None = None

    @property
    def finding(self) -> tuple[str, str | None]:
        """The rule and the indicator of the finding that it is on."""
        return (self.rule, self.indicator)

    @property
    def status(self) -> Status:
        """How a replaced row is answered."""
        if self.value is None:
            return Status.NIL
        return Status.ZERO if isinstance(self.value, Decimal) and self.value == 0 else Status.VALUE


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
    version: int | None = None  # among its unit's of the period, from 1; None where the warehouse does not have it yet

    @property
    def blank_form(self) -> bool:
        """Whether it is a form that nobody has filled in: held, and no answer of the unit's."""
        return not self.returned and any(finding.rule == NOT_FILLED_IN for finding in self.open_findings)

    @property
    def returned(self) -> bool:
        """Whether a reviewer has returned it to its unit."""
        return self.verdict is Verdict.HELD and any(d.action is DecisionAction.RETURN for d in self.decisions)

    @property
    def open_findings(self) -> tuple[Finding, ...]:
        """What holds it: the critical findings that no decision has lifted and no replacement has answered."""
        if self.verdict is not Verdict.HELD:
            return ()
        lifted = {d.finding for d in self.decisions if d.action is DecisionAction.ACCEPT_AS_REPORTED}
        standing = (f for f in self.findings if f.severity is Severity.CRITICAL and not f.answered)
        return tuple(finding for finding in standing if (finding.rule, finding.indicator) not in lifted)


@dataclass(frozen=True, slots=True)
class ValidationReport:
    """All submissions of one run, judged by one rule book."""

    rule_book: str  # sha256
    submissions: tuple[SubmissionReport, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """One of the verdicts that a submission was given in its life."""

    submission: str  # sha256
    unit: str
    verdict: Verdict
    at: datetime  # of the load that recorded it, UTC
    actions: frozenset[DecisionAction] = frozenset()  # of the decisions that it took account of


class ResponseState(StrEnum):
    """Where a unit stands in a cycle (docs/design/review-and-release.md)."""

    NOT_DUE = "not_due"  # the collection is not open yet
    DUE = "due"
    LATE = "late"
    RECEIVED = "received"  # something came, but it is not judged yet, or was rejected or quarantined
    HELD = "held"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    OUTSTANDING = "outstanding"  # only in a release: nothing of the unit is in it


OWING = frozenset({ResponseState.DUE, ResponseState.LATE, ResponseState.RECEIVED, ResponseState.RETURNED})


class Cause(StrEnum):
    """Why a unit's state changed."""

    OPENED = "collection_opened"
    DUE_DAY_PASSED = "due_day_passed"
    SUBMITTED = "submitted"
    JUDGED = "judged"
    DECIDED = "decided"  # judged with a reviewer's decision


@dataclass(frozen=True, slots=True)
class StateChange:
    """The state that a unit came into, when (UTC) and why."""

    state: ResponseState
    at: datetime
    why: Cause
    version: int | None = None  # of the submission that it is about, from 1


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """One unit's line of the response register."""

    unit: str
    name: str
    role: str
    state: ResponseState
    submissions: tuple[SubmissionReport, ...]  # by version, the newest last; without the forms that nobody filled in
    counted: str | None  # sha256 of the accepted submission whose figures count
    due: date  # with its extension
    late_by_days: int | None  # None: in time, or nothing is owed yet
    received_at: datetime | None  # of the first accepted submission; where none is, of the newest
    completeness: Completeness | None  # of the submission that counts; None where none does
    history: tuple[StateChange, ...]
    blank_forms: tuple[SubmissionReport, ...] = ()  # they lie in its folder and change nothing
    first_late_by_days: int | None = None  # of the first submission, whatever was found in it; else as above

    def version(self, number: int) -> int:
        """Which version of the unit's the submission of this place is."""
        return self.submissions[number].version or number + 1

    @property
    def first_received_at(self) -> datetime | None:
        """When the unit's first submission came, whatever was found in it: this may be known to everybody."""
        return min((report.received_at for report in self.submissions), default=None)

    def without_figures(self) -> RegisterEntry:
        """Without what findings tell of figures, as it is handed to what publishes."""
        return replace(
            self,
            submissions=tuple(map(_figureless, self.submissions)),
            blank_forms=tuple(map(_figureless, self.blank_forms)),
        )

    @property
    def owes(self) -> bool:
        """Whether it is the unit's turn: it has to send a file, or a better one."""
        return self.state in OWING

    @property
    def outstanding(self) -> bool:
        """Whether a release that is made now has no figures of the unit."""
        return self.counted is None

    @property
    def standing_decisions(self) -> tuple[Decision, ...]:
        """The decisions by which the submission that counts was let through."""
        return next((report.decisions for report in self.submissions if report.submission == self.counted), ())


def _figureless(report: SubmissionReport) -> SubmissionReport:
    return replace(report, findings=tuple(replace(one, figures="", suggestion=None) for one in report.findings))
