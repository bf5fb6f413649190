from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.specimens.submissions import PERIOD
from wardreport.domain.deadline import end_of, start_of
from wardreport.domain.finding import Finding, Severity, Verdict
from wardreport.domain.progress import Completeness
from wardreport.domain.validation import (
    NOT_FILLED_IN,
    Cause,
    Decision,
    DecisionAction,
    Judgement,
    RegisterEntry,
    ResponseState,
    SubmissionReport,
)
from wardreport.metadata import Metadata
from wardreport.review.register.cycle_progress import cycle_progress
from wardreport.review.register.response_register import response_register

AT = datetime(2024, 6, 5, tzinfo=UTC)
DUE_WARDS, DUE_AGENCIES = date(2024, 6, 16), date(2024, 6, 18)
WARD, AGENCY = "01846", "058-HPN"


def _report(unit: str, sha: str, verdict: Verdict, received: datetime = AT, *made: Decision) -> SubmissionReport:
    return SubmissionReport(sha, unit, PERIOD, "annex-2024", received, verdict, (), made)


def _register(metadata: Metadata, as_of: datetime, *reports: SubmissionReport) -> dict[str, RegisterEntry]:
    return {entry.unit: entry for entry in response_register(PERIOD, reports, metadata, as_of)}


def _returned(unit: str, sha: str) -> Decision:
    role = "Người kiểm tra chất lượng số liệu"
    return Decision(sha, unit, "rule.partition", "fac_total", DecisionAction.RETURN, "sai tổng", role, AT.date())


def test_every_unit_has_a_line_and_the_newest_submission_gives_its_state(metadata: Metadata) -> None:
    register = _register(
        metadata,
        AT,
        _report("01837", "a", Verdict.ACCEPTED),
        _report("01837", "b", Verdict.HELD),
        _report("01840", "c", Verdict.REJECTED),
        _report("01840", "d", Verdict.ACCEPTED),
        _report("01843", "e", Verdict.QUARANTINED),
        _report("01849", "f", Verdict.HELD, AT, _returned("01849", "f")),
    )
    assert list(register) == [unit.unit_code for unit in metadata.units_valid(PERIOD)]
    assert (register["01837"].state, register["01837"].counted) == (ResponseState.HELD, "a")
    assert (register["01840"].state, register["01840"].counted) == (ResponseState.ACCEPTED, "d")
    assert (register["01843"].state, register["01843"].counted) == (ResponseState.RECEIVED, None)
    assert (register["01849"].state, register["01849"].counted) == (ResponseState.RETURNED, None)
    assert (register["01846"].state, register["01846"].counted) == (ResponseState.DUE, None)
    assert {unit for unit, entry in register.items() if not entry.owes} == {"01837", "01840"}
    assert {unit for unit, e in register.items() if not e.outstanding} == {"01837", "01840"}
    assert register["01843"].outstanding


@pytest.mark.parametrize(
    ("as_of", "ward", "agency", "late"),
    [
        (start_of(date(2024, 5, 15)) - timedelta(seconds=1), "not_due", "not_due", None),
        (start_of(date(2024, 5, 15)), "due", "due", None),
        (datetime(2024, 6, 16, 16, 59, 59, tzinfo=UTC), "due", "due", None),
        (datetime(2024, 6, 16, 17, 0, tzinfo=UTC), "late", "due", 1),  # midnight in Việt Nam
        (datetime(2024, 6, 18, 17, 0, tzinfo=UTC), "late", "late", 3),
    ],
)
def test_without_a_submission_the_calendar_of_viet_nam_gives_the_state(
    as_of: datetime, ward: str, agency: str, late: int | None, metadata: Metadata
) -> None:
    register = _register(metadata, as_of)
    assert (register[WARD].state, register[AGENCY].state) == (ward, agency)
    assert (register[WARD].due, register[AGENCY].due) == (DUE_WARDS, DUE_AGENCIES)
    assert register[WARD].late_by_days == late
    assert register[WARD].received_at is None


def test_who_answered_is_late_by_the_day_of_its_file_and_who_owes_by_today(metadata: Metadata) -> None:
    today, in_time, after = end_of(date(2024, 6, 25)), end_of(DUE_WARDS) - timedelta(1), end_of(DUE_WARDS)
    register = _register(
        metadata,
        today,
        _report("01834", "a", Verdict.REJECTED, in_time),
        _report("01834", "b", Verdict.ACCEPTED, after),
        _report("01834", "c", Verdict.HELD, after + timedelta(9)),
        _report("01837", "d", Verdict.ACCEPTED, in_time),
        _report("01837", "e", Verdict.ACCEPTED, after),  # a correction
        _report("01840", "f", Verdict.REJECTED, in_time),
        _report("01843", "g", Verdict.HELD, in_time, _returned("01843", "g")),
        _report("01849", "h", Verdict.HELD, in_time),
    )
    late = {unit: register[unit].late_by_days for unit in ("01834", "01837", "01840", "01843", "01849")}
    assert late == {"01834": 1, "01837": None, "01840": 10, "01843": 10, "01849": None}
    assert (register["01834"].received_at, register["01837"].received_at) == (after, in_time)


def test_completeness_is_of_the_cells_that_are_the_units_own(metadata: Metadata) -> None:
    own = {name for name, indicator in metadata.indicators.items() if "ward" in indicator.owner}
    others = set(metadata.indicators) - own
    reports = [_report(WARD, "a", Verdict.ACCEPTED), _report(AGENCY, "b", Verdict.HELD)]
    unanswered = {WARD: frozenset([min(own), min(others)])}
    register = response_register(PERIOD, reports, metadata, AT, unanswered=unanswered)
    found = {entry.unit: entry.completeness for entry in register}
    assert found[WARD] == Completeness(len(own) - 1, len(own))
    assert {unit for unit, completeness in found.items() if completeness} == {WARD}


def test_a_share_is_whole_only_where_nothing_is_missing() -> None:
    assert [str(Completeness(*cells).share) for cells in ((0, 7), (99_999, 100_000), (7, 7))] == [
        "0.0000",
        "0.9999",
        "1.0000",
    ]


def test_the_progress_of_a_cycle_counts_units_by_role_cells_and_days(metadata: Metadata) -> None:
    reports = [
        _report("01834", "a", Verdict.ACCEPTED),
        _report("01837", "b", Verdict.ACCEPTED, end_of(DUE_WARDS) + timedelta(3)),
        _report("01840", "c", Verdict.REJECTED),
        _report(AGENCY, "d", Verdict.HELD),
    ]
    as_of = end_of(date(2024, 6, 23)) - timedelta(seconds=1)
    register = response_register(PERIOD, reports, metadata, as_of, unanswered={"01834": frozenset(["fac_total"])})
    progress = cycle_progress(PERIOD, register, metadata, as_of)
    by_role = {role.role: (role.expected, role.received, role.accepted) for role in progress.roles}
    assert by_role == {"ward": (8, 3, 2), "police": (1, 0, 0), "agency": (3, 1, 0), "team178": (1, 0, 0)} | {
        "office": (1, 0, 0)
    }
    # the one in time and the one held; late are the ward that was, six wards and five agencies that still owe
    assert (progress.in_time, progress.late, progress.most_days_late) == (2, 12, 7)
    cells = len([1 for indicator in metadata.indicators.values() if "ward" in indicator.owner])
    assert progress.cells == Completeness(2 * cells - 1, 2 * cells)
    assert not progress.locked
    assert cycle_progress(PERIOD, register, metadata, as_of + timedelta(seconds=1)).locked


def test_an_entry_s_history_is_of_its_own_submissions(metadata: Metadata) -> None:
    judged = [Judgement("a", WARD, Verdict.HELD, AT + timedelta(1)), Judgement("b", "01834", Verdict.ACCEPTED, AT)]
    reports = [_report(WARD, "a", Verdict.HELD), _report("01834", "b", Verdict.ACCEPTED)]
    register = response_register(PERIOD, reports, metadata, AT + timedelta(2), judgements=judged)
    history = {entry.unit: [(c.state, c.why, c.version) for c in entry.history] for entry in register}
    opened = (ResponseState.DUE, Cause.OPENED, None)
    assert history[WARD] == [
        opened,
        (ResponseState.RECEIVED, Cause.SUBMITTED, 1),
        (ResponseState.HELD, Cause.JUDGED, 1),
    ]
    assert history["01834"][-1] == (ResponseState.ACCEPTED, Cause.JUDGED, 1)
    assert history["01837"] == [opened]


def _blank(unit: str, sha: str, *made: Decision) -> SubmissionReport:
    empty = Finding(NOT_FILLED_IN, "not-filled-in", Severity.CRITICAL, None, None, "…")
    return replace(_report(unit, sha, Verdict.HELD, AT + timedelta(hours=1), *made), findings=(empty,))


def test_a_form_that_nobody_filled_in_changes_nothing(metadata: Metadata) -> None:
    late = datetime(2024, 6, 18, tzinfo=UTC)
    full, blank = _report(WARD, "a", Verdict.ACCEPTED), _blank(WARD, "b")
    before = _register(metadata, late, full)[WARD]
    judgements = [Judgement(sha, WARD, v, AT) for sha, v in (("a", Verdict.ACCEPTED), ("b", Verdict.HELD))]
    (after,) = (
        entry
        for entry in response_register(PERIOD, [full, blank], metadata, late, judgements=judgements)
        if entry.unit == WARD
    )
    assert (after.state, after.counted, after.submissions) == (ResponseState.ACCEPTED, "a", (full,))
    assert (after.late_by_days, after.received_at) == (before.late_by_days, before.received_at)
    assert after.blank_forms == (blank,)
    assert {change.version for change in after.history} == {None, 1}


def test_who_has_only_a_form_that_nobody_filled_in_owes_its_report(metadata: Metadata) -> None:
    entry = _register(metadata, datetime(2024, 6, 18, tzinfo=UTC), _blank(WARD, "b"))[WARD]
    assert (entry.state, entry.owes, entry.counted, entry.late_by_days) == (ResponseState.LATE, True, None, 2)


def test_an_empty_form_that_was_returned_is_a_submission(metadata: Metadata) -> None:
    back = replace(_returned(WARD, "b"), rule=NOT_FILLED_IN, indicator=None)
    entry = _register(metadata, AT + timedelta(days=1), _blank(WARD, "b", back))[WARD]
    assert (entry.state, entry.blank_forms) == (ResponseState.RETURNED, ())


def test_versions_keep_the_numbers_that_the_warehouse_gave_them(metadata: Metadata) -> None:
    reports = [replace(_blank(WARD, "b"), version=1), replace(_report(WARD, "a", Verdict.ACCEPTED), version=2)]
    entry = _register(metadata, AT + timedelta(days=1), *reports)[WARD]
    assert (entry.version(0), [change.version for change in entry.history]) == (2, [None, 2])
