"""A folder over SFTP whose server has to show the host key that is known of it."""

from __future__ import annotations

import errno
from typing import Any

import paramiko
from fsspec.implementations.sftp import SFTPFileSystem  # type: ignore[import-untyped]


class _AnyText(paramiko.Message):
    def get_text(self) -> str:
        return self.get_string().decode("utf-8", "surrogateescape")


class _AnyNames(paramiko.SFTPClient):
    """Names need not be UTF-8: a byte that is none is kept as Python keeps it in the names of local files."""

    def _adjust_cwd(self, path: str | bytes) -> bytes:
        raw = path.encode("utf-8", "surrogateescape") if isinstance(path, str) else path
        adjusted: bytes = super()._adjust_cwd(raw)  # type: ignore[misc]
        return adjusted

    def _read_response(self, waitfor: Any = None) -> tuple[Any, Any]:
        kind, message = super()._read_response(waitfor)  # type: ignore[misc]
        if message is not None:
            message.__class__ = _AnyText
        return kind, message


class SftpShare(SFTPFileSystem):  # type: ignore[misc]
    """fsspec's file system, which by itself trusts every host, with known host keys and timeouts."""

    cachable = False

    def __init__(
        self,
        host: str,
        *,
        port: int,
        username: str | None,
        password: str | None,
        host_key: str | None,
        check_host_key: bool,
        key_file: str | None,
        passphrase: str | None,
        connect_seconds: float,
        answer_seconds: float,
    ) -> None:
        self._port, self._host_key, self._check_host_key = port, host_key, check_host_key
        self._answer_seconds = answer_seconds
        super().__init__(
            host,
            port=port,
            username=username,
            password=password,
            key_filename=key_file,
            passphrase=passphrase,
            timeout=connect_seconds,
            banner_timeout=connect_seconds,
            auth_timeout=connect_seconds,
            allow_agent=False,
            look_for_keys=False,
        )

    def _connect(self) -> None:
        self.client = paramiko.SSHClient()
        if self._check_host_key:
            self._know_hosts()
        else:
            self.client.set_missing_host_key_policy(paramiko.AutoAddPolicy())  # as the connection says
        try:
            self.client.connect(self.host, **self.ssh_kwargs)
        except paramiko.BadHostKeyException:
            raise PermissionError(errno.EACCES, "the server shows another host key than is known of it") from None
        except paramiko.AuthenticationException:
            raise PermissionError(errno.EACCES, "the server refuses the login") from None
        transport = self.client.get_transport()
        client = _AnyNames.from_transport(transport) if transport is not None else None
        if client is None:
            raise ConnectionError(errno.ECONNRESET, "the server has ended the connection")
        self.ftp: paramiko.SFTPClient = client
        channel = client.get_channel()
        if channel is not None:
            channel.settimeout(self._answer_seconds)

    def ls(self, path: str, detail: bool = False) -> list[Any]:
        """What lies in a folder."""
        path = self._strip_protocol(path)
        found = [self._decode_stat(about, path) for about in self.ftp.listdir_attr(path)]
        return found if detail else sorted(entry["name"] for entry in found)

    def _know_hosts(self) -> None:
        self.client.load_system_host_keys()
        self.client.set_missing_host_key_policy(_RefuseUnknown())
        if self._host_key:
            name = self.host if self._port == paramiko.config.SSH_PORT else f"[{self.host}]:{self._port}"
            words = self._host_key.split()
            kind, key = words if len(words) == 2 else ("ssh-rsa", words[0])  # as Airflow's SSH hook has it
            entry = paramiko.hostkeys.HostKeyEntry.from_line(f"{name} {kind} {key}")
            if entry is None or entry.key is None:
                raise PermissionError(errno.EACCES, "the connection's host_key is none")
            self.client.get_host_keys().add(name, kind, entry.key)


class _RefuseUnknown(paramiko.MissingHostKeyPolicy):
    def missing_host_key(self, *_: Any) -> None:
        says = "the server's host key is not known: name it in the connection's extra (host_key) or in known_hosts"
        raise PermissionError(errno.EACCES, says)
