"""Places of a deployment that are not there yet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from wardreport.workflow.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    places: dict[str, Any] = {
        name: tmp_path / name for name in ("share", "staging", "quarantine", "feedback", "releases", "decisions")
    }
    return Settings(warehouse=f"sqlite:///{tmp_path / 'warehouse.sqlite'}", converter=None, **places)
