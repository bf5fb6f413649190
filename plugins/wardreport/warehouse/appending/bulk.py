"""Adds many rows at once, the fast way of each engine: COPY on PostgreSQL, executemany on SQLite."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, islice
from typing import Any

import psycopg
from sqlalchemy import Connection, Table

CHUNK = 20_000  # rows: what one statement holds in memory on SQLite


class RowsRefusedError(Exception):
    """The database took none of the rows: by which constraint, and nothing of what stands in them."""


def append_rows(connection: Connection, table: Table, rows: Iterable[Mapping[str, Any]]) -> int:
    """Adds the rows, all with the same columns as the first, and gives their number.

    Values pass through the column types as in any other insert, so that decimals stay exact and times are UTC.
    """
    left = iter(rows)
    first = next(left, None)
    if first is None:
        return 0
    columns = list(first)
    prepare = [table.c[name].type._cached_bind_processor(connection.dialect) for name in columns]
    prepared = (
        tuple(row[name] if make is None else make(row[name]) for make, name in zip(prepare, columns, strict=True))
        for row in chain([first], left)
    )
    names = ", ".join(connection.dialect.identifier_preparer.quote(name) for name in columns)
    if connection.dialect.name == "postgresql":
        return _copy(connection, f"COPY {table.name} ({names}) FROM STDIN", prepared)
    marks = ", ".join("?" * len(columns))
    return _insert(connection, f"INSERT INTO {table.name} ({names}) VALUES ({marks})", prepared)  # noqa: S608


def _copy(connection: Connection, statement: str, rows: Iterable[Sequence[Any]]) -> int:
    number = 0
    try:
        with connection.connection.cursor().copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
                number += 1
    except psycopg.Error as error:  # its own message shows the row
        broken = error.diag.constraint_name or f"SQLSTATE {error.sqlstate}"
        raise RowsRefusedError(f"{statement.split()[1]}: rows refused by {broken}") from None
    return number


def _insert(connection: Connection, statement: str, rows: Iterable[Sequence[Any]]) -> int:
    number, left = 0, iter(rows)
    while chunk := list(islice(left, CHUNK)):
        connection.exec_driver_sql(statement, chunk)
        number += len(chunk)
    return number
