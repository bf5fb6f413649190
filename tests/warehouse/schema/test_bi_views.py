"""The documented views over a warehouse that the pipeline filled: the same from both engines, and right."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from sample.make_reform_share import AFTER, BEFORE, make_reform_share
from sqlalchemy import Boolean, Connection, Date, Integer, String, column, select, table, text
from sqlalchemy.types import TypeEngine

from tests.specimens.few_rules import write_few_rules
from tests.specimens.submissions import PERIOD
from wardreport.domain.validation import Decision
from wardreport.metadata import Metadata
from wardreport.metadata.indicators import ValueType
from wardreport.warehouse import Warehouse
from wardreport.warehouse.schema.column_types import ExactDecimal, UtcDateTime
from wardreport.warehouse.schema.dictionary import read_dictionary
from wardreport.warehouse.schema.views import view_names
from wardreport.workflow.deployment import deploy
from wardreport.workflow.pipeline import run_period
from wardreport.workflow.settings import PROJECT, Settings

pytestmark = pytest.mark.slow

LATE = "01834-phuong-nguyen-thi-minh-khai"  # the folder of a ward that is outstanding in the first release
FIRST = datetime(2024, 6, 20, 3, 0, tzinfo=UTC)
SECOND = datetime(2024, 6, 21, 3, 0, tzinfo=UTC)
AT = {BEFORE: datetime(2025, 6, 17, 3, tzinfo=UTC), AFTER: datetime(2025, 12, 18, 3, tzinfo=UTC)}
BI_VIEWS = view_names(PROJECT / "sql", "bi")
TYPES: Mapping[str, TypeEngine[Any]] = {
    "boolean": Boolean(),
    "date": Date(),
    "integer": Integer(),
    "number": ExactDecimal(),
    "text": String(),
    "timestamp": UtcDateTime(),
}
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Filled:
    """Every documented view's rows, after the first draft of 2024-S1 and at the end, by the engine."""

    first: Mapping[str, Rows]
    last: Mapping[str, Rows]

    def one(self, view: str, **wanted: Any) -> dict[str, Any]:
        """The only row that has these values."""
        (row,) = self.some(view, **wanted)
        return row

    def some(self, view: str, **wanted: Any) -> Rows:
        """The rows that have these values."""
        return [row for row in self.last[view] if all(row[key] == value for key, value in wanted.items())]


def _all_rows(warehouse: Warehouse) -> dict[str, Rows]:
    with warehouse.reading() as connection:
        entries = read_dictionary(connection)
        return {
            entry.view: _rows(connection, entry.view, {c.name: TYPES[c.type] for c in entry.columns})
            for entry in entries
        }


def _rows(connection: Connection, view: str, types: Mapping[str, TypeEngine[Any]]) -> Rows:
    asked = select(table(view, *(column(name, kind) for name, kind in types.items())))
    return [dict(row) for row in connection.execute(asked).mappings()]


def _fill(url: str, folder: Path, sample: Path, decisions: tuple[Decision, ...]) -> Filled:
    """Two drafts of 2024-S1, the first without decisions and without one ward; then the half years of the reform."""
    places: dict[str, Any] = {name: folder / name for name in ("staging", "quarantine", "feedback", "releases")}
    first, second, reform = folder / "first", folder / "second", folder / "reform"
    shutil.copytree(sample / "share", first)
    shutil.rmtree(first / LATE)
    shutil.copytree(sample / "share", second)
    make_reform_share(reform)
    before: dict[str, Rows] = {}
    rules = write_few_rules(folder / "expectations")
    runs = (
        (PERIOD, first, (), FIRST),
        (PERIOD, second, decisions, SECOND),
        *((p, reform, (), t) for p, t in AT.items()),
    )
    for period, share, made, at in runs:
        deployment = deploy(Settings(share=share, warehouse=url, converter=None, expectations=rules, **places))
        run_period(period, deployment, decisions=made, as_of=at, tell=lambda _: None)
        before = before or _all_rows(deployment.warehouse)
        deployment.warehouse.engine.dispose()
    last = Warehouse(url, PROJECT / "sql")
    filled = Filled(before, _all_rows(last))
    last.engine.dispose()
    return filled


@pytest.fixture(scope="module")
def both(
    tmp_path_factory: pytest.TempPathFactory, sample: Path, sample_decisions: tuple[Decision, ...], postgresql: str
) -> dict[str, Filled]:
    server = Warehouse(postgresql, PROJECT / "sql")
    with server.transaction() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    server.engine.dispose()
    folders = {engine: tmp_path_factory.mktemp(engine) for engine in ("sqlite", "postgresql")}
    urls = {"sqlite": f"sqlite:///{folders['sqlite'] / 'w.sqlite'}", "postgresql": postgresql}
    return {engine: _fill(urls[engine], folder, sample, sample_decisions) for engine, folder in folders.items()}


@pytest.fixture(params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest, both: dict[str, Filled]) -> Iterator[Filled]:
    yield both[request.param]


def _plain(row: Mapping[str, Any]) -> str:
    return repr(sorted(row.items()))


@pytest.mark.parametrize("view", BI_VIEWS)
def test_a_view_gives_the_same_rows_on_both_engines(view: str, both: dict[str, Filled]) -> None:
    for embedded, served in (
        (both["sqlite"].first[view], both["postgresql"].first[view]),
        (both["sqlite"].last[view], both["postgresql"].last[view]),
    ):
        assert sorted(map(_plain, embedded)) == sorted(map(_plain, served))
    assert both["sqlite"].last[view]


def test_the_consolidated_table_of_the_newest_release(filled: Filled) -> None:
    total = filled.one("consolidated", period="2024-S1", indicator="fac_total")
    assert (total["status"], total["value"], total["partial"], total["outstanding"]) == ("value", 108, False, "")
    assert (total["release_kind"], total["released_at"]) == ("draft", SECOND)
    assert len(filled.some("consolidated", period="2024-S1")) == 91
    first = next(row for row in filled.first["consolidated"] if row["indicator"] == "fac_total")
    assert first["partial"]
    assert "01834" in first["outstanding"].split()


def test_a_suppressed_cell_has_its_sign_and_no_value(filled: Filled) -> None:
    suppressed = [row for view in ("unit_figures", "unit_figures_restated") for row in filled.last[view]]
    suppressed = [row for row in suppressed if row["status"] == "suppressed"]
    assert suppressed
    sensitive = {row["indicator"] for row in filled.last["indicators"] if row["sensitive"]}
    assert {row["indicator"] for row in suppressed} & sensitive
    for row in suppressed:
        assert (row["value"], row["yes_no"], row["sign"]) == (None, None, "(c)")
    signs = {(row["status"], row["sign"]) for row in filled.last["unit_figures"]}
    assert signs <= {
        ("value", ""),
        ("zero", ""),
        ("nil", "-"),
        ("suppressed", "(c)"),
        ("blank", "…"),
        ("missing", "…"),
        ("unavailable", "…"),
    }
    assert {"", "-", "(c)"} <= {sign for _, sign in signs}


def test_no_small_sensitive_count_of_a_ward_stands_in_any_row(filled: Filled) -> None:
    sensitive = {
        row["indicator"] for row in filled.last["indicators"] if row["sensitive"] and row["value_type"] == "count"
    }
    for view in ("unit_figures", "unit_figures_restated"):
        shown = [row["value"] for row in filled.last[view] if row["indicator"] in sensitive and row["role"] == "ward"]
        assert shown
        assert not {Decimal(n) for n in range(1, 5)} & set(shown)
    wide = [row for row in filled.last["unit_figures_wide"] if row["role"] == "ward"]
    assert wide
    for row in wide:
        assert not {Decimal(n) for n in range(1, 5)} & {row[name] for name in sensitive}


def test_wide_equals_long(filled: Filled, metadata: Metadata) -> None:
    long = {(row["period"], row["unit_id"], row["indicator"]): row for row in filled.last["unit_figures"]}
    wide = filled.last["unit_figures_wide"]
    assert {(row["period"], row["unit_id"]) for row in wide} == {key[:2] for key in long}
    assert len(wide) == len({key[:2] for key in long}) == 14 + 14 + 9
    told = 0
    for row in wide:
        for name, indicator in metadata.indicators.items():
            cell = long.get((row["period"], row["unit_id"], name))
            if cell is None:  # the form of the period does not ask for it
                assert (row[name], row[f"{name}_sign"]) == (None, "…")
                continue
            told += 1
            number = cell["value"] if cell["yes_no"] is None else Decimal(cell["yes_no"])
            assert (row[name], row[f"{name}_sign"]) == (number, cell["sign"])
            assert cell["yes_no"] is None or indicator.value_type is ValueType.YESNO
            assert (row["unit_code"], row["unit_name"], row["role"]) == tuple(
                cell[key] for key in ("unit_code", "unit_name", "role")
            )
    assert told == len(long)


def test_revisions_between_the_two_drafts(filled: Filled) -> None:
    assert filled.first["revisions"] == []
    drafts = sorted(filled.some("releases", period="2024-S1"), key=lambda row: row["release_id"])
    assert [(row["release_kind"], row["is_newest"]) for row in drafts] == [("draft", 0), ("draft", 1)]
    before, after = (
        {row["indicator"]: row for row in filled.some("consolidated_by_release", release_id=draft["release_id"])}
        for draft in drafts
    )
    changed = {row["indicator"]: row for row in filled.last["revisions"]}
    assert set(changed) == {
        name
        for name in after
        if (before[name]["status"], before[name]["value"], before[name]["yes_no"])
        != (after[name]["status"], after[name]["value"], after[name]["yes_no"])
    }
    total = changed["fac_total"]
    assert (total["previous_value"], total["value"]) == (before["fac_total"]["value"], 108)
    assert total["difference"] == 108 - before["fac_total"]["value"] > 0
    percent = (total["difference"] * 1000 / total["previous_value"]).quantize(Decimal(1), ROUND_HALF_UP) / 10
    assert total["difference_percent"] == percent > 0
    sizes = [abs(row["difference_percent"]) for row in changed.values() if row["difference_percent"] is not None]
    assert [(row["figures_changed"], row["largest_change_percent"]) for row in drafts] == [
        (0, None),
        (len(changed), max(sizes)),
    ]
    assert {row["document_number"] for row in drafts} == {row["approved_by"] for row in drafts} == {None}
    assert (total["previous_id"], total["release_id"]) == tuple(draft["release_id"] for draft in drafts)


def test_a_late_unit_is_told_with_its_days(filled: Filled) -> None:
    (late,) = [row for row in filled.first["reporting_by_unit"] if row["unit_code"] == "01834"]
    due = late["due"]
    assert (late["state"], late["counted"], late["received_at"]) == ("outstanding", 0, None)
    assert (due, late["days_late"]) == (date(2024, 6, 16), 4)
    (period,) = [row for row in filled.first["reporting_by_period"] if row["period"] == "2024-S1"]
    assert (period["units"], period["outstanding"]) == (14, 3)
    assert period["most_days_late"] == max(
        row["days_late"] or 0 for row in filled.first["reporting_by_unit"] if row["period"] == "2024-S1"
    )
    now = filled.one("reporting_by_unit", period="2024-S1", unit_code="01834")
    assert (now["state"], now["counted"]) == ("accepted", 1)
    assert filled.one("reporting_by_period", period="2024-S1")["outstanding"] == 0


def test_the_calendar_is_complete(filled: Filled, metadata: Metadata) -> None:
    calendar = {row["period"]: row for row in filled.last["calendar"]}
    assert set(calendar) == {str(period) for period in metadata.cycles}
    released = {row["period"] for row in filled.last["calendar"] if row["release_id"] is not None}
    assert released == {str(PERIOD), str(BEFORE), str(AFTER)}
    for period, cycle in metadata.cycles.items():
        row = calendar[str(period)]
        assert (row["window_start"], row["window_end"], row["locks_after"]) == (
            cycle.window_start,
            cycle.window_end,
            cycle.locks_after,
        )
        assert row["units"] == len(metadata.units_valid(period))
        assert row["form"] == metadata.form(period).form


def test_a_reused_code_is_two_units_each_with_the_unit_above_it(filled: Filled, metadata: Metadata) -> None:
    old, new = sorted(filled.some("units", unit_code="01840"), key=lambda row: row["valid_from"] or date.min)
    assert old["unit_id"] != new["unit_id"]
    assert old["valid_to"] < new["valid_from"]
    assert (old["parent_code"], new["parent_code"]) == ("058", "19")
    assert old["parent_id"] in {row["unit_id"] for row in filled.some("units", unit_code="058")}
    assert new["parent_id"] in {row["unit_id"] for row in filled.some("units", unit_code="19")}
    assert len(filled.last["units"]) == len(metadata.units)
    followed = filled.some("unit_successions", predecessor_id=old["unit_id"])
    assert len(followed) == len([s for s, _, _ in metadata.successions if s.unit_code == "01840" and s.valid_to]) >= 1
    of_code = {(row["period"], row["unit_id"]) for row in filled.some("unit_figures", unit_code="01840")}
    assert of_code == {("2024-S1", old["unit_id"]), ("2025-S1", old["unit_id"]), ("2025-S2", new["unit_id"])}


def test_restated_figures_stand_on_todays_units(filled: Filled) -> None:
    today = {row["unit_id"] for row in filled.last["units"]} - {
        row["predecessor_id"] for row in filled.last["unit_successions"]
    }
    restated = filled.last["unit_figures_restated"]
    assert {row["unit_id"] for row in restated} <= today
    assert {row["period"] for row in restated} >= {"2025-S2"}


def test_the_indicators_stand_in_their_order(filled: Filled, metadata: Metadata) -> None:
    assert [row["indicator"] for row in sorted(filled.last["indicators"], key=lambda row: row["position"])] == list(
        metadata.indicators
    )
