"""Which folder is whose: by its name in the share, or by the list of folders that lie elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from tenacity.wait import wait_base

from wardreport.stages.collect.folder_access import BACK_OFF, FolderAccess, FolderEntry, ShareFolder, UnreachableError


@dataclass(frozen=True)
class UnitFolder:
    """One folder of a unit: a place, and the folder in it where the place is the share."""

    unit: str
    access: FolderAccess
    below: tuple[str, ...] = ()


def unit_of_folder(name: str, codes: Iterable[str]) -> str | None:
    """The unit code that a folder's name begins with (``058-CA-cong-an`` is 058-CA, not 058)."""
    fitting = [code for code in codes if name == code or name.startswith(f"{code}-")]
    return max(fitting, key=len, default=None)


def folders_of_units(
    share: ShareFolder, elsewhere: Mapping[str, ShareFolder], codes: Collection[str], back_off: wait_base = BACK_OFF
) -> tuple[list[UnitFolder], int]:
    """The folders of these units, those in the share first, and how many in the share are of no such unit.

    Raises ``FileNotFoundError`` where the share is not there, ``ConnectionError`` where it does not answer.
    """
    access = FolderAccess(share, back_off)
    folders = [entry.name for entry in _listed_share(access, share) if entry.kind == "directory"]
    by_name = [(unit_of_folder(name, codes), name) for name in folders]
    found = [UnitFolder(unit, access, (name,)) for unit, name in by_name if unit and unit not in elsewhere]
    found += [UnitFolder(unit, FolderAccess(elsewhere[unit], back_off)) for unit in sorted(elsewhere) if unit in codes]
    return found, sum(unit is None for unit, _ in by_name)


def _listed_share(access: FolderAccess, share: ShareFolder) -> list[FolderEntry]:
    try:
        return access.entries()
    except UnreachableError as error:
        if error.gone:
            raise FileNotFoundError(f"the share {share} is not there") from error
        raise ConnectionError(f"the share {share} does not answer ({error.reason})") from error


def refuse_lost_share(access: FolderAccess, share: ShareFolder) -> None:
    """Raises as above where the share itself is gone, and not only one folder in it."""
    _listed_share(access, share)
