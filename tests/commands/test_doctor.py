"""``wardreport doctor``: a line a check, a status for scripts, and nothing left behind."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner

from tests.conftest import AS_OF
from wardreport.checkup import Outcome, deployment_checkup
from wardreport.checkup.check import ok
from wardreport.commands import doctor as doctor_command
from wardreport.commands.doctor import doctor
from wardreport.warehouse import Warehouse
from wardreport.workflow.settings import PROJECT, find_libreoffice

pytestmark = pytest.mark.slow

app = typer.Typer()
app.command()(doctor)


@pytest.fixture
def deployed(tmp_path: Path, sample: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A deployment that has run: its places by the environment, as an office sets them."""
    for name in ("staging", "quarantine", "feedback", "releases", "decisions"):
        (tmp_path / name).mkdir(mode=0o700)
        monkeypatch.setenv(f"WARDREPORT_{name.upper()}", str(tmp_path / name))
    monkeypatch.setenv("WARDREPORT_SHARE", str(sample / "share"))
    monkeypatch.setenv("WARDREPORT_WAREHOUSE", f"sqlite:///{tmp_path / 'warehouse.sqlite'}")
    monkeypatch.delenv("AIRFLOW_HOME", raising=False)  # make's own, which is not this deployment's
    # a day of the sample's cycle, to which the files of this machine are from the future
    monkeypatch.setattr(doctor_command, "datetime", SimpleNamespace(now=lambda _: AS_OF))
    monkeypatch.setattr(deployment_checkup, "check_clock", lambda *_: (ok("clock", "another day"),))
    Warehouse(f"sqlite:///{tmp_path / 'warehouse.sqlite'}", PROJECT / "sql").open().engine.dispose()
    return tmp_path


def _call(*arguments: str) -> Result:
    result = CliRunner().invoke(app, arguments)
    assert "Traceback" not in result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def _tree(folder: Path) -> dict[str, tuple[int, bytes | None]]:
    return {
        str(path): (path.stat().st_mode, path.read_bytes() if path.is_file() else None) for path in folder.rglob("*")
    }


def test_a_deployment_that_can_work_ends_with_status_0_and_is_as_before(deployed: Path, sample: Path) -> None:
    before = _tree(deployed), _tree(sample)
    result = _call()
    assert result.exit_code == 0, result.output
    *lines, last = result.output.splitlines()
    assert all(line.startswith(("ok       ", "warning  ")) for line in lines)
    assert last == f"{len(lines)} checks: 0 failed, {sum(line.startswith('warning') for line in lines)} warnings"
    assert "ok       warehouse: it is reached" in result.output
    assert "ok       share: units: all 14 units of 2024-S1" in result.output
    assert (_tree(deployed), _tree(sample)) == before


def test_what_failed_is_told_with_what_to_do_and_ends_with_status_1(
    deployed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (deployed / "quarantine").chmod(0o755)
    monkeypatch.setenv("WARDREPORT_SHARE", str(deployed / "none"))
    monkeypatch.setenv("WARDREPORT_TEMPLATE", str(deployed / "none.docx"))
    result = _call()
    assert result.exit_code == 1
    failed = [line for line in result.output.splitlines() if line.startswith("FAILED")]
    assert [line.split(":")[0] for line in failed] == [
        "FAILED   quarantine closed",
        "FAILED   report template",
        "FAILED   share",
    ]
    assert all(" → mend: " in line for line in failed)


def test_json_says_the_same(deployed: Path) -> None:
    lines = _call().output.splitlines()[:-1]
    found = json.loads(_call("--json").output)
    marks = {"ok": "ok", "warning": "warning", "failed": "FAILED"}
    for check, line in zip(found, lines, strict=True):
        assert line.startswith(f"{marks[check['status']]:<8} {check['name']}: ")
    assert {check["status"] for check in found} <= set(Outcome)
    assert all(check.keys() == {"name", "status", "says", "mend"} for check in found)
    assert all(bool(check["mend"]) is (check["status"] != "ok") for check in found)
    (deployed / "quarantine").chmod(0o755)
    assert _call("--json").exit_code == 1


def test_settings_that_cannot_be_are_one_line_and_the_machine_is_still_looked_at(
    deployed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WARDREPORT_QUARANTINE_DAYS", "many")
    result = _call()
    assert result.exit_code == 1
    assert "FAILED   settings: WARDREPORT_QUARANTINE_DAYS: " in result.output
    assert "python: " in result.output
    assert "warehouse" not in result.output


def test_a_variable_that_names_no_setting_is_told(deployed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WARDREPORT_TRACEBACK", "1")
    assert "ok       settings: they load" in _call().output
    monkeypatch.setenv("WARDREPORT_SHAER", "x")
    result = _call()
    assert "warning  settings: no such setting: WARDREPORT_SHAER" in result.output
    assert result.exit_code == 0


def test_no_password_of_the_warehouse_is_shown(deployed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for url in ("postgresql+psycopg://u:hunter2@127.0.0.1:1/w", "postgresql+psycopg://127.0.0.1:1/w?password=hunter2"):
        monkeypatch.setenv("WARDREPORT_WAREHOUSE", url)
        result = _call()
        assert result.exit_code == 1
        assert "FAILED   warehouse: " in result.output
        assert "hunter2" not in result.output


def test_metadata_that_does_not_load_leaves_out_what_needs_it(deployed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Path.open

    def without(path: Path, *arguments: object, **named: object) -> object:
        if path.name == "cycles.csv":
            raise FileNotFoundError(2, "No such file or directory", str(path))
        return opened(path, *arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "open", without)
    result = _call()
    assert result.exit_code == 1
    assert "FAILED   metadata: cycles.csv: No such file or directory" in result.output
    assert "releases: " in result.output
    assert "share: " not in result.output


@pytest.mark.skipif(find_libreoffice() is None, reason="LibreOffice is not installed")
def test_full_converts_a_document(deployed: Path) -> None:
    assert "PDF: a document" not in _call().output
    before = _tree(deployed)
    assert "ok       PDF: a document of two lines was converted" in _call("--full").output
    assert _tree(deployed) == before
