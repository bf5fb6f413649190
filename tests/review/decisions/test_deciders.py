"""Who decided and when, held against the people that there are."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.specimens.submissions import PERIOD
from wardreport.domain.errors import DecisionError
from wardreport.domain.finding import Verdict
from wardreport.domain.validation import Decision, DecisionAction, SubmissionReport
from wardreport.metadata.office.people import People, load_people
from wardreport.review.decisions.deciders import refuse_untimely, with_actors
from wardreport.review.decisions.decisions import as_line, checked_decisions

DAY = date(2024, 6, 5)
DECISION = Decision("a" * 64, "01834", "rule.partition", "fac_total", DecisionAction.RETURN, "…", "Người kiểm tra", DAY)
TITLE = "Người kiểm tra chất lượng số liệu"


@pytest.fixture
def people(tmp_path: Path) -> People:
    file = tmp_path / "people.csv"
    file.write_text(
        "login,functions,may_review,may_decide,may_approve,may_run\n"
        "a,Người kiểm tra; Trưởng phòng,,có,,\nb,Trưởng phòng,,có,có,\n",
        encoding="utf-8",
    )
    return load_people(file)


def _one(people: People, *recorded: Decision, **changes: object) -> Decision:
    (made,) = with_actors([replace(DECISION, **changes)], people, recorded)  # type: ignore[arg-type]
    return made


def test_a_function_is_printed_as_the_list_has_it_and_a_login_gives_its_function(people: People) -> None:
    assert _one(people).decided_by == TITLE
    made = _one(people, decided_by="a", approved_by="b", approved_on=DAY)
    assert (made.decided_by, made.decided_by_login) == (TITLE, "a")
    assert (made.approved_by, made.approved_by_login) == ("Trưởng phòng", "b")
    content = {"period": str(PERIOD), "decisions": [as_line(made)]}
    assert with_actors(checked_decisions(content, PERIOD, "f"), people) == (made,)


@pytest.mark.parametrize(
    "changes",
    [
        {"decided_by": "Nguyễn Văn Mẫu"},
        {"decided_by": TITLE, "decided_by_login": "c"},
        {"decided_by": "Chủ tịch", "decided_by_login": "a"},
        {"approved_by": "a", "approved_on": DAY},  # may not
        {"approved_by": "Ông Mẫu", "approved_on": DAY},
        {"approved_by": "người  Kiểm tra, chất lượng SỐ LIỆU", "approved_on": DAY},
        {"approved_by": "Người kiểm tra 2", "approved_on": DAY},
        {"approved_by": "Ng\u01b0\u1eddi ki\u1ec3m tr\u0430", "approved_on": DAY},  # a Cyrillic a
        {"decided_by": "b", "approved_by": "b", "approved_on": DAY},
        {"decided_by": "Trưởng phòng", "approved_by": "b", "approved_on": DAY},
        {"decided_by": "TP", "approved_by": "Trưởng phòng", "approved_on": DAY},
    ],
)
def test_who_may_not_or_is_nobody_is_refused_in_one_line(changes: dict[str, object], people: People) -> None:
    with pytest.raises(DecisionError) as refused:
        _one(people, **changes)
    assert "\n" not in str(refused.value)
    assert "Mẫu" not in str(refused.value)


def test_two_of_one_function_are_two_by_their_logins(people: People) -> None:
    made = _one(people, decided_by="a", approved_by="b", approved_on=DAY)
    assert made.approved_by_login == "b"


def test_what_was_recorded_is_history_whoever_has_left(people: People) -> None:
    old = replace(DECISION, decided_by="Cán bộ thống kê số 3")
    assert _one(people, old, decided_by="Cán bộ thống kê số 3") == old
    recorded = _one(people, decided_by="a")
    assert _one(People(), recorded, decided_by="a") == recorded
    with pytest.raises(DecisionError):
        _one(People(), recorded, decided_by="a", reason="another")
    assert _one(people, replace(DECISION, decided_by="R"), decided_by="a") == recorded  # a new one


@pytest.mark.parametrize(
    ("decided", "approved", "says"),
    [
        (date(2024, 6, 4), None, "before it was received"),
        (date(2024, 6, 5), None, None),
        (date(2024, 6, 10), date(2024, 6, 10), None),
        (date(2024, 6, 11), None, "not yet there"),
        (date(2024, 6, 10), date(2024, 6, 11), "not yet there"),
    ],
)
def test_a_decision_lies_between_its_submission_and_today(
    decided: date, approved: date | None, says: str | None
) -> None:
    received = datetime(2024, 6, 4, 18, tzinfo=UTC)  # the 5th in Việt Nam
    report = SubmissionReport("a" * 64, "01834", PERIOD, "annex-2024", received, Verdict.HELD, ())
    made = replace(DECISION, decided_on=decided, approved_on=approved, approved_by=approved and "Trưởng phòng")
    today = date(2024, 6, 10)
    refuse_untimely([made], [report], today, recorded=[made])
    refuse_untimely([replace(made, unit="01837", decided_on=DAY, approved_on=None)], [report], today)
    if says is None:
        refuse_untimely([made], [report], today)
    else:
        with pytest.raises(DecisionError, match=says):
            refuse_untimely([made], [report], today)
