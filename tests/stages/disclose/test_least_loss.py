"""Nothing is hidden that need not be: against every other choice, on tables small enough to try them all."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.stages.disclose.attacker import shortfalls
from tests.stages.disclose.tables import POLICY, make_table, small_world
from wardreport.domain.consolidated import ConsolidatedTable, Publication
from wardreport.domain.figure import FigureStatus
from wardreport.domain.safe_table import SafeTable
from wardreport.stages.disclose import audit, disclose
from wardreport.stages.disclose.suppression import primary_only

pytestmark = pytest.mark.slow

WORLD, FOUR = small_world(4)
NAMES = ("supported", "supported_job")
Cells = frozenset[tuple[str, str]]  # unit and indicator


def with_hidden(safe: SafeTable, cells: Cells) -> SafeTable:
    """The safe table with these cells hidden as well."""
    return replace(
        safe,
        by_unit=tuple(
            replace(f, status=None, value=None, suppressed=True) if (f.unit, f.indicator) in cells else f
            for f in safe.by_unit
        ),
    )


def passes(table: ConsolidatedTable, safe: SafeTable) -> bool:
    return not shortfalls([Publication(table, safe)], WORLD)[0]


def loss(table: ConsolidatedTable, cells: Cells) -> float:
    """What these cells cost by the policy: log(1 + figure), a little for a zero."""
    figures = {(f.unit, f.indicator): f.value for f in table.by_unit}
    return sum(math.log1p(float(figures[cell] or 0)) if figures[cell] else 0.1 for cell in cells)


def hidden_cells(safe: SafeTable) -> Cells:
    assert not [f for f in safe.figures.values() if f.status is FigureStatus.SUPPRESSED]
    return frozenset((f.unit, f.indicator) for f in safe.by_unit if f.suppressed)


def least_loss(table: ConsolidatedTable) -> float:
    first = primary_only(table, WORLD, POLICY)
    shown = [(f.unit, f.indicator) for f in first.by_unit if not f.suppressed]
    choices = [frozenset(c) for size in range(len(shown) + 1) for c in itertools.combinations(shown, size)]
    for choice in sorted(choices, key=lambda cells: loss(table, cells)):
        if passes(table, with_hidden(first, choice)):
            return loss(table, choice)
    raise AssertionError("hiding everything must pass")


@settings(max_examples=examples(12), suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.one_of(st.integers(0, 4), st.integers(5, 15)), min_size=4, max_size=4),
    st.lists(st.integers(0, 9), min_size=4, max_size=4),
)
def test_no_other_choice_loses_less(wholes: list[int], parts: list[int]) -> None:
    table = make_table(
        {u: {"supported": w, "supported_job": min(w, p)} for u, w, p in zip(FOUR, wholes, parts, strict=True)},
        metadata=WORLD,
    )
    safe = disclose(table, WORLD, POLICY)
    assert passes(table, safe)
    chosen = hidden_cells(safe) - hidden_cells(primary_only(table, WORLD, POLICY))
    assert math.isclose(loss(table, chosen), least_loss(table), abs_tol=1e-9)


@settings(max_examples=examples(25), suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)), min_size=4, max_size=4))
def test_whole_steps_tell_a_reader_no_more_than_fractions(rows: list[tuple[int, int, int]]) -> None:
    """Intervals in whole numbers lie within those in fractions, and are protected too."""
    sheet = {
        unit: {"supported": w, "supported_job": min(w, a), "supported_health": min(w, b)}
        for unit, (w, a, b) in zip(FOUR, rows, strict=True)
    }
    table = make_table(sheet, metadata=WORLD)
    safe = disclose(table, WORLD, POLICY)
    fractions = audit(table, safe, WORLD, POLICY, whole_steps=False)
    steps = audit(table, safe, WORLD, POLICY, whole_steps=True)
    assert [(cell.unit, cell.indicator) for cell in fractions] == [(cell.unit, cell.indicator) for cell in steps]
    for wide, narrow in zip(fractions, steps, strict=True):
        assert wide.lower <= narrow.lower + 1e-6
        assert narrow.upper <= wide.upper + 1e-6
        assert narrow.protected
