"""The day's notices: one digest for each address that has something to do, and none for any other.

It tells what to open and never what stands there: no figure, no finding, no name of a file that a unit chose.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from wardreport.domain.deadline import day_of
from wardreport.domain.notice import Alert, Audience, Contact, Digest, NoticeReason
from wardreport.domain.period import Period
from wardreport.domain.submission import FEEDBACK_FOLDER, feedback_name
from wardreport.domain.validation import RegisterEntry, ResponseState
from wardreport.metadata.calendar.notice_rules import NoticeRule
from wardreport.metadata.catalogue import Metadata
from wardreport.review.notices.notice_sentences import NoticeSentences
from wardreport.writing.written_days import written_day

_SENT_AGAIN = frozenset({ResponseState.RECEIVED, ResponseState.RETURNED})


@dataclass(frozen=True, slots=True)
class OpenMatters:
    """What may be told of a cycle on a day."""

    period: Period
    today: date
    register: tuple[RegisterEntry, ...]  # as of that day
    unreachable: Mapping[str, datetime]  # units whose folder cannot be opened, and since when
    alerts: tuple[Alert, ...] = ()  # those that still hold


def digests(
    matters: OpenMatters,
    metadata: Metadata,
    rules: Mapping[NoticeReason, NoticeRule],
    sentences: NoticeSentences,
    contacts: Sequence[Contact],
) -> tuple[Digest, ...]:
    """One for each address whose day it is, in the contacts' order.

    A unit whose folder cannot be opened is not reminded, for what it sent cannot be seen: IT is told. Raises
    ``ConfigurationError`` where the calendar does not have the period.
    """
    words = {
        "half": metadata.cycle(matters.period).head_line,
        "period": str(matters.period),
        "today": written_day(matters.today),
    }
    told = _Told(matters, rules, sentences, words)
    by_address: dict[tuple[str, str], list[Contact]] = defaultdict(list)
    for contact in contacts:
        by_address[contact.connection, contact.address].append(contact)
    found = (_digest(own, told) for own in by_address.values())
    return tuple(digest for digest in found if digest is not None)


def reminded_units(matters: OpenMatters, rules: Mapping[NoticeReason, NoticeRule]) -> tuple[str, ...]:
    """The units that owe something and are told of it on this day, whether or not there is an address of them."""
    return tuple(entry.unit for entry in matters.register if _is_day_of(entry, matters, rules))


def _digest(contacts: Sequence[Contact], told: _Told) -> Digest | None:
    first, matters = contacts[0], told.matters
    lines, letters, late_list = [], [], False
    for contact in contacts:
        if contact.audience is Audience.UNIT:
            own = told.of_unit(contact.unit)
            letters += [contact.unit or ""] if own else []
        else:
            own = told.of_audience(contact)
            late_list |= contact.audience is Audience.REVIEWER and told.somebody_late
        lines += own
    if not lines:
        return None
    words = told.words | {"recipient": "; ".join(dict.fromkeys(contact.recipient for contact in contacts))}
    if letters:
        lines.append(told.sentence("letters" if first.by_mail else "letters_elsewhere"))
    return Digest(
        day=matters.today,
        period=matters.period,
        recipient=words["recipient"],
        connection=first.connection,
        address=first.address,
        subject=told.sentences.subject.format_map(words),
        lines=(told.sentences.opening.format_map(words), *lines, told.sentences.closing.format_map(words)),
        letters=tuple(letters),
        late_list=late_list,
    )


class _Told:
    """The sentences of one day, by whom they are for."""

    def __init__(
        self,
        matters: OpenMatters,
        rules: Mapping[NoticeReason, NoticeRule],
        sentences: NoticeSentences,
        words: Mapping[str, str],
    ) -> None:
        self.matters, self.rules, self.sentences, self.words = matters, rules, sentences, dict(words)
        self._reminded = frozenset(reminded_units(matters, rules))
        self.somebody_late = any(e.unit in self._reminded and e.late_by_days is not None for e in matters.register)

    def sentence(self, name: str, **more: object) -> str:
        """A sentence with its fields filled in."""
        text: str = getattr(self.sentences, name)
        return text.format_map({"recipient": "", **self.words, **more})

    def of_unit(self, code: str | None) -> list[str]:
        """What a unit is reminded of, if this is its day."""
        entries = (entry for entry in self.matters.register if entry.unit == code)
        return [self._reminder(entry) for entry in entries if entry.unit in self._reminded]

    def of_audience(self, contact: Contact) -> list[str]:
        """What reviewers, approvers or IT are told."""
        told: Mapping[Audience, Callable[[Contact], Iterator[str]]] = {
            Audience.REVIEWER: self._reviewer,
            Audience.APPROVER: lambda _: self._alerts(NoticeReason.APPROVAL),
            Audience.IT: lambda _: self._it(),
        }
        return list(told[contact.audience](contact))

    def _reminder(self, entry: RegisterEntry) -> str:
        period, newest = self.matters.period, entry.submissions[-1].submission if entry.submissions else ""
        late = entry.late_by_days
        more = {
            "unit": entry.name,
            "code": entry.unit,
            "due": written_day(entry.due),
            "days": late if late is not None else (entry.due - self.matters.today).days,
            "file": feedback_name(newest),
            "folder": f"{FEEDBACK_FOLDER}/{period}",
        }
        return self.sentences.units[str(entry.state)].format_map({"recipient": "", **self.words, **more})

    def _reviewer(self, contact: Contact) -> Iterator[str]:
        for entry in self.matters.register:
            since = day_of(entry.history[-1].at) if entry.history else self.matters.today
            if entry.state is ResponseState.HELD and self._falls(NoticeReason.REVIEW, since):
                yield self.sentence("review", unit=entry.name, code=entry.unit, since=written_day(since))
        if self.somebody_late:
            yield self.sentence("late_list" if contact.by_mail else "late_list_elsewhere")

    def _it(self) -> Iterator[str]:
        yield from self._alerts(NoticeReason.NOT_FINISHED)
        yield from self._alerts(NoticeReason.FAILED)
        for entry in self.matters.register:
            since = self.matters.unreachable.get(entry.unit)
            if since is not None and self._falls(NoticeReason.UNREACHABLE, day_of(since)):
                yield self.sentence("unreachable", unit=entry.name, code=entry.unit, since=written_day(day_of(since)))

    def _alerts(self, reason: NoticeReason) -> Iterator[str]:
        for alert in self.matters.alerts:
            if alert.reason is reason and self._falls(reason, day_of(alert.noted_at)):
                period = alert.period or str(self.matters.period)
                yield self.sentence(reason, dag=alert.dag, run=alert.run, task=alert.task or "?", period=period)

    def _falls(self, reason: NoticeReason, since: date) -> bool:
        return self.rules[reason].falls_on((self.matters.today - since).days)


def _is_day_of(entry: RegisterEntry, matters: OpenMatters, rules: Mapping[NoticeReason, NoticeRule]) -> bool:
    if not entry.owes or entry.unit in matters.unreachable:
        return False
    since = day_of(entry.history[-1].at) if entry.history else matters.today
    if entry.state in _SENT_AGAIN and rules[NoticeReason.RESEND].falls_on((matters.today - since).days):
        return True
    if entry.late_by_days is not None:
        return rules[NoticeReason.LATE].falls_on(entry.late_by_days)
    return rules[NoticeReason.DUE].falls_on((entry.due - matters.today).days)
