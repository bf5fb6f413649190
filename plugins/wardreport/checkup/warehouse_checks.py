"""Whether the warehouse can be reached, is as the code needs it, and closed to whom it must be closed."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from wardreport.checkup.check import Check, failed, ok, warning
from wardreport.checkup.folder_checks import nearest_existing
from wardreport.warehouse import Warehouse
from wardreport.workflow.release_checking import check_release, releases_in
from wardreport.workflow.settings import Settings

_MAGIC = b"SQLite format 3\0"
_WAL = b"\2\2"  # bytes 18 and 19 of the file: the journal that Warehouse sets on each database that it opens
_LONGEST = 200
_ALTERED = "see wardreport rebuild RELEASE --check; rebuild RELEASE --out DIR makes it again"
UPGRADE = "run wardreport db upgrade; wardreport db check lists all that differs"


def sqlite_file(url: str) -> Path | None:
    """The file of an embedded warehouse by its URL; None where it is no file."""
    dialect, separator, rest = url.partition(":///")
    name = rest.partition("?")[0]
    return Path(name) if separator and dialect.partition("+")[0] == "sqlite" and name not in ("", ":memory:") else None


def check_warehouse(settings: Settings) -> Iterator[Check]:
    """Raises ``ConfigurationError`` where it cannot be reached. Nothing is made that is not there yet."""
    file = sqlite_file(settings.warehouse_url)
    if file is not None:
        unusable = _check_file(file)
        if unusable is not None:
            yield unusable
            return
        yield _check_readers(file)
    warehouse = Warehouse(settings.warehouse_url, settings.sql)
    try:
        yield from _judged(warehouse.check(), warehouse.engine.dialect.name == "postgresql")
    finally:
        warehouse.engine.dispose()


def check_releases(settings: Settings) -> Iterator[Check]:
    """Whether each release lies as it was made; raises ``ConfigurationError`` where the warehouse cannot be reached."""
    folders = releases_in(settings.releases)
    file = sqlite_file(settings.warehouse_url)
    if not folders:
        yield ok("released files", "there is no release yet")
        return
    if file is not None and not file.exists():
        yield failed("released files", f"{len(folders)} releases, and no warehouse that knows them", _ALTERED)
        return
    warehouse = Warehouse(settings.warehouse_url, settings.sql).open()
    try:
        found = {folder: check_release(folder, settings.internal_folder, warehouse) for folder in folders}
    finally:
        warehouse.engine.dispose()
    for folder, lines in found.items():
        if lines:
            yield failed("released files", f"{folder.parent.name}/{folder.name}: {_first_of(list(lines))}", _ALTERED)
    if not any(found.values()):
        yield ok("released files", f"{len(folders)} releases lie as they were made")


def _judged(differences: list[str], has_users: bool) -> Iterator[Check]:
    of_roles = [line for line in differences if line.startswith("role ")]
    of_schema = [line for line in differences if line not in of_roles]
    if of_schema and of_schema[0].startswith("schema revision none"):
        yield warning(
            "warehouse", "it is reached, and empty", "run wardreport db upgrade, or leave it to the first run"
        )
        return
    if of_schema:
        yield failed("warehouse", _first_of(of_schema), UPGRADE)
    else:
        yield ok("warehouse", "it is reached, and its schema is as the code needs it")
    if of_schema and of_schema[0].startswith("schema revision"):
        return  # of an outdated schema nothing more was looked at
    if of_roles:
        yield failed("warehouse roles", _first_of(of_roles), UPGRADE)
    elif has_users:
        yield ok("warehouse roles", "BI reads the documented views and no raw table")


def _first_of(lines: list[str]) -> str:
    first = " ".join(lines[0].split())[:_LONGEST]
    return first if len(lines) == 1 else f"{first} (and {len(lines) - 1} more)"


def _check_file(file: Path) -> Check | None:
    """What keeps an embedded warehouse from being opened, before anything opens, makes or changes it."""
    there = file.exists()
    folder = nearest_existing(file.parent)
    writable = folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)  # its journal lies beside it
    if not writable or (there and not os.access(file, os.R_OK | os.W_OK)):
        return failed("warehouse", f"{file} and its folder cannot be written", "give the pipeline's user the rights")
    if not there or file.stat().st_size == 0:
        return warning(
            "warehouse", f"{file} is not there yet", "run wardreport db upgrade, or leave it to the first run"
        )
    with file.open("rb") as opened:
        head = opened.read(20)
    if not head.startswith(_MAGIC):
        return failed("warehouse", f"{file} is no SQLite database", "name another file in WARDREPORT_WAREHOUSE")
    if head[18:20] != _WAL:
        says = f"{file} was not made by wardreport (its journal is not WAL), and was left untouched"
        return warning("warehouse", says, "look at it with wardreport db check, which sets that journal")
    return None


def _check_readers(file: Path) -> Check:
    """The unsuppressed figures are for the pipeline's users; a group may be theirs."""
    for_all = file.stat().st_mode & stat.S_IROTH and file.resolve().parent.stat().st_mode & stat.S_IXOTH
    if for_all:
        return warning("warehouse file", f"every user of this machine can read {file}", f"chmod o-rwx {file}")
    return ok("warehouse file", f"{file} is not for everybody")
