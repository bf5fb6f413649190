"""Opens a submitted file by its content, never by its name; what cannot be opened becomes a detection."""

from __future__ import annotations

import re
from pathlib import Path

from wardreport.domain.finding import Detection
from wardreport.domain.submission import MAX_FILE_BYTES
from wardreport.formats.archive import Archive
from wardreport.formats.excel97.biff_workbook import read_biff_stream, read_biff_workbook
from wardreport.formats.grid import Document, UnreadableError
from wardreport.formats.ooxml.spreadsheet_xml import read_spreadsheet_xml
from wardreport.formats.ooxml.word_tables import read_word_tables
from wardreport.formats.opendocument.opendocument import read_opendocument
from wardreport.formats.seen_cells import without_covered_cells
from wardreport.formats.text.delimited_text import read_delimited_text
from wardreport.formats.text.hypertext import read_hypertext
from wardreport.formats.text.spreadsheet_2003 import read_spreadsheet_2003

_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BIFF = (b"\x09\x08\x06\x00", b"\x09\x08\x08\x00", b"\x09\x08\x10\x00")  # the first record of a workbook
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_NO_TABLES = (
    b"%PDF",
    b"{\\rtf",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"BM",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"MZ",
    b"\x09\x00\x04\x00",  # Excel 2 to 4: bare records, and long blocked by Excel itself
    b"\x09\x00\x06\x00",
    b"\x09\x02\x06\x00",
    b"\x09\x04\x06\x00",
)
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*<")
# a flat OpenDocument, a Word 2003 document, a package written as one XML file
_OTHER_XML = re.compile(rb"<(?:[\w.-]+:)?(?:document|wordDocument|package)[\s>]")
_SPREADSHEET_2003 = b"urn:schemas-microsoft-com:office:spreadsheet"


def read_document(content: Path) -> Document | Detection:
    """The file's sheets and texts, or what stands in the way (the ``file`` family of docs/design/findings.md)."""
    size = content.stat().st_size
    if size == 0:
        return Detection("file.empty")
    if size > MAX_FILE_BYTES:
        return Detection("file.too_large")
    try:
        document = without_covered_cells(_read(content.read_bytes()))
    except UnreadableError as error:
        return Detection(error.rule)
    except MemoryError:
        return Detection("file.too_large")
    except Exception:  # whatever a broken file makes the libraries raise, the clerk gets one finding
        return Detection("file.corrupt")
    holds_something = any(sheet.cells or sheet.lines_above or sheet.lines_below for sheet in document.sheets)
    return document if holds_something or document.texts else Detection("file.empty")


def _read(content: bytes) -> Document:
    if content.startswith(_OLE2):
        return read_biff_workbook(content)
    if content.startswith(_BIFF):
        return read_biff_stream(content)
    if content.startswith(_ZIP):
        return _read_archive(content)
    if content.startswith(_NO_TABLES):
        raise UnreadableError("file.unsupported")
    if _MARKUP.match(content):
        beginning = content[:4096].replace(b"\0", b"")
        if _SPREADSHEET_2003 in beginning:
            return read_spreadsheet_2003(content)
        if _OTHER_XML.search(beginning):
            raise UnreadableError("file.unsupported")
        return read_hypertext(content)
    return read_delimited_text(content)


def _read_archive(content: bytes) -> Document:
    archive = Archive(content)
    if "mimetype" in archive or "content.xml" in archive:
        return read_opendocument(archive)
    if any(archive.under("word/")):
        return read_word_tables(archive)
    if any(archive.under("xl/")) or "[Content_Types].xml" in archive:
        return read_spreadsheet_xml(archive)
    raise UnreadableError("file.unsupported")
