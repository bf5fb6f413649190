"""Who wrote a file or a note of it, as office programs say it by themselves.

A format has places whose meaning is "who": the author of a file, of a note, of a tracked change. What stands there goes
to the screen as ``TextArea.AUTHOR``: a name is expected there, a telephone or an ID is not. Programs repeat the same
name inside the note as well, which is taken out of the note's text by comparing it with the authors that the file lists
(docs/privacy-screen.md).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from wardreport.domain.finding import NOTE
from wardreport.domain.submission import FreeText, TextArea

_LOOKUP = re.compile(r"(?:^|;#)\d{1,9}(?:;#|$)")  # SharePoint's columns of users: 12;#name;#15;#name
_SIGNED = re.compile(r"(?m)^\t-(?P<name>[^\n\t\d]{2,60})$")  # Google Sheets under each note
# what Excel writes above the copy of a threaded comment that old programs show, in any language
_THREADED = re.compile(r"\A\[[^\]\n]{1,40}\]\s+[^\n]{1,350}\bfwlink/\?linkid=870924\s+(?:[^\n:]{1,25}:\s*)?")
_THREAD = "tc={"  # how its author begins
_CELL = re.compile(r"[A-Z]{1,3}[0-9]{1,7}")
_SPACES = re.compile(r"\s+")


def by_author(place: str, name: str, row: int = 0, column: int = 0) -> Iterator[FreeText]:
    """Who wrote, saved or answers for something; nothing where nobody is named."""
    if name.strip():
        yield FreeText(place, name.strip(), TextArea.AUTHOR, row, column)


def users_of_a_column(value: str) -> list[str] | None:
    """The users in a value as document servers write columns of users; None for any other value."""
    if not _LOOKUP.match(value):
        return None
    return [name for name in _LOOKUP.sub("\n", value).split("\n") if name.strip(" ;#,")]


def note_texts(place: FreeText, text: str, authors: Iterable[str]) -> Iterator[FreeText]:
    """A note's own words at ``place``; the lines and mentions that only repeat one of its ``authors`` are left out."""
    authors = list(authors)
    if any(author.startswith(_THREAD) for author in authors):
        text = _THREADED.sub("", text)
    for found in _SIGNED.finditer(text):
        yield from by_author(place.masked_cell, found["name"], place.row, place.column)
    own = without_authors(_SIGNED.sub("", text), authors)
    if own.strip():
        yield FreeText(_of_note(place.masked_cell), own.strip(), place.area, place.row, place.column)


def _of_note(masked_cell: str) -> str:
    """``sheet1!C22`` as ``sheet1!note_C22``: a clerk looks for what was found in the note, not in the cell."""
    sheet, _, place = masked_cell.rpartition("!")
    return f"{sheet}!{NOTE}{place}" if _CELL.fullmatch(place) else masked_cell


def without_authors(text: str, authors: Iterable[str]) -> str:
    """The text without the lines and mentions that only repeat one of the authors."""
    text = unicodedata.normalize("NFC", text)
    for author in sorted({_plain(author) for author in authors} - {""}, key=len, reverse=True):
        written = r"\s+".join(map(re.escape, author.split(" ")))
        # the author's name is a line of its own, perhaps behind a dash, or before a colon; or mentioned behind an @
        text = re.sub(rf"(?m)^[ \t]*(?:[-–—]{{1,2}}[ \t]*)?{written}[ \t]*(?::|$)|@{written}(?!\w)", "", text)
    return text


def _plain(author: str) -> str:
    return _SPACES.sub(" ", unicodedata.normalize("NFC", author)).strip()
