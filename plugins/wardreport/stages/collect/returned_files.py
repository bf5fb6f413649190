"""What goes back to a unit lies in its own folder too: ``phan-hoi/<period>/…``, as far as that can be written."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from wardreport.domain.submission import FEEDBACK_FOLDER
from wardreport.stages.collect.folder_access import ShareFolder, UnreachableError, sha256_of
from wardreport.stages.collect.unit_folders import UnitFolder, folders_of_units
from wardreport.writing.file_rights.closing import make_closed
from wardreport.writing.whole_files import write_whole

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Returned:
    """A file that goes back to the unit in whose folder the submission lay."""

    unit: str
    period: str
    file: Path


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of the files: how many lie in their units' folders, and how many could not be put there."""

    delivered: int
    kept_back: int
    changed_there: int = 0  # the unit has written into what it got: that is left as it is

    def __str__(self) -> str:
        changed = f", {self.changed_there} left as their units have changed them" if self.changed_there else ""
        return f"{self.delivered} of them in the units' own folders, {self.kept_back} could not be put there{changed}"


def deliver(
    returned: Collection[Returned],
    share: ShareFolder,
    elsewhere: Mapping[str, ShareFolder],
    *,
    codes: Collection[str],
    unreachable: Collection[str],
    notes: Path,
) -> Delivery:
    """Puts each file into its unit's folder, by its first where it has several; what already lies there stays.

    Nothing is tried in an ``unreachable`` unit's folder. One that cannot be written keeps nobody from the rest: the
    next run tries again. ``notes`` is a folder of this function's own, with the hash of what it delivered last.
    """
    if not returned:
        return Delivery(0, 0)
    try:
        folders, _ = folders_of_units(share, elsewhere, codes)
    except (FileNotFoundError, ConnectionError):
        return Delivery(0, len(returned))
    first = {folder.unit: folder for folder in reversed(folders) if folder.unit not in unreachable}
    became = [_put(item, first.get(item.unit), notes) for item in returned]
    return Delivery(became.count("delivered"), became.count("kept back"), became.count("changed there"))


def _put(item: Returned, folder: UnitFolder | None, notes: Path) -> str:
    if folder is None:
        return "kept back"
    note = notes / item.period / item.unit / item.file.name
    content, last = item.file.read_bytes(), note.read_text("ascii") if note.is_file() else None
    try:
        below = (*folder.below, FEEDBACK_FOLDER, item.period)
        folder.access.make_folders(*below, above=len(folder.below))
        lying = _lying(folder, below, item.file.name)
        if lying is not None and last is not None and lying != last:
            return "changed there"
        if lying != sha256_of([content]):
            folder.access.write(content, *below, item.file.name)
    except UnreachableError as error:
        log.info("unit %s: nothing can be put into its folder (%s)", item.unit, error.reason)
        return "kept back"
    make_closed(note.parent)
    write_whole(note, sha256_of([content]).encode("ascii"))
    return "delivered"


def _lying(folder: UnitFolder, below: tuple[str, ...], name: str) -> str | None:
    there = next((entry for entry in folder.access.entries(*below) if entry.name == name), None)
    return folder.access.read(there.path, sha256_of) if there and there.kind == "file" else None
