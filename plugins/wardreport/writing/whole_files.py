"""A file that is there whole or not at all, whenever the process that writes it ends."""

from __future__ import annotations

from pathlib import Path


def write_whole(file: Path, content: bytes) -> None:
    """Writes beside the file and moves it into its place; raises ``OSError`` where it cannot. Its folder is there."""
    unfinished = file.with_name(f".{file.name}-unfinished")
    unfinished.write_bytes(content)
    unfinished.replace(file)
