"""Who is told what, once a day: contacts, what stands open in Airflow, and the digests made of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from wardreport.domain.period import Period


class Audience(StrEnum):
    """What somebody has to do with a cycle."""

    UNIT = "unit"
    REVIEWER = "reviewer"
    APPROVER = "approver"
    IT = "it"


class NoticeReason(StrEnum):
    """Why somebody is told."""

    DUE = "due"  # a unit's day comes near
    LATE = "late"
    RESEND = "resend"  # what a unit sent was returned, or cannot be used
    REVIEW = "review"  # a held submission waits for a decision
    APPROVAL = "approval"
    NOT_FINISHED = "not_finished"
    FAILED = "failed"
    UNREACHABLE = "unreachable"  # a unit's folder cannot be opened


@dataclass(frozen=True, slots=True)
class Contact:
    """One address of one audience, by its Airflow connection."""

    recipient: str  # a unit or a function, as the notice addresses it
    audience: Audience
    unit: str | None  # of the audience unit alone
    connection: str
    address: str  # of mail, or the path of a webhook, which may be empty

    @property
    def by_mail(self) -> bool:
        """Whether it is a mail address; else it is a webhook's path."""
        return _is_mail(self.address)


@dataclass(frozen=True, slots=True)
class Alert:
    """Something about a DAG's run that was noted, and holds until the run ends well."""

    reason: NoticeReason
    dag: str
    run: str
    noted_at: datetime
    task: str | None = None  # of a failure, where it is known
    period: str | None = None  # of an approval


@dataclass(frozen=True, slots=True)
class Digest:
    """All that one address is told on one day. It holds no figure and nothing that a unit wrote."""

    day: date
    period: Period
    recipient: str
    connection: str
    address: str
    subject: str
    lines: tuple[str, ...]
    letters: tuple[str, ...] = ()  # to these units: attached to a mail
    late_list: bool = False  # so is it

    @property
    def by_mail(self) -> bool:
        """Whether it goes to a mail address; else it goes to a webhook."""
        return _is_mail(self.address)

    @property
    def key(self) -> str:
        """The same for whatever an address is told of a period on a day, which is sent once."""
        told = "\n".join((self.day.isoformat(), str(self.period), self.connection, self.address))
        return hashlib.sha256(told.encode()).hexdigest()


def _is_mail(address: str) -> bool:
    return "@" in address
