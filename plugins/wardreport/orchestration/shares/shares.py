"""Folders on servers as ``ObjectStoragePath``: the URL names an Airflow connection, which says where and as whom.

Beside host, port, login and password a connection's extra is read, worded as in Airflow's own connections: for SFTP
``host_key``, ``no_host_key_check``, ``key_file`` and ``private_key_passphrase``, for S3 ``endpoint_url``,
``region_name`` and ``config_kwargs``. A WebDAV connection's schema is http or https, or its host is a URL.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from airflow.sdk import Connection, ObjectStoragePath
from airflow.sdk.exceptions import AirflowNotFoundException
from airflow.sdk.io.store import attach

from wardreport.domain.errors import ConfigurationError
from wardreport.stages.collect import UnreachableError, reaching

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem  # type: ignore[import-untyped]

for _library in ("smbprotocol", "httpx", "paramiko"):  # they would tell the names of files in the task's log
    logging.getLogger(_library).setLevel(logging.WARNING)

CONNECT_SECONDS, ANSWER_SECONDS = 15, 30  # a server that is dead must not hold the task
TRIES = 3


class Connections:
    """The servers that one task reaches: a connection each, made when it is needed, and not tried for ever."""

    def __init__(self) -> None:
        self._connected: set[tuple[str, str]] = set()
        self._failed: dict[tuple[str, str], list[UnreachableError]] = {}

    def open(self, url: str, anew: bool) -> ObjectStoragePath:
        """The folder, connected; ``anew`` where the connection that is there has failed.

        Raises ``ConfigurationError`` where Airflow does not have the connection, ``UnreachableError`` where the server
        does not take it; one that has failed ``TRIES`` times is not tried again.
        """
        protocol, conn_id = urlsplit(url).scheme, urlsplit(url).netloc.partition("@")[0]
        server = (protocol, conn_id)
        failures = self._failed.setdefault(server, [])
        if len(failures) >= TRIES:
            raise failures[-1]
        if anew or server not in self._connected:
            self._connected.discard(server)
            connection = _connection(conn_id)
            try:
                with reaching():
                    attach(protocol, conn_id).fs = _FILE_SYSTEMS[protocol](connection)
            except UnreachableError as error:
                failures.append(error)
                raise
            self._connected.add(server)
            failures.clear()
        options = {"base_url": "http://"} if protocol == "webdav" else {}  # asked for; the file system has its own
        return ObjectStoragePath(url, **options)


def _connection(conn_id: str) -> Connection:
    try:
        connection: Connection = Connection.get(conn_id)
    except AirflowNotFoundException:
        raise ConfigurationError(f"Airflow has no connection {conn_id}, which a shared folder is reached by") from None
    return connection


def _sftp(connection: Connection) -> AbstractFileSystem:
    from wardreport.orchestration.shares.sftp_share import SftpShare

    extra = connection.extra_dejson
    return SftpShare(
        _host(connection),
        port=connection.port or 22,
        username=connection.login,
        password=connection.password,
        host_key=extra.get("host_key"),
        check_host_key=str(extra.get("no_host_key_check", "false")).lower() != "true",
        key_file=extra.get("key_file"),
        passphrase=extra.get("private_key_passphrase"),
        connect_seconds=CONNECT_SECONDS,
        answer_seconds=ANSWER_SECONDS,
    )


def _smb(connection: Connection) -> AbstractFileSystem:
    from wardreport.orchestration.shares.smb_share import SmbShare

    return SmbShare(
        _host(connection),
        port=connection.port or 445,
        username=connection.login,
        password=connection.password,
        timeout=CONNECT_SECONDS,
        register_session_retries=0,
        share_access="rwd",  # a clerk can go on working with a file that is being read
        skip_instance_cache=True,
    )


def _s3(connection: Connection) -> AbstractFileSystem:
    from s3fs import S3FileSystem  # type: ignore[import-untyped]

    extra = connection.extra_dejson
    config = {"connect_timeout": CONNECT_SECONDS, "read_timeout": ANSWER_SECONDS, "retries": {"max_attempts": 1}}
    shared = S3FileSystem(
        key=connection.login,
        secret=connection.password,
        endpoint_url=extra.get("endpoint_url"),
        client_kwargs={"region_name": extra.get("region_name", "us-east-1")},
        config_kwargs=config | extra.get("config_kwargs", {}),
        use_listings_cache=False,
        skip_instance_cache=True,
    )
    shared.retries = 1  # whoever asks tries again, and knows when to stop
    return shared


def _webdav(connection: Connection) -> AbstractFileSystem:
    from wardreport.orchestration.shares.webdav_share import webdav_share

    host, port = _host(connection), f":{connection.port}" if connection.port else ""
    url = host if "://" in host else f"{connection.schema or 'https'}://{host}{port}"
    login = (connection.login, connection.password or "") if connection.login else None
    return webdav_share(url, login, connect=CONNECT_SECONDS, answer=ANSWER_SECONDS)


def _host(connection: Connection) -> str:
    if not connection.host:
        raise ConfigurationError(f"the connection {connection.conn_id} names no host")
    return str(connection.host)


_FILE_SYSTEMS: dict[str, Callable[[Any], AbstractFileSystem]] = {
    "sftp": _sftp,
    "smb": _smb,
    "s3": _s3,
    "webdav": _webdav,
}
