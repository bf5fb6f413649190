"""On which days somebody is told, and by when a run should have ended."""

from pathlib import Path

import pytest

from tests.specimens.sample_office import copied
from wardreport.domain.errors import ConfigurationError
from wardreport.domain.notice import NoticeReason
from wardreport.metadata.calendar.notice_rules import load_notice_rules, load_run_deadlines
from wardreport.workflow.settings import PROJECT


@pytest.mark.parametrize(
    ("reason", "days"),
    [
        (NoticeReason.DUE, [1, 3, 7]),
        (NoticeReason.LATE, [1, 3, 7, 14, 21, 28]),
        (NoticeReason.RESEND, [1, 3, 7, 14, 21, 28]),
        (NoticeReason.REVIEW, list(range(30))),
        (NoticeReason.FAILED, [0, 1, 3]),
        (NoticeReason.NOT_FINISHED, [0, 1, 3, 10, 17, 24]),
    ],
)
def test_on_which_days_somebody_is_told(reason: NoticeReason, days: list[int]) -> None:
    rule = load_notice_rules()[reason]
    assert [day for day in range(-5, 30) if rule.falls_on(day)] == days


def test_every_dag_has_a_deadline() -> None:
    assert {line.dag for line in load_run_deadlines()} == {file.stem for file in (PROJECT / "dags").glob("*.py")}


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("notice_rules.csv", "review,0,1\n", "", "review has no line"),
        ("notice_rules.csv", "review,0,1\n", "review,0,1\nreview,1,1\n", "review stands 2 times"),
        ("notice_rules.csv", "due,7|3|1,", "due,7|3|1,1", "due: then_every must be empty"),
        ("notice_rules.csv", "due,7|3|1,", "due,,", "line 2: on_days"),
        ("notice_rules.csv", "due,7|3|1,", "due,7|-3,", "line 2: on_days"),
        ("notice_rules.csv", "review,0,1", "review,0,0", "line 5: then_every"),
        ("notice_rules.csv", "reason,on_days", "why,on_days", "line 1: why"),
        ("run_deadlines.csv", "not_finished,2", "not_finished,0", "line 2: hours"),
        ("run_deadlines.csv", "collect_submissions,not_finished", "collect_submissions,late", "late is no deadline"),
        ("run_deadlines.csv", "publish_half_year,approval", "publish_half_year,not_finished", "stands 2 times"),
    ],
)
def test_a_slip_is_refused_with_one_line(file: str, old: str, new: str, says: str, tmp_path: Path) -> None:
    places = copied(tmp_path)
    text = (places.office / file).read_text(encoding="utf-8")
    assert old in text
    (places.office / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=says) as stopped:
        (load_notice_rules if file == "notice_rules.csv" else load_run_deadlines)(places)
    assert "\n" not in str(stopped.value)
