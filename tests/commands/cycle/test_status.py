"""``wardreport status`` of a unit that sends several versions, and in whose folder a blank form lies."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.specimens.offices import FOLDERS, Office

pytestmark = pytest.mark.slow

UNIT, OTHER = "01849", "01834"


def _line(out: str, unit: str) -> list[str]:
    return next(line.split() for line in out.splitlines() if line.startswith(unit))


def test_a_blank_form_changes_neither_state_nor_count_and_each_version_says_what_it_changed(
    office: Office, run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WARDREPORT_STAGING", str(office.deployment.staging))
    warehouse = ["--warehouse", office.deployment.warehouse.engine.url]
    before = run("status", "2024-S1", *warehouse).out
    run("forms", "2024-S1", "--out", tmp_path / "blank")
    office.correct(OTHER, 9, 20)  # fac_committed, 18 before
    for unit in (UNIT, OTHER):
        (blank,) = (tmp_path / "blank").glob(f"{unit}-*")
        laid = office.deployment.share / FOLDERS[unit] / "mau.xlsx"
        shutil.copy(blank, laid)
        os.utime(laid, (office.now.timestamp() - 60,) * 2)
    office.run()
    after = run("status", "2024-S1", *warehouse).out
    assert _line(after, UNIT)[:3] == _line(before, UNIT)[:3] == [UNIT, "accepted", "1"]
    assert _line(after, OTHER)[:3] == [OTHER, "accepted", "2"]
    assert "nobody filled in" in " ".join(_line(after, UNIT))
    (told,) = run("status", "2024-S1", "--unit", OTHER, "--json", *warehouse).json
    assert (told["submissions"], told["blank_forms"]) == (2, 1)
    assert [(v["version"], v["counted"], v["blank_form"]) for v in told["versions"]] == [
        (1, False, False),
        (2, True, False),
        (3, False, True),
    ]
    assert told["versions"][1]["changes"]["changed"] == ["fac_committed"]
    said = run("status", "2024-S1", "--unit", OTHER, *warehouse).out.splitlines()
    assert [line.split()[:2] for line in said if line.startswith("version")] == [["version", str(n)] for n in (1, 2, 3)]
