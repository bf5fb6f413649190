"""Airflow's components as processes of their own on PostgreSQL, kept running as ``docker/compose.yaml`` keeps them."""

from __future__ import annotations

import base64
import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

from wardreport.workflow.settings import PROJECT

COMMANDS = {
    "api-server": ["--host", "127.0.0.1", "--workers", "1"],
    "scheduler": ["--skip-serve-logs"],
    "dag-processor": [],
    "triggerer": ["--skip-serve-logs"],
}


def production_settings(database: str) -> dict[str, str]:
    """Airflow's settings of ``docker/compose.yaml`` over another server, ``database`` being the URL without a name."""
    values = {
        "postgresql+psycopg://wardreport:${POSTGRES_PASSWORD:?}@db/": database,
        "${AIRFLOW_JWT_SECRET:?}": "x" * 64,
        "${AIRFLOW_FERNET_KEY:?}": base64.urlsafe_b64encode(b"x" * 32).decode(),
    }
    settings = {}
    for name, told in _compose()["x-airflow"]["environment"].items():
        if name.startswith("AIRFLOW"):
            settings[name] = str(told)
            for there, here in values.items():
                settings[name] = settings[name].replace(there, here)
    return settings


def _compose() -> Any:
    return yaml.safe_load((PROJECT / "docker/compose.yaml").read_text(encoding="utf-8"))


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Components:
    """The four components; one that ends is started again, as ``restart: unless-stopped`` does."""

    def __init__(self, environment: dict[str, str], logs: Path) -> None:
        self._logs, self._port = logs, free_port()
        self.address = f"http://127.0.0.1:{self._port}"
        self._environment = environment | {
            "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{self.address}/execution/",
            "AIRFLOW__API__BASE_URL": self.address,
        }
        self._stopping = threading.Event()
        self._keepers: list[threading.Thread] = []
        self.restarted: Counter[str] = Counter()

    def prepare(self, *modules: str) -> None:
        """Runs the services that end by themselves before the others start, then what else makes them ready."""
        commands = {name: self._airflow(*_compose()["services"][name]["command"]) for name in ("migrate", "pools")}
        for service, command in {**commands, **{name: [sys.executable, "-m", name] for name in modules}}.items():
            with (self._logs / f"{service}.log").open("wb") as log:
                subprocess.run(command, env=self._environment, cwd=PROJECT, stdout=log, stderr=log, check=True)

    def start(self) -> None:
        """Starts all of them; they answer some seconds later."""
        for name in COMMANDS:
            keeper = threading.Thread(target=self._keep, args=(name,), name=name)
            keeper.start()
            self._keepers.append(keeper)

    def stop(self) -> None:
        """Ends all of them, and what they started."""
        self._stopping.set()
        for keeper in self._keepers:
            keeper.join()

    def _keep(self, name: str) -> None:
        command = self._airflow(name, *COMMANDS[name])
        if name == "api-server":
            command += ["--port", str(self._port)]
        while not self._stopping.is_set():
            with (self._logs / f"{name}.log").open("ab") as log:
                process = subprocess.Popen(
                    command, env=self._environment, stdout=log, stderr=log, start_new_session=True
                )
            while process.poll() is None and not self._stopping.wait(0.5):
                pass
            _end(process)
            self.restarted[name] += not self._stopping.is_set()
            self._stopping.wait(1)

    @staticmethod
    def _airflow(*arguments: str) -> list[str]:
        return [sys.executable, "-m", "airflow", *arguments]


def _end(process: subprocess.Popen[Any]) -> None:
    """Nothing of a container outlives its first process."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
