"""The project stands on its own, and nothing that must not be in it is in it."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from wardreport.workflow.settings import PROJECT

TEXT = {".py", ".md", ".csv", ".yaml", ".toml", ".sh", ".sql", ".j2", ".lock", ".mako", ".txt", ""}


def _files() -> list[Path]:
    skipped = {".git", ".venv", "var", ".cache", "__pycache__", ".hypothesis"}
    return [
        file
        for file in PROJECT.rglob("*")
        if file.is_file()
        and not skipped & set(file.relative_to(PROJECT).parts)
        and "_cache" not in str(file)
        and file.name != ".coverage"
    ]


def test_no_registry_host_and_no_path_of_a_machine_stands_in_the_project() -> None:
    unwanted = re.compile(
        "pypi" + r"\.org|pythonhosted|deb\.debian|registry\.npmjs|/work/" + "main|/root" + "/|/home/" + r"\w"
    )
    for file in _files():
        if file.suffix in TEXT and file.name != Path(__file__).name:
            found = unwanted.search(file.read_text(encoding="utf-8"))
            assert found is None, f"{file}: {found and found[0]}"


def test_every_package_of_the_lock_file_is_pinned_with_hashes() -> None:
    lock = (PROJECT / "requirements.lock").read_text(encoding="utf-8")
    packages = re.findall(r"^([a-zA-Z0-9][^\s]*)(.*?)(?=^\S|\Z)", lock, re.M | re.S)
    assert len(packages) > 100
    for requirement, rest in packages:
        assert "==" in requirement
        assert "--hash=sha256:" in rest


def test_the_lock_file_holds_what_the_project_asks_for() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    locked = set(re.findall(r"^([a-z0-9.-]+)(?:\[.*?\])?==", (PROJECT / "requirements.lock").read_text(), re.M))
    for requirement in [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]:
        name = re.match(r"[a-zA-Z0-9.-]+", requirement)
        assert name
        assert name[0].lower() in locked


def test_the_compose_file_names_programs_and_files_that_exist() -> None:
    compose = yaml.safe_load((PROJECT / "docker/compose.yaml").read_text(encoding="utf-8"))
    commands = {service["command"][0] for service in compose["services"].values() if "command" in service}
    assert commands == {"db", "pools", "api-server", "scheduler", "dag-processor", "triggerer"}
    imported = compose["services"]["pools"]["command"][2]
    assert (PROJECT / imported).exists()
    for line in (PROJECT / "docker/Dockerfile").read_text(encoding="utf-8").splitlines():
        if line.startswith("COPY"):
            for source in line.split()[1:-1]:
                assert (PROJECT / source).exists(), source
    assert (PROJECT / "docker/create-databases.sql").exists()


@pytest.mark.parametrize("room", ["utils", "helpers", "common", "core", "misc", "manager"])
def test_no_room_without_an_owner(room: str) -> None:
    assert not [file for file in _files() if file.stem == room or room in file.relative_to(PROJECT).parts]


def test_set_up_says_in_one_line_what_is_missing(tmp_path: Path) -> None:
    for name in ("set-up.sh", "requirements.lock"):
        (tmp_path / name).write_bytes((PROJECT / name).read_bytes())
    environment = {"PATH": "/usr/bin:/bin", "PYTHON": "no-such-python", "TMPDIR": str(tmp_path)}
    command = ["bash", str(tmp_path / "set-up.sh")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("set-up: needs Python 3.11, 3.12 or 3.13")
    assert done.stderr.count("\n") == 1
