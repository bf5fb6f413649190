"""Telephone numbers with some figures in words, with letters between their groups, or one group a line."""

from __future__ import annotations

import re
from collections.abc import Iterator

_WORDS = {
    "khong": "0", "mot": "1", "hai": "2", "ba": "3", "bon": "4", "nam": "5", "sau": "6", "bay": "7", "tam": "8",
    "chin": "9", "tu": "4", "lam": "5",
}  # fmt: skip
_TEN = "muoi"
_TOKEN = rf"(?:\d{{1,5}}|(?:{'|'.join(_WORDS)}|{_TEN})(?![a-z]))"
_RUN = re.compile(rf"(?<![a-z\d]){_TOKEN}(?:[ ,.\-–]{{0,3}}{_TOKEN}){{2,11}}(?!\d)")
_TOKENS = re.compile(rf"\d{{1,5}}|{'|'.join(_WORDS)}|{_TEN}")
_YEAR = re.compile(r"nam (?:19|20)\d\d")
_MOBILE = re.compile(r"0[35789]\d{8}|84[35789]\d{8}")
_FEWEST_WORDS = 2
# 0912x345x678: the same letter between the groups
_LETTERED = re.compile(
    r"(?<![\w.])0[35789]\d{1,2}(?P<gap>[ .-]{0,2}(?P<letter>[a-z*#])(?P=letter){0,4}[ .-]{0,2})"
    r"\d{2,4}(?:[ .-]{0,2}(?P=letter){1,5}[ .-]{0,2}|[ .-]{1,2})\d{2,4}(?:[ .-]{0,2}(?P=letter){0,5}[ .-]{0,2}\d{2,3})?"
    r"(?!\d)"
)
_DIGITS = 10
_APART = r"[ \t]{0,2}[/.,-]?[ \t]{0,2}(?:\r?\n)?[ \t]{0,2}"
_BY_LINES = re.compile(
    rf"(?<![\d.,/-])0[35789]\d(?:\d{_APART}\d{{3}}{_APART}\d{{3}}|{_APART}\d{{3}}{_APART}\d{{4}}|\d{_APART}\d{{6}})(?!\d)"
)


def has_mixed_telephone(plain: str) -> bool:
    """Whether a text without marks tells a telephone number in one of these ways."""
    if "\n" in plain and any("\n" in found[0] for found in _BY_LINES.finditer(plain)):
        return True
    if any(sum(map(str.isdigit, found[0])) == _DIGITS for found in _LETTERED.finditer(plain)):
        return True
    return any(
        _MOBILE.fullmatch(number)
        for found in _RUN.finditer(plain)
        if not _YEAR.search(found[0])
        for number in _numbers(_TOKENS.findall(found[0]))
    )


def _numbers(tokens: list[str]) -> Iterator[str]:
    """The figures of a run, with "mười" read as ten and as the tens of the word before."""
    if sum(token in _WORDS for token in tokens) < _FEWEST_WORDS:
        return
    for inside, at_end in (("1", "10"), ("", "0")):
        yield "".join(
            (inside if number + 1 < len(tokens) and tokens[number + 1] in _WORDS else at_end)
            if token == _TEN
            else _WORDS.get(token, token)
            for number, token in enumerate(tokens)
        )
