"""The schema: made once, told apart from the code's, and refused where it is not; the file is its owner's only."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from wardreport.domain.errors import ConfigurationError
from wardreport.warehouse import Warehouse
from wardreport.workflow.settings import PROJECT

SQL = PROJECT / "sql"


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return Warehouse(f"sqlite:///{tmp_path / 'w.sqlite'}", SQL)


def test_an_empty_database_gets_its_schema_and_keeps_it(warehouse: Warehouse) -> None:
    assert warehouse.check() != []
    for _ in range(2):
        assert warehouse.open().check() == []
        assert warehouse.upgrade() == "0006"
    views = inspect(warehouse.engine).get_view_names()
    assert set(views) == {
        "latest_assessment",
        "current_submission",
        "assessed_replacement",
        "standing_replacement",
        "current_observation",
        "submission_in_force",
        "observation_in_force",
        "unit_today",
        "as_reported",
        "restated",
        "lineage",
        "newest_release",
        "newest_restatement",
        "changed_figure",
        "consolidated_by_release",
        "unit_figures",
        "unit_figures_wide",
        "unit_figures_restated",
        "reporting_by_unit",
        "reporting_by_period",
        "releases",
        "revisions",
        "calendar",
        "units",
        "unit_successions",
        "indicators",
        "consolidated",
        "quality_of_submission",
        "quality_by_period",
        "quality_by_rule",
        "quality_by_unit",
    }


def test_check_names_what_is_missing(warehouse: Warehouse) -> None:
    warehouse.open()
    with warehouse.transaction() as connection:
        connection.execute(text("DROP VIEW consolidated"))
        connection.execute(text("ALTER TABLE load DROP COLUMN code_version"))
    differences = warehouse.check()
    assert "view consolidated is not there" in differences
    assert any("code_version" in difference for difference in differences)


def test_an_outdated_schema_is_refused_with_what_to_do(warehouse: Warehouse) -> None:
    warehouse.open()
    with warehouse.transaction() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    with pytest.raises(ConfigurationError, match="run wardreport db upgrade"):
        warehouse.open()


def test_one_of_a_newer_version_is_refused_without_advice_that_cannot_help(warehouse: Warehouse) -> None:
    warehouse.open()
    with warehouse.transaction() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for refused in (warehouse.open, warehouse.upgrade):
        with pytest.raises(ConfigurationError, match="made by a newer version") as told:
            refused()
        assert "db upgrade" not in str(told.value)


@pytest.mark.parametrize("url", ["no url", "oracle9://x", "sqlite:////proc/no/such.sqlite"])
def test_an_impossible_url_stops_with_one_line(url: str) -> None:
    with pytest.raises(ConfigurationError) as stopped:
        Warehouse(url, SQL).open()
    assert "\n" not in str(stopped.value)


def test_a_server_that_does_not_answer_is_named_without_its_password() -> None:
    with pytest.raises(ConfigurationError) as stopped:
        Warehouse("postgresql+psycopg://someone:secret@127.0.0.1:1/x", SQL).open()
    assert "secret" not in str(stopped.value)
    assert "127.0.0.1" in str(stopped.value)


@pytest.mark.parametrize("made", [Warehouse.open, Warehouse.upgrade])
def test_it_is_its_owners_only_and_so_is_what_sqlite_keeps_beside_it(
    made: Callable[[Warehouse], object], tmp_path: Path
) -> None:
    before = os.umask(0)
    try:
        warehouse = Warehouse(f"sqlite:///{tmp_path / 'warehouse.sqlite'}", SQL)
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
    warehouse = Warehouse("sqlite:///:memory:", SQL).open()
    assert warehouse.check() == []
    warehouse.engine.dispose()
    assert list(tmp_path.iterdir()) == []
