"""The proper name of a business: the word for its kind, and behind it a capitalised or quoted name."""

from __future__ import annotations

from wardreport.stages.screen.lexicon import Vocabulary
from wardreport.stages.screen.passages import Passage, key
from wardreport.stages.screen.person_names import PersonNames

_QUOTES = "\"'“”‘’«»„"
_GAP = frozenset(" :-–\u2026" + _QUOTES)
_FIELD = key("trường")


class BusinessNames:
    """Finds business names by one vocabulary."""

    def __init__(self, vocabulary: Vocabulary, persons: PersonNames):
        self._persons = persons
        self._v = vocabulary
        self._l = vocabulary.lexicon
        self._triggers = self._l.kinds.firsts | self._l.trailing_kinds

    def found_in(self, passage: Passage, *, caseless: bool = False) -> bool:
        """Whether a business is named; ``caseless`` for a file name, whose small letters say nothing."""
        keys = passage.keys
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
            at += length
            owner = at < len(keys) and self._persons.is_owner(passage, at - length, at)
            if not owner and self._named_behind(passage, at, narrow=narrow, caseless=caseless):
                return True
            if length == 1 and keys[at - 1] in self._l.trailing_kinds and self._named_before(passage, at - 1):
                return True
        return False

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
        run = self._run(passage, at)
        if keys[at - 1] == _FIELD and words[at - 1][0].isupper() and not shouting and run == 1:
            return False  # Vũ Trường Giang is a person
        if shouting:
            # in capitals every word looks like a name: a broad kind needs two that are no words of the form
            return narrow or (run > 1 and not self._of_the_form(passage, at) and not self._of_the_form(passage, at + 1))
        return narrow or run > 1 or (len(word) > 2 and word.isupper() and keys[at] not in self._v.form_words)

    def _past_between(self, passage: Passage, at: int) -> tuple[int, bool]:
        """Past further kinds and ordinary words up to where a name could begin, and whether a quotation opened."""
        keys = passage.keys
        quoted = False
        while at < len(keys):
            quoted = quoted or (at > 0 and any(c in _QUOTES for c in passage.gap(at - 1)[-1:]))
            length = self._l.between.starting(keys, at)
            if quoted or not length or passage.words[at][0].isupper():
                break
            at += length
        return at, quoted

    def _plain_word(self, passage: Passage, at: int, *, shouting: bool) -> bool:
        """Whether what stands behind a kind is an ordinary phrase, a unit or the beginning of another thing."""
        keys = passage.keys
        if self._v.office.starting(keys, at) or self._v.units.starting(keys, at):
            return True
        lexicon = self._l
        stops = lexicon.not_names_in_capitals if shouting else lexicon.not_names
        word = keys[at]
        if word not in stops and not (passage.ascii and word in lexicon.bare_not_names):
            return False
        # "quán Hai", but "Nhà nghỉ Nam Phong": a stop word that is a name too, with a name behind it
        following = keys[at + 1] if passage.joined(at) and passage.words[at + 1][0].isupper() else ""
        return not (word in lexicon.given and following and following not in stops)

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
        if not words[at][0].isupper() or passage.capitals_only(at):
            return False
        first = at
        while first > 0 and at - first < 3 and passage.joined(first - 1) and words[first - 1][0].isupper():
            first -= 1
        if at - first < 2:
            return False
        return not (self._plain_word(passage, first, shouting=True) or self._l.kinds.covering(passage.keys, first))
