"""Looks through the units' folders and takes a content-addressed copy of every complete file."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from wardreport.domain.period import Period
from wardreport.domain.submission import MAX_FILE_BYTES, Collection, Submission
from wardreport.metadata.units import ReportingUnit

# what lies in shared folders and is no submission: lock files, unfinished downloads, the desktop's own files
NOT_A_SUBMISSION = re.compile(r"~\$.*|\..*|.*\.(tmp|part|partial|crdownload|filepart)|thumbs\.db|desktop\.ini", re.I)
SETTLING = timedelta(seconds=2)  # a file changed this recently may still be being written
_CHUNK = 1024 * 1024


def collect(share: Path, store: Path, *, period: Period, units: Iterable[ReportingUnit], as_of: datetime) -> Collection:
    """Every complete file of the units' folders, oldest first, copied into ``store`` under its sha256.

    ``as_of`` is the time of this look. Files that change while they are read, or changed less than ``SETTLING``
    before it, are left for the next run. Links are not followed. A subfolder named after another period
    (``2023-S2/``) is not looked into. Raises ``FileNotFoundError`` where the share is not there.
    """
    codes = [unit.unit_code for unit in units]
    found: dict[tuple[str, str], Submission] = {}
    unfinished = unknown_folders = 0
    for folder in sorted(share.iterdir()):
        if folder.is_symlink() or not folder.is_dir():
            continue
        unit = unit_of_folder(folder.name, codes)
        if unit is None:
            unknown_folders += 1
            continue
        for file in _files(folder, period):
            submission = _take(file, store, unit, period, as_of)
            if submission is None:
                unfinished += 1
                continue
            key = (unit, submission.sha256)
            # the same bytes twice in a folder are one submission, received when the first of them came
            if key not in found or submission.received_at < found[key].received_at:
                found[key] = submission
    in_order = sorted(found.values(), key=lambda submission: submission.order)
    return Collection(tuple(in_order), unfinished, unknown_folders)


def submission_of_file(file: Path, *, codes: Iterable[str], unit: str | None, period: Period | None) -> Submission:
    """One file as ``wardreport check`` looks at it, without copying it; its folder counts where it names a unit."""
    status = file.stat()
    return Submission(
        sha256=_sha256(file),
        size=status.st_size,
        received_at=_utc(status.st_mtime),
        content=file,
        folder_unit=unit_of_folder(file.resolve().parent.name, codes),
        given_unit=unit,
        given_period=period,
        file_name=file.name,
    )


def stored_copy(store: Path, sha256: str) -> Path:
    """Where ``collect`` puts the copy of a submission."""
    return store / sha256[:2] / sha256


def unit_of_folder(name: str, codes: Iterable[str]) -> str | None:
    """The unit code that a folder's name begins with (``058-CA-cong-an`` is 058-CA, not 058)."""
    fitting = [code for code in codes if name == code or name.startswith(f"{code}-")]
    return max(fitting, key=len, default=None)


def _files(folder: Path, period: Period) -> Iterator[Path]:
    for entry in sorted(folder.iterdir()):
        if entry.is_symlink() or NOT_A_SUBMISSION.fullmatch(entry.name):
            continue
        if entry.is_dir():
            other_period = re.fullmatch(r"\d{4}-S[12]", entry.name) and entry.name != str(period)
            if not other_period:
                yield from _files(entry, period)
        elif entry.is_file():
            yield entry


def _take(file: Path, store: Path, unit: str, period: Period, as_of: datetime) -> Submission | None:
    before = file.stat()
    if timedelta(0) <= as_of - _utc(before.st_mtime) < SETTLING:
        return None
    oversized = before.st_size > MAX_FILE_BYTES
    sha256, content = (_sha256(file), file) if oversized else _copy(file, store)
    after = file.stat()
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        return None
    return Submission(
        sha256=sha256,
        size=before.st_size,
        received_at=_utc(before.st_mtime),
        content=content,
        folder_unit=unit,
        given_period=period,
        collected=True,
        file_name=file.name,
    )


def _copy(file: Path, store: Path) -> tuple[str, Path]:
    """Copies the bytes to ``store/ab/abcd…``; the copy is named only when it is whole."""
    store.mkdir(parents=True, exist_ok=True, mode=0o700)  # nobody has screened what lies in it
    unfinished = store / f"incoming-{os.getpid()}"
    digest = hashlib.sha256()
    with file.open("rb") as source, unfinished.open("wb") as target:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            target.write(chunk)
    sha256 = digest.hexdigest()
    content = stored_copy(store, sha256)
    content.parent.mkdir(exist_ok=True)
    unfinished.replace(content)
    return sha256, content


def _sha256(file: Path) -> str:
    with file.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _utc(timestamp: float) -> datetime:
    return datetime.fromtimestamp(timestamp, UTC)
