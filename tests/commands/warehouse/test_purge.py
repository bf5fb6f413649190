"""``wardreport purge``: originals in quarantine end with their time."""

import os
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow


def test_originals_in_quarantine_are_deleted_after_their_time(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WARDREPORT_QUARANTINE", str(tmp_path))
    old, young = tmp_path / ("ab" * 32), tmp_path / ("cd" * 32)
    for file in (old, young):
        file.write_bytes(b"x")
    os.utime(old, (0, 0))
    assert run("purge").out == "quarantine: 1 deleted after 90 days\n"
    assert (old.exists(), young.exists()) == (False, True)
