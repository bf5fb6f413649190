"""Which encoding a text file has: programs here write UTF-8, UTF-16 and Windows-1258, and seldom say so."""

from __future__ import annotations

import codecs
import re
import unicodedata

from wardreport.formats.grid import UnreadableError

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_SAMPLE = 64 * 1024
_LEAST_ZEROS = 0.25  # of UTF-16 bytes: Vietnamese has letters whose high byte is not zero, but half are ASCII
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f\ufffd]")
_MOST_CONTROLS = 0.005
_WESTERN = frozenset({"windows-1252", "iso-8859-1", "latin-1", "us-ascii"})
_CONTROLS = frozenset(map(chr, (*range(0x20), *range(0x7F, 0xA0), 0xFFFD))) - frozenset("\t\n\r\f\x1a")
# text that was read in a wrong encoding and saved as Unicode is full of the others, and still a text
_CONTROLS_OF_ASCII = frozenset(c for c in _CONTROLS if c < "\x80")
_BROKEN_A_LETTER = 0.02  # of UTF-8 that was cut or typed over in places, against its letters beyond ASCII


def decode_text(content: bytes, declared: str | None = None) -> str:
    """The text, in NFC where tone marks stood apart.

    Windows-1258 is what is left when it is not Unicode, unless a Western encoding was declared. Raises
    ``UnreadableError``: unsupported for what is no text.
    """
    text, is_unicode = _decoded(content, (declared or "").strip().lower())
    sample = text[:_SAMPLE]
    controls = _CONTROLS_OF_ASCII if is_unicode else _CONTROLS
    if "\0" in text or sum(c in controls for c in sample) > len(sample) * _MOST_CONTROLS:
        raise UnreadableError("file.unsupported")
    return text


def _decoded(content: bytes, declared: str) -> tuple[str, bool]:
    """The text, and whether its bytes are Unicode without a fault."""
    try:
        for mark, encoding in _MARKS:
            if content.startswith(mark):
                return content[len(mark) :].decode(encoding), True
        sample = content[:_SAMPLE]
        even, odd = sample[::2].count(0), sample[1::2].count(0)
        if even + odd >= max(2, len(sample) * _LEAST_ZEROS):
            return content.decode("utf-16-be" if even > odd else "utf-16-le"), True
        try:
            return content.decode("utf-8"), True
        except UnicodeDecodeError:
            text = content.decode("utf-8", "replace")
            broken, whole = text.count("\ufffd"), len(_BEYOND_ASCII.findall(text))
            if broken < whole * _BROKEN_A_LETTER:
                return text, False
            encoding = "windows-1252" if declared in _WESTERN else "cp1258"
            # a few bytes have no letter in either: office programs show a mark there and go on
            return unicodedata.normalize("NFC", content.decode(encoding, "replace")), False
    except UnicodeDecodeError as error:
        raise UnreadableError("file.unsupported") from error
