"""What is named after people, or looks like it: units, provinces, streets, schools, offices, businesses."""

from __future__ import annotations

import re

from wardreport.stages.screen.lexicon import Strength, Vocabulary
from wardreport.stages.screen.passages import Passage, key
from wardreport.stages.screen.persons.words_of_names import WordsOfNames

OWNERS = frozenset(key(word) for word in ("chủ", "lý", "viên"))  # chủ quán, quản lý quán, nhân viên quán
_PLURALS = frozenset(key(word) for word in ("các", "những", "tuyến", "hai", "ba"))
_ENGLISH_UNITS = frozenset({"commune", "ward", "district", "township", "province"})
_AND = key("và")
_NUMBERED = re.compile(r"\b[Ss]ố(?: nhà)? \d{1,4}[A-Za-z]?(?:/\d{1,3})*,? \Z")
_AT_STREET = re.compile(r"(?:\b\d{1,4}[A-Za-z]?(?:/\d{1,3})*,?|\b[Nn]gã (?:ba|tư|\d))\s\Z")
_UNIT_BEHIND = re.compile(r" ?[,–-]\s*(?:phường|quận|thành phố|tp|xã|thị trấn|thị xã|huyện)\b", re.I)
_KIND_BEHIND = re.compile(r" ?\((?:tên )?(?:đường|phố|trường|phường|xã|tuyến đường|công viên|chợ|cầu)\)", re.I)
_LONGEST_PLACE = 3  # words; with more a name may follow that of the place
_QUOTED = " \"'“”"


class NamedAfter:
    """Tells the names of places, institutions and offices by one vocabulary."""

    def __init__(self, vocabulary: Vocabulary, words: WordsOfNames):
        self._v = vocabulary
        self._l = vocabulary.lexicon
        self._w = words

    def skipped(self, passage: Passage, at: int) -> int:
        """How many words to pass over since they are the name of a place, an institution or an office; 0 for none."""
        keys = passage.keys
        if (
            self.after_place_cue(passage, at)
            or self.in_name_of_place(passage, at)
            or self._street_of_a_house(passage, at)
            or self._street_of_history(passage, at)
            or self.in_english(passage, at)
            or self._listed_place(passage, at)
            or self._told_behind(passage, at)
            or self.after_kind(passage, at)
        ):
            # "Đảng ủy viên Nguyễn …": a small word is no place's first
            return self._w.runs(passage, at) if passage.words[at][0].isupper() else 1
        office = self._v.office.covering(keys, at)
        if office and not self._goes_on_as_name(passage, *office, titles_only=True):
            return office[1] - at + 1
        place = self._v.places.covering(keys, at)
        if place and not self._goes_on_as_name(passage, *place, titles_only=False):
            return place[1] - at + 1
        return 0

    def after_kind(self, passage: Passage, at: int) -> bool:
        """Quán Hoàng Long: that is a business and the other rule's, unless the name is plainly a person's."""
        length = self._l.kinds.ending(passage.keys, at)
        if (
            not length
            or passage.gap(at - 1).strip(_QUOTED) != ""
            or (at > length and passage.keys[at - length - 1] in OWNERS)
        ):
            return False
        return at + 1 >= len(passage.keys) or passage.keys[at + 1] not in self._l.bare_frequent_middle

    def _goes_on_as_name(self, passage: Passage, first: int, last: int, *, titles_only: bool) -> bool:
        """Whether two words that look like a place are the beginning of a longer name: Dương Quang Hải."""
        if last - first != 1 or not passage.joined(last) or self.after_place_cue(passage, first):
            return False
        words = passage.words[first : last + 2]
        titled = all(word[0].isupper() and word[1:].islower() for word in words)
        if not titled and (titles_only or not all(word.isupper() for word in words)):
            return False
        keys = passage.keys
        if any(p.starting(keys, at) for p in (self._v.places, self._v.office) for at in (last, last + 1)):
            return False
        bare = all(word.isascii() for word in words)
        given = passage.keys[last + 1] in (self._l.bare_given if bare else self._l.given)
        return given and (self._w.surname(passage, first) is not None or (bare and self._w.bare(passage, first)))

    def after_place_cue(self, passage: Passage, at: int) -> bool:
        """Whether the word for a place or an institution stands before a name."""
        if at == 0:
            return False
        keys = passage.keys
        length = self._l.place_cues.ending(keys, at)
        if not length or self._l.not_place_cues.ending(keys, at):
            return False
        gap = passage.gap(at - 1)
        if len(keys[at - 1]) == 1 or keys[at - 1] in ("tt", "tp"):
            return "." in gap and len(gap) <= 2
        if gap.strip(" .\"“'") != "" or "\n" in gap:
            return False
        # "Duong Van Minh": the word is the surname itself where no surname follows
        bare = passage.words[at - 1].isascii() and self._w.bare(passage, at - 1)
        return not (bare and not self._w.frequent(passage, at))

    def in_name_of_place(self, passage: Passage, at: int) -> bool:
        """Whether a word stands in the two or three of a place's name: Phường Bà Triệu, Xã Tảo Dương Văn."""
        words = passage.words
        if not words[at][0].isupper() or passage.capitals_only(at) or passage.keys[at] in self._l.prose.unmistakable:
            return False
        for first in range(at, max(-1, at - _LONGEST_PLACE), -1):
            if self.after_place_cue(passage, first):
                return self._w.runs(passage, first) <= _LONGEST_PLACE
            if not first or not passage.joined(first - 1) or not words[first - 1][0].isupper():
                return False
        return False

    def in_english(self, passage: Passage, at: int) -> bool:
        """Dong Hung Commune: the word for a unit stands behind its name."""
        last = at + self._w.runs(passage, at) - 1
        behind = passage.keys[at + 1 : last + (2 if passage.joined(last) else 1)]
        if not passage.words[at][0].isupper() or not self._l.bare_frequent_middle.isdisjoint(behind):
            return False
        return not _ENGLISH_UNITS.isdisjoint(behind)

    def _street_of_a_house(self, passage: Passage, at: int) -> bool:
        """Số 95 Trần Thái Tông, phường Cầu Giấy: a number before a name, and the word for a unit behind it."""
        if at == 0 or not _NUMBERED.search(passage.text, max(0, passage.spans[at][0] - 20), passage.spans[at][0]):
            return False
        last = at + self._w.runs(passage, at) - 1
        named = passage.keys[at + 1 : last + 1]
        if not self._l.bare_frequent_middle.isdisjoint(named):
            return False
        if self._v.places.starting(passage.keys, last + 1) and "," in passage.gap(last):
            return True
        return bool(_UNIT_BEHIND.match(passage.text, passage.spans[last][1]))

    def _street_of_history(self, passage: Passage, at: int) -> bool:
        """Phan Đình Phùng, alone or behind a number: streets are called so everywhere, hardly anybody alive is."""
        length = self._l.street_names.starting(passage.keys, at)
        if not length or length != self._w.runs(passage, at):
            return False
        before = passage.text[max(0, passage.spans[at][0] - 20) : passage.spans[at][0]]
        return passage.alone(at, at + length - 1) or bool(_AT_STREET.search(before))

    def is_cue_of(self, passage: Passage, at: int) -> bool:
        """Đường Trường Chinh: a word for a place that is a rare surname too, with two capitalised words behind it."""
        if self._w.surname(passage, at) is not Strength.WEAK or not passage.joined(at):
            return False
        if self._l.place_cues.starting(passage.keys, at) != 1 or passage.keys[at + 1] in self._l.bare_frequent_middle:
            return False
        word = passage.words[at]  # without marks it is Dương as well
        return word.istitle() and not word.isascii() and self._w.runs(passage, at) > 2

    def _told_behind(self, passage: Passage, at: int) -> bool:
        """Nguyễn Văn Trỗi (đường): in brackets behind the name stands what is called so."""
        last = at + self._w.runs(passage, at) - 1
        return passage.words[at][0].isupper() and bool(_KIND_BEHIND.match(passage.text, passage.spans[last][1]))

    def _listed_place(self, passage: Passage, at: int) -> bool:
        """Whether the name goes on a list that begins with "các đường" or "các trường"."""
        if at < 2 or (passage.keys[at - 1] != _AND and "," not in passage.gap(at - 1)):
            return False
        for back in range(at - 1, max(0, at - 16), -1):
            word = passage.words[back]
            if word[0].isupper() or passage.keys[back] == _AND:
                continue
            length = self._l.place_cues.ending(passage.keys, back + 1)
            return bool(length) and back >= length and passage.keys[back - length] in _PLURALS
        return False
