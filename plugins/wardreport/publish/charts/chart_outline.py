"""The words of the pictures and the indicators in them (``chart_outline.yaml``)."""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

from wardreport.domain.errors import ConfigurationError
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.data_files import Record, build, read_yaml
from wardreport.writing.written_figures import NIL, SUPPRESSED, UNAVAILABLE

OUTLINE = Path(__file__).parent / "chart_outline.yaml"
_FIELDS: Mapping[str, frozenset[str]] = {  # what a text may name, by its key
    "title": frozenset({"half"}),
    "lead": frozenset({"half"}),
    "others": frozenset({"number"}),
    "missing": frozenset({"units"}),
    "all_of": frozenset({"total", "unit"}),
    "differs": frozenset({"sum", "total"}),
    "share": frozenset({"part", "percent"}),
    "share_said": frozenset({"part", "percent"}),
    "signs": frozenset({"signs"}),
}


class Counted(Record):
    """What a panel shows: its heading and what is counted."""

    heading: str
    unit: str


class Measured(Counted):
    """The same of an indicator."""

    indicator: str


class _Titled(Record):
    name: str
    title: str
    lead: str


class ByUnit(_Titled):
    """Owners' own figures side by side."""

    panels: tuple[Measured, ...]
    others: str
    missing: str
    not_drawn: str


class Kinds(_Titled):
    """A total's parts."""

    heading: str
    unit: str
    total: str
    parts: Mapping[str, str]
    all_of: str
    differs: str


class Inspected(_Titled):
    """A part beside its whole."""

    heading: str
    unit: str
    whole: Measured
    part: Measured
    percent: str
    share: str
    share_said: str
    outline: str


class Responses(_Titled):
    """How many units' forms count."""

    units: Counted
    outline: str
    missing: str


class Periods(_Titled):
    """Figures over the half years."""

    panels: tuple[Measured, ...]
    halves: Mapping[Literal[1, 2], str]
    signs: str


class ChartOutline(Record):
    """The file as it is written."""

    by_unit: ByUnit
    kinds: Kinds
    inspected: Inspected
    responses: Responses
    periods: Periods
    partial: str
    signs: Mapping[str, str]


def read_chart_outline(metadata: Metadata, file: Path = OUTLINE) -> ChartOutline:
    """The outline; raises ``ConfigurationError`` on an unknown key, indicator or field, or a sign without words."""
    outline = build(ChartOutline, read_yaml(file), file.name)
    for name in _indicators(outline):
        if name not in metadata.indicators:
            raise ConfigurationError(f"{file.name}: unknown indicator {name}")
    if set(outline.signs) != {NIL, UNAVAILABLE, SUPPRESSED} or set(outline.periods.halves) != {1, 2}:
        raise ConfigurationError(f"{file.name}: signs and halves: one line for each is needed, and no other")
    for chart in (outline.by_unit, outline.kinds, outline.inspected, outline.responses, outline.periods):
        for key, text in chart.model_dump().items():
            if isinstance(text, str) and (unknown := _fields(text, file) - _FIELDS.get(key, frozenset())):
                raise ConfigurationError(f"{file.name}: {chart.name}: {key}: unknown field {{{min(unknown)}}}")
    return outline


def _indicators(outline: ChartOutline) -> Iterator[str]:
    yield from (panel.indicator for panel in (*outline.by_unit.panels, *outline.periods.panels))
    yield from (outline.kinds.total, *outline.kinds.parts)
    yield from (outline.inspected.whole.indicator, outline.inspected.part.indicator, outline.inspected.percent)


def _fields(text: str, file: Path) -> set[str]:
    try:
        return {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}
    except ValueError as error:
        raise ConfigurationError(f"{file.name}: {error}") from None
