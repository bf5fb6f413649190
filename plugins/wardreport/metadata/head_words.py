"""By which words a head line says whose it is: labels, marks of what is of others, short and other names of units."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from wardreport.metadata.data_files import Record, read_rows
from wardreport.metadata.sources import Sources


class HeadWordKind(StrEnum):
    """What stands behind the words, to the end of the line or the next such words."""

    OWN_UNIT = "own_unit"  # who reports
    OWN_PERIOD = "own_period"  # on which period
    ATTACHED = "attached"  # the report that the form goes with: counts where nothing else says anything
    OF_OTHERS = "of_others"  # addressees, documents referred to, what is compared with, what is planned


class HeadWord(Record):
    """One line of ``head_words.csv``."""

    kind: HeadWordKind
    words: str


class UnitAbbreviation(Record):
    """What offices write short in names of units; ``và`` is left out on both sides."""

    abbreviation: str
    words: str


class UnitAlias(Record):
    """Another name by which a unit is known, beside the one in ``units.csv``."""

    unit_code: str
    alias: str


@dataclass(frozen=True)
class HeadWords:
    """All of it, in the order of the files."""

    words: tuple[HeadWord, ...]
    abbreviations: tuple[UnitAbbreviation, ...]
    aliases: tuple[UnitAlias, ...]


def load_head_words(places: Sources) -> HeadWords:
    """The regime's two files and the office's; raises ``ConfigurationError`` on anything that does not fit."""
    return HeadWords(
        words=read_rows(places.law / "head_words.csv", HeadWord),
        abbreviations=read_rows(places.law / "unit_abbreviations.csv", UnitAbbreviation),
        aliases=read_rows(places.of_office("unit_aliases.csv"), UnitAlias),
    )
