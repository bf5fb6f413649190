"""Looks through the units' folders and takes a content-addressed copy of every complete file."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tenacity.wait import wait_base

from wardreport.domain.period import Period
from wardreport.domain.submission import FEEDBACK_FOLDER, MAX_FILE_BYTES, Collection, Submission
from wardreport.metadata.units import ReportingUnit
from wardreport.stages.collect.folder_access import BACK_OFF, FolderEntry, ShareFolder, UnreachableError, sha256_of
from wardreport.stages.collect.left_alone import POINTER_BYTES, passed_over, points_elsewhere
from wardreport.stages.collect.seen_files import SeenFiles
from wardreport.stages.collect.unit_folders import (
    UnitFolder,
    folders_of_units,
    refuse_lost_share,
    unit_of_folder,
)
from wardreport.writing.file_rights.closing import make_closed
from wardreport.writing.whole_files import ABANDONED_AFTER

SETTLING = timedelta(seconds=2)  # a file changed this recently may still be being written

log = logging.getLogger(__name__)


def collect(
    share: ShareFolder,
    store: Path,
    *,
    period: Period,
    units: Iterable[ReportingUnit],
    as_of: datetime,
    opens_at: datetime | None = None,
    elsewhere: Mapping[str, ShareFolder] | None = None,
    back_off: wait_base = BACK_OFF,
) -> Collection:
    """Every complete file of the units' folders, oldest first, copied into ``store`` under its sha256.

    ``as_of`` is the time of this look and ``opens_at`` that when the collection opens: nothing was received after the
    one or before the other, whatever a file's time says, which a copy may have from anywhere. ``elsewhere`` gives the
    folder of units that have theirs not in the share. What only points to another file is passed over and told. Files
    that change or vanish while they are read, that somebody holds open alone, or that changed less than ``SETTLING``
    before the look, are left for the next one. Links are not followed. A subfolder named after another period
    (``2023-S2/``) is not looked into, nor one with what was returned. A unit's folder that cannot be looked into is
    told as unreachable. Raises ``FileNotFoundError`` where the share is not there, ``ConnectionError`` where it does
    not answer.
    """
    codes = [unit.unit_code for unit in units]
    _delete_abandoned(store, as_of)
    folders, unknown_folders = folders_of_units(share, elsewhere or {}, codes, back_off)
    look = _Look(store, period, as_of, opens_at)
    for folder in folders:
        try:
            look.through(folder)
        except UnreachableError as error:
            if folder.below and not error.lasting:
                refuse_lost_share(folder.access, share)
            look.tell_unreachable(folder.unit, error)
    look.seen.save()
    in_order = sorted(look.found.values(), key=lambda submission: submission.order)
    return Collection(
        tuple(in_order), look.unfinished, unknown_folders, tuple(sorted(look.unreachable)), tuple(sorted(look.pointers))
    )


def submission_of_file(file: Path, *, codes: Iterable[str], unit: str | None, period: Period | None) -> Submission:
    """One file as ``wardreport check`` looks at it, without copying it; its folder counts where it names a unit."""
    status = file.stat()
    with file.open("rb") as source:
        sha256 = hashlib.file_digest(source, "sha256").hexdigest()
    return Submission(
        sha256=sha256,
        size=status.st_size,
        received_at=datetime.fromtimestamp(status.st_mtime, UTC),
        content=file,
        folder_unit=unit_of_folder(file.resolve().parent.name, codes),
        given_unit=unit,
        given_period=period,
        file_name=readable_name(os.fsencode(file.name)),
    )


def readable_name(name: bytes | str) -> str:
    """A file's name as text, with ``NO_TEXT`` for what is none (an old encoding's letters, halves of a character)."""
    raw = name.encode("utf-8", "surrogatepass") if isinstance(name, str) else name
    return raw.decode("utf-8", "replace")


def stored_copy(store: Path, sha256: str) -> Path:
    """Where ``collect`` puts the copy of a submission."""
    return store / sha256[:2] / sha256


class _Look:
    """What one look through the folders has found so far."""

    def __init__(self, store: Path, period: Period, as_of: datetime, opens_at: datetime | None) -> None:
        self._store, self._period, self._as_of, self._opens_at = store, period, as_of, opens_at
        self.seen = SeenFiles(store, period)
        self.found: dict[tuple[str, str], Submission] = {}
        self.unfinished = 0
        self.unreachable: set[str] = set()
        self.pointers: set[str] = set()

    def tell_unreachable(self, unit: str, error: UnreachableError) -> None:
        log.warning("unit %s: its folder, or a file in it, cannot be reached (%s)", unit, error.reason)
        self.unreachable.add(unit)

    def through(self, folder: UnitFolder) -> None:
        for file in self._files(folder, folder.below):
            try:
                submission = self._taken(folder, file)
            except UnreachableError as error:
                if not error.lasting:
                    raise
                if not (error.gone or error.in_use):
                    self.tell_unreachable(folder.unit, error)
                    continue
                submission = None
            if submission is None:
                self.unfinished += 1
                continue
            if self._is_a_pointer(submission):
                self.pointers.add(folder.unit)
                submission.content.unlink()
                continue
            key = (folder.unit, submission.sha256)
            # the same bytes twice in a folder are one submission, received when the first of them came
            if key not in self.found or submission.received_at < self.found[key].received_at:
                self.found[key] = submission

    def _files(self, folder: UnitFolder, below: tuple[str, ...]) -> Iterator[FolderEntry]:
        for entry in folder.access.entries(*below):
            if passed_over(entry.name):
                continue
            if entry.kind == "file" and points_elsewhere(entry.name):
                self.pointers.add(folder.unit)
            elif entry.kind == "file":
                yield entry
            elif entry.kind == "directory" and entry.name.casefold() != FEEDBACK_FOLDER:
                other_period = re.fullmatch(r"\d{4}-S[12]", entry.name) and entry.name != str(self._period)
                if not other_period:
                    yield from self._files(folder, (*below, entry.name))

    def _taken(self, folder: UnitFolder, file: FolderEntry) -> Submission | None:
        changed_at = file.modified or self._as_of
        age = self._as_of - changed_at
        if timedelta(0) <= age < SETTLING:
            return None
        oversized = file.size > MAX_FILE_BYTES
        sha256 = self.seen.sha256_of(folder.access.name, file) if folder.access.remote else None
        if sha256 is None or not (oversized or stored_copy(self._store, sha256).is_file()):
            sha256 = folder.access.read(file.path, sha256_of if oversized else self._stored)
            if not file.unchanged(folder.access.entry(file.path)):
                return None
        if folder.access.remote and age >= SETTLING:  # a later change has another time: the file may be told by it
            self.seen.note(folder.access.name, file, sha256)
        return Submission(
            sha256=sha256,
            size=file.size,
            received_at=min(max(changed_at, self._opens_at or changed_at), self._as_of),
            content=self._oversized(folder, file, sha256) if oversized else stored_copy(self._store, sha256),
            folder_unit=folder.unit,
            given_period=self._period,
            collected=True,
            file_name=readable_name(file.name if folder.access.remote else os.fsencode(file.name)),
            changed_at=changed_at,
        )

    def _is_a_pointer(self, submission: Submission) -> bool:
        return submission.size <= POINTER_BYTES and points_elsewhere("", submission.content.read_bytes())

    def _oversized(self, folder: UnitFolder, file: FolderEntry, sha256: str) -> Path:
        """The file itself, or an empty one of its size for one on a server: nobody reads more of it than that."""
        if not folder.access.remote:
            return Path(file.path)
        content = self._store / "oversized" / sha256
        make_closed(content.parent)
        with content.open("wb") as target:
            target.truncate(file.size)  # takes no room on the disk
        return content

    def _stored(self, chunks: Iterable[bytes]) -> str:
        """Copies the bytes to ``store/ab/abcd…``; the copy is named only when it is whole."""
        make_closed(self._store)  # nobody has screened what lies in it
        descriptor, name = tempfile.mkstemp(dir=self._store, prefix="incoming-")
        digest = hashlib.sha256()
        try:
            with os.fdopen(descriptor, "wb") as target:
                for chunk in chunks:
                    digest.update(chunk)
                    target.write(chunk)
            content = stored_copy(self._store, digest.hexdigest())
            make_closed(content.parent)
            Path(name).replace(content)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        return digest.hexdigest()


def _delete_abandoned(store: Path, as_of: datetime) -> None:
    """Takes away what looks that were killed had begun to copy: nobody has screened it, and no retention time ends."""
    for copy in store.glob("incoming-*"):
        with contextlib.suppress(FileNotFoundError):  # another look is ahead
            if as_of.timestamp() - copy.stat().st_mtime > ABANDONED_AFTER.total_seconds():
                copy.unlink()
