"""Chooses what else to hide, with the least lost: cutting planes in the way of Fischetti and Salazar-González (2001).

A master problem says which cells to hide at the least cost. Where a cell is still exposed, the dual of the linear
program that shows it says which further cells could give it room: one more inequality for the master. When nothing
is exposed the choice is the best one of the block.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from wardreport.stages.disclose.alone import Alone, eased_alone
from wardreport.stages.disclose.blocks import Answer, Block
from wardreport.stages.disclose.demands import Demands, asked_within, no_reach
from wardreport.stages.disclose.system import TOLERANCE, Flags, Floats, Places, System
from wardreport.stages.disclose.witnesses import Exposed, certify, room_of

MOST_ROUNDS = 60


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """What may still be hidden, what that loses, and what goes with what."""

    candidates: Flags  # cells that are shown but could be hidden
    cost: Floats
    follows: Mapping[int, int]  # an amount is hidden where its count is: by place of the count
    alone: tuple[Alone, ...] = ()  # tables by themselves, beside which more was published


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """Σ gain · hidden ≥ need, if the cell ``of`` is hidden at all."""

    gain: Floats  # by place in the block
    need: float
    of: int  # place in the block


def eased_demands(
    system: System, block: Block, everything: Flags, demands: Demands, exposed: Sequence[Exposed]
) -> tuple[Demands, Places]:
    """The demands, less what the block cannot give to these cells even with everything hidden, and whose they are."""
    places = np.array([one.place for one in exposed], dtype=np.int64)
    reach = no_reach(system.size)
    hopeless = certify(system, room_of(system, block, everything), demands, reach, places)
    if not hopeless:
        return demands, places[:0]
    of = np.array([one.place for one in hopeless], dtype=np.int64)
    up, down = np.full(system.size, np.inf), np.full(system.size, np.inf)
    up[of], down[of] = reach.up[of], reach.down[of]
    return asked_within(demands, up, down, system.scale), of


def choose(system: System, block: Block, hidden: Flags, demands: Demands, choice: Choice) -> tuple[Flags, Demands]:
    """Everything to hide, and the demands as far as they can be met, for the cells of the block.

    ``hidden`` holds what is hidden whatever is chosen. With all candidates of the block hidden the demands are met:
    what even that cannot meet is taken off them first.
    """
    choice = _of_block(choice, system, block)
    current, cuts = _with_followers(hidden, choice, system), []
    everything = hidden | choice.candidates
    dragged = _dragged(system, choice)
    supports = _supports(system, block, (choice.candidates & ~hidden & ~dragged)[block.places])
    before, reach = current, no_reach(system.size)
    for _ in range(MOST_ROUNDS):
        if (before & ~current).any():  # what a witness moved may be shown now
            reach = no_reach(system.size)
        before = current
        targets = block.places[(current & demands.protected)[block.places]]
        exposed = certify(system, room_of(system, block, current), demands, reach, targets)
        unsettled = [one.place for one in exposed if not demands.settled[one.place]]
        if unsettled and choice.alone:
            demands = eased_alone(choice.alone, demands, system.scale, np.array(unsettled, dtype=np.int64))
            exposed = certify(system, room_of(system, block, current), demands, reach, targets)
        demands, hopeless = eased_demands(system, block, everything, demands, exposed)
        if not exposed:
            return current, demands
        still = [one for one in exposed if one.place not in set(hopeless.tolist())]
        if not still:
            continue
        for one in still:
            cuts += _cuts(system, block, current, demands, choice, one)
        current = _master(system, block, hidden, choice, [*supports, *map(_row, cuts)])
    return _with_followers(everything & (hidden | _inside(system, block)), choice, system), demands


def _of_block(choice: Choice, system: System, block: Block) -> Choice:
    """The choice with the counts of the block only."""
    inside = _inside(system, block)
    return replace(choice, follows={c: amount for c, amount in choice.follows.items() if inside[c]})


def _inside(system: System, block: Block) -> Flags:
    inside = np.zeros(system.size, dtype=bool)
    inside[block.places] = True
    return inside


def _with_followers(hidden: Flags, choice: Choice, system: System) -> Flags:
    found = hidden.copy()
    for count, amount in choice.follows.items():
        if hidden[count] and not system.known[amount]:
            found[amount] = True
    return found


def _cuts(
    system: System, block: Block, current: Flags, demands: Demands, choice: Choice, exposed: Exposed
) -> list[Cut]:
    number = int(np.flatnonzero(block.places == exposed.place)[0])
    open_cells = choice.candidates[block.places]
    y = current[block.places].astype(float)
    if exposed.by_whole_steps:
        return [Cut((open_cells & (y == 0)).astype(float), 1.0, number)]
    asked: list[tuple[tuple[Answer, ...], float]] = []
    place, room = exposed.place, TOLERANCE * system.scale[exposed.place]
    if demands.width[place] > 0 and exposed.up is not None and exposed.down is not None:
        asked.append(((exposed.up, exposed.down), demands.width[place]))
    else:
        asked += [((exposed.up,), demands.up[place])] if exposed.up is not None else []
        asked += [((exposed.down,), demands.down[place])] if exposed.down is not None else []
    cuts = []
    for answers, amount in asked:
        gain = sum((_gain(system, block, answer) for answer in answers), np.zeros(len(y)))
        gain = np.where(open_cells, gain, 0.0)
        gain[number] = 0.0
        need = amount - sum(answer.best for answer in answers) + float(gain @ y)
        if need > room and gain.sum() > 0:
            cuts.append(Cut(np.minimum(gain / need, 1.0), 1.0, number))
    return cuts or [Cut((open_cells & (y == 0)).astype(float), 1.0, number)]


def _gain(system: System, block: Block, answer: Answer) -> Floats:
    """The most that hiding each cell can add, by the dual of the linear program."""
    up, down = system.up[block.places], system.down[block.places]
    return np.where(answer.worth > 0, answer.worth * up, -answer.worth * down)


def _dragged(system: System, choice: Choice) -> Flags:
    """Amounts of nothing that go with a count that is something: they are hidden without being of help."""
    dragged = np.zeros(system.size, dtype=bool)
    dragged[[amount for count, amount in choice.follows.items() if system.floor[count] > 0]] = True
    return dragged


def _supports(system: System, block: Block, is_open: Flags) -> list[Floats]:
    """A nothing can only become something if another cell of each of its narrow rows gives way: else it is no help.

    Cuts alone would try every cheap nothing before the figure that holds them all down.
    """
    places = block.places
    nothing = is_open & (system.floor[places] == 0)
    columns = system.matrix[:, places[nothing]]
    narrow = np.flatnonzero((np.diff(columns.indptr) > 0) & ~system.wide)
    up, down = system.up[places] > 0, system.down[places] > 0
    found = []
    for row in narrow:
        line = system.matrix[[row]][:, places].toarray()[0]
        for sign, limit in ((1.0, system.upper[row]), (-1.0, -system.lower[row])):
            gives_way = ((sign * line > 0) & down) | ((sign * line < 0) & up)
            for number in np.flatnonzero(nothing & (sign * line > 0)) if limit == 0 else ():
                support = gives_way.astype(float)
                support[number] = -1.0
                found.append(support)
    return found


def _row(cut: Cut) -> Floats:
    row = np.where(cut.gain > TOLERANCE, cut.gain, 0.0)
    row[cut.of] -= cut.need
    return np.asarray(row, dtype=float)


def _master(system: System, block: Block, hidden: Flags, choice: Choice, rows: Sequence[Floats]) -> Flags:
    """The cheapest choice that leaves no row below zero; where there is none, everything."""
    places = block.places
    is_open = choice.candidates[places]
    least = hidden[places].astype(float)
    most = np.where(is_open, 1.0, least)
    rows = list(rows)
    local = {int(place): number for number, place in enumerate(places)}
    cost = choice.cost[places].copy()
    for count, amount in choice.follows.items():
        if system.known[amount] or hidden[amount]:
            continue
        if amount not in local:  # no row connects it: it goes with its count, and so does its cost
            cost[local[count]] += choice.cost[amount]
        else:
            row = np.zeros(len(places))
            row[local[count]], row[local[amount]] = -1.0, 1.0
            rows.append(row)
    found = milp(
        cost,
        integrality=np.ones(len(places), dtype=np.int64),
        bounds=Bounds(least, most),
        constraints=LinearConstraint(sparse.csr_array(np.array(rows)), lb=-TOLERANCE),
        options={"mip_rel_gap": 0.0},
    )
    chosen = hidden.copy()
    chosen[places] |= is_open if found.x is None else np.asarray(found.x) > 0.5
    return _with_followers(chosen, choice, system)
