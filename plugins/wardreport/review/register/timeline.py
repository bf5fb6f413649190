"""Every change of a unit's state in a cycle, with its time: told from what was recorded, never recorded itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from wardreport.domain.deadline import Deadline
from wardreport.domain.finding import Verdict
from wardreport.domain.validation import (
    Cause,
    DecisionAction,
    Judgement,
    ResponseState,
    StateChange,
    SubmissionReport,
)

_STATES = {
    Verdict.ACCEPTED: ResponseState.ACCEPTED,
    Verdict.HELD: ResponseState.HELD,
    Verdict.REJECTED: ResponseState.RECEIVED,
    Verdict.QUARANTINED: ResponseState.RECEIVED,
}


def state_of(verdict: Verdict, *, returned: bool) -> ResponseState:
    """What the newest submission of a unit makes its state once it is judged."""
    if returned and verdict is Verdict.HELD:
        return ResponseState.RETURNED
    return _STATES[verdict]


def state_without_submission(deadline: Deadline, as_of: datetime) -> ResponseState:
    """What the calendar alone makes it."""
    if as_of >= deadline.late_from:
        return ResponseState.LATE
    return ResponseState.DUE if as_of >= deadline.opens_at else ResponseState.NOT_DUE


@dataclass(frozen=True, slots=True)
class _Event:
    at: datetime
    cause: Cause
    version: int = 0  # 0: of the calendar
    state: ResponseState | None = None  # None: by the calendar


def timeline(
    deadline: Deadline, submissions: Sequence[SubmissionReport], judgements: Iterable[Judgement], as_of: datetime
) -> tuple[StateChange, ...]:
    """One unit's changes up to a time, in their order; a later time only adds to them.

    ``submissions`` are its own by version, ``judgements`` those on them in the order given. A submission is always
    told of, and so is its first judgement; what leaves the state as it was is not. An older submission no longer says
    where the unit stands, and once something has come neither does the calendar.
    """
    changes: list[StateChange] = []
    newest, judged = 0, set[int]()
    for event in _events(deadline, submissions, judgements):
        if event.at > as_of:
            break
        if event.version < newest:
            continue
        newest = event.version
        state = event.state or state_without_submission(deadline, event.at)
        new = event.cause is Cause.SUBMITTED or (newest and newest not in judged)
        if event.cause in {Cause.JUDGED, Cause.DECIDED}:
            judged.add(newest)
        if new or not changes or changes[-1].state is not state:
            changes.append(StateChange(state, event.at, event.cause, newest or None))
    return tuple(changes)


def _events(
    deadline: Deadline, submissions: Sequence[SubmissionReport], judgements: Iterable[Judgement]
) -> list[_Event]:
    versions = {report.submission: report.version or place for place, report in enumerate(submissions, start=1)}
    events = [_Event(deadline.opens_at, Cause.OPENED), _Event(deadline.late_from, Cause.DUE_DAY_PASSED)]
    known_at: dict[int, datetime] = {}
    for judgement in judgements:
        if judgement.submission not in versions:  # a form that nobody has filled in
            continue
        version = versions[judgement.submission]
        known_at.setdefault(version, judgement.at)
        state = state_of(judgement.verdict, returned=DecisionAction.RETURN in judgement.actions)
        cause = Cause.DECIDED if judgement.actions else Cause.JUDGED
        events.append(_Event(judgement.at, cause, version, state))
    for report in submissions:
        version = versions[report.submission]
        # a file's time is what its computer says: it cannot have come after it was read
        at = min(report.received_at, known_at.get(version, report.received_at))
        events.append(_Event(at, Cause.SUBMITTED, version, ResponseState.RECEIVED))
    # of what has one time the submission comes before its judgements, which keep their order
    return sorted(events, key=lambda event: (event.at, event.version, event.cause is not Cause.SUBMITTED))
