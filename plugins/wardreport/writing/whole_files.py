"""A file that is there whole or not at all, whenever the process that writes it ends."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

UNFINISHED = ".unfinished-"  # how the names of what is being written begin; each has a name of its own
ABANDONED_AFTER = 24 * 3600.0  # seconds: what nobody has gone on with belongs to a process that was killed


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
    delete_abandoned(file.parent)


def delete_abandoned(folder: Path) -> None:
    """Takes away from a folder what processes that were killed had begun to write there."""
    for left in folder.glob(f"{UNFINISHED}*"):
        with suppress(OSError):  # another process is ahead
            if time.time() - left.lstat().st_mtime > ABANDONED_AFTER:
                shutil.rmtree(left) if left.is_dir() and not left.is_symlink() else left.unlink()
