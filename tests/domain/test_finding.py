import pytest

from wardreport.domain.finding import QUARANTINING, REJECTING, RULES, Finding, Severity, Verdict, verdict_of


def _finding(rule: str, severity: Severity, indicator: str | None = None) -> Finding:
    return Finding(rule, rule, severity, indicator, None, "")


def test_the_families_that_reject_and_quarantine_are_of_the_taxonomy() -> None:
    assert REJECTING <= RULES
    assert QUARANTINING <= RULES
    assert "privacy.free_text" not in QUARANTINING


@pytest.mark.parametrize(
    ("rule", "severity", "verdict"),
    [
        ("rule.partition", Severity.CRITICAL, Verdict.HELD),
        ("rule.partition", Severity.WARNING, Verdict.ACCEPTED),
        ("form.sheet_hidden", Severity.INFO, Verdict.ACCEPTED),
        ("file.corrupt", Severity.CRITICAL, Verdict.REJECTED),
        ("privacy.phone", Severity.CRITICAL, Verdict.QUARANTINED),
        ("privacy.free_text", Severity.WARNING, Verdict.ACCEPTED),
    ],
)
def test_one_finding(rule: str, severity: Severity, verdict: Verdict) -> None:
    assert verdict_of([_finding(rule, severity)]) is verdict


def test_a_decision_lifts_only_the_finding_that_it_names() -> None:
    found = [
        _finding("rule.partition", Severity.CRITICAL, "fac_total"),
        _finding("rule.subset", Severity.CRITICAL, "fac_committed"),
    ]
    one = frozenset({("rule.partition", "fac_total")})
    assert verdict_of(found, one) is Verdict.HELD
    assert verdict_of(found, one | {("rule.subset", "fac_committed")}) is Verdict.ACCEPTED


def test_no_decision_lets_a_quarantined_or_rejected_file_through() -> None:
    for rule, verdict in (("privacy.phone", Verdict.QUARANTINED), ("file.empty", Verdict.REJECTED)):
        assert verdict_of([_finding(rule, Severity.CRITICAL)], frozenset({(rule, None)})) is verdict
