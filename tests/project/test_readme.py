"""Every command of the README is run, as it stands there, in a copy of the project whose path has a blank in it."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
from pathlib import Path

import psutil
import pytest
import requests

from tests.orchestration.airflow.airflow_client import AirflowClient, until
from wardreport.workflow.settings import PROJECT

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


def test_make_up_serves_three_people_an_airflow_and_ends_whole(copy: Path, environment: dict[str, str]) -> None:
    address = f"http://localhost:{environment['AIRFLOW__API__PORT']}"
    log = copy / "up.log"
    with log.open("w") as out:
        up = subprocess.Popen(["make", "up"], cwd=copy, env=environment, stdout=out, stderr=out, start_new_session=True)
    try:
        until(lambda: up.poll() is not None or _well(address))
        assert up.poll() is None, log.read_text()[-2000:]
        told = re.findall(r"^  (it|kiem-tra|lanh-dao) +(\S+)", log.read_text(encoding="utf-8"), re.M)
        people = {user: AirflowClient(address, user, password) for user, password in told}
        assert {len(password) > 8 for _, password in told} == {True}
        for client in people.values():
            assert client.get("/dags/publish_half_year")["dag_display_name"] == "Công bố báo cáo sáu tháng"
        # a cycle that nobody collects any more: what is planned for today would not be asked for twice
        run = people["kiem-tra"].trigger("collect_submissions", period="2024-S1")
        assert people["it"].ended("collect_submissions", run) == "success"
    finally:
        os.killpg(up.pid, signal.SIGTERM)
        try:
            up.wait(60)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(up.pid, signal.SIGKILL)
    assert _left_in(copy) == []


def _well(address: str) -> bool:
    health = requests.get(f"{address}/api/v2/monitor/health", timeout=10).json()
    return all(health[part]["status"] == "healthy" for part in ("scheduler", "dag_processor"))


def _left_in(folder: Path) -> list[str]:
    """The processes that still work there."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if Path(process.cwd()).is_relative_to(folder) and process.status() != psutil.STATUS_ZOMBIE:
                found.append(" ".join(process.cmdline()))
    return found
