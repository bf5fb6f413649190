"""A surname with what makes it a full name.

Surnames are ordinary words too (Hồ, Lý, Cao, An …), so a surname alone says nothing: the name must be written as one
(Title Case, CAPITALS, or in small letters with parts that hardly stand together otherwise) and have parts that names
have. Given names are not asked for where surname and middle name are sure: among Tày, Nùng, Dao and Mông they are many.
"""

from __future__ import annotations

import re

from wardreport.stages.screen.lexicon import SURE, Strength, Vocabulary
from wardreport.stages.screen.passages import Passage
from wardreport.stages.screen.persons.words_of_names import WordsOfNames

_TOLD_BEHIND = re.compile(
    r"[ ,(:–-]{1,3}(?:sn\b|sinh (?:năm|ngày|\d)|\d\d ?tuổi|trú |khai |thường trú|hktt|ở (?:tổ|thôn|bản|xóm)|tổ trưởng"
    r"|thừa nhận)",
    re.IGNORECASE,
)
_HIGHLAND_PARTS = 2  # words behind a surname of Dao or Mông, which no list of middle and given names has all of
_SHORT = 8  # words of a note; in longer prose without marks too much looks like a name


class FullNames:
    """Finds full names by one vocabulary."""

    def __init__(self, vocabulary: Vocabulary, words: WordsOfNames):
        self._v = vocabulary
        self._l = vocabulary.lexicon
        self._w = words

    def begins(self, passage: Passage, at: int) -> bool:
        """Whether a word is the surname of a full name."""
        if not passage.joined(at) or self._of_another_word(passage, at):
            return False
        if self._with_telling_middle(passage, at):
            return True
        strength = self._w.surname(passage, at)
        if strength is None:
            return self._without_marks(passage, at)
        word = passage.words[at]
        if word[0].islower() or (strength in SURE and self._in_small(passage, at)):
            return self._in_small_letters(passage, at, strength)
        capitals = len(word) > 1 and word.isupper()
        more = self._following(passage, at, capitals=capitals)
        if not more:
            return False
        if self._of_another_thing(passage, at, more, strength):
            return False
        if capitals:
            return self._in_capitals(passage, at, more, strength)
        return self._in_title_case(passage, at, more, strength)

    @staticmethod
    def _of_another_word(passage: Passage, at: int) -> bool:
        """Vac-xin; and "VI. BÌNH XÉT", which is a heading."""
        if passage.words[at] == "VI" and passage.gap(at).startswith("."):
            return True
        start = passage.spans[at][0]
        return passage.words[at].islower() and start > 0 and passage.text[start - 1] == "-"

    def _of_another_thing(self, passage: Passage, at: int, more: int, strength: Strength) -> bool:
        """Hoa Hồng Spa, Hồ Ba Bể; without marks Thi Van ban, Cao Nhanh Don vi."""
        keys = passage.keys
        frequent = keys[at + 1] in self._l.bare_frequent_middle
        if not frequent and not self._l.trailing_kinds.isdisjoint(keys[at + 2 : at + 2 + more]):
            return True
        if strength in SURE:
            return False
        if not frequent and self._v.places.starting(keys, at + 1):
            return True
        office = self._v.office
        if not passage.ascii:
            return False
        if keys[at + 1] not in self._l.bare_middle and office.starting(keys, at + 2):
            return True
        return frequent and office.starting(keys, at + 1) > 0

    @staticmethod
    def _in_small(passage: Passage, at: int) -> bool:
        """Whether a name goes on in small letters; its surname may be in capitals: NGUYỄN thị hoa."""
        word = passage.words[at]
        shouted = len(word) > 1 and word.isupper() and at + 2 < len(passage.words)
        return word[0].islower() or (shouted and passage.words[at + 1].islower() and passage.words[at + 2].islower())

    def _without_marks(self, passage: Passage, at: int) -> bool:
        """Ban Ngoc Linh: any surname, a middle and a given name, all without marks and capitalised."""
        if at + 2 >= len(passage.words) or not passage.joined(at + 1):
            return False
        words, keys = passage.words[at : at + 3], passage.keys[at : at + 3]
        if not all(word.isascii() and word[0].isupper() for word in words) or keys[0] not in self._l.any_bare_surname:
            return False
        if keys[1] not in self._l.bare_middle or not (keys[2] in self._l.bare_given or passage.alone(at, at + 2)):
            return False
        if any(self._w.ordinary_phrase(passage, first) for first in (at, at + 1)):
            return False
        return passage.alone(at, at + 2) or not passage.capitals_only(at)

    def goes_around(self, passage: Passage, middle: int) -> bool:
        """Whether Văn or Thị stands between two capitalised words: Cấn Văn Hoắc, with a surname that no list has."""
        if middle == 0 or middle + 1 >= len(passage.words):
            return False
        first, last = middle - 1, middle + 1
        if not all(passage.words[at][0].isupper() for at in (first, middle, last)):
            return False
        if passage.capitals_only(first) or not (passage.joined(first) and passage.joined(middle)):
            return False
        if first and passage.words[first - 1][0].isupper() and passage.joined(first - 1):
            return False  # a longer name of something: Siêu Thị, Trung Tâm Văn Hóa
        key = passage.keys[first]
        if (
            len(key) < 2
            or key in self._l.not_names
            or key in self._l.prose.not_surnames
            or key in self._l.place_cues.firsts
        ):
            return False
        if any(self._w.ordinary_phrase(passage, at) for at in (first, middle)) or self._v.units.covering(
            passage.keys, first
        ):
            return False
        return not self._v.places.covering(passage.keys, first) and passage.keys[last] not in self._l.not_names

    def _only_a_phrase(self, passage: Passage, at: int) -> bool:
        """Huỳnh quang, but not huỳnh quang hải."""
        if not self._l.prose.ordinary.starting(passage.keys, at):
            return False
        third = passage.keys[at + 2] if at + 2 < len(passage.keys) and passage.joined(at + 1) else ""
        return third not in self._l.given or third in self._l.not_names

    def _with_telling_middle(self, passage: Passage, at: int) -> bool:
        """Surname, then Văn, Thị or a middle name of the highlands (A, Seo, Mùi …), then no ordinary word."""
        if at + 2 >= len(passage.words) or not passage.joined(at + 1):
            return False
        lexicon, keys, words = self._l, passage.keys, passage.words
        bare = words[at].isascii() and words[at + 1].isascii() and words[at + 2].isascii()
        middle, last = keys[at + 1], keys[at + 2]
        frequent = middle in lexicon.frequent_middle or (bare and middle in lexicon.bare_frequent_middle)
        if not frequent and middle not in (lexicon.bare_highland_middle if bare else lexicon.highland_middle):
            return False
        strength = lexicon.surnames.get(keys[at]) or (lexicon.any_bare_surname.get(keys[at]) if bare else None)
        small = self._in_small(passage, at)
        if strength is None or self._w.ordinary_phrase(passage, at + 1):
            return False
        if (small or passage.ascii) and self._w.ordinary_phrase(passage, at):
            return False
        given = last in (lexicon.bare_given if bare else lexicon.given)
        certain = not small and not passage.capitals_only(at)
        if not certain and not given and last in (lexicon.bare_not_names if bare else lexicon.not_names):
            return passage.alone(at, at + 2) and strength in SURE
        if small:
            return self._telling_in_small_letters(passage, at, strength, bare=bare, frequent=frequent, given=given)
        if not words[at + 2][0].isupper():
            return False
        if frequent or len(middle) > 1:
            return words[at + 1][0].isupper() or frequent
        return words[at + 1].isupper() and len(words[at + 2]) > 1  # Lý A Páo

    def _telling_in_small_letters(
        self, passage: Passage, at: int, strength: Strength, *, bare: bool, frequent: bool, given: bool
    ) -> bool:
        lexicon, keys = self._l, passage.keys
        if keys[at] in lexicon.prose.not_surnames and not given:
            return False
        if len(keys[at + 2]) == 1 and passage.text[passage.spans[at + 2][1] :][:1] != ".":
            return False
        if at and (self._v.office.covering(keys, at) or lexicon.prose.ordinary.covering(keys, at)):
            return False
        highland = keys[at] in lexicon.prose.highland_surnames or (
            bare and keys[at] in lexicon.prose.bare_highland_surnames
        )
        if not frequent and bare and len(keys[at + 1]) > 1 and not self._alone_or_awaited(passage, at):
            return False  # máy, chu, phu, ta: without marks a middle name is any word
        if not frequent:
            return highland or strength in SURE or given
        return strength in SURE or highland or given or not bare or self._awaited(passage, at)

    def _alone_or_awaited(self, passage: Passage, at: int) -> bool:
        return passage.alone(at, at + 2) or self._awaited(passage, at)

    def _awaited(self, passage: Passage, at: int) -> bool:
        """Whether a word for a person stands before, as in "lời khai của …", or age, birth or residence behind."""
        before = (self._l.prose.person_cues, self._l.titles, self._l.ranks, self._l.parts, self._l.asked)
        return any(cues.ending(passage.keys, at) for cues in before) or bool(
            _TOLD_BEHIND.match(passage.text, passage.spans[at + 2][1])
        )

    def _following(self, passage: Passage, at: int, *, capitals: bool) -> int:
        """How many words go on in the way the surname is written, at most three; "Nguyễn văn An" is one way too."""
        count = 0
        while count < 3 and passage.joined(at + count):
            word = passage.words[at + count + 1]
            fits = word.isupper() if capitals else word[0].isupper() and (len(word) == 1 or word[1:].islower())
            if not fits:
                small_middle = count == 0 and passage.keys[at + 1] in self._l.bare_frequent_middle and word.islower()
                if not (small_middle and passage.joined(at + 1) and passage.words[at + 2][0].isupper()):
                    break
            count += 1
        return count

    def _parts(self, passage: Passage, at: int, more: int) -> tuple[bool, bool, bool]:
        """Whether the words behind a surname have a frequent middle name, a usual one, and a given name."""
        lexicon = self._l
        bare = self._w.bare(passage, at)
        names = passage.keys[at + 1 : at + 1 + more]
        frequent = more > 1 and names[0] in (lexicon.bare_frequent_middle if bare else lexicon.frequent_middle)
        middle = more > 1 and names[0] in (lexicon.bare_middle if bare else lexicon.middle)
        usual = lexicon.bare_given if bare else lexicon.given
        return frequent, middle, any(name in usual for name in (names[1:] or names))

    def _in_title_case(self, passage: Passage, at: int, more: int, strength: Strength) -> bool:
        frequent, middle, given = self._parts(passage, at, more)
        second = passage.keys[at + 1]
        if strength in SURE:
            # a capitalised ordinary word behind it begins another phrase, unless it is a name as well
            ordinary = second in self._l.not_names and second not in self._l.given
            return middle or not ordinary
        alone = passage.alone(at, at + more)
        if more == 1:
            return given and alone
        if strength is Strength.COMMON:
            return middle or given or alone
        if passage.keys[at] in self._l.prose.highland_surnames and more == _HIGHLAND_PARTS:  # Lù Phà Sính
            said = any(self._w.said_by_office(passage, at + part) for part in (1, 2))
            if not said and (alone or self._awaited(passage, at)):
                return True
        return (middle and (frequent or given or alone or not self._w.said_by_office(passage, at + 2))) or (
            given and alone
        )

    def _in_capitals(self, passage: Passage, at: int, more: int, strength: Strength) -> bool:
        frequent, middle, given = self._parts(passage, at, more)
        keys = passage.keys
        if self._v.office.starting(keys, at + 1) and not frequent:
            return False
        ordinary = self._w.said_by_office(passage, at + min(more, 2))
        alone = passage.alone(at, at + more)
        apart = alone or not passage.capitals_only(at) or (strength in SURE and not passage.ascii)
        if middle and apart and not any(self._w.ordinary_phrase(passage, first) for first in (at, at + 1)):
            return True  # NGUYỄN TIẾN THIẾT
        if strength in SURE:
            if middle or given or (alone and (more > 1 or keys[at] in self._l.prose.unmistakable)):
                return not ordinary
            return not passage.capitals_only(at) and keys[at + 1] not in self._l.not_names_in_capitals
        if more == 1:
            return given and alone
        return not ordinary and (middle or (given and alone))

    def _in_small_letters(self, passage: Passage, at: int, strength: Strength) -> bool:
        """A surname that is hardly a word, a usual middle name and a usual given name: the rest could be any words."""
        lexicon, keys = self._l, passage.keys
        bare = self._w.bare(passage, at)
        given, middle = (lexicon.bare_given, lexicon.bare_middle) if bare else (lexicon.given, lexicon.middle)
        if (
            bare
            and strength is Strength.FREQUENT
            and keys[at + 2 : at + 3]
            and keys[at + 2] in given
            and keys[at + 1] in middle
            and len(keys) <= _SHORT
        ):
            return not any(self._w.ordinary_phrase(passage, first) for first in (at, at + 1))
        if (
            keys[at] in lexicon.prose.unmistakable
            and keys[at + 1] in given
            and not self._w.ordinary_phrase(passage, at + 1)
            and not self._only_a_phrase(passage, at)
        ):
            return True  # nguyễn hoa
        if not passage.joined(at + 1) or passage.words[at + 1][0].isupper() or keys[at + 1] not in middle:
            return False
        if any(self._w.ordinary_phrase(passage, first) for first in (at, at + 1)):
            return False
        last = keys[at + 2]
        usual = last in given
        if not usual and (last in lexicon.not_names or len(last) < 2):
            return False
        if at and (lexicon.prose.ordinary.covering(keys, at) or self._v.office.covering(keys, at)):
            return False
        if not usual and self._w.said_by_office(passage, at + 2):
            return False
        if self._alone_or_awaited(passage, at) or (strength is Strength.FREQUENT and not bare):
            return True
        # a word of the form or of prose behind it: "cao trung bình khá"
        return usual and not bare and strength is not Strength.WEAK and keys[at] not in lexicon.prose.not_surnames
