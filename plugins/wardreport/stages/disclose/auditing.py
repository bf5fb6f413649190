"""What a reader can find out about every hidden figure, given everything that was ever shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from wardreport.domain.consolidated import ConsolidatedTable, Publication
from wardreport.domain.period import Period
from wardreport.domain.safe_table import SafeTable
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.disclosure_policy import DisclosurePolicy
from wardreport.stages.disclose.alone import eased_alone
from wardreport.stages.disclose.blocks import Block, cut_block, is_integral, largest, unit_vector
from wardreport.stages.disclose.cells import Basis
from wardreport.stages.disclose.demands import Demands, Reach, met, no_reach
from wardreport.stages.disclose.problem import Problem, hidden_in, pose
from wardreport.stages.disclose.selection import eased_demands
from wardreport.stages.disclose.system import Flags, Floats, System, groups
from wardreport.stages.disclose.witnesses import Exposed

WHOLE_STEPS = 120  # free cells of a group in which counts move by whole steps

NO_LIMIT = 1e7  # stands for infinity in the solver


@dataclass(frozen=True, slots=True)
class CellInterval:
    """The least and the most that a hidden figure could be, in its own unit, and whether that is as far as asked."""

    period: Period
    unit: str
    indicator: str
    basis: Basis
    lower: float
    upper: float
    protected: bool


def audit(
    table: ConsolidatedTable,
    shown: SafeTable,
    metadata: Metadata,
    policy: DisclosurePolicy,
    published: Sequence[Publication] = (),
    whole_steps: bool | None = None,
) -> tuple[CellInterval, ...]:
    """The interval of every hidden figure of a unit, of this table and of earlier publications, in their order.

    By linear programs, two a cell; counts move by whole steps where a group of cells is small (or always or never, by
    ``whole_steps``). The intervals have no artificial limits: without one the upper end is infinite. A figure is
    protected where its interval is as wide as the policy asks, as its own table leaves it, or as what was
    published before leaves it.
    """
    problem = pose(table, metadata, policy, published)
    hidden = hidden_in(problem, shown)
    found: dict[int, CellInterval] = {}
    for group in groups(problem.system, hidden):
        block = cut_block(problem.system, group)
        integral = len(group) <= WHOLE_STEPS if whole_steps is None else whole_steps
        low, high = _intervals(problem.system, block, problem.demands, integral)
        demands, reach = _eased(problem, hidden, group.tolist(), low, high)
        for number, place in enumerate(group):
            if demands.protected[place]:
                cell, value = problem.system.cells[place], float(problem.system.cells[place].value)
                safe = bool(met(demands, reach, problem.system.scale, np.array([place]))[0])
                interval = CellInterval(
                    cell.period,
                    cell.unit,
                    cell.indicator,
                    cell.basis,
                    value - float(low[number]),
                    value + float(high[number]),
                    safe,
                )
                found[int(place)] = interval
    return tuple(found[place] for place in sorted(found))


def _intervals(system: System, block: Block, demands: Demands, integral: bool) -> tuple[Floats, Floats]:
    """How far each cell can be below and above its true value."""
    places = block.places
    down, up = system.floor[places], np.full(len(places), NO_LIMIT)
    low, high = np.zeros(len(places)), np.zeros(len(places))
    for number in np.flatnonzero(demands.protected[places]):
        for direction, side in ((-1.0, low), (1.0, high)):
            objective = unit_vector(len(places), int(number), direction)
            answer = largest(block, objective, down, up)
            if integral and not is_integral(block, answer.deviations):
                answer = largest(block, objective, down, up, whole_steps=True)
            side[number] = np.inf if answer.best > NO_LIMIT / 2 else answer.best
    return low, high


def _eased(problem: Problem, hidden: Flags, group: Sequence[int], low: Floats, high: Floats) -> tuple[Demands, Reach]:
    """The demands as far as hiding everything would meet them, and the reach that the intervals are."""
    system = problem.system
    reach = no_reach(system.size)
    reach.down[group], reach.up[group] = low, high
    places = np.array(group, dtype=np.int64)
    short = places[problem.demands.protected[places] & ~met(problem.demands, reach, system.scale, places)]
    if not short.size:
        return problem.demands, reach
    everything = problem.hidden | problem.choice.candidates | hidden
    whole = _group_of(system, ~system.known, int(short[0]))
    exposed = [Exposed(int(place), None, None, False) for place in short]
    demands = eased_alone(problem.choice.alone, problem.demands, system.scale, short)
    demands, _ = eased_demands(system, cut_block(system, whole), everything, demands, exposed)
    return replace(demands, protected=problem.demands.protected), reach


def _group_of(system: System, free: Flags, place: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return next(group for group in groups(system, free) if place in group)
