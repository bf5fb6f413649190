"""A folder over WebDAV whose files may be called anything."""

from __future__ import annotations

from urllib.parse import quote

from httpx import URL, Timeout
from webdav4.client import Client  # type: ignore[import-untyped]
from webdav4.fsspec import WebdavFileSystem  # type: ignore[import-untyped]


class QuotingClient(Client):  # type: ignore[misc]
    """webdav4's client, which by itself takes a ``#`` or ``?`` in a file's name for a part of the URL."""

    def join_url(self, path: str, add_trailing_slash: bool = False) -> URL:
        """The URL of a path on the server."""
        url: URL = super().join_url(quote(path), add_trailing_slash=add_trailing_slash)
        return url


def webdav_share(base_url: str, login: tuple[str, str] | None, *, connect: float, answer: float) -> WebdavFileSystem:
    """The file system below a URL; ``connect`` and ``answer`` are how many seconds are waited at most."""
    client = QuotingClient(base_url, auth=login, timeout=Timeout(answer, connect=connect), retry=False)
    return WebdavFileSystem(base_url, client=client, skip_instance_cache=True)
