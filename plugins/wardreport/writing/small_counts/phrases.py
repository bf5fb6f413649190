"""Lists of words, looked up at a place of a text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wardreport.writing.small_counts.seen_text import key, plain

_NO_SLIP_BELOW = 5  # letters: in a shorter word another mark is mostly another word


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: its key, the word without marks, and how it is written.

    ``in_unmarked_text`` where its whole text is written without marks, ``proper`` with a capital and small letters.
    """

    key: str
    plain: str
    in_unmarked_text: bool = False
    proper: bool = False

    @classmethod
    def of(cls, written: str) -> Word:
        """The word that is written."""
        return cls(key(written), plain(written))

    @property
    def unmarked(self) -> bool:
        """Whether it is written without any mark."""
        return self.key == self.plain


class Phrases:
    """A list of words and phrases. A word written without marks is the marked one, too (``nguoi``).

    With ``slips`` a longer phrase is known also where marks are wrong (``nguời``); with ``strict`` one without marks
    only in a text without (nam is no năm).
    """

    __slots__ = ("_by_plain", "_longest", "_longest_from", "_slips", "_strict")

    def __init__(self, phrases: Iterable[str], *, slips: bool = False, strict: bool = False) -> None:
        self._by_plain: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
        self._slips, self._strict = slips, strict
        for phrase in phrases:
            words = phrase.split()
            self._by_plain.setdefault(tuple(map(plain, words)), []).append(tuple(map(key, words)))
        self._longest = max(map(len, self._by_plain))
        self._longest_from: dict[str, int] = {}  # by first word
        for words_of in self._by_plain:
            self._longest_from[words_of[0]] = max(len(words_of), self._longest_from.get(words_of[0], 0))

    def length(self, words: Sequence[Word]) -> float:
        """How many of the first words are the longest phrase that begins there; half a word less where marks differ.

        0 where none does.
        """
        longest = self._longest_from.get(words[0].plain, 0) if words else 0
        for length in range(min(longest, len(words)), 0, -1):
            begun = words[:length]
            known = self._by_plain.get(tuple(word.plain for word in begun))
            if known is None:
                continue
            if any(all(self._same(word, k) for word, k in zip(begun, keys, strict=True)) for keys in known):
                return length
            if self._slips and sum(len(word.plain) for word in begun) >= _NO_SLIP_BELOW:
                return length - 0.5
        return 0

    def _same(self, word: Word, known: str) -> bool:
        return word.key == known or (word.in_unmarked_text if self._strict else word.unmarked)

    def ends(self, words: Sequence[Word]) -> int:
        """How many of the last words are the longest phrase that ends there; 0 where none does."""
        for length in range(min(self._longest, len(words)), 0, -1):
            if self.length(words[-length:]) == length:
                return length
        return 0

    def __contains__(self, word: Word | None) -> bool:
        return word is not None and self.length((word,)) >= 1
