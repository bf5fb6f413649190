"""Fills an empty database from what ``wardreport backup`` wrote, whole or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlalchemy import Connection, Integer, NullPool, Table, create_engine, inspect, select, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from wardreport.domain.errors import ConfigurationError
from wardreport.warehouse.appending.bulk import RowsRefusedError
from wardreport.warehouse.copies.backup import CONTENT, content_of
from wardreport.warehouse.copies.copying import (
    Backup,
    Source,
    copy_rows,
    refuse_unreachable,
    revision_in,
    source_in,
    tables_in,
)
from wardreport.warehouse.copies.old_backup import DAMAGED, old_backup
from wardreport.warehouse.database import Warehouse
from wardreport.warehouse.schema.roles import refusals_in_one_line
from wardreport.warehouse.turns import one_at_a_time

_DAMAGED = (SQLAlchemyError, ValueError, TypeError, ArithmeticError, *DAMAGED)


def restore_backup(warehouse: Warehouse, file: Path) -> Backup:
    """Restores a backup made at this revision of the schema or an earlier one, and brings the schema to the newest.

    All of the file is checked before the database is touched. Raises ``ConfigurationError`` with one line, which tells
    of no row: the file is damaged or no backup, it is newer than this code, or the database is not empty (a schema of
    today without any row is).
    """
    with ExitStack() as opened:
        try:
            source = opened.enter_context(_opened(file))
        except OSError as error:
            raise ConfigurationError(f"{file}: {error.strerror or type(error).__name__}: cannot be read") from None
        except _DAMAGED:
            raise ConfigurationError(f"{file} is no backup of wardreport, or damaged") from None
        if source.revision not in warehouse.known_revisions():
            raise ConfigurationError(f"{file} is of a schema that this version does not know: use a newer wardreport")
        refuse_unreachable(warehouse)
        try:
            with refusals_in_one_line("may not fill the database"), warehouse.transaction() as connection:
                return _fill(warehouse, connection, source)
        except OperationalError:
            raise ConfigurationError(f"{warehouse.place}: cannot be filled (is the disk full?)") from None
        except (RowsRefusedError, *_DAMAGED):
            raise ConfigurationError(f"{file}: its rows do not fit the schema {source.revision}") from None


@contextmanager
def _opened(file: Path) -> Iterator[Source]:
    """Tells a backup by its first bytes; an earlier one is a zip."""
    with file.open("rb") as begun:
        old = begun.read(2) == b"PK"
    with old_backup(file) if old else _backup(file) as source:
        yield source


@contextmanager
def _backup(file: Path) -> Iterator[Source]:
    """Reads the file where nothing may be written, too, and never writes into it."""
    address = f"{file.absolute().as_uri()}?mode=ro"
    engine = create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(address, uri=True, isolation_level=None),
        poolclass=NullPool,
        hide_parameters=True,
    )
    with engine.connect() as connection:
        connection.exec_driver_sql("BEGIN")  # what was checked is what is copied
        yield source_in(connection, revision_in(connection) or "", _checked(connection))


def _checked(connection: Connection) -> list[str]:
    """The names of the tables; raises ``ValueError`` where one is not what the backup noted of it."""
    if connection.exec_driver_sql("PRAGMA integrity_check").scalars().all() != ["ok"]:
        raise ValueError("damaged")
    if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
        raise ValueError("a row refers to none")
    noted = connection.exec_driver_sql(f"SELECT table_name, row_count, sha256 FROM {CONTENT}").all()  # noqa: S608
    for name, *content in noted:
        if tuple(content) != content_of(connection, name):
            raise ValueError("a table is not what it was")
    return [name for name, *_ in noted]


def _fill(warehouse: Warehouse, connection: Connection, source: Source) -> Backup:
    """One transaction from the empty database to the newest schema."""
    one_at_a_time(connection)
    if inspect(connection).get_table_names():
        _refuse_filled(warehouse, connection, source)
    else:
        warehouse.migrate(connection, source.revision)
    copied = copy_rows(source, connection)
    if connection.dialect.name == "postgresql":
        _set_sequences(connection, tables_in(connection).values())
    warehouse.upgrade_within(connection)
    return copied


def _refuse_filled(warehouse: Warehouse, connection: Connection, source: Source) -> None:
    todays = revision_in(connection) == source.revision == warehouse.known_revisions()[0]
    tables = tables_in(connection).values()
    if not todays or any(connection.execute(select(table).limit(1)).first() for table in tables):
        raise ConfigurationError(f"a backup is restored into an empty database only: {warehouse.place} is none")


def _set_sequences(connection: Connection, tables: Iterable[Table]) -> None:
    """COPY gives keys without asking their sequences."""
    for table in tables:
        for name in (column.name for column in table.columns if isinstance(column.type, Integer)):
            sequence = connection.scalar(
                text("SELECT pg_get_serial_sequence(:table, :column)"), {"table": table.name, "column": name}
            )
            if sequence is not None:
                following = f"(SELECT COALESCE(MAX({name}), 0) + 1 FROM {table.name})"  # noqa: S608
                connection.execute(text(f"SELECT setval(:sequence, {following}, false)"), {"sequence": sequence})
