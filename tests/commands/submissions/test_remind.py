"""``wardreport remind``: letters and the late list of a given day."""

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

pytestmark = pytest.mark.slow


def test_reminders_are_of_the_day_that_is_given(run: Any, tmp_path: Path) -> None:
    warehouse = ["--warehouse", f"sqlite:///{tmp_path / 'w.sqlite'}"]
    out = tmp_path / "letters"
    for day, letters, late in (("2024-11-14", 0, 0), ("2024-12-16", 14, 0), ("2024-12-17", 14, 8)):
        ran = run("remind", "2024-S2", "--out", out, "--as-of", day, *warehouse)
        assert (ran.status, len(ran.out.splitlines())) == (0, letters + 1)
        assert len(list(out.glob(f"*-{day}.docx"))) == letters
        sheet = load_workbook(out / "danh-sach-cham.xlsx").worksheets[0]
        assert len([row for row in sheet.iter_rows(min_row=6, values_only=True) if row[1]]) == late
