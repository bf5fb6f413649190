"""What is meant for others, as open as the folder it lies in."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

from wardreport.writing.file_rights.closing import OWNER, OWNERS_FILE, missing

_OPENED = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def make_open(folder: Path) -> None:
    """Makes a folder and those above it that are missing, each as open to read as the one above."""
    for place in reversed(missing(folder)):
        place.mkdir(mode=OWNER, exist_ok=True)
        like_its_folder(place)
    folder.mkdir(exist_ok=True)


def open_up(folder: Path) -> None:
    """Makes a folder and all that lies in it as open to read as the folder above it."""
    for path in (folder, *sorted(folder.rglob("*"))):  # a folder before what lies in it
        like_its_folder(path)


def reopen(folder: Path) -> None:
    """Gives a folder for others the rights of the one above, also where a process was killed before it could."""
    found = folder.lstat()
    if found.st_uid == os.geteuid() and stat.S_IMODE(found.st_mode) & 0o777 == OWNER:
        like_its_folder(folder, writable=True)


def like_its_folder(made: Path, *, writable: bool = False, others: bool = True) -> None:
    """Gives a file or folder that this process has made the group and the rights of the folder that it lies in.

    Others may write only what is ``writable``, and have no right at all without ``others``. Where the group cannot be
    given, it has the rights of others. A file system that knows no rights keeps its own. Links are not followed: who
    may write the folder above could lay one there.
    """
    above = made.parent.stat()
    with suppress(OSError):
        descriptor = os.open(made, _OPENED)
        try:
            _set_rights(descriptor, above, writable=writable, others=others)
        finally:
            os.close(descriptor)


def _set_rights(descriptor: int, above: os.stat_result, *, writable: bool, others: bool) -> None:
    own = os.fstat(descriptor)
    folder = stat.S_ISDIR(own.st_mode)
    if not folder and own.st_nlink != 1:
        return  # it has another name elsewhere
    rights = stat.S_IMODE(above.st_mode) & (0o2777 if folder else 0o666)
    rights &= ~((0 if writable else 0o022) | (0 if others else 0o007))
    if own.st_gid != above.st_gid:
        try:
            os.fchown(descriptor, -1, above.st_gid)
        except OSError:  # the members of the group above are others here, and those of this file's group nobody's
            rights &= 0o707 | (rights & 0o007) << 3
    os.fchmod(descriptor, rights | (OWNER if folder else OWNERS_FILE))
