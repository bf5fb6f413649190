"""Telephone numbers: with any separator, with the letter O for a nought, without the plus, and spelt out in words.

Every pattern has counted repetitions, so that a long text costs no more than its length. Numbering plan: Circular
22/2014/TT-BTTTT with the mobile prefixes of 2018.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from wardreport.stages.screen.passages import key, without_marks

# not within a longer number, a decimal, or a date or time written with hyphens
APART = r"(?<!\d)(?<!\d[.,-])"
# a date is no beginning of a number
NO_DATE = r"(?!\d{2}[ .-]\d{2}[ .-](?:19|20)\d{2}(?!\d))"

_GAP = r"(?: ?[-–—‒−·•_*|'’…~] ?|\.{3}| ?\. ?|[)\]] ?| {1,2})?"
_PHONE = re.compile(
    rf"{APART}{NO_DATE}(?:"
    rf"\(?0 ?(?:3[2-9]|5[2-9]|7[06-9]|8\d|9\d)(?:{_GAP}\d){{7}}"  # mobiles
    rf"|\(?0[3-9]{_GAP}\d(?:{_GAP}\d){{7}}"
    rf"|\(?01[2689]\d(?:{_GAP}\d){{7}}"  # mobiles of before 2018
    rf"|\(?02\d(?:{_GAP}\d){{7,8}}"  # landlines
    rf"|(?:\(?\+ ?84\)?|\(84\)|00 ?84){_GAP}(?:\(0\)|0)?{_GAP}[2-9](?:{_GAP}\d){{8,9}}"
    r"|0([ .·*-])[35789]\1\d(?:\1\d){7}|0[ .-][35789](?:[ .-]\d){8}"  # figure by figure
    r"|\+ ?[1-9]\d{0,2}(?:[ .-]?\d){8,11}"  # abroad
    r")(?!\d)"
)
# separators that stand in dates and sums of money too: only in the groups in which telephones are written
_GROUPED = re.compile(
    rf"{APART}0[35789]\d(?:([/,;:+])\d{{3}}\1\d{{4}}|\d([/,;:+])\d{{3}}\2\d{{3}}|\d([/,;:+])\d{{2}}\3\d{{2}}\3\d{{2}}"
    r"|\d?[/,;:+]\d{6,7})(?!\d)"
    rf"|{APART}02\d{{1,2}}/\d{{3,4}}/\d{{3,4}}(?!\d)"
)
_NUMBERING = re.compile(r"0\d(?:\D+0\d){4}")  # 03. 04. 05. 06. 07
# 84 without a plus is the beginning of a sum of money as well
_NO_PLUS = re.compile(
    r"(?<![\d.,/-])84(?:[ -]?[35789]\d(?:[ -]?\d){7}|\.[35789]\d{2}\.\d{3}\.\d{3})"
    r"(?![\d%]|[.,]\d| ?(?:dong|d\b|vnd|trieu|ty\b|nghin))"
)
_PHONE_WORD = re.compile(
    r"\b(?:dt|sdt|dtdd|dien thoai|so dt|tel|phone|mobile|hotline|zalo|viber|lien he|goi so|di dong|whatsapp)\b"
    r"(?: so)?[ .:-]{0,4}(?!080[ .-]?\d{5}(?!\d))\(?\d(?:\)? ?[.-]?\d){6,10}(?![ .-]?\d)"
)
_LETTERS = re.compile(r"(?<![^\W_])[oO](?=[ .-]?[\doO])|(?<=[\doO])[oOIl](?=[ .-]?[\doOIl])|(?<=[\doO])[oO](?![^\W_])")
_NEAR_DIGIT = re.compile(r"\d[ .-]?[oOIl]|[oO][ .-]?\d")
_NOUGHT = {"o": "0", "O": "0", "I": "1", "l": "1"}

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mốt", "tư", "lăm", "bẩy")
_BARE_DIGITS = ("khong", "mot", "hai", "ba", "bon", "nam", "sau", "bay", "tam", "chin", "tu", "lam")
DIGIT_KEYS = frozenset(key(word) for word in (*DIGITS, *_BARE_DIGITS))
_SAID = rf"(?:{'|'.join(_BARE_DIGITS)}|\d)"
_FIRST = r"(?:hai|ba|nam|bay|tam|chin|[235789])"
_IN_WORDS = re.compile(
    rf"\b(?:khong|0|o)[ ,.-]{{1,3}}{_FIRST}(?:[ ,.-]{{1,3}}{_SAID}){{7,9}}\b(?![ ,.-]{{1,3}}{_SAID}\b)"
)
_FEWEST_SAID = 3  # different words for figures that a spoken number has


def with_figures(text: str) -> str:
    """The text with O and I read as figures where they stand among figures; of the same length."""
    return _LETTERS.sub(lambda found: _NOUGHT[found[0]], text) if _NEAR_DIGIT.search(text) else text


def has_telephone(text: str, plain: str, taken: Collection[tuple[int, int]]) -> bool:
    """Whether a telephone number is written in figures outside of what is ``taken`` by another number."""
    for pattern in (_PHONE, _GROUPED):
        for found in pattern.finditer(text):
            if not any(first <= found.start() < last for first, last in taken) and not _NUMBERING.fullmatch(found[0]):
                return True
    return bool(_NO_PLUS.search(plain) or _PHONE_WORD.search(plain))


def spoken(keys: list[str], text: str) -> bool:
    """Whether a telephone number is spelt out in words."""
    return len(DIGIT_KEYS.intersection(keys)) >= _FEWEST_SAID and bool(_IN_WORDS.search(without_marks(text)))
