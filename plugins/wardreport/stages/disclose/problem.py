"""One table's disclosure problem: the system, what is hidden whatever is chosen, and what could be hidden."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from wardreport.domain.consolidated import ConsolidatedTable, Publication
from wardreport.domain.safe_table import SafeTable
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.disclosure_policy import Cost, DisclosurePolicy
from wardreport.metadata.indicators import Indicator, Relation, ValueType
from wardreport.stages.disclose.alone import Alone, row_limits
from wardreport.stages.disclose.cells import (
    Address,
    Basis,
    Cell,
    Stakes,
    Term,
    incomplete,
    of_the_period,
    reported,
    restated,
    shown_addresses,
    stakes,
    totals,
)
from wardreport.stages.disclose.demands import Demands, asked_within, is_small, policy_demands
from wardreport.stages.disclose.relations import gather
from wardreport.stages.disclose.selection import Choice
from wardreport.stages.disclose.system import Flags, System, build_system

Where = TypeVar("Where", int, Cell)


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """What ``protect`` needs, and where the table's own figures stand in it."""

    system: System
    demands: Demands
    choice: Choice
    hidden: Flags  # whatever is chosen: small counts with their amounts, incomplete columns, what is no longer shown
    own: Mapping[Address, int]  # places of the cells of the table itself
    missing: frozenset[str]  # incomplete indicators: nothing of them is shown
    relations: int


@dataclass(frozen=True, slots=True)
class Past:
    """The cells of earlier publications: which of them were shown, and which have to be protected still."""

    cells: frozenset[Cell]
    known: frozenset[Cell]
    asking: frozenset[Cell]  # small counts, and the amounts that go with them


def pose(
    table: ConsolidatedTable, metadata: Metadata, policy: DisclosurePolicy, published: Sequence[Publication]
) -> Problem:
    """The problem of a table after all that was published before it."""
    cells, rows = gather(table, metadata, policy, published)
    past = _past(published, metadata, policy)
    place = {cell: number for number, cell in enumerate(cells)}
    stake = stakes(metadata, table.period)
    missing = incomplete(table, stake, published)
    own = {address: place[cell] for address, cell in _addresses(table, stake, missing)}
    totals_here = {cells[number] for (_, _, basis), number in own.items() if basis is Basis.TOTAL}
    # by itself a table never needs a total hidden: then they limit what is asked
    fixed = totals_here if not published else set()
    system = build_system(cells, rows, past.known, fixed, metadata.indicators, policy)
    follows = _follows(own, stake)
    is_own = np.zeros(system.size, dtype=bool)
    is_own[list(own.values())] = True
    hidden = np.array([cell.basis is Basis.REST or cell in past.cells - past.known for cell in cells], dtype=bool)
    hidden &= ~is_own
    for (_, name, _), number in own.items():
        hidden[number] |= name in missing or _is_secret(cells[number], policy, metadata.indicators)
    for count, amount in follows.items():
        hidden[amount] |= hidden[count]
    is_fixed = np.array([cell in fixed for cell in cells], dtype=bool)
    moves = (system.up > 0) | (system.down > 0)  # what cannot move helps nobody
    moves[list(follows.values())] = True
    alone = _alone(table, metadata, policy, published, place, past, own)
    return Problem(
        system=system,
        demands=_demands(system, policy, past, own, alone),
        choice=Choice(
            is_own & ~hidden & ~system.known & ~is_fixed & moves,
            np.array([_cost(c, policy) for c in cells]),
            follows,
            alone,
        ),
        hidden=hidden,
        own=own,
        missing=missing,
        relations=len(rows),
    )


def _is_secret(cell: Cell, policy: DisclosurePolicy, indicators: Mapping[str, Indicator]) -> bool:
    count = indicators[cell.indicator].value_type is ValueType.COUNT
    return cell.basis is not Basis.TOTAL and is_small(cell, count, policy)


def _demands(
    system: System, policy: DisclosurePolicy, past: Past, own: Mapping[Address, int], alone: Sequence[Alone]
) -> Demands:
    """What is asked: no more than the policy, than each cell's own table leaves, and than single rows leave."""
    protected = np.array([cell in past.asking for cell in system.cells], dtype=bool)
    protected[[number for (_, _, basis), number in own.items() if basis is not Basis.TOTAL]] = True
    asked = policy_demands(system, protected, policy)
    limited = asked_within(asked, *row_limits(alone, system.size), system.scale)
    return asked_within(replace(limited, narrowed=asked.narrowed), system.up, system.down, system.scale)


def _alone(
    table: ConsolidatedTable,
    metadata: Metadata,
    policy: DisclosurePolicy,
    published: Sequence[Publication],
    place: Mapping[Cell, int],
    past: Past,
    own: Mapping[Address, int],
) -> tuple[Alone, ...]:
    """The table by itself, and each earlier one that still has cells to protect: nothing where it is the first."""
    if not published:
        return ()
    same = () if table.by_unit else of_the_period(table, published)[:1]
    here = replace(same[0], restated=table.restated) if same else table
    mine = set(own.values())
    left = past.asking - {cell for cell in past.asking if place[cell] in mine}
    found = [_by_itself(here, metadata, policy, place, set(place) - left)]
    for publication in reversed(published):
        one = _by_itself(publication.truth, metadata, policy, place, left)
        left -= {one.system.cells[there] for there in one.place.values()}
        found += [one] if one.place else []
    return tuple(found)


def _by_itself(
    table: ConsolidatedTable,
    metadata: Metadata,
    policy: DisclosurePolicy,
    place: Mapping[Cell, int],
    wanted: Collection[Cell],
) -> Alone:
    cells, rows = gather(table, metadata, policy, ())
    shown = {cell for cell in cells if cell.basis is Basis.TOTAL}
    system = build_system(cells, rows, (), shown, metadata.indicators, policy)
    everything = np.array([cell not in shown for cell in cells], dtype=bool)
    where = {place[cell]: number for number, cell in enumerate(cells) if cell in wanted and cell in place}
    return Alone(system, everything, where)


def _addresses(
    table: ConsolidatedTable, stake: Stakes, missing: Collection[str], shown: Collection[Address] = ()
) -> Iterable[tuple[Address, Cell]]:
    terms: list[tuple[str, str, Term]] = list(reported(table, stake))
    terms += [(unit, name, term) for unit, name, _, term in restated(table, stake, missing, shown)]
    terms += [(table.consolidating_unit, name, term) for name, _, term in totals(table, stake, shown)]
    for unit, name, term in terms:
        if isinstance(term, Cell):
            yield (unit, name, term.basis), term


def _past(published: Sequence[Publication], metadata: Metadata, policy: DisclosurePolicy) -> Past:
    cells: set[Cell] = set()
    known: set[Cell] = set()
    asking: set[Cell] = set()
    for publication in published:
        truth, shown = publication.truth, shown_addresses(publication.shown)
        stake = stakes(metadata, truth.period)
        found = dict(_addresses(truth, stake, incomplete(truth, stake, published), shown))
        cells |= set(found.values())
        known |= {cell for address, cell in found.items() if address in shown}
        asking |= {cell for cell in found.values() if _is_secret(cell, policy, metadata.indicators)}
        amounts = _follows(found, stake)
        asking |= {amount for count, amount in amounts.items() if _is_secret(count, policy, metadata.indicators)}
    return Past(frozenset(cells), frozenset(known), frozenset(asking - known))


def _follows(own: Mapping[Address, Where], stake: Stakes) -> dict[Where, Where]:
    """By a count the amount which is hidden where the count is."""
    found = {}
    for (unit, name, basis), number in own.items():
        indicator = stake.indicators[name]
        if indicator.relation is Relation.IFF and indicator.value_type is ValueType.MONEY and indicator.parent:
            count = own.get((unit, indicator.parent, basis))
            if count is not None and basis is not Basis.TOTAL:
                found[count] = number
    return found


def _cost(cell: Cell, policy: DisclosurePolicy) -> float:
    value = float(cell.value)
    cost = math.log1p(max(value, 0.0)) if policy.cost is Cost.LOG else value
    if cell.basis is Basis.TOTAL:
        return policy.total_weight * max(cost, 1.0)
    return cost if value > 0 else float(policy.zero_cost)


def hidden_in(problem: Problem, shown: SafeTable) -> Flags:
    """Which cells stay open once a safe form of the table is out beside all earlier publications."""
    addresses = shown_addresses(shown)
    hidden = problem.hidden.copy()
    for address, number in problem.own.items():
        hidden[number] = address not in addresses
    return hidden & ~problem.system.known
