"""What a reader can reckon with: equations and inequalities over the cells of all that was published."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from wardreport.disclose.cells import Basis, Cell, Stakes, Term, reported, restated, stakes, totals
from wardreport.domain.consolidated import ConsolidatedTable, FigureStatus, Publication
from wardreport.domain.observation import Status
from wardreport.domain.period import Period
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.disclosure_policy import DisclosurePolicy
from wardreport.metadata.indicators import Relation

HALF_OF_LAST_PLACE = Decimal("0.005")  # of a percentage, printed with two decimals
ANSWERS = (Status.VALUE, Status.ZERO, Status.NIL)


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


def account(table: ConsolidatedTable, stake: Stakes) -> Account:
    """The cells of a table and the relations that hold between their true values."""
    own = list(reported(table, stake))
    terms = {(unit, name): term for unit, name, _, term in own}
    scopes: dict[tuple[str, Basis], dict[str, Term]] = defaultdict(dict)
    rows: list[Row] = []
    for unit, name, _, term in own:
        scopes[unit, Basis.REPORTED][name] = term
    for unit, name, members, term in restated(table, stake):
        scopes[unit, Basis.RESTATED][name] = term
        if name in stake.several and members:
            rows += _sum_row(term, [terms.get((member, name)) for member in members], wide=False)
    for name, contributing, term in totals(table, stake):
        scopes[table.consolidating_unit, Basis.TOTAL][name] = term
        if name in stake.several:
            rows += _sum_row(term, [terms.get((unit, name)) for unit in contributing], wide=True)
    for scope in scopes.values():
        rows += _relations(scope, stake)
    cells = dict.fromkeys(term for scope in scopes.values() for term in scope.values() if isinstance(term, Cell))
    cells |= dict.fromkeys(cell for row in rows for cell, _ in row.terms)
    stocks = [
        (unit, name, term)
        for unit, name, status, term in own
        if stake.at_stake(name, unit) and stake.indicators[name].time == "stock" and status in ANSWERS
    ]
    return Account(tuple(rows), tuple(cells), tuple(stocks))


def _sum_row(whole: Term, parts: Sequence[Term], wide: bool) -> Iterator[Row]:
    """The whole is the sum of its parts; what else is in it stands for itself."""
    cells = [part for part in parts if isinstance(part, Cell)]
    if not isinstance(whole, Cell):
        return
    rest = whole.value - sum(
        (part.value if isinstance(part, Cell) else part or Decimal(0) for part in parts), Decimal(0)
    )
    terms = [(whole, Decimal(-1)), *((cell, Decimal(1)) for cell in cells)]
    if rest:
        terms.append((whole._replace(basis=Basis.REST, value=rest), Decimal(1)))
    yield Row(tuple(terms), Decimal(0), Decimal(0), wide)


def _value(term: Cell | Decimal) -> Decimal:
    return term.value if isinstance(term, Cell) else term


def _relations(scope: Mapping[str, Term], stake: Stakes) -> Iterator[Row]:
    """Parts make up their parent, a subset is no larger: only where the figures say so."""
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
    for name, fellows in parts.items():
        parent = scope[name]
        cells = [(part, Decimal(1)) for part in fellows if isinstance(part, Cell)]
        if isinstance(parent, Cell):
            cells.append((parent, Decimal(-1)))
        if parent is not None and cells and sum(map(_value, fellows)) == _value(parent):
            yield Row(tuple(cells), Decimal(0), Decimal(0))


def _at_most(small: Cell | Decimal, large: Cell | Decimal) -> Iterator[Row]:
    slack = _value(large) - _value(small)
    terms = [(small, Decimal(1))] if isinstance(small, Cell) else []
    terms += [(large, Decimal(-1))] if isinstance(large, Cell) else []
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
    terms = {name: term for name, _, term in totals(publication.truth, stake)}
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
    """All cells and all rows, each once: of what was published before, and of the table itself last."""
    accounts = []
    rows: dict[Row, None] = {}
    for publication in published:
        stake = stakes(metadata, publication.truth.period)
        said = account(publication.truth, stake)
        accounts.append((publication.truth.period, said))
        rows |= dict.fromkeys((*said.rows, *ratio_rows(publication, metadata, stake)))
    said = account(table, stakes(metadata, table.period))
    accounts.append((table.period, said))
    rows |= dict.fromkeys((*said.rows, *neighbour_rows(accounts, metadata, policy)))
    cells = dict.fromkeys(cell for _, one in accounts for cell in one.cells)
    return tuple(cells), tuple(rows)
