"""Opens a warehouse, brings its schema up to date and hands out transactions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError

from wardreport.domain.errors import ConfigurationError
from wardreport.warehouse.schema import metadata


class Warehouse:
    """A database by its SQLAlchemy URL, with the migrations and views of ``sql/``."""

    def __init__(self, url: str, sql: Path) -> None:
        self._migrations, self._views = sql / "migrations", sql / "views"
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
            event.listen(self.engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))

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
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            for view in sorted(self._views.glob("*.sql")):
                connection.exec_driver_sql(view.read_text(encoding="utf-8"))
        return str(self._revisions()[1])

    def check(self) -> list[str]:
        """What differs between the database and the code, a line each; empty where nothing does."""
        current, head = self._revisions()
        if current != head:
            return [f"schema revision {current or 'none'}, code needs {head}"]
        with self.engine.connect() as connection:
            differences = compare_metadata(MigrationContext.configure(connection), metadata)
        return [str(difference) for difference in differences] + [
            f"view {name} is not there" for name in self.missing_views()
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

    def _view_names(self) -> list[str]:
        return [view.stem.partition("_")[2] for view in sorted(self._views.glob("*.sql"))]

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


def _prepare_sqlite(connection: object, _record: object) -> None:
    connection.isolation_level = None  # type: ignore[attr-defined]  # SQLAlchemy's "begin" event begins instead
    cursor = connection.cursor()  # type: ignore[attr-defined]
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()
