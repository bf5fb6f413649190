"""Whether the folders are there, can be read and written, and are closed to others where they must be."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from wardreport.checkup.check import Check, Outcome, failed, ok, warning
from wardreport.domain.period import Period
from wardreport.metadata.catalogue import Metadata
from wardreport.stages.collect.unit_folders import unit_of_folder
from wardreport.workflow.settings import Settings

_MIB = 1024 * 1024
# A release of the sample, with pictures and PDF, takes 1.5 MiB, and is made beside the one that it replaces; a backup
# and an upgrade take the warehouse's size once more. Below the first number it is time to see to it; below the second
# a province's cycle (its submissions are copied, up to MAX_FILE_BYTES each) may stop half way.
ENOUGH_BYTES, TOO_FEW_BYTES = 1024 * _MIB, 200 * _MIB
_PROBE = b"\0" * 4096  # a full disk or quota may still take an empty file
_NAMED = 5


def nearest_existing(path: Path) -> Path:
    """The path itself, or the nearest above it that is there: where it would be made."""
    return next(place for place in (path, *path.absolute().parents) if place.exists())


def check_share(share: Path | str, metadata: Metadata, period: Period | None) -> Iterator[Check]:
    """The units' folders of the cycle at hand; no name of a folder is told, since whoever made it wrote it.

    A share on a server is asked by Airflow alone, which has its connection.
    """
    if isinstance(share, str):
        connection = share.partition("://")[2].partition("@")[0]
        yield ok("share", f"on a server: a run of collect_submissions looks into it by the connection {connection}")
        return
    if not share.is_dir():
        yield failed("share", f"{share} is no folder", "mount the share, or name it in WARDREPORT_SHARE")
        return
    known = {unit.unit_code for unit in metadata.units}
    folders = [entry for entry in sorted(share.iterdir()) if entry.is_dir() and not entry.is_symlink()]
    by_unit = {code: folder for folder in folders if (code := unit_of_folder(folder.name, known))}
    unreadable = [code for code, folder in by_unit.items() if not _readable(folder)]
    if unreadable:
        says = f"{len(unreadable)} units' folders cannot be read: {_some(unreadable)}"
        yield failed("share", says, "let the pipeline's user read them")
    else:
        yield ok("share", f"{share} can be read, with the folders of {len(by_unit)} units")
    unknown = sum(unit_of_folder(folder.name, known) is None for folder in folders)
    if unknown:
        mend = "begin their names with a unit's code (units.csv) and a hyphen, or take them away"
        yield warning("share: unknown folders", f"{unknown} folders are of no known unit and are passed over", mend)
    if period is not None:
        yield _check_units(by_unit, metadata.unit_names(period), period)


def _check_units(by_unit: Collection[str], names: Mapping[str, str], period: Period) -> Check:
    name = "share: units"
    missing = [f"{code} {unit}" for code, unit in names.items() if code not in by_unit]
    if missing:
        says = f"{len(missing)} of {len(names)} units of {period} have no folder: {_some(missing)}"
        return warning(
            name, says, "make a folder for each, its name beginning with the unit's code (a link does not count)"
        )
    return ok(name, f"all {len(names)} units of {period} have their folder")


def check_writable(name: str, folder: Path) -> Iterator[Check]:
    """Writes a file that has no name and is gone at once; where the folder is not there, into the nearest above it."""
    place = nearest_existing(folder)
    with tempfile.TemporaryFile(dir=place) as probe:
        probe.write(_PROBE)
        probe.flush()
    yield ok(name, f"{folder} can be written" if place == folder else f"{folder} is made when it is needed")


def check_closed(settings: Settings) -> Iterator[Check]:
    """What nobody has screened, or was put aside for a person's data, is for its owner alone; figures should be."""
    handover, submissions = settings.staging / "handover", settings.staging / "submissions"
    yield from _check_mode("quarantine closed", (settings.quarantine,), Outcome.FAILED)
    yield from _check_mode("submissions closed", (submissions, settings.staging), Outcome.FAILED)
    yield from _check_mode("internal closed", (settings.internal_folder,), Outcome.FAILED)
    yield from _check_mode("handover closed", (handover, settings.staging), Outcome.WARNING)
    yield from _check_mode("feedback closed", (settings.feedback,), Outcome.WARNING)


def _check_mode(name: str, folders: tuple[Path, ...], where_open: Outcome) -> Iterator[Check]:
    """One closed folder on the way is enough."""
    inner = folders[0]
    if not inner.is_dir():
        return
    if any(stat.S_IMODE(folder.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO) == 0 for folder in folders):
        yield ok(name, f"{inner} is for its owner alone")
    else:
        yield Check(name, where_open, f"others on this machine can look into {inner}", f"chmod 700 {folders[-1]}")


def check_space(name: str, folder: Path) -> Iterator[Check]:
    """The free space of the volume that a folder lies on."""
    free = shutil.disk_usage(nearest_existing(folder)).free
    says = f"{free // _MIB} MiB free where {folder} lies"
    mend = "make room, or move it to a larger volume"
    if free >= ENOUGH_BYTES:
        yield ok(name, says)
    else:
        yield Check(name, Outcome.FAILED if free < TOO_FEW_BYTES else Outcome.WARNING, says, mend)


def _readable(folder: Path) -> bool:
    try:
        with os.scandir(folder) as entries:
            next(entries, None)
    except OSError:
        return False
    return True


def _some(names: Collection[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(list(names)[:_NAMED]) + more
