from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.specimens import PERIOD
from wardreport.domain.errors import ConfigurationError, DecisionError
from wardreport.domain.finding import Finding, Severity, Verdict
from wardreport.domain.period import Period
from wardreport.domain.validation import Decision, SubmissionReport, ValidationReport
from wardreport.review.decisions import read_decisions, refuse_unmatched


def _report(decision: Decision, severity: Severity = Severity.CRITICAL) -> ValidationReport:
    finding = Finding(decision.rule, "x", severity, decision.indicator, "Bieu!C9", "…")
    at = datetime(2024, 6, 5, tzinfo=UTC)
    submission = SubmissionReport(
        decision.submission, decision.unit, PERIOD, "annex-2024", at, Verdict.HELD, (finding,)
    )
    return ValidationReport("b" * 64, (submission,))


def test_the_sample_decides_on_a1_and_a2_by_a_role(sample_decisions: tuple[Decision, ...]) -> None:
    assert [(d.unit, d.rule, d.indicator) for d in sample_decisions] == [
        ("01837", "rule.partition", "fac_total"),
        ("058-D178", "rule.partition", "team_total"),
    ]
    assert all(d.reason and d.decided_by for d in sample_decisions)


def test_a_decision_must_match_a_critical_finding(sample_decisions: tuple[Decision, ...]) -> None:
    decision = sample_decisions[0]
    refuse_unmatched([decision], _report(decision))
    for other in (
        replace(decision, submission="0" * 64),
        replace(decision, unit="01840"),
        replace(decision, rule="rule.subset"),
        replace(decision, indicator="fac_committed"),
    ):
        with pytest.raises(DecisionError, match="matches no held submission"):
            refuse_unmatched([other], _report(decision))
    with pytest.raises(DecisionError):
        refuse_unmatched([decision], _report(decision, Severity.WARNING))


def test_one_that_was_applied_before_is_history(sample_decisions: tuple[Decision, ...]) -> None:
    nothing = ValidationReport("b" * 64, ())
    refuse_unmatched(sample_decisions, nothing, recorded=sample_decisions)
    with pytest.raises(DecisionError):
        refuse_unmatched(sample_decisions, nothing)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("period: 2024-S1", "period: 2024-S2", "is of 2024-S2, not of 2024-S1"),
        ("action: accept_as_reported", "action: accept", "action"),
        ("rule: rule.partition", "rule: rule.partitions", "unknown rule"),
        ("decided_by:", "decider:", "decider"),
        ("submission: ", "submission: x", "64 hexadecimal digits"),
        ("decided_on: 2024-06-05", "decided_on: gestern", "decided_on"),
    ],
)
def test_a_slip_in_the_file_stops_with_one_line(old: str, new: str, says: str, sample: Path, tmp_path: Path) -> None:
    text = (sample / "decisions/2024-S1.yaml").read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "2024-S1.yaml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=says):
        read_decisions(file, Period(2024, 1))
