"""At which hours the calendar's runs begin: ``run_hours.csv``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator, Field

from wardreport.domain.errors import ConfigurationError
from wardreport.metadata.data_files import Record, read_rows
from wardreport.metadata.sources import Sources, sources


class RunKind(StrEnum):
    """What is planned."""

    COLLECT = "collect"
    PUBLISH = "publish"
    NOTIFY = "notify"


def _hours(cell: object) -> object:
    return tuple(sorted(cell.split("|"))) if isinstance(cell, str) else cell


class RunHours(Record):
    """The hours of Việt Nam, in order, and for how many days a run that was missed is made up."""

    run: RunKind
    at: Annotated[tuple[time, ...], BeforeValidator(_hours)]
    made_up_for_days: int = Field(ge=0)


def load_run_hours(read_from: Sources | None = None) -> Mapping[RunKind, RunHours]:
    """By kind of run; raises ``ConfigurationError`` unless each has one line, and all but collection one hour."""
    lines = read_rows((read_from or sources()).of_office("run_hours.csv"), RunHours)
    for kind in RunKind:
        count = sum(line.run is kind for line in lines)
        if count != 1:
            raise ConfigurationError(f"run_hours.csv: {kind} has {count} lines: one is needed")
    hours = {line.run: line for line in lines}
    for kind, line in hours.items():
        if len(set(line.at)) < len(line.at):
            raise ConfigurationError(f"run_hours.csv: {kind}: an hour stands twice")
    for kind in (RunKind.PUBLISH, RunKind.NOTIFY):
        if len(hours[kind].at) != 1:
            raise ConfigurationError(f"run_hours.csv: {kind} takes one hour")
    return hours
