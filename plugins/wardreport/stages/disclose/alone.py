"""What one table leaves to a reader by itself, with all its units' figures hidden and its totals shown.

More is never asked: where three occurred in the whole city, nobody can be left to think of four in one ward.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from wardreport.stages.disclose.blocks import cut_block
from wardreport.stages.disclose.demands import Demands, asked_within, no_reach
from wardreport.stages.disclose.system import Flags, Floats, Places, System, groups
from wardreport.stages.disclose.witnesses import certify, room_of


@dataclass(frozen=True, slots=True, eq=False)
class Alone:
    """The system of one table, and where cells of the whole problem stand in it."""

    system: System
    everything: Flags  # its units' figures
    place: Mapping[int, int]  # by place in the whole problem


def row_limits(alone: Sequence[Alone], size: int) -> tuple[Floats, Floats]:
    """How far each cell of the whole problem can go up and down by single rows of its own table."""
    up, down = np.full(size, np.inf), np.full(size, np.inf)
    for one in alone:
        for place, there in one.place.items():
            up[place], down[place] = one.system.up[there], one.system.down[there]
    return up, down


def eased_alone(alone: Sequence[Alone], demands: Demands, scale: Floats, places: Places) -> Demands:
    """The demands on these cells as far as their own tables leave room: each is looked at once."""
    size = len(scale)
    up, down = np.full(size, np.inf), np.full(size, np.inf)
    settled = demands.settled.copy()
    for one in alone:
        here = [int(place) for place in places if int(place) in one.place and not settled[place]]
        settled[here] = True
        if here:
            _limits(one, demands, here, up, down)
    settled[places] = True
    eased = asked_within(demands, up, down, scale)
    return replace(eased, narrowed=demands.narrowed, settled=settled)


def _limits(one: Alone, demands: Demands, here: Sequence[int], up: Floats, down: Floats) -> None:
    """Notes how far those cells go that cannot go as far as asked."""
    there = np.array([one.place[place] for place in here], dtype=np.int64)
    local = _at(demands, np.array(here, dtype=np.int64), there, one.system.size)
    back = dict(zip(there.tolist(), here, strict=True))
    wanted = np.zeros(one.system.size, dtype=bool)
    wanted[there] = True
    for group in groups(one.system, one.everything):
        if wanted[group].any():
            reach = no_reach(one.system.size)
            room = room_of(one.system, cut_block(one.system, group), one.everything)
            for short in certify(one.system, room, local, reach, group[wanted[group]]):
                up[back[short.place]], down[back[short.place]] = reach.up[short.place], reach.down[short.place]


def _at(demands: Demands, here: Places, there: Places, size: int) -> Demands:
    """The demands on some cells, at other places."""

    def moved(values: Floats) -> Floats:
        found = np.zeros(size)
        found[there] = values[here]
        return found

    none = np.zeros(size, dtype=bool)
    return Demands(moved(demands.up), moved(demands.down), moved(demands.width), none, none, none)
