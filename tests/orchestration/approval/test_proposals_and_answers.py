"""What is proposed to approvers, and what their answer must be (the whole way: test_standalone)."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.specimens.submissions import PERIOD
from wardreport.domain.errors import ConfigurationError
from wardreport.domain.release import EDITED_REPORT, OPINION
from wardreport.metadata import Metadata, load_metadata
from wardreport.orchestration.approval.answers import approval_in, note_opinion
from wardreport.orchestration.approval.approvers import Approver, approvers_in
from wardreport.orchestration.approval.proposals import Proposal, propose_draft

APPROVERS = (Approver("lanh-dao", "Phó Chủ tịch"),)
PROPOSAL = Proposal(period=str(PERIOD), figures_sha256="a" * 64, after=None, says="…")


def _answer(chosen: str = "Approve", user: str | None = "lanh-dao", **form: Any) -> dict[str, Any]:
    return {
        "chosen_options": [chosen],
        "params_input": form,
        "responded_at": "2024-06-19T18:00:00+00:00",  # the 20th in Việt Nam
        "responded_by_user": {"id": user, "name": "…"} if user else None,
    }


def test_an_approval_is_in_the_role_of_who_answered_on_the_day_in_viet_nam(tmp_path: Path) -> None:
    record = approval_in(_answer(number=45), PROPOSAL, APPROVERS, tmp_path).record
    assert (record.approved_by, record.approved_on, record.dated) == ("Phó Chủ tịch", *[date(2024, 6, 20)] * 2)
    assert (record.number, record.figures_sha256, record.report_sha256) == (45, "a" * 64, None)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (None, "nobody answered"),  # the task was marked as done by hand
        (_answer(user=None, number=45), "nobody answered"),  # a default answer
        (_answer(user="kiem-tra", number=45), "may not approve"),
        (_answer("Reject", number=45), "not approved"),
        (_answer(), "number"),
        (_answer(number=45, dated="2024-06-19"), "dated before it was approved"),
        (_answer(number=45, edited=True), "is not there"),
    ],
)
def test_what_approves_nothing(answer: dict[str, Any] | None, said: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=said) as refused:
        approval_in(answer, PROPOSAL, APPROVERS, tmp_path)
    assert "\n" not in str(refused.value)


def test_the_edited_report_is_that_beside_the_draft(tmp_path: Path) -> None:
    (tmp_path / str(PERIOD)).mkdir()
    (tmp_path / str(PERIOD) / EDITED_REPORT).write_bytes(b"x")
    approved = approval_in(_answer(number=45, edited=True), PROPOSAL, APPROVERS, tmp_path)
    assert approved.report == tmp_path / str(PERIOD) / EDITED_REPORT
    assert approved.record.report_sha256 is not None


def test_an_opinion_lies_beside_the_draft_until_it_is_approved(tmp_path: Path) -> None:
    (tmp_path / str(PERIOD)).mkdir()
    file = tmp_path / str(PERIOD) / OPINION

    def noted(answer: dict[str, Any] | None) -> bool:
        return note_opinion(answer, str(PERIOD), APPROVERS, tmp_path)

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


def test_approvers_are_pairs_of_user_and_role() -> None:
    assert approvers_in(" lanh-dao = Phó Chủ tịch, Trưởng ban ; 3=Chánh Văn phòng;") == (
        Approver("lanh-dao", "Phó Chủ tịch, Trưởng ban"),
        Approver("3", "Chánh Văn phòng"),
    )
    assert approvers_in("") == ()
    for wrong in ("lanh-dao", "=Chủ tịch", "a=", "a=x;a=y"):
        with pytest.raises(ConfigurationError):
            approvers_in(wrong)


EMPTY: dict[str, Any] = {"outstanding": [], "inputs": [], "decisions": [], "narratives": []}


def _proposed(releases: Path, after: str | None = None, approvers: Sequence[Approver] = APPROVERS) -> Proposal | None:
    return propose_draft(PERIOD, after, releases, approvers, load_metadata().narrative_sections)


def _lay(folder: Path, figures: str, **more: Any) -> None:
    folder.mkdir(parents=True)
    manifest = {"figures_sha256": figures, "created_at": "2024-06-15T01:00:00+00:00", **EMPTY, **more}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def test_a_proposal_names_what_would_change_and_no_figure(tmp_path: Path) -> None:
    change = {"indicator": "fac_total", "before": {"value": "7654"}, "now": {"value": "7655"}}
    _lay(tmp_path / f"{PERIOD}/draft", "b" * 64, changes=[change], outstanding=["01840"])
    _lay(tmp_path / f"{PERIOD}/r01", "a" * 64)
    proposal = _proposed(tmp_path, "r01")
    assert proposal is not None
    assert "`fac_total`" in proposal["says"]
    assert "`01840`" in proposal["says"]
    assert "765" not in proposal["says"]
    assert proposal["figures_sha256"] == "b" * 64


def test_where_nothing_would_change_nothing_is_proposed(tmp_path: Path) -> None:
    _lay(tmp_path / f"{PERIOD}/draft", "a" * 64, changes=[])
    _lay(tmp_path / f"{PERIOD}/r01", "a" * 64)
    assert _proposed(tmp_path, "r01") is None
    assert _proposed(tmp_path) is not None


DECISION = {"submission": "s1", "decided_by": "phó chủ tịch"}


def test_a_proposal_says_beforehand_which_parts_nobody_wrote_and_who_may_not_approve(
    tmp_path: Path, metadata: Metadata
) -> None:
    chair = Approver("chu-tich", "Chủ tịch")
    written = [{"unit": "058", "section": name} for name in metadata.narrative_sections if name != "ton_tai"]
    counted = [{"sha256": "s1", "counted": True}]
    _lay(tmp_path / f"{PERIOD}/draft", "a" * 64, narratives=written, inputs=counted, decisions=[DECISION])
    proposal = _proposed(tmp_path, approvers=(*APPROVERS, chair))
    assert proposal is not None
    headings = {one.heading for one in metadata.narrative_sections.values() if one.heading in proposal["says"]}
    assert headings == {metadata.narrative_sections["ton_tai"].heading}
    assert EDITED_REPORT in proposal["says"]
    assert "Phó Chủ tịch đã ra quyết định" in proposal["says"]
    assert "\n\nChủ tịch đã" not in proposal["says"]
    with pytest.raises(ConfigurationError, match="everybody"):
        _proposed(tmp_path)


def test_a_decision_on_what_does_not_count_keeps_nobody_from_approving(tmp_path: Path) -> None:
    superseded = [{"sha256": "s1", "counted": False}]
    _lay(tmp_path / f"{PERIOD}/draft", "a" * 64, inputs=superseded, decisions=[DECISION])
    assert _proposed(tmp_path) is not None
    assert _proposed(tmp_path, approvers=()) is not None  # nobody is named: nobody has decided either
