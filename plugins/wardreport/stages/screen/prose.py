"""By which words names are told from prose (``data/prose.yaml``, where each list says what it is for)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from wardreport.metadata.data_files import Record, build, read_yaml
from wardreport.stages.screen.passages import Phrases, key, keys_of, without_marks

FILE = "prose.yaml"


class ProseLists(Record):
    """The content of ``prose.yaml``."""

    not_surnames: tuple[str, ...]
    unmistakable_surnames: tuple[str, ...]
    highland_surnames: tuple[str, ...]
    called: tuple[str, ...]
    ordinary_phrases: tuple[str, ...]
    person_cues: tuple[str, ...]
    short_kinds: tuple[str, ...]
    small_short_kinds: tuple[str, ...]
    not_short_kinds: tuple[str, ...]
    not_kinds: tuple[str, ...]
    abbreviations: tuple[str, ...]
    business_words: tuple[str, ...]
    business_phrases: tuple[str, ...]
    not_business_phrases: tuple[str, ...]
    at_a_business: tuple[str, ...]
    numbers_as_names: tuple[int, ...]
    counted: tuple[str, ...]
    never_first: tuple[str, ...]


def _words(words: Iterable[str]) -> frozenset[str]:
    return frozenset(key(word) for word in words)


def _bare(words: Iterable[str]) -> frozenset[str]:
    return frozenset(without_marks(word) for word in words)


def _phrases(words: Iterable[str], *, bare_words: bool = True) -> Phrases:
    """Phrases with their marks and without; single words without them only where they are asked for."""
    spelt = [keys_of(word) for word in words]
    bare = [keys_of(without_marks(word)) for word in words]
    return Phrases(frozenset([*spelt, *(phrase for phrase in bare if bare_words or len(phrase) > 1)]))


class Prose:
    """The lists of a folder by the keys of their words; raises ``ConfigurationError`` on what does not fit."""

    def __init__(self, folder: Path):
        lists = build(ProseLists, read_yaml(folder / FILE), FILE)
        self.not_surnames = _words(lists.not_surnames)
        self.unmistakable = _words(lists.unmistakable_surnames)
        self.highland_surnames = _words(lists.highland_surnames)
        self.bare_highland_surnames = _bare(lists.highland_surnames)
        self.called = _words(lists.called)
        self.ordinary = _phrases(lists.ordinary_phrases, bare_words=False)
        self.person_cues = _phrases(lists.person_cues, bare_words=False)
        self.short_kinds = _phrases(lists.short_kinds, bare_words=False)
        self.small_short_kinds = _words(lists.small_short_kinds)
        self.not_short_kinds = _phrases(lists.not_short_kinds, bare_words=False)
        self.not_kinds = _phrases(lists.not_kinds, bare_words=False)
        self.abbreviations = _words(lists.abbreviations)
        self.business_words = _words(lists.business_words)
        self.bare_business_words = _bare(lists.business_words)
        self.business_phrases = _phrases(lists.business_phrases, bare_words=False)
        self.not_business_phrases = _phrases(lists.not_business_phrases, bare_words=False)
        self.at_a_business = _phrases(lists.at_a_business)
        self.numbers_as_names = frozenset(str(number) for number in lists.numbers_as_names)
        self.counted = _phrases(lists.counted)
        self.never_first = _words(lists.never_first)
