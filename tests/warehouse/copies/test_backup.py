"""Backup and restore, on SQLite and a real PostgreSQL, and from each into the other."""

from __future__ import annotations

import json
import shutil
import stat
import threading
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from tests.warehouse.filled import AT, SECRET_WORDS, everything, fill, form, load_forms
from tests.warehouse.schema.test_migrations import HELD_THEN_DECIDED, SHA
from wardreport.domain.errors import ConfigurationError
from wardreport.metadata import Metadata
from wardreport.warehouse import Warehouse
from wardreport.warehouse.copies.backup import write_backup
from wardreport.warehouse.copies.backup_format import MANIFEST, Backup, BackupColumn, decoder, encoded
from wardreport.warehouse.copies.restore import restore_backup
from wardreport.warehouse.schema import schema
from wardreport.workflow.settings import PROJECT

SQL = PROJECT / "sql"
MADE = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)


def _rows(warehouse: Warehouse) -> dict[str, list[tuple[object, ...]]]:
    with warehouse.reading() as connection:
        return everything(connection)


def _restore(warehouse: Warehouse, file: Path) -> Backup:
    return restore_backup(warehouse, file, SQL)


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
    write_backup(filled, tmp_path / "b" / "backup.zip", made_at=MADE)
    return tmp_path / "b" / "backup.zip"


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory, metadata: Metadata) -> Path:
    folder = tmp_path_factory.mktemp("small")
    source = Warehouse(f"sqlite:///{folder / 'small.sqlite'}", SQL).open()
    fill(source, metadata)
    write_backup(source, folder / "small.zip", made_at=MADE)
    source.engine.dispose()
    return folder


@pytest.fixture
def small(made_once: Path, tmp_path: Path) -> Path:
    """A backup made on SQLite, beside its warehouse."""
    return shutil.copytree(made_once, tmp_path / "small") / "small.zip"


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
    write_backup(elsewhere, tmp_path / "again.zip", made_at=MADE)
    if filled.engine.dialect.name == "postgresql":
        home = _emptied(filled.engine.url.render_as_string(hide_password=False))
    else:
        home = Warehouse(f"sqlite:///{tmp_path / 'home.sqlite'}", SQL)
    _restore(home, tmp_path / "again.zip")
    assert _rows(home) == before
    assert home.check() == []
    # it can be loaded into: COPY has left the sequences behind, and they were set
    assert load_forms(home, metadata, form("f", "01846")).load_id == 4
    with home.transaction() as connection:
        finding = schema.finding.c
        values = {"assessment_id": 1, "rule": "r", "entry": "e", "severity": "info", "message": "…"}
        key: Any = connection.execute(schema.finding.insert().values(values).returning(finding.finding_id)).scalar()
    assert key == max(row[0] for row in before["finding"]) + 1  # type: ignore[operator]
    home.engine.dispose()


def test_sqlite_into_postgresql(small: Path, postgresql: str) -> None:
    with zipfile.ZipFile(small) as archive:
        manifest = json.loads(archive.read(MANIFEST))
    target = _emptied(postgresql)
    restored = _restore(target, small)
    assert restored.tables == {member["table"]: member["rows"] for member in manifest["tables"]}
    assert target.check() == []
    source = Warehouse(f"sqlite:///{small.with_suffix('.sqlite')}", SQL)
    assert _rows(target) == _rows(source)
    source.engine.dispose()
    target.engine.dispose()


def test_the_file_is_its_owners_only_and_says_what_it_holds(filled: Warehouse, file: Path) -> None:
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [entry.name for entry in file.parent.iterdir()] == ["backup.zip"]  # nothing unfinished is left
    with zipfile.ZipFile(file) as archive:
        manifest = json.loads(archive.read(MANIFEST))
        assert (manifest["format"], manifest["version"]) == ("wardreport-backup", 1)
        assert (manifest["revision"], manifest["made_at"]) == ("0004", "2026-01-02T03:04:00Z")
        findings = archive.read("tables/finding.csv").decode()
    assert "\\\\N" in findings  # the text, not NULL
    assert SECRET_WORDS[0] in findings
    order = [member["table"] for member in manifest["tables"]]
    for name in order:
        for key in schema.metadata.tables[name].foreign_keys:
            assert order.index(key.column.table.name) <= order.index(name)


def test_the_same_warehouse_is_the_same_file(filled: Warehouse, file: Path, tmp_path: Path) -> None:
    write_backup(filled, tmp_path / "again.zip", made_at=MADE)
    assert (tmp_path / "again.zip").read_bytes() == file.read_bytes()


@given(st.none() | st.text(st.characters(codec="utf-8")) | st.sampled_from(["", "\\", "\\N", "\\\\N", "\r", "a\r\nb"]))
def test_any_text_comes_back_and_null_is_none_of_them(cell: str | None) -> None:
    written = encoded(cell)
    assert decoder("text")(written) == cell
    assert (written == "\\N") is (cell is None)


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
            write_backup(warehouse, tmp_path / f"{number}.zip", made_at=MADE)
            seen.append(loads)
    finally:
        stop.set()
        loader.join()
    assert failed == []
    assert len(set(seen)) > 1  # loads went on between the backups
    told = []
    for number in range(8):
        target = Warehouse(f"sqlite:///{tmp_path / f'{number}.sqlite'}", SQL)
        _restore(target, tmp_path / f"{number}.zip")
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
    from wardreport.warehouse.copies import restore

    real = restore.append_rows

    def fails(connection: Any, table: Any, rows: Any) -> int:
        if table.name == "safe_figure":
            raise KeyboardInterrupt
        return real(connection, table, rows)

    monkeypatch.setattr(restore, "append_rows", fails)
    with pytest.raises(KeyboardInterrupt):
        _restore(elsewhere, small)
    assert not any(_rows(elsewhere).values())
    monkeypatch.undo()
    assert _restore(elsewhere, small).rows > 0  # and once more it goes through


def test_a_backup_replaces_no_file_and_makes_none_of_nothing(
    filled: Warehouse, file: Path, elsewhere: Warehouse, tmp_path: Path
) -> None:
    before = file.read_bytes()
    with pytest.raises(ConfigurationError, match="is there already"):
        write_backup(filled, file, made_at=MADE)
    assert file.read_bytes() == before
    with pytest.raises(ConfigurationError, match="there is no warehouse"):
        write_backup(elsewhere, tmp_path / "none.zip", made_at=MADE)
    assert not (tmp_path / "elsewhere.sqlite").exists()
    with elsewhere.transaction():
        pass
    with pytest.raises(ConfigurationError, match="there is no warehouse"):
        write_backup(elsewhere, tmp_path / "none.zip", made_at=MADE)
    assert not (tmp_path / "none.zip").exists()
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
    write_backup(source, tmp_path / "old.zip", made_at=MADE)
    assert _restore(elsewhere, tmp_path / "old.zip").revision == revision
    assert elsewhere.check() == []
    # the same as upgrading the old warehouse itself
    upgraded = Warehouse(source.engine.url.render_as_string(False), SQL)
    assert upgraded.upgrade() == "0004"
    assert _rows(elsewhere) == _rows(upgraded)
    assert _rows(elsewhere)["observation"]
    for used in (source, upgraded):
        used.engine.dispose()


def test_columns_keep_their_kinds(small: Path) -> None:
    with zipfile.ZipFile(small) as archive:
        manifest = json.loads(archive.read(MANIFEST))
    kinds = {m["table"]: {c["name"]: BackupColumn(**c).kind for c in m["columns"]} for m in manifest["tables"]}
    assert kinds["observation"]["value"] == "decimal"
    assert kinds["submission"]["received_at"] == "moment"
    assert kinds["period"]["window_start"] == "date"
    assert kinds["finding"]["answered"] == "boolean"
    assert AT.isoformat() == encoded(AT)


def test_the_commands_say_what_they_did(
    filled: Warehouse, elsewhere: Warehouse, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from wardreport.commands.backup import backup, restore

    out, rows = tmp_path / "cli.zip", sum(map(len, _rows(filled).values()))
    backup(out=out, warehouse=filled.engine.url.render_as_string(hide_password=False))
    tables = len(schema.metadata.tables)
    assert capsys.readouterr().out == f"{rows} rows of {tables} tables at revision 0004 in {out}\n"
    restore(file=out, warehouse=str(elsewhere.engine.url))
    assert capsys.readouterr().out == f"{rows} rows of {tables} tables restored from {out}\n"
