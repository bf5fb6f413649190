"""The figures in a passage, as tokens that can be compared: numbers, and the signs and phrases that stand for one."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from wardreport.review.edited_report.passages import CELL_BREAK, ReportPassage
from wardreport.review.edited_report.wording import Wording

_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_DECIMAL = re.compile(r"\d+,\d+")
_AROUND = 30  # letters shown on both sides of a figure
_MASK = "#"


@dataclass(frozen=True, slots=True)
class Token:
    """One figure as written. Two that say the same have one ``key``: 05 and 5, 1.914 and 1914."""

    key: str
    shown: str
    start: int  # in the passage's text
    end: int
    reference: bool = False  # a date, a document's number, an article: no figure

    @property
    def number(self) -> bool:
        """Whether it is one, and no phrase or sign."""
        return self.shown[:1].isdigit()


@dataclass(frozen=True, slots=True)
class Tokens:
    """A passage with its figures in their order, and its words without them, by which it is found again."""

    passage: ReportPassage
    figures: tuple[Token, ...]
    words: str


def tokens_of(passage: ReportPassage, wording: Wording) -> Tokens:
    """The figures of a passage, but for the figure's cell of a row of the form."""
    figures: list[Token] = []
    words: list[str] = []
    start = 0
    for number, cell in enumerate(passage.cells):
        if number != passage.value_cell:
            of_cell = _of_cell(cell, start, wording, in_table=passage.table > 0)
            words.append(_without(of_cell, cell, start))
            figures += of_cell
        start += len(cell) + len(CELL_BREAK)
    plain = unicodedata.normalize("NFC", " ".join(words)).casefold()
    return Tokens(passage, tuple(figures), " ".join(plain.split()))


def _of_cell(cell: str, start: int, wording: Wording, *, in_table: bool) -> list[Token]:
    whole = " ".join(cell.split()).casefold()
    if in_table and whole in wording.cell_signs:
        return [Token(whole, cell.strip(), start, start + len(cell))]
    patterns = (wording.figures, wording.marks) if in_table else (wording.figures,)
    found = sorted((match for pattern in patterns for match in pattern.finditer(cell)), key=re.Match.start)
    references = [match.span() for match in wording.references.finditer(cell)] if found else []
    return [
        Token(
            number_key(match[0]),
            match[0],
            start + match.start(),
            start + match.end(),
            any(first <= match.start() and match.end() <= last for first, last in references),
        )
        for match in found
    ]


def _without(tokens: list[Token], cell: str, start: int) -> str:
    last, pieces = 0, list[str]()
    for token in tokens:
        pieces += [cell[last : token.start - start], _MASK]
        last = token.end - start
    return "".join([*pieces, cell[last:]])


def number_key(written: str) -> str:
    """What is the same for two ways to write one number; a phrase's words. A decimal point is no decimal comma."""
    if _GROUPED.fullmatch(written):
        written = written.replace(".", "")
    if written.isdecimal():
        return str(int(written))
    if _DECIMAL.fullmatch(written):
        return f"{Decimal(written.replace(',', '.')).normalize():f}".replace(".", ",")
    return " ".join(written.casefold().split())


def around(passage: ReportPassage, token: Token) -> str:
    """The figure with the words beside it."""
    text = passage.text
    first, last = max(0, token.start - _AROUND), min(len(text), token.end + _AROUND)
    shown = " ".join(text[first:last].split())
    return f"{'…' if first else ''}{shown}{'…' if last < len(text) else ''}"
