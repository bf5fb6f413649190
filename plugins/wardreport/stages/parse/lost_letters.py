"""Files whose Vietnamese letters were lost on saving: "?" or strange signs stand in their place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace

from wardreport.domain.submission import FreeText
from wardreport.formats.grid import Document

ENTRY = "form-letters-lost"  # of the rule book: it says what happened, where form.not_recognised only says "no form"

_SAMPLE = 50_000  # letters
_LEAST = 20  # letters lost; a word or two may have been pasted so
_LEAST_SHARE = 0.02  # of all letters
# "N?i dung": a mark within a word; UTF-8 that was read as Windows-1252; the mark that programs put for what they lack
_LOST = re.compile(
    "\\?(?=[^\\W\\d_])|(?:[\u00c2-\u00c6]|á[º»])[\u0080-\u00bf\u0152-\u0192\u02c6\u02dc\u2013-\u2122]|\ufffd|ï¿½"
)
_MISREAD = re.compile("(?:[\u00c2-\u00c6]|á[º»])[\u0080-\u00bf\u0152-\u0192\u02c6\u02dc\u2013-\u2122]")
_PLAIN = re.compile(r"[^0-9A-Za-z]+")
_SHORTEST, _LEAST_LABELS = 8, 5  # letters of a label that is told by them; such labels in one file
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_LETTER = re.compile(r"[^\W\d_]")


def has_lost_letters(document: Document, labels: Iterable[str] = ()) -> bool:
    """Whether a good part of the letters of a file's cells and lines are gone.

    ``labels`` are those of the forms: where they stand without their marks, or without the letters that have marks,
    that was no clerk's doing.
    """
    if _as_ascii(document, labels):
        return True
    sample = "\n".join(_texts(document))[:_SAMPLE]
    lost = len(_LOST.findall(sample))
    return lost >= _LEAST and lost >= len(_LETTER.findall(sample)) * _LEAST_SHARE


def _as_ascii(document: Document, labels: Iterable[str]) -> bool:
    """Whether labels of the form stand in plain ASCII, and nothing else does."""
    texts = ["".join(text.split()).casefold() for text in _texts(document)]
    if not texts or not all(map(str.isascii, texts)):
        return False
    known = {_PLAIN.sub("", spelled).casefold() for label in labels for spelled in (label, without_marks(label))}
    known = {label for label in known if len(label) >= _SHORTEST}
    return len({text for text in texts if _PLAIN.sub("", text) in known}) >= _LEAST_LABELS


def without_marks(text: str) -> str:
    """Vietnamese as a program writes it that knows only base letters; đ, which has none, is left out or d."""
    apart = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(character for character in apart if not unicodedata.combining(character))


def _texts(document: Document) -> Iterator[str]:
    for sheet in document.sheets:
        yield from (line.text for line in (*sheet.lines_above, *sheet.lines_below))
        yield from (cell.value for cell in sheet.cells.values() if isinstance(cell.value, str))


def as_written(texts: Iterable[FreeText]) -> Iterator[FreeText]:
    """The texts as far as they can be had back, for the privacy screen: what is garbled looks like any name."""
    for text in texts:
        yield replace(text, text=_had_back(text.text).replace("\ufffd", "?").replace("ï¿½", "?"))


def _had_back(text: str) -> str:
    while _MISREAD.search(text):
        try:
            back = b"".join(map(_byte, text)).decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            return _BEYOND_ASCII.sub("?", text)
        if len(back) >= len(text):
            break
        text = back
    return text


def _byte(character: str) -> bytes:
    return bytes([ord(character)]) if "\x80" <= character < "\xa0" else character.encode("cp1252")
