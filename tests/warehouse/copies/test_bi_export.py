"""The SQLite file for BI: the safe layer and nothing else, the same from either engine."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from tests.warehouse.filled import SECRET, SECRET_WORDS, WRITTEN, fill, release_again
from wardreport.domain.errors import ConfigurationError
from wardreport.metadata import Metadata
from wardreport.warehouse import Warehouse
from wardreport.warehouse.copies import bi_export
from wardreport.warehouse.copies.bi_export import export_for_bi
from wardreport.warehouse.schema import schema
from wardreport.warehouse.schema.dictionary import read_dictionary
from wardreport.workflow.settings import PROJECT

pytestmark = pytest.mark.slow


@pytest.fixture
def filled(warehouse: Warehouse, metadata: Metadata) -> Warehouse:
    fill(warehouse, metadata)
    return warehouse


@pytest.fixture
def file(filled: Warehouse, tmp_path: Path) -> Path:
    export_for_bi(filled, tmp_path / "bi" / "bi.sqlite")
    return tmp_path / "bi" / "bi.sqlite"


@pytest.fixture
def bi(file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(file)) as connection:
        yield connection


def _tables(bi: sqlite3.Connection) -> set[str]:
    return {name for (name,) in bi.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")}


def test_only_the_views_for_bi_are_in_it(filled: Warehouse, bi: sqlite3.Connection) -> None:
    assert _tables(bi) == {*filled.bi_views(), "data_dictionary"}
    assert "unit_figures" in _tables(bi)
    assert not _tables(bi) & set(schema.metadata.tables)
    made = {statement for (statement,) in bi.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")}
    assert all(statement.startswith(("CREATE TABLE", "CREATE INDEX")) for statement in made)


def test_what_a_suppressed_cell_holds_is_nowhere_in_its_bytes(filled: Warehouse, file: Path, tmp_path: Path) -> None:
    with filled.reading() as connection:
        raw = connection.execute(text("SELECT COUNT(*) FROM observation WHERE indicator = 'sw_recorded'")).scalar()
        assert raw == 4  # the warehouse does hold it
        assert connection.execute(text("SELECT DISTINCT text FROM narrative")).scalar() == WRITTEN
    content = file.read_bytes()
    number = int(SECRET)
    assert str(number).encode() not in content
    for length in (4, 6, 8):  # as SQLite stores integers
        assert number.to_bytes(length, "big") not in content
    assert float(number).hex().encode() not in content
    for words in (*SECRET_WORDS, WRITTEN, "Bieu!C100", "Công văn số 12", "Người kiểm tra"):
        assert words.encode() not in content
    for sha in "abcde":
        assert sha.encode() * 3 + b"000" not in content
    assert [entry.name for entry in file.parent.iterdir()] == ["bi.sqlite"]
    with closing(sqlite3.connect(file)) as bi:
        assert bi.execute("PRAGMA freelist_count").fetchone() == (0,)
        hidden = bi.execute("SELECT value, yes_no, sign FROM unit_figures WHERE status = 'suppressed'").fetchall()
    assert hidden == [(None, None, "(c)")]


def test_every_view_is_there_row_by_row(filled: Warehouse, bi: sqlite3.Connection) -> None:
    with filled.reading() as connection:
        for entry in read_dictionary(connection):
            names = ", ".join(column.name for column in entry.columns)
            rows = connection.execute(text(f"SELECT {names} FROM {entry.view}")).all()  # noqa: S608
            copied = bi.execute(f"SELECT {names} FROM {entry.view}").fetchall()  # noqa: S608
            kinds = [column.type for column in entry.columns]
            assert sorted(map(repr, (_comparable(row, kinds) for row in rows))) == sorted(
                map(repr, (_comparable(row, kinds) for row in copied))
            ), entry.view
            assert rows or entry.view == "unit_successions", entry.view


def _comparable(row: Any, kinds: list[str]) -> list[Any]:
    made: list[Any] = []
    for value, kind in zip(row, kinds, strict=True):
        if value is None:
            made.append(None)
        elif kind == "timestamp":
            read = value if isinstance(value, datetime) else datetime.fromisoformat(value)
            moment = read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)
            made.append(moment.replace(microsecond=0))
        elif kind in ("number", "boolean", "integer"):
            made.append(float(value))
        else:
            made.append(str(value))
    return made


def test_types_and_indexes_are_what_bi_tools_look_for(bi: sqlite3.Connection) -> None:
    types = {name: kind for _, name, kind, *_ in bi.execute("PRAGMA table_info(unit_figures)")}
    assert types["period"] == types["unit_code"] == types["sign"] == "TEXT"
    assert (types["value"], types["yes_no"], types["position"]) == ("NUMERIC", "INTEGER", "INTEGER")
    of_reporting = {name: kind for _, name, kind, *_ in bi.execute("PRAGMA table_info(reporting_by_unit)")}
    assert (of_reporting["received_at"], of_reporting["counted"]) == ("TEXT", "INTEGER")
    values = bi.execute("SELECT indicator, value, typeof(value), yes_no FROM consolidated ORDER BY position").fetchall()
    read = {indicator: rest for indicator, *rest in values}
    assert read["fac_total"] == [102, "integer", None]
    assert read["fac_inspected_pct"] == [4.63, "real", None]
    assert read["prog_drug"] == [None, "null", 1]
    plan = bi.execute("EXPLAIN QUERY PLAN SELECT * FROM unit_figures WHERE indicator = 'x' AND period = 'y'").fetchall()
    assert "ix_unit_figures_indicator" in plan[0][3]
    (moment,) = bi.execute("SELECT DISTINCT released_at FROM releases").fetchone()
    assert moment == "2024-06-05 03:00:00"


def test_the_words_of_the_views_come_with_it(filled: Warehouse, bi: sqlite3.Connection) -> None:
    with filled.reading() as connection:
        entries = read_dictionary(connection)
    wanted = {(e.view, c.name, c.type, c.vi, c.en) for e in entries for c in e.columns}
    wanted |= {(e.view, "", "table", e.vi, e.en) for e in entries}
    assert set(bi.execute('SELECT "view", "column", "type", vi, en FROM data_dictionary')) == wanted
    assert all(vi and en for *_, vi, en in wanted)


def test_both_engines_give_the_same_file(filled: Warehouse, file: Path, metadata: Metadata, tmp_path: Path) -> None:
    if filled.engine.dialect.name == "sqlite":
        return  # there is nothing to compare with
    other = Warehouse(f"sqlite:///{tmp_path / 'other.sqlite'}", PROJECT / "sql").open()
    fill(other, metadata)
    export_for_bi(other, tmp_path / "other-bi.sqlite")
    other.engine.dispose()

    def content(path: Path) -> dict[str, Any]:
        with closing(sqlite3.connect(path)) as bi:
            made = dict(bi.execute("SELECT name, sql FROM sqlite_master").fetchall())
            return {n: (made[n], sorted(map(repr, bi.execute(f'SELECT * FROM "{n}"')))) for n in _tables(bi)}  # noqa: S608

    assert content(file) == content(tmp_path / "other-bi.sqlite")


@given(st.decimals(min_value=0, max_value=10**15, places=0) | st.decimals(min_value=0, max_value=10**8, places=6))
def test_figures_of_fifteen_digits_come_back_as_they_were(figure: Decimal) -> None:
    with closing(sqlite3.connect(":memory:")) as bi:
        bi.execute("CREATE TABLE t (value NUMERIC)")
        bi.execute("INSERT INTO t VALUES (?)", [bi_export._plain(figure)])
        (stored,) = bi.execute("SELECT value FROM t").fetchone()
    assert Decimal(f"{stored:.15g}") == figure


def test_an_earlier_export_is_replaced_whole(filled: Warehouse, file: Path, metadata: Metadata) -> None:
    before = file.read_bytes()
    release_again(filled, metadata)
    real = bi_export._write_dictionary

    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device")

    bi_export._write_dictionary = fails
    try:
        with pytest.raises(ConfigurationError, match="No space left on device: cannot be written"):
            export_for_bi(filled, file)
    finally:
        bi_export._write_dictionary = real
    assert file.read_bytes() == before
    assert [entry.name for entry in file.parent.iterdir()] == ["bi.sqlite"]
    rows = export_for_bi(filled, file)
    with closing(sqlite3.connect(file)) as bi:
        assert bi.execute("SELECT COUNT(*) FROM releases").fetchone() == (4,)
        assert bi.execute("SELECT COUNT(*) FROM consolidated").fetchone() == (rows["consolidated"],)


def test_no_other_file_is_replaced_above_all_not_the_warehouse(warehouse: Warehouse, tmp_path: Path) -> None:
    others = [tmp_path / "notes.txt", tmp_path / "empty.sqlite", tmp_path / "other.sqlite"]
    others[0].write_text("x" * 100)
    others[1].touch()
    with closing(sqlite3.connect(others[2])) as other:
        other.execute("CREATE TABLE t (x)")
    if warehouse.engine.dialect.name == "sqlite":
        others.append(Path(str(warehouse.engine.url.database)))
    for other_file in [*others, tmp_path]:
        before = other_file.read_bytes() if other_file.is_file() else b""
        with pytest.raises(ConfigurationError, match="is no export for BI: choose another name"):
            export_for_bi(warehouse, other_file)
        assert not other_file.is_file() or other_file.read_bytes() == before


def test_a_warehouse_that_lacks_a_view_says_what_to_do(warehouse: Warehouse, tmp_path: Path) -> None:
    with warehouse.transaction() as connection:
        connection.execute(text("DROP VIEW releases"))
    with pytest.raises(ConfigurationError, match="run wardreport db upgrade"):
        export_for_bi(warehouse, tmp_path / "bi.sqlite")
    assert not (tmp_path / "bi.sqlite").exists()


def test_a_place_that_cannot_be_written_is_named(filled: Warehouse, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigurationError, match="cannot be written"):
        export_for_bi(filled, tmp_path / "file" / "bi.sqlite")


def test_it_is_one_state_of_the_warehouse(warehouse: Warehouse, metadata: Metadata, tmp_path: Path) -> None:
    """What is added between two tables is in neither."""
    fill(warehouse, metadata)
    real, done = bi_export._copy, threading.Event()

    def copy_while_others_add(connection: Any, target: Any, entry: Any) -> int:
        number = real(connection, target, entry)
        if not done.is_set():
            done.set()
            other = threading.Thread(target=release_again, args=(warehouse, metadata))
            other.start()
            other.join()
        return number

    bi_export._copy = copy_while_others_add
    try:
        export_for_bi(warehouse, tmp_path / "bi.sqlite")
    finally:
        bi_export._copy = real
    with closing(sqlite3.connect(tmp_path / "bi.sqlite")) as bi:
        assert bi.execute("SELECT COUNT(*) FROM releases").fetchone() == (3,)
    with warehouse.reading() as connection:
        assert connection.execute(text("SELECT COUNT(*) FROM release")).scalar() == 4


def test_nothing_of_an_empty_warehouse_is_the_tables_alone(warehouse: Warehouse, tmp_path: Path) -> None:
    rows = export_for_bi(warehouse, tmp_path / "bi.sqlite")
    assert set(rows) == set(warehouse.bi_views())
    assert not any(rows.values())
    shutil.copy(tmp_path / "bi.sqlite", tmp_path / "copy.sqlite")
    with closing(sqlite3.connect(tmp_path / "copy.sqlite")) as bi:
        assert bi.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_the_command_says_what_it_wrote(filled: Warehouse, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from wardreport.commands.warehouse.bi import export

    url = filled.engine.url.render_as_string(hide_password=False)
    export(out=tmp_path / "bi.sqlite", warehouse=url)
    said = capsys.readouterr().out
    assert said.endswith(f" rows of {len(filled.bi_views())} views in {tmp_path / 'bi.sqlite'}\n")
