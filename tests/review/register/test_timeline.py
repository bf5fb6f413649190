"""A unit's history: what it says of known courses, and what holds of any."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.specimens.submissions import PERIOD
from wardreport.domain.deadline import Deadline
from wardreport.domain.finding import Verdict
from wardreport.domain.validation import (
    Cause,
    Decision,
    DecisionAction,
    Judgement,
    ResponseState,
    SubmissionReport,
)
from wardreport.review.register.timeline import state_of, state_without_submission, timeline

UNIT = "01834"
DEADLINE = Deadline(date(2024, 5, 15), date(2024, 6, 16), date(2024, 6, 16))
OPENS, LATE = datetime(2024, 5, 14, 17, tzinfo=UTC), datetime(2024, 6, 16, 17, tzinfo=UTC)
END = datetime(2024, 8, 1, tzinfo=UTC)


def _report(sha: str, at: datetime, verdict: Verdict, *, returned: bool = False) -> SubmissionReport:
    made = Decision(sha, UNIT, "rule.subset", None, DecisionAction.RETURN, "x", "y", at.date())
    return SubmissionReport(sha, UNIT, PERIOD, None, at, verdict, (), (made,) if returned else ())


def test_from_the_opening_to_the_acceptance_of_a_second_submission() -> None:
    first, second = LATE + timedelta(1), LATE + timedelta(3)
    reports = [_report("a", first, Verdict.HELD), _report("b", second, Verdict.ACCEPTED)]
    loads = [LATE + timedelta(days) for days in (2, 4, 5)]
    returned = frozenset({DecisionAction.RETURN})
    judgements = [
        Judgement("a", UNIT, Verdict.HELD, loads[0]),
        Judgement("a", UNIT, Verdict.HELD, loads[0] + timedelta(hours=1), returned),
        Judgement("b", UNIT, Verdict.HELD, loads[1]),
        Judgement("a", UNIT, Verdict.ACCEPTED, loads[2]),  # of an older one: says nothing any more
        Judgement("b", UNIT, Verdict.ACCEPTED, loads[2]),
    ]
    changes = timeline(DEADLINE, reports, judgements, END)
    assert [(change.state, change.at, change.why, change.version) for change in changes] == [
        (ResponseState.DUE, OPENS, Cause.OPENED, None),
        (ResponseState.LATE, LATE, Cause.DUE_DAY_PASSED, None),
        (ResponseState.RECEIVED, first, Cause.SUBMITTED, 1),
        (ResponseState.HELD, loads[0], Cause.JUDGED, 1),
        (ResponseState.RETURNED, loads[0] + timedelta(hours=1), Cause.DECIDED, 1),
        (ResponseState.RECEIVED, second, Cause.SUBMITTED, 2),
        (ResponseState.HELD, loads[1], Cause.JUDGED, 2),
        (ResponseState.ACCEPTED, loads[2], Cause.JUDGED, 2),
    ]


def test_a_judgement_that_changes_nothing_is_told_once_and_who_has_sent_is_not_made_late() -> None:
    at = OPENS + timedelta(1)
    judgements = [Judgement("a", UNIT, Verdict.REJECTED, at + timedelta(days)) for days in (1, 2, 3)]
    changes = timeline(DEADLINE, [_report("a", at, Verdict.REJECTED)], judgements, END)
    assert [change.why for change in changes] == [Cause.OPENED, Cause.SUBMITTED, Cause.JUDGED]
    assert changes[-1].state is ResponseState.RECEIVED


def test_a_file_of_the_future_came_when_it_was_read() -> None:
    read = OPENS + timedelta(1)
    report = _report("a", END + timedelta(99), Verdict.ACCEPTED)
    changes = timeline(DEADLINE, [report], [Judgement("a", UNIT, Verdict.ACCEPTED, read)], END)
    assert [(change.at, change.why) for change in changes[1:]] == [(read, Cause.SUBMITTED), (read, Cause.JUDGED)]


MOMENTS = st.integers(-10_000, 100_000).map(lambda minutes: OPENS + timedelta(minutes=minutes))
AFTER_EACH = st.lists(st.tuples(st.integers(0, 9_000), st.sampled_from(Verdict), st.booleans()), max_size=3)
COURSES = st.lists(st.tuples(MOMENTS, AFTER_EACH), max_size=4)
Course = list[tuple[datetime, list[tuple[int, Verdict, bool]]]]


def _recorded(course: Course) -> tuple[list[SubmissionReport], list[Judgement]]:
    reports, judgements = [], []
    for number, (at, loads) in enumerate(course):
        sha, when = f"{number}", at
        for minutes, verdict, returns in loads:
            when += timedelta(minutes=minutes)
            actions = frozenset({DecisionAction.RETURN} if returns else ())
            judgements.append(Judgement(sha, UNIT, verdict, when, actions))
        if loads:
            reports.append(_report(sha, at, loads[-1][1], returned=loads[-1][2]))
    return reports, judgements


@given(COURSES, MOMENTS, MOMENTS)
def test_a_later_time_only_adds_to_the_history(course: Course, one: datetime, other: datetime) -> None:
    recorded, early, late = _recorded(course), min(one, other), max(one, other)
    whole = timeline(DEADLINE, *recorded, late)
    assert whole == timeline(DEADLINE, *recorded, late)
    assert [change.at for change in whole] == sorted(change.at for change in whole)
    assert all(change.at <= late for change in whole)
    assert timeline(DEADLINE, *recorded, early) == tuple(change for change in whole if change.at <= early)


@given(COURSES, MOMENTS)
def test_the_last_change_is_where_the_register_says_that_the_unit_stands(course: Course, as_of: datetime) -> None:
    reports, judgements = _recorded(course)
    end = max([as_of, *(judgement.at for judgement in judgements)])
    changes = timeline(DEADLINE, reports, judgements, end)
    if reports:
        state = state_of(reports[-1].verdict, returned=reports[-1].returned)
    else:
        state = state_without_submission(DEADLINE, end)
    assert (changes[-1].state if changes else ResponseState.NOT_DUE) is state


@given(COURSES)
def test_every_submission_is_told_of_in_its_own_time_unless_a_newer_one_was_there(course: Course) -> None:
    reports, judgements = _recorded(course)
    told = {change.version: change for change in timeline(DEADLINE, reports, judgements, END)}
    for version, report in enumerate(reports, start=1):
        if all(report.received_at < newer.received_at for newer in reports[version:]):
            assert version in told
