"""Opens a warehouse, brings its schema up to date and hands out transactions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError

from wardreport.domain.errors import ConfigurationError
from wardreport.warehouse.guards import guard, missing_guards, unguard
from wardreport.warehouse.schema import metadata
from wardreport.warehouse.statements import execute_as_written

_READING = "wardreport_reading"


class Warehouse:
    """A database by its SQLAlchemy URL, with the migrations and views of ``sql/``."""

    def __init__(self, url: str, sql: Path) -> None:
        self._migrations, self._sql = sql / "migrations", sql
        try:
            parsed = make_url(url)
            if parsed.get_backend_name() == "sqlite" and parsed.database:
                Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
            # an error must not carry figures into a log
            self.engine: Engine = create_engine(parsed, hide_parameters=True)
        except OSError as error:
            raise ConfigurationError(f"the warehouse's folder {error.filename} cannot be made") from None
        except (ArgumentError, NoSuchModuleError, ImportError):
            raise ConfigurationError("the warehouse is not a SQLAlchemy URL that can be used here") from None
        if self.engine.dialect.name == "sqlite":
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)

    def open(self) -> Warehouse:
        """Itself, ready for use: an empty database gets its schema, an outdated one is refused."""
        current, head = self._revisions()
        if current is None:
            self.upgrade()
        elif current != head:
            raise ConfigurationError(f"the warehouse schema is at {current}, not {head}: run wardreport db upgrade")
        return self

    def upgrade(self) -> str:
        """Brings the schema to the newest revision and the views to their current text; gives the revision."""
        config = Config()
        config.set_main_option("script_location", str(self._migrations).replace("%", "%%"))
        with self.transaction() as connection:
            self._drop_views(connection)
            unguard(connection)
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            for view in self._view_files():
                execute_as_written(connection, view.read_text(encoding="utf-8"))
            guard(connection)
        return str(self._revisions()[1])

    def check(self) -> list[str]:
        """What differs between the database and the code, a line each; empty where nothing does."""
        current, head = self._revisions()
        if current != head:
            return [f"schema revision {current or 'none'}, code needs {head}"]
        with self.engine.connect() as connection:
            differences = compare_metadata(MigrationContext.configure(connection), metadata)
            unguarded = missing_guards(connection)
        return [
            *(str(difference) for difference in differences),
            *(f"view {name} is not there" for name in self.missing_views()),
            *(f"trigger {name} is not there" for name in unguarded),
        ]

    def missing_views(self) -> list[str]:
        """The views that came after the database's last upgrade: a new one alone makes no new revision."""
        present = set(inspect(self.engine).get_view_names())
        return [name for name in self._view_names() if name not in present]

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A connection in one transaction: all or nothing."""
        with self.engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the warehouse, whatever others load meanwhile, and writes nothing."""
        options: dict[str, Any] = {_READING: True}
        if self.engine.dialect.name == "postgresql":
            options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with self.engine.connect().execution_options(**options) as connection, connection.begin():
            yield connection

    def _view_files(self) -> list[Path]:
        """The views in the order made: those for BI read the others."""
        return [view for folder in ("views", "bi") for view in sorted((self._sql / folder).glob("*.sql"))]

    def _view_names(self) -> list[str]:
        return [view.stem.partition("_")[2] for view in self._view_files()]

    def _drop_views(self, connection: Connection) -> None:
        for name in reversed(self._view_names()):
            connection.execute(text(f"DROP VIEW IF EXISTS {name}"))

    def _revisions(self) -> tuple[str | None, str | None]:
        script = ScriptDirectory(str(self._migrations))
        try:
            with self.engine.connect() as connection:
                current = MigrationContext.configure(connection).get_current_revision()
        except OperationalError:
            place = self.engine.url.render_as_string(hide_password=True)
            raise ConfigurationError(f"the warehouse {place} cannot be opened") from None
        return current, script.get_current_head()


def _begin_sqlite(connection: Connection) -> None:
    """Who writes takes the lock at once, since a transaction that has read cannot wait for it any more."""
    reading = connection.get_execution_options().get(_READING, False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _prepare_sqlite(connection: object, _record: object) -> None:
    connection.isolation_level = None  # type: ignore[attr-defined]  # SQLAlchemy's "begin" event begins instead
    cursor = connection.cursor()  # type: ignore[attr-defined]
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA journal_mode = WAL")  # who reads does not wait for who loads
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA busy_timeout = 30000")
    cursor.close()
