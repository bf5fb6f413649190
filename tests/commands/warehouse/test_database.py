"""``wardreport db``: whether a warehouse is as it should be."""

from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow


def test_db_check_of_an_empty_database_says_what_is_missing(run: Any, tmp_path: Path) -> None:
    ran = run("db", "check", "--warehouse", f"sqlite:///{tmp_path / 'w.sqlite'}")
    assert ran.status == 1
    assert "revision" in ran.out
