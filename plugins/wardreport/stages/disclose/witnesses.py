"""Proves cells safe by example: one table that agrees with all that is shown speaks for many cells at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from wardreport.stages.disclose.blocks import Answer, Block, is_integral, largest, unit_vector
from wardreport.stages.disclose.demands import Demands, Reach, met
from wardreport.stages.disclose.system import TOLERANCE, Flags, Floats, Places, System


@dataclass(frozen=True, slots=True, eq=False)
class Exposed:
    """A cell that cannot move as far as asked within its block, and the linear programs that say so."""

    place: int  # in the system
    up: Answer | None  # None: in this direction it moves far enough, or nothing is asked
    down: Answer | None
    by_whole_steps: bool  # it could move far enough, but not by whole steps


@dataclass(frozen=True, slots=True, eq=False)
class Room:
    """A block and how far its cells may move in it: a shown cell not at all."""

    block: Block
    down: Floats
    up: Floats


def room_of(system: System, block: Block, hidden: Flags) -> Room:
    """The block's limits where these cells are hidden."""
    free = hidden[block.places]
    return Room(block, np.where(free, system.down[block.places], 0.0), np.where(free, system.up[block.places], 0.0))


def certify(system: System, room: Room, demands: Demands, reach: Reach, targets: Places) -> tuple[Exposed, ...]:
    """The targets that no witness of the block proves safe; ``reach`` takes in every witness found on the way.

    ``targets`` are places in the system, all of them in the block.
    """
    return tuple(exposures(system, room, demands, reach, targets))


def exposures(system: System, room: Room, demands: Demands, reach: Reach, targets: Places) -> Iterator[Exposed]:
    """The same, one after the other: who only asks whether there are any stops at the first."""
    local = {int(place): number for number, place in enumerate(room.block.places)}
    for direction in (1, -1):
        _together(system, room, demands, reach, targets, direction)
    for place in targets[~met(demands, reach, system.scale, targets)]:
        if not met(demands, reach, system.scale, np.array([place]))[0]:
            yield from _alone(system, room, demands, reach, int(place), local[int(place)])


def _short(demands: Demands, reach: Reach, scale: Floats, places: Places, direction: int) -> Flags:
    """Which of the places still have to move in a direction: where only a width is asked, both are tried."""
    room = TOLERANCE * scale[places]
    here, there = reach.up[places], reach.down[places]
    seen, asked = (here, demands.up[places]) if direction > 0 else (there, demands.down[places])
    width = demands.width[places] - room
    return np.asarray((seen < asked - room) | ((here + there < width) & (seen < width)), dtype=bool)


def _goal(demands: Demands, places: Places, direction: int) -> Floats:
    asked = demands.up if direction > 0 else demands.down
    return np.maximum(asked[places], demands.width[places])


def _together(system: System, room: Room, demands: Demands, reach: Reach, targets: Places, direction: int) -> None:
    """Moves as many of the targets as can be in one direction, as long as that proves more of them safe."""
    places = room.block.places
    is_target = np.isin(places, targets)
    left = np.flatnonzero(is_target & _short(demands, reach, system.scale, places, direction))
    while left.size:
        down, up = room.down.copy(), room.up.copy()
        limit = up if direction > 0 else down
        limit[left] = np.minimum(limit[left], _goal(demands, places[left], direction))
        objective = np.zeros(len(places))
        # unequal weights: where not all can move at once some go the whole way
        objective[left] = direction * np.linspace(2.0, 1.0, len(left)) / system.scale[places[left]]
        _take_in(room.block, reach, _witness(room.block, objective, down, up))
        still = left[_short(demands, reach, system.scale, places[left], direction)]
        if len(still) == len(left):
            return
        left = still


def _witness(block: Block, objective: Floats, down: Floats, up: Floats) -> Answer:
    answer = largest(block, objective, down, up)
    return answer if is_integral(block, answer.deviations) else largest(block, objective, down, up, whole_steps=True)


def _take_in(block: Block, reach: Reach, answer: Answer) -> None:
    moved = np.where(block.whole, np.round(answer.deviations), answer.deviations)
    reach.up[block.places] = np.maximum(reach.up[block.places], moved)
    reach.down[block.places] = np.maximum(reach.down[block.places], -moved)


def _alone(system: System, room: Room, demands: Demands, reach: Reach, place: int, number: int) -> Iterator[Exposed]:
    here = np.array([place])
    answers: dict[int, Answer] = {}
    for direction in (1, -1):
        if not _short(demands, reach, system.scale, here, direction)[0] and demands.width[place] <= 0:
            continue
        down, up = room.down.copy(), room.up.copy()
        if system.whole[place]:  # an amount may have to go the whole way to nothing, with its count
            limit = up if direction > 0 else down
            limit[number] = min(limit[number], float(_goal(demands, here, direction)[0]))
        objective = unit_vector(len(room.block.places), number, float(direction))
        answer = answers[direction] = largest(room.block, objective, down, up)
        if answer.best > TOLERANCE and not is_integral(room.block, answer.deviations):
            answer = largest(room.block, objective, down, up, whole_steps=True)
        _take_in(room.block, reach, answer)
        if met(demands, reach, system.scale, here)[0]:
            return
    best = {direction: answer.best for direction, answer in answers.items()}
    slack = TOLERANCE * system.scale[place]
    wide = demands.width[place] > 0
    short_up = best.get(1, np.inf) < demands.up[place] - slack
    short_down = best.get(-1, np.inf) < demands.down[place] - slack
    narrow = sum(best.values()) < demands.width[place] - slack
    yield Exposed(
        place,
        up=answers.get(1) if wide or short_up else None,
        down=answers.get(-1) if wide or short_down else None,
        by_whole_steps=not (short_up or short_down or (wide and narrow)),
    )
