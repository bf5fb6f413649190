"""On which days somebody is told (``notice_rules.csv``), and when a DAG should have ended (``run_deadlines.csv``)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated

from pydantic import BeforeValidator, Field

from wardreport.domain.errors import ConfigurationError
from wardreport.domain.notice import NoticeReason
from wardreport.metadata.data_files import Record, read_rows, refuse_repeats
from wardreport.metadata.sources import Sources, sources

DEADLINES = frozenset({NoticeReason.NOT_FINISHED, NoticeReason.APPROVAL})


def _days(cell: object) -> object:
    return tuple(cell.split("|")) if isinstance(cell, str) else cell


class NoticeRule(Record):
    """Days counted from the reason's first day; of ``due`` they are days before the due day."""

    reason: NoticeReason
    on_days: Annotated[tuple[Annotated[int, Field(ge=0)], ...], BeforeValidator(_days)] = Field(min_length=1)
    then_every: int | None = Field(default=None, ge=1)  # days, from the last of ``on_days`` on; empty: no more

    def falls_on(self, days: int) -> bool:
        """Whether somebody is told on that day."""
        after = days - max(self.on_days)
        return days in self.on_days or (self.then_every is not None and after > 0 and after % self.then_every == 0)


class RunDeadline(Record):
    """After how long a run that has not ended is told of, from when it was queued."""

    dag: str
    reason: NoticeReason
    hours: int = Field(ge=1)

    @property
    def after(self) -> timedelta:
        """The time that it has."""
        return timedelta(hours=self.hours)


def load_notice_rules(read_from: Sources | None = None) -> Mapping[NoticeReason, NoticeRule]:
    """By reason; raises ``ConfigurationError`` unless each has one line, and none comes near its day for ever."""
    lines = read_rows((read_from or sources()).of_office("notice_rules.csv"), NoticeRule)
    refuse_repeats("notice_rules.csv", (line.reason for line in lines))
    rules = {line.reason: line for line in lines}
    for reason in NoticeReason:
        if reason not in rules:
            raise ConfigurationError(f"notice_rules.csv: {reason} has no line")
    if rules[NoticeReason.DUE].then_every is not None:
        raise ConfigurationError("notice_rules.csv: due: then_every must be empty, its days come before the due day")
    return rules


def load_run_deadlines(read_from: Sources | None = None) -> tuple[RunDeadline, ...]:
    """The lines; raises ``ConfigurationError`` on one that stands twice, or has a reason that is no deadline."""
    lines = read_rows((read_from or sources()).of_office("run_deadlines.csv"), RunDeadline)
    refuse_repeats("run_deadlines.csv", (f"{line.dag} {line.reason}" for line in lines))
    for line in lines:
        if line.reason not in DEADLINES:
            raise ConfigurationError(f"run_deadlines.csv: {line.dag}: {line.reason} is no deadline of a run")
    return lines
