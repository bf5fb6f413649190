"""The database itself refuses any change of what was recorded, on both engines and whoever asks."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.warehouse.histories.made_up_country import PERIODS, WORLD
from tests.warehouse.histories.naive_model import Model
from tests.warehouse.histories.played_history import Played
from tests.warehouse.histories.random_histories import Publish, long_history
from wardreport.warehouse import Warehouse
from wardreport.warehouse.appending.dimensions import record_dimensions
from wardreport.warehouse.schema.schema import APPEND_ONLY

TABLES = [table.name for table in APPEND_ONLY]
HISTORY = [*long_history(1, 8), Publish(PERIODS[0], "draft", 0, 0, 2), Publish(PERIODS[0], "official", 0, 0, 2)]
Ask = Callable[..., object]


@pytest.fixture
def filled(warehouse: Warehouse) -> Warehouse:
    """A warehouse with rows in every table."""
    Played(warehouse, Model(WORLD)).play(HISTORY)
    assert all(_rows(warehouse, table) for table in TABLES)
    return warehouse


def _rows(warehouse: Warehouse, table: str) -> list[Any]:
    with warehouse.reading() as connection:
        return sorted(connection.execute(text(f"SELECT * FROM {table}")).all(), key=repr)  # noqa: S608


@contextlib.contextmanager
def _raw(warehouse: Warehouse) -> Iterator[Ask]:
    """Another way in, past SQLAlchemy and what it prepares: the engine's own driver, and the owner's rights."""
    if warehouse.engine.dialect.name == "sqlite":
        plain = sqlite3.connect(str(warehouse.engine.url.database), isolation_level=None)
        with contextlib.closing(plain):
            yield plain.execute
        return
    url = warehouse.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection.execute


def _attempts(warehouse: Warehouse, table: str) -> list[str]:
    """Statements that would change or take away rows that are there."""
    first = next(iter(APPEND_ONLY[TABLES.index(table)].columns)).name
    changed = f"UPDATE {table} SET {first} = {first}"  # noqa: S608
    attempts = [changed, f"{changed} WHERE 1 = 0", f"DELETE FROM {table}"]  # noqa: S608
    keys = ", ".join(column.name for column in APPEND_ONLY[TABLES.index(table)].primary_key)
    upsert = f"ON CONFLICT ({keys}) DO UPDATE SET {first} = excluded.{first}"
    if warehouse.engine.dialect.name == "postgresql":
        again = f"INSERT INTO {table} SELECT * FROM {table} {upsert}"  # noqa: S608
        return [*attempts, f"TRUNCATE {table} CASCADE", again]
    same = f"INTO {table} SELECT * FROM {table} WHERE true"  # noqa: S608
    replaced = [f"INSERT OR REPLACE {same}", f"REPLACE {same}", f"INSERT {same} {upsert}"]
    return [attempts[0], attempts[2], f"UPDATE OR REPLACE {table} SET {first} = {first}", *replaced]  # noqa: S608


def test_no_row_changes_whoever_asks(filled: Warehouse) -> None:
    before = [_rows(filled, table) for table in TABLES]
    with _raw(filled) as ask:
        for table in TABLES:
            for statement in _attempts(filled, table):
                with pytest.raises((sqlite3.Error, psycopg.Error), match="is append-only"):
                    ask(statement)
                with pytest.raises(DBAPIError, match="is append-only"), filled.transaction() as connection:
                    connection.exec_driver_sql(statement)
    assert [_rows(filled, table) for table in TABLES] == before


def test_a_row_is_not_replaced_by_way_of_another_of_its_keys(filled: Warehouse) -> None:
    if filled.engine.dialect.name != "sqlite":
        return  # PostgreSQL has no INSERT OR REPLACE
    hidden = "SELECT MIN(rowid), 999, 'hotspots', 'nil', NULL, NULL, NULL, 1 FROM observation"
    attempts = {
        "submission": "REPLACE INTO submission SELECT 999, sha256, unit_code, unit_id, period, 999, form, received_at,"
        " load_id FROM submission WHERE submission_id = 1",
        "release": "REPLACE INTO release SELECT 999, period, kind, form, consolidating_unit, created_at, load_id,"
        " content_sha256, revision, reason FROM release WHERE revision = 1",
        "observation": "REPLACE INTO observation (rowid, submission_id, indicator, status, value, yes_no, cell,"
        f" load_id) {hidden}",
    }
    with _raw(filled) as ask:
        for table, statement in attempts.items():
            before = _rows(filled, table)
            with pytest.raises(sqlite3.Error, match=f"{table} is append-only"):
                ask(statement)
            assert _rows(filled, table) == before


def test_rows_are_still_added(filled: Warehouse) -> None:
    count = len(_rows(filled, "load"))
    with filled.transaction() as connection:
        connection.execute(
            text("INSERT INTO load VALUES (999, :at, '2024-S1', 'a', '0')"), {"at": datetime(2024, 6, 5, 3, tzinfo=UTC)}
        )
    assert len(_rows(filled, "load")) == count + 1


def test_dimensions_change_with_the_metadata(filled: Warehouse) -> None:
    with _raw(filled) as ask:
        ask("UPDATE reporting_unit SET name = 'khác'")
        ask("DELETE FROM reporting_obligation")
    with filled.transaction() as connection:
        record_dimensions(connection, WORLD)
    assert {row.name for row in _rows(filled, "reporting_unit")} == {unit.name for unit in WORLD.units}
    assert _rows(filled, "reporting_obligation")


def test_check_names_a_trigger_that_is_missing_and_an_upgrade_puts_it_back(filled: Warehouse) -> None:
    assert filled.check() == []
    dropped = {"sqlite": ["no_update", "no_delete", "no_replace"], "postgresql": ["append_only"]}
    names = [f"{table}_{end}" for table in TABLES for end in dropped[filled.engine.dialect.name]]
    with _raw(filled) as ask:
        for name in names:
            on = "" if filled.engine.dialect.name == "sqlite" else f" ON {name.removesuffix('_append_only')}"
            ask(f"DROP TRIGGER {name}{on}")
    assert sorted(filled.check()) == sorted(f"trigger {name} is not there" for name in names)
    filled.upgrade()
    assert filled.check() == []
    with _raw(filled) as ask, pytest.raises((sqlite3.Error, psycopg.Error), match="load is append-only"):
        ask("DELETE FROM load")


def test_check_names_a_trigger_that_is_switched_off(filled: Warehouse) -> None:
    if filled.engine.dialect.name != "postgresql":
        return  # SQLite has no switch
    with _raw(filled) as ask:
        ask("ALTER TABLE observation DISABLE TRIGGER observation_append_only")
    assert filled.check() == ["trigger observation_append_only is not there"]
    filled.upgrade()
    assert filled.check() == []
