"""How numbers stand in a text: separators, and words, units of money and signs beside them.

Only what can be read in one way is a number here; every pattern takes time in proportion to the text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Context, Decimal

SIGNIFICANT = 15  # digits, as Excel keeps them (docs/design/findings.md)
LIMIT = 10**SIGNIFICANT  # no figure of a ward is as large; beyond it digits are lost
DASHES = frozenset("-‐‑‒–—―−─━⁃˗﹘﹣\u00ad")  # the last is Word's optional hyphen

YES = frozenset({"có", "co", "x", "v", "✓", "✔", "√", "☑", "☒", "true", "1", "[x]", "(x)", "[v]", "(v)"})
NO = frozenset({"không", "khong", "☐", "□", "false", "0", "[ ]", "( )"})
_NIL = frozenset(
    {"không", "khong", "không có", "khong co", "không phát sinh", "khong phat sinh", "không có phát sinh", "/", "…"}
    | {"chưa có", "chua co", "chưa phát sinh", "chua phat sinh", "chưa có phát sinh", "ko", "ko có", "ko co"}
)

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
# zero width, marks of left-to-right text, variants of a tick; marks of right-to-left text stay and make it unreadable
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u200e\u202a\u202c\u2066\u2069\ufe0e\ufe0f"))
_BREAK = re.compile(r"[\t\n\r\v\f\x1c-\x1f\x85\u2028\u2029]+|(?<=[0-9])\s{2,}(?=[0-9])")
_HARMLESS_END = re.compile(r"(?<=[\w%)✓✔☑-])\s?[.;]$")

_DIGITS = re.compile(r"[0-9]+")
_GROUPS = re.compile(r"[1-9][0-9]{0,2}(?:(?:\.[0-9]{3})+|(?: [0-9]{3})+|(?:,[0-9]{3}){2,})")
_DECIMAL = re.compile(r"([0-9]+)[.,]([0-9]+)")
_GROUPS_AND_DECIMAL = re.compile(
    r"([1-9][0-9]{0,2}(?:(?:\.[0-9]{3})+(?=,)|(?:,[0-9]{3})+(?=\.)|(?: [0-9]{3})+))[.,]([0-9]+)"
)
_TOKEN = re.compile(r"[0-9]+(?:[.,][0-9]+| [0-9]{3}(?![0-9]))*")
_WORD = re.compile(r"[^\W\d_]+|₫")

_TIMES = {"chục": 10, "trăm": 100, "nghìn": 10**3, "nghin": 10**3, "ngàn": 10**3, "vạn": 10**4}
_TIMES |= {"ng": 10**3}  # ng.đ
_TIMES |= {"triệu": 10**6, "trieu": 10**6, "tr": 10**6, "tỷ": 10**9, "tỉ": 10**9, "ty": 10**9}
_CURRENCY = frozenset({"đồng", "dong", "đ", "vnđ", "vnd", "₫"})
_MAY_TOUCH = frozenset({*_TIMES, *_CURRENCY, "trđ", "người"})  # "12tr", "200.000.000đ"
_MILLION_WORDS = frozenset({"triệu", "trieu", "tr", "trđ"})
# what number formats write behind figures of any row; none of them makes another figure of it
_MEASURES = frozenset(
    {"người", "cơ sở", "tụ điểm", "lượt", "lượt người", "cuộc", "buổi", "đội", "mô hình", "lớp", "đợt"}
)
_MEASURES |= {"vụ", "trường hợp", "đối tượng", "xã", "phường", "quận/huyện", "tờ rơi", "panô, áp phích, tờ rơi"}
_OTHER_MEASURE = re.compile(r"[$€£¥‰]|\b(?:usd|eur|euro|đô|rưỡi)\b", re.I)
_MILLION = 10**6  # the form gives money in million đồng


@dataclass(frozen=True, slots=True)
class Numeral:
    """Digits and separators as a number; ``thousands`` is the other reading where its last separator allows two."""

    number: Decimal
    thousands: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Embedded:
    """The only number among other words or signs, and how it is to be multiplied (None: not known)."""

    text: str
    times: Decimal | None


def cleaned(text: str) -> str:
    """Without what a reader does not see: composed, full-width as plain, one blank where there were several.

    A line break, a tab or a wide gap between digits stays, as a line break: what stands apart are two numbers.
    """
    seen = unicodedata.normalize("NFC", text.translate(_UNSEEN).translate(_FULL_WIDTH))
    lines = (" ".join(line.split()) for line in _BREAK.split(seen))
    return "\n".join(line for line in lines if line)


def bare(text: str) -> str:
    """Without Excel's text mark before it (as a CSV shows it) and one full stop or semicolon after it."""
    return _HARMLESS_END.sub("", text[1:].lstrip() if text[:1] in ("'", "’") else text)


def plain_dashes(text: str) -> str:
    """Every dash as a plain one."""
    return "".join("-" if character in DASHES else character for character in text)


def says_nil(text: str) -> bool:
    """Whether a text says in words or by another sign that there is nothing: không, không phát sinh, a stroke, …"""
    return text.casefold() in _NIL or (len(text) > 1 and not set(text) - {".", "…", " "})


def is_measure(text: str) -> bool:
    """Whether a text is a word for what is counted, as people or cases, and nothing else."""
    return " ".join(text.split()).casefold() in _MEASURES


def is_million(text: str) -> bool:
    """Whether a text says million đồng and nothing else: triệu, triệu đồng, tr.đ."""
    words = _words_alone(text)
    return words[:1] != [] and words[0] in _MILLION_WORDS and len(words) <= 2 and set(words[1:]) <= _CURRENCY


def is_currency(text: str) -> bool:
    """Whether a text says đồng and nothing else."""
    words = _words_alone(text)
    return len(words) == 1 and words[0] in _CURRENCY


def _words_alone(text: str) -> list[str]:
    """Its words where it has nothing but words, blanks, full stops and brackets."""
    words = [word.casefold() for word in _WORD.findall(text)]
    return words if not set(_WORD.sub("", text)) - set(" .()") else []


def numeral(text: str) -> Numeral | None:
    """Digits, thousands signs and a decimal sign; None where they do not make a number."""
    if _DIGITS.fullmatch(text) or _GROUPS.fullmatch(text):
        number = Decimal(re.sub(r"[., ]", "", text))
        return Numeral(number) if number < LIMIT else None
    parts = _GROUPS_AND_DECIMAL.fullmatch(text) or _DECIMAL.fullmatch(text)
    if not parts:
        return None
    whole, decimals = re.sub(r"[., ]", "", parts[1]), parts[2]
    number = Context(prec=SIGNIFICANT).create_decimal(f"{whole}.{decimals}")
    if number >= LIMIT:
        return None
    grouped = not parts[1].isdigit() or len(whole) <= 3
    two_ways = grouped and len(decimals) == 3 and int(whole) > 0
    return Numeral(number, Decimal(whole + decimals) if two_ways else None)


def numbers_in(text: str) -> int:
    """How many numbers stand in the text: 0, 1 or 2 for more."""
    first = _TOKEN.search(text)
    return 0 if not first else 2 if _TOKEN.search(text, first.end()) else 1


def embedded(text: str, *, money: bool) -> Embedded | None:
    """The only number in a text of other words or signs; None where there is none, or two, or a part of a word."""
    token = _TOKEN.search(text)
    if token is None or _TOKEN.search(text, token.end()):
        return None
    after = text[token.end() : token.end() + 60]
    words = [word.casefold() for word in _WORD.findall(after)]
    touched = _of_a_word(after[:1])
    if touched and not (after[0].isalpha() and words[0] in _MAY_TOUCH):
        return None
    before = text[token.start() - 1 : token.start()]
    if _of_a_word(before) or (before and before in ".,'"):
        return None
    if before in DASHES or _OTHER_MEASURE.search(text):
        return Embedded(token[0], None)
    return Embedded(token[0], _times(words, numeral(token[0]), money=money))


def _of_a_word(character: str) -> bool:
    """Whether what touches a number makes it another thing: letters, marks, ¹, ½, a sign that turns the direction."""
    return character not in ("", "\n") and unicodedata.category(character)[0] in "LMNC"


def _times(words: list[str], number: Numeral | None, *, money: bool) -> Decimal | None:
    """What the words after a number make of it: a thousand, a million, đồng where the form asks for million đồng."""
    if words[:1] == ["trđ"]:
        words = ["tr", "đ"]
    if not money and words[:1] in (["tr"], ["ng"]):  # million or "trường hợp", thousand or "người"
        return None
    times = Decimal(1)
    while words and words[0] in _TIMES:
        times *= _TIMES[words[0]]
        words = words[1:]
    currency = bool(words) and words[0] in _CURRENCY and words[1:2] not in (["chí"], ["chi"])
    if not money:
        return None if currency else times
    if times == 1 and not currency:
        return times
    if times < 1000 and not (times == 1 and number is not None and number.number >= 1000):
        return None  # "5 trăm" may be of thousands or of millions; nobody spends 12 đồng
    return times / _MILLION
