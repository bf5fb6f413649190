"""The approval of an official release: a person's word on certain figures, read from its file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Self

import yaml
from pydantic import Field, model_validator

from wardreport.domain.errors import ConfigurationError
from wardreport.domain.period import Period
from wardreport.domain.release import Approval
from wardreport.domain.validation import RegisterEntry
from wardreport.metadata.data_files import Record, Sha256, build, read_yaml
from wardreport.metadata.office.people import Actor, People, Right
from wardreport.review.decisions.deciders import actor_in, decider_of
from wardreport.review.decisions.decisions import Login, RoleName, Said
from wardreport.writing.file_rights.closing import make_closed
from wardreport.writing.file_rights.opening import like_its_folder
from wardreport.writing.whole_files import write_whole


class ApprovalRecord(Record):
    """What was approved, by whom, and the number and date that the document carries.

    ``figures_sha256`` is that of the draft that was approved, as its manifest tells it; ``report_sha256`` that of the
    report as people edited it, where one was.
    """

    period: str
    figures_sha256: Sha256
    report_sha256: Sha256 | None = None
    number: Annotated[int, Field(ge=1)]
    dated: date
    approved_by: RoleName
    approved_by_login: Login | None = None
    approved_on: date
    reason: Said | None = None  # of a revision: what it is for
    without: tuple[str, ...] = ()  # codes of units that are outstanding or held, and go out as they are

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.dated < self.approved_on:
            raise ValueError("the document is dated before it was approved")
        return self

    @property
    def approval(self) -> Approval:
        """Who approved it and when."""
        return Approval(self.approved_by, self.approved_on, self.without)


def read_approval(file: Path, period: Period) -> ApprovalRecord:
    """The approval of a period's release; raises ``ConfigurationError`` on what is none, or one of another period."""
    record = build(ApprovalRecord, read_yaml(file), file.name)
    if record.period != str(period):
        raise ConfigurationError(f"{file.name}: approves {record.period}, not {period}")
    return record


def approval_of(draft: Mapping[str, Any], report: Path | None, **said: Any) -> ApprovalRecord:
    """The approval of a draft: ``draft`` has its ``period`` and ``figures_sha256``, ``report`` is the edited one.

    ``said`` is what a person gives: ``number``, ``dated``, ``approved_by``, ``approved_on``, ``reason``, ``without``;
    an empty one counts as not given. Raises ``ConfigurationError`` on what is no approval.
    """
    fields = {
        "period": draft["period"],
        "figures_sha256": draft["figures_sha256"],
        "report_sha256": report_sha256(report) if report else None,
        **said,
    }
    given = {key: value for key, value in fields.items() if value not in (None, "", ())}
    return build(ApprovalRecord, given, "approval")


def report_sha256(report: Path) -> str:
    """By what an approval knows the report that people edited."""
    return hashlib.sha256(report.read_bytes()).hexdigest()


def write_approval(file: Path, record: ApprovalRecord) -> None:
    """Writes what ``read_approval`` reads."""
    make_closed(file.parent)
    said = record.model_dump(exclude_defaults=True)
    given = {key: list(value) if isinstance(value, tuple) else value for key, value in said.items()}
    text = yaml.safe_dump(given, allow_unicode=True, sort_keys=False)
    write_whole(file, text.encode(), partial(like_its_folder, others=False))


def with_approver(record: ApprovalRecord, people: People) -> ApprovalRecord:
    """The record with printed function and login of who approves.

    Raises ``ConfigurationError`` where the text names nobody, or one who may not.
    """
    try:
        approver = actor_in(record.approved_by, record.approved_by_login, people, Right.APPROVE)
    except ConfigurationError as error:
        raise ConfigurationError(f"approved_by: {error}") from None
    return record.model_copy(update={"approved_by": approver.title, "approved_by_login": approver.login})


def refuse_own_decision(record: ApprovalRecord, register: Iterable[RegisterEntry], people: People) -> None:
    """Raises ``ConfigurationError`` where who approves has decided on a submission whose figures go out."""
    approver = Actor(record.approved_by, record.approved_by_login)
    for entry in register:
        for decision in entry.standing_decisions:
            if people.same(decider_of(decision), approver):
                raise ConfigurationError(
                    f"nobody approves their own decision: {record.approved_by} decided on the figures of {entry.unit}"
                )
