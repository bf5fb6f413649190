"""Who may read the file of an embedded warehouse."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from wardreport.warehouse import Warehouse
from wardreport.workflow.settings import PROJECT


@pytest.mark.parametrize("made", [Warehouse.open, Warehouse.upgrade])
def test_it_is_its_owners_only_and_so_is_what_sqlite_keeps_beside_it(
    made: Callable[[Warehouse], object], tmp_path: Path
) -> None:
    before = os.umask(0)
    try:
        warehouse = Warehouse(f"sqlite:///{tmp_path / 'warehouse.sqlite'}", PROJECT / "sql")
        made(warehouse)
        with warehouse.transaction() as connection:
            connection.execute(text("INSERT INTO role VALUES ('r', 'x')"))
        rights = {file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}
        warehouse.engine.dispose()
    finally:
        os.umask(before)
    assert rights == dict.fromkeys(("warehouse.sqlite", "warehouse.sqlite-shm", "warehouse.sqlite-wal"), 0o600)


def test_one_in_memory_makes_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    warehouse = Warehouse("sqlite:///:memory:", PROJECT / "sql").open()
    assert warehouse.check() == []
    warehouse.engine.dispose()
    assert list(tmp_path.iterdir()) == []
