"""From which figure on a unit of measurement is in doubt (``magnitude_limits.csv``): đồng typed as triệu đồng."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated

from pydantic import Field

from wardreport.domain.errors import ConfigurationError
from wardreport.metadata.data_files import Record, read_rows, refuse_repeats
from wardreport.metadata.indicators import Indicator


class MagnitudeLimit(Record):
    """One line: for all figures of a unit of measurement, or for one indicator, which goes before its unit's."""

    unit: str | None = None
    indicator: str | None = None
    unusual_from: Annotated[Decimal, Field(gt=0)]  # in the row's unit: the figure counts and is asked about
    impossible_from: Annotated[Decimal, Field(gt=0)]  # it does not count
    divide_by: Annotated[Decimal | None, Field(gt=1)] = None  # what makes the row's unit of the one likely meant
    note: str = ""


def load_magnitude_limits(
    file: Path, indicators: Mapping[str, Indicator], units: Collection[str]
) -> dict[str, MagnitudeLimit]:
    """By indicator the limit of its figures, its own or its unit's.

    Raises ``ConfigurationError`` on an unknown unit or indicator, on a line for both or neither, and on limits that
    stand the wrong way round.
    """
    lines = read_rows(file, MagnitudeLimit)
    for number, line in enumerate(lines, start=2):
        where = f"{file.name} line {number}"
        if (line.unit is None) is (line.indicator is None):
            raise ConfigurationError(f"{where}: it is for a unit or for an indicator")
        if line.unit is not None and line.unit not in units:
            raise ConfigurationError(f"{where}: unknown unit {line.unit}")
        if line.indicator is not None and line.indicator not in indicators:
            raise ConfigurationError(f"{where}: unknown indicator {line.indicator}")
        if line.unusual_from > line.impossible_from:
            raise ConfigurationError(f"{where}: unusual_from is above impossible_from")
    refuse_repeats(file.name, (line.unit or line.indicator or "" for line in lines))
    of_units = {line.unit: line for line in lines if line.unit}
    of_indicators = {line.indicator: line for line in lines if line.indicator}
    found = {name: of_indicators.get(name) or of_units.get(known.unit) for name, known in indicators.items()}
    return {name: limit for name, limit in found.items() if limit is not None}
