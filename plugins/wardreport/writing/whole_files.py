"""A file that is there whole or not at all, whenever the process that writes it ends."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

UNFINISHED = ".unfinished-"  # how the names of what is being written begin; each has a name of its own
ABANDONED_AFTER = timedelta(days=1)  # what nobody has gone on with belongs to a process that was killed

_HOUR = 3600  # seconds


def write_whole(file: Path, content: bytes, rights: Callable[[Path], None] | None = None) -> None:
    """Writes beside the file and moves it into its place; raises ``OSError`` where it cannot. Its folder is there.

    The file is its owner's alone from its first byte; ``rights`` may open it before it is in its place. Two that write
    at once leave the whole file of one of them.
    """
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=UNFINISHED)
    unfinished = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as target:
            target.write(content)
            target.flush()
            os.fsync(target.fileno())
        if rights is not None:
            rights(unfinished)
        unfinished.replace(file)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    _swept(file.parent, int(time.time() // _HOUR))


@lru_cache(maxsize=64)  # who writes thousands of files into a folder looks through it once an hour
def _swept(folder: Path, _hour: int) -> None:
    delete_abandoned(folder)


def delete_abandoned(folder: Path) -> None:
    """Takes away from a folder what processes that were killed had begun to write there."""
    for left in folder.glob(f"{UNFINISHED}*"):
        with suppress(OSError):  # another process is ahead
            if time.time() - left.lstat().st_mtime > ABANDONED_AFTER.total_seconds():
                shutil.rmtree(left) if left.is_dir() and not left.is_symlink() else left.unlink()
