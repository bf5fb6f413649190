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


@contextmanager
def postgresql_server(*settings: str) -> Iterator[str]:
    """The SQLAlchemy URL of a server that lives as long as the block; ``settings`` as ``work_mem=64MB``.

    Raises ``NoServerError`` where its programs are missing, or where nobody may run it.
    """
    programs = [shutil.which(name) or _debian_program(name) for name in ("initdb", "pg_ctl")]
    if not all(programs):
        raise NoServerError("no PostgreSQL server programs (initdb, pg_ctl) on the PATH")
    initdb, pg_ctl = (str(program) for program in programs)
    folder = Path(tempfile.mkdtemp(dir="/tmp" if os.geteuid() == 0 else None))  # noqa: S108
    as_user: dict[str, Any] = {}
    if os.geteuid() == 0:  # the server refuses to run as root, and another user needs a way to its folder
        try:
            shutil.chown(folder, "postgres")
        except LookupError:
            raise NoServerError("PostgreSQL refuses to run as root, and there is no user postgres") from None
        as_user = {"user": "postgres", "extra_groups": []}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = folder / "data"

    def quietly(*command: str) -> None:
        # without pipes: the server would hold them open
        log = subprocess.DEVNULL
        subprocess.run(command, check=True, stdout=log, stderr=log, cwd=folder, **as_user)

    quietly(initdb, "-D", str(data), "-U", "wardreport", "--auth=trust", "-E", "UTF8")
    given = ["listen_addresses=127.0.0.1", "unix_socket_directories=''", "fsync=off", *settings]
    options = " ".join([f"-p {port}", *(f"-c {setting}" for setting in given)])
    quietly(pg_ctl, "-D", str(data), "-o", options, "-l", str(folder / "log"), "-w", "start")
    try:
        yield f"postgresql+psycopg://wardreport@127.0.0.1:{port}/postgres"
    finally:
        quietly(pg_ctl, "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _debian_program(name: str) -> str | None:
    return next((str(path) for path in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))), None)
