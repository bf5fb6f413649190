"""Cells beneath a heading that asks for a place or a thing: there "Lương Văn Can" is a street and "Đậu Tứ quý" a seed.

The same for the address of a row that lists an institution. What is no bare name passes through the rules as ever.
"""

from __future__ import annotations

from collections.abc import Collection

from wardreport.domain.submission import FreeText, TextArea
from wardreport.stages.screen.lexicon import Vocabulary
from wardreport.stages.screen.passages import Passage, normalise

_LONGEST_HEADING = 60  # letters
_LONGEST_NAME = 5  # words of a street or a commune, with what is written before it
_ROWS_APART = 4  # a list goes on over so many empty rows
_STREETS, _GOODS = "streets", "goods"
_Column = tuple[str, int]


class ColumnsOfThings:
    """The cells of one file that stand in such columns or rows."""

    def __init__(self, texts: Collection[FreeText], vocabulary: Vocabulary):
        self._l = vocabulary.lexicon
        self._columns: dict[_Column, list[FreeText]] = {}
        self._institutions: set[tuple[str, int]] = set()
        for text in texts:
            if text.area is not TextArea.ELSEWHERE or not text.row or "!" not in text.masked_cell:
                continue
            self._columns.setdefault((text.sheet, text.column), []).append(text)
            if text.text[:1].isalpha() and len(text.text) > 1 and self._is_institution(text.text):
                self._institutions.add((text.sheet, text.row))
        self._kinds: dict[_Column, dict[int, str]] = {}

    def holds(self, text: FreeText, passage: Passage) -> bool:
        """Whether a text that looks like a person's name is the bare name of what its column lists."""
        kind = self._kind(text)
        if not kind:
            return False
        named = self._l.parts, self._l.titles, self._l.asked
        if any(True for phrases in named for _ in phrases.starts(passage.keys)):
            return False
        frequent = not self._l.frequent_middle.isdisjoint(passage.keys[1:])
        if kind == _GOODS:
            return not frequent
        bare = len(passage.words) <= _LONGEST_NAME and passage.alone(0, len(passage.words) - 1)
        return bare and (kind == _STREETS or not frequent)

    def of_an_institution(self, text: FreeText) -> bool:
        """Whether a text stands in the row of a health station, a school, an office."""
        return (text.sheet, text.row) in self._institutions

    def _is_institution(self, text: str) -> bool:
        keys = Passage(normalise(text[:_LONGEST_HEADING])).keys
        return bool(keys) and self._l.institutions.starting(keys, 0) > 0

    def _kind(self, text: FreeText) -> str:
        """What the nearest heading above asks for; empty where none does, or where the list has ended."""
        place = (text.sheet, text.column)
        if text.area is not TextArea.ELSEWHERE or place not in self._columns:
            return ""
        if place not in self._kinds:
            self._kinds[place] = self._kinds_of(self._columns[place])
        return self._kinds[place].get(text.row, "")

    def _kinds_of(self, column: list[FreeText]) -> dict[int, str]:
        """By row what is listed there, read once from the top."""
        kinds: dict[int, str] = {}
        kind, row = "", 0
        for cell in sorted(column, key=lambda cell: cell.row):
            if cell.row - row > _ROWS_APART:
                kind = ""
            row = cell.row
            kinds.setdefault(row, kind)
            asked = self._asked(cell.text)
            kind = kind if asked is None else asked
        return kinds

    def _asked(self, text: str) -> str | None:
        """The kind of things that a heading asks for; empty if it asks for persons, None if it is no heading."""
        if len(text) > _LONGEST_HEADING or not text[:1].isalpha():
            return None
        keys = Passage(normalise(text)).keys
        if tuple(keys) in self._l.asked_of_persons or any(True for _ in self._l.asked.starts(keys)):
            return ""
        kinds = ((words.starting(keys, 0), kind) for kind, words in self._l.headings_of_things.items())
        length, kind = max(kinds)
        if not length or (length < len(keys) and length == 1):  # "Tổ trưởng" heads persons
            return None
        return "" if any(True for _ in self._l.parts.starts(keys)) else kind
