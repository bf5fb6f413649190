"""What a reader can reckon with: equations and inequalities over the cells of all that was published."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from wardreport.domain.consolidated import ConsolidatedTable, Publication
from wardreport.domain.figure import FigureStatus
from wardreport.domain.period import Period
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.disclosure_policy import DisclosurePolicy
from wardreport.metadata.indicators import Relation
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

HALF_OF_LAST_PLACE = Decimal("0.005")  # of a percentage, printed with two decimals
ROOM = Decimal(10)  # an amount for one lies between a tenth of the least that occurs and ten times the most
PerOne = tuple[Decimal, Decimal]  # the least and the most


class Row(NamedTuple):
    """Σ coefficient · (cell − its true value) lies between two limits; both 0 for an equation."""

    terms: tuple[tuple[Cell, Decimal], ...]
    lower: Decimal | None
    upper: Decimal | None
    wide: bool = False  # a sum over all units


@dataclass(frozen=True, slots=True)
class Account:
    """What one published table says of the cells."""

    rows: tuple[Row, ...]
    cells: tuple[Cell, ...]
    answers: tuple[tuple[str, str, Term], ...]  # unit, indicator and term of every answer on a stock


def account(
    table: ConsolidatedTable,
    stake: Stakes,
    missing: Collection[str],
    per_one: PerOne,
    shown: Collection[Address] = (),
    lent: Sequence[ConsolidatedTable] = (),
) -> Account:
    """The cells of a table and the relations that hold between their true values.

    ``missing`` are the incomplete indicators. Where a table has no units' figures, the members of its restated ones
    are those of the first of the tables ``lent`` that adds up.
    """
    own = list(reported(table, stake))
    books = [{(unit, name): term for unit, name, term in reported(one, stake)} for one in lent]
    books.insert(0, {(unit, name): term for unit, name, term in own})
    scopes: dict[tuple[str, Basis], dict[str, Term]] = defaultdict(dict)
    rows: list[Row] = []
    for unit, name, term in own:
        scopes[unit, Basis.REPORTED][name] = term
    for unit, name, members, term in restated(table, stake, missing, shown):
        scopes[unit, Basis.RESTATED][name] = term
        if isinstance(term, Cell):
            rows += _sum_row(term, _members(term, members, books), wide=False)
    for name, contributing, term in totals(table, stake, shown):
        scopes[table.consolidating_unit, Basis.TOTAL][name] = term
        if isinstance(term, Cell):
            rows += _sum_row(term, [books[0].get((unit, name)) for unit in contributing], wide=True)
    for scope in scopes.values():
        rows += _relations(scope, stake, per_one)
    cells = dict.fromkeys(term for scope in scopes.values() for term in scope.values() if isinstance(term, Cell))
    cells |= dict.fromkeys(cell for row in rows for cell, _ in row.terms)
    stocks = [(unit, name, term) for unit, name, term in own if _is_stock(name, unit, stake) and term is not None]
    return Account(tuple(rows), tuple(cells), tuple(stocks))


def _is_stock(name: str, unit: str, stake: Stakes) -> bool:
    return stake.at_stake(name, unit) and stake.indicators[name].time == "stock"


def _members(whole: Cell, members: Sequence[str], books: Sequence[Mapping[tuple[str, str], Term]]) -> list[Term]:
    """The members' terms of the first book that adds up; where none does, of the first one."""
    for book in books:
        terms = [book.get((member, whole.indicator)) for member in members]
        if None not in terms and sum(_value(term) for term in terms if term is not None) == whole.value:
            return terms
    return [books[0].get((member, whole.indicator)) for member in members]


def _sum_row(whole: Cell, parts: Sequence[Term], wide: bool) -> Iterator[Row]:
    """The whole is the sum of its parts; what else is in it stands for itself."""
    cells = [part for part in parts if isinstance(part, Cell)]
    rest = whole.value - sum(
        (part.value if isinstance(part, Cell) else part or Decimal(0) for part in parts), Decimal(0)
    )
    terms = [(whole, Decimal(-1)), *((cell, Decimal(1)) for cell in cells)]
    if rest:
        terms.append((whole._replace(basis=Basis.REST, value=rest), Decimal(1)))
    yield Row(tuple(terms), Decimal(0), Decimal(0), wide)


def _value(term: Cell | Decimal) -> Decimal:
    return term.value if isinstance(term, Cell) else term


def _relations(scope: Mapping[str, Term], stake: Stakes, per_one: PerOne) -> Iterator[Row]:
    """Parts make up their parent, a subset is no larger, an amount has a count: only where the figures say so."""
    parts: dict[str, list[Cell | Decimal]] = defaultdict(list)
    for name, term in scope.items():
        indicator = stake.indicators[name]
        parent = scope.get(indicator.parent) if indicator.parent else None
        if term is None or parent is None or indicator.parent is None:
            continue
        if indicator.relation is Relation.PART:
            parts[indicator.parent].append(term)
        elif indicator.relation is Relation.SUBSET:
            yield from _at_most(term, parent)
        elif indicator.relation is Relation.IFF:
            yield from _both_or_none(term, parent, per_one)
    for name, fellows in parts.items():
        parent = scope[name]
        cells = [(part, Decimal(1)) for part in fellows if isinstance(part, Cell)]
        if isinstance(parent, Cell):
            cells.append((parent, Decimal(-1)))
        if parent is not None and cells and sum(map(_value, fellows)) == _value(parent):
            yield Row(tuple(cells), Decimal(0), Decimal(0))


def _both_or_none(amount: Cell | Decimal, count: Cell | Decimal, per_one: PerOne) -> Iterator[Row]:
    """Either is above zero where the other is, said in straight lines."""
    if (_value(amount) > 0) == (_value(count) > 0):
        ratio = (_value(amount) / _value(count),) if _value(count) else ()
        yield from _at_most(amount, count, max((per_one[1], *ratio)))
        yield from _at_most(count, amount, 1 / min((per_one[0], *ratio)))


def amounts_for_one(tables: Iterable[tuple[ConsolidatedTable, Stakes]]) -> PerOne:
    """Between what limits a reader looks for amounts: wide ones, but of the size that occurs in any of the tables.

    In any, as a table without amounts would tell of an earlier one that nobody else can have had what it hides.
    """
    ratios = [ratio for table, stake in tables for ratio in _amounts_for_one(table, stake)]
    return min(ratios, default=Decimal(1)) / ROOM, max(ratios, default=Decimal(1)) * ROOM


def _amounts_for_one(table: ConsolidatedTable, stake: Stakes) -> Iterator[Decimal]:
    terms = {(unit, name): term for unit, name, term in reported(table, stake) if isinstance(term, Cell)}
    for (unit, name), term in terms.items():
        indicator = stake.indicators[name]
        count = terms.get((unit, indicator.parent or ""))
        if indicator.relation is Relation.IFF and count and term.value > 0 and count.value > 0:
            yield term.value / count.value


def _at_most(small: Cell | Decimal, large: Cell | Decimal, times: Decimal = Decimal(1)) -> Iterator[Row]:
    slack = times * _value(large) - _value(small)
    terms = [(small, Decimal(1))] if isinstance(small, Cell) else []
    terms += [(large, -times)] if isinstance(large, Cell) else []
    if terms and slack >= 0:
        yield Row(tuple(terms), None, slack)


def neighbour_rows(
    accounts: Iterable[tuple[Period, Account]], metadata: Metadata, policy: DisclosurePolicy
) -> Iterator[Row]:
    """A stock of the same unit moved little from one half year to the next, where in truth it did."""
    answers: dict[tuple[Period, str, str], dict[Term, None]] = defaultdict(dict)
    for period, said in accounts:
        for unit, name, term in said.answers:
            answers[period, unit, name][term] = None
    for (period, unit, name), later in answers.items():
        earlier = answers.get((period.previous, unit, name), {})
        if not earlier or metadata.unit_in(period, unit) != metadata.unit_in(period.previous, unit):
            continue
        for new in later:
            for old in earlier:
                if new is not None and old is not None:
                    yield from _near(new, old, Decimal(policy.stock_movement))


def _near(new: Cell | Decimal, old: Cell | Decimal, movement: Decimal) -> Iterator[Row]:
    change = _value(new) - _value(old)
    terms = [(new, Decimal(1))] if isinstance(new, Cell) else []
    terms += [(old, Decimal(-1))] if isinstance(old, Cell) else []
    if terms and abs(change) <= movement:
        yield Row(tuple(terms), -movement - change, movement - change)


def ratio_rows(publication: Publication, metadata: Metadata, stake: Stakes) -> Iterator[Row]:
    """A percentage that was shown keeps its parts together, to half of its last place."""
    addresses = shown_addresses(publication.shown)
    terms = {name: term for name, _, term in totals(publication.truth, stake, addresses)}
    for name, ratio in metadata.ratios.items():
        shown = publication.shown.figures.get(name)
        above, below = terms.get(ratio.numerator), terms.get(ratio.denominator) if ratio.denominator else None
        if shown is None or shown.status is not FigureStatus.VALUE or not isinstance(shown.value, Decimal):
            continue
        if ratio.numerator_counts != "total" or above is None or below is None:
            continue
        for sign in (1, -1):
            factors = (sign * Decimal(100), -sign * shown.value - HALF_OF_LAST_PLACE)
            slack = -factors[0] * _value(above) - factors[1] * _value(below)
            row = tuple((t, f) for t, f in zip((above, below), factors, strict=True) if isinstance(t, Cell))
            if row and slack >= 0:
                yield Row(row, None, slack)


def gather(
    table: ConsolidatedTable, metadata: Metadata, policy: DisclosurePolicy, published: Sequence[Publication]
) -> tuple[tuple[Cell, ...], tuple[Row, ...]]:
    """All cells and all rows, each once: of the table itself first, so that what adds nothing changes nothing."""
    stake = stakes(metadata, table.period)
    lent = () if table.by_unit else of_the_period(table, published)
    before = [(publication, stakes(metadata, publication.truth.period)) for publication in published]
    per_one = amounts_for_one([(table, stake), *((publication.truth, its) for publication, its in before)])
    said = account(table, stake, incomplete(table, stake, published), per_one, lent=lent)
    accounts = [(table.period, said)]
    rows = dict.fromkeys(said.rows)
    for publication, stake in before:
        truth, shown = publication.truth, shown_addresses(publication.shown)
        said = account(truth, stake, incomplete(truth, stake, published), per_one, shown)
        accounts.append((truth.period, said))
        rows |= dict.fromkeys((*said.rows, *ratio_rows(publication, metadata, stake)))
    rows |= dict.fromkeys(neighbour_rows(accounts, metadata, policy))
    cells = dict.fromkeys(cell for _, one in accounts for cell in one.cells)
    return tuple(cells), tuple(rows)
