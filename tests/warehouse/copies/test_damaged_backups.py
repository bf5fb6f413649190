"""A backup that was damaged, changed or is none: refused with one line, and the database is left as it was."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.warehouse.filled import SECRET, SECRET_WORDS, everything, fill
from wardreport.domain.errors import ConfigurationError
from wardreport.metadata import Metadata
from wardreport.warehouse import Warehouse
from wardreport.warehouse.copies.backup import content_of, write_backup
from wardreport.warehouse.copies.restore import restore_backup
from wardreport.workflow.settings import PROJECT

pytestmark = pytest.mark.slow

SQL = PROJECT / "sql"
PAGE = 4096


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory, metadata: Metadata) -> Path:
    folder = tmp_path_factory.mktemp("damaged")
    source = Warehouse(f"sqlite:///{folder / 'w.sqlite'}", SQL).open()
    fill(source, metadata)
    write_backup(source, folder / "backup.sqlite")
    source.engine.dispose()
    return folder / "backup.sqlite"


@pytest.fixture
def small(made_once: Path, tmp_path: Path) -> Path:
    """A backup that the test may change."""
    return Path(shutil.copy(made_once, tmp_path / "small.sqlite"))


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Warehouse]:
    """A database without anything in it."""
    database = Warehouse(f"sqlite:///{tmp_path / 'elsewhere.sqlite'}", SQL)
    yield database
    database.engine.dispose()


def _run(file: Path, *statements: str) -> None:
    """What somebody does who knows SQLite: no trigger and no constraint stands in the way."""
    with closing(sqlite3.connect(file, isolation_level=None)) as plain:
        triggers = plain.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for statement in (*(f"DROP TRIGGER {name}" for (name,) in triggers), "PRAGMA ignore_check_constraints = ON"):
            plain.execute(statement)
        for statement in statements:
            plain.execute(statement)


def _note_again(file: Path, *statements: str) -> None:
    """The same, and what the file tells of itself fits once more."""
    _run(file, *statements)
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        names = connection.execute(text("SELECT table_name FROM backup_content")).scalars().all()
        rows = ", ".join(str((name, *content_of(connection, name))) for name in names)
        connection.exec_driver_sql("DROP VIEW backup_content")
        connection.exec_driver_sql(f"CREATE VIEW backup_content (table_name, row_count, sha256) AS VALUES {rows}")
    engine.dispose()


def _noted(columns: str, rows: str) -> tuple[str, str]:
    return "DROP VIEW backup_content", f"CREATE VIEW backup_content ({columns}) AS {rows}"


CHANGE = f"UPDATE observation SET value = '1' WHERE value = '{SECRET}'"  # noqa: S608
WITHOUT_ONE = _noted("table_name, row_count, sha256", "SELECT * FROM (VALUES ('load', 3, 'x')) WHERE column1 <> 'load'")
INJECTED = _noted("table_name, row_count, sha256", """VALUES ('load"; DROP TABLE load; --', 3, 'x')""")
DAMAGES: dict[str, Callable[[Path], object]] = {
    "a figure was changed": lambda f: _run(f, CHANGE),
    "a row is missing": lambda f: _run(f, "DELETE FROM release_figure WHERE rowid = 1"),
    "a row more": lambda f: _run(f, "INSERT INTO narrative VALUES (1, 'them', 'x')"),
    "a table is missing": lambda f: _run(f, "DROP TABLE safe_figure"),
    "no content is noted": lambda f: _run(f, "DROP VIEW backup_content"),
    "other columns are noted": lambda f: _run(f, *_noted("a", "VALUES (1)")),
    "no table is noted": lambda f: _run(f, *WITHOUT_ONE),
    "a name that is a statement": lambda f: _run(f, *INJECTED),
    "a schema of the future": lambda f: _run(f, "UPDATE alembic_version SET version_num = '9999'"),
    "a schema by a part of its name": lambda f: _run(f, "UPDATE alembic_version SET version_num = 'head'"),
    "an earlier schema": lambda f: _run(f, "UPDATE alembic_version SET version_num = '0003'"),
    "no schema": lambda f: _run(f, "DELETE FROM alembic_version"),
    "two schemas": lambda f: _run(f, "INSERT INTO alembic_version VALUES ('0003')"),
    "a row of no submission": lambda f: _note_again(f, "UPDATE assessment SET submission_id = 77 WHERE rowid = 1"),
    "a row that the schema refuses": lambda f: _note_again(f, "UPDATE finding SET severity = 'harmless'"),
    "no number": lambda f: _note_again(f, "UPDATE finding SET suggestion = 'x' WHERE suggestion IS NOT NULL"),
    "no moment": lambda f: _note_again(f, "UPDATE submission SET received_at = 'x'"),
    "a column more": lambda f: _note_again(f, "ALTER TABLE load ADD COLUMN another TEXT"),
    "another column": lambda f: _note_again(f, "ALTER TABLE narrative RENAME COLUMN text TO texts"),
    "cut off": lambda f: f.write_bytes(f.read_bytes()[:-PAGE]),
    "cut off within a page": lambda f: f.write_bytes(f.read_bytes()[:-100]),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_refused_with_one_line_and_leaves_nothing(
    damage: str, small: Path, elsewhere: Warehouse
) -> None:
    DAMAGES[damage](small)
    before = small.read_bytes()
    with pytest.raises(ConfigurationError) as refused:
        restore_backup(elsewhere, small)
    said = str(refused.value)
    assert "\n" not in said
    assert str(SECRET) not in said and SECRET_WORDS[0] not in said
    with elsewhere.reading() as connection:
        assert connection.execute(text("SELECT name FROM sqlite_master")).all() == []
    assert small.read_bytes() == before


def test_what_is_noted_again_is_a_backup_again(small: Path, elsewhere: Warehouse) -> None:
    """So that the damages above are refused for what they are."""
    _note_again(small, CHANGE)
    assert restore_backup(elsewhere, small).rows > 0


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"text", b"SQLite format 3\0"])
def test_a_file_that_is_no_backup_is_refused(content: bytes, tmp_path: Path, elsewhere: Warehouse) -> None:
    (tmp_path / "x.sqlite").write_bytes(content)
    with pytest.raises(ConfigurationError, match=r"no backup of wardreport, or damaged"):
        restore_backup(elsewhere, tmp_path / "x.sqlite")
    with pytest.raises(ConfigurationError, match=r"y\.sqlite"):
        restore_backup(elsewhere, tmp_path / "y.sqlite")
    assert not (tmp_path / "y.sqlite").exists()


def test_a_flipped_byte_is_noticed_or_touches_no_row(made_once: Path, tmp_path: Path) -> None:
    """One of each third page's newest cell, which is a row, an index's entry or a statement of the schema."""
    source = Warehouse(f"sqlite:///{made_once.with_name('w.sqlite')}", SQL)
    with source.reading() as connection:
        rows = everything(connection)
    source.engine.dispose()
    content, damaged = made_once.read_bytes(), tmp_path / "flipped.sqlite"
    noticed = 0
    for number, start in enumerate(range(0, len(content), 3 * PAGE)):
        newest = int.from_bytes(content[start + (105 if number == 0 else 5) :][:2], "big")
        place = start + newest + (PAGE - newest) // 2
        damaged.write_bytes(content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :])
        database = Warehouse(f"sqlite:///{tmp_path / f'{number}.sqlite'}", SQL)
        try:
            restore_backup(database, damaged)
        except ConfigurationError:
            noticed += 1
        else:
            with database.reading() as connection:
                assert everything(connection) == rows
        finally:
            database.engine.dispose()
    assert noticed > len(content) / (3 * PAGE) / 2
