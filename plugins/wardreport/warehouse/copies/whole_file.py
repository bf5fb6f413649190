"""A file that a database writes: there whole or not at all."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import OperationalError

from wardreport.domain.errors import ConfigurationError


@contextmanager
def whole_file(out: Path) -> Iterator[Path]:
    """Gives a place in a closed folder beside ``out``; what was written there is moved to ``out`` at the end.

    Raises ``ConfigurationError`` where it cannot be written, or what is written ends before its end.
    """
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-") as folder:
            unfinished = Path(folder) / out.name
            yield unfinished
            with unfinished.open("rb") as written:
                os.fsync(written.fileno())
            unfinished.replace(out)
    except OSError as error:
        raise ConfigurationError(f"{out}: {error.strerror or type(error).__name__}: cannot be written") from None
    except (sqlite3.OperationalError, OperationalError):
        raise ConfigurationError(f"{out}: cannot be written (is the disk full?), or its warehouse not read") from None
