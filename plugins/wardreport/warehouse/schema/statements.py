"""Statements of ``sql/`` as they are written, whatever the driver takes a percent sign for."""

from __future__ import annotations

from sqlalchemy import Connection


def execute_as_written(connection: Connection, statement: str) -> None:
    """Runs a statement without arguments."""
    if connection.dialect.name == "postgresql":
        statement = statement.replace("%", "%%")
    connection.exec_driver_sql(statement)
