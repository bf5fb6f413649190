"""One table's disclosure problem: the system, what is hidden whatever is chosen, and what could be hidden."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from wardreport.disclose.cells import Basis, Cell, Stakes, Term, reported, restated, shown_addresses, stakes, totals
from wardreport.disclose.demands import Demands, is_small, policy_demands
from wardreport.disclose.relations import gather
from wardreport.disclose.selection import Choice
from wardreport.disclose.system import Flags, System, build_system
from wardreport.domain.consolidated import ConsolidatedTable, Publication, SafeTable
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.disclosure_policy import Cost, DisclosurePolicy
from wardreport.metadata.indicators import Relation, ValueType

Address = tuple[str, str, Basis]  # unit, indicator, whose figure


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """What ``protect`` needs, and where the table's own figures stand in it."""

    system: System
    demands: Demands
    choice: Choice
    hidden: Flags  # whatever is chosen: small counts with their amounts, partial totals, what was hidden before
    own: Mapping[Address, int]  # places of the cells of the table itself
    relations: int


def pose(
    table: ConsolidatedTable, metadata: Metadata, policy: DisclosurePolicy, published: Sequence[Publication]
) -> Problem:
    """The problem of a table after all that was published before it."""
    cells, rows = gather(table, metadata, policy, published)
    earlier, known = _earlier(published, metadata)
    system = build_system(cells, rows, known, metadata.indicators, policy)
    place = {cell: number for number, cell in enumerate(cells)}
    stake = stakes(metadata, table.period)
    own = {address: place[cell] for address, cell in _addresses(table, stake)}
    follows = _follows(own, stake)
    hidden = np.array([cell.basis is Basis.REST for cell in cells], dtype=bool)
    hidden[[place[cell] for cell in earlier - known]] = True
    is_own = np.zeros(system.size, dtype=bool)
    for (_, name, basis), number in own.items():
        is_own[number] = True
        if basis is Basis.TOTAL:
            hidden[number] = table.figures[name].partial
        elif is_small(cells[number], bool(system.whole[number]), policy):
            hidden[number] = True
    for count, amount in follows.items():
        hidden[amount] |= hidden[count]
    return Problem(
        system=system,
        demands=policy_demands(system, policy),
        choice=Choice(is_own & ~hidden & ~system.known, np.array([_cost(c, policy) for c in cells]), follows),
        hidden=hidden,
        own=own,
        relations=len(rows),
    )


def _addresses(table: ConsolidatedTable, stake: Stakes) -> Iterable[tuple[Address, Cell]]:
    terms: list[tuple[str, str, Term]] = [(unit, name, term) for unit, name, _, term in reported(table, stake)]
    terms += [(unit, name, term) for unit, name, _, term in restated(table, stake)]
    terms += [(table.consolidating_unit, name, term) for name, _, term in totals(table, stake)]
    for unit, name, term in terms:
        if isinstance(term, Cell):
            yield (unit, name, term.basis), term


def _earlier(published: Sequence[Publication], metadata: Metadata) -> tuple[set[Cell], set[Cell]]:
    """The cells of earlier publications, and those of them that any of these showed."""
    cells: set[Cell] = set()
    known: set[Cell] = set()
    for publication in published:
        shown = shown_addresses(publication.shown)
        stake = stakes(metadata, publication.truth.period)
        for address, cell in _addresses(publication.truth, stake):
            cells.add(cell)
            if address in shown:
                known.add(cell)
    return cells, known


def _follows(own: Mapping[Address, int], stake: Stakes) -> dict[int, int]:
    """By place of a count that of the amount which is hidden where the count is."""
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
    return cost * (policy.total_weight if cell.basis is Basis.TOTAL else 1)


def hidden_in(problem: Problem, shown: SafeTable) -> Flags:
    """Which cells stay open once a safe form of the table is out beside all earlier publications."""
    addresses = shown_addresses(shown)
    hidden = problem.hidden.copy()
    for address, number in problem.own.items():
        hidden[number] = address not in addresses
    return hidden & ~problem.system.known
