"""A text as its reader sees it: in small letters, full-width and raised figures as figures, without what is unseen."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_TONES = {"\u0300": "1", "\u0301": "2", "\u0303": "3", "\u0309": "4", "\u0323": "5"}
_LETTERS = str.maketrans({"đ": "d", "ð": "d"})
_SIGNS = str.maketrans({"⁄": "/", "∕": "/", "\u2212": "-", "‐": "-", "‑": "-", "–": "-", "—": "-", "÷": "-", "~": "-"})


@dataclass(frozen=True, slots=True)
class SeenText:
    """The text with, for each of its characters, where it begins and ends in what was written."""

    text: str
    begins: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, begin: int, end: int) -> tuple[int, int]:
        """Where a part of the text stands in what was written."""
        return self.begins[begin], self.ends[end - 1]


def seen(written: str) -> SeenText:
    """How a text reads; the same for composed and decomposed letters."""
    letters: list[str] = []
    begins: list[int] = []
    ends: list[int] = []
    for begin, end in _clusters(written):
        cluster = "".join(sign for sign in written[begin:end] if unicodedata.category(sign) not in ("Cf", "Me"))
        for letter in unicodedata.normalize("NFKC", cluster).lower().replace("\ufe0f", "").translate(_SIGNS):
            letters.append(letter)
            begins.append(begin)
            ends.append(end)
    return SeenText("".join(letters), tuple(begins), tuple(ends))


def _clusters(written: str) -> Iterator[tuple[int, int]]:
    """Each letter with the marks behind it."""
    begin = 0
    for place in range(1, len(written) + 1):
        if place == len(written) or not unicodedata.category(written[place]).startswith("M"):
            yield begin, place
            begin = place


def key(word: str) -> str:
    """By what a word is known: its letters and its tone, wherever in the word that stands (hoá, hóa)."""
    parts = unicodedata.normalize("NFD", word.lower())
    tone = "".join(_TONES[part] for part in parts if part in _TONES)
    return unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES)) + tone


def plain(word: str) -> str:
    """The word without marks: ``người`` gives ``nguoi``."""
    parts = unicodedata.normalize("NFD", word.lower())
    return "".join(part for part in parts if not unicodedata.combining(part)).translate(_LETTERS)
