"""An OLE2 compound file: who wrote it, and what is embedded in it."""

from __future__ import annotations

import io
import re
import struct
import unicodedata
from collections.abc import Iterator
from typing import Any

import olefile

from wardreport.domain.submission import FreeText
from wardreport.formats.authors import by_author
from wardreport.formats.embedded_objects import OLE_MAGIC, ZIP_MAGIC, object_texts, printable_texts
from wardreport.formats.grid import MAX_INFLATED_BYTES, UnreadableError

_PROPERTIES = (
    "title", "subject", "comments", "keywords", "category",
)  # fmt: skip
_AUTHORS = ("author", "last_saved_by", "company", "manager")
_PIVOT_CACHES = "_SX_DB_CUR"
_SUMMARY = "\x05DocumentSummaryInformation"
# of WPS Office, and what LibreOffice takes over from other formats
_PROGRAM_VALUE = re.compile(
    r"KSO\w*|\d{4}-\d+(?:\.\d+)+|[0-9A-F]{32}\w*"
    r"|AppVersion|DocSecurity|HyperlinksChanged|LinksUpToDate|ScaleCrop|ShareDoc|\d+\.\d{4}",
    re.I,
)
_UTF16, _UTF8 = 1200, 65001


def open_compound_file(content: bytes) -> Any:
    """The file, for ``with``. Raises ``UnreadableError``: unsupported where it is no OLE2 file, corrupt."""
    if not content.startswith(OLE_MAGIC):
        raise UnreadableError("file.unsupported")
    try:
        return olefile.OleFileIO(io.BytesIO(content))
    except Exception as error:
        raise UnreadableError("file.corrupt") from error


def property_texts(ole: Any) -> Iterator[FreeText]:
    """Who wrote the file, for whom and about what; properties of a user's own too."""
    metadata = ole.get_metadata()
    authors = [_decoded(getattr(metadata, name, None), metadata.codepage) for name in _AUTHORS]
    for author in dict.fromkeys(authors):
        yield from by_author("workbook!properties", author)
    texts = [_decoded(getattr(metadata, name, None), metadata.codepage) for name in _PROPERTIES]
    for text in dict.fromkeys((*texts, *_own_properties(ole))):
        if text:
            yield FreeText("workbook!properties", text)


def embedded_texts(ole: Any) -> Iterator[FreeText]:
    """The texts of embedded objects, and of the copies of data that pivot tables keep."""
    found: dict[str, None] = {}
    size = 0
    for path in ole.listdir():
        storage, name = path[0], path[-1]
        if not (storage.startswith("MBD") or storage == _PIVOT_CACHES) or name.startswith(("\x01", "\x03", "\x05")):
            continue
        stream = ole.openstream(path).read()
        size += len(stream)
        if size > MAX_INFLATED_BYTES:  # streams that share their sectors
            raise UnreadableError("file.too_large")
        found.update(
            dict.fromkeys(
                object_texts(stream) if stream.startswith((ZIP_MAGIC, OLE_MAGIC)) else printable_texts(stream)
            )
        )
    return (FreeText("workbook!embedded", text) for text in found)


def _own_properties(ole: Any) -> Iterator[str]:
    """The second section of a summary stream has the properties that a user defined."""
    if not ole.exists(_SUMMARY):
        return
    stream = ole.openstream(_SUMMARY).read()
    if len(stream) >= 68 and struct.unpack_from("<I", stream, 24)[0] > 1:
        second = stream[struct.unpack_from("<I", stream, 64)[0] :]
        yield from (text for text in printable_texts(second) if not _PROGRAM_VALUE.fullmatch(text))


def _decoded(value: Any, codepage: int | None) -> str:
    if not isinstance(value, bytes):
        return str(value or "").strip()
    encoding = {_UTF8: "utf-8", _UTF16: "utf-16-le", None: "cp1252"}.get(codepage, f"cp{(codepage or 0) & 0xFFFF}")
    try:
        text = value.decode(encoding, "replace")
    except LookupError:
        text = value.decode("utf-8", "replace")
    return unicodedata.normalize("NFC", text.strip("\0 "))
