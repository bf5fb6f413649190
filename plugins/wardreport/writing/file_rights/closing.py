"""What is its owner's alone from its first byte."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OWNER = 0o700  # a folder
OWNERS_FILE = 0o600  # a file


@contextmanager
def closed_to_others() -> Iterator[None]:
    """Whatever is made meanwhile is its owner's alone, whatever the caller's umask is.

    It counts for the whole process: only what begins one (a command, a task) calls it.
    """
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def make_closed(folder: Path) -> None:
    """Makes a folder and those above it that are missing, each its owner's alone; what is there stays as it is."""
    for place in reversed(missing(folder)):
        place.mkdir(mode=OWNER, exist_ok=True)
    folder.mkdir(exist_ok=True)  # raises where it is a file


def missing(folder: Path) -> list[Path]:
    """A folder and those above it, as far as they are not there; the inmost first."""
    return [place for place in (folder, *folder.parents) if not place.exists()]
