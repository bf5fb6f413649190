"""Cells beneath or beside a heading that asks for what is a person's: "Họ và tên", "Ngày sinh", "SĐT".

What stands there says nothing by itself ("Hoa", "12/03/2008", a number); with the heading's words before it, it does.
"""

from __future__ import annotations

import re
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
_LONGEST_PLACE = 6  # words without one that tells a place
_YEAR_OR_DATE = re.compile(r"\d ?[/.–-] ?\d|(?:19|20)\d\d|\btháng\b|\A\W*[04-9]\d\W*\Z")
_PLACE = re.compile(
    r"\b(?:thôn|bản|xóm|ấp|tổ|xã|phường|thị trấn|huyện|quận|tp|thành phố|tỉnh|đường|phố|khu|ngõ|ngách|số|sn|hẻm)\b"
    r"|\b[pxh]\.",
    re.IGNORECASE,
)
# "Chứng quyết", "Hiệu lực": a capital and small letters behind it are no name, unless they go on to tell of one
_PHRASE = re.compile(r"[^\W\d_]+ (?P<second>[^\W\d_]+)")
_GOES_ON = frozenset(
    ("ở", "sn", "sinh", "trú", "lớp", "tổ", "nhà", "con", "vợ", "chồng", "quê", "làm", "bị", "đã", "thị", "văn", "khai")
)
_AREAS = frozenset({TextArea.ELSEWHERE, TextArea.BELOW})


def headed_cells(texts: Collection[FreeText], vocabulary: Vocabulary) -> Iterator[FreeText]:
    """Each such cell once more with its heading's words before it, at its own address; those beside it as one text."""
    placed = [text for text in texts if text.row and text.area in _AREAS and "!" in text.masked_cell]
    headings = [(text, asked) for text in placed if (asked := _asked(text, vocabulary))]
    if not headings:
        return
    cells = {(text.sheet, text.row, text.column): text for text in placed}
    of_headings = {id(text) for text, _ in headings}
    for heading, asked in headings:
        sheet = heading.sheet
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
    if len(told) <= _LONGEST_CELL and (not said or any(map(str.isdigit, told))) and _answers(asked, told, vocabulary):
        yield replace(cell, text=f"{asked}: {told}")


def _answers(asked: str, told: str, vocabulary: Vocabulary) -> bool:
    """Whether a cell can be what its heading asks for, and not the next field or paragraph of a printed form."""
    if asked == "Ngày sinh":
        return not any(map(str.isdigit, told)) or bool(_YEAR_OR_DATE.search(told))
    if asked == "HKTT":
        if ":" in told or told.isupper():
            return False
        return bool(_PLACE.search(told)) or ("/" not in told and len(told.split()) <= _LONGEST_PLACE)
    if asked == "Đối tượng":
        phrase = _PHRASE.match(told)
        second = phrase["second"] if phrase else ""
        if second[:2].isupper() and len(second) > 1 and not told.isupper():
            return False  # Tuyến CMKT
        if vocabulary.lexicon.institutions.starting(list(keys_of(told)), 0):
            return False
        return not second[:1].islower() or not told[:1].isupper() or second in _GOES_ON
    return True
