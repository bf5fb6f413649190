"""A file that a database writes: there whole or not at all."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import OperationalError

from wardreport.domain.errors import ConfigurationError
from wardreport.writing.file_rights.closing import make_closed
from wardreport.writing.file_rights.opening import make_open
from wardreport.writing.whole_files import UNFINISHED, delete_abandoned


@contextmanager
def whole_file(out: Path, rights: Callable[[Path], None] | None = None) -> Iterator[Path]:
    """Gives a place in a closed folder beside ``out``; what was written there is moved to ``out`` at the end.

    ``rights`` opens it there; without, it keeps those that it was made with. Raises ``ConfigurationError`` where it
    cannot be written, or what is written ends before its end.
    """
    try:
        make = make_closed if rights is None else make_open
        make(out.parent)
        delete_abandoned(out.parent)
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=UNFINISHED) as folder:
            unfinished = Path(folder) / out.name
            yield unfinished
            with unfinished.open("rb") as written:
                os.fsync(written.fileno())
            unfinished.replace(out)
            if rights is not None:
                rights(out)
    except OSError as error:
        raise ConfigurationError(f"{out}: {error.strerror or type(error).__name__}: cannot be written") from None
    except (sqlite3.OperationalError, OperationalError):
        raise ConfigurationError(f"{out}: cannot be written (is the disk full?), or its warehouse not read") from None
