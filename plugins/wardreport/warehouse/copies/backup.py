"""Writes all of a warehouse into one file, while others go on loading; ``restore`` reads it back, on either engine."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, MetaData, Table, column, inspect, select, table

from wardreport.domain.errors import ConfigurationError
from wardreport.warehouse.copies.backup_format import (
    LINE_END,
    MANIFEST,
    TYPES,
    Backup,
    BackupColumn,
    BackupManifest,
    BackupTable,
    encoded,
    kind_of,
    place_of,
    refuse_unreachable,
    revision_in,
)
from wardreport.warehouse.database import Warehouse
from wardreport.warehouse.schema import schema
from wardreport.warehouse.schema.roles import refusals_in_one_line

_CHUNK = 5_000  # rows in memory
_BUFFER = 1 << 20
_DATE = (2024, 1, 1, 0, 0, 0)  # of every member: when the backup was made stands in the manifest
_VERSION_TABLE = "alembic_version"


def write_backup(warehouse: Warehouse, out: Path, *, made_at: datetime) -> Backup:
    """Writes ``out``, whole or not at all, readable by its owner only: it holds raw figures.

    All of it is one state of the warehouse: a load is in it whole or not at all. The schema may be an older one, so
    that a backup can be made before an upgrade. Raises ``ConfigurationError`` where ``out`` is there already, where
    there is no warehouse or it may not be read, and where the file cannot be written.
    """
    if out.exists():
        raise ConfigurationError(f"{out} is there already: a backup replaces nothing")
    _refuse_absent(warehouse)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with (
            refusals_in_one_line("may not read the whole warehouse"),
            tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-") as folder,
        ):
            unfinished = Path(folder) / out.name
            made = _write(warehouse, unfinished, made_at)
            unfinished.replace(out)
    except OSError as error:
        raise ConfigurationError(f"{out}: {error.strerror or type(error).__name__}: cannot be written") from None
    return made


def _refuse_absent(warehouse: Warehouse) -> None:
    """A mistyped address must not end in the backup of nothing: SQLite would make the file."""
    url = warehouse.engine.url
    if warehouse.engine.dialect.name == "sqlite" and not (url.database and Path(url.database).is_file()):
        raise ConfigurationError(f"there is no warehouse {place_of(warehouse)}")
    refuse_unreachable(warehouse)


def _write(warehouse: Warehouse, file: Path, made_at: datetime) -> Backup:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as target:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive, warehouse.reading() as connection:
            revision = revision_in(connection)
            if revision is None:
                raise ConfigurationError(f"there is no warehouse in {place_of(warehouse)}")
            tables = tuple(_member(connection, archive, source) for source in _tables(connection))
            manifest = BackupManifest(revision=revision, made_at=made_at.astimezone(UTC), tables=tables)
            archive.writestr(_entry(MANIFEST), manifest.model_dump_json(indent=1))
        target.flush()
        os.fsync(target.fileno())
    return Backup(revision, {member.table: member.rows for member in tables})


def _tables(connection: Connection) -> Iterator[Table]:
    """The warehouse's tables as the database has them, each after those it refers to."""
    there = MetaData()
    names = set(inspect(connection).get_table_names()) - {_VERSION_TABLE}
    # what else somebody keeps beside them is not the warehouse's; of an older schema only the database knows
    known = set(schema.metadata.tables)
    there.reflect(connection, only=sorted(names & known if known <= names else names))
    yield from there.sorted_tables


def _member(connection: Connection, archive: zipfile.ZipFile, source: Table) -> BackupTable:
    """Streams one table into the archive."""
    columns = tuple(BackupColumn(name=c.name, kind=kind_of(_type(source, c.name))) for c in source.columns)
    typed = table(source.name, *(column(c.name, TYPES[c.kind]) for c in columns))
    query = select(typed).order_by(*(typed.c[key.name] for key in source.primary_key))
    file, number = f"tables/{source.name}.csv", 0
    with archive.open(_entry(file), "w", force_zip64=True) as member:
        digest = _Digest(member)
        with io.TextIOWrapper(io.BufferedWriter(digest, _BUFFER), encoding="utf-8", newline="") as lines:
            writer = csv.writer(lines, lineterminator=LINE_END)
            writer.writerow([c.name for c in columns])
            for rows in connection.execute(query.execution_options(yield_per=_CHUNK)).partitions():
                writer.writerows([encoded(value) for value in row] for row in rows)
                number += len(rows)
    return BackupTable(table=source.name, file=file, rows=number, sha256=digest.hexdigest(), columns=columns)


def _type(source: Table, name: str) -> Any:
    """SQLite keeps decimals as text: what the schema says of a column counts before what the database does."""
    known = schema.metadata.tables.get(source.name)
    return known.c[name].type if known is not None and name in known.c else source.c[name].type


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry


class _Digest(io.RawIOBase):
    """Hands on what is written, and keeps its hash."""

    def __init__(self, target: Any) -> None:
        self._target, self._hash = target, hashlib.sha256()

    def writable(self) -> bool:
        """Always."""
        return True

    def write(self, content: Any) -> int:
        """All of it."""
        self._hash.update(content)
        self._target.write(content)
        return len(content)

    def hexdigest(self) -> str:
        """Of all that was written."""
        return self._hash.hexdigest()
