"""Labels made comparable: two spellings of the same words give the same key."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

# vowel marks (circumflex, breve, horn) belong to the letter and stay with it; each tone becomes a letter of its own
_TONE_LETTERS = dict(zip("\u0300\u0301\u0303\u0309\u0323", "ˋˊˉˇˌ", strict=True))
_MARKS = frozenset(_TONE_LETTERS.values())
_MOVE_TONE = re.compile(rf"([{''.join(_TONE_LETTERS.values())}])(\S+)")
_INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
_NUMBERING = re.compile(r"[\W_]*(?:\(?(?:\d{1,2}|[ivx]{1,4})\)?[.)]+)?", re.I)
_WORD = re.compile(r"[^\W_]+|%")
_COMPANION = re.compile(r"ghi rõ.*", re.I | re.S)
_YEAR = re.compile(r"\bnăm (?:\d{4}|\{year\})", re.I)


def words_key(text: str) -> str:
    """The words of a text in one spelling: case, punctuation, spacing and tone placement make no difference.

    Unicode NFC/NFD, hoá/hóa, Ð/Đ, NBSP and dashes give the same key (docs/design/findings.md).
    """
    words = " ".join(_WORD.findall(_folded(text).translate(_TONES)))
    return _MOVE_TONE.sub(_tone_last, words)  # hoá and hóa: the tone goes behind its word


def key_without_marks(key: str) -> str:
    """A key as somebody without a Vietnamese keyboard would write it."""
    letters = unicodedata.normalize("NFD", key.replace("đ", "d"))
    return "".join(c for c in letters if not unicodedata.combining(c) and c not in _MARKS)


def label_key(text: str, abbreviations: Iterable[tuple[str, str]] = ()) -> str:
    """The key of a form's label: its words without bullet and numbering, abbreviations written in full.

    What stands after "ghi rõ" is the clerk's own and the year in "năm 2024" is the cycle's, so neither counts.
    ``abbreviations`` are pairs of keys: an abbreviation and its words.
    """
    label = _COMPANION.sub("ghi rõ", _folded(text))
    key = words_key(_YEAR.sub("năm", _NUMBERING.sub("", label, count=1)))
    for short, words in abbreviations:
        key = re.sub(rf"(?<!\S){re.escape(short)}(?!\S)", words, key)
    return key


def companion_text(text: str) -> str:
    """What the clerk wrote after "ghi rõ"; empty where nothing stands there."""
    found = _COMPANION.search(_composed(text)) if "ghi" in text.casefold() else None
    return found[0][len("ghi rõ") :].strip(" .:()…") if found else ""


def added_words(text: str, label: str) -> str:
    """The words of a text that its label has not, in their order and spelling: what a clerk added or mistyped."""
    of_label = set(words_key(label).split())
    return " ".join(word for word in _composed(text).split() if words_key(word) and words_key(word) not in of_label)


# for the form's and the units' own words, which every submission is compared with; a clerk's text is never kept
known_words_key = lru_cache(maxsize=None)(words_key)
known_label_key = lru_cache(maxsize=None)(label_key)


def _folded(text: str) -> str:
    return _composed(text).casefold()


def _composed(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).replace("\u00d0", "Đ").replace("\u00f0", "đ")
    return " ".join(_INVISIBLE.sub("", plain).split())


def _tone_last(found: re.Match[str]) -> str:
    return found[2] + found[1]


def _letters_with_tones() -> dict[int, str]:
    table = {}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        letter = unicodedata.normalize("NFD", chr(code))
        tones = [mark for mark in letter if mark in _TONE_LETTERS]
        if len(tones) == 1:
            table[code] = unicodedata.normalize("NFC", letter.replace(tones[0], "")) + _TONE_LETTERS[tones[0]]
    return table


_TONES = _letters_with_tones()
