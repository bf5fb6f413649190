"""Which bytes a file on a server had when it was last fetched, so that one that is unchanged is not fetched again."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from wardreport.domain.period import Period
from wardreport.stages.collect.folder_access import FolderEntry
from wardreport.writing.file_rights.closing import make_closed
from wardreport.writing.whole_files import write_whole


class SeenFiles:
    """What one look finds, and what the look before had found. No name of a file is in it: names are submitted text."""

    def __init__(self, store: Path, period: Period) -> None:
        self._file = store / "seen" / f"{period}.json"
        self._before: dict[str, str] = json.loads(self._file.read_text("utf-8")) if self._file.is_file() else {}
        self._now: dict[str, str] = {}

    def sha256_of(self, folder: str, entry: FolderEntry) -> str | None:
        """The hash of its bytes, where place, size and time are still the same."""
        return self._before.get(_key(folder, entry))

    def note(self, folder: str, entry: FolderEntry, sha256: str) -> None:
        """Keeps the hash for the next look."""
        self._now[_key(folder, entry)] = sha256

    def save(self) -> None:
        """Writes what this look has found, where it has found something on a server."""
        if not self._now:
            return
        make_closed(self._file.parent)
        write_whole(self._file, json.dumps(self._now).encode())


def _key(folder: str, entry: FolderEntry) -> str:
    return hashlib.sha256(
        f"{folder}\n{entry.path}\n{entry.size}\n{entry.modified}".encode(errors="surrogatepass")
    ).hexdigest()
