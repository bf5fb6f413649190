"""A reader who adds and subtracts: written from the rules alone, in absolute figures, with nothing of the stage."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from wardreport.domain.consolidated import ConsolidatedTable, Publication
from wardreport.domain.figure import FigureStatus
from wardreport.domain.safe_table import SafeTable
from wardreport.metadata import Metadata

Numbers = npt.NDArray[np.generic]
Key = tuple[str, ...]  # period, basis, unit, indicator, true value
ANSWERED = ("value", "zero", "nil")
MOST, SOME = 5e3, 0.5  # no figure is larger, no amount that is one is smaller


class Attacker:
    """Everything shown, as unknowns with limits and as weighted sums with limits."""

    def __init__(self, publications: Sequence[Publication], metadata: Metadata, movement: int = 1) -> None:
        self.metadata = metadata
        self.low: dict[Key, float] = {}
        self.high: dict[Key, float] = {}
        self.truth: dict[Key, Decimal] = {}
        self.sums: list[tuple[dict[Key, float], float, float]] = []
        self.pairs: set[tuple[Key, Key]] = set()  # a count and its amount: both are something or neither is
        self.stocks: dict[tuple[object, str, str], set[Key]] = {}
        self.seen: dict[Key, tuple[float, float]] = {}  # between what values a figure was found possible so far
        self._programs: dict[int, tuple[Mapping[Key, int], csr_array, Numbers, Numbers, Numbers, Bounds]] = {}
        for publication in publications:
            self._read(publication.truth, publication.shown)
        self._neighbours(movement)

    def ward_owned(self, name: str) -> bool:
        indicator = self.metadata.indicators[name]
        return indicator.sensitive and indicator.owner == ("ward",)

    def is_money(self, key: Key) -> bool:
        return self.metadata.indicators[key[3]].value_type == "money"

    def _unknown(self, key: Key, true: Decimal, shown: bool) -> Key:
        self.truth[key] = true
        self.low.setdefault(key, 0.0)
        self.high.setdefault(key, np.inf)
        if shown:
            self.low[key] = self.high[key] = float(true)
        return key

    def _read(self, truth: ConsolidatedTable, safe: SafeTable) -> None:
        period = str(truth.period)
        scopes: dict[tuple[str, str], dict[str, Key | Decimal]] = {}
        open_units = {(f.unit, f.indicator) for f in safe.by_unit if not f.suppressed}
        open_restated = {(f.unit, f.indicator) for f in safe.restated if not f.suppressed}
        open_totals = {name for name, f in safe.figures.items() if f.status is not FigureStatus.SUPPRESSED}
        for figure in truth.by_unit:
            if figure.status not in ANSWERED:
                continue
            value = figure.value if isinstance(figure.value, Decimal) else Decimal(0)
            scope = scopes.setdefault(("reported", figure.unit), {})
            scope[figure.indicator] = value
            if self.ward_owned(figure.indicator):
                key = (period, "reported", figure.unit, figure.indicator, str(value))
                self._unknown(key, value, (figure.unit, figure.indicator) in open_units)
                scope[figure.indicator] = key
                if self.metadata.indicators[figure.indicator].time == "stock":
                    self.stocks.setdefault((truth.period, figure.unit, figure.indicator), set()).add(key)
        for old in truth.restated:
            if old.status not in ANSWERED:
                continue
            value = old.value if isinstance(old.value, Decimal) else Decimal(0)
            scopes.setdefault(("restated", old.unit), {})[old.indicator] = value
            if self.ward_owned(old.indicator):
                shown = (old.unit, old.indicator) in open_restated
                if old.partial and truth.figures[old.indicator].partial and not shown:
                    del scopes["restated", old.unit][old.indicator]  # a sum so far, of which nobody hears
                    continue
                key = (period, "restated", old.unit, old.indicator, str(value))
                parts = [scopes["reported", member][old.indicator] for member in old.members]
                scopes["restated", old.unit][old.indicator] = self._sum(key, value, shown, parts)
        for name, total in truth.figures.items():
            if self.ward_owned(name) and total.status in ANSWERED and (not total.partial or name in open_totals):
                value = total.value if isinstance(total.value, Decimal) else Decimal(0)
                key = (period, "total", "", name, str(value))
                parts = [scopes["reported", unit][name] for unit in total.contributing]
                entry = self._sum(key, value, name in open_totals, parts)
                scopes.setdefault(("total", ""), {})[name] = entry
        for scope in scopes.values():
            self._within(scope)

    def _sum(self, key: Key, true: Decimal, shown: bool, parts: Sequence[Key | Decimal]) -> Key:
        weights: dict[Key, float] = {self._unknown(key, true, shown): 1.0}
        for part in parts:
            assert isinstance(part, tuple)
            weights[part] = -1.0
        self.sums.append((weights, 0.0, 0.0))
        return key

    def _within(self, scope: Mapping[str, Key | Decimal]) -> None:
        """Subsets are no larger; an amount has a count."""
        for name, child in scope.items():
            indicator = self.metadata.indicators[name]
            parent = scope.get(indicator.parent or "")
            if parent is None:
                continue
            both = isinstance(child, tuple) and isinstance(parent, tuple)
            if indicator.relation == "iff" and both and (self._true(child) > 0) == (self._true(parent) > 0):
                self.pairs.add((parent, child))  # type: ignore[arg-type]
            if indicator.relation != "subset" or self._true(child) > self._true(parent):
                continue
            weights = {key: sign for key, sign in ((child, 1.0), (parent, -1.0)) if isinstance(key, tuple)}
            constant = sum(
                (sign * float(v) for v, sign in ((child, 1.0), (parent, -1.0)) if isinstance(v, Decimal)), 0.0
            )
            if weights:
                self.sums.append((weights, -np.inf, -constant))

    def _true(self, entry: Key | Decimal) -> Decimal:
        return self.truth[entry] if isinstance(entry, tuple) else entry

    def _neighbours(self, movement: int) -> None:
        for (period, unit, name), new in self.stocks.items():
            old = self.stocks.get((period.previous, unit, name), set())  # type: ignore[attr-defined]
            if self.metadata.unit_in(period, unit) != self.metadata.unit_in(period.previous, unit):  # type: ignore[arg-type,attr-defined]
                continue
            for now, then in itertools.product(sorted(new), sorted(old)):
                if abs(self._true(now) - self._true(then)) <= movement:
                    self.sums.append(({now: 1.0, then: -1.0}, float(-movement), float(movement)))

    def range_of(self, key: Key, *, whole: bool = True) -> tuple[float, float]:
        """The least and the most by programming over absolute figures, in whole numbers or not."""
        if not self.is_open(key):
            return self.low[key], self.high[key]
        place, matrix, lower, upper, integers, bounds = self._program(self._component_of[key])
        ends = []
        for sign in (1.0, -1.0):
            goal = np.zeros(matrix.shape[1])
            goal[place[key]] = sign
            rows = LinearConstraint(matrix, lower, upper)
            # HiGHS's presolving was seen to lose the best solution of such programs
            integrality = integers if whole else np.zeros_like(integers)
            found = milp(goal, integrality=integrality, bounds=bounds, constraints=rows, options={"presolve": False})
            assert found.fun is not None, found.message
            ends.append(sign * found.fun)
            if whole:
                self._remember(place, found.x)
        return ends[0], ends[1]

    def _remember(self, place: Mapping[Key, int], table: Numbers) -> None:
        """A table that could be the true one: whatever it says of a figure cannot be ruled out."""
        for key, number in place.items():
            value = float(table[number])
            low, high = self.seen.get(key, (value, value))
            self.seen[key] = min(low, value), max(high, value)

    @cached_property
    def _component_of(self) -> Mapping[Key, int]:
        """By open figure the number of those that it hangs together with: what is known passes nothing on."""
        leader = {key: key for key in self.truth if self.is_open(key)}

        def found(key: Key) -> Key:
            while leader[key] != key:
                key = leader[key] = leader[leader[key]]
            return key

        for together in (*(weights for weights, _, _ in self.sums), *self.pairs):
            first, *others = [found(key) for key in together if key in leader] or [None]
            for other in others:
                leader[other] = first  # type: ignore[index, assignment]
        numbers: dict[Key, int] = {}
        return {key: numbers.setdefault(found(key), len(numbers)) for key in leader}

    def _program(self, component: int) -> tuple[Mapping[Key, int], csr_array, Numbers, Numbers, Numbers, Bounds]:
        """The sums, and for every pair a column that says whether something occurred."""
        if component not in self._programs:
            self._programs[component] = self._program_of(component)
        return self._programs[component]

    def _program_of(self, component: int) -> tuple[Mapping[Key, int], csr_array, Numbers, Numbers, Numbers, Bounds]:
        inside = {key for key, number in self._component_of.items() if number == component}
        sums = [one for one in self.sums if inside & one[0].keys()]
        pairs = [pair for pair in sorted(self.pairs) if inside & set(pair)]
        keys = list(dict.fromkeys([*(key for one in sums for key in one[0]), *(k for pair in pairs for k in pair)]))
        keys += sorted(inside.difference(keys))
        place = {key: number for number, key in enumerate(keys)}
        entries, lower, upper = [], [], []
        for weights, low, high in sums or [({}, 0.0, 0.0)]:
            entries.append({place[key]: weight for key, weight in weights.items()})
            lower.append(low)
            upper.append(high)
        for number, (count, amount) in enumerate(pairs, len(keys)):
            for key, least in ((count, 1.0), (amount, SOME)):
                most = float(sum(true for other, true in self.truth.items() if other[3] == key[3])) + 1
                entries += [{place[key]: 1.0, number: -least}, {place[key]: 1.0, number: -most}]
                lower += [0.0, -np.inf]
                upper += [np.inf, 0.0]
        width = len(keys) + len(pairs)
        matrix = np.zeros((len(entries), width))
        for row, entry in enumerate(entries):
            matrix[row, list(entry)] = list(entry.values())
        whole = np.array([not self.is_money(k) for k in keys] + [True] * len(pairs), dtype=np.int64)
        least = [self.low[k] for k in keys] + [0.0] * len(pairs)
        most = [min(self.high[k], MOST) for k in keys] + [1.0] * len(pairs)
        return place, csr_array(matrix), np.array(lower), np.array(upper), whole, Bounds(least, most)

    def is_open(self, key: Key) -> bool:
        return self.low[key] != self.high[key]

    def small_and_unknown(self) -> Iterator[Key]:
        """Counts of units from 1 to 4 that nothing shows."""
        for key, true in self.truth.items():
            if not self.is_money(key) and key[1] != "total" and 0 < true < 5 and self.is_open(key):
                yield key

    def unknown(self) -> Iterator[Key]:
        """All figures of units that nothing shows."""
        for key in self.truth:
            if key[1] != "total" and self.is_open(key):
                yield key

    def amounts_of_small(self) -> set[Key]:
        """The amounts beside counts from 1 to 4."""
        return {amount for count, amount in self.pairs if 0 < self.truth[count] < 5}


Asked = tuple[str, float, float]  # "between" least and most, or "wide" by a number


def asked_of(attacker: Attacker, key: Key) -> Asked:
    """What the rules ask of a hidden figure."""
    true = float(attacker.truth[key])
    if attacker.is_money(key):
        return "between", 0.8 * true, 1.2 * true
    return ("between", 0.0, 4.0) if 0 < true < 5 else ("wide", 3.0, 0.0)


def enough(known: tuple[float, float], asked: Asked) -> bool:
    kind, low, high = asked
    if kind == "wide":
        return known[1] - known[0] >= low - 1e-6
    return known[0] <= low + 1e-3 and known[1] >= high - 1e-3


def no_more_than(asked: Asked, left: tuple[float, float]) -> Asked:
    kind, low, high = asked
    if kind == "wide":
        return kind, min(low, left[1] - left[0]), 0.0
    return kind, max(low, left[0]), min(high, left[1])


def shortfalls(publications: Sequence[Publication], metadata: Metadata) -> tuple[list[Key], int]:
    """Figures that a reader knows better than the rules allow after the last publication, and how many were tried."""
    attacker, last = Attacker(publications, metadata), publications[-1]
    # restated figures published alone: their members are of an earlier publication, of which the small stay protected
    mine = {key for key in Attacker([last], metadata).truth if last.shown.by_unit or key[1] != "reported"}
    secret = set(attacker.small_and_unknown()) | attacker.amounts_of_small()
    without = Attacker([*publications[:-1], replace(last, shown=all_hidden(last.shown, metadata))], metadata)
    found, tried = [], 0
    for key in attacker.unknown():
        if key not in mine and key not in secret:
            continue
        tried += 1
        asked = asked_of(attacker, key)
        if key in attacker.seen and enough(attacker.seen[key], asked):
            continue  # other tables with all that is shown say so already
        known = attacker.range_of(key)
        if not enough(known, asked):
            asked = no_more_than(asked, by_itself(key, publications, metadata))
        if not enough(known, asked) and not enough(known, no_more_than(asked, without.range_of(key))):
            found.append(key)
    return found, tried


def by_itself(key: Key, publications: Sequence[Publication], metadata: Metadata) -> tuple[float, float]:
    """What the newest table with this figure would tell of it if nothing else had ever been published."""
    for publication in reversed(publications):
        figures = {
            name: replace(f, status=FigureStatus.SUPPRESSED) if f.partial else f
            for name, f in publication.truth.figures.items()
        }
        nothing = replace(all_hidden(publication.shown, metadata), figures=figures)
        alone = Attacker([replace(publication, shown=nothing)], metadata)
        if key in alone.truth:
            return alone.range_of(key)
    raise KeyError(key)


def all_hidden(shown: SafeTable, metadata: Metadata) -> SafeTable:
    """The safe table with every sensitive figure that could be hidden hidden."""

    def blank(figures: tuple[object, ...]) -> tuple[object, ...]:
        return tuple(
            replace(f, value=None, suppressed=True) if metadata.indicators[f.indicator].sensitive else f  # type: ignore[attr-defined, type-var]
            for f in figures
        )

    figures = {
        name: replace(f, status=FigureStatus.SUPPRESSED, value=None) if metadata.indicators[name].sensitive else f
        for name, f in shown.figures.items()
    }
    return replace(shown, by_unit=blank(shown.by_unit), restated=blank(shown.restated), figures=figures)
