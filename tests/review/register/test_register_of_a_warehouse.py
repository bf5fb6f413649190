"""The register as it is read back from a warehouse that real runs have filled."""

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.conftest import AS_OF
from tests.specimens.submissions import PERIOD, annex
from wardreport.correspondence.form_workbook import write_form
from wardreport.domain.finding import Verdict
from wardreport.domain.progress import Completeness
from wardreport.domain.validation import Cause, Decision, DecisionAction, ResponseState
from wardreport.metadata import Metadata
from wardreport.review.register.response_register import read_register
from wardreport.review.register.versions import Changes, versions_of
from wardreport.stages.collect.unit_folders import unit_of_folder
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


def test_blank_forms_and_a_copied_share_change_nothing(
    own_share: Callable[[], Deployment], metadata: Metadata, sample_decisions: tuple[Decision, ...]
) -> None:
    deployment, long_after = own_share(), AS_OF + timedelta(days=897)

    def cycle(at: datetime) -> dict[str, tuple[object, ...]]:
        forms = read_submissions(collect_share(PERIOD, deployment, at).submissions)
        report, accepted = judge(forms, deployment, sample_decisions, at)
        load_accepted(report, accepted, PERIOD, deployment, at)
        register = read_register(PERIOD, deployment.warehouse, metadata, at)
        return {e.unit: (e.state, e.counted, len(e.submissions), e.received_at, e.late_by_days) for e in register}

    def touch(at: datetime) -> None:
        for file in deployment.share.rglob("*.*"):
            os.utime(file, (at.timestamp(), at.timestamp()))

    before = cycle(AS_OF)
    assert {state for state, *_ in before.values()} == {ResponseState.ACCEPTED}
    for unit in metadata.units_valid(PERIOD):
        (folder,) = (f for f in deployment.share.iterdir() if unit_of_folder(f.name, before) == unit.unit_code)
        write_form(unit, PERIOD, metadata, deployment.rule_book, folder / "bieu-trong.xlsx")
        os.utime(folder / "bieu-trong.xlsx", (AS_OF.timestamp() + 3600,) * 2)
    assert cycle(LATER) == before
    shutil.rmtree(deployment.staging)
    touch(long_after)
    assert cycle(long_after + timedelta(days=1)) == before
    entry = next(e for e in read_register(PERIOD, deployment.warehouse, metadata, LATER) if e.unit == "01834")
    versions = versions_of(entry, PERIOD, deployment.warehouse)
    assert [(v.number, v.counted, v.report.blank_form, v.changes) for v in versions] == [
        (1, True, False, None),
        (2, False, True, None),
    ]


def test_what_each_version_changed(
    own_share: Callable[[], Deployment], metadata: Metadata, sample_decisions: tuple[Decision, ...]
) -> None:
    deployment = own_share()
    (file,) = (deployment.share / "01834-phuong-nguyen-thi-minh-khai").glob("*.xlsx")
    sent = (
        {"hotspots": 2, "fac_total": 3, "fac_lodging": 3},
        {"hotspots": 1, "fac_total": 3, "fac_lodging": 3, "staff_total": 4, "staff_contract": 4},
        {"hotspots": 1, "fac_total": 3, "fac_lodging": 3},
    )
    for days, values in enumerate(sent):
        at = AS_OF + timedelta(days=days)
        file.write_bytes(annex(metadata, "01834", values))
        os.utime(file, ((at - timedelta(hours=1)).timestamp(),) * 2)
        forms = read_submissions(collect_share(PERIOD, deployment, at).submissions)
        report, accepted = judge(forms, deployment, sample_decisions, at)
        load_accepted(report, accepted, PERIOD, deployment, at)
    entry = next(e for e in read_register(PERIOD, deployment.warehouse, metadata, at) if e.unit == "01834")
    first, second, third = versions_of(entry, PERIOD, deployment.warehouse)
    assert (first.changes, second.changes) == (
        None,
        Changes(filled=("staff_total", "staff_contract"), changed=("hotspots",)),
    )
    assert third.changes == Changes(emptied=("staff_total", "staff_contract"))
    assert [v.counted for v in (first, second, third)] == [False, True, False]
    assert entry.state is ResponseState.HELD
