"""What every file format is read into: sheets of typed cells, and the texts that stand in no cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from wardreport.domain.finding import Detection
from wardreport.domain.submission import FreeText

CellValue = str | int | float | bool | date | time | timedelta | None  # a datetime is a date

MAX_INFLATED_BYTES = 200 * 1024 * 1024  # of all parts of an archive together
MAX_CELLS = 200_000  # of one file; the annex has some 500


class UnreadableError(Exception):
    """Why a file cannot be read: a rule of the ``file`` family. Readers raise it, ``read_document`` catches it."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


Spans = tuple[tuple[int, int], ...]  # of a text: first character and the one behind the last, in order
UNSEEN = ";;;"  # the number format that shows nothing
EVERYTHING: Spans = ((0, 2**31),)  # a whole cell, a number too


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that holds something. A formula counts by its cached value, None where it has none.

    ``value`` has every character; which of them are struck out, and which stand above or below the line, is said apart.
    ``perhaps`` are the number formats that a condition may put in place of its own (``UNSEEN`` for a stroke through it,
    or a bar that hides it): conditions are not evaluated.
    """

    value: CellValue
    number_format: str = "General"
    formula: bool = False
    error: bool = False
    struck: Spans = ()
    raised: Spans = ()
    perhaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CellRange:
    """A rectangle of cells, both ends in it."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of a document, or a cell of one of its tables: what stands on one line shares its row."""

    text: str
    row: int  # from 1, in the document's order
    column: int = 1


@dataclass(frozen=True, slots=True)
class RowSource:
    """Where a row stands in the file, where it was joined to a sheet from another: a row, or the name of a line."""

    title: str
    number: int
    row: int | str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet, or one table of a document: cells by (row, column), both from 1.

    Cells that hold nothing are left out; a merged range's value stands at its first cell. A table of a document has
    the paragraphs (and the cells of other tables) before and after it as lines, in order; a sheet has none.
    """

    title: str
    number: int  # from 1, in the file's order
    hidden: bool
    cells: Mapping[tuple[int, int], Cell]
    merged: tuple[CellRange, ...] = ()
    hidden_rows: tuple[int, ...] = ()  # in order; rows that hold nothing left out
    hidden_columns: tuple[int, ...] = ()
    lines_above: tuple[Line, ...] = ()
    lines_below: tuple[Line, ...] = ()
    sources: Mapping[int, RowSource] = field(default_factory=dict)  # of rows that stand elsewhere in the file

    def address(self, row: int, column: int) -> str:
        """As findings give it: ``Bieu!C9``."""
        source = self.sources.get(row)
        return f"{source.title if source else self.title}!{self._place(row, column)}"

    def masked_address(self, row: int, column: int) -> str:
        """Without the sheet's name, which is submitted text: ``sheet2!C9``."""
        source = self.sources.get(row)
        return f"sheet{source.number if source else self.number}!{self._place(row, column)}"

    def _place(self, row: int, column: int) -> str:
        source = self.sources.get(row)
        if source is None:
            return f"{column_letters(column)}{row}"
        return source.row if isinstance(source.row, str) else f"{column_letters(column)}{source.row}"


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read: its sheets, every text outside their cells, and what the file itself showed.

    ``texts`` has no text that a sheet's cells, title or lines already give. ``names`` are the defined names with what
    they stand for, by which a form that the system itself has made is known at once.
    """

    sheets: tuple[Sheet, ...]
    texts: tuple[FreeText, ...] = ()
    detections: tuple[Detection, ...] = ()  # file.macro, file.external_link, privacy.free_text for a picture
    names: tuple[tuple[str, str], ...] = ()


def column_letters(column: int) -> str:
    """1 is A, 27 is AA."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """A is 1, AA is 27; 0 for no letters."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
