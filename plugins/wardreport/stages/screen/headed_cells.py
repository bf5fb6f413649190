"""Cells beneath or beside a heading that asks for what is a person's: "Họ và tên", "Ngày sinh", "SĐT".

What stands there says nothing by itself ("Hoa", "12/03/2008", a number); with the heading's words before it, it does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from wardreport.domain.submission import FreeText, TextArea
from wardreport.stages.screen.lexicon import Vocabulary
from wardreport.stages.screen.passages import keys_of, normalise

ROWS_BENEATH = 500  # of a list
ROWS_LEFT_OUT = 2  # empty ones in it
COLUMNS_BESIDE = 4
_LONGEST_HEADING = 40  # letters
_LONGEST_CELL = 120
_AREAS = frozenset({TextArea.ELSEWHERE, TextArea.BELOW})


def headed_cells(texts: Collection[FreeText], vocabulary: Vocabulary) -> Iterator[FreeText]:
    """Each such cell once more with its heading's words before it, at its own address; those beside it as one text."""
    placed = [text for text in texts if text.row and text.area in _AREAS and "!" in text.masked_cell]
    headings = [(text, asked) for text in placed if (asked := _asked(text, vocabulary))]
    if not headings:
        return
    cells = {(_sheet(text), text.row, text.column): text for text in placed}
    of_headings = {id(text) for text, _ in headings}
    for heading, asked in headings:
        sheet = _sheet(heading)
        beside = [cells.get((sheet, heading.row, heading.column + step)) for step in range(1, COLUMNS_BESIDE + 1)]
        told = []
        for cell in beside:
            if cell is None or id(cell) in of_headings:
                break
            told.append(cell.text)
        if told:
            first = cells[sheet, heading.row, heading.column + 1]
            yield from _joined(first, asked, " ".join(told), vocabulary)
            yield from _joined(first, asked, "".join(told), vocabulary) if len(told) > 1 else ()
        row, empty = heading.row, 0
        while empty <= ROWS_LEFT_OUT and row - heading.row < ROWS_BENEATH:
            row += 1
            below = cells.get((sheet, row, heading.column))
            if below is None:
                empty += 1
                continue
            if id(below) in of_headings:
                break
            empty = 0
            yield from _joined(below, asked, below.text, vocabulary)


def _asked(text: FreeText, vocabulary: Vocabulary) -> str:
    """What a heading asks for, as the screen's finders know it; empty for any other text."""
    if len(text.text) > _LONGEST_HEADING or not text.text[:1].isalpha():
        return ""
    return vocabulary.lexicon.asked_of_persons.get(keys_of(normalise(text.text)), "")


def _joined(cell: FreeText, asked: str, told: str, vocabulary: Vocabulary) -> Iterator[FreeText]:
    words = keys_of(told)
    said = bool(words) and all(word in vocabulary.office_words for word in words)
    if len(told) <= _LONGEST_CELL and (not said or any(map(str.isdigit, told))):
        yield replace(cell, text=f"{asked}: {told}")


def _sheet(text: FreeText) -> str:
    return text.masked_cell.partition("!")[0]
