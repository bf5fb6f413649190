"""What tests of random histories share."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.warehouse.histories.made_up_country import WORLD
from wardreport.warehouse import Warehouse
from wardreport.warehouse.appending.dimensions import record_dimensions
from wardreport.warehouse.schema.guards import guard, unguard
from wardreport.warehouse.schema.schema import APPEND_ONLY
from wardreport.workflow.settings import PROJECT


@pytest.fixture
def emptied(warehouse: Warehouse, tmp_path: Path) -> Iterator[Callable[[], Warehouse]]:
    """Gives the warehouse empty but for its dimensions, each time it is asked."""
    with warehouse.transaction() as connection:
        record_dimensions(connection, WORLD)
    if warehouse.engine.dialect.name == "sqlite":
        warehouse.engine.dispose()
        template = Path(str(warehouse.engine.url.database))
        opened: list[Warehouse] = []

        def copied() -> Warehouse:
            for old in opened:
                old.engine.dispose()
            shutil.copy(template, tmp_path / "copy.sqlite")
            for left in tmp_path.glob("copy.sqlite-*"):
                left.unlink()
            opened.append(Warehouse(f"sqlite:///{tmp_path / 'copy.sqlite'}", PROJECT / "sql"))
            return opened[-1]

        yield copied
        opened[-1].engine.dispose()
        return

    def truncated() -> Warehouse:
        with warehouse.transaction() as connection:
            unguard(connection)
            connection.execute(text(f"TRUNCATE {', '.join(table.name for table in APPEND_ONLY)} CASCADE"))
            guard(connection)
        return warehouse

    yield truncated
