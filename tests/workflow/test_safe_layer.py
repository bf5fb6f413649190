"""The safe layer end to end: what the release folder and the views for BI show of a real cycle, and that it holds."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sample.make_reform_share import AFTER, BEFORE, make_reform_share
from sqlalchemy import text

from tests.specimens.few_rules import write_few_rules
from wardreport.domain.period import Period
from wardreport.stages.disclose import audit
from wardreport.warehouse.reading.history import released
from wardreport.workflow.consolidating import consolidate_as_of
from wardreport.workflow.deployment import Deployment, deploy
from wardreport.workflow.disclosing import disclose_table, published_before, restate_released
from wardreport.workflow.pipeline import run_period
from wardreport.workflow.settings import Settings

pytestmark = pytest.mark.slow

AT = {BEFORE: datetime(2025, 6, 18, 3, 0, tzinfo=UTC), AFTER: datetime(2025, 12, 18, 3, 0, tzinfo=UTC)}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Deployment:
    """Both half years around the reform, each published twice, and the first one restated by today's units."""
    own = tmp_path_factory.mktemp("safe")
    make_reform_share(own / "share")
    places: dict[str, Any] = {name: own / name for name in ("share", "staging", "quarantine", "feedback", "releases")}
    warehouse, rules = f"sqlite:///{own / 'warehouse.sqlite'}", write_few_rules(own / "expectations")
    deployment = deploy(Settings(**places, warehouse=warehouse, expectations=rules, converter=None))
    for period, at in AT.items():
        for hours in (0, 1):
            run_period(period, deployment, decisions=(), as_of=at + timedelta(hours=hours), tell=lambda _: None)
    restate_released(BEFORE, deployment, AT[AFTER])
    return deployment


def _rows(deployment: Deployment, query: str) -> list[Any]:
    with deployment.warehouse.reading() as connection:
        return list(connection.execute(text(query)))


def test_the_same_again_is_no_other_release(filled: Deployment) -> None:
    assert [tuple(row) for row in _rows(filled, "SELECT period, kind FROM release ORDER BY release_id")] == [
        ("2025-S1", "draft"),
        ("2025-S2", "draft"),
        ("2025-S1", "restated"),
    ]


def test_no_small_count_of_a_ward_is_shown_and_every_total_is(filled: Deployment) -> None:
    raw = _rows(
        filled,
        "SELECT o.period, o.unit_code, o.indicator FROM as_reported AS o"
        " JOIN indicator AS i ON i.indicator = o.indicator AND i.sensitive AND i.value_type = 'count'"
        " JOIN indicator_owner AS w ON w.indicator = o.indicator AND w.role = o.role"
        " WHERE o.role = 'ward' AND CAST(o.value AS NUMERIC) BETWEEN 1 AND 4",
    )
    shown = {
        (row.period, row.unit_code, row.indicator): row
        for row in _rows(filled, "SELECT period, unit_code, indicator, status, value, sign FROM unit_figures")
    }
    assert len(raw) > 10
    for key in map(tuple, raw):
        assert (shown[key].status, shown[key].value, shown[key].sign) == ("suppressed", None, "(c)")
    assert _rows(filled, "SELECT indicator FROM consolidated WHERE status = 'suppressed'") == []
    sums = _rows(filled, "SELECT period, value FROM consolidated WHERE indicator = 'supported' ORDER BY period")
    assert [tuple(row) for row in sums] == [("2025-S1", 11), ("2025-S2", 11)]


@pytest.mark.parametrize("period", [BEFORE, AFTER])
def test_the_audit_of_all_that_was_published_finds_nothing_exposed(filled: Deployment, period: Period) -> None:
    with filled.warehouse.reading() as connection:
        release = released(connection, period)
    table = consolidate_as_of(period, release.load_id, filled)
    safe = disclose_table(table, filled)
    # not this period's own releases: what they gave away could not be asked for any more
    before = [one for one in published_before(period, filled).values() if one.truth.period < period]
    intervals = audit(table, safe, filled.metadata, filled.disclosure, before)
    assert len(intervals) > 10
    assert [cell for cell in intervals if not cell.protected] == []


def test_the_manifest_says_how_much_is_hidden_and_nothing_of_what(filled: Deployment) -> None:
    manifest: Path = filled.internal / str(BEFORE) / "draft" / "manifest.json"
    said = json.loads(manifest.read_text(encoding="utf-8"))["disclosure_audit"]
    assert set(said) == {"cells", "suppressed", "suppressed_totals", "relations", "narrowed_before"}
    assert 0 < said["suppressed"] < said["cells"]
    assert said["suppressed_totals"] == 0
