"""The texts of an object that is embedded in a file: it is never opened as what it is, only searched for text."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import olefile
from lxml import etree

from wardreport.formats.archive import Archive, parse_xml
from wardreport.formats.grid import MAX_INFLATED_BYTES, UnreadableError

ZIP_MAGIC, OLE_MAGIC = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# printable Vietnamese, as programs store it: the letters' UTF-16LE and UTF-8 bytes, six characters or more
_UTF16 = re.compile(
    rb"(?:[\x20-\x7e\xa0-\xff]\x00|[\x02\x03\x10\x11\x28\x29\x68\x69\xa0\xa1\xaf\xb0]\x01"
    rb"|[\x00\x01\x03\x09\x23]\x03|[\xa0-\xf9]\x1e){6,}"
)
_UTF8 = re.compile(rb"(?:[\x20-\x7e]|[\xc3-\xc6][\x80-\xbf]|\xcc[\x80-\xbf]|\xe1[\xba\xbb][\x80-\xbf]){6,}")
_PARAGRAPHS = frozenset({"p", "si", "is"})  # of Word, PowerPoint and OpenDocument; of Excel: their runs are one text
_AUTHORS = frozenset({"creator", "lastModifiedBy", "Company", "Manager", "author"})  # filled in by programs
_SYSTEM_STREAMS = ("\x01CompObj", "\x01Ole", "\x03ObjInfo", "\x05SummaryInformation", "\x05DocumentSummaryInformation")


def object_texts(content: bytes) -> Iterator[str]:
    """Every text of an embedded object, whether a package, an OLE2 file or anything else.

    Raises ``UnreadableError`` for one that inflates too far; a damaged one is searched as plain bytes.
    """
    if content.startswith(ZIP_MAGIC):
        yield from _package_texts(content)
    elif content.startswith(OLE_MAGIC) and len(content) >= olefile.MINIMAL_OLEFILE_SIZE:
        yield from _ole_texts(content)
    else:
        yield from printable_texts(content)


def printable_texts(content: bytes) -> Iterator[str]:
    """The runs of six or more printable characters of any bytes, as UTF-16LE and as UTF-8; each once."""
    found = [run.decode("utf-16-le", "ignore") for run in _UTF16.findall(content)]
    found += [run.decode("utf-8", "ignore") for run in _UTF8.findall(content)]
    return iter(dict.fromkeys(text.strip() for text in found if len(text.strip()) >= 6))


def xml_texts(root: etree._Element) -> Iterator[str]:
    """The texts of an XML tree: a paragraph's runs as one, everything else by element."""
    walker = etree.iterwalk(root, events=("start",))
    for _, element in walker:
        if not isinstance(element.tag, str):
            continue
        name = etree.QName(element).localname
        if name in _PARAGRAPHS:
            walker.skip_subtree()
            text = "".join(element.itertext()).strip()
        elif name == "v":  # of a sheet: a number, or the place of a shared string, which is no text
            parent = element.getparent()
            text = (element.text or "").strip() if parent is None or parent.get("t") != "s" else ""
        else:
            text = (element.text or "").strip()
        if text:
            yield text


def _package_texts(content: bytes) -> Iterator[str]:
    try:
        package = Archive(content)
        for name in package.names:
            if name.endswith(".xml"):
                root = parse_xml(package.read(name))
                for element in root.iter(etree.Element):
                    if etree.QName(element).localname in _AUTHORS and len(element) == 0:
                        element.text = None
                yield from xml_texts(root)
    except UnreadableError as error:
        if error.rule == "file.too_large":
            raise
        yield from printable_texts(content)


def _ole_texts(content: bytes) -> Iterator[str]:
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as ole:
            names = [name for name in ole.listdir() if name[-1] not in _SYSTEM_STREAMS]
            streams, size = [], 0
            for name in names:
                streams.append(ole.openstream(name).read())
                size += len(streams[-1])
                if size > MAX_INFLATED_BYTES:  # streams that share their sectors
                    raise UnreadableError("file.too_large")
    except UnreadableError:
        raise
    except Exception:  # whatever olefile makes of a damaged object, its bytes are searched
        yield from printable_texts(content)
        return
    for stream in streams:
        yield from _package_texts(stream) if stream.startswith(ZIP_MAGIC) else printable_texts(stream)
