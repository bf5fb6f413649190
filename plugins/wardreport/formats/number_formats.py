"""What a number format makes of a number: percent, thousands left out, words and digits of its own, nothing at all.

The codes are those of ECMA-376 part 1, 18.8.31, which other formats write down as well.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

# "quoted", \\escaped, _padding, *filling, [bracketed]; what else stands in a code is a sign of its own
_TOKEN = re.compile(r'"([^"]*)"?|\\(.)|([_*].)|\[([^\]]*)\]?|(General)|(E[+-])|(.)', re.S | re.I)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=) ?(-?[0-9]+(?:\.[0-9]+)?)")
_SCALING = re.compile(r"(,+)(?=\.|$)")
_IN_THREES = re.compile(r"[0#?]+([., ])[0#?]{3}(?:\1[0#?]{3})*")
_PLACEHOLDERS = frozenset("0#?")
_OF_A_DATE = frozenset("dmyhsDMYHS")
# digits of other scripts: [DBNum1], [NatNum12], and a locale whose first byte is not 00 or 01, as Thai [$-D000000]
_OTHER_DIGITS = re.compile(r"(?:DB|Nat)Num[0-9].*|\$[^-]*-0*(?:[2-9A-F]|[1-9A-F][0-9A-F])[0-9A-F]{6}", re.I)
_LONGEST = 255  # characters, as Excel has it; a longer code is nobody's
_MOST_SECTIONS = 4
_GROUP = 3  # digits between two thousands signs


@dataclass(frozen=True, slots=True)
class ShownAs:
    """What one section of a format makes of the numbers it is for."""

    has_digits: bool  # False: only words stand there, or nothing
    before: str = ""  # the words it writes, and a sign that fills the cell
    after: str = ""
    divisor: Decimal = Decimal(1)
    decimals: int = 0  # at most
    kept: int = 0  # of them, also where they are zeros
    grouped: bool = False  # in threes
    zeros: bool = True  # whether a zero has a digit
    percent: bool = False
    cut: bool = False  # signs of its own between the digits that are no thousands signs
    whole_from: int = 0  # the least number whose own thousands signs all stand behind a digit
    unusual: bool = False  # a power of ten, or the digits of another script
    date: bool = False


PLAIN = ShownAs(has_digits=True)
_NOTHING = ShownAs(has_digits=False)
_PLAIN_CODES = frozenset({"General", "0", "#,##0", "@", "0.00", "#,##0.00"})


@dataclass(slots=True)
class _Section:
    """A section while it is read."""

    condition: tuple[str, Decimal] | None = None
    before: str = ""
    inside: str = ""  # from the first placeholder to the last, with what stands between
    pending: str = ""
    digits: str = ""
    of_text: bool = False
    percent: bool = False
    general: bool = False
    unusual: bool = False
    date: bool = False
    fraction: bool = False

    def shown(self) -> ShownAs:
        if not self.inside and not self.general:
            return ShownAs(False, self.before + self.pending, percent=self.percent, date=self.date)
        own_signs = self.digits != self.inside and not self.fraction
        in_threes = _IN_THREES.fullmatch(self.inside) if own_signs else None
        whole, _, decimals = self.digits.partition(".")
        return ShownAs(
            True,
            self.before,
            self.pending,
            Decimal(1000) ** sum(len(commas) for commas in _SCALING.findall(self.digits)),
            decimals=sum(sign in _PLACEHOLDERS for sign in decimals),
            kept=decimals.count("0"),
            grouped="," in whole.rstrip(","),
            zeros=self.general or "0" in self.digits,
            percent=self.percent,
            cut=own_signs and not in_threes,
            whole_from=_whole_from(self.inside, in_threes[1]) if in_threes else 0,
            unusual=self.unusual or "E" in self.digits.upper(),
        )


def shown_as(code: str, number: Decimal) -> ShownAs:
    """What the format shows of a number."""
    if code in _PLAIN_CODES or not code:
        return PLAIN
    sections = _sections(code) if len(code) > _LONGEST else _known_sections(code)
    conditions = [condition for condition, _, _ in sections]
    if any(conditions):
        for condition, shown, _ in sections:
            if condition and _holds(condition, number):
                return shown
        return next((shown for condition, shown, _ in reversed(sections) if not condition), _NOTHING)
    at = 1 if number < 0 else 2 if number == 0 else 0
    return sections[at if at < len(sections) else 0][1]


def shown_text(code: str, text: str) -> str:
    """What the format shows of a text: the text itself, with words around it, or nothing."""
    if code in _PLAIN_CODES or not code:
        return text
    sections = _sections(code) if len(code) > _LONGEST else _known_sections(code)
    for _, shown, of_text in sections[3:] or [section for section in sections if section[2]]:
        return f"{shown.before}{text}{shown.after}" if of_text else shown.before
    return text


_Sections = tuple[tuple[tuple[str, Decimal] | None, ShownAs, bool], ...]


def _sections(code: str) -> _Sections:
    sections = [_Section()]
    for token in _TOKEN.finditer(code):
        quoted, escaped, padding, bracketed, general, power, sign = token.groups()
        section = sections[-1]
        if sign == ";":
            sections.append(_Section())
        elif bracketed is not None:
            condition = _CONDITION.fullmatch(bracketed)
            if condition:
                section.condition = (condition[1], Decimal(condition[2]))
            elif bracketed.startswith("$"):
                section.pending += bracketed[1:].partition("-")[0]
            section.unusual |= bool(_OTHER_DIGITS.fullmatch(bracketed))
        elif general:
            section.general, section.before, section.pending = True, section.before + section.pending, ""
        elif padding:
            section.pending += " " if padding[0] == "_" else padding[1]
        elif power:
            section.inside, section.digits = section.inside + power, section.digits + power
        elif sign is None:
            section.pending += quoted or escaped or ""
        else:
            _take(section, sign)
    return tuple((s.condition, _text_or_number(s), s.of_text) for s in sections[:_MOST_SECTIONS])


def _take(section: _Section, sign: str) -> None:
    if sign == "@":
        section.of_text, section.before, section.pending = True, section.before + section.pending, ""
    elif sign in _PLACEHOLDERS:
        if not section.inside:
            section.before, section.pending = section.before + section.pending, ""
        section.inside, section.pending = section.inside + section.pending + sign, ""
        section.digits += sign
    elif sign in ",." and section.inside:
        section.digits += sign
        if not section.pending:
            section.inside += sign
    elif sign == "%":
        section.percent = True
    else:
        section.pending += sign
        section.date |= sign in _OF_A_DATE
        section.fraction |= sign == "/" and bool(section.inside)


def _whole_from(inside: str, sign: str) -> int:
    """A smaller number stands behind signs without digits or behind zeros: ``0.000`` shows five as 0.005."""
    if sign == " " and inside.count("0") <= _GROUP:
        return 0
    return int(10 ** sum(character in _PLACEHOLDERS for character in inside.partition(sign)[2]))


def _text_or_number(section: _Section) -> ShownAs:
    return ShownAs(True, section.before, section.pending) if section.of_text else section.shown()


_known_sections = lru_cache(maxsize=256)(_sections)


def _holds(condition: tuple[str, Decimal], number: Decimal) -> bool:
    sign, limit = condition
    return {
        "<": number < limit,
        ">": number > limit,
        "<=": number <= limit,
        ">=": number >= limit,
        "=": number == limit,
        "<>": number != limit,
    }[sign]
