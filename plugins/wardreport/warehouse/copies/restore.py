"""Fills an empty database from what ``wardreport backup`` wrote, whole or not at all."""

from __future__ import annotations

import csv
import hashlib
import io
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from pydantic import ValidationError
from sqlalchemy import Column, Connection, MetaData, Table, inspect, text
from sqlalchemy.exc import DBAPIError

from wardreport.domain.errors import ConfigurationError
from wardreport.warehouse.appending.append import one_at_a_time
from wardreport.warehouse.appending.bulk import RowsRefusedError, append_rows
from wardreport.warehouse.copies.backup_format import (
    MANIFEST,
    TYPES,
    Backup,
    BackupManifest,
    BackupTable,
    decoder,
    place_of,
    refuse_unreachable,
    revision_in,
)
from wardreport.warehouse.database import Warehouse

_MANIFEST_BYTES = 10_000_000  # a manifest is some ten thousand
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    ValueError,
    ArithmeticError,
    EOFError,
    csv.Error,
    NotImplementedError,
)


def restore_backup(warehouse: Warehouse, file: Path, sql: Path) -> Backup:
    """Restores a backup made at this revision of the schema or an earlier one, and brings the schema to the newest.

    ``sql`` is the folder with the migrations. All of the file is checked before the database is touched. Raises
    ``ConfigurationError`` with one line, which tells of no row: the file is damaged or no backup, it is newer than this
    code, or the database is not empty (a schema of today without any row is).
    """
    with _opened(file) as archive:
        manifest = _manifest(archive, file)
        for member in manifest.tables:
            _verify(archive, member, file)
        scripts = ScriptDirectory(str(sql / "migrations"))
        _refuse_unknown(scripts, manifest, file)
        fresh = _refuse_other_schema(warehouse, manifest, scripts.get_current_head())
        try:
            _fill(warehouse, archive, manifest, scripts, fresh=fresh)
        except (RowsRefusedError, DBAPIError, *_BROKEN):
            raise ConfigurationError(f"{file}: its rows do not fit the schema {manifest.revision}") from None
    return Backup(manifest.revision, {member.table: member.rows for member in manifest.tables})


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    limit = csv.field_size_limit(sys.maxsize)  # a reviewer's reason may be as long as it likes
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except zipfile.BadZipFile:
        raise ConfigurationError(f"{file} is no backup of wardreport, or damaged") from None
    except OSError as error:
        raise ConfigurationError(f"{file}: {error.strerror or type(error).__name__}: cannot be read") from None
    finally:
        csv.field_size_limit(limit)


def _manifest(archive: zipfile.ZipFile, file: Path) -> BackupManifest:
    try:
        if archive.getinfo(MANIFEST).file_size > _MANIFEST_BYTES:
            raise ValueError("too large")
        manifest = BackupManifest.model_validate_json(archive.read(MANIFEST))
    except (ValidationError, *_BROKEN):
        raise ConfigurationError(f"{file} is no backup of wardreport, or damaged") from None
    expected = sorted([MANIFEST, *(member.file for member in manifest.tables)])
    if sorted(archive.namelist()) != expected or len({m.table for m in manifest.tables}) != len(manifest.tables):
        raise ConfigurationError(f"{file} is damaged: it does not hold what its manifest names")
    return manifest


def _verify(archive: zipfile.ZipFile, member: BackupTable, file: Path) -> None:
    """Hash, columns, and number of rows, each of which can be read."""
    digest, rows = hashlib.sha256(), 0
    try:
        with archive.open(member.file) as content:
            while block := content.read(1 << 20):
                digest.update(block)
        if digest.hexdigest() == member.sha256:
            rows = sum(1 for _ in _rows(archive, member))
    except _BROKEN:
        raise ConfigurationError(f"{file} is damaged: {member.file} cannot be read") from None
    if digest.hexdigest() != member.sha256 or rows != member.rows:
        raise ConfigurationError(f"{file} is damaged: {member.file} is not what its manifest tells")


def _rows(archive: zipfile.ZipFile, member: BackupTable) -> Iterator[dict[str, Any]]:
    names = [column.name for column in member.columns]
    readers: Sequence[Callable[[str], Any]] = [decoder(column.kind) for column in member.columns]
    with archive.open(member.file) as content, io.TextIOWrapper(content, encoding="utf-8", newline="") as lines:
        read = csv.reader(lines, strict=True)
        if next(read, None) != names:
            raise ValueError("other columns")
        for row in read:
            yield {name: make(cell) for name, make, cell in zip(names, readers, row, strict=True)}


def _refuse_unknown(scripts: ScriptDirectory, manifest: BackupManifest, file: Path) -> None:
    try:
        known = scripts.get_revision(manifest.revision)
    except CommandError:
        known = None
    if known is None or known.revision != manifest.revision:
        raise ConfigurationError(f"{file} is of a schema that this version does not know: use a newer wardreport")


def _refuse_other_schema(warehouse: Warehouse, manifest: BackupManifest, head: str | None) -> bool:
    """Whether the database is fresh; else it has today's schema. That there is no row is seen where rows are added."""
    refuse_unreachable(warehouse)
    with warehouse.reading() as connection:
        if not inspect(connection).get_table_names():
            return True
        if not revision_in(connection) == manifest.revision == head:
            raise ConfigurationError(_filled(warehouse))
    return False


def _filled(warehouse: Warehouse) -> str:
    return f"a backup is restored into an empty database only: {place_of(warehouse)} is none"


def _empty(connection: Connection, manifest: BackupManifest) -> bool:
    there = set(inspect(connection).get_table_names())
    tables = (member.table for member in manifest.tables if member.table in there)
    return not any(connection.scalar(text(f'SELECT EXISTS (SELECT 1 FROM "{name}")')) for name in tables)  # noqa: S608


def _fill(
    warehouse: Warehouse, archive: zipfile.ZipFile, manifest: BackupManifest, scripts: ScriptDirectory, *, fresh: bool
) -> None:
    """A process that ends between two transactions leaves an empty warehouse, or one that asks for its upgrade."""
    today = manifest.revision == scripts.get_current_head()
    if today and fresh:
        warehouse.upgrade()
    with warehouse.transaction() as connection:
        if not today:
            config = Config()
            config.set_main_option("script_location", scripts.dir.replace("%", "%%"))
            config.attributes["connection"] = connection
            command.upgrade(config, manifest.revision)
        one_at_a_time(connection)
        if not _empty(connection, manifest):
            raise ConfigurationError(_filled(warehouse))
        _refuse_other_tables(connection, manifest)
        for member in manifest.tables:
            target = Table(member.table, MetaData(), *(Column(c.name, TYPES[c.kind]) for c in member.columns))
            append_rows(connection, target, _rows(archive, member))
        if connection.dialect.name == "postgresql":
            _set_sequences(connection, manifest)
    if not today:
        warehouse.upgrade()


def _refuse_other_tables(connection: Connection, manifest: BackupManifest) -> None:
    """Names of the file stand in statements: only those that the schema has itself."""
    inspector = inspect(connection)
    wanted = {member.table: {column.name for column in member.columns} for member in manifest.tables}
    there = {
        name: {column["name"] for column in inspector.get_columns(name)}
        for name in inspector.get_table_names()
        if name != "alembic_version"
    }
    if wanted != {name: columns for name, columns in there.items() if name in wanted} or set(there) - set(wanted):
        raise ConfigurationError(f"the backup has other tables or columns than the schema {manifest.revision}")


def _set_sequences(connection: Connection, manifest: BackupManifest) -> None:
    """COPY gives keys without asking their sequences."""
    for member in manifest.tables:
        for name in (column.name for column in member.columns if column.kind == "integer"):
            sequence = connection.scalar(
                text("SELECT pg_get_serial_sequence(:table, :column)"), {"table": member.table, "column": name}
            )
            if sequence is not None:
                following = f"(SELECT COALESCE(MAX({name}), 0) + 1 FROM {member.table})"  # noqa: S608
                connection.execute(text(f"SELECT setval(:sequence, {following}, false)"), {"sequence": sequence})
