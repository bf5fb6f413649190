"""``airflow standalone``, ended with everything that it started.

Asked to end, it leaves children behind: it stops its parts only on SIGINT, and a task under way is in a process group
of its own. All of them are in one session, and that is what is ended here.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import psutil

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)  # Ctrl-C, a stop, a closed terminal
GRACE = 15  # seconds, until what did not end is killed


@contextmanager
def standalone(environment: Mapping[str, str], out: IO[bytes] | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """A running ``airflow standalone`` that writes to ``out``; nothing of it is left afterwards."""
    airflow = Path(sys.executable).with_name("airflow")
    path = os.pathsep.join([str(airflow.parent), environment["PATH"]])  # it calls airflow by name
    with subprocess.Popen(  # noqa: S603 - nothing from outside
        ["env", "--default-signal=INT", airflow, "standalone"],  # noqa: S607 - a shell's background job ignores it
        env={**environment, "PATH": path},
        stdin=subprocess.DEVNULL,
        stdout=out,
        stderr=subprocess.STDOUT if out else None,
        start_new_session=True,
    ) as server:
        try:
            yield server
        finally:
            _end(server)


def session_of(leader: int) -> list[int]:
    """The processes of a session that have not ended."""
    return [process.pid for process in psutil.process_iter() if _session(process) == leader]


def _session(process: psutil.Process) -> int | None:
    try:
        return os.getsid(process.pid) if process.status() != psutil.STATUS_ZOMBIE else None
    except (ProcessLookupError, PermissionError, psutil.Error):
        return None


def _end(server: subprocess.Popen[bytes]) -> None:
    server.send_signal(signal.SIGINT)
    _wait_for(server.pid)
    for pid in session_of(server.pid):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    _wait_for(server.pid)  # on a busy machine also a killed process takes its time


def _wait_for(leader: int) -> None:
    ends = time.monotonic() + GRACE
    while time.monotonic() < ends and session_of(leader):
        time.sleep(0.2)


def _ended(*_: object) -> None:
    for number in ENDING:
        signal.signal(number, signal.SIG_IGN)  # once is enough: it takes a moment
    raise KeyboardInterrupt


def main(log: Path) -> int:
    """Runs it in the surroundings of this process until it ends, or until Ctrl-C, SIGTERM or a closed terminal."""
    for number in ENDING:
        signal.signal(number, _ended)
    try:
        with log.open("ab") as out, standalone(os.environ, out) as server:
            return server.wait()
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
