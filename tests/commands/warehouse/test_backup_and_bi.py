"""Backup, restore, the BI export and the data dictionary, by the command line."""

from __future__ import annotations

import sqlite3
import stat
from pathlib import Path
from typing import Any

import pytest

from tests.specimens.offices import Office

pytestmark = pytest.mark.slow


@pytest.fixture
def filled(office: Office) -> str:
    return str(office.deployment.warehouse.engine.url.render_as_string())


def test_a_backup_restored_elsewhere_says_the_same(run: Any, filled: str, tmp_path: Path) -> None:
    backup, other = tmp_path / "backup.sqlite", f"sqlite:///{tmp_path / 'other.sqlite'}"
    made = run("backup", "--out", backup, "--warehouse", filled)
    assert made.status == 0, made.err
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    for asked in (["figures", "2024-S1", "--json"], ["status", "2024-S1", "--json"]):  # it is a warehouse itself
        ours, its = (run(*asked, "--warehouse", url) for url in (filled, f"sqlite:///{backup}"))
        assert (ours.status, ours.out) == (its.status, its.out) == (0, ours.out)
    assert run("restore", backup, "--warehouse", other).status == 0
    for asked in (["figures", "2024-S1", "--json"], ["trace", "2024-S1", "fac_total", "--json"], ["db", "check"]):
        ours, theirs = (run(*asked, "--warehouse", url) for url in (filled, other))
        assert (ours.status, ours.out) == (theirs.status, theirs.out) == (0, ours.out)
    again = run("restore", backup, "--warehouse", other)
    assert (again.status, again.err.count("\n")) == (64, 1)
    assert run("backup", "--out", backup, "--warehouse", filled).status == 64  # a backup replaces nothing
    backup.write_bytes(backup.read_bytes()[:-100])
    third = run("restore", backup, "--warehouse", f"sqlite:///{tmp_path / 'third.sqlite'}")
    assert (third.status, third.err.count("\n")) == (64, 1)


def test_the_export_for_bi_holds_the_safe_layer(run: Any, filled: str, tmp_path: Path) -> None:
    file = tmp_path / "bi.sqlite"
    assert run("db", "export", "--out", file, "--warehouse", filled).status == 0
    with sqlite3.connect(file) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        total = connection.execute("SELECT value FROM consolidated WHERE indicator = 'fac_total'").fetchone()
    connection.close()
    assert total == (108,)
    assert {"consolidated", "unit_figures", "unit_figures_wide", "calendar", "units"} <= tables
    assert not tables & {"observation", "submission", "safe_figure", "finding", "current_observation", "lineage"}


def test_the_dictionary_is_one_page(run: Any, filled: str, tmp_path: Path) -> None:
    page = tmp_path / "dictionary.html"
    assert run("db", "dictionary", "--out", page, "--warehouse", filled).status == 0
    text = page.read_text(encoding="utf-8")
    assert "unit_figures_restated" in text
    assert "Kỳ báo cáo" in text
    assert "://" not in text  # it reaches nothing
