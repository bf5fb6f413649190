"""The data dictionary of the views for BI: written into the database at an upgrade, and read back from it.

The words stand in the views' files, ``-- tiếng Việt | English``: one comment below ``CREATE VIEW``, and one behind each
column of the first SELECT. PostgreSQL keeps them as its comments; SQLite keeps the text of the view, comments and all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from wardreport.domain.errors import ConfigurationError
from wardreport.warehouse.schema.views import View

_WORDS = re.compile(r"-- (?P<vi>\S.*?) \| (?P<en>\S.*)")
_CREATE = re.compile(r"CREATE VIEW (\w+) AS")
_COLUMN = re.compile(r"(?:\bAS\s+|\.|^)(\w+)$")
_LITERAL = re.compile(r"'(?:[^']|'')*'")
_A_LITERAL_RESULTS = re.compile(r"\b(?:THEN|ELSE) ''|^COALESCE\(.*, ''\)")  # literals stand here without their content
_POSTGRESQL_TYPES = {
    "boolean": "boolean",
    "character varying": "text",
    "date": "date",
    "bigint": "integer",
    "integer": "integer",
    "numeric": "number",
    "text": "text",
    "timestamp with time zone": "timestamp",
}
_SQLITE_TYPES = {
    "BOOLEAN": "boolean",
    "DATE": "date",
    "DATETIME": "timestamp",
    "INTEGER": "integer",
    "TEXT": "text",
    "VARCHAR": "text",
}


@dataclass(frozen=True, slots=True)
class ColumnEntry:
    """One column: its name, its plain type (text, integer, number, boolean, date, timestamp) and what it holds."""

    name: str
    type: str
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class ViewEntry:
    """One view for BI, and its columns in their order."""

    view: str
    vi: str
    en: str
    columns: tuple[ColumnEntry, ...]


def parse_view(statement: str) -> ViewEntry:
    """What a view says of itself; a type is what its expression tells, empty where that is nothing.

    Raises ``ConfigurationError`` where the view or one of its columns has no words in both languages.
    """
    lines = statement.strip().splitlines()
    created = _CREATE.fullmatch(lines[0].strip()) if lines else None
    if created is None:
        raise ConfigurationError("a view for BI starts with CREATE VIEW name AS, alone on its line")
    name = created[1]
    said = _WORDS.fullmatch(lines[1].strip()) if len(lines) > 1 else None
    if said is None or len(lines) < 3 or lines[2].strip() != "SELECT":
        raise ConfigurationError(f"view {name}: a comment 'tiếng Việt | English' stands between CREATE VIEW and SELECT")
    return ViewEntry(name, said["vi"], said["en"], tuple(_columns(name, lines[3:])))


def _columns(view: str, lines: Iterable[str]) -> Iterator[ColumnEntry]:
    expression = ""
    for line in lines:
        if line.startswith("FROM"):
            break
        code, mark, comment = line.partition("-- ")
        expression = f"{expression} {code.strip()}".strip()
        said = _WORDS.fullmatch(mark + comment.strip())
        if said is not None:
            yield _column(view, expression.removesuffix(",").rstrip(), said["vi"], said["en"])
            expression = ""
    if expression:
        raise ConfigurationError(f"view {view}: no words 'tiếng Việt | English' behind the column {expression[-40:]!r}")


def _column(view: str, expression: str, vi: str, en: str) -> ColumnEntry:
    bare = _LITERAL.sub("''", expression)
    depth = 0
    for sign in bare:
        depth += (sign == "(") - (sign == ")")
        if sign == "," and depth == 0:
            first = expression.partition(",")[0]
            raise ConfigurationError(f"view {view}: no words 'tiếng Việt | English' behind the column {first[-40:]!r}")
    named = _COLUMN.search(bare)
    if named is None:
        raise ConfigurationError(f"view {view}: a column without a name: {expression[-40:]!r}")
    return ColumnEntry(named[1], _type_told_by(bare), vi, en)


def _type_told_by(expression: str) -> str:
    """SQLite does not know the type of what a view computes."""
    if re.search(r"\bAS NUMERIC\b|\d\.0\b", expression):
        return "number"
    return "text" if _A_LITERAL_RESULTS.search(expression) else ""


def comment(connection: Connection, views: Iterable[View]) -> None:
    """Writes the words of the views for BI as PostgreSQL's comments; SQLite has them in the view's text.

    Raises ``ConfigurationError`` on either engine where words are missing.
    """
    entries = [parse_view(view.statement) for view in views if view.for_bi]
    if connection.dialect.name != "postgresql" or not entries:
        return
    statements = []
    for entry in entries:
        statements.append(f"COMMENT ON VIEW {entry.view} IS {_quoted(entry)}")
        statements += [f"COMMENT ON COLUMN {entry.view}.{c.name} IS {_quoted(c)}" for c in entry.columns]
    with closing(connection.connection.cursor()) as cursor:  # no arguments: many statements in one round trip
        cursor.execute(";\n".join(statements))


def _quoted(entry: ViewEntry | ColumnEntry) -> str:
    words = f"{entry.vi} | {entry.en}".replace("'", "''")
    return f"'{words}'"


def read_dictionary(connection: Connection) -> tuple[ViewEntry, ...]:
    """The documented views that the database has, in the order made; the same on both engines.

    A column of which the database says nothing has empty words. On SQLite raises ``ConfigurationError`` where a
    documented view was changed by hand into what cannot be read.
    """
    if connection.dialect.name == "postgresql":
        return tuple(_of_postgresql(connection))
    return tuple(_of_sqlite(connection))


def _of_postgresql(connection: Connection) -> Iterator[ViewEntry]:
    query = text(
        "SELECT c.relname AS view, obj_description(c.oid, 'pg_class') AS said, a.attname AS name,"
        " format_type(a.atttypid, NULL) AS type, col_description(c.oid, a.attnum) AS words"
        " FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
        " WHERE c.relkind = 'v' AND c.relnamespace = CAST(current_schema() AS regnamespace)"
        " AND obj_description(c.oid, 'pg_class') LIKE '%_ | _%' ORDER BY c.oid, a.attnum"
    )
    found: dict[str, tuple[str, list[ColumnEntry]]] = {}
    for row in connection.execute(query):
        vi, en = _split(row.words)
        column = ColumnEntry(row.name, _POSTGRESQL_TYPES.get(row.type, row.type), vi, en)
        found.setdefault(row.view, (row.said, []))[1].append(column)
    for view, (said, columns) in found.items():
        yield ViewEntry(view, *_split(said), tuple(columns))


def _split(words: str | None) -> tuple[str, str]:
    vi, _, en = (words or "").partition(" | ")
    return vi, en


def _of_sqlite(connection: Connection) -> Iterator[ViewEntry]:
    made = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'view' ORDER BY rowid"))
    for row in made.all():
        lines = row.sql.splitlines()
        if len(lines) < 2 or _WORDS.fullmatch(lines[1].strip()) is None:
            continue  # an internal view
        entry = parse_view(row.sql)
        declared = {c.name: c.type for c in connection.execute(text(f"PRAGMA table_info({row.name})"))}
        columns = tuple(
            ColumnEntry(c.name, _sqlite_type(declared.get(c.name, ""), c.type), c.vi, c.en) for c in entry.columns
        )
        yield ViewEntry(entry.view, entry.vi, entry.en, columns)


def _sqlite_type(declared: str, told: str) -> str:
    """What is neither declared nor told is counted, or a key."""
    return _SQLITE_TYPES.get(declared.partition("(")[0]) or told or "integer"


def differing(connection: Connection, views: Iterable[View]) -> list[str]:
    """How the documented views in the database differ from the code's, a line each; those not there are left out."""
    there = {entry.view: entry for entry in read_dictionary(connection)}
    lines = []
    for wanted in (parse_view(view.statement) for view in views if view.for_bi):
        entry = there.get(wanted.view)
        if entry is None or _words_of(entry) == _words_of(wanted):
            continue
        lacking = [c.name for c in wanted.columns if c.name not in {column.name for column in entry.columns}]
        what = f"lacks {', '.join(lacking)}" if lacking else "has other columns or words than the code"
        lines.append(f"view {wanted.view} {what}: run wardreport db upgrade")
    return lines


def _words_of(entry: ViewEntry) -> Any:
    return entry.vi, entry.en, [(column.name, column.vi, column.en) for column in entry.columns]
