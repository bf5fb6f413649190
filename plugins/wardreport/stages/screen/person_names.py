"""A person's name in a text: behind a title, or a surname with what makes it a full name.

Surnames are ordinary words too (Hồ, Lý, Cao, An …), so a surname alone says nothing: the name must be written as one
(Title Case, CAPITALS, or in small letters a frequent surname with a usual middle name) and have parts that names have.
What is named after a person passes: units, provinces, schools, streets, and every word of the form.
"""

from __future__ import annotations

from wardreport.stages.screen.lexicon import SURE, Strength, Vocabulary
from wardreport.stages.screen.passages import Passage, key

_PLURALS = frozenset(key(word) for word in ("các", "những", "tuyến", "hai", "ba"))
_AND = key("và")
_NAMED = frozenset(key(word) for word in ("là", "tên", "la", "ten"))
_OWNERS = frozenset(key(word) for word in ("chủ", "lý", "viên"))  # chủ quán, quản lý quán, nhân viên quán
_LONGEST_NAME = 4  # words that a name of a street or a school has
_QUOTED = " \"'“”"
_TITLE_GAPS = " :\u2026\"'“”‘’(-–."


class PersonNames:
    """Finds names by one vocabulary."""

    def __init__(self, vocabulary: Vocabulary):
        self._v = vocabulary
        self._l = vocabulary.lexicon
        lexicon = self._l
        self._names = lexicon.given | lexicon.middle
        self._bare_names = lexicon.bare_given | lexicon.bare_middle
        self._triggers = (
            frozenset(lexicon.surnames)
            | frozenset(lexicon.bare_surnames)
            | lexicon.titles.firsts
            | lexicon.bare_titles.firsts
            | lexicon.parts.firsts
            | lexicon.asked.firsts
        )

    def found_in(self, passage: Passage) -> bool:
        """Whether a person's name stands in the text."""
        if self._triggers.isdisjoint(passage.keys):
            return False
        at = 0
        last = len(passage.words) - 1
        while at <= last:
            if passage.keys[at] in self._triggers:
                if self._by_title(passage, at):
                    return True
                skipped = self._of_a_place(passage, at)
                if skipped:
                    at += skipped
                    continue
                if self._full_name(passage, at):
                    return True
            at += 1
        return False

    def is_one_name(self, passage: Passage) -> bool:
        """Whether the whole text is one name in Title Case or capitals, as somebody signs."""
        words = passage.words
        if not 2 <= len(words) <= 5 or not all(word[0].isupper() for word in words):
            return False
        if not all(passage.joined(at) for at in range(len(words) - 1)) or not passage.alone(0, len(words) - 1):
            return False
        return self._surname(passage, 0) is not None and not any(c.isdigit() for c in passage.text)

    def is_owner(self, passage: Passage, kind: int, at: int) -> bool:
        """Whether a word begins the name of whom a kind of business belongs to: chủ cơ sở Nguyễn Văn A."""
        return kind > 0 and passage.keys[kind - 1] in _OWNERS and self._full_name(passage, at)

    def _surname(self, passage: Passage, at: int) -> Strength | None:
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
        return passage.keys[at + 1] in self._l.bare_middle and not self._said_by_office(passage, at + 2)

    def _bare(self, passage: Passage, at: int) -> bool:
        return passage.words[at].isascii() and passage.keys[at] in self._l.bare_surnames

    # ------------------------------------------------------------------ what is named after people

    def _of_a_place(self, passage: Passage, at: int) -> int:
        """How many words to pass over since they are the name of a place, an institution or an office; 0 for none."""
        keys = passage.keys
        if self._after_place_cue(passage, at) or self._listed_place(passage, at) or self._after_kind(passage, at):
            length = 1
            while length < _LONGEST_NAME and passage.joined(at + length - 1):
                if not passage.words[at + length][0].isupper():
                    break
                length += 1
            return length
        office = self._v.office.covering(keys, at)
        if office and not self._goes_on_as_name(passage, *office, titles_only=True):
            return office[1] - at + 1
        place = self._v.places.covering(keys, at)
        if place and not self._goes_on_as_name(passage, *place, titles_only=False):
            return place[1] - at + 1
        return 0

    def _after_kind(self, passage: Passage, at: int) -> bool:
        """Quán Hoàng Long: that is a business and the other rule's, unless the name is plainly a person's."""
        length = self._l.kinds.ending(passage.keys, at)
        if (
            not length
            or passage.gap(at - 1).strip(_QUOTED) != ""
            or (at > length and passage.keys[at - length - 1] in _OWNERS)
        ):
            return False
        return at + 1 >= len(passage.keys) or passage.keys[at + 1] not in self._l.bare_frequent_middle

    def _goes_on_as_name(self, passage: Passage, first: int, last: int, *, titles_only: bool) -> bool:
        """Whether two words that look like a place are the beginning of a longer name: Dương Quang Hải."""
        if last - first != 1 or not passage.joined(last) or self._after_place_cue(passage, first):
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
        return given and (self._surname(passage, first) is not None or (bare and self._bare(passage, first)))

    def _after_place_cue(self, passage: Passage, at: int) -> bool:
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
        return not (passage.words[at - 1].isascii() and self._bare(passage, at - 1) and not self._frequent(passage, at))

    def _frequent(self, passage: Passage, at: int) -> bool:
        found = self._surname(passage, at)
        return found is not None and (found in SURE or passage.keys[at] in ("le", "vo", "phan"))

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

    # ------------------------------------------------------------------ behind a title

    def _by_title(self, passage: Passage, at: int) -> bool:
        keys = passage.keys
        lexicon = self._l
        capitals = len(passage.words[at]) > 1 and passage.words[at].isupper() and passage.capitals_only(at)
        titles = lexicon.titles_in_capitals if capitals else lexicon.bare_titles if passage.ascii else lexicon.titles
        for phrases, judge in (
            (lexicon.asked, self._asked_name),
            (titles, self._titled_name),
            (lexicon.parts, self._name_of_a_part),
        ):
            length = phrases.starting(keys, at)
            if not length:
                continue
            if phrases is titles and self._no_title(passage, at, length):
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
        if self._l.not_titles.ending(passage.keys, at + length):
            return True
        if passage.words[at][0].islower():  # a place has a capital
            return False
        if self._v.office.starting(passage.keys, at) > length:  # Cụ Thể
            return True
        return self._v.places.covering(passage.keys, at) is not None or self._after_kind(passage, at)

    def _close(self, passage: Passage, at: int) -> bool:
        gap = passage.gap(at)
        return 0 < len(gap) <= 6 and gap.strip(_TITLE_GAPS) == "" and not gap.startswith(". ")

    def _asked_name(self, passage: Passage, at: int, *, capitals: bool) -> bool:
        return self._like_a_name(passage, at) and not self._ordinary(passage, at, capitals=capitals)

    def _titled_name(self, passage: Passage, at: int, *, capitals: bool) -> bool:
        if not self._like_a_name(passage, at):
            return False
        word = passage.words[at]
        if len(word) == 1 and self._initials(passage, at):
            return True
        known = self._given(passage, at) or self._surname(passage, at) is not None
        if self._v.office.starting(passage.keys, at) or self._v.places.starting(passage.keys, at):
            return self._runs(passage, at) > 2 and known and not capitals
        if capitals or passage.ascii or (len(word) > 1 and word.isupper()):
            return known
        return known or not self._ordinary(passage, at, capitals=capitals)

    def _name_of_a_part(self, passage: Passage, at: int, *, capitals: bool) -> bool:
        """Behind the part somebody has in a case: more than one word, or a usual given name."""
        if capitals or not self._like_a_name(passage, at) or self._ordinary(passage, at, capitals=capitals):
            return False
        word = passage.words[at]
        if len(word) == 1:
            return self._initials(passage, at)
        run = self._runs(passage, at)
        if passage.ascii or word.isupper():
            return run > 1 and self._surname(passage, at) is not None
        if run > 1:
            return True
        return passage.keys[at] in self._l.given

    def _initials(self, passage: Passage, at: int) -> bool:
        """N.V.A, H. T.: two single letters with a stop between."""
        return passage.joined(at) and "." in passage.gap(at) and len(passage.words[at + 1]) == 1

    def _like_a_name(self, passage: Passage, at: int) -> bool:
        word = passage.words[at]
        if not word[0].isupper() or not (word[1:].islower() or word.isupper()):
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
        return word in self._l.not_names and not (word in self._l.given and self._runs(passage, at) > 1)

    def _runs(self, passage: Passage, at: int) -> int:
        """How many capitalised words stand here in a row."""
        length = 1
        while length < _LONGEST_NAME and passage.joined(at + length - 1):
            if not passage.words[at + length][0].isupper():
                break
            length += 1
        return length

    def _given(self, passage: Passage, at: int) -> bool:
        word = passage.keys[at]
        return word in self._l.given or (passage.ascii and word in self._l.bare_given)

    # ------------------------------------------------------------------ a surname and more

    def _full_name(self, passage: Passage, at: int) -> bool:
        strength = self._surname(passage, at)
        if strength is None or not passage.joined(at):
            return False
        word = passage.words[at]
        if word[0].islower():
            return self._in_small_letters(passage, at, strength)
        capitals = len(word) > 1 and word.isupper()
        more = self._following(passage, at, capitals=capitals)
        if not more:
            return False
        if passage.keys[at + 1] not in self._l.bare_frequent_middle:
            behind = passage.keys[at + 2 : at + 2 + more]
            if not self._l.trailing_kinds.isdisjoint(behind):  # Hoa Hồng Spa
                return False
        if strength not in SURE and passage.keys[at + 1] not in self._l.bare_frequent_middle:  # Hồ Ba Bể
            if self._v.places.starting(passage.keys, at + 1):
                return False
        elif strength not in SURE and passage.ascii and self._v.office.starting(passage.keys, at + 1):  # Thi Van ban
            return False
        if capitals:
            return self._in_capitals(passage, at, more, strength)
        return self._in_title_case(passage, at, more, strength)

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
        bare = self._bare(passage, at)
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
        return (middle and (frequent or given or alone or not self._said_by_office(passage, at + 2))) or (
            given and alone
        )

    def _said_by_office(self, passage: Passage, at: int) -> bool:
        """Whether a word is one of the form or of the usual phrases, and no usual name."""
        word = passage.keys[at]
        if passage.words[at].isascii() and word in self._bare_names:
            return False
        return word in self._v.office_words and word not in self._names

    def _in_capitals(self, passage: Passage, at: int, more: int, strength: Strength) -> bool:
        frequent, middle, given = self._parts(passage, at, more)
        keys = passage.keys
        if self._v.office.starting(keys, at + 1) and not frequent:
            return False
        ordinary = self._said_by_office(passage, at + min(more, 2))
        alone = passage.alone(at, at + more)
        if strength in SURE:
            if middle or given or alone:
                return not ordinary
            return not passage.capitals_only(at) and keys[at + 1] not in self._l.not_names_in_capitals
        if more == 1:
            return given and alone
        return not ordinary and (middle or (given and alone))

    def _in_small_letters(self, passage: Passage, at: int, strength: Strength) -> bool:
        """Only a frequent surname, a usual middle name and something more: the rest could be any words."""
        if strength is Strength.WEAK or not passage.joined(at + 1) or passage.words[at + 1][0].isupper():
            return False
        lexicon = self._l
        bare = self._bare(passage, at)
        middle, last = passage.keys[at + 1], passage.keys[at + 2]
        usual = last in (lexicon.bare_given if bare else lexicon.given)
        if self._v.office.starting(passage.keys, at + 1) and not usual:
            return False
        if middle in (lexicon.bare_frequent_middle if bare else lexicon.frequent_middle):
            if strength is Strength.FREQUENT:
                return usual or last not in lexicon.not_names
            return usual
        return strength is Strength.FREQUENT and usual and middle in (lexicon.bare_middle if bare else lexicon.middle)
