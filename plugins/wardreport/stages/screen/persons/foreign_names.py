"""Names of foreigners: John Smith, Zhang Wei, Park Ji Hoon, Somchai Jaidee.

They are told from firms and programs by the lists of ``stages/screen/data/foreign_names.yaml``, and from Vietnamese
words written without marks by a syllable that Vietnamese does not have.
"""

from __future__ import annotations

import re
from pathlib import Path

from wardreport.metadata.data_files import Record, build, read_yaml
from wardreport.stages.screen.lexicon import DATA, Vocabulary
from wardreport.stages.screen.passages import Passage, Phrases, keys_of, without_marks
from wardreport.stages.screen.persons.named_after import NamedAfter

FILE = "foreign_names.yaml"
_RIME = (
    r"(?:a|ai|ao|au|ay|e|eo|eu|i|ia|ie|ieu|iu|o|oa|oai|oay|oe|oeo|oi|"
    r"u|ua|uay|ue|ui|uo|uoi|uou|uu|uy|uya|uye|uyu|y|ye|yeu)"
)
_SYLLABLE = re.compile(rf"(?:ngh|nh|ng|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnpqrstvx])?{_RIME}(?:ch|ng|nh|[cmnpt])?")
_VOWELS = frozenset("aeiouy")
_LONGEST = 4  # words
_SHORTEST_KNOWN_PART = 6  # letters of a word in which a part tells something
_NEAR = 4  # words between a name and what tells of a foreigner


class ForeignLists(Record):
    """The content of ``foreign_names.yaml``."""

    first: tuple[str, ...]
    surnames: tuple[str, ...]
    parts: tuple[str, ...]
    addressed: tuple[str, ...]
    cues: tuple[str, ...]
    not_names: tuple[str, ...]
    eponyms: tuple[str, ...]


class ForeignNames:
    """Finds names of foreigners by one vocabulary."""

    def __init__(self, vocabulary: Vocabulary, places: NamedAfter, folder: Path = DATA):
        lists = build(ForeignLists, read_yaml(folder / FILE), FILE)
        self._v = vocabulary
        self._places = places
        self._eponyms = Phrases(frozenset(keys_of(word) for word in lists.eponyms))
        self._first = frozenset(lists.first)
        self._surnames = frozenset(lists.surnames)
        self._parts = re.compile("|".join(lists.parts))
        self._addressed = frozenset(lists.addressed)
        self._cues = Phrases(
            frozenset(keys_of(c) for c in lists.cues)
            | frozenset(keys_of(without_marks(c)) for c in lists.cues if " " in c)
        )
        self._not_names = frozenset(lists.not_names)

    def found_in(self, passage: Passage) -> bool:
        """Whether a foreigner is named."""
        at = 0
        while at < len(passage.words):
            if self._places.in_name_of_place(passage, at):  # xã Yang Nam
                at += 1
                continue
            if passage.keys[at] in self._addressed and self._addressed_one(passage, at):
                return True
            length = self._run(passage, at)
            if length > 1 and self._is_name(passage, at, length):
                return True
            at += max(1, length)
        return False

    def _addressed_one(self, passage: Passage, at: int) -> bool:
        """Mr. John: one word behind it is enough where it is a word of Latin letters alone."""
        if at + 1 >= len(passage.words) or passage.gap(at).strip(". ") or not self._capitalised(passage, at + 1):
            return False
        return passage.keys[at + 1] not in self._not_names and passage.words[at].istitle()

    def _run(self, passage: Passage, at: int) -> int:
        """How many capitalised words of bare Latin letters follow each other."""
        length = 0
        while length < _LONGEST and at + length < len(passage.words) and self._capitalised(passage, at + length):
            length += 1
            if not passage.joined(at + length - 1):
                break
        return length

    def _capitalised(self, passage: Passage, at: int) -> bool:
        word = passage.words[at]
        return len(word) > 1 and word.isascii() and word[0].isupper() and word[1:].islower()

    def _is_name(self, passage: Passage, at: int, length: int) -> bool:
        keys = passage.keys[at : at + length]
        if any(word in self._not_names for word in keys) or self._v.units.covering(passage.keys, at):
            return False
        if any(self._eponyms.starting(passage.keys, place) for place in range(max(0, at - _NEAR), at)):
            return False
        # what has no vowel is an abbreviation: Bv Yhct
        foreign = [not _SYLLABLE.fullmatch(word) and not _VOWELS.isdisjoint(word) for word in keys]
        if not any(foreign):
            return bool(self._surnames.intersection(keys[:1])) and self._told(passage, at, length)
        if keys[0] in self._first or keys[0] in self._surnames:
            return True
        known = sum(len(word) >= _SHORTEST_KNOWN_PART and bool(self._parts.search(word)) for word in keys)
        if all(foreign) and known and (known > 1 or passage.alone(at, at + length - 1)):
            return True
        return (sum(foreign) > 1 and self._told(passage, at, length)) or (known > 0 and self._told(passage, at, length))

    def _told(self, passage: Passage, at: int, length: int) -> bool:
        """Whether a country, a passport or the word for a guest stands near."""
        keys = passage.keys
        before = range(max(0, at - _NEAR), at)
        behind = range(at + length, min(len(keys), at + length + 2))
        places = self._v.places  # Lào Cai is no Laos
        return any(
            self._cues.starting(keys, p) > 0 and places.starting(keys, p) <= self._cues.starting(keys, p)
            for p in (*before, *behind)
        )
