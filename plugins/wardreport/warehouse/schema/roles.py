"""The roles of ``sql/roles.sql`` on PostgreSQL: put on at each upgrade, and compared (docs/design/warehouse.md)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from psycopg.errors import InsufficientPrivilege
from sqlalchemy import Connection, text
from sqlalchemy.exc import ProgrammingError

from wardreport.domain.errors import ConfigurationError

ETL, REVIEWER, BI = "wardreport_etl", "wardreport_reviewer", "wardreport_bi"
_WRITING = ("INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")


def grant(connection: Connection, sql: Path, bi_views: Collection[str]) -> None:
    """Makes the roles where they are missing and gives each what it may; nothing on SQLite, which has no users.

    The views for BI run with the rights of their owner, who is the user of the upgrade. They have no security barrier:
    a condition that a BI user sends may be tried on rows that a view leaves out, but only on the columns that the view
    shows, and those hold safe figures and counts in every row; nor may that user make a function to tell of them.

    Raises ``ConfigurationError`` where the roles are not there and this user may not make them.
    """
    if connection.dialect.name != "postgresql":
        return
    statements = [(sql / "roles.sql").read_text(encoding="utf-8")]
    statements += [f"GRANT SELECT ON {view} TO {BI};" for view in bi_views]
    with refusals_in_one_line("may not upgrade the warehouse"), closing(connection.connection.cursor()) as cursor:
        cursor.execute("\n".join(statements))  # no arguments: many statements in one round trip


@contextmanager
def refusals_in_one_line(what: str) -> Iterator[None]:
    """Lets a refusal for want of a right end as a ``ConfigurationError``; it tells of names, never of rows."""
    try:
        yield
    except InsufficientPrivilege as error:
        raise ConfigurationError(_refused(what, error)) from None
    except ProgrammingError as error:
        if not isinstance(error.orig, InsufficientPrivilege):
            raise
        raise ConfigurationError(_refused(what, error.orig)) from None


def _refused(what: str, error: InsufficientPrivilege) -> str:
    return f"this database user {what}: {error.diag.message_primary}"


def role_differences(connection: Connection, bi_views: Collection[str]) -> list[str]:
    """Where the roles may do more or less than they should, a line each; nothing on SQLite."""
    if connection.dialect.name != "postgresql":
        return []
    there = set(connection.scalars(text("SELECT rolname FROM pg_roles WHERE rolname LIKE 'wardreport_%'")))
    missing = [f"role {role} is not there" for role in (ETL, REVIEWER, BI) if role not in there]
    if missing:
        return missing
    return [
        *_too_mighty(connection),
        *_differences_of_bi(connection, bi_views),
        *_left_to_everybody(connection),
        *_writes_of_reviewer(connection),
    ]


def _too_mighty(connection: Connection) -> Iterator[str]:
    query = text(
        "SELECT r.rolname, has_schema_privilege(r.rolname, current_schema(), 'CREATE') AS creates,"
        " r.rolsuper OR r.rolcreaterole OR r.rolcreatedb OR r.rolbypassrls OR r.rolreplication AS mighty,"
        " EXISTS (SELECT 1 FROM pg_auth_members AS m WHERE m.member = r.oid) AS belongs"
        " FROM pg_roles AS r WHERE r.rolname IN (:etl, :reviewer, :bi) ORDER BY r.rolname"
    )
    for row in connection.execute(query, {"etl": ETL, "reviewer": REVIEWER, "bi": BI}):
        if row.creates:
            yield f"role {row.rolname} may create in the schema"
        if row.mighty or row.belongs:
            yield f"role {row.rolname} has more than its own rights"


def _differences_of_bi(connection: Connection, bi_views: Collection[str]) -> Iterator[str]:
    for name, rights in _rights(connection, BI):
        if name in bi_views and "SELECT" not in rights:
            yield f"role {BI} may not read {name}"
        for right in rights:
            if right != "SELECT" or name not in bi_views:
                yield f"role {BI} may {right} {name}"


def _left_to_everybody(connection: Connection) -> Iterator[str]:
    """What an upgrade by a superuser takes from everybody; another user cannot, and is not told of it each time."""
    query = text(
        "SELECT has_function_privilege(:bi, 'lo_from_bytea(oid, bytea)', 'EXECUTE') AS makes_objects,"
        " has_function_privilege(:bi, 'pg_advisory_lock(bigint)', 'EXECUTE') AS locks"
        " FROM pg_roles WHERE rolname = current_user AND rolsuper"
    )
    for row in connection.execute(query, {"bi": BI}):
        if row.makes_objects:
            yield f"role {BI} may make large objects"
        if row.locks:
            yield f"role {BI} may hold the pipeline's locks"


def _writes_of_reviewer(connection: Connection) -> Iterator[str]:
    for name, rights in _rights(connection, REVIEWER):
        yield from (f"role {REVIEWER} may {right} {name}" for right in rights if right != "SELECT")


def _rights(connection: Connection, role: str) -> Iterator[tuple[str, list[str]]]:
    """What a role may do, by itself or as anybody, to each table and view; a right on a column is one on its table."""
    rights = ("SELECT", *_WRITING)
    asked = ", ".join(
        f"has_table_privilege(:role, c.oid, '{right}')"
        + (f" OR has_any_column_privilege(:role, c.oid, '{right}')" if right in _OF_COLUMNS else "")
        for right in rights
    )
    query = text(
        f"SELECT c.relname, ARRAY[{asked}] AS allowed FROM pg_class AS c"  # noqa: S608
        " WHERE c.relkind IN ('r', 'p', 'v', 'm') AND c.relnamespace = CAST(current_schema() AS regnamespace)"
        " ORDER BY c.relname"
    )
    rows: Any = connection.execute(query, {"role": role})
    for row in rows:
        yield row.relname, [right for right, allowed in zip(rights, row.allowed, strict=True) if allowed]


_OF_COLUMNS = {"SELECT", "INSERT", "UPDATE", "REFERENCES"}
