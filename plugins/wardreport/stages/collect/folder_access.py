"""Reaches a shared folder wherever it lies: a local or mounted one, or one on a server, over fsspec, with retries."""

from __future__ import annotations

import errno
import hashlib
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeVar

from fsspec import AbstractFileSystem  # type: ignore[import-untyped]
from fsspec.implementations.local import LocalFileSystem  # type: ignore[import-untyped]
from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_exponential
from tenacity.wait import wait_base

from wardreport.writing.file_rights.opening import like_its_folder, reopen

TRIES = 3
BACK_OFF = wait_exponential(multiplier=1, max=10)  # seconds between the tries
_CHUNK = 1024 * 1024
_UNFINISHED = ".part"  # how the name of a file ends that is being put somewhere
_PUT = ("s3", "webdav")  # these servers take a whole file in one request
_TIMES = ("mtime", "LastModified", "modified")  # what the file systems call the time of the last change
# What fsspec's file systems let through of the libraries below them, beside OSError; by name: collect imports none.
_LIBRARIES = frozenset({"paramiko", "smbprotocol", "httpx", "webdav4", "botocore"})
_LASTING = frozenset({errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR})  # to ask again at once would not help
_SHARING_VIOLATION = 0xC0000043  # SMB: somebody has the file open and lets nobody else
T = TypeVar("T")


class OpenedFolder(Protocol):
    """A folder on a server as ``ObjectStoragePath`` gives it."""

    @property
    def fs(self) -> AbstractFileSystem:
        """The file system, connected."""

    @property
    def path(self) -> str:
        """Where the folder is in it."""


Connect = Callable[[str, bool], OpenedFolder]  # a URL, and whether a connection that is there is to be made anew


@dataclass(frozen=True)
class RemoteFolder:
    """A folder on a server; nothing is connected before it is looked into. Its URL names a connection, no password."""

    url: str
    connect: Connect

    def __str__(self) -> str:
        return self.url


ShareFolder = Path | RemoteFolder


class UnreachableError(Exception):
    """What a share does not give, and why; ``reason`` names no file."""

    def __init__(self, error: Exception) -> None:
        said = error.strerror if isinstance(error, OSError) else None
        self.reason = f"{type(error).__name__}: {said}" if said else type(error).__name__
        number = error.errno if isinstance(error, OSError) else None  # SMB's errors are of no narrower kind
        self.gone = number == errno.ENOENT or isinstance(error, FileNotFoundError)
        self.in_use = getattr(error, "ntstatus", None) == _SHARING_VIOLATION
        not_text = isinstance(error, UnicodeError)
        self.lasting = not_text or self.gone or self.in_use or number in _LASTING or isinstance(error, PermissionError)
        super().__init__(self.reason)


@contextmanager
def reaching() -> Iterator[None]:
    """Whatever a share's library raises inside is an ``UnreachableError``."""
    try:
        yield
    except UnreachableError:
        raise
    except Exception as error:
        if not _of_the_share(error):
            raise
        raise UnreachableError(error) from error


def _of_the_share(error: Exception) -> bool:
    # paramiko ends a lost connection with EOFError; smbprotocol one that can't be made with ValueError from an OSError
    # and a name that a library cannot decode is one of the share's
    if isinstance(error, OSError | EOFError | UnicodeError) or isinstance(error.__cause__, OSError):
        return True
    return any(kind.__module__.partition(".")[0] in _LIBRARIES for kind in type(error).__mro__)


@dataclass(frozen=True, slots=True)
class FolderEntry:
    """A file or folder as its folder lists it; what is neither (a link, a device) has no kind."""

    name: str
    path: str  # in its file system
    kind: str | None  # file, directory
    size: int
    modified: datetime | None  # UTC

    def unchanged(self, later: FolderEntry) -> bool:
        """Whether it is still what it was, to the second: some servers list fractions and tell none of one file."""
        seconds = [int(entry.modified.timestamp()) if entry.modified else None for entry in (self, later)]
        return self.size == later.size and seconds[0] == seconds[1]


class FolderAccess:
    """One place, and what can be done there. Each method raises ``UnreachableError`` after its tries."""

    def __init__(self, place: ShareFolder, back_off: wait_base = BACK_OFF) -> None:
        self._place = place
        self._back_off = back_off

    @property
    def name(self) -> str:
        """The path or URL."""
        return str(self._place)

    @property
    def remote(self) -> bool:
        """Whether it lies on a server that has to be asked."""
        return isinstance(self._place, RemoteFolder)

    def entries(self, *below: str) -> list[FolderEntry]:
        """What lies in the folder, or in one below it, by name; an object store has no empty folders to miss."""
        return self._tried(lambda fs, root: _listed(fs, _joined(root, *below)))

    def entry(self, path: str) -> FolderEntry:
        """A file as it is now."""
        return self._tried(lambda fs, _: _asked(fs, path))

    def read(self, path: str, take: Callable[[Iterator[bytes]], T]) -> T:
        """Gives a file's bytes to ``take``, from the beginning at each try; errors of ``take`` are its own."""
        return self._tried(lambda fs, _: take(_chunks(fs, path)))

    def write(self, content: bytes, *below: str) -> None:
        """Puts a whole file into a folder below, once: made under another name and moved, so that nobody sees a half.

        The folder has to be there, but in an object store.
        """
        with reaching():
            fs, root = self._connected(anew=False)
            target = _joined(root, *below)
            if _is_a(fs, *_PUT):
                fs.pipe_file(target, content)
                return
            folder, _, name = target.rpartition("/")
            for left in _listed(fs, folder):  # by a run that was killed; one that still writes it puts it there later
                if left.name.startswith(f".{name}.") and left.name.endswith(_UNFINISHED):
                    fs.rm_file(left.path)
            unfinished = f"{folder}/.{name}.{secrets.token_hex(4)}{_UNFINISHED}"
            with fs.open(unfinished, "wb") as file:
                file.write(content)
            if not self.remote:
                like_its_folder(Path(unfinished), writable=True)
            fs.mv(unfinished, target)

    def make_folders(self, *below: str, above: int = 0) -> None:
        """Makes the folders below one another that are not there, but for the first ``above``, which have to be.

        Each has the rights of the one above. Raises where one of them is a link or a file: whoever may write a share
        does not say where else is written.
        """
        with reaching():
            fs, root = self._connected(anew=False)
            if _is_a(fs, "s3"):
                return
            for number, name in list(enumerate(below))[above:]:
                there = {entry.name: entry.kind for entry in _listed(fs, _joined(root, *below[:number]))}
                made = _joined(root, *below[: number + 1])
                if name in there and there[name] != "directory":
                    raise NotADirectoryError(errno.ENOTDIR, "what should be a folder is none")
                if name not in there:
                    fs.mkdir(made, create_parents=False)
                if not self.remote:
                    give = reopen if name in there else partial(like_its_folder, writable=True)
                    give(Path(made))

    def _tried(self, work: Callable[[AbstractFileSystem, str], T]) -> T:
        worth_it = retry_if_exception(lambda error: isinstance(error, UnreachableError) and not error.lasting)
        tries = Retrying(stop=stop_after_attempt(TRIES), wait=self._back_off, retry=worth_it, reraise=True)
        for attempt in tries:
            with attempt:
                return work(*self._connected(anew=attempt.retry_state.attempt_number > 1))
        raise AssertionError  # the last try gives or raises

    @reaching()
    def _connected(self, *, anew: bool) -> tuple[AbstractFileSystem, str]:
        if isinstance(self._place, Path):
            return LocalFileSystem(), str(self._place.absolute())
        opened = self._place.connect(self._place.url, anew)
        return opened.fs, opened.path.rstrip("/")


def sha256_of(chunks: Iterable[bytes]) -> str:
    """The hash of a file that is read in chunks."""
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()


@reaching()
def _listed(fs: AbstractFileSystem, path: str) -> list[FolderEntry]:
    fs.invalidate_cache()
    try:
        listed = fs.ls(path, detail=True)
    except FileNotFoundError:
        if not _is_a(fs, "s3"):
            raise
        fs.ls(path.partition("/")[0])  # the bucket has to be there
        listed = []
    entries = [_entry(info) for info in listed if info["name"].strip("/") != path.strip("/")]
    return sorted(entries, key=lambda entry: entry.name)


@reaching()
def _asked(fs: AbstractFileSystem, path: str) -> FolderEntry:
    fs.invalidate_cache()
    return _entry(fs.info(path))


def _entry(info: dict[str, Any]) -> FolderEntry:
    path = info["name"].rstrip("/")
    kind = info["type"] if info["type"] in {"file", "directory"} and not info.get("islink") else None
    at = next((info[key] for key in _TIMES if info.get(key) is not None), None)
    modified = datetime.fromtimestamp(at, UTC) if isinstance(at, int | float) else at and at.astimezone(UTC)
    return FolderEntry(path.rpartition("/")[2], path, kind, info.get("size") or 0, modified)


def _chunks(fs: AbstractFileSystem, path: str) -> Iterator[bytes]:
    with reaching(), fs.open(path, "rb") as source:
        while chunk := source.read(_CHUNK):
            yield chunk


def _is_a(fs: AbstractFileSystem, *kinds: str) -> bool:
    protocols = (fs.protocol,) if isinstance(fs.protocol, str) else fs.protocol
    return not set(kinds).isdisjoint(protocols)


def _joined(*parts: str) -> str:
    return "/".join(parts)
