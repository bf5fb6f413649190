"""Where the share lies, and the folders that do not lie in it (``WARDREPORT_SHARE``, ``WARDREPORT_FOLDERS``)."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path

from wardreport.domain.errors import ConfigurationError
from wardreport.metadata.data_files import Record, read_rows, refuse_repeats

_URL = re.compile(r"(?:(?:sftp|smb|webdav)://[\w.-]+@/.+|s3://[\w.-]+@[^/@]+(?:/.*)?)")


class ListedFolder(Record):
    """A line of the list: a unit whose folder does not lie in the share."""

    unit_code: str
    folder: str  # a path or a URL


def place_named(text: str, project: Path) -> Path | str:
    """A path, which starts at the project's folder where it is not absolute, or the URL of a folder on a server.

    Raises ``ValueError`` where a URL is of another kind or names no connection.
    """
    if "://" not in text:
        return project / text
    if not _URL.fullmatch(text):  # what it is instead is not said: it may hold a password
        raise ValueError("no path, nor sftp|smb|webdav://CONNECTION@/path or s3://CONNECTION@bucket/path")
    return text


def load_folder_list(file: Path, units: Collection[str], project: Path) -> Mapping[str, Path | str]:
    """The folders that do not lie in the share, by unit (``unit_code,folder``).

    Raises ``ConfigurationError`` on an unknown column or unit, a unit twice, or a folder that is none.
    """
    if not file.is_file():
        raise ConfigurationError(f"WARDREPORT_FOLDERS: {file} is no file")
    rows = read_rows(file, ListedFolder)
    refuse_repeats(file.name, (row.unit_code for row in rows))
    found = {}
    for row in rows:
        if row.unit_code not in units:
            raise ConfigurationError(f"{file.name}: no unit {row.unit_code}")
        try:
            found[row.unit_code] = place_named(row.folder, project)
        except ValueError as error:
            raise ConfigurationError(f"{file.name}: {row.unit_code}: {error}") from None
    return found
