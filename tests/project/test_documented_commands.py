"""Every command of the README and of the pages in docs/, run as it stands there in a copy whose path has a blank in it.

Blocks of ``sh`` are run, after ``make demo``; blocks of ``text`` and words in a line are not, and are held to the
command line and the Makefile as they are.
"""

import contextlib
import os
import re
import shlex
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
import requests
import typer.main

from tests.orchestration.airflow.airflow_client import AirflowClient, until
from tests.orchestration.airflow.airflow_components import free_port
from wardreport.commands.app import app
from wardreport.workflow.settings import PROJECT

pytestmark = pytest.mark.slow

DEMO = "make demo"
# what runs the tests cannot be run by them; make up serves until it is stopped and has a test of its own
ELSEWHERE = {"make test", "make check", "make test-long", "make coverage", "make up"}
PORTS = ("AIRFLOW__API__PORT", "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT", "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT")


def _pages() -> dict[str, str]:
    """By path every page, the README first."""
    files = [PROJECT / "README.md", *sorted((PROJECT / "docs").rglob("*.md"))]
    return {str(file.relative_to(PROJECT)): file.read_text(encoding="utf-8") for file in files}


def _commands(page: str) -> list[str]:
    """The lines of its sh blocks; one that ends in a backslash goes on."""
    blocks = re.findall(r"^```sh\n(.*?)^```", page, re.S | re.M)
    lines = [line for block in blocks for line in block.replace("\\\n", " ").splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


PAGES = _pages()
# by page what is run there: a command that stands in several pages is run with the first of them
RUN: dict[str, list[str]] = {}
_seen = {DEMO, *ELSEWHERE}
for _name, _page in PAGES.items():
    RUN[_name] = [one for one in dict.fromkeys(_commands(_page)) if one not in _seen]
    _seen.update(RUN[_name])


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
        **{name: str(free_port()) for name in PORTS},
    }


@pytest.fixture(scope="module")
def after_demo(copy: Path, environment: dict[str, str]) -> str:
    """What ``make demo`` prints in the copy, whose state every page begins with."""
    return _run(DEMO, copy, environment)


def _run(command: str, copy: Path, environment: dict[str, str]) -> str:
    done = subprocess.run(
        ["bash", "-c", command], cwd=copy, env=environment, capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout[-6000:]}\n{done.stderr[-2000:]}"
    return done.stdout


def test_the_demo_makes_the_files_that_it_names(copy: Path, after_demo: str) -> None:
    named = [line.strip() for line in after_demo.splitlines() if line.strip().startswith("var/releases")]
    assert "var/releases/2024-S1/draft/manifest.json" in named
    assert [name for name in named if not (copy / name).is_file()] == []


@pytest.mark.parametrize("page", [page for page, commands in RUN.items() if commands])
def test_every_command_of_a_page_runs(page: str, copy: Path, environment: dict[str, str], after_demo: str) -> None:
    for command in RUN[page]:
        _run(command, copy, environment)
    assert not (copy.parent / "home").exists()  # nothing is written into the home folder


def _mentioned(page: str) -> Iterator[list[str]]:
    """Commands that are named and not run: in a line, or in a block of text; each as its words."""
    joined = page.replace("\\\n", " ")
    blocks = re.findall(r"^```text\n(.*?)^```", joined, re.S | re.M)
    lines = [line for block in blocks for line in block.splitlines()]
    quoted = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", joined, flags=re.S | re.M))
    for said in (*lines, *quoted):
        if re.match(r"(\.venv/bin/)?wardreport +[a-z]|make +[a-z]", said):
            yield shlex.split(said)


@pytest.mark.parametrize("page", [page for page, text in PAGES.items() if any(_mentioned(text))])
def test_a_command_that_is_only_named_is_there_too(page: str) -> None:
    targets = set(re.findall(r"^([a-z][a-z-]*):", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.M))
    for program, *words in _mentioned(PAGES[page]):
        if program == "make":
            assert words[0] in targets, f"{program} {' '.join(words)}"
        else:
            _hold_to(typer.main.get_command(app), words)


def _hold_to(command: Any, words: list[str]) -> None:
    """Fails at a verb or an option that the command line does not have."""
    while words and (verbs := getattr(command, "commands", None)):
        assert words[0] in verbs, f"no verb {words[0]}"
        command, words = verbs[words[0]], words[1:]
    options = {option for parameter in command.params for option in parameter.opts}
    for word in words:
        assert not word.strip("[]").startswith("--") or word.strip("[]") in options, f"{command.name} {word}"


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
