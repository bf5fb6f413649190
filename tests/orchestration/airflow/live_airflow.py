"""A whole ``airflow standalone`` over a folder of its own, for tests that drive it over REST."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests
from sample.standalone import standalone

from tests.orchestration.airflow.airflow_client import AirflowClient, until
from tests.orchestration.airflow.airflow_components import free_port
from tests.orchestration.airflow.airflow_process import QUICK, airflow_environment
from tests.orchestration.airflow.preloading import write_local_settings
from wardreport.orchestration.airflow_checkup import POOLS

USERS = {"it": "admin", "kiem-tra": "user", "lanh-dao": "user"}  # as in sample/up.sh; passwords are their names
PARTS = ("metadatabase", "scheduler", "dag_processor", "triggerer")
STARTS_WITHIN = 400  # seconds, on a machine that does other work too


@dataclass(frozen=True)
class LiveAirflow:
    """What runs: its address, its folder, and the surroundings of its tasks."""

    address: str
    folder: Path
    environment: dict[str, str]
    session: int  # of its processes

    def client(self, user: str) -> AirflowClient:
        """One of the three users."""
        return AirflowClient(self.address, user)

    def wardreport(self, *arguments: str) -> str:
        """What the project's command line prints over the same folder."""
        return _run([_program("wardreport"), *arguments], self.environment)


@contextmanager
def live_airflow(folder: Path, **settings: str) -> Iterator[LiveAirflow]:
    """Starts it, waits until all its parts are well, and ends all of it; where a test fails its log's end is shown."""
    port = free_port()
    passwords, log = folder / "passwords.json", folder / "standalone.log"
    passwords.write_text(json.dumps({user: user for user in USERS}))
    address = f"http://127.0.0.1:{port}"
    write_local_settings(folder / "airflow")
    environment = airflow_environment(
        folder,
        AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS=",".join(f"{user}:{role}" for user, role in USERS.items()),
        AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE=str(passwords),
        AIRFLOW__CORE__EXECUTION_API_SERVER_URL=f"{address}/execution/",
        AIRFLOW__API__HOST="127.0.0.1",
        AIRFLOW__API__PORT=str(port),
        AIRFLOW__API_AUTH__JWT_SECRET="x" * 64,
        AIRFLOW__WORKERS__EXECUTION_API_TIMEOUT="60",  # a slow machine is waited for, not tried again in minutes
        AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT=str(free_port()),
        AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT=str(free_port()),
        NO_PROXY="127.0.0.1",
        **QUICK,
        **settings,
    )
    with log.open("wb") as out, standalone(environment, out) as server:
        try:
            until(lambda: _well(address), STARTS_WITHIN)
            _run([_program("airflow"), "pools", "import", str(POOLS)], environment)
            yield LiveAirflow(address, folder, environment, server.pid)
        except BaseException:
            print(log.read_text(encoding="utf-8", errors="replace")[-5000:])  # noqa: T201 - pytest shows it
            raise


def _well(address: str) -> bool:
    health = requests.get(f"{address}/api/v2/monitor/health", timeout=10).json()
    return all(health[part]["status"] == "healthy" for part in PARTS)


def _program(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


def _run(command: Sequence[str], environment: dict[str, str]) -> str:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout
