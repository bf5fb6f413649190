"""What waits for a reviewer, and the decision file as it grows."""

import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tests.specimens.submissions import PERIOD
from wardreport.domain.errors import ConfigurationError, DecisionError
from wardreport.domain.finding import Finding, Severity, Verdict
from wardreport.domain.validation import Decision, DecisionAction, SubmissionReport
from wardreport.metadata.office.people import People
from wardreport.review.decisions.decisions import read_decisions
from wardreport.review.decisions.recording import open_findings, record, submission_named

HELD = Finding("rule.partition", "partition-fac_total", Severity.CRITICAL, "fac_total", "Bieu!C9", "…")
WARNED = replace(HELD, rule="rule.ratio", severity=Severity.WARNING)
PEOPLE = People()
DECISION = Decision(
    "a" * 64,
    "01834",
    HELD.rule,
    HELD.indicator,
    DecisionAction.ACCEPT_AS_REPORTED,
    "…",
    "Trưởng phòng",
    date(2024, 6, 5),
)


def _report(sha: str = "a", verdict: Verdict = Verdict.HELD, *decisions: Decision, **more: bool) -> SubmissionReport:
    at = datetime(2024, 6, 5, tzinfo=UTC)
    found = (replace(HELD, **more), WARNED)
    return SubmissionReport(sha * 64, "01834", PERIOD, "annex-2024", at, verdict, found, decisions)


def _open(*reports: SubmissionReport, decided: tuple[Decision, ...] = ()) -> list[tuple[str, str]]:
    return [(one.report.submission[0], one.finding.rule) for one in open_findings(reports, decided)]


def test_what_holds_the_newest_readable_submission_is_open() -> None:
    assert _open(_report()) == [("a", "rule.partition")]
    assert _open(_report("a"), _report("b")) == [("b", "rule.partition")]
    assert _open(_report("a"), _report("b", Verdict.ACCEPTED)) == []
    assert _open(_report("a"), _report("b", Verdict.REJECTED)) == [("a", "rule.partition")]


def test_what_is_decided_answered_or_returned_is_not_open() -> None:
    other = replace(DECISION, rule="rule.subset")
    returned = replace(DECISION, action=DecisionAction.RETURN)
    replaced = replace(DECISION, action=DecisionAction.REPLACE, value=Decimal(3), evidence="…")
    assert _open(_report("a", Verdict.HELD, DECISION)) == []
    assert _open(_report("a", Verdict.HELD, returned)) == []
    assert _open(_report(answered=True)) == []
    assert _open(_report("a", Verdict.HELD, other)) == [("a", "rule.partition")]
    # what no run has seen yet is not asked again; what did not help is
    assert _open(_report(), decided=(DECISION,)) == []
    assert _open(_report(), decided=(replace(DECISION, submission="b" * 64),)) == [("a", "rule.partition")]
    assert _open(_report("a", Verdict.HELD, replaced), decided=(replaced,)) == [("a", "rule.partition")]


def test_a_submission_is_named_by_the_beginning_of_its_hash() -> None:
    reports = [_report("a"), _report("b")]
    assert submission_named("a" * 8, "01834", reports) == "a" * 64
    for prefix, unit in (("a" * 7, "01834"), ("a" * 8, "01837"), ("c" * 8, "01834"), ("A" * 8, "01834")):
        with pytest.raises(DecisionError):
            submission_named(prefix, unit, reports)
    near = replace(reports[0], submission="a" * 63 + "b")
    with pytest.raises(DecisionError, match="several"):
        submission_named("a" * 8, "01834", [*reports, near])


def test_the_file_grows_at_its_end_and_keeps_its_mode(tmp_path: Path) -> None:
    file = tmp_path / "new" / "2024-S1.yaml"
    made = [replace(DECISION, unit=f"u{number}") for number in (2, 1, 3)]
    for decision in made:
        record(file, PERIOD, [decision], (), PEOPLE)
        file.chmod(0o640)
    assert read_decisions(file, PERIOD) == tuple(made)
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert [path.name for path in file.parent.iterdir()] == ["2024-S1.yaml"]


def test_a_newer_decision_takes_the_place_of_one_that_a_run_has_recorded(tmp_path: Path) -> None:
    file = tmp_path / "2024-S1.yaml"
    record(file, PERIOD, [DECISION], (), PEOPLE)
    returned = replace(DECISION, action=DecisionAction.RETURN, decided_on=date(2024, 6, 6))
    before = file.read_bytes()
    with pytest.raises(DecisionError, match="no run has recorded"):
        record(file, PERIOD, [returned], (), PEOPLE)
    with pytest.raises(DecisionError, match="later already"):
        record(file, PERIOD, [replace(returned, decided_on=date(2024, 6, 4))], [DECISION], PEOPLE)
    assert file.read_bytes() == before
    record(file, PERIOD, [returned], [DECISION], PEOPLE)
    assert read_decisions(file, PERIOD) == (returned,)


def test_all_or_none(tmp_path: Path) -> None:
    file = tmp_path / "2024-S1.yaml"
    one = replace(DECISION, action=DecisionAction.REPLACE, value=Decimal(1), evidence="…")
    with pytest.raises(DecisionError, match="contradict"):
        record(file, PERIOD, [replace(DECISION, unit="x"), one, replace(one, value=Decimal(2))], (), PEOPLE)
    assert not file.exists()
    file.write_text("period: 2023-S1\ndecisions: []\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="2023-S1"):
        record(file, PERIOD, [DECISION], (), PEOPLE)
    assert file.read_text(encoding="utf-8") == "period: 2023-S1\ndecisions: []\n"


def test_reviewers_who_decide_at_once_lose_nothing(tmp_path: Path) -> None:
    file = tmp_path / "2024-S1.yaml"
    made = [replace(DECISION, unit=f"u{number}") for number in range(20)]
    with ThreadPoolExecutor(8) as reviewers:
        list(reviewers.map(lambda decision: record(file, PERIOD, [decision], (), PEOPLE), made))
    assert set(read_decisions(file, PERIOD)) == set(made)
