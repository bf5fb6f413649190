"""Who decided and when: held against the people of the deployment (docs/design/review-and-release.md)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date

from wardreport.domain.deadline import day_of
from wardreport.domain.errors import ConfigurationError, DecisionError
from wardreport.domain.validation import Decision, SubmissionReport
from wardreport.metadata.office.people import Actor, People, Right
from wardreport.review.decisions.decisions import told


def with_actors(
    decisions: Iterable[Decision], people: People, recorded: Collection[Decision] = ()
) -> tuple[Decision, ...]:
    """The decisions with printed function and login of who made and approved them.

    One that the warehouse has ``recorded`` is history and stays as it is, whoever has left since. Raises
    ``DecisionError`` where a text names nobody or one without the right, and where somebody approves their own.
    """
    history = set(recorded)
    said = {_of_nobody(old): old for old in history}
    return tuple(_with_actors(one, people, history, said.get(_of_nobody(one))) for one in decisions)


def _of_nobody(decision: Decision) -> Decision:
    return replace(decision, decided_by="", decided_by_login=None, approved_by=None, approved_by_login=None)


def _with_actors(decision: Decision, people: People, history: Collection[Decision], old: Decision | None) -> Decision:
    if decision in history:
        return decision
    try:
        decider = actor_in(decision.decided_by, decision.decided_by_login, people, Right.DECIDE)
        approver = None
        if decision.approved_by is not None:
            approver = actor_in(decision.approved_by, decision.approved_by_login, people, Right.APPROVE)
    except ConfigurationError as error:
        if old is not None:
            return old
        raise DecisionError(f"decision {told(decision)}: {error}") from None
    if approver is not None and people.same(decider, approver):
        raise DecisionError(f"decision {told(decision)}: nobody approves their own decision")
    return replace(
        decision,
        decided_by=decider.title,
        decided_by_login=decider.login,
        approved_by=approver.title if approver else None,
        approved_by_login=approver.login if approver else None,
    )


def actor_in(written: str, login: str | None, people: People, right: Right) -> Actor:
    """Who a line of a file names: what a command wrote has the login beside the function, which is one of theirs.

    Raises ``ConfigurationError`` where that is nobody, or one without the right.
    """
    if login is None:
        return people.actor(written, right)
    person = people.persons.get(login)
    if person is None:
        raise ConfigurationError("the login that it names is not in people.csv")
    people.actor(login, right)
    function = people.functions.named(written)
    if function not in person.functions:
        raise ConfigurationError("the login that it names has another function in people.csv")
    return Actor(function.title, login)


def decider_of(decision: Decision) -> Actor:
    """Who made a recorded decision."""
    return Actor(decision.decided_by, decision.decided_by_login)


def refuse_untimely(
    decisions: Iterable[Decision],
    reports: Iterable[SubmissionReport],
    today: date,
    recorded: Collection[Decision] = (),
) -> None:
    """Raises ``DecisionError`` on the first decision from before its submission was there, or from after ``today``."""
    received = {(report.submission, report.unit): day_of(report.received_at) for report in reports}
    history = set(recorded)
    for decision in decisions:
        if decision in history:
            continue
        first = received.get((decision.submission, decision.unit))
        if first is not None and decision.decided_on < first:
            raise DecisionError(
                f"decision {told(decision)}: decided on {decision.decided_on}, before it was received on {first}"
            )
        for day in _days(decision):
            if day > today:
                raise DecisionError(f"decision {told(decision)}: {day} is not yet there: today is {today}")


def _days(decision: Decision) -> Iterator[date]:
    yield decision.decided_on
    if decision.approved_on is not None:
        yield decision.approved_on
