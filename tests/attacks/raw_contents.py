"""A file as bytes, unpacked as far as it is packed, and the ways in which a figure can stand there."""

from __future__ import annotations

import base64
import re
import struct
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq  # type: ignore[import-untyped,unused-ignore]

_EMBEDDED = re.compile(rb"base64,([A-Za-z0-9+/=]{200,})")


def contents(file: Path) -> Iterator[tuple[str, bytes]]:
    """By name everything in a file: itself, the parts of an archive, pictures in a page, statistics of columns."""
    raw = file.read_bytes()
    yield "", raw
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as archive:
            yield "comment", archive.comment
            for part in archive.infolist():
                yield part.filename, archive.read(part) + part.extra + part.comment
    for number, found in enumerate(_EMBEDDED.findall(raw)):
        yield f"embedded {number}", base64.b64decode(found)
    if raw.startswith(b"PAR1"):
        parquet = pq.ParquetFile(file)
        yield "metadata", repr((parquet.metadata.to_dict(), parquet.schema_arrow.metadata)).encode()
        yield "rows", repr(parquet.read().to_pylist()).encode()


def spellings(figure: Decimal) -> dict[str, bytes]:
    """How a figure can be written: as text, as a double, as a whole number of millionths."""
    plain = f"{figure:f}"
    millionths = int(figure.scaleb(6))
    return {
        "text": plain.encode(),
        "Vietnamese text": plain.replace(".", ",").encode(),
        "wide text": plain.encode("utf-16-le"),
        "wide Vietnamese text": plain.replace(".", ",").encode("utf-16-le"),
        "double": struct.pack("<d", float(figure)),
        "turned double": struct.pack(">d", float(figure)),
        "millionths": millionths.to_bytes(16, "little")[:8],
        "turned millionths": millionths.to_bytes(16, "big")[8:],
    }


def places_of(figure: Decimal, folder: Path) -> set[tuple[str, str, str]]:
    """Where in the files of a folder a figure stands: file, part of it, and how it is written."""
    return {
        (str(file.relative_to(folder)), part, way)
        for file in sorted(folder.rglob("*"))
        if file.is_file()
        for part, content in contents(file)
        for way, written in spellings(figure).items()
        if written in content
    }
