"""Writes one state of a warehouse, while others go on loading, into a fresh SQLite warehouse; ``restore`` reads it.

The file has the schema of its source and, where that is today's, its views and triggers, so that it can be asked like
any other. The view ``backup_content`` tells how many rows each table got and their hash; nobody can write into a view.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL, Connection, select, table, text
from sqlalchemy.exc import InvalidRequestError

from wardreport.domain.errors import ConfigurationError
from wardreport.warehouse.copies.copying import (
    CHUNK,
    Backup,
    copy_rows,
    refuse_unreachable,
    revision_in,
    source_in,
    tables_in,
)
from wardreport.warehouse.copies.whole_file import whole_file
from wardreport.warehouse.database import Warehouse
from wardreport.warehouse.schema.roles import refusals_in_one_line

CONTENT = "backup_content"


def write_backup(warehouse: Warehouse, out: Path) -> Backup:
    """Writes ``out``, whole or not at all, readable by its owner only: it holds raw figures.

    All of it is one state of the warehouse: a load is in it whole or not at all. The schema may be an older one, so
    that a backup can be made before an upgrade. Raises ``ConfigurationError`` where ``out`` is there already, where
    there is no warehouse or it may not be read, and where the file cannot be written.
    """
    if out.exists():
        raise ConfigurationError(f"{out} is there already: a backup replaces nothing")
    _refuse_absent(warehouse)
    with refusals_in_one_line("may not read the whole warehouse"), whole_file(out) as unfinished:
        return _write(warehouse, unfinished)


def _refuse_absent(warehouse: Warehouse) -> None:
    """A mistyped address must not end in the backup of nothing: SQLite would make the file."""
    url = warehouse.engine.url
    if warehouse.engine.dialect.name == "sqlite" and not (url.database and Path(url.database).is_file()):
        raise ConfigurationError(f"there is no warehouse {warehouse.place}")
    refuse_unreachable(warehouse)


def _write(warehouse: Warehouse, file: Path) -> Backup:
    made = warehouse.beside(URL.create("sqlite", database=str(file)))
    try:
        with warehouse.reading() as there, made.transaction() as connection:
            copied = _copy(warehouse, there, made, connection)
    finally:
        made.engine.dispose()
    with closing(sqlite3.connect(file)) as plain:
        plain.execute("PRAGMA journal_mode = DELETE")  # one file, which is read where nothing can be written, too
    return copied


def _copy(warehouse: Warehouse, there: Connection, made: Warehouse, connection: Connection) -> Backup:
    revision, known = revision_in(there), made.known_revisions()
    if revision is None:
        raise ConfigurationError(f"there is no warehouse in {warehouse.place}")
    if revision not in known:
        raise ConfigurationError(f"{warehouse.place} is of a schema that this version does not know: use a newer one")
    made.migrate(connection, revision)
    try:
        source = source_in(there, revision, tables_in(connection))
    except InvalidRequestError:
        raise ConfigurationError(f"{warehouse.place} lacks a table of its schema {revision}") from None
    copied = copy_rows(source, connection)
    if revision == known[0]:
        made.upgrade_within(connection)
    _note(connection, copied.tables)
    return copied


def _note(connection: Connection, names: Iterable[str]) -> None:
    rows = ", ".join("('{}', {}, '{}')".format(name, *content_of(connection, name)) for name in names)
    connection.exec_driver_sql(f"CREATE VIEW {CONTENT} (table_name, row_count, sha256) AS VALUES {rows}")


def content_of(connection: Connection, name: str) -> tuple[int, str]:
    """The number of rows of a table in a SQLite file, and the hash of them as they are stored."""
    digest, number = hashlib.sha256(), 0
    query = select(text("*")).select_from(table(name)).order_by(text("rowid"))
    for row in connection.execute(query.execution_options(yield_per=CHUNK)):
        digest.update(json.dumps(list(row)).encode() + b"\n")
        number += 1
    return number, digest.hexdigest()
