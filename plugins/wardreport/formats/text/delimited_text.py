"""Reads CSV and its kin: commas, semicolons, tabs or bars, in whatever encoding."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from wardreport.formats.grid import MAX_CELLS, Cell, Document, Sheet, UnreadableError
from wardreport.formats.text_encoding import decode_text

_SEPARATORS = ",;\t|"
_QUOTED = (True, False)  # no quotes where a stray one would swallow the rest
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?(?:\r\n|\n|\r)', re.I)  # as Excel writes and reads it
_TEXT_FORMULA = re.compile(r'="(.*)"', re.S)  # how a program keeps Excel from taking a text for a number
_SAMPLE = 64 * 1024
_LEAST_ROWS = 5
_LEAST_COLUMNS = 2
# what the columns of a statistical form are called; only to tell one separator from another
_HEADINGS = ("nội dung", "chỉ tiêu", "đơn vị", "đvt", "số lượng", "kết quả", "số liệu", "stt", "ghi chú")
_LONGEST_HEADING = 40


def read_delimited_text(content: bytes) -> Document:
    """The rows of a text file as one sheet. Raises ``UnreadableError``: unsupported for another text, too_large."""
    text = decode_text(content).rstrip("\x1a")
    first_row = 1
    line = _SEPARATOR_LINE.match(text)
    if line:
        text, first_row = text[line.end() :], 2
    dialect = (line[1], True) if line else _dialect(text[:_SAMPLE])
    cells: dict[tuple[int, int], Cell] = {}
    wide = 0
    for row, fields in enumerate(_rows(text, *dialect), first_row):
        wide += len(fields) >= _LEAST_COLUMNS
        for column, value in enumerate(fields, 1):
            if value:
                cells[row, column] = Cell(value)
        if len(cells) > MAX_CELLS:
            raise UnreadableError("file.too_large")
    if wide < _LEAST_ROWS:
        raise UnreadableError("file.unsupported")
    return Document((Sheet("CSV", 1, False, cells),))


def _dialect(sample: str) -> tuple[str, bool]:
    """The separator and the quoting that give the likeliest table."""
    candidates = [(separator, quoted) for quoted in _QUOTED for separator in _SEPARATORS]
    return max(candidates, key=lambda candidate: _score(sample, *candidate))  # the first of the best


def _score(sample: str, separator: str, quoted: bool) -> tuple[int, int]:
    """Whether there are headings, then how many rows have the commonest number of columns."""
    try:
        rows = list(_rows(sample, separator, quoted))
    except UnreadableError:
        return (0, 0)
    widths = Counter(len(fields) for fields in rows if len(fields) >= _LEAST_COLUMNS)
    headings = max((sum(map(_is_heading, fields)) for fields in rows), default=0)
    return (int(headings >= _LEAST_COLUMNS), max(widths.values(), default=0))


def _is_heading(text: str) -> bool:
    return len(text) <= _LONGEST_HEADING and unicodedata.normalize("NFC", text).casefold().startswith(_HEADINGS)


def _rows(text: str, separator: str, quoted: bool) -> Iterator[list[str]]:
    """The records, an empty line too: a spreadsheet program shows it as a row."""
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=separator, quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
    )
    try:
        for fields in reader:
            yield [_value(value) for value in fields]
    except csv.Error as error:  # a field beyond csv.field_size_limit
        raise UnreadableError("file.unsupported") from error


def _value(field: str) -> str:
    value = field.replace("\r\n", "\n").replace("\r", "\n").strip()
    wrapped = _TEXT_FORMULA.fullmatch(value)
    return wrapped[1].strip() if wrapped else value
