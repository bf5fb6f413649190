"""What is proposed to approvers, and what their answer must be (the whole way: test_standalone)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from tests.publish.report.report_contents import draft, revision
from tests.specimens.submissions import PERIOD
from wardreport.domain.errors import ConfigurationError
from wardreport.domain.finding import Verdict
from wardreport.domain.release import EDITED_REPORT, OPINION, Narrative
from wardreport.domain.validation import Decision, DecisionAction, RegisterEntry, ResponseState, SubmissionReport
from wardreport.metadata import Metadata
from wardreport.metadata.office.people import Actor, People, load_people
from wardreport.orchestration.approval import proposals
from wardreport.orchestration.approval.answers import approval_in, note_opinion, refusals
from wardreport.orchestration.approval.form import Asks
from wardreport.orchestration.approval.proposals import NothingToAskError, Proposal, propose_draft
from wardreport.orchestration.starting import refuse_starter
from wardreport.publish.manifest import figures_sha256
from wardreport.publish.release_content import ReleaseContent
from wardreport.writing.written_figures import written

ASKS = Asks("p" * 64, revision=False, units=(), edited=False, unwritten=False, taken=(), not_before=None)
PROPOSAL = Proposal(
    period=str(PERIOD), figures_sha256="a" * 64, report_sha256=None, after=None, deciders=(), asks=ASKS, says="…"
)
PEOPLE = (
    "it,Cán bộ công nghệ thông tin,,,,có",
    "kiem-tra,Người kiểm tra; Chuyên viên,có,có,,",
    "lanh-dao,Phó Chủ tịch,có,,có,",
    "lanh-dao-2,Chủ tịch,,,có,",
)


def _people(folder: Path, *lines: str) -> People:
    file = folder / "people.csv"
    file.write_text("login,functions,may_review,may_decide,may_approve,may_run\n" + "\n".join(lines), encoding="utf-8")
    return load_people(file)


@pytest.fixture(autouse=True)
def short_manifests(monkeypatch: pytest.MonkeyPatch) -> None:
    """A manifest here tells its figures alone."""
    monkeypatch.setattr(proposals, "read_manifest", lambda folder: json.loads((folder / "manifest.json").read_text()))


@pytest.fixture
def people(tmp_path: Path) -> People:
    return _people(tmp_path, *PEOPLE)


def _answer(chosen: str = "Approve", user: str | None = "lanh-dao", **form: Any) -> dict[str, Any]:
    return {
        "chosen_options": [chosen],
        "params_input": {"proposal": ASKS.proposal, **form},
        "responded_at": "2024-06-19T18:00:00+00:00",  # the 20th in Việt Nam
        "responded_by_user": {"id": "4", "name": user} if user else None,  # FAB's ids are numbers of its database
    }


def _asked(**changes: Any) -> Proposal:
    after = "r01" if changes.get("revision") else None
    return replace(PROPOSAL, asks=replace(ASKS, **changes), after=after)


def test_an_approval_is_in_the_function_of_who_answered_on_the_day_in_viet_nam(people: People, tmp_path: Path) -> None:
    record = approval_in(_answer(number=45), PROPOSAL, people, tmp_path).record
    assert (record.approved_by, record.approved_by_login) == ("Phó Chủ tịch", "lanh-dao")
    assert (record.approved_on, record.dated) == (date(2024, 6, 20),) * 2
    assert (record.number, record.figures_sha256, record.report_sha256) == (45, "a" * 64, None)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (None, "nobody answered"),  # the task was marked as done by hand
        (_answer(user=None, number=45), "nobody answered"),  # a default answer
        (_answer(user="kiem-tra", number=45), "may not approve"),
        (_answer(user="4", number=45), "may not approve"),  # a login, never an id
        (_answer("Reject", number=45), "not approved"),
        (_answer(), "Thiếu số văn bản"),
    ],
)
def test_what_approves_nothing(answer: dict[str, Any] | None, said: str, people: People, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=said) as refused:
        approval_in(answer, PROPOSAL, people, tmp_path)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("form", "asks", "wrong"),
    [
        ({"number": 45}, {}, 0),
        ({"number": 45, "dated": "2024-06-21", "reason": "…", "opinion": "…"}, {}, 0),
        ({}, {}, 1),
        ({"number": 0}, {}, 1),
        ({"number": "45"}, {}, 1),
        ({"number": True}, {}, 1),
        ({"number": 45, "dated": "2024-06-19"}, {}, 1),  # before it was approved
        ({"number": 45, "dated": "hôm nay"}, {}, 1),
        ({"number": 45, "dated": 5}, {}, 1),
        ({"number": 45, "proposal": "q" * 64}, {}, 1),  # of another proposal
        ({"number": 45, "proposal": None}, {}, 1),
        ({"number": 45}, {"revision": True}, 1),
        ({"number": 45, "reason": " "}, {"revision": True}, 1),
        ({"number": 45, "reason": "Phường nộp lại"}, {"revision": True}, 0),
        ({"number": 45, "reason": "x" * 1001}, {"revision": True}, 1),
        ({"reason": 5}, {"revision": True}, 3),
        ({"number": 45, "dated": "2024-07-01"}, {"not_before": "2024-07-02"}, 1),
        ({"number": 45}, {"taken": [(2024, 45)]}, 1),
        ({"number": 45}, {"taken": [[2023, 45], [2024, 44]]}, 0),
        ({"number": 45}, {"units": ["01837", "01840"]}, 1),
        ({"number": 45, "without": "01837"}, {"units": ["01837", "01840"]}, 1),
        ({"number": 45, "without": "01837, 01840 01840"}, {"units": ["01837", "01840"]}, 0),
        ({"number": 45, "without": "01837;01840\n01834"}, {"units": ["01837", "01840"]}, 1),
        ({"number": 45, "edited": True}, {}, 1),
        ({"number": 45, "edited": True}, {"edited": True}, 0),
        ({"number": 45, "edited": "có"}, {"edited": True}, 1),
        ({"number": 45}, {"edited": True, "unwritten": True}, 1),
    ],
)
def test_an_answer_that_lacks_something_is_told_what(
    form: dict[str, Any], asks: dict[str, Any], wrong: int, people: People
) -> None:
    proposal = _asked(**asks)
    assert len(list(refusals(_answer(**form), proposal, people))) == wrong
    assert list(refusals(_answer("Reject", **form), proposal, people)) == []  # no needs nothing


@pytest.mark.parametrize("chosen", ["Approve", "Reject"])
def test_an_answer_of_somebody_else_does_not_count(chosen: str, people: People) -> None:
    assert [*refusals(_answer(chosen, "kiem-tra", number=45), PROPOSAL, people)] != []
    assert [*refusals(_answer(chosen, "nobody", number=45), PROPOSAL, people)] != []


@pytest.mark.parametrize("decider", [Actor("P\u0421T"), Actor("Phó Chủ tịch 2"), Actor("Trưởng ban", "lanh-dao")])
def test_who_decided_may_not_approve(decider: Actor, people: People) -> None:
    proposal = replace(PROPOSAL, deciders=(decider,))
    assert [*refusals(_answer(number=45), proposal, people)] != []
    assert [*refusals(_answer(user="lanh-dao-2", number=45), proposal, people)] == []


def test_the_edited_report_is_bound_by_its_hash_of_when_it_was_asked(people: People, tmp_path: Path) -> None:
    file = tmp_path / str(PERIOD) / EDITED_REPORT
    file.parent.mkdir()
    file.write_bytes(b"another than was proposed")
    proposal = replace(_asked(edited=True), report_sha256="e" * 64)
    approved = approval_in(_answer(number=45, edited=True), proposal, people, tmp_path)
    assert (approved.report, approved.record.report_sha256) == (file, "e" * 64)
    plain = approval_in(_answer(number=45), proposal, people, tmp_path)
    assert (plain.report, plain.record.report_sha256) == (None, None)
    file.unlink()
    with pytest.raises(ConfigurationError, match="not there any more"):
        approval_in(_answer(number=45, edited=True), proposal, people, tmp_path)


def test_the_units_that_go_without_are_those_that_were_named(people: People, tmp_path: Path) -> None:
    proposal = _asked(units=("01837", "01840"))
    record = approval_in(_answer(number=45, without="01840 01837"), proposal, people, tmp_path).record
    assert record.without == ("01840", "01837")


def test_an_opinion_lies_beside_the_draft_until_it_is_approved(people: People, tmp_path: Path) -> None:
    (tmp_path / str(PERIOD)).mkdir()
    file = tmp_path / str(PERIOD) / OPINION

    def noted(answer: dict[str, Any] | None) -> bool:
        return note_opinion(answer, str(PERIOD), people, tmp_path)

    assert not noted(_answer("Reject", opinion=" "))
    assert not noted(_answer("Reject", user=None, opinion="…"))  # nobody said it
    assert not file.exists()
    assert noted(_answer("Reject", opinion="Xem lại mục 3"))
    assert not noted(None)
    said = file.read_text(encoding="utf-8")
    assert "Xem lại mục 3" in said
    assert "Phó Chủ tịch, ngày 20/06/2024" in said
    noted(_answer(number=45))
    assert not file.exists()


def _whole(content: ReleaseContent) -> ReleaseContent:
    """The same where every unit has answered."""
    return _with_figures(content, {n: replace(f, outstanding=()) for n, f in content.table.figures.items()})


def _laid(content: ReleaseContent, releases: Path, *, out: bool = False) -> None:
    """The draft of the content and its edited report, and a first release with other figures."""
    manifests = {"draft": figures_sha256(content.table)} | ({"r01": "0" * 64} if out else {})
    for name, sha256 in manifests.items():
        folder = releases / str(content.period) / name
        folder.mkdir(parents=True)
        (folder / "manifest.json").write_text(json.dumps({"figures_sha256": sha256}), encoding="utf-8")
    (releases / str(content.period) / EDITED_REPORT).write_bytes(b"x")


def _entry(unit: str, state: ResponseState, *decisions: Decision) -> RegisterEntry:
    accepted = state is ResponseState.ACCEPTED
    verdict = Verdict.ACCEPTED if accepted else Verdict.HELD
    at = datetime(2024, 6, 1, tzinfo=UTC)
    report = SubmissionReport("a" * 64, unit, PERIOD, "annex-2024", at, verdict, (), decisions)
    counted = report.submission if accepted else None
    return RegisterEntry(
        unit, f"Phường {unit}", "ward", state, (report,), counted, date(2024, 6, 16), None, at, None, ()
    )


def _decision(by: str, indicator: str = "fac_total") -> Decision:
    action = DecisionAction.ACCEPT_AS_REPORTED
    return Decision("a" * 64, "01837", "rule.partition", indicator, action, "…", by, date(2024, 6, 5))


def test_a_revision_says_what_changes_with_before_and_after_and_needs_a_reason(
    metadata: Metadata, people: People, tmp_path: Path
) -> None:
    content = _whole(revision(metadata))
    _laid(content, tmp_path, out=True)
    proposal = propose_draft(content, tmp_path, people, metadata, [(2024, 5)])
    (change,) = content.edition.changes
    assert f"{metadata.name_of(change.indicator)}: {written(change.before)} → 3" in proposal.says
    assert (proposal.after, proposal.asks.revision, proposal.asks.not_before) == ("r01", True, "2024-06-05")
    assert str(tmp_path / f"{content.period}/draft/bao-cao.docx") in proposal.says
    assert (proposal.report_sha256 or "-")[:12] in proposal.says
    assert [*refusals(_answer(number=5, reason="…", edited=True), proposal, people)] != []


def test_the_reason_of_a_revision_is_no_part_that_somebody_has_to_write_before(
    metadata: Metadata, people: People, tmp_path: Path
) -> None:
    content = _whole(revision(metadata))
    told = tuple(Narrative("01837", name, "Đã làm.") for name in metadata.narrative_sections)
    content = replace(content, narratives=told, edition=replace(content.edition, reason=None))
    _laid(content, tmp_path, out=True)
    (tmp_path / str(content.period) / EDITED_REPORT).unlink()
    assert not propose_draft(content, tmp_path, people, metadata).asks.unwritten
    with pytest.raises(NothingToAskError, match="nobody has written"):
        propose_draft(replace(content, narratives=told[1:]), tmp_path, people, metadata)


def test_an_edited_report_that_still_asks_for_something_is_not_proposed(
    metadata: Metadata, people: People, tmp_path: Path
) -> None:
    content = _whole(revision(metadata))
    _laid(content, tmp_path, out=True)
    document = Document()
    written = document.add_paragraph("- Lý do điều chỉnh: [Phần này do cán bộ tổng hợp viết: vì sao thay đổi.]")
    edited = str(tmp_path / str(content.period) / EDITED_REPORT)
    document.save(edited)
    with pytest.raises(NothingToAskError, match=EDITED_REPORT):
        propose_draft(content, tmp_path, people, metadata)
    written.runs[0].text = "- Lý do điều chỉnh: Phường nộp lại biểu."
    document.save(edited)
    assert propose_draft(content, tmp_path, people, metadata).asks.edited


def test_what_let_a_form_pass_is_told_by_rule_and_unit_and_no_row_at_stake(
    metadata: Metadata, people: People, tmp_path: Path
) -> None:
    at_stake = next(iter(sorted(metadata.at_stake & set(metadata.row_of))))
    made = (_decision("Chuyên viên"), _decision("Chuyên viên", at_stake))
    content = replace(_whole(draft(metadata)), register=(_entry("01837", ResponseState.ACCEPTED, *made),))
    _laid(content, tmp_path)
    proposal = propose_draft(content, tmp_path, people, metadata)
    assert "Phường 01837: quy tắc `rule.partition`" in proposal.says
    assert metadata.name_of("fac_total") in proposal.says
    assert metadata.name_of(at_stake) not in proposal.says
    assert proposal.deciders == (Actor("Chuyên viên"),)


def test_units_that_are_missing_are_named_with_what_the_approval_must_say(
    metadata: Metadata, people: People, tmp_path: Path
) -> None:
    content = replace(_whole(draft(metadata)), register=(_entry("01837", ResponseState.HELD),))
    _laid(content, tmp_path)
    proposal = propose_draft(content, tmp_path, people, metadata)
    assert proposal.asks.units == ("01837",)
    assert "`01837`" in proposal.says


def test_the_same_draft_is_the_same_proposal_and_any_other_another(
    metadata: Metadata, people: People, tmp_path: Path
) -> None:
    content = _whole(draft(metadata))
    _laid(content, tmp_path)
    first = propose_draft(content, tmp_path, people, metadata)
    later = replace(content, created_at=datetime(2024, 7, 1, tzinfo=UTC))
    assert propose_draft(later, tmp_path, people, metadata).asks.proposal == first.asks.proposal
    (tmp_path / str(content.period) / EDITED_REPORT).write_bytes(b"y")
    assert propose_draft(content, tmp_path, people, metadata).asks.proposal != first.asks.proposal


def test_nobody_is_asked_where_it_could_not_go_out(metadata: Metadata, people: People, tmp_path: Path) -> None:
    content, outside = _whole(draft(metadata)), tmp_path / "releases"
    _laid(content, outside)
    assert propose_draft(content, outside, people, metadata)

    def refused(error: type[Exception], says: str, content: ReleaseContent, people: People) -> None:
        with pytest.raises(error, match=says) as told:
            propose_draft(content, outside, people, metadata)
        assert "\n" not in str(told.value)

    refused(NothingToAskError, "may_approve", content, People())
    other = next(iter(content.table.figures))
    changed = {**content.table.figures, other: replace(content.table.figures[other], outstanding=("x",))}
    refused(ConfigurationError, "not of these figures", _with_figures(content, changed), people)
    decided = replace(content, register=(_entry("01837", ResponseState.ACCEPTED, _decision("PCT")),))
    assert "Phó Chủ tịch (lanh-dao)" in propose_draft(decided, outside, people, metadata).says
    refused(ConfigurationError, "everybody", decided, _people(tmp_path, *PEOPLE[:3]))
    (outside / str(content.period) / EDITED_REPORT).unlink()
    refused(NothingToAskError, "nobody has written", content, people)


def test_where_nothing_would_change_nothing_is_proposed(metadata: Metadata, people: People, tmp_path: Path) -> None:
    content = _whole(revision(metadata))
    _laid(content, tmp_path)
    same = tmp_path / str(content.period) / "r01"
    same.mkdir()
    (same / "manifest.json").write_bytes((same.parent / "draft" / "manifest.json").read_bytes())
    with pytest.raises(NothingToAskError, match="nothing would change since r01"):
        propose_draft(content, tmp_path, people, metadata)


def _with_figures(content: ReleaseContent, figures: Any) -> ReleaseContent:
    return replace(content, table=replace(content.table, figures=figures))


@pytest.mark.parametrize(
    ("user", "may"), [("it", True), (None, True), ("dag_test", True), ("kiem-tra", False), ("who", False)]
)
def test_only_who_may_run_starts_what_publishes(user: str | None, may: bool, people: People) -> None:
    refuse_starter(user, People())  # nobody has a login: Airflow's own rights are all there is
    if may:
        refuse_starter(user, people)
    else:
        with pytest.raises(ConfigurationError, match="may_run"):
            refuse_starter(user, people)


def test_who_starts_it_at_the_machine_itself_may(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: "pipeline")
    refuse_starter("pipeline", people)
