"""A real PostgreSQL server in a temporary folder, for tests and for ``make bench-warehouse``."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


class NoServerError(Exception):
    """Why none can be started here."""


class PostgresqlServer:
    """A server with a folder and a port of its own, made but not started; ``settings`` as ``work_mem=64MB``.

    Raises ``NoServerError`` where its programs are missing, or where nobody may run it.
    """

    def __init__(self, *settings: str) -> None:
        programs = [shutil.which(name) or _debian_program(name) for name in ("initdb", "pg_ctl")]
        if not all(programs):
            raise NoServerError("no PostgreSQL server programs (initdb, pg_ctl) on the PATH")
        initdb, self._pg_ctl = (str(program) for program in programs)
        self._folder = Path(tempfile.mkdtemp(dir="/tmp" if os.geteuid() == 0 else None))  # noqa: S108
        self._as_user: dict[str, Any] = {}
        if os.geteuid() == 0:  # the server refuses to run as root, and another user needs a way to its folder
            try:
                shutil.chown(self._folder, "postgres")
            except LookupError:
                raise NoServerError("PostgreSQL refuses to run as root, and there is no user postgres") from None
            self._as_user = {"user": "postgres", "extra_groups": []}
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self._quietly(initdb, "-D", self._data, "-U", "wardreport", "--auth=trust", "-E", "UTF8")
        given = ["listen_addresses=127.0.0.1", "unix_socket_directories=''", "fsync=off", *settings]
        self._options = " ".join([f"-p {port}", *(f"-c {setting}" for setting in given)])
        self.url = f"postgresql+psycopg://wardreport@127.0.0.1:{port}/postgres"

    @property
    def _data(self) -> str:
        return str(self._folder / "data")

    def start(self) -> None:
        """Starts it, or starts it again with what it held."""
        log = str(self._folder / "log")
        self._quietly(self._pg_ctl, "-D", self._data, "-o", self._options, "-l", log, "-w", "start")

    def stop(self) -> None:
        """Stops it at once, as if the machine had lost its power."""
        self._quietly(self._pg_ctl, "-D", self._data, "-m", "immediate", "stop")

    def delete(self) -> None:
        """Takes away all that it held."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _quietly(self, *command: str) -> None:
        # without pipes: the server would hold them open
        log = subprocess.DEVNULL
        subprocess.run(command, check=True, stdout=log, stderr=log, cwd=self._folder, **self._as_user)


@contextmanager
def postgresql_server(*settings: str) -> Iterator[str]:
    """The SQLAlchemy URL of a server that lives as long as the block; raises as ``PostgresqlServer``."""
    server = PostgresqlServer(*settings)
    server.start()
    try:
        yield server.url
    finally:
        server.stop()
        server.delete()


def _debian_program(name: str) -> str | None:
    return next((str(path) for path in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))), None)
