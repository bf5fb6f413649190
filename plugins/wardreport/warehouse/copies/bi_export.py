"""A SQLite file for BI tools that holds the safe layer and nothing else (docs/design/warehouse.md).

SQLite has no users whose rights could be limited, so that what BI may not read must not be in the file: each view of
``sql/bi`` becomes a table of its name, and their words the table ``data_dictionary``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Date, column, select, table
from sqlalchemy.types import Boolean, Integer, String, TypeEngine

from wardreport.domain.errors import ConfigurationError
from wardreport.warehouse.copies.whole_file import whole_file
from wardreport.warehouse.database import Warehouse
from wardreport.warehouse.schema.column_types import ExactDecimal, UtcDateTime
from wardreport.warehouse.schema.dictionary import ViewEntry, read_dictionary
from wardreport.warehouse.schema.schema import metadata
from wardreport.writing.file_rights.opening import like_its_folder

APPLICATION_ID = 0x57524249  # "WRBI" in the file's head: an earlier export, which a new one may replace
_CHUNK = 5_000  # rows in memory
_READ: dict[str, TypeEngine[Any]] = {
    "boolean": Boolean(),
    "date": Date(),
    "integer": Integer(),
    "number": ExactDecimal(),
    "timestamp": UtcDateTime(),
}
# A number is stored as SQLite's NUMERIC: a whole one exactly, another as a double, which gives back its first 15
# significant digits unchanged; figures are taken at no more (docs/design/findings.md). BI tools add up no text.
_STORED = {"boolean": "INTEGER", "integer": "INTEGER", "number": "NUMERIC"}
_INDEXES = (("indicator", "period"), ("unit_id", "period"), ("release_id",), ("period",))


def export_for_bi(warehouse: Warehouse, out: Path) -> dict[str, int]:
    """Writes the file, whole or not at all, from one state of the warehouse; gives each table's number of rows.

    An earlier export of that name is replaced. Raises ``ConfigurationError`` where another file is there, where the
    warehouse lacks a view, or where the file cannot be written.
    """
    _refuse_other_file(out)
    missing = warehouse.missing_views()
    if missing:
        raise ConfigurationError(f"the warehouse has no view {missing[0]} yet: run wardreport db upgrade")
    with whole_file(out, like_its_folder) as unfinished:
        return _write(warehouse, unfinished)


def _refuse_other_file(out: Path) -> None:
    """Above all the warehouse itself must not be replaced."""
    if not out.exists():
        return
    try:
        with out.open("rb") as file:
            head = file.read(72)
    except OSError:
        head = b""
    if not head.startswith(b"SQLite format 3\0") or head[68:72] != APPLICATION_ID.to_bytes(4, "big"):
        raise ConfigurationError(f"{out} is there already and is no export for BI: choose another name")


def _write(warehouse: Warehouse, file: Path) -> dict[str, int]:
    rows = {}
    with closing(sqlite3.connect(file, isolation_level=None)) as target, warehouse.reading() as connection:
        target.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        target.execute("PRAGMA journal_mode = OFF")  # an unfinished file is thrown away
        target.execute("PRAGMA synchronous = OFF")
        target.execute("BEGIN")
        views = _documented(connection, warehouse.bi_views())
        for entry in views:
            rows[entry.view] = _copy(connection, target, entry)
        _write_dictionary(target, views)
        target.execute("COMMIT")
    return rows


def _documented(connection: Connection, names: Sequence[str]) -> list[ViewEntry]:
    """Those of ``sql/bi`` and no other, whatever else somebody gave words in the database."""
    there = {entry.view: entry for entry in read_dictionary(connection)}
    for name in names:
        if name not in there:
            raise ConfigurationError(f"view {name} has no words in the database: run wardreport db upgrade")
        if name in metadata.tables:
            raise ConfigurationError(f"view {name} has the name of a table")
    return [there[name] for name in names]


def _copy(connection: Connection, target: sqlite3.Connection, entry: ViewEntry) -> int:
    names = [field.name for field in entry.columns]
    declared = ", ".join(f'"{field.name}" {_STORED.get(field.type, "TEXT")}' for field in entry.columns)
    target.execute(f'CREATE TABLE "{entry.view}" ({declared})')
    source = table(entry.view, *(column(field.name, _READ.get(field.type, String())) for field in entry.columns))
    number = 0
    marks = ", ".join("?" * len(names))
    for chunk in _chunks(connection, select(source)):
        target.executemany(f'INSERT INTO "{entry.view}" VALUES ({marks})', chunk)  # noqa: S608
        number += len(chunk)
    for columns in _INDEXES:
        if set(columns) <= set(names):
            listed = ", ".join(f'"{name}"' for name in columns)
            target.execute(f'CREATE INDEX "ix_{entry.view}_{columns[0]}" ON "{entry.view}" ({listed})')
    return number


def _chunks(connection: Connection, query: Any) -> Iterator[list[tuple[Any, ...]]]:
    for rows in connection.execute(query.execution_options(yield_per=_CHUNK)).partitions():
        yield [tuple(_plain(value) for value in row) for row in rows]


def _plain(value: Any) -> Any:
    """As SQLite keeps it: a time as UTC without a zone, which BI tools read as a time."""
    if isinstance(value, Decimal):
        return f"{value:f}"  # NUMERIC makes a number of it
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ", timespec="seconds")
    return value.isoformat() if isinstance(value, date) else value


def _write_dictionary(target: sqlite3.Connection, views: Iterable[ViewEntry]) -> None:
    """A view's own words stand in a row with an empty column name."""
    target.execute('CREATE TABLE data_dictionary ("view" TEXT, "column" TEXT, "type" TEXT, "vi" TEXT, "en" TEXT)')
    rows = [
        line
        for entry in views
        for line in (
            (entry.view, "", "table", entry.vi, entry.en),
            *((entry.view, field.name, field.type, field.vi, field.en) for field in entry.columns),
        )
    ]
    target.executemany("INSERT INTO data_dictionary VALUES (?, ?, ?, ?, ?)", rows)
