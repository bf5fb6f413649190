"""Shares on servers, each a real one on loopback: what is collected, what is left, and what goes back."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fsspec.implementations.memory import MemoryFileSystem  # type: ignore[import-untyped]
from tenacity import wait_none

from tests.specimens.submissions import PERIOD
from tests.stages.collect.servers import CONNECTION, SERVERS, FileServer, NoServerError
from wardreport.domain.errors import ConfigurationError
from wardreport.domain.submission import NO_TEXT, Collection
from wardreport.metadata import Metadata
from wardreport.orchestration.shares import shares, smb_share
from wardreport.orchestration.shares.shares import Connections
from wardreport.stages.collect import RemoteFolder, Returned, collect, deliver, folder_access
from wardreport.stages.collect.folder_access import FolderAccess, UnreachableError
from wardreport.workflow.deployment import Deployment
from wardreport.workflow.pipeline import collect_share, judge, read_submissions, write_feedback_of

pytestmark = pytest.mark.slow

LATER = timedelta(minutes=5)  # by then every file of a test has settled
A, B = "01837", "01840"
DISKS = ("sftp", "smb", "webdav")  # the servers that have folders, and can be told to let only read


@pytest.fixture(scope="module", params=list(SERVERS))
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FileServer]:
    try:
        made = SERVERS[request.param](tmp_path_factory.mktemp(request.param))
    except NoServerError as missing:
        pytest.skip(str(missing))
    made.start()
    yield made
    made.stop()


class RemoteShare:
    """One share on a server, written over its protocol, and the store of whoever collects from it."""

    def __init__(self, server: FileServer, name: str, metadata: Metadata, store: Path) -> None:
        self.server, self.metadata, self.store = server, metadata, store
        self.place = RemoteFolder(server.url(name), Connections().open)

    def put(self, path: str, content: bytes) -> None:
        opened = self.place.connect(self.place.url, False)
        target = f"{opened.path.rstrip('/')}/{path}"
        opened.fs.makedirs(target.rpartition("/")[0], exist_ok=True)
        with opened.fs.open(target, "wb") as file:
            file.write(content)

    def remove(self, folder: str) -> None:
        opened = self.place.connect(self.place.url, False)
        opened.fs.rm(f"{opened.path.rstrip('/')}/{folder}", recursive=True)

    def look(self, as_of: datetime | None = None, **more: Any) -> Collection:
        units = self.metadata.units_valid(PERIOD)
        at = as_of or datetime.now(UTC) + LATER
        place = more.pop("place", self.place)
        return collect(place, self.store, period=PERIOD, units=units, as_of=at, back_off=wait_none(), **more)

    def lying(self, *below: str) -> dict[str, bytes]:
        access = FolderAccess(self.place, wait_none())
        return {entry.name: access.read(entry.path, b"".join) for entry in access.entries(*below) if entry.kind}


@pytest.fixture
def share(
    server: FileServer,
    request: pytest.FixtureRequest,
    metadata: Metadata,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> RemoteShare:
    for key, value in server.environment().items():
        monkeypatch.setenv(key, value)
    return RemoteShare(server, f"{request.node.originalname}/kho chung", metadata, tmp_path / "store")


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files whose bytes were asked for."""
    names, chunks = [], folder_access._chunks

    def noted(fs: Any, path: str) -> Iterator[bytes]:
        names.append(path.rpartition("/")[2])
        return chunks(fs, path)

    monkeypatch.setattr(folder_access, "_chunks", noted)
    return names


def once_listed(monkeypatch: pytest.MonkeyPatch, place: RemoteFolder, happens: Callable[[], object]) -> None:
    """Something happens right after the share's own folder has been listed."""
    listed, waiting = folder_access._listed, [happens]
    root = place.connect(place.url, False).path.rstrip("/")

    def then(fs: Any, path: str) -> Any:
        entries = listed(fs, path)
        if path == root and waiting:
            waiting.pop()()
        return entries

    monkeypatch.setattr(folder_access, "_listed", then)


def found(collection: Collection) -> set[tuple[str | None, str, int]]:
    return {(s.folder_unit, s.sha256, s.size) for s in collection.submissions}


def test_what_is_collected_is_what_the_local_folder_gives_and_nothing_is_fetched_twice(
    share: RemoteShare, sample: Path, metadata: Metadata, tmp_path: Path, fetched: list[str]
) -> None:
    for file in sorted((sample / "share").rglob("*.*")):
        if "phan-hoi" not in file.parts:
            share.put(str(file.relative_to(sample / "share")), file.read_bytes())
    units, at = metadata.units_valid(PERIOD), datetime.now(UTC) + LATER
    local = collect(sample / "share", tmp_path / "local", period=PERIOD, units=units, as_of=at)
    fetched.clear()
    first = share.look(at)
    assert len(first.submissions) == len(fetched) == 14
    assert found(first) == found(local)
    for submission in first.submissions:
        assert (
            submission.content.read_bytes()
            == (tmp_path / "local" / submission.sha256[:2] / submission.sha256).read_bytes()
        )
        assert timedelta(0) < at - submission.received_at < 2 * LATER  # the server's time of the file
    assert share.look(at) == first
    assert len(fetched) == 14
    first.submissions[3].content.unlink()  # as one that went into quarantine
    assert share.look(at) == first
    assert len(fetched) == 15
    share.put(f"{A}-phuong/Bổ sung.csv", b"new")
    assert len(share.look(at).submissions) == 15
    assert fetched[15:] == ["Bổ sung.csv"]
    assert not any(char in (share.store / f"seen/{PERIOD}.json").read_text() for char in "ổu/-")


def test_what_is_no_submission_is_passed_over_whatever_it_is_called(share: RemoteShare) -> None:
    odd = "biểu #1 100% %41 & (bản sao).xlsx"
    for name in (
        odd,
        "~$biểu.xlsx",
        "x.part",
        "2023-S2/cũ.xlsx",
        "2024-S1/mới.xlsx",
        "phan-hoi/2024-S1/p.xlsx",
        "PHAN-HOI/q.xlsx",
    ):
        share.put(f"{A}-phuong/{name}", name.encode())
    share.put("Tài liệu/x.xlsx", b"x")
    collection = share.look()
    assert {s.content.read_bytes().decode() for s in collection.submissions} == {odd, "2024-S1/mới.xlsx"}
    assert (collection.unfinished, collection.unknown_folders) == (0, 1)


def test_a_file_that_is_half_written_is_taken_once_it_is_whole(
    share: RemoteShare, monkeypatch: pytest.MonkeyPatch
) -> None:
    share.put(f"{A}-phuong/b.xlsx", b"half")
    now = datetime.now(UTC) + timedelta(seconds=1)
    early = share.look(now.replace(microsecond=0))
    assert (early.submissions, early.unfinished) == ((), 1)

    chunks = folder_access._chunks

    def grows(fs: Any, path: str) -> Iterator[bytes]:
        yield from chunks(fs, path)
        monkeypatch.setattr(folder_access, "_chunks", chunks)
        share.put(f"{A}-phuong/b.xlsx", b"half and half")

    monkeypatch.setattr(folder_access, "_chunks", grows)
    growing = share.look()
    assert (growing.submissions, growing.unfinished) == ((), 1)
    (whole,) = share.look().submissions
    assert whole.content.read_bytes() == b"half and half"


def test_a_file_that_vanishes_before_it_is_read_is_left(share: RemoteShare, monkeypatch: pytest.MonkeyPatch) -> None:
    share.put(f"{A}-phuong/a.xlsx", b"a")
    share.put(f"{A}-phuong/b/b.xlsx", b"b")
    chunks = folder_access._chunks

    def gone(fs: Any, path: str) -> Iterator[bytes]:
        if path.endswith("b.xlsx"):
            share.remove(f"{A}-phuong/b")
        yield from chunks(fs, path)

    monkeypatch.setattr(folder_access, "_chunks", gone)
    collection = share.look()
    assert [s.content.read_bytes() for s in collection.submissions] == [b"a"]
    assert (collection.unfinished, collection.unreachable) == (1, ())
    assert share.look().unfinished == 0


def test_a_folder_that_vanishes_is_its_units_finding_and_the_others_are_read(
    share: RemoteShare, monkeypatch: pytest.MonkeyPatch
) -> None:
    share.put(f"{A}-phuong/a.xlsx", b"a")
    share.put(f"{B}-phuong/b.xlsx", b"b")
    once_listed(monkeypatch, share.place, lambda: share.remove(f"{A}-phuong"))
    collection = share.look()
    assert [s.folder_unit for s in collection.submissions] == [B]
    # an object store has no folders: where nothing has the prefix any more, nothing lies there
    assert collection.unreachable == (() if share.server.kind == "s3" else (A,))
    assert share.look().unreachable == ()


def test_a_share_that_is_gone_fails_the_look_and_the_next_one_goes_on(
    share: RemoteShare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    share.put(f"{A}-phuong/a.xlsx", b"a")
    once_listed(monkeypatch, share.place, share.server.stop)
    with pytest.raises(ConnectionError, match=CONNECTION):
        share.look()
    local = tmp_path / "local"
    (local / f"{B}-phuong").mkdir(parents=True)
    (local / f"{B}-phuong/b.xlsx").write_bytes(b"b")
    lost = share.look(place=local, elsewhere={A: RemoteFolder(share.server.url("x"), Connections().open)})
    assert ([s.folder_unit for s in lost.submissions], lost.unreachable) == ([B], (A,))
    share.server.start()
    share.place = RemoteFolder(share.place.url, Connections().open)  # the next try is a task of its own
    share.put(f"{A}-phuong/a.xlsx", b"a")  # the object store has lost what it had
    assert [s.folder_unit for s in share.look().submissions] == [A]


def test_a_share_that_was_never_there_is_told_by_its_url(share: RemoteShare) -> None:
    with pytest.raises(FileNotFoundError, match=CONNECTION):
        share.look(place=RemoteFolder(share.server.url("nowhere").replace("bieu-mau", "khong-co"), Connections().open))


def test_a_unit_may_have_its_folder_elsewhere(share: RemoteShare, tmp_path: Path) -> None:
    share.put("rieng/a.xlsx", b"own")
    (tmp_path / f"local/{A}-phuong").mkdir(parents=True)
    (tmp_path / f"local/{A}-phuong/old.xlsx").write_bytes(b"in the share")
    elsewhere = {A: RemoteFolder(f"{share.place.url}/rieng", Connections().open)}
    collection = share.look(place=tmp_path / "local", elsewhere=elsewhere)
    assert [(s.folder_unit, s.content.read_bytes()) for s in collection.submissions] == [(A, b"own")]
    assert collection.unknown_folders == 0


def given_back(share: RemoteShare, file: Path) -> tuple[int, int, int]:
    back = [Returned(A, str(PERIOD), file)]
    codes, notes = [A, B], file.parent / "notes"
    made = deliver(back, share.place, {}, codes=codes, unreachable=(), notes=notes)
    return made.delivered, made.kept_back, made.changed_there


def test_feedback_lies_in_the_units_folder_and_is_written_again_only_when_it_changes(
    share: RemoteShare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    share.put(f"{A}-phuong/a.xlsx", b"a")
    file, written = tmp_path / "phan-hoi-0123.xlsx", []
    write = FolderAccess.write
    monkeypatch.setattr(FolderAccess, "write", lambda *given: (written.append(given[-1]), write(*given)))
    for content in (b"first", b"second", b"second"):
        file.write_bytes(content)
        assert given_back(share, file) == (1, 0, 0)
        assert share.lying(f"{A}-phuong", "phan-hoi", str(PERIOD)) == {file.name: content}
    assert written == [file.name] * 2
    assert len(share.look().submissions) == 1
    share.put(f"{A}-phuong/phan-hoi/{PERIOD}/{file.name}", b"corrected by the clerk")
    file.write_bytes(b"third")
    assert given_back(share, file) == (0, 0, 1)
    assert share.lying(f"{A}-phuong", "phan-hoi", str(PERIOD)) == {file.name: b"corrected by the clerk"}


def test_a_share_that_can_only_be_read_is_read_and_the_run_goes_on(
    share: RemoteShare, deployment: Deployment, sample: Path
) -> None:
    if share.server.kind not in DISKS:
        return  # moto asks nobody for a right
    content = b"no form at all"
    share.put(f"{A}-phuong/a.xlsx", content)
    share.server.restart(read_only=True)
    try:
        deployed = replace(deployment, share=RemoteFolder(share.place.url, Connections().open))
        at = datetime.now(UTC) + LATER
        forms = read_submissions(collect_share(PERIOD, deployed, at).submissions)
        report, _ = judge(forms, deployed, (), at)
        said = write_feedback_of(forms, report, deployed)
        assert "0 of them in the units' own folders, 1 could not be put there" in said
        assert len(list(deployed.feedback.rglob("phan-hoi-*.xlsx"))) == 1
        assert "phan-hoi" not in share.lying(f"{A}-phuong")
    finally:
        share.server.restart(read_only=False)
    assert "1 of them in the units' own folders, 0 could" in write_feedback_of(forms, report, deployed)


@pytest.mark.parametrize("server", DISKS, indirect=True)
def test_a_name_that_is_no_text_keeps_nobody_from_the_rest(share: RemoteShare) -> None:
    share.put("01837-song-cau/bieu.xlsx", b"one")
    share.put("01840-duc-xuan/bieu.xlsx", b"two")
    (folder,) = share.server.files.rglob("01840-duc-xuan")
    Path(os.fsdecode(os.fsencode(folder) + b"/bi\xeau.xlsx")).write_bytes(b"three")
    found = share.look()
    # a WebDAV server that cannot say the name refuses the folder: then its unit's folder is not reached
    assert {*(s.folder_unit for s in found.submissions), *found.unreachable} == {"01837", "01840"}
    assert "01837" not in found.unreachable
    if share.server.kind == "sftp":
        assert [NO_TEXT in s.file_name for s in found.submissions if s.size == len(b"three")] == [True]


@pytest.mark.parametrize("server", ["sftp"], indirect=True)
@pytest.mark.parametrize(
    ("extra", "why"),
    [
        ({"host_key": None}, "host key is not known"),
        (
            {"host_key": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"},
            "another host key",
        ),
        ({"host_key": None, "no_host_key_check": True}, None),
    ],
)
def test_an_sftp_server_has_to_show_the_key_that_is_known(
    share: RemoteShare, extra: dict[str, Any], why: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    share.put(f"{A}-phuong/a.xlsx", b"a")
    for key, value in share.server.environment(**extra).items():
        monkeypatch.setenv(key, value)
    access = FolderAccess(RemoteFolder(share.place.url, Connections().open), wait_none())
    if why is None:
        assert len(access.entries()) == 1
    else:
        with pytest.raises(UnreachableError, match=why):
            access.entries()


def test_a_connection_that_airflow_does_not_have_stops_with_its_name(
    share: RemoteShare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(f"AIRFLOW_CONN_{CONNECTION.upper()}")
    with pytest.raises(ConfigurationError, match=CONNECTION):
        share.look()


def test_a_server_that_does_not_answer_is_not_tried_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    answers, tried = [True, False, False, True, *[False] * 9], list[bool]()

    def connect(_: Any) -> MemoryFileSystem:
        tried.append(answers[len(tried)])
        if not tried[-1]:
            raise TimeoutError
        return MemoryFileSystem()

    monkeypatch.setenv(f"AIRFLOW_CONN_{CONNECTION.upper()}", "sftp://127.0.0.1")
    monkeypatch.setitem(shares._FILE_SYSTEMS, "sftp", connect)
    connections = Connections()
    for _ in range(12):
        with suppress(UnreachableError):
            connections.open(f"sftp://{CONNECTION}@/x", True)
    assert tried == answers[:7]  # three in a row


def test_a_link_on_a_windows_server_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    attributes = {"file": 0x20, "directory": 0x10, "linked file": 0x420, "linked folder": 0x410}

    def scandir(*_: object, **__: object) -> AbstractContextManager[list[SimpleNamespace]]:
        about = {"end_of_file": 1, "last_write_time": datetime.now(UTC)}
        return nullcontext(
            [
                SimpleNamespace(name=name, smb_info=SimpleNamespace(file_attributes=held, **about))
                for name, held in attributes.items()
            ]
        )

    monkeypatch.setattr("smbclient.scandir", scandir)
    share = object.__new__(smb_share.SmbShare)
    share.host, share.port = "may-chu", 445
    kinds = {entry["name"].rpartition("/")[2]: entry["type"] for entry in share.ls("/kho")}
    assert kinds == {"file": "file", "directory": "directory", "linked file": "link", "linked folder": "link"}
