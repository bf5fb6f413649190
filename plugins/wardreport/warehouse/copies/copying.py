"""Rows of one warehouse into another, table by table and on either engine: what backup and restore share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from alembic.migration import MigrationContext
from sqlalchemy import Connection, DateTime, MetaData, Numeric, Table, event, select
from sqlalchemy.exc import DatabaseError

from wardreport.domain.errors import ConfigurationError
from wardreport.warehouse.appending.bulk import append_rows
from wardreport.warehouse.database import Warehouse
from wardreport.warehouse.schema import schema
from wardreport.warehouse.schema.column_types import ExactDecimal, UtcDateTime

CHUNK = 5_000  # rows in memory
_VERSION_TABLE = "alembic_version"


@dataclass(frozen=True, slots=True)
class Source:
    """One state of a warehouse: its schema's revision, its tables by name, and the rows of each, one after another."""

    revision: str
    tables: Mapping[str, Table]
    rows: Callable[[Table], Iterator[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Backup:
    """What was written or restored: the schema's revision, and each table's number of rows."""

    revision: str
    tables: Mapping[str, int]

    @property
    def rows(self) -> int:
        """Of all tables together."""
        return sum(self.tables.values())


def tables_in(connection: Connection, only: Sequence[str] | None = None) -> dict[str, Table]:
    """The tables that a database has, each after those it refers to; types are those of the schema where it knows them.

    Raises ``InvalidRequestError`` where one of ``only`` is not there.
    """
    there = MetaData()
    event.listen(there, "column_reflect", _exact)
    there.reflect(connection, only=only)
    return {table.name: table for table in there.sorted_tables if table.name != _VERSION_TABLE}


def _exact(_inspector: object, table: Table, column: Any) -> None:
    """SQLite keeps decimals as text and forgets zones, so that the schema is asked before the database."""
    known = schema.metadata.tables.get(table.name)
    if known is not None and column["name"] in known.c:
        column["type"] = known.c[column["name"]].type
    elif isinstance(column["type"], Numeric):
        column["type"] = ExactDecimal()
    elif isinstance(column["type"], DateTime):
        column["type"] = UtcDateTime()


def source_in(connection: Connection, revision: str, names: Iterable[str]) -> Source:
    """Those tables of a database; what else somebody keeps beside them is not the warehouse's."""

    def rows(table: Table) -> Iterator[Mapping[str, Any]]:
        query = select(table).order_by(*table.primary_key)
        yield from connection.execute(query.execution_options(yield_per=CHUNK)).mappings()  # type: ignore[misc]

    return Source(revision, tables_in(connection, list(names)), rows)


def copy_rows(source: Source, connection: Connection) -> Backup:
    """Adds every row of the source, keys and all, to the tables of a database, which has the source's schema.

    Raises ``ConfigurationError`` where either has a table or column that the other has not.
    """
    targets = tables_in(connection)
    wanted, there = (
        {name: set(table.columns.keys()) for name, table in tables.items()} for tables in (source.tables, targets)
    )
    if wanted != there:
        raise ConfigurationError(f"there are other tables or columns than in the schema {source.revision}")
    copied = {name: append_rows(connection, source.tables[name], source.rows(source.tables[name])) for name in targets}
    return Backup(source.revision, copied)


def revision_in(connection: Connection) -> str | None:
    """The schema's revision; None where there is no schema, and a name that no revision has where there are several."""
    return " and ".join(sorted(MigrationContext.configure(connection).get_current_heads())) or None


def refuse_unreachable(warehouse: Warehouse) -> None:
    """Raises ``ConfigurationError`` where the database does not answer."""
    try:
        with warehouse.engine.connect():
            pass
    except DatabaseError:
        raise ConfigurationError(f"the warehouse {warehouse.place} cannot be opened") from None
