"""Changed metadata is brought over: what changed changes, what did not is not written, and facts stay as they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event, text

from tests.warehouse.histories.made_up_country import PERIODS, WORLD, anew
from tests.warehouse.histories.naive_model import Model
from tests.warehouse.histories.played_history import Played
from tests.warehouse.histories.random_histories import Publish, long_history
from tests.warehouse.histories.rows_alike import in_order, told
from wardreport.metadata import Metadata
from wardreport.metadata.units import Extension, ReportingUnit, Role
from wardreport.warehouse import Warehouse
from wardreport.warehouse.appending.dimensions import record_dimensions, unit_ids
from wardreport.warehouse.schema.schema import APPEND_ONLY, metadata

pytestmark = pytest.mark.slow

FACTS = [table.name for table in APPEND_ONLY]
DIMENSIONS = [table.name for table in metadata.sorted_tables if table not in APPEND_ONLY]
S1 = PERIODS[0]
Rows = Mapping[str, list[tuple[Any, ...]]]


@pytest.fixture
def filled(warehouse: Warehouse) -> Warehouse:
    """A warehouse with facts under its dimensions."""
    Played(warehouse, Model(WORLD)).play([*long_history(3, 5), Publish(S1, "draft", 0, 0, 0)])
    return warehouse


def _rows(warehouse: Warehouse, tables: list[str]) -> Rows:
    with warehouse.reading() as connection:
        return {
            name: sorted((tuple(row) for row in connection.execute(text(f"SELECT * FROM {name}"))), key=repr)  # noqa: S608
            for name in tables
        }


def _written(warehouse: Warehouse, changed: Metadata) -> list[str]:
    """Brings the metadata over; gives the statements that wrote something."""
    statements: list[str] = []

    def listen(*given: Any) -> None:
        statements.append(str(given[2]))

    event.listen(warehouse.engine, "before_cursor_execute", listen)
    try:
        with warehouse.transaction() as connection:
            record_dimensions(connection, changed)
    finally:
        event.remove(warehouse.engine, "before_cursor_execute", listen)
    return [s for s in statements if s.split()[0] in ("INSERT", "UPDATE", "DELETE")]


def _changed(warehouse: Warehouse, changed: Metadata) -> dict[str, tuple[set[Any], set[Any]]]:
    """By table the rows that went and the rows that came; no fact is among them, and no unit's key is another's."""
    before, facts = _rows(warehouse, DIMENSIONS), _rows(warehouse, FACTS)
    assert any(facts.values())
    keys = {(row[1], row[2]): row[0] for row in before["reporting_unit"]}
    assert _written(warehouse, changed)
    after = _rows(warehouse, DIMENSIONS)
    assert _rows(warehouse, FACTS) == facts
    now = {(row[1], row[2]): row[0] for row in after["reporting_unit"]}
    assert {key: now[key] for key in keys} == keys
    assert _written(warehouse, changed) == []
    return {
        name: (set(before[name]) - set(after[name]), set(after[name]) - set(before[name]))
        for name in DIMENSIONS
        if before[name] != after[name]
    }


def _day(value: Any) -> str:
    return str(value)


def _with_unit(code: str, change: Callable[[ReportingUnit], ReportingUnit]) -> Metadata:
    units = tuple(change(unit) if unit.unit_code == code else unit for unit in WORLD.units)
    return replace(WORLD, units=units)


def test_nothing_is_written_where_nothing_changed(filled: Warehouse) -> None:
    assert _written(filled, WORLD) == []


def test_a_unit_ends_and_another_follows(filled: Warehouse) -> None:
    last, first = date(2024, 12, 31), date(2025, 1, 1)
    ended = _with_unit("HPN", lambda unit: unit.model_copy(update={"valid_to": last}))
    following = ReportingUnit(unit_code="HPN", name="Hội mới", role=Role.AGENCY, valid_from=first, parent="P")
    changed = _changed(filled, replace(ended, units=(*ended.units, following)))
    assert set(changed) == {"reporting_unit", "reporting_obligation"}
    (old,), new = changed["reporting_unit"]
    (same,) = [row for row in new if row[0] == old[0]]
    (other,) = new - {same}
    assert (old[3], _day(same[3])) == (None, "2024-12-31")
    assert other[0] > max(unit for unit, *_ in _rows(filled, ["reporting_unit"])["reporting_unit"] if unit != other[0])
    gone, come = changed["reporting_obligation"]
    assert {(row[0], row[1]) for row in gone} == {("2025-S1", old[0]), ("2025-S2", old[0])}
    assert {(row[0], row[1]) for row in come} == {("2025-S1", other[0]), ("2025-S2", other[0])}


def test_an_extension_moves_one_due_day(filled: Warehouse) -> None:
    more = Extension(
        period=str(S1),
        unit_code="W1",
        due=date(2024, 6, 20),
        reason="…",
        decided_by="R",
        recorded_on=date(2024, 6, 2),
    )
    changed = _changed(filled, replace(WORLD, extensions=(*WORLD.extensions, more)))
    assert set(changed) == {"reporting_obligation"}
    (old,), (new,) = changed["reporting_obligation"]
    assert old[:2] == new[:2]
    assert (_day(old[2]), _day(new[2])) == ("2024-06-16", "2024-06-20")


def test_an_owner_goes_and_a_measure_becomes_sensitive(filled: Warehouse) -> None:
    sessions = WORLD.indicators["comm_sessions"].model_copy(update={"owner": ("agency",), "sensitive": True})
    changed = _changed(filled, replace(WORLD, indicators={**WORLD.indicators, "comm_sessions": sessions}))
    assert changed["indicator_owner"] == ({("comm_sessions", "police")}, set())
    (old,), (new,) = changed["indicator"]
    assert (old[:-1], bool(old[-1]), bool(new[-1])) == (new[:-1], False, True)
    assert set(changed) == {"indicator", "indicator_owner"}


def test_a_label_and_a_units_name_change(filled: Warehouse) -> None:
    named = WORLD.indicators["fac_total"].model_copy(update={"name": "Tên mới"})
    renamed = _with_unit("W2", lambda unit: unit.model_copy(update={"name": "Phường mới"}))
    changed = _changed(filled, replace(renamed, indicators={**WORLD.indicators, "fac_total": named}))
    assert {row[2] for row in changed["indicator"][1]} == {"Tên mới"}
    (old,), (new,) = changed["reporting_unit"]
    assert (old[0], new[4]) == (new[0], "Phường mới")
    assert set(changed) == {"indicator", "reporting_unit"}


def test_a_new_form_version_takes_over(filled: Warehouse) -> None:
    *earlier, newest = WORLD.forms
    ended = anew(newest, valid_to="2025-S2")
    new = anew(newest, form="annex-2026", valid_from="2026-S1", rows=newest.rows[:-1])
    changed = _changed(filled, replace(WORLD, forms=(*earlier, ended, new)))
    assert set(changed) == {"form_version", "form_indicator"}
    assert {row[0] for row in changed["form_version"][1]} == {newest.form, "annex-2026"}
    gone, come = changed["form_indicator"]
    assert not gone
    assert {row[1] for row in come} == {name for row in new.rows for name in row.indicators}


def test_a_cycle_is_moved_and_a_ratio_and_a_succession_go(filled: Warehouse) -> None:
    cycle = WORLD.cycles[S1].model_copy(update={"locks_after": date(2024, 6, 30)})
    moved = replace(WORLD, cycles={**WORLD.cycles, S1: cycle}, succession=WORLD.succession[:-1], ratios={})
    changed = _changed(filled, moved)
    assert [_day(row[9]) for row in changed["period"][1]] == ["2024-06-30"]
    assert (len(changed["unit_succession"][0]), changed["unit_succession"][1]) == (1, set())
    assert {row[0] for row in changed["ratio"][0]} == set(WORLD.ratios)
    assert set(changed) == {"period", "unit_succession", "ratio"}


def test_only_units_that_are_recorded_have_a_key(warehouse: Warehouse) -> None:
    with warehouse.transaction() as connection:
        assert unit_ids(connection, WORLD) == {}
        record_dimensions(connection, WORLD)
        ids = unit_ids(connection, WORLD)
        assert sorted(ids.values()) == list(range(1, len(WORLD.units) + 1))
        more = _with_unit("W2", lambda unit: unit.model_copy(update={"valid_from": date(2020, 1, 1)}))
        assert unit_ids(connection, more) == {unit: ids[unit] for unit in more.units if unit.unit_code != "W2"}


def test_the_views_of_dimensions_say_what_the_metadata_says(filled: Warehouse) -> None:
    with filled.reading() as connection:
        units = told(connection, "SELECT unit_code, unit_name, role, valid_from, valid_to FROM units")
        bridge = told(connection, "SELECT predecessor_code, successor_code, effective, outside FROM unit_successions")
        shares = told(connection, "SELECT share AS value FROM unit_successions")
        names = told(connection, "SELECT indicator, label, value_type, time, aggregation, sensitive FROM indicators")
        days = told(connection, "SELECT period, window_start, window_end, due_city, form FROM calendar")
    assert units == in_order([(u.unit_code, u.name, str(u.role), u.valid_from, u.valid_to) for u in WORLD.units])
    assert bridge == in_order(
        [(line.predecessor_code, line.successor_code, line.effective, line.outside) for line in WORLD.succession]
    )
    assert shares == in_order([(line.share,) for line in WORLD.succession])
    kinds = [(n, str(i.value_type), str(i.time), str(i.aggregation), i.sensitive) for n, i in WORLD.indicators.items()]
    assert names == in_order([(name, WORLD.name_of(name), *kind) for name, *kind in kinds])
    assert days == in_order(
        [(str(p), c.window_start, c.window_end, c.due_city, WORLD.form(p).form) for p, c in WORLD.cycles.items()]
    )
