"""A text as words: how each is written, and by what key the word lists know it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

# letters to either side that tell how a text is written: all of a line, but not of a line of a megabyte
_NEAR = 200
_WORD = re.compile(r"[^\W\d_]+")
# zero-width and direction marks, soft hyphens: nobody sees them, and they would split a number or a name
_UNSEEN = dict.fromkeys(
    [0xAD, 0x34F, 0x61C, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)]
)
_LETTERS = {ord("Ð"): "Đ", ord("ð"): "đ"}  # Eth looks like Đ and is what some keyboards give
_TONES = {"\u0300": "1", "\u0301": "2", "\u0303": "3", "\u0309": "4", "\u0323": "5"}


def _tables() -> tuple[dict[int, str], dict[int, str], dict[str, str]]:
    toneless: dict[int, str] = {}
    plain = {ord("đ"): "d"}
    tones: dict[str, str] = {}
    for code in (*range(0xC0, 0x250), *range(0x1EA0, 0x1EFA)):
        letter = chr(code)
        parts = unicodedata.normalize("NFD", letter)
        tone = [part for part in parts if part in _TONES]
        if tone:
            toneless[code] = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES))
            tones[letter] = _TONES[tone[0]]
        if len(parts) > 1:
            plain[code] = parts[0]
    return toneless, plain, tones


_TONELESS, _PLAIN, _TONE = _tables()


def normalise(text: str) -> str:
    """The text as NFKC, without what nobody sees: full-width digits, ligatures, NBSP become what they look like,
    and so do the figures of other scripts.
    """
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKC", text).translate(_UNSEEN).translate(_LETTERS)
    foreign = {ord(c): str(unicodedata.digit(c)) for c in set(text) if c.isdigit() and not c.isascii()}
    return text.translate(foreign) if foreign else text


def lower(text: str) -> str:
    """In small letters and of the same length, so that a place in one is a place in the other."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def without_marks(text: str) -> str:
    """Small letters without tone and vowel marks, of the same length: ``Phường Sông Cầu`` gives ``phuong song cau``."""
    return lower(text).translate(_PLAIN)


# the words of the forms come again in every submission; what is remembered stays within the process, and short
@lru_cache(maxsize=4096)
def key(word: str) -> str:
    """By what the word lists know a word: small letters, the tone as a figure at its end, so that hoá is hóa."""
    low = lower(word)
    if low.isascii():
        return low
    return low.translate(_TONELESS) + "".join([_TONE[letter] for letter in low if letter in _TONE])


def keys_of(text: str) -> tuple[str, ...]:
    """The keys of every word of a text."""
    return tuple(key(word) for word in _WORD.findall(normalise(text)))


class Passage:
    """A normalised text and its words; everything is by the number of a word."""

    __slots__ = ("ascii", "keys", "spans", "text", "words")

    def __init__(self, text: str):
        self.text = text
        self.ascii = text.isascii()
        self.spans = [found.span() for found in _WORD.finditer(text)]
        self.words = [text[start:end] for start, end in self.spans]
        self.keys = [word.lower() for word in self.words] if self.ascii else [key(word) for word in self.words]

    def gap(self, number: int) -> str:
        """What stands between a word and the next one."""
        return self.text[self.spans[number][1] : self.spans[number + 1][0]]

    def joined(self, number: int) -> bool:
        """Whether the next word follows after nothing but blanks, or after the stop of an initial."""
        if number + 1 >= len(self.words):
            return False
        gap = self.gap(number)
        if gap == " ":
            return True
        if len(gap) > 3 or "\n" in gap or "\t" in gap:
            return False
        return gap.isspace() or (gap.rstrip() == "." and len(self.words[number]) <= 2)

    def line(self, first: int, last: int) -> tuple[int, int]:
        """From where to where the line of some words reaches, of a very long one only what is near."""
        start, end = self.spans[first][0], self.spans[last][1]
        start = max(self.text.rfind("\n", max(0, start - _NEAR), start) + 1, start - _NEAR, 0)
        break_at = self.text.find("\n", end, end + _NEAR)
        return start, min(len(self.text), end + _NEAR) if break_at < 0 else break_at

    def alone(self, first: int, last: int) -> bool:
        """Whether the words from first to last are all the letters and figures of their line."""
        start, end = self.line(first, last)
        around = self.text[start : self.spans[first][0]] + self.text[self.spans[last][1] : end]
        return len(around) < 12 and not any(c.isalpha() for c in around)

    def capitals_only(self, number: int) -> bool:
        """Whether the line of a word is all in capitals."""
        start, end = self.line(number, number)
        return self.text[start:end].isupper()


class Phrases:
    """Phrases by their keys, found where they begin or where they end."""

    def __init__(self, phrases: frozenset[tuple[str, ...]]):
        self._phrases = phrases
        self._by_first = self._lengths(phrases, 0)
        self._by_last = self._lengths(phrases, -1)
        self.firsts = frozenset(self._by_first)

    @staticmethod
    def _lengths(phrases: frozenset[tuple[str, ...]], end: int) -> dict[str, tuple[int, ...]]:
        """By the word at one end how long the phrases with it are, the longest first."""
        lengths: dict[str, set[int]] = {}
        for phrase in phrases:
            if phrase:
                lengths.setdefault(phrase[end], set()).add(len(phrase))
        return {word: tuple(sorted(of_word, reverse=True)) for word, of_word in lengths.items()}

    def starting(self, keys: list[str], at: int) -> int:
        """How many words the longest phrase that begins here has, or 0."""
        for length in self._by_first.get(keys[at], ()) if at < len(keys) else ():
            if at + length <= len(keys) and tuple(keys[at : at + length]) in self._phrases:
                return length
        return 0

    def ending(self, keys: list[str], before: int) -> int:
        """How many words the longest phrase that ends just before a word has, or 0."""
        for length in self._by_last.get(keys[before - 1], ()) if before > 0 else ():
            if length <= before and tuple(keys[before - length : before]) in self._phrases:
                return length
        return 0

    def covering(self, keys: list[str], at: int) -> tuple[int, int] | None:
        """The first and the last word of a phrase that a word belongs to."""
        for first in range(at, max(-1, at - 6), -1):
            length = self.starting(keys, first)
            if first + length > at:
                return first, first + length - 1
        return None

    def starts(self, keys: list[str]) -> Iterator[tuple[int, int]]:
        """Every place where a phrase begins, and its length."""
        for at, word in enumerate(keys):
            if word in self.firsts and (length := self.starting(keys, at)):
                yield at, length
