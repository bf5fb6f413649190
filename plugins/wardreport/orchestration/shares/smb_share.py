"""A folder on a Windows or Samba server."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import smbclient  # type: ignore[import-untyped]
from fsspec.implementations.smb import SMBFileSystem  # type: ignore[import-untyped]
from smbprotocol.file_info import FileAttributes  # type: ignore[import-untyped]


class SmbShare(SMBFileSystem):  # type: ignore[misc]
    """fsspec's file system, with a folder listed in one request, links told apart, and a connection of its own."""

    def _connect(self) -> None:
        smbclient.delete_session(self.host, port=self._port, timeout=self.timeout)  # one that was lost is kept as well
        super()._connect()

    def ls(self, path: str, detail: bool = True, **_: Any) -> list[Any]:
        """What lies in a folder; a link or other reparse point is of type ``link``."""
        found = []
        with smbclient.scandir(self._unc(path), port=self._port) as entries:
            for entry in entries:
                about = entry.smb_info
                link = about.file_attributes & FileAttributes.FILE_ATTRIBUTE_REPARSE_POINT
                folder = about.file_attributes & FileAttributes.FILE_ATTRIBUTE_DIRECTORY
                found.append(
                    {
                        "name": f"{path.rstrip('/')}/{entry.name}",
                        "size": about.end_of_file,
                        "type": "link" if link else "directory" if folder else "file",
                        "mtime": about.last_write_time.astimezone(UTC),
                    }
                )
        return found if detail else [entry["name"] for entry in found]

    def mv(self, path1: str, path2: str, **_: Any) -> None:
        """Moves a file over another, which a plain rename does not."""
        smbclient.replace(self._unc(path1), self._unc(path2), port=self._port)

    def _unc(self, path: str) -> str:
        return f"\\\\{self.host}" + path.replace("/", "\\")
