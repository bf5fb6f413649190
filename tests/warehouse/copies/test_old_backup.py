"""An earlier backup, restored on both engines: ``old_backup.zip`` beside this file.

It was made by the code of commit 5b1738d, the last that wrote such files: ``tests.warehouse.filled.fill`` on a fresh
SQLite warehouse, then ``write_backup(warehouse, out, made_at=datetime(2026, 1, 2, 3, 4, tzinfo=UTC))``.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from tests.warehouse.filled import SECRET, SECRET_WORDS
from wardreport.domain.errors import ConfigurationError
from wardreport.warehouse import Warehouse
from wardreport.warehouse.copies.restore import restore_backup
from wardreport.warehouse.schema import schema
from wardreport.workflow.settings import PROJECT

OLD = Path(__file__).with_name("old_backup.zip")
SQL = PROJECT / "sql"
MANIFEST = "manifest.json"


def _members() -> dict[str, bytes]:
    with zipfile.ZipFile(OLD) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _written(value: Any) -> str:
    """A value as it was written there."""
    match value:
        case None:
            return "\\N"
        case bool():
            return "true" if value else "false"
        case Decimal():
            return f"{value:f}"
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
    return f"\\{value}" if str(value).startswith("\\") else str(value)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Warehouse]:
    if request.param == "sqlite":
        database = Warehouse(f"sqlite:///{tmp_path / 'empty.sqlite'}", SQL)
    else:
        database = Warehouse(request.getfixturevalue("postgresql"), SQL)
        with database.transaction() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
    yield database
    database.engine.dispose()


def test_every_cell_of_it_comes_back(empty: Warehouse) -> None:
    members = _members()
    told = {member["table"]: member["rows"] for member in json.loads(members[MANIFEST])["tables"]}
    assert all(told.values())
    restored = restore_backup(empty, OLD)
    assert (restored.revision, restored.tables) == ("0004", told)
    assert empty.check() == []
    with empty.reading() as connection:
        for name in told:
            lines = list(csv.reader(io.StringIO(members[f"tables/{name}.csv"].decode(), newline="")))
            there = schema.metadata.tables[name]
            query = select(*(there.c[column] for column in lines[0])).order_by(*there.primary_key)
            assert [[_written(value) for value in row] for row in connection.execute(query)] == lines[1:]
    # what is easily lost: a digit, a text that looks like NULL, a part of a second
    finding, observation, load = schema.finding.c, schema.observation.c, schema.load.c
    with empty.reading() as connection:
        assert Decimal("12345678901234.123456") in connection.scalars(select(observation.value)).all()
        assert "\\N" in connection.scalars(select(finding.message)).all()
        assert set(connection.scalars(select(load.loaded_at))) == {datetime(2024, 6, 5, 3, 0, 0, 123456, tzinfo=UTC)}
    with empty.transaction() as connection:
        values = {"assessment_id": 1, "rule": "r", "entry": "e", "severity": "info", "message": "…"}
        key = connection.execute(schema.finding.insert().values(values).returning(finding.finding_id)).scalar()
    assert key == told["finding"] + 1


def _told(members: dict[str, bytes], edit: Callable[[dict[str, Any]], Any]) -> None:
    manifest = json.loads(members[MANIFEST])
    edit(manifest)
    members[MANIFEST] = json.dumps(manifest).encode()


def _rewrite(members: dict[str, bytes], table: str, old: bytes, new: bytes) -> None:
    """Another content with a hash that fits."""
    name = f"tables/{table}.csv"
    assert old in members[name]
    members[name] = members[name].replace(old, new, 1)
    sha256 = hashlib.sha256(members[name]).hexdigest()
    _told(members, lambda t: [member.update(sha256=sha256) for member in t["tables"] if member["file"] == name])


def _rename(manifest: dict[str, Any]) -> None:
    manifest["tables"][-1]["table"] = "load; DROP TABLE load"


DAMAGES: dict[str, Callable[[dict[str, bytes]], Any]] = {
    "a figure was changed": lambda m: m.update(
        {"tables/observation.csv": m["tables/observation.csv"].replace(str(SECRET).encode(), b"1")}
    ),
    "a table is missing": lambda m: m.pop("tables/load.csv"),
    "a table that the manifest does not miss": lambda m: _told(m, lambda t: t["tables"].pop()),
    "no manifest": lambda m: m.pop(MANIFEST),
    "no JSON": lambda m: m.update({MANIFEST: b"{"}),
    "no object": lambda m: m.update({MANIFEST: b"[]"}),
    "another format": lambda m: _told(m, lambda t: t.update(format="other")),
    "a schema of the future": lambda m: _told(m, lambda t: t.update(revision="9999")),
    "a schema by a part of its name": lambda m: _told(m, lambda t: t.update(revision="head")),
    "a table of another name": lambda m: _told(m, _rename),
    "no number": lambda m: _rewrite(m, "load", b"\r\n1,", b"\r\nx,"),
    "a cell too few": lambda m: _rewrite(m, "load", b"\r\n1,", b"\r\n"),
    "another column": lambda m: _rewrite(m, "load", b"load_id", b"load_ix"),
    "a row that the schema refuses": lambda m: _rewrite(m, "finding", b"critical", b"harmless"),
    "a row of no submission": lambda m: _rewrite(m, "assessment", b"\r\n1,1,", b"\r\n1,77,"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_one_is_refused_with_one_line_and_leaves_nothing(damage: str, tmp_path: Path) -> None:
    members = _members()
    DAMAGES[damage](members)
    with zipfile.ZipFile(tmp_path / "changed.zip", "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    database = Warehouse(f"sqlite:///{tmp_path / 'empty.sqlite'}", SQL)
    with pytest.raises(ConfigurationError) as refused:
        restore_backup(database, tmp_path / "changed.zip")
    said = str(refused.value)
    assert "\n" not in said
    assert str(SECRET) not in said and SECRET_WORDS[0] not in said
    with database.reading() as connection:
        assert connection.execute(text("SELECT name FROM sqlite_master")).all() == []
    database.engine.dispose()


def test_any_flipped_byte_is_noticed(tmp_path: Path) -> None:
    content, damaged = OLD.read_bytes(), tmp_path / "damaged.zip"
    database = Warehouse(f"sqlite:///{tmp_path / 'empty.sqlite'}", SQL)
    with zipfile.ZipFile(OLD) as archive:
        members = [info for info in archive.infolist() if info.compress_size > 2]
    assert len(members) > 15
    for info in members:
        name, extra = (int.from_bytes(content[info.header_offset + at :][:2], "little") for at in (26, 28))
        place = info.header_offset + 30 + name + extra + info.compress_size // 2
        damaged.write_bytes(content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :])
        with pytest.raises(ConfigurationError):
            restore_backup(database, damaged)
    database.engine.dispose()
