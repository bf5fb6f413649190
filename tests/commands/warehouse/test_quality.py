"""``wardreport quality``: all periods on one page, and for a program."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.specimens.submissions import PERIOD
from wardreport.domain.validation import Decision
from wardreport.workflow.deployment import Deployment
from wardreport.workflow.pipeline import collect_share, judge, load_accepted, read_submissions

pytestmark = pytest.mark.slow


def test_quality_of_all_periods_as_a_page_and_for_a_program(
    run: Any, deployment: Deployment, sample_decisions: tuple[Decision, ...], tmp_path: Path
) -> None:
    warehouse = ["--warehouse", f"sqlite:///{tmp_path / 'warehouse.sqlite'}"]
    at = datetime(2024, 6, 5, tzinfo=UTC)
    forms = read_submissions(collect_share(PERIOD, deployment, at).submissions)
    load_accepted(*judge(forms, deployment, sample_decisions, at), PERIOD, deployment, at)
    ran = run("quality", "--out", tmp_path / "new" / "chat-luong.html", *warehouse, "--json")
    (period,) = ran.json["periods"]
    assert (period["period"], period["units_reported"], period["units_expected"], period["late"]) == (
        "2024-S1",
        14,
        14,
        0,
    )
    # the sample's two contradictions went out by decisions
    assert (period["accepted"], period["right_first_time"], period["first_time_right_percent"]) == (
        14,
        12,
        Decimal("85.7"),
    )
    partitions = [rule for rule in ran.json["rules"] if rule["rule"] == "rule.partition"]
    assert {rule["entry"]: rule["units"] for rule in partitions}["partition-fac_total"] == 1
    assert {unit["unit_code"] for unit in ran.json["units"] if not unit["right_first_time"]} == {"01837", "058-D178"}
    assert "85,7" in (tmp_path / "new/chat-luong.html").read_text(encoding="utf-8")
    ran = run("quality", "--out", tmp_path / "x.html", *warehouse)
    assert (ran.status, ran.out.count("\n"), (tmp_path / "x.html").is_file()) == (0, 1, True)
    with deployment.warehouse.transaction() as connection:  # as one that was made before the view was
        connection.exec_driver_sql("DROP VIEW quality_by_unit")
    ran = run("quality", "--json", *warehouse)
    assert (ran.status, ran.out) == (64, "")
    assert "quality_by_unit" in ran.err
    assert "run wardreport db upgrade" in ran.err
    assert run("db", "upgrade", *warehouse).status == 0
    assert run("quality", "--json", *warehouse).status == 0
