"""Hides more until nothing that is hidden can be found out: small groups as a whole, large ones block by block."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from wardreport.stages.disclose.alone import eased_alone
from wardreport.stages.disclose.blocks import cut_block
from wardreport.stages.disclose.demands import Demands, no_reach
from wardreport.stages.disclose.selection import Choice, choose, eased_demands
from wardreport.stages.disclose.system import TOLERANCE, Flags, Places, System, groups
from wardreport.stages.disclose.witnesses import Exposed, certify, exposures, room_of

EXACT = 120  # cells of a group that are looked at in one problem
BLOCK = 240  # cells of a block of a larger group
TARGETS = 20  # exposed cells that are helped in one problem
DONORS = 2  # units of each kind that lend room, in each column


def protect(system: System, hidden: Flags, demands: Demands, choice: Choice) -> tuple[Flags, Demands]:
    """What to hide in all, and the demands as far as anything can meet them."""
    free = ~system.known
    # amounts last: they follow their counts, and no row need connect them
    for group in sorted(groups(system, free), key=lambda one: not system.whole[one].all()):
        if not (hidden & demands.protected)[group].any():
            continue
        if len(group) <= EXACT:
            hidden, demands = choose(system, cut_block(system, group), hidden, demands, choice)
        else:
            hidden, demands = _protect_large(system, group, hidden, demands, choice)
    return hidden, demands


def _clusters(system: System, group: Places) -> list[Places]:
    """A group in units and what is restated of them: the sums over all units do not bind them together."""
    inside = np.zeros(system.size, dtype=bool)
    inside[group] = True
    return groups(system, inside, skip_wide=True)


def _blocks(clusters: Sequence[Places], size: int) -> Iterator[Places]:
    block: list[Places] = []
    for cluster in clusters:
        block.append(cluster)
        if sum(map(len, block)) >= size:
            yield np.sort(np.concatenate(block))
            block = []
    if block:
        yield np.sort(np.concatenate(block))


def _left_by_blocks(system: System, group: Places, hidden: Flags, demands: Demands, targets: Places) -> Places:
    """The targets that no block of neighbours proves safe."""
    reach = no_reach(system.size)
    wanted = np.zeros(system.size, dtype=bool)
    wanted[targets] = True
    hidden_group = group[hidden[group]]
    for places in _blocks(_clusters(system, hidden_group), BLOCK):
        own = places[wanted[places]]
        if own.size:
            exposed = certify(system, room_of(system, cut_block(system, places), hidden), demands, reach, own)
            wanted[own] = False
            wanted[[one.place for one in exposed]] = True
    return np.flatnonzero(wanted)


def _protect_large(
    system: System, group: Places, hidden: Flags, demands: Demands, choice: Choice
) -> tuple[Flags, Demands]:
    targets = group[(hidden & demands.protected)[group]]
    left = _left_by_blocks(system, group, hidden, demands, targets)
    demands = eased_alone(choice.alone, demands, system.scale, left)
    left = np.array(sorted(left.tolist(), key=lambda place: (system.cells[place].indicator, place)), dtype=np.int64)
    steps: list[tuple[Places, Flags]] = []
    if not left.size:
        return hidden, demands
    offer = _offer(system, group, hidden, choice)
    for start in range(0, len(left), TARGETS):
        some = left[start : start + TARGETS]
        places, chosen, demands = _choose_or_widen(system, offer, group, hidden, demands, choice, some)
        steps.append((places, chosen & ~hidden))
        hidden = chosen
    return _show_again(system, hidden, demands, steps), demands


@dataclass(frozen=True, slots=True, eq=False)
class _Offer:
    """A group in units and what is restated of them, and which of these can help most, by indicator."""

    clusters: Sequence[Places]
    of: Mapping[int, int]  # by place
    donors: Mapping[str, frozenset[int]]
    totals: frozenset[int]

    def around(self, some: Places, indicators: Collection[str]) -> Places:
        """The cells of some units and of those that can lend room on these indicators."""
        wanted = {self.of[int(place)] for place in some} | self.totals
        wanted |= {number for name in indicators for number in self.donors.get(name, ())}
        return np.sort(np.concatenate([self.clusters[number] for number in sorted(wanted)]))


def _offer(system: System, group: Places, hidden: Flags, choice: Choice) -> _Offer:
    """In each column the units that can lend most room, and those that are cheapest to hide; and all totals."""
    clusters = _clusters(system, group)
    of = {int(place): number for number, cluster in enumerate(clusters) for place in cluster}
    columns: dict[tuple[str, str], list[int]] = {}
    for place in of:
        cell = system.cells[place]
        if cell.basis == "reported" and not system.known[place]:
            columns.setdefault((str(cell.period), cell.indicator), []).append(place)
    donors: dict[str, set[int]] = {}
    for (_, name), column in columns.items():
        here = np.array(column)
        lenders = here[hidden[here]]
        lenders = lenders[np.argsort(-np.minimum(system.down, 3)[lenders], kind="stable")][:DONORS]
        cheap = here[choice.candidates[here] & ~hidden[here]]
        cheap = cheap[np.argsort(choice.cost[cheap], kind="stable")][:DONORS]
        donors.setdefault(name, set()).update(of[int(place)] for place in (*lenders, *cheap))
    totals = {number for number, cluster in enumerate(clusters) if system.cells[int(cluster[0])].basis == "total"}
    return _Offer(clusters, of, {name: frozenset(found) for name, found in donors.items()}, frozenset(totals))


def _choose_or_widen(
    system: System, offer: _Offer, group: Places, hidden: Flags, demands: Demands, choice: Choice, some: Places
) -> tuple[Places, Flags, Demands]:
    """In a small block if it can give what is asked, then in one of all columns, then in the whole group."""
    everything = hidden | choice.candidates
    exposed = [Exposed(int(place), None, None, False) for place in some]
    near = {system.cells[int(place)].indicator for place in some}
    for indicators in (near, set(offer.donors)):
        places = offer.around(some, indicators)
        block = cut_block(system, places)
        _, hopeless = eased_demands(system, block, everything, demands, exposed)
        if hopeless.size and indicators is near:
            continue
        if hopeless.size:
            whole = cut_block(system, group)
            lacking = [Exposed(int(place), None, None, False) for place in hopeless]
            demands, _ = eased_demands(system, whole, everything, demands, lacking)
        only = replace(demands, protected=demands.protected & _near(system, places, some, hidden))
        chosen, eased = choose(system, block, hidden, only, choice)
        if not _gave_up(system, eased, demands, only.protected, choice):
            return places, chosen, replace(eased, protected=demands.protected)
    return group, *choose(system, cut_block(system, group), hidden, demands, choice)


def _gave_up(system: System, eased: Demands, demands: Demands, concerned: Flags, choice: Choice) -> bool:
    """Whether the block asked less of one of these cells than their own tables alone would have it."""
    settled = np.flatnonzero(eased.settled & ~demands.settled)
    asked = eased_alone(choice.alone, demands, system.scale, settled) if settled.size else demands
    room = TOLERANCE * system.scale
    less = (eased.up < asked.up - room) | (eased.down < asked.down - room) | (eased.width < asked.width - room)
    return bool((less & concerned).any())


def _near(system: System, places: Places, some: Places, hidden: Flags) -> Flags:
    """The cells that the block must answer for: those that need help, and what it would hide itself."""
    flags = np.zeros(system.size, dtype=bool)
    flags[places] = ~hidden[places]
    flags[some] = True
    return flags


def _show_again(system: System, hidden: Flags, demands: Demands, steps: Sequence[tuple[Places, Flags]]) -> Flags:
    """Takes back what a later block made needless, as long as every cell that needed help keeps it."""
    if len(steps) < 2:
        return hidden
    for own, chosen in steps:
        attempt = hidden & ~chosen
        concerned = [places for places, _ in steps if places is not own and chosen[places].any()]
        if chosen.any() and all(_holds(system, places, attempt, demands) for places in (own, *concerned)):
            hidden = attempt
    return hidden


def _holds(system: System, places: Places, hidden: Flags, demands: Demands) -> bool:
    wanted = places[hidden[places] & demands.protected[places]]
    room = room_of(system, cut_block(system, places), hidden)
    return not any(exposures(system, room, demands, no_reach(system.size), wanted))
