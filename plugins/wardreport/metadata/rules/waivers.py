"""Standing waivers (the office's ``waivers.yaml``): a rule that need not hold for a unit, until a day, for a reason."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path

from pydantic import Field

from wardreport.domain.errors import ConfigurationError
from wardreport.metadata.data_files import Record, build, read_yaml

WAIVERS = "waivers.yaml"


class Waiver(Record):
    """One waiver: of an entry of the rule book, for one unit, on one indicator or (without) all of them."""

    entry: str
    unit: str
    indicator: str | None = None
    reason: str = Field(min_length=1)
    decided_by: str = Field(min_length=1)  # the name of a role, never of a person
    decided_on: date
    until: date  # the last day on which it holds

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on a day; it expires by itself."""
        return self.decided_on <= day <= self.until


def load_waivers(
    file: Path, entries: Collection[str], indicators: Collection[str], units: Collection[str]
) -> tuple[Waiver, ...]:
    """The waivers of the file; raises ``ConfigurationError`` on an unknown rule, indicator or unit. No file: none."""
    if not file.exists():
        return ()
    content = read_yaml(file)
    if not isinstance(content, Mapping) or not isinstance(content.get("waivers"), list) or len(content) != 1:
        raise ConfigurationError(f"{file.name}: needs a list named waivers, and nothing else")
    lines = enumerate(content["waivers"], start=1)
    waivers = tuple(build(Waiver, line, f"{file.name}: waiver {number}") for number, line in lines)
    for number, waiver in enumerate(waivers, start=1):
        where = f"{file.name}: waiver {number}"
        if waiver.entry not in entries:
            raise ConfigurationError(f"{where}: unknown rule {waiver.entry}")
        if waiver.indicator is not None and waiver.indicator not in indicators:
            raise ConfigurationError(f"{where}: unknown indicator {waiver.indicator}")
        if waiver.unit not in units:
            raise ConfigurationError(f"{where}: unknown unit {waiver.unit}")
    return waivers
