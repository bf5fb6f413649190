"""Backup and restore, on SQLite and a real PostgreSQL, and from each into the other."""

from __future__ import annotations

import resource
import shutil
import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from tests.warehouse.filled import everything, fill, form, load_forms
from tests.warehouse.schema.test_migrations import HELD_THEN_DECIDED, SHA
from wardreport.domain.errors import ConfigurationError
from wardreport.metadata import Metadata
from wardreport.warehouse import Warehouse
from wardreport.warehouse.copies.backup import write_backup
from wardreport.warehouse.copies.copying import Backup
from wardreport.warehouse.copies.restore import restore_backup
from wardreport.warehouse.schema import schema
from wardreport.workflow.settings import PROJECT

pytestmark = pytest.mark.slow

SQL = PROJECT / "sql"


def _rows(warehouse: Warehouse) -> dict[str, list[tuple[object, ...]]]:
    with warehouse.reading() as connection:
        return everything(connection)


def _restore(warehouse: Warehouse, file: Path) -> Backup:
    return restore_backup(warehouse, file)


def _emptied(url: str) -> Warehouse:
    emptied = Warehouse(url, SQL)
    with emptied.transaction() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    return emptied


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Warehouse]:
    """A database without anything in it."""
    database = Warehouse(f"sqlite:///{tmp_path / 'elsewhere.sqlite'}", SQL)
    yield database
    database.engine.dispose()


@pytest.fixture
def filled(warehouse: Warehouse, metadata: Metadata) -> Warehouse:
    fill(warehouse, metadata)
    return warehouse


@pytest.fixture
def file(filled: Warehouse, tmp_path: Path) -> Path:
    write_backup(filled, tmp_path / "b" / "backup.sqlite")
    return tmp_path / "b" / "backup.sqlite"


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory, metadata: Metadata) -> Path:
    folder = tmp_path_factory.mktemp("small")
    source = Warehouse(f"sqlite:///{folder / 'warehouse.sqlite'}", SQL).open()
    fill(source, metadata)
    write_backup(source, folder / "small.sqlite")
    source.engine.dispose()
    return folder


@pytest.fixture
def small(made_once: Path, tmp_path: Path) -> Path:
    """A backup made on SQLite, beside its warehouse."""
    return shutil.copytree(made_once, tmp_path / "small") / "small.sqlite"


def test_there_and_back_is_the_same_row_by_row(
    filled: Warehouse, file: Path, elsewhere: Warehouse, metadata: Metadata, tmp_path: Path
) -> None:
    before = _rows(filled)
    assert set(before) == set(schema.metadata.tables)
    assert all(before.values()), [name for name, rows in before.items() if not rows]
    restored = _restore(elsewhere, file)
    assert restored.tables == {name: len(rows) for name, rows in before.items()}
    assert _rows(elsewhere) == before
    assert elsewhere.check() == []
    # and from there into an empty database of the engine that it came from
    write_backup(elsewhere, tmp_path / "again.sqlite")
    if filled.engine.dialect.name == "postgresql":
        home = _emptied(filled.engine.url.render_as_string(hide_password=False))
    else:
        home = Warehouse(f"sqlite:///{tmp_path / 'home.sqlite'}", SQL)
    _restore(home, tmp_path / "again.sqlite")
    assert _rows(home) == before
    assert home.check() == []
    # it can be loaded into: COPY has left the sequences behind, and they were set
    assert load_forms(home, metadata, form("f", "01846")).load_id == 4
    with home.transaction() as connection:
        finding = schema.finding.c
        values = {"assessment_id": 1, "rule": "r", "entry": "e", "severity": "info", "message": "…"}
        key: Any = connection.execute(schema.finding.insert().values(values).returning(finding.finding_id)).scalar()
    assert key == len(before["finding"]) + 1
    home.engine.dispose()


def test_sqlite_into_postgresql(small: Path, postgresql: str) -> None:
    target = _emptied(postgresql)
    restored = _restore(target, small)
    assert target.check() == []
    source = Warehouse(f"sqlite:///{small.with_name('warehouse.sqlite')}", SQL)
    assert _rows(target) == _rows(source)
    assert restored.tables == {name: len(rows) for name, rows in _rows(source).items()}
    source.engine.dispose()
    target.engine.dispose()


def test_the_file_is_its_owners_only_and_says_what_it_holds(filled: Warehouse, file: Path) -> None:
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [entry.name for entry in file.parent.iterdir()] == ["backup.sqlite"]  # nothing unfinished is left
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)) as plain:
        assert plain.execute("PRAGMA journal_mode").fetchone() == ("delete",)  # it is read where nothing can be written
        noted = dict(plain.execute("SELECT table_name, row_count FROM backup_content"))
        with pytest.raises(sqlite3.OperationalError, match="view"):
            plain.execute("DELETE FROM backup_content")
    assert noted == {name: len(rows) for name, rows in _rows(filled).items()}
    order = list(noted)
    for name in order:
        for key in schema.metadata.tables[name].foreign_keys:
            assert order.index(key.column.table.name) <= order.index(name)


def test_it_is_closed_from_its_first_byte(filled: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from wardreport.warehouse.copies import copying

    real, seen = copying.append_rows, set()

    def looks(connection: Any, table: Any, rows: Any) -> int:
        number = real(connection, table, rows)
        for entry in tmp_path.rglob("closed.sqlite*"):
            seen.add((entry.name, stat.S_IMODE(entry.stat().st_mode)))
        return number

    monkeypatch.setattr(copying, "append_rows", looks)
    write_backup(filled, tmp_path / "closed.sqlite")
    assert {mode for _, mode in seen} == {0o600}
    assert {"closed.sqlite", "closed.sqlite-wal"} <= {name for name, _ in seen}


def test_a_restored_warehouse_is_closed_to_others_too(small: Path, elsewhere: Warehouse) -> None:
    _restore(elsewhere, small)
    files = list(Path(str(elsewhere.engine.url.database)).parent.glob("elsewhere.sqlite*"))
    assert {stat.S_IMODE(entry.stat().st_mode) for entry in files} == {0o600}


def test_a_backup_is_a_warehouse_like_any_other(filled: Warehouse, file: Path, elsewhere: Warehouse) -> None:
    opened = Warehouse(f"sqlite:///{file}", SQL).open()
    assert opened.check() == []
    assert _rows(opened) == _rows(filled)
    with pytest.raises(Exception, match="append-only"), opened.transaction() as connection:
        connection.execute(text("UPDATE observation SET cell = 'x'"))
    opened.engine.dispose()
    assert _restore(elsewhere, file).rows > 0  # whoever only reads it leaves it a backup


def test_what_was_loaded_into_is_a_backup_no_more(small: Path, elsewhere: Warehouse, metadata: Metadata) -> None:
    opened = Warehouse(f"sqlite:///{small}", SQL).open()
    load_forms(opened, metadata, form("f", "01846"))
    opened.engine.dispose()
    with pytest.raises(ConfigurationError, match="no backup of wardreport, or damaged"):
        _restore(elsewhere, small)


def test_the_same_warehouse_is_the_same_file(filled: Warehouse, file: Path, tmp_path: Path) -> None:
    write_backup(filled, tmp_path / "again.sqlite")
    assert (tmp_path / "again.sqlite").read_bytes() == file.read_bytes()


def test_what_others_load_meanwhile_is_in_it_whole_or_not_at_all(
    warehouse: Warehouse, metadata: Metadata, tmp_path: Path
) -> None:
    load_forms(warehouse, metadata, form("0", "01834"))
    stop, loads = threading.Event(), 1
    failed: list[BaseException] = []
    units = ("01834", "01837", "01843")

    def go_on() -> None:
        nonlocal loads
        try:
            while not stop.is_set():
                load_forms(warehouse, metadata, *(form(f"{loads:x}{unit}", unit, loads) for unit in units))
                loads += 1
        except BaseException as error:
            failed.append(error)

    loader = threading.Thread(target=go_on)
    loader.start()
    try:
        seen = []
        for number in range(8):
            while loads < 3 * (number + 1) and not failed:
                stop.wait(0.01)
            write_backup(warehouse, tmp_path / f"{number}.sqlite")
            seen.append(loads)
    finally:
        stop.set()
        loader.join()
    assert failed == []
    assert len(set(seen)) > 1  # loads went on between the backups
    told = []
    for number in range(8):
        target = Warehouse(f"sqlite:///{tmp_path / f'restored-{number}.sqlite'}", SQL)
        _restore(target, tmp_path / f"{number}.sqlite")
        with target.reading() as connection:
            rows = connection.execute(
                text(
                    "SELECT l.load_id, (SELECT COUNT(*) FROM observation AS o WHERE o.load_id = l.load_id) AS seen,"
                    " (SELECT COUNT(*) FROM assessment AS a WHERE a.load_id = l.load_id) AS judged"
                    " FROM load AS l ORDER BY l.load_id"
                )
            ).all()
        assert [row.load_id for row in rows] == list(range(1, len(rows) + 1))
        assert {(row.seen, row.judged) for row in rows[1:]} <= {(12, 3)}
        told.append(len(rows))
        target.engine.dispose()
    assert told == sorted(told)


def test_only_an_empty_database_is_filled(filled: Warehouse, file: Path, tmp_path: Path) -> None:
    before = _rows(filled)
    with pytest.raises(ConfigurationError, match="into an empty database only") as refused:
        _restore(filled, file)
    assert "\n" not in str(refused.value)
    assert _rows(filled) == before
    other = Warehouse(f"sqlite:///{tmp_path / 'other.sqlite'}", SQL)
    with other.transaction() as connection:
        connection.execute(text("CREATE TABLE somebodys (x INTEGER)"))
    with pytest.raises(ConfigurationError, match="into an empty database only"):
        _restore(other, file)
    other.engine.dispose()


def test_a_schema_without_rows_is_empty(small: Path, elsewhere: Warehouse) -> None:
    assert _restore(elsewhere.open(), small).rows > 0


def test_an_error_in_the_middle_leaves_nothing(
    small: Path, elsewhere: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wardreport.warehouse.copies import copying

    real = copying.append_rows

    def fails(connection: Any, table: Any, rows: Any) -> int:
        if table.name == "safe_figure":
            raise KeyboardInterrupt
        return real(connection, table, rows)

    monkeypatch.setattr(copying, "append_rows", fails)
    with pytest.raises(KeyboardInterrupt):
        _restore(elsewhere, small)
    with elsewhere.reading() as connection:
        assert connection.execute(text("SELECT name FROM sqlite_master")).all() == []
    monkeypatch.undo()
    assert _restore(elsewhere, small).rows > 0  # and once more it goes through


def test_a_backup_replaces_no_file_and_makes_none_of_nothing(
    filled: Warehouse, file: Path, elsewhere: Warehouse, tmp_path: Path
) -> None:
    before = file.read_bytes()
    with pytest.raises(ConfigurationError, match="is there already"):
        write_backup(filled, file)
    assert file.read_bytes() == before
    with pytest.raises(ConfigurationError, match="there is no warehouse"):
        write_backup(elsewhere, tmp_path / "none.sqlite")
    assert not (tmp_path / "elsewhere.sqlite").exists()
    with elsewhere.transaction():
        pass
    with pytest.raises(ConfigurationError, match="there is no warehouse"):
        write_backup(elsewhere, tmp_path / "none.sqlite")
    assert not (tmp_path / "none.sqlite").exists()
    assert not list(tmp_path.glob(".none*"))


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
@pytest.mark.parametrize("revision", ["0001", "0002", "0003"])
def test_a_backup_of_an_older_schema_is_restored_into_todays(
    engine: str, revision: str, tmp_path: Path, request: pytest.FixtureRequest, elsewhere: Warehouse
) -> None:
    """It is made before an upgrade, by today's code; what the migrations do to its rows they do after it, too."""
    old = tmp_path / "sql"
    shutil.copytree(SQL, old, ignore=shutil.ignore_patterns("__pycache__"))
    for later in (old / "migrations/versions").glob("*.py"):
        if later.name[:4] > revision:
            later.unlink()
    for view in [*(old / "views").iterdir(), *(old / "bi").iterdir()]:
        view.unlink()
    (old / "roles.sql").write_text("")
    if engine == "postgresql":
        source = Warehouse(_emptied(request.getfixturevalue("postgresql")).engine.url.render_as_string(False), old)
    else:
        source = Warehouse(f"sqlite:///{tmp_path / 'old.sqlite'}", old)
    # rows as they were at 0001; what came with later ones is brought by their migrations
    versions = old / "migrations/versions"
    kept = {later: later.read_text() for later in versions.glob("*.py") if later.name[:4] > "0001"}
    for later in kept:
        later.unlink()
    assert source.upgrade() == "0001"
    value = "'25'" if engine == "sqlite" else "25"
    with source.transaction() as connection:
        for statement in HELD_THEN_DECIDED.format(sha=SHA, value=value).split(";"):
            connection.execute(text(statement.strip()))
    for later, migration in kept.items():
        later.write_text(migration)
    assert source.upgrade() == revision
    write_backup(source, tmp_path / "old-backup.sqlite")
    assert _restore(elsewhere, tmp_path / "old-backup.sqlite").revision == revision
    assert elsewhere.check() == []
    # the same as upgrading the old warehouse itself
    upgraded = Warehouse(source.engine.url.render_as_string(False), SQL)
    assert upgraded.upgrade() == "0006"
    assert _rows(elsewhere) == _rows(upgraded)
    assert _rows(elsewhere)["observation"]
    for used in (source, upgraded):
        used.engine.dispose()


def test_a_full_disk_leaves_nothing_and_says_so(filled: Warehouse, tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))
    try:
        with pytest.raises(ConfigurationError, match=r"full\.sqlite.*disk full") as refused:
            write_backup(filled, tmp_path / "full" / "full.sqlite")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "\n" not in str(refused.value)
    assert list((tmp_path / "full").iterdir()) == []


@pytest.mark.parametrize("url", ["sqlite", "postgresql"])
def test_a_schema_of_the_future_is_not_backed_up(url: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Only code that knows its migrations can make its tables."""
    if url == "sqlite":
        source = Warehouse(f"sqlite:///{tmp_path / 'source.sqlite'}", SQL).open()
    else:
        source = _emptied(request.getfixturevalue("postgresql")).open()
    with source.transaction() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(ConfigurationError, match="does not know"):
        write_backup(source, tmp_path / "future.sqlite")
    with source.transaction() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0006'"))
        connection.execute(text("DROP TABLE narrative" + (" CASCADE" if url == "postgresql" else "")))
    with pytest.raises(ConfigurationError, match="lacks a table"):
        write_backup(source, tmp_path / "future.sqlite")
    assert not list(tmp_path.glob("*future.sqlite*"))
    source.engine.dispose()


def test_the_commands_say_what_they_did(
    filled: Warehouse, elsewhere: Warehouse, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from wardreport.commands.warehouse.backup import backup, restore

    out, rows = tmp_path / "cli.sqlite", sum(map(len, _rows(filled).values()))
    backup(out=out, warehouse=filled.engine.url.render_as_string(hide_password=False))
    tables = len(schema.metadata.tables)
    assert capsys.readouterr().out == f"{rows} rows of {tables} tables at revision 0006 in {out}\n"
    restore(file=out, warehouse=str(elsewhere.engine.url))
    assert capsys.readouterr().out == f"{rows} rows of {tables} tables restored from {out}\n"
