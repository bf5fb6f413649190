"""What an office writes of its own people: who signs, one name to a function, and who gets the paper."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from enum import Enum, auto

from wardreport.domain.submission import FreeText, TextArea
from wardreport.stages.screen.lexicon import Vocabulary
from wardreport.stages.screen.office_contacts import without_office_contacts
from wardreport.stages.screen.passages import normalise
from wardreport.stages.screen.signing_lines import Kind, NameTest, SigningLines

ROWS_BELOW = 8  # how far beneath its function a name may stand
ROWS_ABOVE_RECIPIENTS = 3  # a function may stand higher than "Nơi nhận:" beside it
COLUMNS_ASIDE = 2  # and how far to the left or right of it
COLUMNS_BESIDE = 3  # on the same row
_PARTS = re.compile(r"\t+|\s{3,}")
PAGE_EDGES = ("!header", "!footer")
# what a block on another sheet has somewhere
_SIGN = re.compile(r"ký tên|họ,? tên|\(đã ký|\b(?:tm|kt|tl|t[./][ml]|k[./]t|tuq|thay mặt)\b", re.I)
# "Nơi nhận", "Nơi gửi", however their letters are put together; most texts of a large sheet have neither
_MAY_OPEN = re.compile(r"i\W{1,9}(?:nh|g)", re.I)
_SPACE = re.compile(r"\S[ \t\r]*(?:\n[ \t\r]*){3,}\S")
_FUNCTIONS = frozenset({Kind.FUNCTION, Kind.FOR_WHOM})
_SURE = frozenset({Kind.FOR_WHOM, Kind.SIGNED})
_UNCLEAR = frozenset({Kind.OTHER, Kind.BOTH, Kind.TOLD})  # what a line of recipients may look like


class _Trust(Enum):
    """Where a text stands: below the form, above it or at a page's edge, on another sheet."""

    FULL = auto()
    SOME = auto()
    LITTLE = auto()


@dataclass(slots=True)
class _Place:
    """A text of the block: how many functions it has left for names, and how many names without one."""

    text: FreeText
    functions: int = 0
    names: int = 0
    kinds: set[Kind] = field(default_factory=set)
    of_others: bool = False  # heads persons who sign nothing
    asks: bool = False  # ends with a colon: the name stands beside it

    @property
    def understood(self) -> bool:
        return Kind.OTHER not in self.kinds


class Signatures:
    """Tells the texts of a signature block whose names pass."""

    def __init__(self, vocabulary: Vocabulary, is_one_name: NameTest, holds_name: NameTest):
        self._lines = SigningLines(vocabulary, is_one_name, holds_name)

    def passing(self, free_texts: Collection[FreeText]) -> frozenset[int]:
        """The texts, by ``id``, of which every name is that of somebody who signs, or who gets the paper by office."""
        by_trust: dict[_Trust, list[FreeText]] = {trust: [] for trust in _Trust}
        for text in free_texts:
            trust = _trust(text)
            if trust is not None:
                by_trust[trust].append(text)
        letter = self._beside_recipients(by_trust[_Trust.LITTLE])
        if letter or any(_SIGN.search(text.text) for text in by_trust[_Trust.LITTLE]):
            by_trust[_Trust.LITTLE] = [text for text in by_trust[_Trust.LITTLE] if id(text) not in letter]
        else:
            by_trust[_Trust.LITTLE] = []
        passed = self._passing(list(letter.values()), _Trust.FULL)
        passed |= {id(text) for text in free_texts if _trust(text) is _Trust.LITTLE and self._leaves_space(text)}
        for trust, texts in by_trust.items():
            passed |= self._passing(texts, trust)
        return frozenset(passed)

    def _leaves_space(self, text: FreeText) -> bool:
        """CHỦ TỊCH and a name in one cell, with empty lines between them for the signature."""
        if not _SPACE.search(text.text):
            return False
        place = self._read(text, in_list=False, trust=_Trust.FULL)
        return place.understood and not place.names and {Kind.NAME} < place.kinds and bool(place.kinds & _FUNCTIONS)

    def _beside_recipients(self, texts: list[FreeText]) -> dict[int, FreeText]:
        """The texts at the height of a list of recipients: there a letter is signed, in a table of its own."""
        opening = [_address(text) for text in texts if self._opens(text)]
        if not opening:
            return {}
        return {
            id(text): text
            for text in texts
            for sheet, row, _ in opening
            if _address(text)[0] == sheet and -ROWS_ABOVE_RECIPIENTS <= text.row - row <= ROWS_BELOW
        }

    def _passing(self, texts: list[FreeText], trust: _Trust) -> set[int]:
        listed = self._recipients(texts)
        passed: set[int] = set()
        functions: list[_Place] = []
        signers: list[_Place] = []
        others: list[_Place] = []
        for text in texts:
            place = self._read(text, in_list=id(text) in listed, trust=trust)
            if not place.understood:
                others += [place] if place.of_others else []
                continue
            if _passes_by_itself(place, trust):
                passed.add(id(text))
            if place.names and not place.functions:
                signers.append(place)
            elif not place.names and (place.functions or Kind.SIGNED in place.kinds):
                functions.append(place)
        return passed | _beneath(functions, signers, others, trust)

    def _read(self, free_text: FreeText, *, in_list: bool, trust: _Trust) -> _Place:
        """What a text consists of, line by line: each name takes one of the functions above it."""
        place = _Place(free_text)
        text = without_office_contacts(normalise(free_text.text))
        after_function = False
        for line in text.splitlines():
            in_list = in_list or self._lines.opens_recipients(line)
            parts = _PARTS.split(line.strip())
            kinds = [self._kind(part, in_list=in_list, trust=trust) for part in parts]
            place.of_others |= any(self._lines.is_of_others(part) for part in parts)
            place.kinds.update(kinds)
            functions = sum(kind in _FUNCTIONS for kind in kinds)
            names = sum(kind is Kind.NAME for kind in kinds)
            if functions:  # "KT. CHỦ TỊCH" over "PHÓ CHỦ TỊCH" is one function
                place.functions = max(place.functions, functions) if after_function else place.functions + functions
            place.names += max(0, names - place.functions)
            place.functions = max(0, place.functions - names)
            after_function = bool(functions) or (after_function and not names)
        place.asks = text.rstrip().endswith(":")
        return place

    def _kind(self, part: str, *, in_list: bool, trust: _Trust) -> Kind:
        kind = self._lines.kind(part)
        if kind is Kind.PRESUMED:
            kind = Kind.FUNCTION if trust is _Trust.FULL else Kind.OTHER
        listed = in_list and (kind in _UNCLEAR or self._lines.goes_on(part))
        return Kind.NOTE if listed and self._lines.is_recipient(part) else kind

    def _opens(self, text: FreeText) -> bool:
        return bool(_MAY_OPEN.search(text.text)) and self._lines.opens_recipients(normalise(text.text))

    def _recipients(self, texts: list[FreeText]) -> set[int]:
        """The texts that go on with the list which "Nơi nhận:" opens, each right beneath the one before."""
        at = {_address(text): text for text in texts if text.row}
        listed: set[int] = set()
        for (sheet, _, column), text in at.items():
            if not self._opens(text):
                continue
            following: FreeText | None = text
            while following is not None:
                below = (at.get((sheet, following.row + step, column)) for step in (1, 2))
                following = next((t for t in below if t is not None and self._lines.goes_on(normalise(t.text))), None)
                if following is not None:
                    listed.add(id(following))
        return listed


def _trust(text: FreeText) -> _Trust | None:
    """How much a place says of who signs there; None where nobody does."""
    if text.area is TextArea.BELOW:
        return _Trust.FULL
    if text.area is TextArea.HEAD or text.masked_cell.endswith(PAGE_EDGES):
        return _Trust.SOME
    return _Trust.LITTLE if text.area is TextArea.ELSEWHERE and text.row else None


def _passes_by_itself(place: _Place, trust: _Trust) -> bool:
    """Whether no name of the text lacks its function in it, and the text says enough of signing for where it stands."""
    if place.names:
        return False
    if trust is _Trust.FULL or place.kinds & _SURE:
        return True
    return not place.kinds & ({Kind.NAME, Kind.BOTH} if trust is _Trust.SOME else {Kind.NAME, Kind.BOTH, Kind.TOLD})


def _beneath(functions: list[_Place], signers: list[_Place], others: list[_Place], trust: _Trust) -> set[int]:
    """Each name goes to the nearest function that has none yet; what is left over is a list, and no signature."""
    at = {_address(place.text): place for place in functions if place.text.row}
    for sheet, row, column in sorted(at):
        upper = at[sheet, row, column]
        lower = at.get((sheet, row + 1, column)) or at.get((sheet, row + 2, column))
        if lower is None:
            continue
        if lower.functions:  # "KT. CHỦ TỊCH" over "PHÓ CHỦ TỊCH" is one function
            upper.functions = 0
            lower.kinds |= upper.kinds & _SURE
        else:  # "(Ký, ghi rõ họ tên)"
            upper.kinds |= lower.kinds & _SURE
    of_others = {_address(place.text) for place in others if place.text.row}
    names = {_address(place.text) for place in signers}
    passed: set[int] = set()
    for signer in sorted((place for place in signers if place.text.row), key=lambda place: _address(place.text)):
        sheet, row, column = _address(signer.text)
        in_a_list = (sheet, row - 1, column) in names
        for rows, columns in _NEAREST_FIRST:
            if (sheet, row - rows, column - columns) in of_others or (in_a_list and columns):
                break  # a heading that is no post is nearer, or the name goes on a list
            function = at.get((sheet, row - rows, column - columns))
            if function is None or function.functions < signer.names:
                continue
            beside = trust is _Trust.SOME and not rows and function.asks
            if trust is _Trust.FULL or function.kinds & _SURE or beside:
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
    return text.sheet, text.row, text.column
