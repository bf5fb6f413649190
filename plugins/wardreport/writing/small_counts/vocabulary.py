"""The word lists of the sieve, ready to be looked up."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wardreport.metadata.small_counts import SmallCountWords
from wardreport.writing.small_counts.phrases import Phrases
from wardreport.writing.small_counts.seen_text import key, plain

_READ_UNMARKED = 4


@dataclass(frozen=True)
class Vocabulary:
    """What ``small_counts.yaml`` says of each word."""

    numerals: Mapping[str, int]  # by key
    larger: Phrases
    larger_after: Phrases
    pairs: Phrases
    sole: Phrases
    counted: Phrases
    told_by_label: Phrases
    labels: Phrases  # counted, and before a number a label of it
    bound_after: Phrases
    always_names: Phrases
    mostly_names: Phrases
    names_unless_after: Phrases
    no_names: Phrases
    harmless: re.Pattern[str]
    links: Phrases
    limits: Phrases
    fillers: Phrases
    joins: Phrases
    ranges: Phrases
    of_which: Phrases
    all_of: Phrases
    told_of_people: Phrases
    denials: Phrases
    any: Phrases
    those: Phrases
    many: Phrases
    abbreviations: frozenset[str]  # keys of counted words with a stroke: đ/tượng

    @classmethod
    def of(cls, words: SmallCountWords) -> Vocabulary:
        """The lists of the data file."""
        numerals = {key(word): value for value, spelt in words.numerals.items() for word in spelt}
        # without marks the larger ones are other words, too: nam, sau, bay
        unmarked = {
            plain(word): value for value, spelt in words.numerals.items() if value <= _READ_UNMARKED for word in spelt
        }
        return cls(
            numerals={**unmarked, **numerals},
            larger=Phrases(words.larger),
            larger_after=Phrases(words.larger_after),
            pairs=Phrases(words.pairs),
            sole=Phrases(words.sole),
            counted=Phrases(words.counted, slips=True),
            told_by_label=Phrases(words.told_by_label),
            labels=Phrases([word for word in words.counted if word not in words.not_before_a_number], slips=True),
            bound_after=Phrases(words.bound_after, strict=True),
            always_names=Phrases(words.numbered.always, strict=True),
            mostly_names=Phrases(words.numbered.alone, strict=True),
            no_names=Phrases(words.no_names, strict=True),
            names_unless_after=Phrases(words.names_unless_after, strict=True),
            harmless=_sayings(words.harmless),
            links=Phrases(words.links),
            limits=Phrases(words.limits),
            fillers=Phrases(words.fillers),
            joins=Phrases((*words.joins, *words.ranges)),
            ranges=Phrases(words.ranges),
            of_which=Phrases(words.of_which, strict=True),
            all_of=Phrases(words.all_of),
            told_of_people=Phrases(words.told_of_people),
            denials=Phrases(words.denials, strict=True),
            any=Phrases(words.any, strict=True),
            those=Phrases(words.those),
            many=Phrases(words.many, strict=True),
            abbreviations=frozenset(key(word) for word in words.counted if "/" in word),
        )


def _sayings(phrases: Iterable[str]) -> re.Pattern[str]:
    """Matches them in a seen text, with marks or without."""
    spelt = {form for phrase in phrases for form in (unicodedata.normalize("NFC", phrase), plain(phrase))}
    return re.compile(
        rf"\b(?:{'|'.join(re.escape(form).replace(chr(92) + ' ', chr(92) + 's+') for form in sorted(spelt))})\b"
    )
