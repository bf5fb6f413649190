"""Loads ``wording.yaml``: how reports say what is no number, and which numbers are no figures."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from wardreport.domain.errors import ConfigurationError
from wardreport.metadata.data_files import Record, build, read_yaml

WORDING = Path(__file__).parent / "wording.yaml"


class _File(Record):
    status_phrases: tuple[str, ...]
    answers: tuple[str, ...]
    cell_signs: tuple[str, ...]
    marks: tuple[str, ...]
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """The patterns of the file, ready to use."""

    figures: re.Pattern[str]  # numbers, and what stands instead of them
    marks: re.Pattern[str]
    cell_signs: frozenset[str]
    references: re.Pattern[str]


@lru_cache(maxsize=2)
def load_wording(file: Path = WORDING) -> Wording:
    """The wording; raises ``ConfigurationError`` on a key that is not known or what is no regular expression."""
    read = build(_File, read_yaml(file), file.name)
    phrases = "|".join(r"\s+".join(map(re.escape, phrase.split())) for phrase in read.status_phrases)
    answers = _any_of(read.answers)
    return Wording(
        figures=re.compile(
            rf"\d+(?:[.,]\d+)*|(?<!\w)(?:{phrases})(?!\w)|(?<=: )(?:{answers})(?=\s*(?:[;.,)]|$))", re.I
        ),
        marks=re.compile(_any_of(read.marks), re.I),
        cell_signs=frozenset(read.cell_signs),
        references=compiled("|".join(f"(?:{pattern})" for pattern in read.references), file.name),
    )


def compiled(pattern: str, where: str) -> re.Pattern[str]:
    """A pattern out of a data file; raises ``ConfigurationError`` where it is none."""
    try:
        return re.compile(pattern, re.I)
    except re.error as error:
        raise ConfigurationError(f"{where}: not a regular expression: {error}") from None


def _any_of(texts: Iterable[str]) -> str:
    return "|".join(map(re.escape, texts))
