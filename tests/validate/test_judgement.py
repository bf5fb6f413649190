"""Verdicts, and what a decision lifts."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.specimens import PERIOD, annex, submission
from wardreport.domain.finding import Verdict
from wardreport.domain.submission import ScreenedForm
from wardreport.domain.validation import Decision, DecisionAction
from wardreport.metadata import Metadata
from wardreport.metadata.rule_book import RuleBook
from wardreport.parse import parse
from wardreport.screen import screen
from wardreport.validate import validate

BROKEN = {"fac_total": 2, "fac_lodging": 1}


def _form(metadata: Metadata, folder: Path, **values: object) -> ScreenedForm:
    return screen(parse(submission(folder, annex(metadata, "01834", values)), metadata), metadata)


@pytest.fixture
def held(metadata: Metadata, tmp_path: Path) -> ScreenedForm:
    return _form(metadata, tmp_path, **BROKEN)


def _decision(form: ScreenedForm) -> Decision:
    return Decision(
        form.submission.sha256,
        "01834",
        "rule.partition",
        "fac_total",
        DecisionAction.ACCEPT_AS_REPORTED,
        "…",
        "…",
        date(2024, 6, 5),
    )


def test_a_decision_lifts_the_hold_and_the_finding_stays(
    held: ScreenedForm, rule_book: RuleBook, metadata: Metadata
) -> None:
    report, accepted = validate([held], rule_book, metadata)
    assert (report.submissions[0].verdict, accepted) == (Verdict.HELD, ())
    report, accepted = validate([held], rule_book, metadata, [_decision(held)])
    (submission_report,) = report.submissions
    assert submission_report.verdict is Verdict.ACCEPTED
    assert submission_report.decisions == (_decision(held),)
    assert [f.rule for f in submission_report.findings] == ["rule.partition"]
    (form,) = accepted
    assert (form.submission, form.unit, form.period) == (held.submission.sha256, "01834", PERIOD)
    assert form.observations == held.observations


def test_a_decision_about_something_else_lifts_nothing(
    held: ScreenedForm, rule_book: RuleBook, metadata: Metadata
) -> None:
    decision = _decision(held)
    for other in (
        replace(decision, unit="01837"),
        replace(decision, submission="0" * 64),
        replace(decision, rule="rule.subset"),
        replace(decision, indicator="fac_lodging"),
    ):
        report, accepted = validate([held], rule_book, metadata, [other])
        assert (report.submissions[0].verdict, report.submissions[0].decisions) == (Verdict.HELD, ())
        assert accepted == ()


def test_one_bad_submission_does_not_touch_the_others(
    held: ScreenedForm, rule_book: RuleBook, metadata: Metadata, tmp_path: Path
) -> None:
    good = [_form(metadata, tmp_path, hotspots=number) for number in (1, 2, 3)]
    empty = screen(parse(submission(tmp_path, b""), metadata), metadata)
    report, accepted = validate([good[0], empty, good[1], held, good[2]], rule_book, metadata)
    verdicts = [submission_report.verdict for submission_report in report.submissions]
    assert verdicts == ["accepted", "rejected", "accepted", "held", "accepted"]
    assert [form.submission for form in accepted] == [form.submission.sha256 for form in good]


def test_nothing_to_judge_is_judged(rule_book: RuleBook, metadata: Metadata) -> None:
    report, accepted = validate([], rule_book, metadata)
    assert (report.submissions, accepted) == ((), ())
