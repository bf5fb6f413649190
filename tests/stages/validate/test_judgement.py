"""Verdicts, and what a decision lifts."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tests.specimens.few_rules import write_few_rules
from tests.specimens.submissions import PERIOD, annex, submission
from wardreport.domain.figure import Status, Value
from wardreport.domain.finding import Verdict
from wardreport.domain.observation import Observation
from wardreport.domain.submission import ScreenedForm
from wardreport.domain.validation import Decision, DecisionAction
from wardreport.metadata import Metadata
from wardreport.metadata.rules.rule_book import RuleBook, load_rule_book
from wardreport.metadata.rules.waivers import Waiver
from wardreport.stages.parse import parse
from wardreport.stages.screen import screen
from wardreport.stages.validate import validate

pytestmark = pytest.mark.slow

BROKEN = {"fac_total": 2, "fac_lodging": 1}


@pytest.fixture(scope="module", name="rule_book")
def _few_rules(metadata: Metadata, tmp_path_factory: pytest.TempPathFactory) -> RuleBook:
    return load_rule_book(write_few_rules(tmp_path_factory.mktemp("rules") / "few"), metadata)


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


def _replace(form: ScreenedForm, rule: str, indicator: str, value: Value | None, day: int = 5) -> Decision:
    return Decision(
        form.submission.sha256,
        "01834",
        rule,
        indicator,
        DecisionAction.REPLACE,
        "…",
        "…",
        date(2024, 6, day),
        value,
        "Công văn số 12",
    )


def _observed(observations: tuple[Observation, ...], indicator: str) -> tuple[Status, object]:
    return next((o.status, o.value) for o in observations if o.indicator == indicator)


@pytest.mark.parametrize(
    ("value", "status"), [(Decimal(40), Status.VALUE), (Decimal(0), Status.ZERO), (None, Status.NIL)]
)
def test_a_replaced_value_counts_and_what_was_read_is_kept(
    value: Decimal | None, status: Status, rule_book: RuleBook, metadata: Metadata, tmp_path: Path
) -> None:
    form = _form(metadata, tmp_path, hotspots="khoảng 40")
    decision = _replace(form, "cell.qualified", "hotspots", value)
    report, (accepted,) = validate([form], rule_book, metadata, [decision])
    (judged,) = report.submissions
    assert (judged.verdict, judged.decisions, judged.returned) == (Verdict.ACCEPTED, (decision,), False)
    assert [(f.rule, f.answered) for f in judged.findings] == [("cell.qualified", True)]
    assert _observed(accepted.observations, "hotspots") == (status, value)
    assert [(o.indicator, o.status, o.value) for o in accepted.as_read] == [("hotspots", Status.INVALID, None)]
    others = [o for o in accepted.observations if o.indicator != "hotspots"]
    assert others == [o for o in form.observations if o.indicator != "hotspots"]


def test_the_replaced_form_is_judged_again(held: ScreenedForm, rule_book: RuleBook, metadata: Metadata) -> None:
    right, wrong = (_replace(held, "rule.partition", "fac_total", Decimal(value)) for value in (1, 3))
    report, accepted = validate([held], rule_book, metadata, [right])
    assert [f.answered for f in report.submissions[0].findings] == [True]
    assert _observed(accepted[0].observations, "fac_total") == (Status.VALUE, 1)
    report, accepted = validate([held], rule_book, metadata, [wrong])
    assert (report.submissions[0].verdict, accepted) == (Verdict.HELD, ())
    assert [f.rule for f in report.submissions[0].open_findings] == ["rule.partition"]
    # the later one counts, in whatever order they come
    later = replace(right, decided_on=date(2024, 6, 6))
    assert validate([held], rule_book, metadata, [later, wrong])[0].submissions[0].decisions == (later,)


def test_what_a_replacement_breaks_holds_until_it_is_decided_too(
    rule_book: RuleBook, metadata: Metadata, tmp_path: Path
) -> None:
    form = _form(metadata, tmp_path, fac_total="khoảng 3", fac_lodging=3, fac_committed=4)
    total = _replace(form, "cell.qualified", "fac_total", Decimal(3))
    report, accepted = validate([form], rule_book, metadata, [total])
    assert (report.submissions[0].verdict, accepted) == (Verdict.HELD, ())
    (broken,) = report.submissions[0].open_findings
    assert (broken.rule, broken.indicator) == ("rule.subset", "fac_committed")
    part = _replace(form, "rule.subset", "fac_committed", Decimal(3))
    for second in (part, replace(part, action=DecisionAction.ACCEPT_AS_REPORTED, value=None, evidence=None)):
        report, accepted = validate([form], rule_book, metadata, [total, second])
        assert (report.submissions[0].verdict, report.submissions[0].decisions) == (
            Verdict.ACCEPTED,
            (total, second),
        )
        assert {f.rule for f in report.submissions[0].findings} == {"cell.qualified", "rule.subset"}
        assert len(accepted[0].as_read) == (2 if second is part else 1)


def test_a_replacement_that_matches_no_finding_replaces_nothing(
    held: ScreenedForm, rule_book: RuleBook, metadata: Metadata
) -> None:
    decision = _replace(held, "rule.partition", "fac_total", Decimal(1))
    for other in (
        replace(decision, unit="01837"),
        replace(decision, submission="0" * 64),
        replace(decision, rule="rule.subset"),
        replace(decision, indicator="fac_lodging"),
    ):
        report, accepted = validate([held], rule_book, metadata, [other])
        assert (report.submissions[0].verdict, report.submissions[0].decisions) == (Verdict.HELD, ())
        assert accepted == ()


def test_a_returned_submission_stays_out_whatever_else_is_decided(
    rule_book: RuleBook, metadata: Metadata, tmp_path: Path
) -> None:
    form = _form(metadata, tmp_path, fac_total=2, fac_lodging=3, fac_committed=3)
    total = _replace(form, "rule.partition", "fac_total", Decimal(3))
    returned = replace(
        total, rule="rule.subset", indicator="fac_committed", action=DecisionAction.RETURN, value=None, evidence=None
    )
    assert validate([form], rule_book, metadata, [total])[0].submissions[0].verdict is Verdict.ACCEPTED
    for decisions in ([returned], [total, returned]):
        report, accepted = validate([form], rule_book, metadata, decisions)
        assert (report.submissions[0].verdict, report.submissions[0].returned, accepted) == (Verdict.HELD, True, ())
        assert report.submissions[0].decisions == tuple(decisions)


def test_a_replacement_does_not_let_a_quarantined_file_through(
    rule_book: RuleBook, metadata: Metadata, tmp_path: Path
) -> None:
    content = annex(
        metadata, "01834", {"hotspots": "khoảng 40"}, lambda _, sheet: sheet.cell(140, 1, "0912 345 678") and None
    )
    form = screen(parse(submission(tmp_path, content), metadata), metadata)
    report, accepted = validate(
        [form], rule_book, metadata, [_replace(form, "cell.qualified", "hotspots", Decimal(40))]
    )
    assert (report.submissions[0].verdict, accepted) == (Verdict.QUARANTINED, ())


WAIVER = Waiver(
    entry="partition-fac_total",
    unit="01834",
    reason="Phường đang rà soát lại danh sách cơ sở",
    decided_by="Người kiểm tra chất lượng số liệu",
    decided_on=date(2024, 6, 1),
    until=date(2024, 6, 30),
)


@pytest.mark.parametrize(
    ("change", "day", "verdict"),
    [
        ({}, date(2024, 6, 30), Verdict.ACCEPTED),
        ({}, date(2024, 7, 1), Verdict.HELD),
        ({}, date(2024, 5, 31), Verdict.HELD),
        ({}, None, Verdict.HELD),
        ({"unit": "01837"}, date(2024, 6, 30), Verdict.HELD),
        ({"entry": "partition-team_total"}, date(2024, 6, 30), Verdict.HELD),
        ({"indicator": "fac_total"}, date(2024, 6, 30), Verdict.ACCEPTED),
        ({"indicator": "team_total"}, date(2024, 6, 30), Verdict.HELD),
    ],
)
def test_a_standing_waiver_lets_pass_while_it_lasts_and_shows(
    change: dict[str, str], day: date | None, verdict: Verdict, metadata: Metadata, rule_book: RuleBook, tmp_path: Path
) -> None:
    form = _form(metadata, tmp_path, fac_total=3, fac_lodging=2)
    book = replace(rule_book, waivers=(WAIVER.model_copy(update=change),))
    # the last moment of the day in Việt Nam
    as_of = datetime(day.year, day.month, day.day, 16, 59, tzinfo=UTC) if day else None
    report, accepted = validate([form], book, metadata, as_of=as_of)
    (judged,) = report.submissions
    assert judged.verdict is verdict
    assert bool(accepted) is (verdict is Verdict.ACCEPTED)
    assert [f.entry for f in judged.findings] == ["partition-fac_total"]
    assert [d.action for d in judged.decisions] == ([DecisionAction.WAIVE] if accepted else [])


def test_no_waiver_lets_an_incident_or_an_unread_file_pass(
    metadata: Metadata, rule_book: RuleBook, tmp_path: Path
) -> None:
    book = replace(rule_book, waivers=(WAIVER.model_copy(update={"entry": "file-empty"}),))
    empty = screen(parse(submission(tmp_path, b""), metadata), metadata)
    report, accepted = validate([empty], book, metadata, as_of=datetime(2024, 6, 15, tzinfo=UTC))
    assert (report.submissions[0].verdict, accepted) == (Verdict.REJECTED, ())
