"""``wardreport`` as other programs and people at a terminal call it (docs/design/flow-and-types.md)."""

import errno
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import DatabaseError, OperationalError

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    "arguments",
    [
        ("check",),
        ("check", "no-such-file.xlsx"),
        ("check", "no-such-file.xlsx", "--json"),
        ("check", "."),
        ("check", "x", "--colour"),
        ("check", "pyproject.toml", "--period", "2024"),
        ("check", "pyproject.toml", "--period", "2031-S1"),
        ("check", "pyproject.toml", "--unit", "99999"),
        ("run", "2024-S1", "--share", "no/such/share"),
        ("run", "2024-S1", "--share", "sftp://kho@/bieu"),  # whose connection only Airflow knows
        ("run", "2024-S1", "--share", "ftp://kho/bieu"),
        ("run", "2024-S1", "--release", "official"),
        ("run", "2024-S1", "--decisions", "no-such.yaml"),
        ("run", "2024-S1", "--out", "pyproject.toml"),
        ("run", "2024-S1", "--out", "pyproject.toml/releases"),
        ("run", "2024-S1", "--warehouse", "no url"),
        ("run", "soon"),
        ("status", "2031-S1"),
        ("status", "2024-S1", "--unit", "058"),
        ("remind", "2024-S2"),
        ("remind", "2031-S1", "--out", "no/such/folder"),
        ("remind", "2024-S2", "--out", "no/such/folder", "--as-of", "20/12/2024"),
        ("quality",),
        ("quality", "--out", "pyproject.toml/x.html"),
        ("publish",),
    ],
)
def test_usage_is_status_64_and_one_line(arguments: tuple[str, ...], run: Any, tmp_path: Path) -> None:
    given = [*arguments]
    if given[0] in ("run", "status", "remind", "quality") and "--warehouse" not in given:
        given += ["--warehouse", f"sqlite:///{tmp_path / 'w.sqlite'}"]
    ran = run(*given)
    assert ran.status == 64
    assert ran.out == ""
    assert ran.err.startswith("wardreport: ")
    assert ran.err.count("\n") == 1


def test_an_unexpected_error_is_one_line_without_what_it_quotes(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise ValueError("Nguyễn Văn A")

    monkeypatch.setattr("wardreport.metadata.load_metadata", fails)
    ran = run("check", "pyproject.toml")
    assert (ran.status, ran.err.count("\n")) == (70, 1)
    assert "Nguyễn" not in ran.err
    assert "ValueError" in ran.err


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "Nguyễn Văn A.xlsx"), "no space is left"),
        (OSError(errno.EIO, "Input/output error", "Nguyễn Văn A.xlsx"), "input/output error"),
        (OperationalError("INSERT", {}, sqlite3.OperationalError("database or disk is full")), "no space is left"),
        (OperationalError("SELECT", {}, sqlite3.OperationalError("disk I/O error")), "input/output error"),
        (DatabaseError("SELECT", {}, sqlite3.DatabaseError("database disk image is malformed")), "restore a backup"),
    ],
)
def test_a_full_or_damaged_disk_is_one_line_that_says_what_to_do(
    error: Exception, says: str, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("wardreport.metadata.load_metadata", fails)
    ran = run("check", "pyproject.toml")
    assert (ran.status, ran.err.count("\n")) == (74, 1)
    assert says in ran.err
    assert "Nguyễn" not in ran.err


@pytest.mark.parametrize("content", ["[" * 100_000, "a: " + "x" * 9_000_000], ids=["deep", "huge"])
def test_a_decision_file_that_is_no_decision_file_is_one_line(content: str, run: Any, tmp_path: Path) -> None:
    file = tmp_path / "2024-S1.yaml"
    file.write_text(content, encoding="utf-8")
    ran = run("run", "2024-S1", "--decisions", file, "--warehouse", f"sqlite:///{tmp_path / 'w.sqlite'}")
    assert (ran.status, ran.err.count("\n")) == (64, 1)
    assert "2024-S1.yaml: " in ran.err


def test_the_installed_command_says_what_it_can() -> None:
    command = shutil.which("wardreport", path=str(Path(sys.executable).parent))
    assert command is not None
    done = subprocess.run([command, "--help"], capture_output=True, text=True, timeout=60, check=True)
    for name in ("check", "run", "status", "remind", "decide", "db"):
        assert name in done.stdout
