"""Real file servers on loopback, each in a folder of its own: OpenSSH, Samba, moto's S3, WsgiDAV."""

from __future__ import annotations

import contextlib
import getpass
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil

CONNECTION = "thu_muc_chung"
USER, PASSWORD = "dich-vu", "mat-khau"
BUCKET = "bieu-mau"


class NoServerError(Exception):
    """A program that the server needs is not installed."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def program(name: str, package: str) -> str:
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    if found is None:
        raise NoServerError(f"{name} is not installed (Debian package {package})")
    return found


class FileServer:
    """A server that can be stopped and started again, and then only let read."""

    kind = ""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.files = folder / "files"
        self.files.mkdir(parents=True)
        self._process: subprocess.Popen[bytes] | None = None
        self.prepare()

    def prepare(self) -> None:
        """What is made once."""

    def command(self, *, read_only: bool) -> list[str]:
        raise NotImplementedError

    @property
    def connection(self) -> dict[str, object]:
        """As Airflow keeps it."""
        return {"conn_type": "generic", "host": "127.0.0.1", "port": self.port, "login": USER, "password": PASSWORD}

    def environment(self, **extra: object) -> dict[str, str]:
        """The variable by which Airflow knows the connection."""
        held = dict(self.connection)
        held["extra"] = {**dict(held.get("extra", {})), **extra}  # type: ignore[call-overload]
        return {f"AIRFLOW_CONN_{CONNECTION.upper()}": json.dumps(held)}

    def url(self, name: str) -> str:
        return f"{self.kind}://{CONNECTION}@/{name}"

    def start(self, *, read_only: bool = False) -> None:
        with (self.folder / "log").open("ab") as log:
            command = self.command(read_only=read_only)
            self._process = subprocess.Popen(
                command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True
            )
        until = time.monotonic() + 30
        while time.monotonic() < until:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            assert self._process.poll() is None, (self.folder / "log").read_text(errors="replace")[-2000:]
            time.sleep(0.05)
        raise AssertionError(f"{self.kind} does not answer")

    def stop(self) -> None:
        if self._process is not None:
            for child in psutil.Process(self._process.pid).children(recursive=True):  # one a connection
                with contextlib.suppress(psutil.NoSuchProcess):
                    child.kill()
            self._process.terminate()
            self._process.wait(20)
            self._process = None

    def restart(self, *, read_only: bool) -> None:
        self.stop()
        self.start(read_only=read_only)


class SftpServer(FileServer):
    """OpenSSH's sshd for whoever runs the tests, by key."""

    kind = "sftp"

    def prepare(self) -> None:
        self._sshd, keygen = program("sshd", "openssh-server"), program("ssh-keygen", "openssh-client")
        for name in ("host_key", "user_key"):
            subprocess.run([keygen, "-q", "-t", "ed25519", "-N", "", "-f", self.folder / name], check=True)
        if os.geteuid() == 0:
            Path("/run/sshd").mkdir(exist_ok=True)  # sshd wants it as root, and a service makes it

    def command(self, *, read_only: bool) -> list[str]:
        settings = {
            "Port": self.port,
            "ListenAddress": "127.0.0.1",
            "HostKey": f'"{self.folder / "host_key"}"',  # a path may have a blank in it
            "PidFile": f'"{self.folder / "pid"}"',
            "AuthorizedKeysFile": f'"{self.folder / "user_key.pub"}"',
            "StrictModes": "no",
            "UsePAM": "no",
            "PermitRootLogin": "yes",
            "PasswordAuthentication": "no",
            "Subsystem": "sftp internal-sftp" + (" -R" if read_only else ""),
        }
        file = self.folder / "sshd_config"
        file.write_text("".join(f"{key} {value}\n" for key, value in settings.items()))
        return [self._sshd, "-D", "-e", "-f", str(file)]

    @property
    def connection(self) -> dict[str, object]:
        extra = {"host_key": " ".join((self.folder / "host_key.pub").read_text().split()[:2])}
        extra["key_file"] = str(self.folder / "user_key")
        return {"conn_type": "sftp", "host": "127.0.0.1", "port": self.port, "login": getpass.getuser(), "extra": extra}

    def url(self, name: str) -> str:
        return f"sftp://{CONNECTION}@{self.files / name}"


class SmbServer(FileServer):
    """Samba for one user, whom the machine has."""

    kind = "smb"

    def prepare(self) -> None:
        self._smbd, pdbedit = program("smbd", "samba"), program("pdbedit", "samba")
        if os.geteuid() != 0:
            raise NoServerError("smbd runs as root alone")
        for name in ("private", "state", "cache", "lock", "pid", "ncalrpc"):
            (self.folder / name).mkdir()
        self._configure(read_only=False)
        given = f"{PASSWORD}\n{PASSWORD}\n".encode()
        add = [pdbedit, "-s", str(self._file), "-a", "-t", "-u", getpass.getuser()]
        subprocess.run(add, input=given, check=True, capture_output=True)

    @property
    def _file(self) -> Path:
        return self.folder / "smb.conf"

    def _configure(self, *, read_only: bool) -> None:
        self._file.write_text(
            f"""[global]
server role = standalone server
smb ports = {self.port}
interfaces = lo
bind interfaces only = yes
disable netbios = yes
load printers = no
disable spoolss = yes
log level = 0
passdb backend = tdbsam:{self.folder / "private" / "passdb.tdb"}
private dir = {self.folder / "private"}
state directory = {self.folder / "state"}
cache directory = {self.folder / "cache"}
lock directory = {self.folder / "lock"}
pid directory = {self.folder / "pid"}
ncalrpc dir = {self.folder / "ncalrpc"}
[chung]
path = {self.files}
read only = {"yes" if read_only else "no"}
"""
        )

    def command(self, *, read_only: bool) -> list[str]:
        self._configure(read_only=read_only)
        return [self._smbd, "--foreground", "--no-process-group", "--debug-stdout", "-s", str(self._file)]

    @property
    def connection(self) -> dict[str, object]:
        return {**super().connection, "login": getpass.getuser()}

    def url(self, name: str) -> str:
        return f"smb://{CONNECTION}@/chung/{name}"


class S3Server(FileServer):
    """moto's server, which keeps its buckets in memory: one that is started again is empty."""

    kind = "s3"

    def command(self, *, read_only: bool) -> list[str]:
        assert not read_only
        return [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port)]

    def start(self, *, read_only: bool = False) -> None:
        import boto3

        super().start(read_only=read_only)
        endpoint = f"http://127.0.0.1:{self.port}"
        given = {"aws_access_key_id": USER, "aws_secret_access_key": PASSWORD, "region_name": "us-east-1"}
        boto3.client("s3", endpoint_url=endpoint, **given).create_bucket(Bucket=BUCKET)

    @property
    def connection(self) -> dict[str, object]:
        extra = {"endpoint_url": f"http://127.0.0.1:{self.port}", "region_name": "us-east-1"}
        return {"conn_type": "aws", "login": USER, "password": PASSWORD, "extra": extra}

    def url(self, name: str) -> str:
        return f"s3://{CONNECTION}@{BUCKET}/{name}"


class WebdavServer(FileServer):
    """WsgiDAV for one user."""

    kind = "webdav"

    def command(self, *, read_only: bool) -> list[str]:
        script, mode = Path(__file__).with_name("serve_webdav.py"), "ro" if read_only else "rw"
        return [sys.executable, str(script), str(self.files), str(self.port), USER, PASSWORD, mode]

    @property
    def connection(self) -> dict[str, object]:
        return {**super().connection, "schema": "http"}


SERVERS = {server.kind: server for server in (SftpServer, SmbServer, S3Server, WebdavServer)}
