"""A given name with what somebody is called beside it: Hoa "còi", Tú khỉ."""

from __future__ import annotations

import re

from wardreport.stages.screen.lexicon import Vocabulary
from wardreport.stages.screen.passages import Passage, key

_QUOTED = re.compile(r" ?[\"“”'‘’«(]{1,2}(?P<nick>[^\W\d_]{1,7}(?: [^\W\d_]{1,7})?)[\"”“'’»)]")
_OF_WHOM = frozenset(map(key, ("của", "tên", "nhóm", "tượng", "gọi", "thằng", "con", "là")))
_ENDS = ("", ",", ".", ")", ";", ":", "\n")
_OTHERWISE = "tự"
_QUOTES = "\"“”'‘’«"


class Nicknames:
    """Finds given names with a nickname by one vocabulary."""

    def __init__(self, vocabulary: Vocabulary):
        self._v = vocabulary
        self._l = vocabulary.lexicon
        # the numbers by which children are called are given names too
        self._colours = frozenset(map(key, ("trắng", "đen", "đỏ", "xanh", "vàng", "nâu")))
        names = (frozenset(self._l.surnames) | self._l.middle) - self._l.not_names - vocabulary.office_words
        self._given = self._l.given | self._l.number_names | names

    def found_in(self, passage: Passage) -> bool:
        """Whether somebody is told by given name and nickname."""
        if any(self._named_otherwise(passage, at) for at, word in enumerate(passage.words) if word == _OTHERWISE):
            return True
        quoted = any(c in passage.text for c in _QUOTES)
        if not quoted and (self._l.nicknames | self._colours).isdisjoint(passage.keys):
            return False
        return any(
            self._is_given(passage, at) and ((quoted and self._in_quotes(passage, at)) or self._bare(passage, at))
            for at in range(len(passage.words))
        )

    def _named_otherwise(self, passage: Passage, at: int) -> bool:
        """Tự Tú khỉ, as the police write: the word in small letters, and behind it a given name."""
        return at + 1 < len(passage.words) and passage.joined(at) and self._is_given(passage, at + 1)

    def _is_given(self, passage: Passage, at: int) -> bool:
        word = passage.words[at]
        if not (word[0].isupper() and word[1:].islower() and passage.keys[at] in self._given):
            return False
        return not (at and self._l.place_cues.ending(passage.keys, at))

    def _in_quotes(self, passage: Passage, at: int) -> bool:
        found = _QUOTED.match(passage.text, passage.spans[at][1])
        if not found or found["nick"][0].isupper():
            return False
        behind = at + 1
        return not (
            self._v.office.starting(passage.keys, behind)
            or self._l.prose.ordinary.starting(passage.keys, behind)
            or self._v.office.covering(passage.keys, at)
        )

    def _bare(self, passage: Passage, at: int) -> bool:
        """Tú khỉ: only with a word that is a nickname, and where nothing else follows it in its clause."""
        if (
            not passage.joined(at)
            or passage.keys[at + 1] not in self._l.nicknames | self._colours
            or not passage.words[at + 1].islower()
        ):
            return False
        if passage.keys[at + 1] in self._colours:
            if at and passage.keys[at - 1] in _OF_WHOM and passage.joined(at - 1):
                return passage.text[passage.spans[at + 1][1] :][:1] in _ENDS
            return (
                passage.text[: passage.spans[at][0]][-1:] == "(" and passage.text[passage.spans[at + 1][1] :][:1] == ")"
            )
        return passage.text[passage.spans[at + 1][1] :][:1] in _ENDS or (not at and passage.keys[at] in self._l.given)
