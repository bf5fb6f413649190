from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.specimens.submissions import PERIOD
from wardreport.domain.errors import ConfigurationError, DecisionError
from wardreport.domain.finding import Finding, Severity, Verdict
from wardreport.domain.period import Period
from wardreport.domain.validation import Decision, SubmissionReport, ValidationReport
from wardreport.metadata import Metadata
from wardreport.review.decisions.decision_values import refuse_unfit
from wardreport.review.decisions.decisions import as_line, checked_decisions, read_decisions, refuse_unmatched


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


LINE = {
    "submission": "a" * 64,
    "unit": "01834",
    "rule": "cell.qualified",
    "indicator": "hotspots",
    "action": "replace",
    "value": "40",
    "evidence": "Công văn số 12",
    "reason": "Phường ghi kèm chữ",
    "decided_by": "Người kiểm tra chất lượng số liệu",
    "decided_on": date(2024, 6, 5),
}


def _read(*lines: dict[str, Any]) -> tuple[Decision, ...]:
    return checked_decisions({"period": "2024-S1", "decisions": list(lines)}, PERIOD, "f.yaml")


def _with(**changes: Any) -> dict[str, Any]:
    return {key: content for key, content in {**LINE, **changes}.items() if content is not None}


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("40", Decimal(40)),
        ("2.50", Decimal("2.50")),
        ("123456789.123456", Decimal("123456789.123456")),
        ("010", Decimal(10)),  # YAML would make it 8
        ("true", True),
        ("no", False),
        ('"-"', None),
    ],
)
def test_a_value_is_read_exactly_as_it_is_written(written: str, value: object, tmp_path: Path) -> None:
    file = tmp_path / "2024-S1.yaml"
    lines = "\n".join(f"    {key}: {text}" for key, text in _with(value=written, unit='"01834"').items())
    file.write_text("period: 2024-S1\ndecisions:\n" + lines.replace("    ", "  - ", 1), encoding="utf-8")
    (decision,) = read_decisions(file, PERIOD)
    assert (decision.value, type(decision.value)) == (value, type(value))
    assert str(decision.value) == str(value)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"evidence": None}, "replace needs"),
        ({"value": None}, "replace needs"),
        ({"indicator": None}, "replace needs"),
        ({"evidence": "  "}, "empty"),
        ({"value": "khoảng 40"}, "neither a number"),
        ({"value": "2,5"}, "neither a number"),
        ({"value": "NaN"}, "neither a number"),
        ({"value": "1.200"}, "may be thousands"),
        ({"value": "0.1234567"}, "decimals"),
        ({"value": "1234567890123456"}, "digits"),
        ({"action": "return"}, "go with replace"),
        ({"action": "accept_as_reported", "value": None}, "go with replace"),
        ({"approved_by": "Trưởng phòng"}, "go together"),
        ({"approved_on": date(2024, 6, 6)}, "go together"),
        ({"approved_by": "Trưởng phòng", "approved_on": date(2024, 6, 4)}, "approved before"),
        ({"decided_by": "x" * 61}, "decided_by"),
        ({"comment": "x"}, "comment"),
    ],
)
def test_what_is_no_whole_decision_is_refused_with_one_line(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(ConfigurationError, match=says) as refused:
        _read(_with(**changes))
    assert "\n" not in str(refused.value)
    assert _read(_with())[0].value == 40


def test_another_role_approves() -> None:
    (decision,) = _read(_with(approved_by="Trưởng phòng", approved_on=date(2024, 6, 5)))
    assert (decision.approved_by, decision.approved_on) == ("Trưởng phòng", date(2024, 6, 5))


@pytest.mark.parametrize(
    "second",
    [
        {"value": "41"},
        {"value": "-", "decided_on": date(2024, 6, 9)},
        {"action": "return", "value": None, "evidence": None},
        {"rule": "form.row_duplicate", "value": "41"},  # another finding, but the same row
    ],
)
def test_two_decisions_that_contradict_one_another_are_refused(second: dict[str, Any]) -> None:
    with pytest.raises(DecisionError, match="contradict"):
        _read(_with(), _with(**second))


@pytest.mark.parametrize(
    "second", [{"reason": "…"}, {"unit": "01837", "value": "41"}, {"indicator": "fac_total", "value": "41"}]
)
def test_two_that_agree_or_are_about_something_else_are_not(second: dict[str, Any]) -> None:
    assert len(_read(_with(), _with(**second))) == 2


def test_a_replacement_may_answer_a_warning_and_the_others_only_what_holds() -> None:
    (replacing,) = _read(_with())
    (returning,) = _read(_with(action="return", value=None, evidence=None))
    for severity, refused in ((Severity.CRITICAL, ()), (Severity.WARNING, (returning,)), (Severity.INFO, (returning,))):
        for decision in (replacing, returning):
            if decision in refused or severity is Severity.INFO:
                with pytest.raises(DecisionError):
                    refuse_unmatched([decision], _report(decision, severity))
            else:
                refuse_unmatched([decision], _report(decision, severity))
    with pytest.raises(DecisionError):
        refuse_unmatched([replace(replacing, indicator="fac_total")], _report(replacing))


@pytest.mark.parametrize("verdict", [Verdict.QUARANTINED, Verdict.REJECTED])
def test_nothing_is_decided_on_a_file_that_was_not_read(verdict: Verdict) -> None:
    (decision,) = _read(_with())
    report = _report(decision)
    (submission,) = report.submissions
    with pytest.raises(DecisionError):
        refuse_unmatched([decision], replace(report, submissions=(replace(submission, verdict=verdict),)))


@pytest.mark.parametrize(
    ("indicator", "value", "fits"),
    [
        ("hotspots", "40", True),
        ("hotspots", "-", True),
        ("hotspots", "2.5", False),
        ("hotspots", "-3", False),
        ("hotspots", "true", False),
        ("loan_amount", "2.5", True),
        ("prog_drug", "true", True),
        ("prog_drug", "1", False),
        ("comm_ward_pct", "100", True),
        ("comm_ward_pct", "101", False),
        ("no_such_row", "1", False),
    ],
)
def test_a_value_must_fit_its_row(indicator: str, value: str, fits: bool, metadata: Metadata) -> None:
    decisions = _read(_with(indicator=indicator, value=value))
    if fits:
        refuse_unfit(decisions, metadata.indicators)
    else:
        with pytest.raises(DecisionError, match=indicator):
            refuse_unfit(decisions, metadata.indicators)


def test_a_line_written_is_the_decision_read() -> None:
    for changes in ({}, {"value": "-"}, {"value": True}, {"approved_by": "B", "approved_on": date(2024, 6, 5)}):
        decisions = _read(_with(**changes))
        assert _read(*map(as_line, decisions)) == decisions
