"""The signature block: who signs for the office may be named there, one name to a function."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from wardreport.domain.submission import FreeText, TextArea
from wardreport.stages.screen.lexicon import Lexicon
from wardreport.stages.screen.passages import Passage, keys_of, normalise

ROWS_BELOW = 8  # how far beneath its function a name may stand
COLUMNS_ASIDE = 2  # and how far to the left or right of it
COLUMNS_BESIDE = 3  # on the same row
_LONGEST_FUNCTION = 14  # words
_PARTS = re.compile(r"\t+|\s{3,}")
_NOTE = re.compile(r"\([^()]{0,40}\)")
_DECORATION = " .,:;-–()_…/\"'*"

NameTest = Callable[[Passage], bool]


@dataclass(slots=True)
class _Place:
    """A text of the block: how many functions it names, and how many names it consists of."""

    text: FreeText
    functions: int
    names: int


class Signatures:
    """Tells the texts of a signature block whose names pass."""

    def __init__(self, lexicon: Lexicon, is_one_name: NameTest, holds_name: NameTest):
        self._l = lexicon
        self._is_one_name = is_one_name
        self._holds_name = holds_name

    def passing(self, free_texts: Iterable[FreeText]) -> frozenset[int]:
        """The texts, by ``id``, of which every name is that of somebody who signs under a function."""
        passed: set[int] = set()
        functions: list[_Place] = []
        signers: list[_Place] = []
        for free_text in free_texts:
            if free_text.area is not TextArea.BELOW:
                continue
            place, by_itself = self._read(free_text)
            if by_itself:
                passed.add(id(free_text))
            elif place.functions and not place.names:
                functions.append(place)
            elif place.names and not place.functions:
                signers.append(place)
        return frozenset(passed | self._beneath(functions, signers))

    def _read(self, free_text: FreeText) -> tuple[_Place, bool]:
        """What a text consists of, and whether it is a function with its own name: its names pass by themselves."""
        functions = names = widest = 0
        in_order = True
        for line in normalise(free_text.text).splitlines():
            on_line = named = 0
            for part in _PARTS.split(line.strip()):
                kind = self._kind(part)
                if kind == "both":
                    on_line += 1
                    named += 1
                elif kind == "function":
                    in_order = in_order and not names
                    on_line += 1
                elif kind == "name":
                    named += 1
                elif kind == "other":
                    return _Place(free_text, 0, 0), False
            functions = max(functions, on_line)
            widest = max(widest, named)
            names += named
        by_itself = bool(functions) and 0 < names <= functions and in_order
        return _Place(free_text, functions, names), by_itself

    def _kind(self, part: str) -> str:
        bare = _NOTE.sub(" ", part).strip(_DECORATION)
        if not bare:
            return "note"
        words = keys_of(bare)
        if not words or words in self._l.signing_notes:
            return "note"
        if self._function(bare, list(words)):
            return "function"
        if self._name(bare):
            return "name"
        before, colon, after = bare.partition(":")
        if colon and self._function(before, list(keys_of(before))) and self._name(after):
            return "both"
        return "other"

    def _function(self, text: str, words: list[str]) -> bool:
        if not self._l.functions.starting(words, 0) or len(words) > _LONGEST_FUNCTION or ":" in text:
            return False
        return not self._holds_name(Passage(text))

    def _name(self, text: str) -> bool:
        """Whether a text is one name, perhaps with a rank or degree before it and a note of the signature."""
        passage = Passage(text.strip(_DECORATION))
        at = 0
        while at < len(passage.keys):
            length = self._l.ranks.starting(passage.keys, at) or self._l.titles.starting(passage.keys, at)
            if not length or at + length >= len(passage.keys):
                break
            at += length
        if at:
            passage = Passage(passage.text[passage.spans[at][0] :])
        return bool(passage.words) and self._is_one_name(passage)

    def _beneath(self, functions: list[_Place], signers: list[_Place]) -> set[int]:
        """Each name goes to the nearest function that has none yet; what is left over is a list, and no signature."""
        at = {_address(place.text): place for place in functions if place.text.row}
        for (sheet, row, column), upper in at.items():  # "KT. CHỦ TỊCH" over "PHÓ CHỦ TỊCH" is one function
            if (sheet, row + 1, column) in at or (sheet, row + 2, column) in at:
                upper.functions = 0
        passed: set[int] = set()
        for signer in sorted((place for place in signers if place.text.row), key=lambda place: _address(place.text)):
            sheet, row, column = _address(signer.text)
            for rows, columns in _NEAREST_FIRST:
                function = at.get((sheet, row - rows, column - columns))
                if function and function.functions >= signer.names:
                    function.functions -= signer.names
                    passed.add(id(signer.text))
                    break
        return passed


_BENEATH = [
    (rows, columns) for columns in range(-COLUMNS_ASIDE, COLUMNS_ASIDE + 1) for rows in range(1, ROWS_BELOW + 1)
]
_BESIDE = [(0, columns) for columns in range(1, COLUMNS_BESIDE + 1)]
_NEAREST_FIRST = sorted(_BENEATH + _BESIDE, key=lambda step: (abs(step[1]), step[0], step[1]))


def _address(text: FreeText) -> tuple[str, int, int]:
    return text.masked_cell.partition("!")[0], text.row, text.column
