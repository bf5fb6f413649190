"""What the word lists say of one word of a possible name, by its place in a text."""

from __future__ import annotations

from wardreport.stages.screen.lexicon import SURE, Strength, Vocabulary
from wardreport.stages.screen.passages import Passage

LONGEST_NAME = 4  # words that a name has, and the name of a street or a school


class WordsOfNames:
    """Surnames, middle and given names by one vocabulary."""

    def __init__(self, vocabulary: Vocabulary):
        self._v = vocabulary
        self._l = vocabulary.lexicon
        self._names = self._l.given | self._l.middle
        self._bare_names = self._l.bare_given | self._l.bare_middle

    def surname(self, passage: Passage, at: int) -> Strength | None:
        """How strong a word is as a surname; written without marks, by what it could stand for."""
        word = passage.keys[at]
        found = self._l.surnames.get(word)
        if found is None and word in self._l.bare_surnames:
            found = self._l.bare_surnames[word]
            # among words with marks only the most frequent would be written without
            if not passage.ascii and found is not Strength.FREQUENT and not self._all_bare(passage, at):
                return None
        return found

    def _all_bare(self, passage: Passage, at: int) -> bool:
        """Whether a usual middle name and one more word follow, all without marks among words that have them."""
        if at + 2 >= len(passage.words) or passage.words[at][0].islower():
            return False
        last = passage.words[at + 2]
        if not last.isascii() or not last[0].isupper():
            return False
        if passage.keys[at + 1] in self._l.bare_frequent_middle:
            return True
        if self._v.office.starting(passage.keys, at):
            return False
        return passage.keys[at + 1] in self._l.bare_middle and not self.said_by_office(passage, at + 2)

    def bare(self, passage: Passage, at: int) -> bool:
        """Whether a word is a surname written without marks."""
        return passage.words[at].isascii() and passage.keys[at] in self._l.bare_surnames

    def frequent(self, passage: Passage, at: int) -> bool:
        """Whether a word is a surname that is hardly anything else."""
        found = self.surname(passage, at)
        return found is not None and (found in SURE or passage.keys[at] in ("le", "vo", "phan"))

    def given(self, passage: Passage, at: int) -> bool:
        """Whether a word is a usual given name."""
        word = passage.keys[at]
        return word in self._l.given or (passage.ascii and word in self._l.bare_given)

    def said_by_office(self, passage: Passage, at: int) -> bool:
        """Whether a word is one of the form or of the usual phrases, and no usual name."""
        word = passage.keys[at]
        if passage.words[at].isascii() and word in self._bare_names:
            return False
        return word in self._v.office_words and word not in self._names

    def ordinary_phrase(self, passage: Passage, at: int) -> bool:
        """Whether a word begins a phrase that is no part of a name: văn phòng, thị trấn, thanh toán."""
        return bool(self._v.office.starting(passage.keys, at) or self._l.prose.ordinary.starting(passage.keys, at))

    def runs(self, passage: Passage, at: int) -> int:
        """How many capitalised words stand here in a row."""
        length = 1
        while length < LONGEST_NAME and passage.joined(at + length - 1):
            if not passage.words[at + length][0].isupper():
                break
            length += 1
        return length
