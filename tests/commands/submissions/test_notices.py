"""``wardreport notices``: who would be told what, without Airflow and without sending."""

from pathlib import Path
from typing import Any

import pytest

from tests.specimens.submissions import PERIOD

CONTACTS = """recipient,audience,unit_code,connection,address
Phường,unit,01834,notice_mail,phuong@example.org
Kỹ thuật,it,,notice_mail,cntt@example.org
"""


@pytest.fixture
def warehouse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An empty one: no unit has sent anything."""
    (tmp_path / "contacts.csv").write_text(CONTACTS, encoding="utf-8")
    monkeypatch.setenv("WARDREPORT_CONTACTS", str(tmp_path / "contacts.csv"))
    monkeypatch.setenv("WARDREPORT_STAGING", str(tmp_path / "staging"))
    return f"sqlite:///{tmp_path / 'warehouse.sqlite'}"


def test_a_day_s_notices_are_shown_with_those_that_nobody_would_get(run: Any, warehouse: str) -> None:
    shown = run("notices", PERIOD, "--as-of", "2024-06-13", "--warehouse", warehouse)
    assert shown.status == 0
    assert "phuong@example.org" in shown.out
    assert "cntt@example.org" not in shown.out
    assert "no contact: 01837" in shown.out
    assert "no contact: 01834" not in shown.out


def test_a_program_reads_them_as_json(run: Any, warehouse: str, tmp_path: Path) -> None:
    (digest,) = run("notices", PERIOD, "--as-of", "2024-06-13", "--warehouse", warehouse, "--json").json
    assert (digest["day"], digest["period"]) == ("2024-06-13", str(PERIOD))
    assert (digest["address"], digest["letters"]) == ("phuong@example.org", ["01834"])
    assert run("notices", PERIOD, "--as-of", "2024-06-12", "--warehouse", warehouse, "--json").json == []
    assert not (tmp_path / "staging" / "notices").exists()


def test_without_contacts_one_line_says_so(run: Any, warehouse: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WARDREPORT_CONTACTS")
    shown = run("notices", PERIOD, "--warehouse", warehouse)
    assert shown.status == 64
    assert "WARDREPORT_CONTACTS" in shown.err
