"""``wardreport run``, and what ``status`` and ``remind`` say afterwards."""

from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

STATUS_KEYS = (
    *("unit", "name", "state", "submissions", "blank_forms", "counted", "due", "late_by_days", "received_at"),
    *("completeness", "unreachable_since", "findings"),
)


def test_run_then_status_and_db_check(run: Any, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WARDREPORT_STAGING", str(tmp_path / "staging"))
    warehouse = ["--warehouse", f"sqlite:///{tmp_path / 'w.sqlite'}"]
    decisions = sample / "decisions/2024-S1.yaml"
    places = ["--share", sample / "share", "--out", tmp_path / "out", "--decisions", decisions]
    ran = run("run", "2024-S1", *places, *warehouse, "--release", "draft")
    assert ran.status == 0
    assert (tmp_path / "out/2024-S1/draft/bieu-tong-hop.xlsx").is_file()
    states = run("status", "2024-S1", *warehouse, "--json").json
    assert [line["state"] for line in states] == ["accepted"] * 14
    for line in states:
        assert list(line) == [*STATUS_KEYS]
        assert (line["late_by_days"], line["received_at"][:4]) == (None, "2024")
        assert 0 < line["completeness"] <= 1
    assert {line["unit"]: line["due"] for line in states}["01837"] == "2024-06-16"
    said = run("status", "2024-S1", *warehouse).out
    assert "01837" in said
    assert "ward        8 of 8 accepted, 8 received" in said.splitlines()
    assert "timeliness  14 in time, 0 late" in said.splitlines()
    assert any(line.startswith("locked") for line in said.splitlines())  # the cycle is long past
    history = run("status", "2024-S1", "--unit", "01837", *warehouse).out.splitlines()
    assert history[0].startswith("01837       accepted    1")
    assert history[1:5] == [
        "version 1   2024-05-29 09:00  accepted    counts",
        "due 2024-06-16",
        "2024-05-15 00:00  due       collection opened",
        "2024-05-29 09:00  received  submitted (version 1)",
    ]
    assert history[5].endswith("accepted  decided (version 1)")
    (one,) = run("status", "2024-S1", "--unit", "01837", "--json", *warehouse).json
    assert one["unit"] == "01837"
    reminded = run("remind", "2024-S1", "--out", tmp_path / "letters", *warehouse)
    assert (reminded.status, [path.name for path in (tmp_path / "letters").iterdir()]) == (0, ["danh-sach-cham.xlsx"])
    assert run("db", "check", *warehouse).status == 0
    assert run("db", "upgrade", *warehouse).status == 0
