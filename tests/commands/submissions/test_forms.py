"""``wardreport forms``: blank forms that ``check`` knows again."""

from pathlib import Path
from typing import Any

import pytest
from sample.make_share import units

pytestmark = pytest.mark.slow


def test_blank_forms_one_a_unit_are_recognised_at_once(run: Any, tmp_path: Path) -> None:
    assert run("forms", "2024-S1", "--out", tmp_path / "forms").status == 0
    files = sorted((tmp_path / "forms").iterdir())
    assert [file.name for file in files] == [f"{line['unit']}-bieu-so-lieu-2024-S1.xlsx" for line in _by_code()]
    ran = run("check", *files, "--json")
    read = [(result["unit"], result["period"], result["form"]) for result in ran.json]
    assert read == [(line["unit"], "2024-S1", "annex-2024") for line in _by_code()]
    # nothing is wrong with a form that nobody has filled in but that it is empty
    assert {finding["rule"] for result in ran.json for finding in result["findings"]} == {"form.not_filled_in"}


def _by_code() -> list[dict[str, str]]:
    return sorted(units(), key=lambda line: line["unit"])
