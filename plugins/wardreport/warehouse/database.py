"""Opens a warehouse, brings its schema up to date and hands out transactions."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError

from wardreport.domain.errors import ConfigurationError, NoAnswerError
from wardreport.metadata import load_metadata
from wardreport.warehouse.schema.dictionary import ViewEntry, comment, differing, read_dictionary
from wardreport.warehouse.schema.guards import guard, missing_guards, unguard
from wardreport.warehouse.schema.roles import grant, refusals_in_one_line, role_differences
from wardreport.warehouse.schema.schema import metadata
from wardreport.warehouse.schema.statements import execute_as_written
from wardreport.warehouse.schema.views import view_names, views
from wardreport.warehouse.turns import one_at_a_time, turn
from wardreport.writing.file_rights.closing import OWNERS_FILE

_READING = "wardreport_reading"


class Warehouse:
    """A database by its SQLAlchemy URL, with the migrations and views of ``sql/``."""

    def __init__(self, url: str | URL, sql: Path) -> None:
        self._migrations, self._sql = sql / "migrations", sql
        try:
            parsed = make_url(url)
            if parsed.get_backend_name() == "sqlite" and parsed.database and not parsed.database.startswith("file:"):
                Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)  # of a URI it would be one named file:
            # an error must not carry figures into a log
            self.engine: Engine = create_engine(parsed, hide_parameters=True)
        except OSError as error:
            raise ConfigurationError(f"the warehouse's folder {error.filename} cannot be made") from None
        except (ArgumentError, NoSuchModuleError, ImportError):
            raise ConfigurationError("the warehouse is not a SQLAlchemy URL that can be used here") from None
        if self.engine.dialect.name == "sqlite":
            event.listen(self.engine, "do_connect", _close_to_others)
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)

    @property
    def place(self) -> str:
        """Where it lies, without a password."""
        return self.engine.url.render_as_string(hide_password=True)

    def open(self) -> Warehouse:
        """Itself, ready for use: an empty database gets its schema, an outdated one is refused.

        Raises ``ConfigurationError``, also where the database's user may not look at it (role wardreport_bi).
        """
        current, head = self._revisions()
        if current is None:
            self.upgrade()
        elif current != head:
            raise ConfigurationError(self._outdated(current, head))
        return self

    def _outdated(self, current: str, head: str | None) -> str:
        """Which of the two is older, and what to do: no upgrade makes a warehouse of a newer version older."""
        if current in self.known_revisions():
            return f"the warehouse schema is at {current}, not {head}: run wardreport db upgrade"
        return (
            f"the warehouse was made by a newer version (schema {current}, this one knows {head}): install that version"
        )

    def upgrade(self) -> str:
        """Brings the schema to the newest revision, and views, their words and the roles' rights to their current text.

        Gives the revision. Raises ``ConfigurationError`` where a view for BI lacks its words, and where the database's
        user may not do this; then everything is as before.
        """
        with refusals_in_one_line("may not upgrade the warehouse"), self.transaction() as connection:
            self.upgrade_within(connection)
        return self.known_revisions()[0]

    def upgrade_within(self, connection: Connection) -> None:
        """The same inside a transaction of the caller's."""
        one_at_a_time(connection)  # two that open an empty database
        current, head = MigrationContext.configure(connection).get_current_revision(), self.known_revisions()[0]
        if current is not None and current not in self.known_revisions():
            raise ConfigurationError(self._outdated(current, head))
        made = views(self._sql, load_metadata())
        self._drop_views(connection)
        unguard(connection)
        self.migrate(connection, "head")
        for view in made:
            execute_as_written(connection, view.statement)
        comment(connection, made)
        guard(connection)
        grant(connection, self._sql, self.bi_views())  # last: what was made above has its rights by then

    def migrate(self, connection: Connection, revision: str) -> None:
        """Brings the tables to a revision, and neither views nor triggers: those are today's only."""
        config = Config()
        config.set_main_option("script_location", str(self._migrations).replace("%", "%%"))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)

    def known_revisions(self) -> tuple[str, ...]:
        """Those of the schema that the migrations lead to, the newest first."""
        return tuple(script.revision for script in ScriptDirectory(str(self._migrations)).walk_revisions())

    def beside(self, url: URL) -> Warehouse:
        """Another database with the same migrations and views."""
        return Warehouse(url, self._sql)

    def check(self) -> list[str]:
        """What differs between the database and the code, a line each; empty where nothing does."""
        current, head = self._revisions()
        if current != head:
            return [f"schema revision {current or 'none'}, code needs {head}"]
        made = views(self._sql, load_metadata())
        with self.engine.connect() as connection:
            differences = compare_metadata(MigrationContext.configure(connection), metadata)
            unguarded = missing_guards(connection)
            of_dictionary = differing(connection, made)
            of_roles = role_differences(connection, self.bi_views())
        return [
            *(str(difference) for difference in differences),
            *(f"view {name} is not there" for name in self.missing_views()),
            *of_dictionary,
            *(f"trigger {name} is not there" for name in unguarded),
            *of_roles,
        ]

    def missing_views(self) -> list[str]:
        """The views that came after the database's last upgrade: a new one alone makes no new revision."""
        present = set(inspect(self.engine).get_view_names())
        return [name for name in view_names(self._sql) if name not in present]

    def bi_views(self) -> tuple[str, ...]:
        """The documented views, those of ``sql/bi``: all that the role wardreport_bi may read."""
        return view_names(self._sql, "bi")

    def dictionary(self) -> tuple[ViewEntry, ...]:
        """The documented views as the database has them, also for a user who may not ``open`` it; empty before any.

        Raises ``ConfigurationError`` where the database cannot be reached.
        """
        with self._reached(), self.reading() as connection:
            return read_dictionary(connection)

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

    def turn(self, patience: timedelta, tell: Callable[[str], None]) -> AbstractContextManager[None]:
        """The block alone, of all that ask for a turn; see ``wardreport.warehouse.turns``. It need not be open yet."""
        return turn(self.engine, patience, tell)

    def _drop_views(self, connection: Connection) -> None:
        for name in reversed(view_names(self._sql)):
            connection.execute(text(f"DROP VIEW IF EXISTS {name}"))

    def _revisions(self) -> tuple[str | None, str | None]:
        script = ScriptDirectory(str(self._migrations))
        with self._reached(), refusals_in_one_line("may not look at the schema"), self.engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
        return current, script.get_current_head()

    @contextmanager
    def _reached(self) -> Iterator[None]:
        try:
            yield
        except OperationalError:
            raise NoAnswerError(f"the warehouse {self.place} cannot be opened") from None


def _close_to_others(_dialect: object, _record: object, arguments: list[str], options: dict[str, Any]) -> None:
    """An embedded warehouse holds what the tables for the public hide: its file is for its owner alone.

    SQLite makes the files beside it with the same rights.
    """
    if arguments[0] != ":memory:" and not options.get("uri"):
        with suppress(OSError):  # SQLite says it better
            os.close(os.open(arguments[0], os.O_RDONLY | os.O_CREAT, OWNERS_FILE))


def _begin_sqlite(connection: Connection) -> None:
    """Who writes takes the lock at once, since a transaction that has read cannot wait for it any more."""
    reading = connection.get_execution_options().get(_READING, False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _prepare_sqlite(connection: object, _record: object) -> None:
    connection.isolation_level = None  # type: ignore[attr-defined]  # SQLAlchemy's "begin" event begins instead
    cursor = connection.cursor()  # type: ignore[attr-defined]
    cursor.execute("PRAGMA busy_timeout = 30000")  # first: two that make the file both ask for what follows
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA journal_mode = WAL")  # who reads does not wait for who loads
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.close()
