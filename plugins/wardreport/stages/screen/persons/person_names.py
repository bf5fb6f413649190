"""A person's name in a text: behind a title, or as a full name (full_names.py).

What is named after a person passes (named_after.py): units, provinces, schools, streets, and every word of the form.
"""

from __future__ import annotations

from wardreport.stages.screen.lexicon import SURE, Vocabulary
from wardreport.stages.screen.passages import Passage, key
from wardreport.stages.screen.persons.foreign_names import ForeignNames
from wardreport.stages.screen.persons.full_names import FullNames
from wardreport.stages.screen.persons.named_after import OWNERS, NamedAfter
from wardreport.stages.screen.persons.nicknames import Nicknames
from wardreport.stages.screen.persons.words_of_names import WordsOfNames

_NAMED = frozenset(key(word) for word in ("là", "tên", "la", "ten"))
_PET_NAME = 4  # letters of a name that children are called by
_TITLE_GAPS = " :\u2026\"'“”‘’(-–."


class PersonNames:
    """Finds names by one vocabulary."""

    def __init__(self, vocabulary: Vocabulary):
        self._v = vocabulary
        self._l = vocabulary.lexicon
        self._w = WordsOfNames(vocabulary)
        self._full = FullNames(vocabulary, self._w)
        self._places = NamedAfter(vocabulary, self._w)
        self._foreign = ForeignNames(vocabulary, self._places)
        self._nicknames = Nicknames(vocabulary)
        lexicon = self._l
        self._names_of_a_role = (frozenset(lexicon.surnames) | lexicon.middle) - lexicon.not_names
        self._triggers = (
            frozenset(lexicon.surnames)
            | frozenset(lexicon.any_bare_surname)
            | lexicon.frequent_middle
            | lexicon.titles.firsts
            | lexicon.bare_titles.firsts
            | lexicon.parts.firsts
            | lexicon.asked.firsts
            | lexicon.called_by.firsts
            | lexicon.roles.firsts
        )

    def found_in(self, passage: Passage) -> bool:
        """Whether a person's name stands in the text."""
        if self._nicknames.found_in(passage) or self._foreign.found_in(passage):
            return True
        if self._triggers.isdisjoint(passage.keys):
            return False
        at = 0
        last = len(passage.words) - 1
        while at <= last:
            if passage.keys[at] in self._triggers:
                if self._by_title(passage, at):
                    return True
                if passage.keys[at] in self._l.frequent_middle and self._around(passage, at):
                    return True
                skipped = self._places.skipped(passage, at)
                if skipped:
                    at += skipped
                    continue
                if not self._places.is_cue_of(passage, at) and self._full.begins(passage, at):
                    return True
            at += 1
        return False

    def _around(self, passage: Passage, middle: int) -> bool:
        return self._full.goes_around(passage, middle) and not self._places.skipped(passage, middle - 1)

    def is_one_name(self, passage: Passage) -> bool:
        """Whether the whole text is one name in Title Case or capitals, as somebody signs."""
        words = passage.words
        if not 2 <= len(words) <= 5 or not all(word[0].isupper() for word in words):
            return False
        if not all(passage.joined(at) for at in range(len(words) - 1)) or not passage.alone(0, len(words) - 1):
            return False
        known = self._w.surname(passage, 0) is not None or self._full.begins(passage, 0) or self._around(passage, 1)
        return known and not any(c.isdigit() for c in passage.text)

    def is_full_name(self, passage: Passage, at: int) -> bool:
        """Whether a full name begins here."""
        return self._full.begins(passage, at)

    def is_owner(self, passage: Passage, kind: int, at: int) -> bool:
        """Whether a word begins the name of whom a kind of business belongs to: chủ cơ sở Nguyễn Văn A."""
        return kind > 0 and passage.keys[kind - 1] in OWNERS and self._full.begins(passage, at)

    def _by_title(self, passage: Passage, at: int) -> bool:
        keys = passage.keys
        lexicon = self._l
        capitals = len(passage.words[at]) > 1 and passage.words[at].isupper() and passage.capitals_only(at)
        titles = lexicon.titles_in_capitals if capitals else lexicon.bare_titles if passage.ascii else lexicon.titles
        for phrases, judge in (
            (lexicon.asked, self._asked_name),
            (titles, self._titled_name),
            (lexicon.parts, self._name_of_a_part),
            (lexicon.called_by, self._called_so),
            (lexicon.roles, self._name_behind_a_role),
        ):
            length = phrases.starting(keys, at)
            if not length:
                continue
            if phrases is titles and self._no_title(passage, at, length):
                continue
            if (
                phrases is lexicon.roles
                and passage.words[at][0].isupper()
                and self._places.in_name_of_place(passage, at)
            ):
                continue  # xã Đào Mỹ
            if phrases is lexicon.parts and lexicon.not_titles.ending(keys, at + length):
                continue
            if length > 1 and keys[at : at + 2] == ["đ", "c"] and passage.gap(at) not in ("/", ".", "/ "):
                continue
            name = at + length
            while name < len(keys) and keys[name] in _NAMED:
                name += 1
            if name < len(keys) and self._close(passage, name - 1) and judge(passage, name, capitals=capitals):
                return True
        return False

    def _no_title(self, passage: Passage, at: int, length: int) -> bool:
        """Trẻ em, Bà Rịa, "Quán Anh Dương": the word belongs to something else."""
        if self._l.not_titles.ending(passage.keys, at + length) or passage.words[at] == "MR":
            return True
        start = passage.spans[at][0]
        if start and passage.text[start - 1].isdigit():  # GN-L205BS
            return True
        if passage.words[at][0].islower():  # a place has a capital
            return False
        if self._v.office.starting(passage.keys, at) > length:  # Cụ Thể
            return True
        if self._places.in_name_of_place(passage, at) or self._places.in_english(passage, at):
            return True
        return self._v.places.covering(passage.keys, at) is not None or self._places.after_kind(passage, at)

    def _close(self, passage: Passage, at: int) -> bool:
        gap = passage.gap(at)
        return 0 < len(gap) <= 6 and gap.strip(_TITLE_GAPS) == "" and not gap.startswith(". ")

    def _asked_name(self, passage: Passage, at: int, *, capitals: bool) -> bool:
        word = passage.words[at]
        letters = word.isupper() and 1 < len(word) <= _PET_NAME and not passage.capitals_only(at)
        if letters and not self._w.given(passage, at) and self._w.surname(passage, at) is None:
            return False  # tên khác: PFA
        if self._like_a_name(passage, at) and self._numbered(passage, at):
            return True
        return self._like_a_name(passage, at) and not self._ordinary(passage, at, capitals=capitals)

    def _titled_name(self, passage: Passage, at: int, *, capitals: bool) -> bool:
        if not self._like_a_name(passage, at):
            return self._called(passage, at) or self._surnamed(passage, at)
        word = passage.words[at]
        if len(word) == 1 and self._initials(passage, at):
            return True
        known = self._w.given(passage, at) or self._w.surname(passage, at) is not None or self._numbered(passage, at)
        if self._v.office.starting(passage.keys, at) or self._v.places.starting(passage.keys, at):
            return self._w.runs(passage, at) > 2 and known and not capitals
        if capitals or passage.ascii or (len(word) > 1 and word.isupper()):
            return known
        return known or not self._ordinary(passage, at, capitals=capitals)

    def _called(self, passage: Passage, at: int) -> bool:
        """Chị hoa, anh tuấn: a given name in small letters that is hardly another word."""
        if (
            passage.keys[at] not in self._l.prose.called
            or passage.gap(at - 1) != " "
            or not passage.words[at].islower()
        ):
            return False
        if any(self._w.ordinary_phrase(passage, first) for first in (at - 1, at)):
            return False
        return not self._v.places.covering(passage.keys, at)

    def _surnamed(self, passage: Passage, at: int) -> bool:
        """Con ông triệu chòi kinh: behind a title a surname in small letters, and a word that office never says."""
        keys = passage.keys
        strength = self._l.surnames.get(keys[at])
        if strength not in SURE and keys[at] not in self._l.prose.highland_surnames:
            return False
        if at + 2 >= len(keys) or not (passage.joined(at) and passage.joined(at + 1)) or passage.gap(at - 1) != " ":
            return False
        if not all(word.islower() and len(word) > 1 for word in passage.words[at : at + 3]):
            return False
        if any(self._w.ordinary_phrase(passage, first) for first in range(at - 1, at + 3)):
            return False
        unusual = self._v.office_words | self._l.not_names
        return unusual.isdisjoint(keys[at : at + 2]) and not self._v.places.covering(keys, at)

    def _name_of_a_part(self, passage: Passage, at: int, *, capitals: bool) -> bool:
        """Behind the part somebody has in a case: more than one word, or a usual given name."""
        if capitals or not self._like_a_name(passage, at) or self._ordinary(passage, at, capitals=capitals):
            return False
        word = passage.words[at]
        if len(word) == 1:
            return self._initials(passage, at)
        run = self._w.runs(passage, at)
        if passage.ascii or word.isupper():
            return run > 1 and self._w.surname(passage, at) is not None
        if run > 1:
            return True
        return passage.keys[at] in self._l.given

    def _name_behind_a_role(self, passage: Passage, at: int, *, capitals: bool) -> bool:
        """Cô giáo Hiền: one usual given name, which begins no phrase of office and no place."""
        if capitals or not self._like_a_name(passage, at):
            return False
        if self._ordinary(passage, at, capitals=False) and not self._numbered(passage, at):
            return False
        if self._l.place_cues.starting(passage.keys, at) or self._w.ordinary_phrase(passage, at):
            return False
        if passage.keys[at] in self._l.not_names and not self._numbered(passage, at):
            return False
        return self._w.runs(passage, at) == 1 and (
            self._w.given(passage, at) or self._numbered(passage, at) or passage.keys[at] in self._names_of_a_role
        )

    def _numbered(self, passage: Passage, at: int) -> bool:
        """Tám, Út: the number by which a child is called, and not that of something that a figure follows."""
        following = passage.text[passage.spans[at][1] :].lstrip()[:1]
        return passage.keys[at] in self._l.number_names and not following.isdigit()

    def _called_so(self, passage: Passage, at: int, *, capitals: bool) -> bool:
        """Hay gọi là Bống: behind it one short word that ends its clause is enough."""
        if self._name_of_a_part(passage, at, capitals=capitals):
            return True
        if capitals or not self._like_a_name(passage, at) or self._w.runs(passage, at) > 1:
            return False
        if self._numbered(passage, at):
            return True
        ends = passage.text[passage.spans[at][1] :][:1] in ("", ",", ".", ")", ";", '"', "”", "'")
        return ends and len(passage.words[at]) <= _PET_NAME and passage.keys[at] not in self._v.office_words

    def _initials(self, passage: Passage, at: int) -> bool:
        """N.V.A, H. T.: two single letters with a stop between."""
        return passage.joined(at) and "." in passage.gap(at) and len(passage.words[at + 1]) == 1

    def _like_a_name(self, passage: Passage, at: int) -> bool:
        word = passage.words[at]
        if not word[0].isupper() or not (word[1:].islower() or word.isupper()) or passage.keys[at] in self._l.stopgaps:
            return False
        # a single letter is an initial where a stop or the end follows, and not the beginning of a code
        end = passage.spans[at][1]
        following = passage.text[end : end + 1]
        return len(word) > 1 or following in ("", ".", ",", " ", ")", ";")

    def _ordinary(self, passage: Passage, at: int, *, capitals: bool) -> bool:
        keys = passage.keys
        if self._v.office.starting(keys, at) or self._v.places.starting(keys, at) or self._l.kinds.starting(keys, at):
            return True
        word = keys[at]
        if capitals:
            return word in self._l.not_names_in_capitals
        return word in self._l.not_names and not (word in self._l.given and self._w.runs(passage, at) > 1)
