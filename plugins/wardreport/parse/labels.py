"""Labels made comparable: two spellings of the same words give the same key."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# the five tone marks; vowel marks (circumflex, breve, horn) belong to the letter and stay with it
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_NUMBERING = re.compile(r"[\W_]*(?:\(?(?:\d{1,2}|[ivx]{1,4})\)?[.)]+)?", re.I)
_WORD = re.compile(r"[^\W_]+|%")
_COMPANION = re.compile(r"ghi rõ.*", re.I | re.S)
_YEAR = re.compile(r"\bnăm (?:\d{4}|\{year\})", re.I)


def words_key(text: str) -> str:
    """The words of a text in one spelling: case, punctuation, spacing and tone placement make no difference.

    Unicode NFC/NFD, hoá/hóa, Ð/Đ, NBSP and dashes give the same key (DESIGN.md section 5).
    """
    return " ".join(_tone_last(word) for word in _WORD.findall(_folded(text)))


def label_key(text: str) -> str:
    """The key of a form's label: its words without bullet and numbering.

    What stands after "ghi rõ" is the clerk's own and the year in "năm 2024" is the cycle's, so neither counts.
    """
    label = _COMPANION.sub("ghi rõ", _folded(text))
    return words_key(_YEAR.sub("năm", _NUMBERING.sub("", label, count=1)))


# for the form's and the units' own words, which every submission is compared with; a clerk's text is never kept
known_words_key = lru_cache(maxsize=None)(words_key)
known_label_key = lru_cache(maxsize=None)(label_key)


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).replace("\u00d0", "Đ").replace("\u00f0", "đ").casefold()
    return " ".join("".join(c for c in plain if unicodedata.category(c) != "Cf").split())


def _tone_last(word: str) -> str:
    letters = unicodedata.normalize("NFD", word)
    tones = "".join(c for c in letters if c in _TONES)
    return unicodedata.normalize("NFC", "".join(c for c in letters if c not in _TONES)) + tones
