"""From which change on a figure is worth a look (the office's ``change_thresholds.csv``): a reviewer's own file."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from pathlib import Path
from typing import Annotated

from pydantic import Field

from wardreport.domain.errors import ConfigurationError
from wardreport.metadata.data_files import Record, read_rows


class ChangeThreshold(Record):
    """One line: for a unit, an indicator, both, or (with neither) all. Both limits must be passed."""

    unit: str | None = None
    indicator: str | None = None
    at_least: Annotated[Decimal, Field(ge=0)]  # in the indicator's unit
    percent: Annotated[Decimal, Field(ge=0)]  # of the smaller of both figures
    note: str = ""


def load_change_thresholds(
    file: Path, indicators: Collection[str], units: Collection[str]
) -> tuple[ChangeThreshold, ...]:
    """The lines of the file; raises ``ConfigurationError`` on an unknown unit or indicator. No file: no thresholds."""
    lines = read_rows(file, ChangeThreshold) if file.exists() else ()
    for number, line in enumerate(lines, start=2):
        if line.indicator is not None and line.indicator not in indicators:
            raise ConfigurationError(f"{file.name} line {number}: unknown indicator {line.indicator}")
        if line.unit is not None and line.unit not in units:
            raise ConfigurationError(f"{file.name} line {number}: unknown unit {line.unit}")
    return lines
