"""Every command of the README is run, as it stands there, in a copy of the project whose path has a blank in it."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from wardreport.settings import PROJECT

README = (PROJECT / "README.md").read_text(encoding="utf-8")
COMMANDS = [
    line for block in re.findall(r"^```sh\n(.*?)^```", README, re.S | re.M) for line in block.splitlines() if line
]
# make test is what runs this; make up serves until it is stopped and has a test of its own
ELSEWHERE = {"make test", "make up"}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's files, with the set-up that is already there."""
    target = tmp_path_factory.mktemp("a copy") / "ward report"
    ignored = shutil.ignore_patterns(".venv", "var", ".git", ".cache", "__pycache__", ".hypothesis", ".*_cache")
    shutil.copytree(PROJECT, target, ignore=ignored)
    if not (PROJECT / ".venv/ready").exists():
        pytest.skip("not set up by make: there is no .venv/ready")
    (target / ".venv").symlink_to(PROJECT / ".venv")
    return target


@pytest.fixture(scope="module")
def environment(copy: Path) -> dict[str, str]:
    left_out = ("AIRFLOW", "WARDREPORT", "COV", "MAKE", "MFLAGS", "TMPDIR", "PATH")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(left_out)}
    return {
        **kept,
        "PATH": os.environ["PATH"].replace(f"{PROJECT}/.venv/bin:", ""),
        "PYTHONPATH": str(copy / "plugins"),  # .venv is the project's own; what runs is to be the copy
        "HOME": str(copy.parent / "home"),
        "AIRFLOW__API__PORT": str(_free_port()),
        "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(_free_port()),
        "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": str(_free_port()),
    }


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def test_the_readme_has_the_commands_of_the_design() -> None:
    said = "\n".join(COMMANDS)
    for command in ("make demo", "make test", "make up", "make airflow", "make bench", "check", "run", "status", "db"):
        assert command in said


def test_every_command_of_the_readme_runs(copy: Path, environment: dict[str, str]) -> None:
    for command in COMMANDS:
        if command in ELSEWHERE:
            continue
        done = subprocess.run(
            ["bash", "-c", command], cwd=copy, env=environment, capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == 0, f"{command}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
        if command == "make demo":
            for line in done.stdout.splitlines():
                if line.strip().startswith("var/releases"):
                    assert (copy / line.strip()).is_file()
            assert (copy / "var/releases/2024-S1/draft/manifest.json").is_file()
    assert not (copy.parent / "home").exists()  # nothing is written into the home folder


def test_every_file_that_the_readme_names_is_there() -> None:
    named = re.findall(r"\]\(([^)#]+)\)", README) + re.findall(
        r"`((?:plugins|docs|tests|expectations|sample)/[^`*]*)`", README
    )
    assert len(named) > 5
    for path in named:
        assert (PROJECT / path).exists(), path


@pytest.fixture
def airflow(copy: Path, environment: dict[str, str]) -> Iterator[str]:
    """A local Airflow by `make up`; stopped with all its children."""
    port = environment["AIRFLOW__API__PORT"]
    log = copy / "up.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            ["make", "up"], cwd=copy, env=environment, stdout=out, stderr=out, start_new_session=True
        )
    try:
        url = f"http://localhost:{port}"
        deadline = time.monotonic() + 120
        while not _healthy(url):
            assert process.poll() is None, log.read_text()[-2000:]
            assert time.monotonic() < deadline, log.read_text()[-2000:]
            time.sleep(1)
        yield url
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        time.sleep(3)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _healthy(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/api/v2/monitor/health", timeout=3) as answer:  # noqa: S310
            health = json.load(answer)
    except OSError:
        return False
    return all(health[part]["status"] == "healthy" for part in ("scheduler", "dag_processor"))


def test_make_up_serves_an_airflow_whose_scheduler_runs_the_dags(copy: Path, airflow: str) -> None:
    passwords = json.loads((copy / "var/airflow/simple_auth_manager_passwords.json.generated").read_text())
    token = _ask(f"{airflow}/auth/token", {"username": "admin", "password": passwords["admin"]})["access_token"]
    for dag in ("collect_submissions", "publish_half_year"):
        base = f"{airflow}/api/v2/dags/{dag}"
        _until(lambda base=base: _ask(base, token=token)["dag_id"])
        _ask(base, {"is_paused": False}, token=token, method="PATCH")
        run = _ask(f"{base}/dagRuns", {"logical_date": None, "conf": {"period": "2024-S1"}}, token=token)
        place = f"{base}/dagRuns/{run['dag_run_id'].replace('+', '%2B')}"
        state = _until(lambda place=place: _ended(_ask(place, token=token)["state"]))
        assert state == "success"


def _ended(state: str) -> str | None:
    return state if state in ("success", "failed") else None


def _until(ask: Any, seconds: int = 120) -> Any:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            answer = ask()
        except OSError:
            answer = None
        if answer:
            return answer
        time.sleep(1)
    raise AssertionError("no answer in time")


def _ask(url: str, body: Any = None, *, token: str | None = None, method: str | None = None) -> Any:
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(url, data=data, headers=headers, method=method)  # noqa: S310
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
        return json.load(answer)
