"""A backup that was damaged, changed or is none: refused with one line, and the database is left as it was."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from tests.warehouse.filled import AT, SECRET, SECRET_WORDS, everything, fill
from wardreport.domain.errors import ConfigurationError
from wardreport.metadata import Metadata
from wardreport.warehouse import Warehouse
from wardreport.warehouse.copies.backup import write_backup
from wardreport.warehouse.copies.backup_format import MANIFEST, Backup
from wardreport.warehouse.copies.restore import restore_backup
from wardreport.workflow.settings import PROJECT

SQL = PROJECT / "sql"


def _rows(warehouse: Warehouse) -> dict[str, list[tuple[object, ...]]]:
    with warehouse.reading() as connection:
        return everything(connection)


def _restore(warehouse: Warehouse, file: Path) -> Backup:
    return restore_backup(warehouse, file, SQL)


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory, metadata: Metadata) -> Path:
    folder = tmp_path_factory.mktemp("damaged")
    source = Warehouse(f"sqlite:///{folder / 'w.sqlite'}", SQL).open()
    fill(source, metadata)
    write_backup(source, folder / "backup.zip", made_at=AT)
    source.engine.dispose()
    return folder / "backup.zip"


@pytest.fixture
def small(made_once: Path, tmp_path: Path) -> Path:
    """A backup that the test may change."""
    return Path(shutil.copy(made_once, tmp_path / "small.zip"))


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Warehouse]:
    """A database without anything in it."""
    database = Warehouse(f"sqlite:///{tmp_path / 'elsewhere.sqlite'}", SQL)
    yield database
    database.engine.dispose()


def _changed(file: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    with zipfile.ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    target = file.with_name("changed.zip")
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target


def _told(members: dict[str, bytes], edit: Callable[[dict[str, Any]], None]) -> None:
    manifest = json.loads(members[MANIFEST])
    edit(manifest)
    members[MANIFEST] = json.dumps(manifest).encode()


def _rewrite(members: dict[str, bytes], table: str, edit: Callable[[bytes], bytes]) -> None:
    """Another content with a hash that fits."""
    content = members[f"tables/{table}.csv"] = edit(members[f"tables/{table}.csv"])

    def tell(manifest: dict[str, Any]) -> None:
        for member in manifest["tables"]:
            if member["table"] == table:
                member["sha256"] = hashlib.sha256(content).hexdigest()

    _told(members, tell)


def _rename(old: str, new: str) -> Callable[[dict[str, Any]], None]:
    return lambda manifest: [m.update(table=new) for m in manifest["tables"] if m["table"] == old].clear()


def _leave_out(members: dict[str, bytes], table: str) -> None:
    """A table, and what the manifest tells of it."""
    del members[f"tables/{table}.csv"]
    _told(members, lambda manifest: manifest.update(tables=[m for m in manifest["tables"] if m["table"] != table]))


DAMAGES: dict[str, Callable[[dict[str, bytes]], Any]] = {
    "a figure was changed": lambda m: m.update(
        {"tables/observation.csv": m["tables/observation.csv"].replace(str(SECRET).encode(), b"1")}
    ),
    "a row is missing": lambda m: _rewrite(m, "release_figure", lambda c: c[: c.rindex(b"\r\n", 0, -2) + 2]),
    "a table is missing": lambda m: m.pop("tables/load.csv"),
    "a table that the manifest does not miss": lambda m: _leave_out(m, "safe_figure"),
    "a member more": lambda m: m.update({"tables/../../x.csv": b""}),
    "no manifest": lambda m: m.pop(MANIFEST),
    "no JSON": lambda m: m.update({MANIFEST: b"{"}),
    "another format": lambda m: _told(m, lambda t: t.update(format="other")),
    "an unknown key": lambda m: _told(m, lambda t: t.update(run="rm")),
    "a schema of the future": lambda m: _told(m, lambda t: t.update(revision="9999")),
    "a schema by a part of its name": lambda m: _told(m, lambda t: t.update(revision="head")),
    "one table twice": lambda m: _told(m, lambda t: t["tables"].append(t["tables"][0])),
    "no number": lambda m: _rewrite(m, "load", lambda c: c.replace(b"\r\n1,", b"\r\nx,", 1)),
    "a cell too few": lambda m: _rewrite(m, "load", lambda c: c.replace(b"\r\n1,", b"\r\n", 1)),
    "another column": lambda m: _rewrite(m, "load", lambda c: c.replace(b"load_id", b"load_ix")),
    "a row that the schema refuses": lambda m: _rewrite(m, "finding", lambda c: c.replace(b"critical", b"harmless")),
    "a row of no submission": lambda m: _rewrite(m, "assessment", lambda c: c.replace(b"\r\n1,1,", b"\r\n1,77,")),
    "a table of another name": lambda m: _told(m, _rename("release_unit", "load; DROP TABLE load")),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_refused_with_one_line_and_leaves_nothing(
    damage: str, small: Path, elsewhere: Warehouse
) -> None:
    changed = _changed(small, lambda members: DAMAGES[damage](members) and None)
    with pytest.raises(ConfigurationError) as refused:
        _restore(elsewhere, changed)
    said = str(refused.value)
    assert "\n" not in said
    assert str(SECRET) not in said and SECRET_WORDS[0] not in said
    with elsewhere.reading() as connection:
        tables = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
    assert not tables or not any(_rows(elsewhere).values())


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"text", b"SQLite format 3\0"])
def test_a_file_that_is_no_backup_is_refused(content: bytes, tmp_path: Path, elsewhere: Warehouse) -> None:
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(ConfigurationError, match=r"no backup of wardreport, or damaged"):
        _restore(elsewhere, tmp_path / "x.zip")
    with pytest.raises(ConfigurationError, match=r"y\.zip"):
        _restore(elsewhere, tmp_path / "y.zip")


def test_any_flipped_byte_is_noticed(small: Path, elsewhere: Warehouse) -> None:
    content = small.read_bytes()
    with zipfile.ZipFile(small) as archive:
        members = [info for info in archive.infolist() if info.compress_size > 2]
    assert len(members) > 15
    for info in members:
        name, extra = (int.from_bytes(content[info.header_offset + at :][:2], "little") for at in (26, 28))
        place = info.header_offset + 30 + name + extra + info.compress_size // 2
        damaged = bytearray(content)
        damaged[place] ^= 0xFF
        small.write_bytes(bytes(damaged))
        with pytest.raises(ConfigurationError):
            _restore(elsewhere, small)
