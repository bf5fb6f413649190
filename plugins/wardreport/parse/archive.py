"""A zip archive as hostile ground: every part is inflated under a limit, and no XML may declare anything."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree

from wardreport.parse.grid import MAX_INFLATED_BYTES, UnreadableError

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


class Archive:
    """The parts of an OOXML or OpenDocument file. Names are never used as paths; nothing is written."""

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            self._parts = {part.filename.lstrip("/"): part for part in self._zip.infolist()}
        except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError) as error:
            raise UnreadableError("file.corrupt") from error
        if any(part.flag_bits & _ENCRYPTED_FLAG for part in self._parts.values()):
            raise UnreadableError("file.encrypted")
        if len(self._parts) > MAX_PARTS or sum(p.file_size for p in self._parts.values()) > MAX_INFLATED_BYTES:
            raise UnreadableError("file.too_large")
        self._refuse_declarations()
        self._left = MAX_INFLATED_BYTES  # of real inflated bytes: what a header declares need not be true

    def _refuse_declarations(self) -> None:
        """Also of parts that no reader takes: a file that declares entities anywhere is made to do harm."""
        for name, part in self._parts.items():
            if name.endswith((".xml", ".rels", ".vml")):
                try:
                    with self._zip.open(part) as stream:
                        start = stream.read(_PROLOGUE)
                except _BROKEN as error:
                    raise UnreadableError("file.corrupt") from error
                if _declares(start):
                    raise UnreadableError("file.corrupt")

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all parts, in the archive's order."""
        return tuple(self._parts)

    def __contains__(self, name: object) -> bool:
        return name in self._parts

    def under(self, *folders: str) -> Iterator[str]:
        """The names of the parts that lie in the folders."""
        return (name for name in self._parts if name.startswith(folders))

    def read(self, name: str) -> bytes:
        """The bytes of a part.

        Raises ``UnreadableError``: ``file.corrupt`` where it is not there, ``file.too_large`` where it is a bomb.
        """
        part = self._parts.get(name)
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
    _refuse_declarations(content)
    parser = etree.XMLParser(**_SAFE, huge_tree=len(content) > _SMALL)
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableError("file.corrupt") from error


def stream_xml(content: bytes, names: Iterable[str]) -> Iterator[etree._Element]:
    """The elements of these local names in their order, each forgotten when the next is asked for."""
    _refuse_declarations(content)
    wanted = [f"{{*}}{name}" for name in names]
    try:
        for _, element in etree.iterparse(io.BytesIO(content), events=("end",), tag=wanted, **_SAFE, huge_tree=True):
            yield element
            element.clear()
            while (before := element.getprevious()) is not None:
                before.getparent().remove(before)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableError("file.corrupt") from error


def _refuse_declarations(content: bytes) -> None:
    if _declares(content):
        raise UnreadableError("file.corrupt")


def _declares(content: bytes) -> bool:
    # in UTF-16 the search would see nothing; no office program writes its parts so
    return content.startswith(_UTF16) or _DECLARES.search(content) is not None
