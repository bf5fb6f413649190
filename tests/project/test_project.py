"""The project stands on its own, and nothing that must not be in it is in it."""

import os
import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.orchestration.airflow.airflow_process import airflow_environment
from wardreport.workflow.settings import PROJECT

TEXT = {".py", ".md", ".csv", ".yaml", ".toml", ".sh", ".sql", ".j2", ".lock", ".mako", ".txt", ""}
PLUGINS = PROJECT / "plugins"


@cache
def _files(folder: Path = PROJECT) -> tuple[Path, ...]:
    skipped = {".git", ".venv", "var", ".cache", "__pycache__", ".hypothesis"}
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in skipped and "_cache" not in name]
        found += [Path(place, name) for name in names if name != ".coverage" and "_cache" not in name]
    return tuple(found)


def test_no_registry_host_and_no_path_of_a_machine_stands_in_the_project() -> None:
    unwanted = re.compile(
        "pypi" + r"\.org|pythonhosted|deb\.debian|registry\.npmjs|/work/" + "main|/root" + "/|/home/" + r"\w"
    )
    for file in _files():
        if file.suffix in TEXT and file.name != Path(__file__).name:
            found = unwanted.search(file.read_text(encoding="utf-8"))
            assert found is None, f"{file}: {found and found[0]}"


def _locked() -> list[Requirement]:
    """The pins of the lock file; what stands behind a name is for some systems or Pythons only."""
    lines = (PROJECT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    return [Requirement(line.rstrip(" \\")) for line in lines if line[:1].isalnum()]


def _asked_for() -> Iterator[Requirement]:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    yield from map(Requirement, [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]])


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
def test_the_lock_file_meets_what_the_project_asks_for(python: str) -> None:
    here = {"python_version": python, "python_full_version": f"{python}.0"}
    pins = {canonicalize_name(pin.name): pin for pin in _locked() if not pin.marker or pin.marker.evaluate(here)}
    unmet = [
        str(wanted)
        for wanted in _asked_for()
        if (not wanted.marker or wanted.marker.evaluate(here))
        and not _meets(pins.get(canonicalize_name(wanted.name)), wanted)
    ]
    assert unmet == []


def _meets(pin: Requirement | None, wanted: Requirement) -> bool:
    (pinned,) = pin.specifier if pin else (None,)
    return pinned is not None and wanted.specifier.contains(pinned.version)


@pytest.mark.slow
def test_the_compose_file_runs_commands_that_airflow_has(tmp_path: Path) -> None:
    compose = yaml.safe_load((PROJECT / "docker/compose.yaml").read_text(encoding="utf-8"))
    commands = [service["command"] for service in compose["services"].values() if "command" in service]
    assert {"api-server", "scheduler", "dag-processor", "triggerer"} <= {command[0] for command in commands}
    parse = "import sys; from airflow.cli.cli_parser import get_parser; get_parser().parse_args(sys.argv[1:])"
    for command in commands:
        done = subprocess.run(
            [sys.executable, "-c", parse, *command],
            env=airflow_environment(tmp_path),
            cwd=PROJECT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-500:]


def test_the_image_and_its_services_take_files_that_are_there() -> None:
    image = (PROJECT / "docker/Dockerfile").read_text(encoding="utf-8").splitlines()
    copied = [PROJECT / source for line in image if line.startswith("COPY") for source in line.split()[1:-1]]
    services = yaml.safe_load((PROJECT / "docker/compose.yaml").read_text(encoding="utf-8"))["services"].values()
    volumes = [volume for service in services for volume in service.get("volumes", ()) if volume.startswith("./")]
    mounted = [PROJECT / "docker" / volume.partition(":")[0] for volume in volumes]
    assert copied
    assert mounted
    assert [file for file in [*copied, *mounted] if not file.exists()] == []


def test_no_folder_of_the_package_has_more_files_than_one_looks_over() -> None:
    counted = Counter(file.parent for folder in (PLUGINS, PROJECT / "tests") for file in _python(folder))
    assert {str(folder): count for folder, count in counted.items() if count > 15} == {}


def test_every_room_is_a_package() -> None:
    # which ruff then wants a sentence of (D104)
    files = set(_python(PLUGINS / "wardreport"))
    assert [folder for folder in {file.parent for file in files} if folder / "__init__.py" not in files] == []


def _python(folder: Path) -> list[Path]:
    return [file for file in _files(folder) if file.suffix == ".py"]


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
