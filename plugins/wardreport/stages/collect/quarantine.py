"""Where the original of a quarantined submission lies until its retention time ends (docs/design/findings.md)."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from wardreport.stages.collect.shared_folders import stored_copy
from wardreport.writing.file_rights.closing import OWNER, make_closed

_DELETED = ".deleted"  # an empty file that says of a hash that its original has had its time


def put_aside(hashes: Iterable[str], store: Path, quarantine: Path, as_of: datetime) -> int:
    """Moves the copies of quarantined submissions out of ``store``; gives how many are new in quarantine.

    The folder and its files can be read by their owner only; a file's time is when it was put there. Doing it again
    changes nothing: a file that is there keeps its time, so that its retention ends once, and one that has had its time
    does not come back from a share where it still lies.
    """
    make_closed(quarantine)
    quarantine.chmod(OWNER)
    added = 0
    for sha256 in hashes:
        copy, place = stored_copy(store, sha256), quarantine / sha256
        if place.exists() or place.with_name(sha256 + _DELETED).exists():
            copy.unlink(missing_ok=True)
        elif copy.exists():
            copy.chmod(stat.S_IRUSR)  # before it is there: a run that ends in between does it again
            os.utime(copy, (as_of.timestamp(), as_of.timestamp()))
            copy.replace(place)
            added += 1
    return added


def delete_expired(quarantine: Path, retention: timedelta, as_of: datetime) -> int:
    """Deletes the originals whose retention time has ended, and remembers their hashes; gives how many."""
    if not quarantine.is_dir():
        return 0
    kept = (file for file in quarantine.iterdir() if file.suffix != _DELETED)
    expired = [file for file in kept if as_of - datetime.fromtimestamp(file.stat().st_mtime, UTC) >= retention]
    for file in expired:
        file.with_name(file.name + _DELETED).touch(mode=0o400)
        file.unlink()
    return len(expired)
