"""The proper name of a business: the word for its kind, and behind it a name.

A name is a capitalised or quoted word, a number that is no count, or in small letters two words of which names are
made.
"""

from __future__ import annotations

import re

from wardreport.stages.screen.lexicon import Vocabulary
from wardreport.stages.screen.passages import Passage, key, without_marks
from wardreport.stages.screen.persons.person_names import PersonNames

_QUOTES = "\"'“”‘’«»„"
_GAP = frozenset(" :-–\u2026" + _QUOTES)
_FIELD = key("trường")
_PRIMARY = frozenset((key("trung"), key("học"), "trung", "hoc"))  # trung học cơ sở is no business
# 99, số 9, 30/4, K79, X-Men; no figure with decimals or thousands
_NUMBER = re.compile(
    r" ?[\"“]?(?P<number>(?:số |so )?\d{1,4}(?:[/-]\d{1,2})?|[A-Z]-?\d{1,3}|\d{1,3}[A-Z])(?![\w/%])(?![.,]\d)"
)
_FIGURE = re.compile(r" \d")
_CODE = re.compile(r"\d+[A-Z]")  # glued to the letters of a kind: the class KS7A
# a word that is no Vietnamese syllable is a name: cơ sở Sunrise
_SYLLABLE = re.compile(r"(?:ngh|nh|ng|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnpqrstvx])?[aeiouy]{1,3}(?:ch|ng|nh|[cmnpt])?")
_ON_SCREEN = frozenset(("navigation", "tool", "task", "scroll", "status", "menu", "title", "progress", "address"))
_COMMUNE = frozenset(("commune", "ward", "district"))
_SERVICE = frozenset((key("vụ"), "vu"))
_COUNTING = frozenset(key(word) for word in ("số", "tổng", "có", "gồm", "còn", "và", "so", "tong", "là")) - {key("gồm")}


class BusinessNames:
    """Finds business names by one vocabulary."""

    def __init__(self, vocabulary: Vocabulary, persons: PersonNames):
        self._persons = persons
        self._v = vocabulary
        self._l = vocabulary.lexicon
        self._triggers = self._l.kinds.firsts | self._l.trailing_kinds
        lexicon = self._l
        self._name_words = ((lexicon.given | lexicon.middle) - lexicon.not_names) | lexicon.prose.business_words
        self._bare_words = lexicon.bare_given | lexicon.bare_middle | lexicon.prose.bare_business_words
        self._short_triggers = self._l.prose.short_kinds.firsts

    def found_in(self, passage: Passage, *, caseless: bool = False) -> bool:
        """Whether a business is named; ``caseless`` for a file name, whose small letters say nothing."""
        keys = passage.keys
        if not self._short_triggers.isdisjoint(keys) and self._short_in(passage):
            return True
        if self._triggers.isdisjoint(keys):
            return False
        caseless = caseless and passage.text.islower()
        at = 0
        while at < len(keys):
            length = self._l.kinds.starting(keys, at)
            if not length:
                if keys[at] in self._l.trailing_kinds and self._named_before(passage, at):
                    return True
                at += 1
                continue
            narrow = tuple(keys[at : at + length]) in self._l.narrow_kinds
            first = at
            at += length
            if first > 1 and keys[first - 1] in _PRIMARY and keys[first - 2] in _PRIMARY:
                continue
            if self._v.places.starting(keys, first) > length or not _COMMUNE.isdisjoint(keys[at : at + 2]):
                continue  # Quán Thánh, Bar Măih Commune
            if self._l.prose.not_kinds.ending(keys, at) or self._in_name_of_unit(passage, first, at):
                continue
            if narrow and (self._numbered(passage, first, at) or self._in_small_letters(passage, at)):
                return True
            if self._owned_behind(passage, at):
                return True
            owner = at < len(keys) and self._persons.is_owner(passage, at - length, at)
            if not owner and self._named_behind(passage, at, narrow=narrow, caseless=caseless):
                return True
            if length == 1 and keys[at - 1] in self._l.trailing_kinds and self._named_before(passage, at - 1):
                return True
        return False

    def _owned_behind(self, passage: Passage, at: int) -> bool:
        """Nhà trọ bà Tám, quán chị Hoa: by a title in small letters and one capitalised word."""
        if not at or at + 1 >= len(passage.keys) or not (passage.joined(at - 1) and passage.joined(at)):
            return False
        owner, name = passage.words[at], passage.words[at + 1]
        owners = self._l.bare_owners if passage.ascii else self._l.owners
        if passage.keys[at] not in owners or not (name[0].isupper() and name[1:].islower() and len(name) > 1):
            return False
        titled = owner.islower() or not passage.capitals_only(at)
        return titled and not (
            self._v.places.starting(passage.keys, at) or self._v.office.starting(passage.keys, at + 1)
        )

    def _short_in(self, passage: Passage) -> bool:
        """NN Bích Ngọc, KTV Diamond, ks hoàng long."""
        keys = passage.keys
        for at, length in self._l.prose.short_kinds.starts(keys):
            name = at + length
            if name > len(keys) or (at and self._l.prose.not_short_kinds.ending(keys, at)):
                continue
            if _CODE.match(passage.text, passage.spans[name - 1][1]):
                continue
            if length > 1 and passage.gap(at) not in ("/", ".", ". "):
                continue
            if passage.words[at].isupper() and self._numbered(passage, at, name):
                return True
            if (
                name >= len(keys)
                or passage.gap(name - 1).strip(" .:\"“'") != ""
                or self._plain_word(passage, name, shouting=True)
            ):
                continue
            if passage.words[name][0].islower():
                if self._in_small_letters(passage, name):
                    return True
            elif (
                (passage.words[at][0].isupper() or keys[at] in self._l.prose.small_short_kinds)
                and not passage.capitals_only(name)
                and not self._persons.is_full_name(passage, name)
                and not self._l.kinds.starting(keys, name)
                and not self._v.places.starting(keys, name)
            ):
                return True
        return False

    def _numbered(self, passage: Passage, first: int, at: int) -> bool:
        """Whether a number behind a kind is its name: nhà nghỉ 99, karaoke số 1; in a list of kinds it is a count."""
        found = _NUMBER.match(passage.text, passage.spans[at - 1][1])
        if not found or (first and passage.keys[first - 1] in _COUNTING):
            return False
        before = passage.text[: passage.spans[first][0]].rstrip()
        if before[-1:].isdigit():  # 5 nhà nghỉ 3 khách sạn
            return False
        number = found["number"]
        behind = at
        while behind < len(passage.keys) and passage.spans[behind][0] < found.end():
            behind += 1
        follows = behind < len(passage.keys) and passage.text[found.end() : passage.spans[behind][0]].strip() == ""
        of_what = (self._l.prose.counted, self._l.kinds)
        # "nhà nghỉ 99 tổ 3" is told by its place, "karaoke 5 phòng" is counted
        placed = follows and _FIGURE.match(passage.text, passage.spans[behind][1])
        if follows and not placed and any(words.starting(passage.keys, behind) for words in of_what):
            return False
        if not number[-1:].isdigit() or not number[0].isdigit() or "/" in number or "-" in number:
            return True  # by a letter, as the first of something, or a day
        others = (
            start
            for start, length in self._l.kinds.starts(passage.keys)
            if start != first and _NUMBER.match(passage.text, passage.spans[start + length - 1][1])
        )
        if any(not first <= start < at for start in others):
            return False
        if number in self._l.prose.numbers_as_names:
            return True
        return bool(first and len(number) > 1 and self._l.prose.at_a_business.ending(passage.keys, first))

    def _in_small_letters(self, passage: Passage, at: int) -> bool:
        """Two words behind a kind of which names are made, and which are no ordinary phrase."""
        keys = passage.keys
        if at + 1 >= len(keys) or not passage.joined(at) or passage.gap(at - 1) != " ":
            return False
        if not (passage.words[at].islower() and passage.words[at + 1].islower()):
            return False
        if self._l.prose.business_phrases.starting(keys, at) == 2:
            return True
        ascii_only = passage.words[at].isascii() and passage.words[at + 1].isascii()
        words = self._bare_words if ascii_only else self._name_words
        if keys[at] not in words or keys[at + 1] not in words or self._l.between.starting(keys, at):
            return False
        for phrases in (
            self._v.office,
            self._l.prose.ordinary,
            self._l.prose.not_business_phrases,
            self._v.units,
            self._l.kinds,
        ):
            if phrases.starting(keys, at) or phrases.starting(keys, at + 1):
                return False
        return not (passage.ascii and (keys[at] in self._l.bare_not_names or keys[at + 1] in self._l.bare_not_names))

    def _named_behind(self, passage: Passage, at: int, *, narrow: bool, caseless: bool) -> bool:
        keys, words = passage.keys, passage.words
        at, quoted = self._past_between(passage, at)
        if at >= len(keys) or self._l.kinds.starting(keys, at):
            return False
        gap = passage.gap(at - 1)
        if not quoted and (len(gap) > 4 or "\n" in gap or not _GAP.issuperset(gap) or not gap):
            return False
        word = words[at]
        if caseless:
            return narrow and not self._plain_word(passage, at, shouting=True) and len(word) > 1
        if not word[0].isupper():
            return False
        if quoted or any(c in _QUOTES for c in gap):
            return not self._v.office.starting(keys, at)
        shouting = passage.capitals_only(at)
        if self._plain_word(passage, at, shouting=shouting):
            return False
        if not narrow and self._of_no_business(passage, at, shouting=shouting):
            return False
        run = self._run(passage, at)
        if keys[at - 1] == _FIELD and words[at - 1][0].isupper() and not shouting and run == 1:
            return False  # Vũ Trường Giang is a person
        if shouting:
            # in capitals every word looks like a name: a broad kind needs two that are no words of the form
            return narrow or (run > 1 and not self._of_the_form(passage, at) and not self._of_the_form(passage, at + 1))
        foreign = len(word) > 3 and not _SYLLABLE.fullmatch(without_marks(word))
        return narrow or run > 1 or foreign or (len(word) > 2 and word.isupper() and keys[at] not in self._v.form_words)

    def _of_no_business(self, passage: Passage, at: int, *, shouting: bool) -> bool:
        """Lưu trú Trung Quốc, công ty ABC; dịch vụ CPN EMS: letters behind a service are those of a product."""
        if self._v.places.starting(passage.keys, at) or passage.keys[at] in self._l.stopgaps:
            return True
        if shouting or passage.keys[at - 1] not in _SERVICE:
            return False
        run = self._run(passage, at)
        return all(passage.words[at + word].isupper() for word in range(run))

    def _past_between(self, passage: Passage, at: int) -> tuple[int, bool]:
        """Past further kinds and ordinary words up to where a name could begin, and whether a quotation opened."""
        keys = passage.keys
        quoted = False
        while at < len(keys):
            quoted = quoted or (at > 0 and any(c in _QUOTES for c in passage.gap(at - 1)[-1:]))
            length = self._l.between.starting(keys, at)
            short = passage.words[at].isupper() and keys[at] in self._l.prose.abbreviations
            # of several words they are no name even where a sign writes them in capitals: Tẩm quất Người Mù
            if quoted or not (short or (length and (length > 1 or not passage.words[at][0].isupper()))):
                break
            at += 1 if short else length
        return at, quoted

    def _in_name_of_unit(self, passage: Passage, first: int, at: int) -> bool:
        """Phường Quán Thánh, xã Bar Măih: the word for the kind is the first of a unit's name."""
        one_of_two = at - first == 1 and passage.words[first][0].isupper() and not passage.capitals_only(first)
        if not (one_of_two and first and self._l.place_cues.ending(passage.keys, first)):
            return False
        return passage.gap(first - 1) == " " and self._run(passage, first) == 2

    def _plain_word(self, passage: Passage, at: int, *, shouting: bool) -> bool:
        """Whether what stands behind a kind is an ordinary phrase, a unit or the beginning of another thing."""
        keys = passage.keys
        lexicon = self._l
        if lexicon.prose.business_phrases.starting(keys, at):
            return False
        unit = self._v.units.starting(keys, at)
        # "Sông Cầu Xanh" is called after the unit, and is not it
        goes_on = 0 < unit < self._run(passage, at) and not (shouting or self._v.places.starting(keys, at + unit))
        if self._v.office.starting(keys, at) or (unit and not goes_on):
            return True
        stops = lexicon.not_names_in_capitals if shouting else lexicon.not_names
        word = keys[at]
        if word not in stops and not (passage.ascii and word in lexicon.bare_not_names):
            return False
        # "quán Hai", but "Nhà nghỉ Nam Phong": a stop word that is a name too, with a name behind it
        following = keys[at + 1] if passage.joined(at) and passage.words[at + 1][0].isupper() else ""
        if not following or following in stops:
            return True
        named = word in lexicon.given or (not shouting and word not in lexicon.prose.never_first)
        return not named or (word not in lexicon.given and bool(self._v.office.starting(keys, at + 1)))

    def _of_the_form(self, passage: Passage, at: int) -> bool:
        return passage.keys[at] in self._v.form_words

    def _run(self, passage: Passage, at: int) -> int:
        length = 1
        while length < 4 and passage.joined(at + length - 1) and passage.words[at + length][0].isupper():
            length += 1
        return length

    def _named_before(self, passage: Passage, at: int) -> bool:
        """Hoa Hồng Spa, Sunrise Hotel: two capitalised words, or one that begins the line, before an English kind."""
        words = passage.words
        if not words[at][0].isupper() or passage.capitals_only(at) or (at and passage.keys[at - 1] in _ON_SCREEN):
            return False
        first = at
        while first > 0 and at - first < 3 and passage.joined(first - 1) and words[first - 1][0].isupper():
            first -= 1
        sole = at - first == 1 and not first  # Happy Karaoke
        if at - first < 2 and not (
            sole and len(words[0]) > 3 and not _SYLLABLE.fullmatch(without_marks(words[0]).lower())
        ):
            return False
        return not (self._plain_word(passage, first, shouting=True) or self._l.kinds.covering(passage.keys, first))
