"""A wheel that was built from the tree works away from it: what it needs of the tree lies inside it."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from sample.make_share import lay_out_office, make_share

from wardreport.workflow.settings import PROJECT

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the unpacked wheel in ``lib``, and a share beside it."""
    folder = tmp_path_factory.mktemp("elsewhere")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "--wheel-dir", str(folder), str(PROJECT)], check=True, timeout=300)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "lib")
    make_share(folder / "var/share", folder / "decisions.yaml")
    lay_out_office(folder / "var/office")
    return folder


def _wardreport(installed: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("WARDREPORT", "PYTHONPATH"))}
    # -P, and the wheel first: neither the working directory nor the checkout is looked into
    program = "import sys; from wardreport.commands.app import main; sys.argv[0] = 'wardreport'; main()"
    return subprocess.run(
        [sys.executable, "-P", "-c", program, *arguments],
        cwd=installed,
        env={**kept, "PYTHONPATH": str(installed / "lib")},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def test_an_installed_wheel_checks_a_file(installed: Path) -> None:
    file = next((installed / "var/share").glob("01834*/*.xlsx"))
    done = _wardreport(installed, "check", str(file), "--period", "2024-S1", "--json")
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout)["verdict"] == "accepted"


def test_an_installed_wheel_runs_a_cycle_below_its_working_directory(installed: Path) -> None:
    done = _wardreport(installed, "run", "2024-S1", "--decisions", "decisions.yaml")
    assert done.returncode == 0, done.stderr[-2000:]
    assert (installed / "var/releases/2024-S1/draft/bao-cao.docx").is_file()
    assert (installed / "var/warehouse.sqlite").is_file()
    assert _wardreport(installed, "db", "check").returncode == 0
