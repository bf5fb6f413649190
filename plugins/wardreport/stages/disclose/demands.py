"""How far a reader must be left in the dark about each cell (rule 5 of docs/design/disclosure.md)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from wardreport.metadata.disclosure_policy import DisclosurePolicy
from wardreport.stages.disclose.cells import Cell
from wardreport.stages.disclose.system import TOLERANCE, Flags, Floats, Places, System


@dataclass(frozen=True, slots=True, eq=False)
class Demands:
    """For each cell: it must be able to move so far up, so far down, and its range be so wide, in its own unit."""

    up: Floats
    down: Floats
    width: Floats
    protected: Flags  # figures of units: totals and rests need nothing
    narrowed: Flags  # less is asked, as what was published before says more already
    settled: Flags  # no more is asked than the cell's own table leaves


@dataclass(slots=True, eq=False)
class Reach:
    """How far each cell was seen to move in tables that agree with all that is shown."""

    up: Floats
    down: Floats


def no_reach(size: int) -> Reach:
    """Nothing was seen yet."""
    return Reach(np.zeros(size), np.zeros(size))


def is_small(cell: Cell, count: bool, policy: DisclosurePolicy) -> bool:
    """Whether it is a count that nobody may see: nothing at all is no secret."""
    return count and 0 < cell.value < policy.smallest_published


def policy_demands(system: System, protected: Flags, policy: DisclosurePolicy) -> Demands:
    """What the policy asks for these cells, whatever a reader knows."""
    size = system.size
    up, down, width = np.zeros(size), np.zeros(size), np.zeros(size)
    for place in np.flatnonzero(protected & ~system.known):
        cell, value = system.cells[place], float(system.cells[place].value)
        if not system.whole[place]:
            up[place] = down[place] = float(policy.money_share) * value
        elif is_small(cell, True, policy):
            up[place] = max(0.0, policy.protect_high - value)
            down[place] = max(0.0, value - policy.protect_low)
        else:
            width[place] = policy.width
    none = np.zeros(size, dtype=bool)
    return Demands(up, down, width, protected & ~system.known, system.known & protected, none)


def asked_within(demands: Demands, up: Floats, down: Floats, scale: Floats) -> Demands:
    """The demands, but no more than a cell can move with everything hidden that can be."""
    eased = (demands.up > up + TOLERANCE * scale) | (demands.down > down + TOLERANCE * scale)
    eased |= demands.width > up + down + TOLERANCE * scale
    return replace(
        demands,
        up=np.minimum(demands.up, up),
        down=np.minimum(demands.down, down),
        width=np.minimum(demands.width, up + down),
        narrowed=demands.narrowed | (eased & demands.protected),
    )


def met(demands: Demands, reach: Reach, scale: Floats, places: Places) -> Flags:
    """Which of these cells were seen to move as far as asked."""
    room = TOLERANCE * scale[places]
    up, down = reach.up[places], reach.down[places]
    enough = (up >= demands.up[places] - room) & (down >= demands.down[places] - room)
    return np.asarray(enough & (up + down >= demands.width[places] - room), dtype=bool)
