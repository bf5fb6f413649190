"""The story of a question to the approver, over REST, whichever way people log in to Airflow.

``restate_period`` is where everything can be asked of an answer: number and reason, and an edited report. The first run
is not approved; the second meets, in this order, answers that lack something, a person who may not, a mark by hand, a
cleared task, another file than was proposed, and a second try.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from docx import Document

from tests.orchestration.airflow.airflow_client import AirflowClient
from tests.specimens.submissions import PERIOD
from wardreport.domain.release import EDITED_REPORT, OPINION, REPORT
from wardreport.metadata.office.people import Right

DAG = "restate_period"
STARTER, REVIEWER, APPROVER = "it", "kiem-tra", "lanh-dao"  # as in sample/office/people.csv
TAKEN = 45  # the number of the release that is out
FORM: dict[str, Any] = {"number": 52, "reason": "Phường nộp lại biểu", "edited": True}


def _edit(draft: Path, edited: Path) -> None:
    """As the drafter does: a revision's draft asks for its reason, and goes out only with it."""
    document = Document(str(draft))
    (gap,) = (paragraph for paragraph in document.paragraphs if "Lý do điều chỉnh: [" in paragraph.text)
    first, *others = gap.runs
    first.text = f"- Lý do điều chỉnh: {FORM['reason']}."
    for run in others:
        run.text = ""
    document.save(str(edited))


@dataclass(frozen=True)
class ApprovalStory:
    """Where it happens, and what Airflow's own rights are there."""

    client: Callable[[str], AirflowClient]
    of_period: Path  # the releases, of which one is out
    internal: Path
    kept_out: tuple[str, ...] = ()  # who may not answer by Airflow's own rights
    wrong: str = REVIEWER  # who may, and has no right in people.csv
    answered: Callable[[], None] | None = None  # gives the answer that counts, otherwise than over REST
    form: Mapping[str, Any] = field(default_factory=lambda: FORM)  # the whole answer
    conf: Mapping[str, Any] = field(default_factory=dict)

    def play(self) -> None:
        """From the reviewer who would start it to the second official release."""
        self._who_reviews_starts_nothing()
        self._what_is_not_approved_stays_a_draft()
        edited = self.of_period / EDITED_REPORT
        _edit(self.of_period / "draft" / REPORT, edited)
        run = self._asked()
        self._an_answer_that_lacks_something_is_refused(run)
        self._an_answer_of_another_person_does_not_count(run)
        self._a_mark_by_hand_releases_nothing_and_cleared_it_asks_anew(run)
        self._another_file_than_was_proposed_is_refused_and_the_second_try_has_the_answer(run, edited)
        edited.unlink()

    def _who_reviews_starts_nothing(self) -> None:
        it = self.client(STARTER)
        it.switch_on(DAG)
        started = self.client(REVIEWER).start(DAG, period=str(PERIOD), **self.conf)
        if REVIEWER in self.kept_out:
            assert started.status_code == 403
            return
        run = started.json()["dag_run_id"]
        assert it.ended(DAG, run) == "failed"
        assert it.tasks(DAG, run)["collect"] == "failed"
        assert Right.RUN in it.log(DAG, run, "collect")

    def _what_is_not_approved_stays_a_draft(self) -> None:
        approver, run = self.client(APPROVER), self._asked()
        assert approver.answer(DAG, run, "Approve", **self.form) == 400  # there is no edited report
        assert approver.answer(DAG, run, "Reject", opinion="Xem lại phần thuyết minh.") == 200
        assert self.client(STARTER).ended(DAG, run) == "success"
        assert self.client(STARTER).tasks(DAG, run)["release"] == "skipped"
        assert self._out() == ["r01"]
        assert "thuyết minh" in (self.internal / OPINION).read_text(encoding="utf-8")

    def _an_answer_that_lacks_something_is_refused(self, run: str) -> None:
        approver = self.client(APPROVER)
        assert approver.answer_at_once(DAG, run, "Approve") in {409, 400}  # too early, or without a number
        for lacking in ({"number": None}, {"reason": None}, {"number": TAKEN}, {"proposal": "0" * 64}):
            assert approver.answer(DAG, run, "Approve", **{**self.form, **lacking}) == 400, lacking

    def _an_answer_of_another_person_does_not_count(self, run: str) -> None:
        for login in self.kept_out:
            assert self.client(login).answer(DAG, run, "Approve", **self.form) == 403
        assert self.client(self.wrong).answer(DAG, run, "Approve", **self.form) == 200
        approver = self.client(APPROVER)
        approver.asked(DAG, run)  # again
        told = [line for line in approver.log(DAG, run, "approve").splitlines() if Right.APPROVE in line]
        assert [self.wrong in line for line in told] == [True]

    def _a_mark_by_hand_releases_nothing_and_cleared_it_asks_anew(self, run: str) -> None:
        it, approver = self.client(STARTER), self.client(APPROVER)
        assert it.mark(DAG, run, "approve", "success") == 200
        assert it.ended(DAG, run) == "failed"
        assert "nobody answered" in it.log(DAG, run, "release")
        assert self._out() == ["r01"]
        assert it.clear(DAG, run, "approve") == 200
        approver.asked(DAG, run)
        assert it.tries(DAG, run)["approve"] == 2

    def _another_file_than_was_proposed_is_refused_and_the_second_try_has_the_answer(
        self, run: str, edited: Path
    ) -> None:
        it, approver, proposed = self.client(STARTER), self.client(APPROVER), edited.read_bytes()
        edited.write_bytes(proposed + b" ")
        if self.answered:
            self.answered()
        else:
            assert approver.answer(DAG, run, "Approve", **self.form) == 200
        assert approver.answer(DAG, run, "Reject") == 409
        assert it.ended(DAG, run) == "failed"
        assert self._out() == ["r01"]
        edited.write_bytes(proposed)
        assert it.clear(DAG, run, "release") == 200
        assert it.ended(DAG, run) == "success"
        tries = it.tries(DAG, run)
        assert (tries["approve"], tries["release"]) == (2, 3)
        assert self._out() == ["r01", "r02"]
        assert not (self.internal / OPINION).exists()  # it is answered

    def _asked(self) -> str:
        run = self.client(STARTER).trigger(DAG, period=str(PERIOD), **self.conf)
        assert str(PERIOD) in self.client(APPROVER).asked(DAG, run)
        return run

    def _out(self) -> list[str]:
        return sorted(path.name for path in self.of_period.iterdir() if path.is_dir() and path.name != "draft")
