"""What an approver answered, and what follows from it: an approval record, or an opinion for the office."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from wardreport.domain.deadline import day_of
from wardreport.domain.errors import ConfigurationError
from wardreport.domain.release import EDITED_REPORT, OPINION
from wardreport.metadata.office.people import Actor, People, Person, Right
from wardreport.orchestration.approval.form import APPROVE, REJECT, codes_in, given_in, lacking
from wardreport.orchestration.approval.proposals import Proposal
from wardreport.review.decisions.approvals import approval_of
from wardreport.workflow.official import Approved
from wardreport.writing.file_rights.opening import like_its_folder
from wardreport.writing.whole_files import write_whole

Answer = Mapping[str, Any]  # as Airflow hands it on: chosen_options, params_input, responded_at, responded_by_user


def refusals(answer: Answer, proposal: Proposal, people: People) -> Iterator[str]:
    """Why an answer of a person does not count, a sentence each; the question is asked again then."""
    person = _person(answer, people)
    if person is None:
        yield f"Tài khoản {_login(answer)} không được giao phê duyệt: chỉ người có {Right.APPROVE} trong people.csv."
        return
    if answer["chosen_options"] != [APPROVE]:
        return
    if any(people.same(one, Actor(person.title, person.login)) for one in proposal.deciders):
        yield "Người đã ra quyết định về biểu của kỳ này không được phê duyệt."
    yield from lacking(given_in(answer["params_input"]), proposal.asks, _day(answer))


def approval_in(answer: Answer | None, proposal: Proposal, people: People, releases: Path) -> Approved:
    """The approval of exactly what was proposed, in the function of who answered.

    ``answer`` is what the task ``approve`` kept. Raises ``ConfigurationError`` where nobody answered or one who may
    not, and where the answer lacks something.
    """
    if answer is None:
        raise ConfigurationError("nobody answered: the task approve was only marked as done")
    if answer["chosen_options"] != [APPROVE]:
        raise ConfigurationError("it was not approved")
    if not answer["responded_by_user"]:
        raise ConfigurationError("nobody answered: a default answer releases nothing")
    person = _person(answer, people)
    if person is None:
        raise ConfigurationError(f"user {_login(answer)} may not approve: {Right.APPROVE} of people.csv")
    wrong = list(refusals(answer, proposal, people))
    if wrong:
        raise ConfigurationError(f"the answer does not count: {' '.join(wrong)}")
    form, answered = given_in(answer["params_input"]), _day(answer)
    report = releases / proposal.period / EDITED_REPORT if form["edited"] else None
    record = approval_of(
        {"period": proposal.period, "figures_sha256": proposal.figures_sha256},
        None,
        report_sha256=proposal.report_sha256 if report else None,  # that of when it was asked
        number=form["number"],
        dated=form["dated"] or answered.isoformat(),
        approved_by=person.title,
        approved_by_login=person.login,
        approved_on=answered.isoformat(),
        reason=form["reason"] if proposal.after else None,
        without=codes_in(form["without"]),
    )
    if report is not None and not report.is_file():
        raise ConfigurationError(f"the edited report {proposal.period}/{EDITED_REPORT} is not there any more")
    return Approved(record, report)


def note_opinion(answer: Answer | None, period: str, people: People, internal: Path) -> bool:
    """Writes beside the draft's internal folder why it was not approved, and takes away what an approval answers.

    Says whether it wrote one; without a word from a person none is written.
    """
    if answer is None:
        return False
    file = internal / period / OPINION
    if answer["chosen_options"] != [REJECT]:
        file.unlink(missing_ok=True)
        return False
    said = (answer["params_input"].get("opinion") or "").strip()
    person = _person(answer, people)
    if not said or person is None:
        return False
    at = _day(answer)
    file.parent.mkdir(parents=True, exist_ok=True)
    text = f"{person.title}, ngày {at:%d/%m/%Y}: không duyệt dự thảo kỳ {period}.\n\n{said}\n"
    write_whole(file, text.encode(), like_its_folder)
    return True


def _day(answer: Answer) -> date:
    at = answer["responded_at"]
    return day_of(datetime.fromisoformat(at) if isinstance(at, str) else at)


def _login(answer: Answer) -> str:
    """By name: the id of FAB is a number of its database, and with both auth managers the name is the login."""
    return str((answer["responded_by_user"] or {}).get("name"))


def _person(answer: Answer, people: People) -> Person | None:
    person = people.persons.get(_login(answer))
    return person if person is not None and Right.APPROVE in person.rights else None
