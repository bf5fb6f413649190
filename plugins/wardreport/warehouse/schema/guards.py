"""Triggers by which the database itself refuses to change what was recorded (docs/design/warehouse.md)."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, PrimaryKeyConstraint, UniqueConstraint, inspect, text

from wardreport.warehouse.schema.schema import APPEND_ONLY
from wardreport.warehouse.schema.statements import execute_as_written

_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$
"""


def guard(connection: Connection) -> None:
    """Puts the triggers on every append-only table that the schema has; those that are there make room."""
    tables = set(inspect(connection).get_table_names())
    if connection.dialect.name == "postgresql":
        execute_as_written(connection, _FUNCTION)
    for table, name, statement in _triggers(connection.dialect.name):
        if table not in tables:
            continue
        execute_as_written(connection, _drop(connection.dialect.name, table, name))
        execute_as_written(connection, statement)


def unguard(connection: Connection) -> None:
    """Takes the triggers away, for a migration that brings recorded rows into a new form."""
    for name, table in sorted(_present(connection)):
        execute_as_written(connection, _drop(connection.dialect.name, table, name))


def missing_guards(connection: Connection) -> list[str]:
    """The triggers that are not there, or are switched off."""
    present = _present(connection)
    return [name for table, name, _ in _triggers(connection.dialect.name) if (name, table) not in present]


def _drop(dialect: str, table: str, name: str) -> str:
    return f"DROP TRIGGER IF EXISTS {name} ON {table}" if dialect == "postgresql" else f"DROP TRIGGER IF EXISTS {name}"


def _triggers(dialect: str) -> Iterator[tuple[str, str, str]]:
    """Table, name and statement of each."""
    for table in (table.name for table in APPEND_ONLY):
        if dialect == "postgresql":
            name = f"{table}_append_only"
            events = "BEFORE UPDATE OR DELETE OR TRUNCATE"
            yield (
                table,
                name,
                f"CREATE TRIGGER {name} {events} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
            )
            continue
        for event in ("update", "delete"):
            name = f"{table}_no_{event}"
            raised = f"SELECT RAISE(ABORT, '{table} is append-only')"
            yield table, name, f"CREATE TRIGGER {name} BEFORE {event.upper()} ON {table} BEGIN {raised}; END"
    if dialect == "sqlite":
        yield from _no_replace()


def _no_replace() -> Iterator[tuple[str, str, str]]:
    """INSERT OR REPLACE would delete the old row, by any of its unique keys, without asking the trigger on DELETE."""
    for table in APPEND_ONLY:
        keys = [key for key in table.constraints if isinstance(key, PrimaryKeyConstraint | UniqueConstraint)]
        same = sorted(" AND ".join(f"{column.name} = NEW.{column.name}" for column in key.columns) for key in keys)
        same.append("rowid = NEW.rowid")  # the hidden key, which is -1 where none is given
        there = " OR ".join(f"EXISTS (SELECT 1 FROM {table.name} WHERE {key})" for key in same)  # noqa: S608
        name = f"{table.name}_no_replace"
        raised = f"SELECT RAISE(ABORT, '{table.name} is append-only')"
        yield table.name, name, f"CREATE TRIGGER {name} BEFORE INSERT ON {table.name} WHEN {there} BEGIN {raised}; END"


def _present(connection: Connection) -> set[tuple[str, str]]:
    """Name and table of the triggers on append-only tables."""
    if connection.dialect.name == "postgresql":
        query = (
            "SELECT t.tgname AS name, c.relname AS of_table FROM pg_trigger AS t"
            " JOIN pg_class AS c ON c.oid = t.tgrelid"
            " WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')"
            " AND c.relnamespace = CAST(current_schema() AS regnamespace)"
        )
    else:
        query = "SELECT name, tbl_name AS of_table FROM sqlite_master WHERE type = 'trigger'"
    guarded = {table.name for table in APPEND_ONLY}
    return {(row.name, row.of_table) for row in connection.execute(text(query)) if row.of_table in guarded}
