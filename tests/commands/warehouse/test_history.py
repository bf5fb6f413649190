"""What was known when, where a figure comes from, and today's units, by the command line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from tests.specimens.offices import Office
from tests.specimens.submissions import PERIOD
from wardreport.workflow.deployment import Deployment

pytestmark = pytest.mark.slow

SECOND = datetime(2024, 6, 7, 3, 0, tzinfo=UTC)  # the first draft was made on 5 June at 03:00
OF = ["--warehouse"]


@pytest.fixture(scope="module")
def drafted_twice(drafted: Callable[..., Path], sample_decisions: Any, tmp_path_factory: Any) -> Path:
    """A draft before the reviewer's decisions, and one after them: load 1 and load 2, release 1 and release 2."""
    office = Office.copied(drafted(()), tmp_path_factory.mktemp("twice"), sample_decisions, SECOND)
    office.run()
    office.deployment.warehouse.engine.dispose()
    return office.deployment.share.parent


@pytest.fixture
def twice(drafted_twice: Path, sample_decisions: Any, tmp_path: Path) -> Deployment:
    """A copy of its own for each test."""
    return Office.copied(drafted_twice, tmp_path, sample_decisions, SECOND).deployment


@pytest.fixture
def ask(run: Any, twice: Deployment) -> Callable[..., Any]:
    url = twice.warehouse.engine.url.render_as_string()
    return lambda *arguments: run(*arguments, *OF, url)


@pytest.mark.parametrize(
    ("asked", "total", "partial"),
    [
        ([], 108, False),
        (["--load", 1], 83, True),
        (["--load", 2], 108, False),
        (["--as-of", "2024-06-05 09:59"], None, True),  # 02:59 UTC, before the first load
        (["--as-of", "2024-06-05 10:00"], 83, True),
        (["--as-of", "2024-06-07"], 83, True),
        (["--as-of", "2024-06-08"], 108, False),
        (["--release", 1], 83, True),
        (["--release", "draft"], 108, False),
    ],
)
def test_figures_as_known_then(ask: Callable[..., Any], asked: list[Any], total: int | None, partial: bool) -> None:
    figures = {row["indicator"]: row for row in ask("figures", "2024-S1", *asked, "--json").json}
    assert len(figures) == 91
    row = figures["fac_total"]
    assert (row["value"], row["partial"]) == (total, partial)
    assert ("01837" in row["outstanding"]) is partial
    plain = ask("figures", "2024-S1", *asked).out.splitlines()[0].split()
    assert plain == ["fac_total", str(total or "unavailable"), *(["partial"] if partial else [])]


@pytest.mark.parametrize(
    "asked",
    [
        ["figures", "2024-S1", "--load", 1, "--release", "draft"],
        ["figures", "2024-S1", "--release", "r01"],
        ["figures", "2023-S2", "--release", 1],
        ["figures", "2031-S1"],
        ["trace", "2024-S1/r07", "fac_total"],
        ["trace", "2024-S1/last", "fac_total"],
        ["trace", "2024-S1", "no_such"],
        ["trace", 99, "fac_total"],
        ["restate", "2023-S2"],
    ],
)
def test_what_is_not_there_is_one_line(ask: Callable[..., Any], asked: list[Any]) -> None:
    ran = ask(*asked)
    assert (ran.status, ran.err.count("\n")) == (64, 1)


def test_a_released_figure_is_traced_to_its_cells(ask: Callable[..., Any], twice: Deployment) -> None:
    cells = ask("trace", "2024-S1", "fac_total", "--json").json
    assert [cell["unit_code"] for cell in cells] == sorted(u.unit_code for u in twice.metadata.units[1:9])
    assert sum(Decimal(cell["value"]) for cell in cells) == 108
    before = ask("trace", 1, "fac_total", "--json").json
    assert {c["unit_code"] for c in cells} - {c["unit_code"] for c in before} == {"01837"}
    (one,) = [cell for cell in cells if cell["unit_code"] == "01837"]
    with twice.warehouse.reading() as connection:
        sha256 = connection.scalar(text("SELECT sha256 FROM submission WHERE unit_code = '01837'"))
    assert (one["sha256"], one["version"], one["decision_id"]) == (sha256, 1, None)
    said = ask("trace", "2024-S1/draft", "fac_total").out.splitlines()
    assert said[0] == "release 2 (draft of 2024-S1), fac_total: 8 cells"
    assert any(line.startswith("01837") and one["cell"] in line and sha256[:12] in line for line in said[1:])


@pytest.mark.parametrize(
    ("indicator", "sources"),
    [
        ("comm_sessions", {"comm_sessions"}),  # of the agencies, though wards report some too
        ("fac_inspected_pct", {"fac_inspected", "fac_total"}),
        ("comm_ward_pct", {"comm_sessions"}),  # of the wards
        ("prog_drug", {"prog_drug"}),
    ],
)
def test_every_kind_of_figure_has_its_cells(
    ask: Callable[..., Any], twice: Deployment, indicator: str, sources: set[str]
) -> None:
    cells = ask("trace", 2, indicator, "--json").json
    assert {cell["source_indicator"] for cell in cells} == sources
    roles = {u.unit_code: u.role for u in twice.metadata.units_valid(PERIOD)}
    by_wards = indicator == "comm_ward_pct"
    for cell in cells:
        owner = ("ward",) if by_wards else twice.metadata.indicators[cell["source_indicator"]].owner
        assert roles[cell["unit_code"]] in owner
    assert cells


def test_figures_by_todays_units_are_added_once(ask: Callable[..., Any], twice: Deployment) -> None:
    said = ask("restate", "2024-S1")
    assert said.out.startswith("2024-S1: 3 units of today in release ")
    assert ask("restate", "2024-S1").out == said.out
    with twice.warehouse.reading() as connection:
        rows = connection.execute(
            text(
                "SELECT unit_code, value, partial FROM unit_figures_restated"
                " WHERE period = '2024-S1' AND indicator = 'fac_total' ORDER BY unit_code"
            )
        ).all()
        own = connection.execute(
            text("SELECT unit_code, value FROM unit_figures WHERE period = '2024-S1' AND indicator = 'fac_total'")
        ).all()
    reported = {row.unit_code: Decimal(str(row.value)) for row in own if row.value is not None}
    of = {"01840": ("01834", "01840", "01846"), "01843": ("01837", "01843", "01852", "01855"), "01849": ("01849",)}
    assert {row.unit_code: Decimal(str(row.value)) for row in rows if row.value is not None} == {
        unit: sum(reported[code] for code in codes) for unit, codes in of.items()
    }
    assert {row.unit_code for row in rows if row.partial} == {"01849"}  # which holds territory from outside
