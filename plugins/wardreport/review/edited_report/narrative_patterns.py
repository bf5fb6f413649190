"""Loads ``narrative_patterns.yaml``: how reports typed by people tell the annex's figures."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Self

from pydantic import model_validator

from wardreport.domain.errors import ConfigurationError
from wardreport.metadata.data_files import Record, build, read_yaml
from wardreport.review.edited_report.wording import compiled

PATTERNS = Path(__file__).parent / "narrative_patterns.yaml"
_NUMBER = r"(?<![\d.,])(?P<n>\d{1,3}(?:\.\d{3})+|\d+(?:,\d+)?)(?![\d]|[.,]\d)"
_PLACE = "{n}"


class _Value(Record):
    indicator: str
    patterns: tuple[str, ...]
    unless: tuple[str, ...] = ()


class _Sum(Record):
    total: str
    each: tuple[str, ...] = ()
    together: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if bool(self.each) is bool(self.together):
            raise ValueError("a sum has either each or together")
        return self


class _File(Record):
    results_end: tuple[str, ...]
    comparisons: tuple[str, ...]
    values: tuple[_Value, ...]
    sums: tuple[_Sum, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """How a figure is told: patterns with a group ``n``, and clauses that mean another thing."""

    indicator: str
    patterns: tuple[re.Pattern[str], ...]
    unless: re.Pattern[str] | None
    together: bool = False  # of a sum: one number for each pattern


@dataclass(frozen=True, slots=True)
class NarrativePatterns:
    """The file, ready to use."""

    results_end: re.Pattern[str]
    comparisons: re.Pattern[str]
    values: tuple[Told, ...]
    sums: tuple[Told, ...]


@lru_cache(maxsize=2)
def load_narrative_patterns(indicators: frozenset[str], file: Path = PATTERNS) -> NarrativePatterns:
    """The patterns; raises ``ConfigurationError`` on an unknown key or indicator, or what is no pattern of a number."""
    read = build(_File, read_yaml(file), file.name)
    for name in (*(value.indicator for value in read.values), *(of.total for of in read.sums)):
        if name not in indicators:
            raise ConfigurationError(f"{file.name}: unknown indicator {name}")
    return NarrativePatterns(
        results_end=compiled("|".join(read.results_end), file.name),
        comparisons=compiled("|".join(read.comparisons), file.name),
        values=tuple(Told(v.indicator, _patterns(v.patterns, file), _any(v.unless, file)) for v in read.values),
        sums=tuple(
            Told(s.total, _patterns(s.each or s.together, file), _any(s.unless, file), together=bool(s.together))
            for s in read.sums
        ),
    )


def _patterns(written: Iterable[str], file: Path) -> tuple[re.Pattern[str], ...]:
    for pattern in written:
        if pattern.count(_PLACE) != 1:
            raise ConfigurationError(f"{file.name}: {pattern}: {_PLACE} is to stand in it once")
    return tuple(compiled(pattern.replace(_PLACE, _NUMBER), file.name) for pattern in written)


def _any(written: tuple[str, ...], file: Path) -> re.Pattern[str] | None:
    return compiled("|".join(written), file.name) if written else None
