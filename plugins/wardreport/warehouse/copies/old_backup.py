"""Reads earlier backups: a zip with one CSV a table, and ``manifest.json`` that tells what is in each.

NULL is ``\\N`` there, as COPY writes it, and text that begins with ``\\`` has one more.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Boolean, Column, Date, Integer, MetaData, String, Table
from sqlalchemy.types import TypeEngine

from wardreport.warehouse.copies.copying import Source
from wardreport.warehouse.schema.column_types import ExactDecimal, UtcDateTime

DAMAGED = (zipfile.BadZipFile, zlib.error, csv.Error, EOFError, KeyError, NotImplementedError)
_FORMAT = ("wardreport-backup", 1)
_KINDS: Mapping[str, tuple[TypeEngine[Any], Callable[[str], Any]]] = {
    "boolean": (Boolean(), lambda cell: {"true": True, "false": False}[cell]),
    "date": (Date(), date.fromisoformat),
    "decimal": (ExactDecimal(), Decimal),
    "integer": (Integer(), int),
    "moment": (UtcDateTime(), datetime.fromisoformat),
    "text": (String(), lambda cell: cell[1:] if cell.startswith("\\") else cell),
}


@contextmanager
def old_backup(file: Path) -> Iterator[Source]:
    """What stands in it, checked against its manifest; raises one of ``DAMAGED`` or ``ValueError`` where it differs."""
    limit = csv.field_size_limit(sys.maxsize)  # a reviewer's reason may be as long as it likes
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = json.loads(archive.read("manifest.json"))
            if (manifest["format"], manifest["version"]) != _FORMAT:
                raise ValueError("another format")
            members = {member["table"]: member for member in manifest["tables"]}
            for member in members.values():
                _refuse_changed(archive, member)
            tables = {name: _table(member) for name, member in members.items()}
            yield Source(manifest["revision"], tables, lambda table: _rows(archive, members[table.name]))
    finally:
        csv.field_size_limit(limit)


def _table(member: Mapping[str, Any]) -> Table:
    columns = (Column(column["name"], _KINDS[column["kind"]][0]) for column in member["columns"])
    return Table(member["table"], MetaData(), *columns)


def _refuse_changed(archive: zipfile.ZipFile, member: Mapping[str, Any]) -> None:
    with archive.open(member["file"]) as content:
        if hashlib.file_digest(content, "sha256").hexdigest() != member["sha256"]:  # type: ignore[arg-type]
            raise ValueError("not what the manifest tells")


def _rows(archive: zipfile.ZipFile, member: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    readers = {column["name"]: _KINDS[column["kind"]][1] for column in member["columns"]}
    with archive.open(member["file"]) as content, io.TextIOWrapper(content, encoding="utf-8", newline="") as lines:
        read = csv.reader(lines, strict=True)
        if next(read, None) != list(readers):
            raise ValueError("other columns")
        for row in read:
            cells = zip(readers.items(), row, strict=True)
            yield {name: None if cell == "\\N" else make(cell) for (name, make), cell in cells}
