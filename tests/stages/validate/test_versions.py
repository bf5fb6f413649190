"""A version beside the accepted one before it: what it loses holds it, until a person decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.specimens.few_rules import write_few_rules
from tests.specimens.submissions import PERIOD, RECEIVED, annex, cell_of, submission
from wardreport.domain.finding import Verdict
from wardreport.domain.submission import RecordedVersion, ScreenedForm
from wardreport.domain.validation import NOT_FILLED_IN, Decision, DecisionAction, SubmissionReport
from wardreport.metadata import Metadata
from wardreport.metadata.rules.rule_book import RuleBook, load_rule_book
from wardreport.stages.parse import parse
from wardreport.stages.screen import screen
from wardreport.stages.validate import validate

pytestmark = pytest.mark.slow

WARD = "01834"
FULL = {"hotspots": 5, "fac_total": 3, "fac_lodging": 3}
HELD, ACCEPTED = Verdict.HELD, Verdict.ACCEPTED


@pytest.fixture(scope="module", name="rule_book")
def _few_rules(metadata: Metadata, tmp_path_factory: pytest.TempPathFactory) -> RuleBook:
    return load_rule_book(write_few_rules(tmp_path_factory.mktemp("rules") / "few"), metadata)


@pytest.fixture
def sent(metadata: Metadata, rule_book: RuleBook, tmp_path: Path) -> Any:
    """What comes of some versions of one ward, sent an hour apart."""

    read: dict[str, ScreenedForm] = {}  # a workbook saved again has other bytes

    def form(values: Mapping[str, Any], hours: int) -> ScreenedForm:
        return read.setdefault(f"{values} {hours}", _form(metadata, tmp_path, values, hours))

    def judged(
        *versions: Mapping[str, Any],
        decisions: Iterable[Decision] = (),
        recorded: Iterable[RecordedVersion] = (),
    ) -> tuple[SubmissionReport, ...]:
        forms = [form(values, n) for n, values in enumerate(versions)]
        return validate(forms, rule_book, metadata, decisions, recorded=recorded)[0].submissions

    return judged


def _form(metadata: Metadata, folder: Path, values: Mapping[str, Any], hours: int = 0) -> ScreenedForm:
    given = annex(metadata, WARD, values)
    made = submission(folder, given, collected=True, received_at=RECEIVED + timedelta(hours=hours))
    return screen(parse(made, metadata), metadata)


def _lost(report: SubmissionReport) -> list[tuple[str | None, str | None]]:
    return [(f.indicator, f.cell) for f in report.findings if f.rule == "rule.emptied"]


def _blank(metadata: Metadata) -> dict[str, None]:
    return {name: None for name in metadata.form(PERIOD).row_of if "ward" in metadata.indicators[name].owner}


def _accepting(report: SubmissionReport, indicator: str) -> Decision:
    return Decision(
        report.submission,
        WARD,
        "rule.emptied",
        indicator,
        DecisionAction.ACCEPT_AS_REPORTED,
        "…",
        "…",
        date(2024, 6, 5),
    )


@pytest.mark.parametrize(
    ("before", "after", "lost"),
    [
        (5, "-", True),
        (5, None, True),
        (0, None, True),
        (0, "-", False),
        (5, 0, False),
        (5, 6, False),
        ("-", None, False),
        (None, "-", False),
        (5, "ba", False),  # the cell has a finding of its own
    ],
)
def test_what_is_a_loss(before: Any, after: Any, lost: bool, sent: Any, metadata: Metadata) -> None:
    _, newer = sent({"hotspots": before}, {"hotspots": after})
    assert _lost(newer) == ([("hotspots", cell_of(metadata, "hotspots"))] if lost else [])


@pytest.mark.parametrize(
    ("before", "after", "lost"),
    [
        ({"fac_total": 5, "fac_lodging": 5, "hotspots": 2}, {"fac_total": 0, "fac_lodging": 0, "hotspots": 0}, 3),
        ({"fac_total": 5, "fac_lodging": 5, "hotspots": 2}, {"fac_total": 0, "fac_lodging": 0, "hotspots": "-"}, 3),
        ({"fac_total": 5, "fac_lodging": 5, "hotspots": 2}, {"fac_total": 3, "fac_lodging": 3, "hotspots": 0}, 0),
        ({"fac_total": 5, "fac_lodging": 5, "hotspots": 0}, {"fac_total": 0, "fac_lodging": 0, "hotspots": 0}, 0),
        ({"fac_total": 5, "fac_lodging": 5, "hotspots": 2}, {"fac_total": 0, "fac_lodging": 0, "hotspots": "ba"}, 0),
    ],
)
def test_a_version_with_0_for_every_figure_is_a_loss(before: Any, after: Any, lost: int, sent: Any) -> None:
    _, newer = sent(before, after)
    assert len(_lost(newer)) == lost


def test_each_version_is_held_against_the_accepted_one_before_it(sent: Any, metadata: Metadata) -> None:
    reports = sent(FULL, {**FULL, "hotspots": "-"}, _blank(metadata), {"hotspots": 6}, {**FULL, "hotspots": 7})
    assert [report.verdict for report in reports] == [ACCEPTED, HELD, HELD, HELD, ACCEPTED]
    assert [name for name, _ in _lost(reports[3])] == ["fac_total", "fac_lodging"]
    assert [finding.rule for finding in reports[2].findings] == [NOT_FILLED_IN]  # one file, one message


def test_a_decision_lets_a_loss_pass_and_the_next_is_held_against_it(sent: Any) -> None:
    versions = (FULL, {**FULL, "hotspots": "-"}, {**FULL, "hotspots": "–"})
    decided = _accepting(sent(*versions)[1], "hotspots")
    reports = sent(*versions, decisions=[decided])
    assert [report.verdict for report in reports] == [ACCEPTED, ACCEPTED, ACCEPTED]
    assert _lost(reports[2]) == []


def test_a_version_whose_file_has_left_the_share_is_still_the_one_before(sent: Any) -> None:
    gone = RecordedVersion("0" * 64, WARD, PERIOD, 1, True, {"hotspots": True})
    (report,) = sent({"fac_total": 3, "fac_lodging": 3}, recorded=[gone])
    assert (report.verdict, [name for name, _ in _lost(report)]) == (HELD, ["hotspots"])
    (report,) = sent(FULL, recorded=[replace(gone, accepted=False)])
    assert report.verdict is ACCEPTED


def test_what_the_warehouse_has_as_newer_is_not_before(sent: Any) -> None:
    first = sent({"fac_total": 3, "fac_lodging": 3})[0].submission
    own = RecordedVersion(first, WARD, PERIOD, 1, True)
    newer = RecordedVersion("0" * 64, WARD, PERIOD, 2, True, {"hotspots": True})
    (report,) = sent({"fac_total": 3, "fac_lodging": 3}, recorded=[own, newer])
    assert report.verdict is ACCEPTED


def test_a_held_version_takes_nothing_and_other_periods_and_tried_files_are_not_compared(
    sent: Any, metadata: Metadata, rule_book: RuleBook, tmp_path: Path
) -> None:
    contradicting = {"hotspots": 5, "fac_total": 3, "fac_lodging": 2}
    assert [report.verdict for report in sent(contradicting, {"fac_total": 3, "fac_lodging": 3})] == [HELD, ACCEPTED]
    forms = [_form(metadata, tmp_path, values) for values in (FULL, {"hotspots": 5})]
    tried = [replace(form, submission=replace(form.submission, collected=False)) for form in forms]
    assert [r.verdict for r in validate(tried, rule_book, metadata)[0].submissions] == [ACCEPTED, ACCEPTED]


@pytest.mark.parametrize("answer", ["-", "0", "không", 4])
def test_one_answer_is_enough_for_a_form_to_be_filled_in(answer: Any, sent: Any, metadata: Metadata) -> None:
    (report,) = sent({**_blank(metadata), "hotspots": answer})
    assert NOT_FILLED_IN not in {finding.rule for finding in report.findings}
    (report,) = sent({**_blank(metadata), "hotspots": "  "})
    assert [finding.rule for finding in report.findings] == [NOT_FILLED_IN]
