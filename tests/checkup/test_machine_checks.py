"""Python, packages and the clock."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.checkup.told import statuses
from wardreport.checkup import machine_checks
from wardreport.checkup.check import Outcome
from wardreport.workflow.settings import PROJECT


def test_python() -> None:
    import tomllib

    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    first, before = machine_checks.PYTHONS
    assert project["requires-python"] == f">={first[0]}.{first[1]},<{before[0]}.{before[1]}"
    expected = {(3, 10): "failed", (3, 11): "ok", (3, 13): "ok", (3, 14): "failed"}
    assert {of: statuses(machine_checks.check_python(of))["python"] for of in expected} == expected
    assert statuses(machine_checks.check_python(sys.version_info[:2])) == {"python": "ok"}


def test_packages(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    assert statuses(machine_checks.check_packages(lock)) == {"packages": "warning"}
    (right,) = [line for line in (PROJECT / "requirements.lock").read_text().splitlines() if line[:7] == "typer=="]
    not_here = "not-there==1.0 ; sys_platform == 'nowhere' \\\n    --hash=sha256:00\n"
    lock.write_text(f"# comment\n{right}\n    --hash=sha256:00\n    # via x\n{not_here}", encoding="utf-8")
    (found,) = machine_checks.check_packages(lock)
    assert (found.status, found.says) == (Outcome.OK, "all 1 as requirements.lock has them")
    lock.write_text(f"{right}\ntyper==0.0.1 \\\nnot-there==1.0 \\\n", encoding="utf-8")
    (found,) = machine_checks.check_packages(lock)
    assert found.status == Outcome.WARNING
    assert "not-there is missing" in found.says
    assert found.says.count("typer") == 1


def test_the_clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "requirements.lock"
    file.touch()
    now = datetime(2024, 6, 5, 3, tzinfo=UTC)
    for written, expected in ((now, "ok"), (now + timedelta(hours=12), "ok"), (now + timedelta(days=9), "failed")):
        os.utime(file, (written.timestamp(), written.timestamp()))
        found = statuses(machine_checks.check_clock(now, file))
        assert found == {"time zone": "ok", "clock": expected}
    monkeypatch.setattr(machine_checks, "VIETNAM", UTC)
    assert statuses(machine_checks.check_clock(now, file))["time zone"] == "failed"
