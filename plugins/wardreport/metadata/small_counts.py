"""By which words free text tells a small count (``data/small_counts.yaml``)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain
from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator, model_validator

from wardreport.metadata.data_files import Record, build, read_yaml

WORDS = Path(__file__).parent / "data" / "small_counts.yaml"

Words = Annotated[tuple[Annotated[str, Field(min_length=1)], ...], Field(min_length=1)]
Numeral = Annotated[int, Field(ge=1, le=9)]

_IN_LINES = ("counted", "told_by_label", "bound_after", "fillers", "told_of_people")


def _flat(lists: object) -> object:
    """A list in lines, ``[[a, b], [c]]``, as one."""
    if isinstance(lists, Iterable) and not isinstance(lists, str | Mapping):
        return tuple(chain.from_iterable(line if isinstance(line, list) else [line] for line in lists))
    return lists


class Numbered(Record):
    """After which words a number is a name: ``always``, or unless a word for people comes right after it."""

    always: Words
    alone: Words

    _lines = field_validator("always", "alone", mode="before")(_flat)


class SmallCountWords(Record):
    """The word lists; what each is for stands beside it in the file."""

    numerals: Mapping[Numeral, Words]
    larger: Words
    larger_after: Words
    pairs: Words
    sole: Words
    counted: Words
    told_by_label: Words
    not_before_a_number: Words
    bound_after: Words
    numbered: Numbered
    names_unless_after: Words
    no_names: Words
    harmless: Words
    links: Words
    limits: Words
    fillers: Words
    joins: Words
    ranges: Words
    of_which: Words
    all_of: Words
    told_of_people: Words
    denials: Words
    any: Words
    those: Words
    many: Words

    _lines = field_validator(*_IN_LINES, mode="before")(_flat)

    @model_validator(mode="after")
    def _whole(self) -> SmallCountWords:
        if set(self.numerals) != set(range(1, 10)):
            raise ValueError("numerals must be those of 1 to 9")
        for name in ("counted", "bound_after", "harmless"):
            words = getattr(self, name)
            twice = next((word for place, word in enumerate(words) if word in words[:place]), None)
            if twice is not None:
                raise ValueError(f"{name}: {twice} stands twice")
        both = set(self.counted) & set(self.bound_after)
        if both:
            raise ValueError(f"{min(both)} is counted and bound_after")
        unknown = set(self.not_before_a_number) - set(self.counted)
        if unknown:
            raise ValueError(f"not_before_a_number: {min(unknown)} is not counted")
        return self


def load_small_count_words(file: Path = WORDS) -> SmallCountWords:
    """The words of a YAML file; raises ``ConfigurationError`` on a key or value that it does not know."""
    return build(SmallCountWords, read_yaml(file), file.name)
