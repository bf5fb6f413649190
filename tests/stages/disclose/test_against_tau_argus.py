"""A second opinion: τ-ARGUS, the program of Europe's statistical offices, on tables that both can read.

Made comparable so. A table is wards by the kinds of offenders, with the wards' sums over kinds (``part``), the
consolidating unit's sums over wards and its grand total; τ-ARGUS reads it as a JJ file, cell by cell with its
equations. Counts from 1 to 4 are its unsafe cells; its protection levels are distances from the true count, so that
our "must reach down to 0 and up to 4" becomes a lower level of the count and an upper one of 4 − count. A reader's
limits are 0 and far away; zeros may be hidden, the consolidating unit's figures may not (status z). What a kind's total
leaves no room for is asked of neither, so that totals are 4 at least. The cost is the count, and of a zero a tenth.
τ-ARGUS asks nothing of its further cells and we ask a width, so that ours may cost more, but never less.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.stages.disclose.tables import BY_VALUE, make_table, small_world
from wardreport.domain.consolidated import ConsolidatedTable
from wardreport.domain.figure import FigureStatus
from wardreport.domain.safe_table import SafeTable
from wardreport.stages.disclose import audit, disclose
from wardreport.stages.disclose.suppression import primary_only

pytestmark = pytest.mark.slow

NAMES = ("offenders_organiser", "offenders_buyer", "offenders_seller")
ALL = ("offenders", *NAMES)
WORLD, UNITS = small_world(5)
WORLD = replace(
    WORLD,
    indicators={
        name: indicator.model_copy(update={"owner": ("ward",)}) if name in ALL else indicator
        for name, indicator in WORLD.indicators.items()
    },
)
FAR = 1000
Pair = tuple[str, str]  # unit ("" is the consolidating one) and indicator


@dataclass(frozen=True)
class Crossed:
    """One table as both programs see it."""

    table: ConsolidatedTable
    values: Mapping[Pair, int]


def crossed(rows: list[tuple[int, int, int]]) -> Crossed:
    sheet = {
        unit: {"offenders": sum(row), **dict(zip(NAMES, row, strict=True))}
        for unit, row in zip(UNITS, rows, strict=True)
    }
    values = {(unit, name): value for unit, answers in sheet.items() for name, value in answers.items()}
    values |= {("", name): sum(answers[name] for answers in sheet.values()) for name in ALL}
    return Crossed(make_table(sheet, metadata=WORLD), values)


def write_jj(table: Crossed, further: set[Pair], file: Path) -> list[Pair]:
    """The table in τ-ARGUS's own form; ``further`` are cells marked as hidden besides the unsafe ones."""
    cells = list(table.values)
    lines = ["0", str(len(cells))]
    for number, cell in enumerate(cells):
        value = table.values[cell]
        status, lower, upper = "s", 0, 0
        if cell[0] == "":
            status = "z"
        elif 0 < value < 5:
            status, lower, upper = "u", value, 4 - value
        elif cell in further:
            status = "m"
        lines.append(f"{number} {value} {loss(value)} {status} 0 {FAR} {lower} {upper} 0")
    number_of = {cell: number for number, cell in enumerate(cells)}
    equations = [[(unit, "offenders"), *((unit, name) for name in NAMES)] for unit in (*UNITS, "")]
    equations += [[("", name), *((unit, name) for unit in UNITS)] for name in ALL]
    lines.append(str(len(equations)))
    for whole, *parts in equations:
        terms = [f"{number_of[whole]} (-1)", *(f"{number_of[part]} (1)" for part in parts)]
        lines.append(f"0 {len(terms)} : {' '.join(terms)}")
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return cells


def their_choice(table: Crossed, folder: Path, module: Any) -> set[Pair] | None:
    """What τ-ARGUS's optimal method hides besides the unsafe cells; None where it finds nothing."""
    cells = write_jj(table, set(), folder / "in.jj")
    code = module.HiTaSCtrl().full_jj(in_file_jj=str(folder / "in.jj"), out_file=str(folder / "out.jj"), max_time=1)
    if code != 0:
        return None
    return {cells[int(line)] for line in (folder / "out.jj").read_text().split()}


def with_hidden(safe: SafeTable, cells: set[Pair]) -> SafeTable:
    return replace(
        safe,
        by_unit=tuple(
            replace(f, status=None, value=None, suppressed=True) if (f.unit, f.indicator) in cells else f
            for f in safe.by_unit
        ),
    )


def loss(value: int) -> int:
    """Ten times what the policy of these tests counts: a figure as itself, a zero a tenth."""
    return max(10 * value, 1)


def cost(table: Crossed, cells: set[Pair]) -> int:
    return sum(loss(table.values[cell]) for cell in cells)


def unsafe_by_them(table: Crossed, further: set[Pair], folder: Path, module: Any) -> set[Pair]:
    """The unsafe cells that τ-ARGUS's audit finds exposed."""
    cells = write_jj(table, further, folder / "audit.jj")
    return {cells[row["cell"]] for row in module._tauargus.audit_jj(str(folder / "audit.jj")) if row["unsafe"]}


def unsafe_by_us(table: Crossed, safe: SafeTable, small: set[Pair]) -> set[Pair]:
    intervals = audit(table.table, safe, WORLD, BY_VALUE)
    return {(cell.unit, cell.indicator) for cell in intervals if not cell.protected} & small


def compare(table: Crossed, folder: Path, module: Any) -> tuple[int, int] | None:
    """The cost of our choice and of theirs; None where nothing helps but to hide totals, on which both agree."""
    first = primary_only(table.table, WORLD, BY_VALUE)
    small = {(f.unit, f.indicator) for f in first.by_unit if f.suppressed}
    ours = disclose(table.table, WORLD, BY_VALUE)
    mine = {(f.unit, f.indicator) for f in ours.by_unit if f.suppressed} - small
    theirs = their_choice(table, folder, module) if small else set()
    exposed = unsafe_by_them(table, theirs, folder, module) if theirs is not None and small else set()
    assert exposed == (set() if theirs is None else unsafe_by_us(table, with_hidden(first, theirs), small))
    if any(f.status is FigureStatus.SUPPRESSED for f in ours.figures.values()):
        assert theirs is None or exposed
        return None
    assert theirs is not None
    assert not exposed
    assert not small or not unsafe_by_them(table, mine, folder, module)
    return cost(table, mine), cost(table, theirs)


VALUES = st.one_of(st.integers(0, 4), st.integers(0, 20), st.integers(5, 20))


@settings(max_examples=examples(20), suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(VALUES, VALUES, VALUES), min_size=5, max_size=5))
def test_both_programs_pass_each_other_and_cost_the_same(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[int, int, int]]
) -> None:
    module = pytest.importorskip("pytauargus", reason="τ-ARGUS is built for Linux on x86-64 only")
    assume(all(total == 0 or total >= 4 for total in map(sum, zip(*rows, strict=True))))
    folder = tmp_path_factory.mktemp("jj")
    with contextlib.chdir(folder):  # it writes its logs into the current folder
        costs = compare(crossed(rows), folder, module)
    if costs is not None:
        ours, theirs = costs
        assert theirs <= ours <= 1.25 * theirs  # theirs is the least for the unsafe cells alone
