"""What a backup is: a zip with one CSV a table, and ``manifest.json`` that tells size, hash and columns of each.

Nothing in it depends on the engine. NULL is ``\\N``, as COPY writes it, and text that begins with ``\\`` gets one more;
so an empty text and no text stay two things. Decimals are exact, moments UTC.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Literal

from alembic.migration import MigrationContext
from pydantic import Field
from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError
from sqlalchemy.types import Boolean, Date, DateTime, Integer, Numeric, String, TypeEngine

from wardreport.domain.errors import ConfigurationError
from wardreport.metadata.data_files import Record
from wardreport.warehouse.database import Warehouse
from wardreport.warehouse.schema.column_types import ExactDecimal, UtcDateTime

MANIFEST = "manifest.json"
NULL = "\\N"
LINE_END = "\r\n"  # csv quotes both of its signs where they stand in a text

Kind = Literal["boolean", "date", "decimal", "integer", "moment", "text"]
TYPES: Mapping[Kind, TypeEngine[Any]] = {
    "boolean": Boolean(),
    "date": Date(),
    "decimal": ExactDecimal(),
    "integer": Integer(),
    "moment": UtcDateTime(),
    "text": String(),
}


class BackupColumn(Record):
    """A column and what it holds."""

    name: str
    kind: Kind


class BackupTable(Record):
    """One member of the zip."""

    table: str
    file: str
    rows: int = Field(ge=0)
    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    columns: tuple[BackupColumn, ...]


class BackupManifest(Record):
    """The whole: tables stand after those they refer to."""

    format: Literal["wardreport-backup"] = "wardreport-backup"
    version: Literal[1] = 1
    revision: str
    made_at: datetime
    tables: tuple[BackupTable, ...]


@dataclass(frozen=True, slots=True)
class Backup:
    """What was written or restored: the schema's revision, and each table's number of rows."""

    revision: str
    tables: Mapping[str, int]

    @property
    def rows(self) -> int:
        """Of all tables together."""
        return sum(self.tables.values())


def kind_of(column_type: TypeEngine[Any]) -> Kind:
    """What a column of the schema, or of a database that was looked at, holds."""
    known: tuple[tuple[Kind, tuple[type, ...]], ...] = (
        ("boolean", (Boolean,)),
        ("decimal", (ExactDecimal, Numeric)),
        ("moment", (UtcDateTime, DateTime)),
        ("date", (Date,)),
        ("integer", (Integer,)),
        ("text", (String,)),
    )
    for kind, types in known:
        if isinstance(column_type, types):
            return kind
    raise ConfigurationError(f"a column of type {column_type!r} cannot be backed up")


def encoded(value: Any) -> str:
    """A value as it stands in the CSV."""
    if value is None:
        return NULL
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    return f"\\{text}" if text.startswith("\\") else text


def decoder(kind: Kind) -> Callable[[str], Any]:
    """Reads a cell of a column back; it raises ``ValueError`` or ``ArithmeticError`` on anything else."""
    read: Mapping[Kind, Callable[[str], Any]] = {
        "boolean": lambda cell: {"true": True, "false": False}[cell],
        "date": date.fromisoformat,
        "decimal": Decimal,
        "integer": int,
        "moment": datetime.fromisoformat,
        "text": lambda cell: cell[1:] if cell.startswith("\\") else cell,
    }
    of_kind = read[kind]
    return lambda cell: None if cell == NULL else of_kind(cell)


def revision_in(connection: Connection) -> str | None:
    """The schema's revision; None where there is no schema."""
    return MigrationContext.configure(connection).get_current_revision()


def place_of(warehouse: Warehouse) -> str:
    """Where the warehouse lies, without its password."""
    return warehouse.engine.url.render_as_string(hide_password=True)


def refuse_unreachable(warehouse: Warehouse) -> None:
    """Raises ``ConfigurationError`` where the database does not answer."""
    try:
        with warehouse.engine.connect():
            pass
    except DatabaseError:
        raise ConfigurationError(f"the warehouse {place_of(warehouse)} cannot be opened") from None
