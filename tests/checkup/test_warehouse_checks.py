"""The warehouse is looked at and left as it is."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.checkup.told import statuses
from wardreport.checkup import warehouse_checks
from wardreport.checkup.check import Outcome, looked_at
from wardreport.warehouse import Warehouse
from wardreport.workflow.settings import Settings


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("sqlite:////a/b.sqlite", "/a/b.sqlite"),
        ("sqlite+pysqlite:///b.sqlite?timeout=3", "b.sqlite"),
        ("sqlite:///:memory:", None),
        ("sqlite://", None),
        ("postgresql+psycopg://u:p@db/w", None),
        ("postgresql+psycopg:///w", None),
    ],
)
def test_the_file_of_a_warehouse(url: str, file: str | None) -> None:
    assert warehouse_checks.sqlite_file(url) == (Path(file) if file else None)


def test_an_embedded_warehouse(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "warehouse.sqlite"
    assert statuses(warehouse_checks.check_warehouse(settings)) == {"warehouse": "warning"}
    assert not list(tmp_path.iterdir())
    opened = Warehouse(settings.warehouse_url, settings.sql).open()
    file.chmod(0o644)
    tmp_path.chmod(0o755)
    found = statuses(warehouse_checks.check_warehouse(settings))
    assert found == {"warehouse": "ok", "warehouse file": "warning"}
    file.chmod(0o640)
    assert statuses(warehouse_checks.check_warehouse(settings))["warehouse file"] == "ok"
    file.chmod(0o644)
    tmp_path.chmod(0o700)
    assert statuses(warehouse_checks.check_warehouse(settings))["warehouse file"] == "ok"

    with opened.transaction() as connection:
        connection.execute(text("DROP VIEW consolidated"))
    found = statuses(warehouse_checks.check_warehouse(settings))
    assert found["warehouse"] == "failed"
    with opened.transaction() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    opened.engine.dispose()
    (outdated,) = [c for c in warehouse_checks.check_warehouse(settings) if c.name == "warehouse"]
    assert (outdated.status, "schema revision 0001" in outdated.says) == (Outcome.FAILED, True)


def test_a_file_that_is_no_warehouse_is_left_as_it_is(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "warehouse.sqlite"
    for content, expected in ((b"", "warning"), (b"no database at all", "failed")):
        file.write_bytes(content)
        assert statuses(warehouse_checks.check_warehouse(settings)) == {"warehouse": expected}
        assert file.read_bytes() == content
    file.unlink()
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE of_others (a)")
    connection.close()
    before = file.read_bytes()
    assert statuses(warehouse_checks.check_warehouse(settings)) == {"warehouse": "warning"}
    assert file.read_bytes() == before


def test_a_warehouse_that_cannot_be_written(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    below = settings.model_copy(update={"warehouse": f"sqlite:///{tmp_path / 'file' / 'w.sqlite'}"})
    assert statuses(warehouse_checks.check_warehouse(below)) == {"warehouse": "failed"}
    Warehouse(settings.warehouse_url, settings.sql).open().engine.dispose()
    refused = tmp_path / "warehouse.sqlite"
    monkeypatch.setattr(os, "access", lambda path, mode: not (Path(path) == refused and mode & os.W_OK))
    assert statuses(warehouse_checks.check_warehouse(settings)) == {"warehouse": "failed"}


def test_a_warehouse_on_a_server(settings: Settings, postgresql: str) -> None:
    on_server = settings.model_copy(update={"warehouse": postgresql})
    owner = Warehouse(postgresql, settings.sql)
    with owner.transaction() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    assert statuses(warehouse_checks.check_warehouse(on_server)) == {"warehouse": "warning"}
    owner.open()
    both = {"warehouse": "ok", "warehouse roles": "ok"}
    assert statuses(warehouse_checks.check_warehouse(on_server)) == both
    with owner.transaction() as connection:
        connection.execute(text("GRANT SELECT ON observation TO wardreport_bi"))
    *_, roles = warehouse_checks.check_warehouse(on_server)
    assert roles.says == "role wardreport_bi may SELECT observation"
    assert statuses([roles]) == {"warehouse roles": "failed"}
    with owner.transaction() as connection:
        connection.execute(text("REVOKE SELECT ON observation FROM wardreport_bi"))
    assert statuses(warehouse_checks.check_warehouse(on_server)) == both
    owner.engine.dispose()


def test_a_server_that_is_not_there_is_one_line_without_its_password(settings: Settings) -> None:
    url = "postgresql+psycopg://u:hunter2@127.0.0.1:1/w"
    away = settings.model_copy(update={"warehouse": url})
    (found,) = looked_at("warehouse", lambda: warehouse_checks.check_warehouse(away), "see to the server")
    assert (found.status, "cannot be opened" in found.says) == (Outcome.FAILED, True)
    assert "hunter2" not in str(found)
