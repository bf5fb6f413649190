"""The register as it is read back from a warehouse that real runs have filled."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.conftest import AS_OF
from tests.specimens.submissions import PERIOD, annex
from wardreport.domain.finding import Verdict
from wardreport.domain.progress import Completeness
from wardreport.domain.validation import Cause, Decision, DecisionAction, ResponseState
from wardreport.metadata import Metadata
from wardreport.review.register.response_register import read_register
from wardreport.warehouse.reading.queries import judgement_history, unanswered_cells
from wardreport.workflow.deployment import Deployment
from wardreport.workflow.pipeline import collect_share, judge, load_accepted, read_submissions

pytestmark = pytest.mark.slow

LATER = AS_OF + timedelta(days=1)


def test_history_and_completeness_come_from_what_was_recorded(
    deployment: Deployment, sample_decisions: tuple[Decision, ...]
) -> None:
    forms = read_submissions(collect_share(PERIOD, deployment, AS_OF).submissions)
    for decisions_made, at in (((), AS_OF), (sample_decisions, LATER)):
        report, accepted = judge(forms, deployment, decisions_made, AS_OF)
        load_accepted(report, accepted, PERIOD, deployment, at)
    with deployment.warehouse.transaction() as connection:
        judgements = judgement_history(connection, PERIOD)
        unanswered = unanswered_cells(connection, PERIOD)
        assert judgement_history(connection, PERIOD.previous) == ()
        assert dict(unanswered_cells(connection, PERIOD.previous)) == {}
    held = [(j.verdict, j.at, j.actions) for j in judgements if j.unit == "01837"]
    accepting = frozenset({DecisionAction.ACCEPT_AS_REPORTED})
    assert held == [(Verdict.HELD, AS_OF, frozenset()), (Verdict.ACCEPTED, LATER, accepting)]
    assert {j.unit for j in judgements if j.actions} == {"01837", "058-D178"}
    register = {entry.unit: entry for entry in read_register(PERIOD, deployment.warehouse, deployment.metadata, LATER)}
    changes = [(change.state, change.why) for change in register["01837"].history]
    assert changes == [
        (ResponseState.DUE, Cause.OPENED),
        (ResponseState.RECEIVED, Cause.SUBMITTED),
        (ResponseState.HELD, Cause.JUDGED),
        (ResponseState.ACCEPTED, Cause.DECIDED),
    ]
    for unit, entry in register.items():
        assert entry.history[-1].state is entry.state
        assert entry.completeness is not None
        left = entry.completeness.expected - entry.completeness.answered
        own = {name for name, i in deployment.metadata.indicators.items() if entry.role in i.owner}
        assert left == len(own & unanswered.get(unit, frozenset()))


def test_what_an_accepted_form_leaves_blank_and_what_is_returned(
    own_share: Callable[[], Deployment], metadata: Metadata, sample_decisions: tuple[Decision, ...]
) -> None:
    deployment = own_share()
    (file,) = (deployment.share / "01834-phuong-nguyen-thi-minh-khai").glob("*.xlsx")
    file.write_bytes(annex(metadata, "01834", {"hotspots": None}))
    before = (AS_OF - timedelta(hours=1)).timestamp()
    os.utime(file, (before, before))
    returned = next(replace(d, action=DecisionAction.RETURN) for d in sample_decisions if d.unit == "01837")
    forms = read_submissions(collect_share(PERIOD, deployment, AS_OF).submissions)
    report, accepted = judge(forms, deployment, [returned], AS_OF)
    load_accepted(report, accepted, PERIOD, deployment, AS_OF)
    register = {entry.unit: entry for entry in read_register(PERIOD, deployment.warehouse, deployment.metadata, AS_OF)}
    full = register["01840"].completeness
    assert full is not None
    assert full.answered == full.expected
    assert register["01834"].completeness == Completeness(full.expected - 1, full.expected)
    assert (register["01837"].state, register["01837"].completeness) == (ResponseState.RETURNED, None)
    change = register["01837"].history[-1]
    assert (change.state, change.at, change.why) == (ResponseState.RETURNED, AS_OF, Cause.DECIDED)
