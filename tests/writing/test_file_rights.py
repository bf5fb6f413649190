"""What is written is closed to others, or as open as its folder, also after a kill; nobody's name is in between."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from wardreport.writing.file_rights import opening
from wardreport.writing.file_rights.closing import closed_to_others, make_closed
from wardreport.writing.file_rights.opening import like_its_folder, make_open, open_up, reopen
from wardreport.writing.whole_files import ABANDONED_AFTER, UNFINISHED, write_whole


@pytest.fixture(autouse=True)
def careless() -> Iterator[None]:
    """The caller closes nothing to others."""
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path: Path) -> str:
    return oct(path.stat().st_mode & 0o777)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "folder"
    made.mkdir()
    return made


def test_what_is_made_meanwhile_is_its_owners_alone(folder: Path) -> None:
    with closed_to_others():
        (folder / "file").touch()
    (folder / "later").touch()
    assert (mode(folder / "file"), mode(folder / "later")) == ("0o600", "0o666")


def test_folders_above_are_made_alike_and_those_that_are_there_stay(folder: Path) -> None:
    folder.chmod(0o775)
    make_closed(folder / "a" / "b")
    make_open(folder / "c" / "d")
    assert [mode(folder / name) for name in (".", "a", "a/b", "c", "c/d")] == ["0o775", *["0o700"] * 2, *["0o755"] * 2]
    (folder / "file").touch()
    for make in (make_closed, make_open):
        with pytest.raises(FileExistsError):
            make(folder / "file")


@pytest.mark.parametrize(
    ("above", "read", "written", "kept"),
    [
        (0o700, "0o600", "0o600", "0o600"),
        (0o750, "0o640", "0o640", "0o640"),
        (0o770, "0o640", "0o660", "0o640"),
        (0o755, "0o644", "0o644", "0o640"),
        (0o777, "0o644", "0o666", "0o640"),
        (0o711, "0o600", "0o600", "0o600"),
    ],
)
def test_a_file_is_as_open_as_its_folder(above: int, read: str, written: str, kept: str, folder: Path) -> None:
    folder.chmod(above)
    given: tuple[tuple[Callable[[Path], None], str], ...] = (
        (like_its_folder, read),
        (lambda file: like_its_folder(file, writable=True), written),
        (lambda file: like_its_folder(file, others=False), kept),
    )
    for give, expected in given:
        write_whole(folder / "file", b"1", give)
        assert mode(folder / "file") == expected


def test_the_group_has_the_rights_of_others_where_the_file_is_not_its(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.chmod(0o770)
    above = folder.stat()
    another = os.stat_result([*above[:5], above.st_gid + 1, *above[6:]])

    def refused(*_: int) -> None:
        raise PermissionError

    monkeypatch.setattr(opening.os, "fchown", refused)
    monkeypatch.setattr(Path, "stat", lambda *_, **__: another)
    (folder / "file").touch(mode=0o600)
    like_its_folder(folder / "file", writable=True)
    monkeypatch.undo()
    assert mode(folder / "file") == "0o600"


def test_no_link_leads_the_rights_elsewhere(folder: Path, tmp_path: Path) -> None:
    soft, hard = tmp_path / "soft", tmp_path / "hard"
    for secret in (soft, hard):
        secret.touch(mode=0o600)
    (folder / "soft").symlink_to(soft)
    os.link(hard, folder / "hard")
    folder.chmod(0o777)
    for name in ("soft", "hard"):
        like_its_folder(folder / name)
    assert (mode(soft), mode(hard)) == ("0o600", "0o600")


def test_a_folder_that_a_killed_run_left_closed_is_opened_and_no_other(folder: Path) -> None:
    folder.chmod(0o770)
    for name, rights in (("left", 0o700), ("given", 0o750)):
        (folder / name).mkdir(mode=rights)
        reopen(folder / name)
    assert (mode(folder / "left"), mode(folder / "given")) == ("0o770", "0o750")


def test_a_release_is_opened_with_all_in_it(folder: Path) -> None:
    folder.chmod(0o755)
    make_closed(folder / "r01" / "so-lieu")
    write_whole(folder / "r01" / "so-lieu" / "a.csv", b"1")
    open_up(folder / "r01")
    assert [mode(folder / name) for name in ("r01", "r01/so-lieu", "r01/so-lieu/a.csv")] == ["0o755", "0o755", "0o644"]


def test_a_whole_file_is_closed_before_it_is_there_and_leaves_nothing_where_it_fails(folder: Path) -> None:
    seen = []

    def look(unfinished: Path) -> None:
        seen.append((unfinished.name.startswith(UNFINISHED), mode(unfinished), unfinished.name))
        raise OSError

    for _ in range(2):
        with pytest.raises(OSError):
            write_whole(folder / "file", b"1", look)
    assert [one[:2] for one in seen] == [(True, "0o600")] * 2
    assert seen[0][2] != seen[1][2]
    assert list(folder.iterdir()) == []


def test_what_a_killed_process_began_goes_a_day_later(folder: Path) -> None:
    for name, older in (("old", 60), ("new", -60)):
        (folder / f"{UNFINISHED}{name}").touch()
        at = (folder / f"{UNFINISHED}{name}").stat().st_mtime - ABANDONED_AFTER.total_seconds() - older
        os.utime(folder / f"{UNFINISHED}{name}", (at, at))
    write_whole(folder / "file", b"1")
    assert sorted(path.name for path in folder.iterdir()) == [f"{UNFINISHED}new", "file"]
