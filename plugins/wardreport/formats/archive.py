"""A zip archive as hostile ground: every part is inflated under a limit, and no XML may declare anything."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree

from wardreport.formats.grid import MAX_INFLATED_BYTES, UnreadableError

MAX_PARTS = 5_000
MAX_RATIO = 400  # a part that inflates further than this, and beyond _SMALL, is a bomb: honest sheets stay below 100
_SMALL = 8 * 1024 * 1024
_PROLOGUE = 4096  # bytes in which a document type stands
_CHUNK = 256 * 1024
_ENCRYPTED_FLAG = 0x1
_UTF16 = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
_SAFE: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "remove_comments": True,
    "remove_pis": True,
}
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)
_DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_ENTITY = re.compile(rb"<!ENTITY")
_DECLARED_ENCODING = re.compile(r"""^(\s*<\?xml[^>]*?)\s+encoding=(?:"[^"]*"|'[^']*')""")
# OpenOffice and LibreOffice name a DTD in what they write there, macros above all; no reader parses it
_WITH_DTD = ("meta-inf/", "basic/", "dialogs/", "scripts/", "configurations2/")
_RESOURCE_FORKS = "__MACOSX/"  # what a Mac adds when it packs a folder: no parts, whatever they are called


class Archive:
    """The parts of an OOXML or OpenDocument file. Names are never used as paths; nothing is written.

    Upper and lower case name the same part, and so do both slashes: programs on Windows write what they like, and
    office programs open it.
    """

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            parts = {part.filename.replace("\\", "/").lstrip("/"): part for part in self._zip.infolist()}
        except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError) as error:
            raise UnreadableError("file.corrupt") from error
        self._parts = {name: part for name, part in parts.items() if not name.startswith(_RESOURCE_FORKS)}
        self._spelled = {name.lower(): name for name in self._parts}
        if any(part.flag_bits & _ENCRYPTED_FLAG for part in self._parts.values()):
            raise UnreadableError("file.encrypted")
        if len(self._parts) > MAX_PARTS or sum(p.file_size for p in self._parts.values()) > MAX_INFLATED_BYTES:
            raise UnreadableError("file.too_large")
        self._refuse_declarations()
        self._left = MAX_INFLATED_BYTES  # of real inflated bytes: what a header declares need not be true

    def _refuse_declarations(self) -> None:
        """Also of parts that no reader takes: a file that declares entities anywhere is made to do harm."""
        for name, part in self._parts.items():
            if name.lower().endswith((".xml", ".rels", ".vml")):
                try:
                    with self._zip.open(part) as stream:
                        start = stream.read(_PROLOGUE)
                except _BROKEN as error:
                    raise UnreadableError("file.corrupt") from error
                allowed = name.lower().startswith(_WITH_DTD)
                if (_ENTITY if allowed else _DECLARES).search(_in_utf8(start)):
                    raise UnreadableError("file.corrupt")

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all parts, in the archive's order."""
        return tuple(self._parts)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._spelled

    def spelled(self, name: str) -> str:
        """The name of a part as the archive spells it; the name itself where there is no such part."""
        return self._spelled.get(name.lower(), name)

    def under(self, *folders: str) -> Iterator[str]:
        """The names of the parts that lie in the folders."""
        prefixes = tuple(folder.lower() for folder in folders)
        return (name for lower, name in self._spelled.items() if lower.startswith(prefixes))

    def read(self, name: str) -> bytes:
        """The bytes of a part.

        Raises ``UnreadableError``: ``file.corrupt`` where it is not there, ``file.too_large`` where it is a bomb.
        """
        part = self._parts.get(self.spelled(name))
        if part is None:
            raise UnreadableError("file.corrupt")
        chunks, size = [], 0
        try:
            with self._zip.open(part) as stream:
                while chunk := stream.read(_CHUNK):
                    size += len(chunk)
                    if size > self._left or (size > _SMALL and size > MAX_RATIO * max(part.compress_size, 1)):
                        raise UnreadableError("file.too_large")
                    chunks.append(chunk)
        except _BROKEN as error:
            raise UnreadableError("file.corrupt") from error
        self._left -= size
        return b"".join(chunks)

    def xml(self, name: str) -> etree._Element:
        """The root of an XML part. Raises ``UnreadableError`` as ``read`` does, and corrupt on a DTD or an entity."""
        return parse_xml(self.read(name))


def parse_xml(content: bytes) -> etree._Element:
    """The root of an XML text that may be hostile: no DTD, no entities, no network."""
    content = _checked(content)
    parser = etree.XMLParser(**_SAFE, huge_tree=len(content) > _SMALL)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableError("file.corrupt") from error
    if root.getroottree().docinfo.internalDTD is not None:  # in an encoding that the search cannot read
        raise UnreadableError("file.corrupt")
    return root


def stream_xml(content: bytes, names: Iterable[str]) -> Iterator[etree._Element]:
    """The elements of these local names in their order, each forgotten when the next is asked for."""
    content = _checked(content)
    wanted = [f"{{*}}{name}" for name in names]
    try:
        for _, element in etree.iterparse(io.BytesIO(content), events=("end",), tag=wanted, **_SAFE, huge_tree=True):
            yield element
            element.clear()
            while (before := element.getprevious()) is not None:
                before.getparent().remove(before)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableError("file.corrupt") from error


def _checked(content: bytes) -> bytes:
    content = _in_utf8(content)
    if _DECLARES.search(content):
        raise UnreadableError("file.corrupt")
    return content


def _in_utf8(content: bytes) -> bytes:
    """UTF-16, in which a search would see nothing, as UTF-8: document servers write their customXml so."""
    if not content.startswith(_UTF16):
        return content
    order = "utf-16-be" if content.startswith((_UTF16[1], _UTF16[3])) else "utf-16-le"
    text = content.decode(order, "replace").removeprefix("\ufeff")
    return _DECLARED_ENCODING.sub(r"\1", text).encode("utf-8", "replace")
