"""Hides more until nothing that is hidden can be found out: small groups as a whole, large ones block by block."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from wardreport.disclose.blocks import cut_block
from wardreport.disclose.demands import Demands, no_reach
from wardreport.disclose.selection import Choice, choose, eased_demands
from wardreport.disclose.system import Flags, Places, System, groups
from wardreport.disclose.witnesses import Exposed, certify, exposures, room_of

EXACT = 120  # cells of a group that are looked at in one problem
BLOCK = 240  # cells of a block of a larger group
TARGETS = 10  # exposed cells that are helped in one problem
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


def exposed_cells(system: System, hidden: Flags, demands: Demands) -> tuple[Exposed, ...]:
    """The hidden cells of units about which a reader can say more than the demands allow, by linear programs alone."""
    found: list[Exposed] = []
    for group in groups(system, hidden & ~system.known):
        targets = group[demands.protected[group]]
        left = _left_by_blocks(system, group, hidden, demands, targets) if len(group) > EXACT else targets
        if left.size:
            room = room_of(system, cut_block(system, group), hidden)
            found += certify(system, room, demands, no_reach(system.size), left)
    return tuple(found)


def hopeless(system: System, everything: Flags, demands: Demands, places: Places) -> Flags:
    """Which of these cells cannot have what the policy asks even with everything hidden that can be."""
    wanted = np.zeros(system.size, dtype=bool)
    wanted[places[~demands.narrowed[places]]] = True
    found = demands.narrowed.copy()
    for group in groups(system, ~system.known) if wanted.any() else []:
        if wanted[group].any():
            found[_left_by_blocks(system, group, everything, demands, group[wanted[group]])] = True
    return found[places]


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
    clusters = _clusters(system, group)
    of = {int(place): number for number, cluster in enumerate(clusters) for place in cluster}
    donors = _donors(system, clusters, of, hidden, choice) if left.size else set()
    steps: list[tuple[Places, Flags]] = []
    for start in range(0, len(left), TARGETS):
        some = left[start : start + TARGETS]
        wanted = {of[int(place)] for place in some} | donors
        places = np.sort(np.concatenate([clusters[number] for number in sorted(wanted)]))
        chosen, demands = _choose_or_widen(system, places, group, hidden, demands, choice, some)
        steps.append((places, chosen & ~hidden))
        hidden = chosen
    return _show_again(system, hidden, demands, steps), demands


def _donors(system: System, clusters: Sequence[Places], of: dict[int, int], hidden: Flags, choice: Choice) -> set[int]:
    """The clusters that can lend most room or are cheapest to hide, of each indicator, and all totals."""
    columns: dict[tuple[str, str], list[int]] = {}
    for place in of:
        cell = system.cells[place]
        if cell.basis == "reported" and not system.known[place]:
            columns.setdefault((str(cell.period), cell.indicator), []).append(place)
    taken = set()
    for column in columns.values():
        here = np.array(column)
        lenders = here[hidden[here]]
        lenders = lenders[np.argsort(-np.minimum(system.down, 3)[lenders], kind="stable")][:DONORS]
        cheap = here[choice.candidates[here] & ~hidden[here]]
        cheap = cheap[np.argsort(choice.cost[cheap], kind="stable")][:DONORS]
        taken |= {of[int(place)] for place in (*lenders, *cheap)}
    totals = {number for number, cluster in enumerate(clusters) if system.cells[int(cluster[0])].basis == "total"}
    return taken | totals


def _choose_or_widen(
    system: System, places: Places, group: Places, hidden: Flags, demands: Demands, choice: Choice, some: Places
) -> tuple[Flags, Demands]:
    """In the block where it can give what is asked, in the whole group where it cannot."""
    block = cut_block(system, places)
    everything = hidden | choice.candidates
    exposed = [Exposed(int(place), None, None, False) for place in some]
    _, hopeless = eased_demands(system, block, everything, demands, exposed)
    if hopeless.size:
        whole = cut_block(system, group)
        lacking = [Exposed(int(place), None, None, False) for place in hopeless]
        demands, _ = eased_demands(system, whole, everything, demands, lacking)
    only = replace(demands, protected=demands.protected & _near(system, places, some, hidden))
    chosen, eased = choose(system, block, hidden, only, choice)
    lost = eased.narrowed & ~demands.narrowed
    if lost.any():
        return choose(system, cut_block(system, group), hidden, demands, choice)
    return chosen, replace(eased, protected=demands.protected)


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
