import hashlib
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tenacity import wait_none

from tests.conftest import AS_OF
from tests.specimens.submissions import PERIOD
from wardreport.domain.submission import Collection
from wardreport.metadata import Metadata
from wardreport.stages.collect import RemoteFolder, collect, folder_access
from wardreport.stages.collect.folder_access import FolderAccess, OpenedFolder, UnreachableError
from wardreport.stages.collect.unit_folders import unit_of_folder

OLD = (AS_OF - timedelta(days=3)).timestamp()


def _put(file: Path, content: bytes = b"annex", at: float = OLD) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    os.utime(file, (at, at))


def _collect(tmp_path: Path, metadata: Metadata) -> Collection:
    units = metadata.units_valid(PERIOD)
    return collect(tmp_path / "share", tmp_path / "store", period=PERIOD, units=units, as_of=AS_OF)


def test_a_copy_under_its_hash_that_later_changes_do_not_touch(tmp_path: Path, metadata: Metadata) -> None:
    file = tmp_path / "share/01837-phuong-song-cau/biểu.xlsx"
    _put(file, b"first")
    (submission,) = _collect(tmp_path, metadata).submissions
    _put(file, b"second")
    sha256 = hashlib.sha256(b"first").hexdigest()
    assert submission.sha256 == sha256
    assert submission.content == tmp_path / "store" / sha256[:2] / sha256
    assert submission.content.read_bytes() == b"first"
    assert (submission.folder_unit, submission.size) == ("01837", 5)
    assert submission.received_at == AS_OF - timedelta(days=3)


@pytest.mark.parametrize(
    "name",
    [
        "~$biểu.xlsx",
        ".~lock.biểu.xlsx#",
        "Thumbs.db",
        "desktop.ini",
        ".DS_Store",
        "b.xlsx.part",
        "b.crdownload",
        "x.tmp",
    ],
)
def test_what_is_no_submission_is_passed_over(name: str, tmp_path: Path, metadata: Metadata) -> None:
    _put(tmp_path / "share/01837-phuong-song-cau" / name)
    _put(tmp_path / "share/01837-phuong-song-cau/biểu.xlsx")
    assert len(_collect(tmp_path, metadata).submissions) == 1


def test_a_file_still_being_written_is_left_for_the_next_run(tmp_path: Path, metadata: Metadata) -> None:
    _put(tmp_path / "share/01837-a/now.xlsx", b"now", at=(AS_OF - timedelta(seconds=1)).timestamp())
    _put(tmp_path / "share/01837-a/settled.xlsx", b"settled", at=(AS_OF - timedelta(seconds=2)).timestamp())
    _put(tmp_path / "share/01837-a/clock-ahead.xlsx", b"ahead", at=(AS_OF + timedelta(hours=1)).timestamp())
    collection = _collect(tmp_path, metadata)
    assert collection.unfinished == 1
    assert [s.content.read_bytes() for s in collection.submissions] == [b"settled", b"ahead"]


@pytest.mark.parametrize("becomes", [b"annex and more", b"other", None])
def test_a_file_that_changes_or_vanishes_under_the_copy_is_left(
    becomes: bytes | None, tmp_path: Path, metadata: Metadata, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "share/01837-a/b.xlsx"
    _put(file)
    chunks = folder_access._chunks

    def while_it_changes(fs: Any, path: str) -> Iterator[bytes]:
        yield from chunks(fs, path)
        if becomes is None:
            file.unlink()
        else:
            _put(file, becomes, OLD + 1)

    monkeypatch.setattr(folder_access, "_chunks", while_it_changes)
    assert _collect(tmp_path, metadata) == Collection((), 1, 0)


def test_a_folder_that_cannot_be_read_is_its_units_finding(
    tmp_path: Path, metadata: Metadata, monkeypatch: pytest.MonkeyPatch
) -> None:
    _put(tmp_path / "share/01837-a/a.xlsx")
    _put(tmp_path / "share/01840-b/b.xlsx", b"other")
    scan = os.scandir

    def refuse(path: Any) -> Any:
        if str(path).endswith("01837-a"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    collection = _collect(tmp_path, metadata)
    assert ([s.folder_unit for s in collection.submissions], collection.unreachable) == (["01840"], ("01837",))


def _in_use() -> OSError:
    error = OSError("sharing violation")
    error.ntstatus = folder_access._SHARING_VIOLATION  # type: ignore[attr-defined]  # as smbprotocol's errors have it
    return error


@pytest.mark.parametrize(
    ("error", "unfinished", "unreachable"),
    [(PermissionError(13, "…"), 0, ("01837",)), (_in_use(), 1, ()), (FileNotFoundError(), 1, ())],
)
def test_a_file_that_cannot_be_read_is_its_units_finding_but_where_the_next_look_may_have_it(
    error: OSError,
    unfinished: int,
    unreachable: tuple[str, ...],
    tmp_path: Path,
    metadata: Metadata,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        _put(tmp_path / "share/01837-a" / name, name.encode())
    chunks = folder_access._chunks

    def refuse(fs: Any, path: str) -> Iterator[bytes]:
        if path.endswith("a.xlsx"):
            raise UnreachableError(error)
        yield from chunks(fs, path)

    monkeypatch.setattr(folder_access, "_chunks", refuse)
    collection = _collect(tmp_path, metadata)
    assert [s.content.read_bytes() for s in collection.submissions] == [b"b.xlsx"]
    assert (collection.unfinished, collection.unreachable) == (unfinished, unreachable)


def test_a_store_that_is_full_fails_the_look(
    tmp_path: Path, metadata: Metadata, monkeypatch: pytest.MonkeyPatch
) -> None:
    _put(tmp_path / "share/01837-a/a.xlsx")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        _collect(tmp_path, metadata)


def test_links_are_not_followed(tmp_path: Path, metadata: Metadata) -> None:
    _put(tmp_path / "outside/secret.xlsx")
    folder = tmp_path / "share/01837-a"
    folder.mkdir(parents=True)
    (folder / "link.xlsx").symlink_to(tmp_path / "outside/secret.xlsx")
    (folder / "linked-folder").symlink_to(tmp_path / "outside")
    (tmp_path / "share/01840-b").symlink_to(tmp_path / "outside")
    assert _collect(tmp_path, metadata).submissions == ()


def test_the_same_bytes_twice_are_one_submission_and_order_is_by_time(tmp_path: Path, metadata: Metadata) -> None:
    _put(tmp_path / "share/01837-a/z.xlsx", b"same", at=OLD)
    _put(tmp_path / "share/01837-a/a.xlsx", b"same", at=OLD + 60)
    _put(tmp_path / "share/01840-b/a.xlsx", b"older", at=OLD - 60)
    assert [(s.folder_unit, s.received_at.timestamp()) for s in _collect(tmp_path, metadata).submissions] == [
        ("01840", OLD - 60),
        ("01837", OLD),
    ]


def test_other_periods_folders_and_unknown_folders_are_left_alone(tmp_path: Path, metadata: Metadata) -> None:
    _put(tmp_path / "share/01837-a/2023-S2/old.xlsx", b"old")
    _put(tmp_path / "share/01837-a/2024-S1/new.xlsx", b"new")
    _put(tmp_path / "share/Tài liệu/x.xlsx", b"x")
    collection = _collect(tmp_path, metadata)
    assert [s.content.read_bytes() for s in collection.submissions] == [b"new"]
    assert collection.unknown_folders == 1


def test_a_folder_names_the_longest_code_that_fits() -> None:
    codes = ["058", "058-CA", "01837"]
    assert unit_of_folder("058-CA-cong-an", codes) == "058-CA"
    assert unit_of_folder("01837", codes) == "01837"
    assert unit_of_folder("018370-x", codes) is None


@pytest.mark.parametrize(
    ("error", "asked"),
    [(TimeoutError(), [False, True, True]), (PermissionError(13, "…"), [False]), (FileNotFoundError(), [False])],
)
def test_a_server_is_asked_three_times_where_that_may_help(error: OSError, asked: list[bool]) -> None:
    anew: list[bool] = []

    def connect(_: str, again: bool) -> OpenedFolder:
        anew.append(again)
        raise error

    with pytest.raises(UnreachableError):
        FolderAccess(RemoteFolder("sftp://kho@/x", connect), wait_none()).entries()
    assert anew == asked
