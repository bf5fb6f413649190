"""A reader who adds and subtracts: written from the rules alone, in absolute figures, with nothing of the stage."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from wardreport.domain.consolidated import ConsolidatedTable, FigureStatus, Publication, SafeTable
from wardreport.domain.observation import Status
from wardreport.metadata import Metadata

Numbers = npt.NDArray[np.generic]
Key = tuple[str, ...]  # period, basis, unit, indicator, true value


class Attacker:
    """Everything shown, as unknowns with limits and as weighted sums with limits."""

    def __init__(self, publications: Sequence[Publication], metadata: Metadata, movement: int = 1) -> None:
        self.metadata = metadata
        self.low: dict[Key, float] = {}
        self.high: dict[Key, float] = {}
        self.truth: dict[Key, Decimal] = {}
        self.sums: list[tuple[dict[Key, float], float, float]] = []
        self.stocks: dict[tuple[object, str, str], set[Key | int]] = {}
        for publication in publications:
            self._read(publication.truth, publication.shown)
        self._neighbours(movement)

    def ward_owned(self, name: str) -> bool:
        indicator = self.metadata.indicators[name]
        return indicator.sensitive and indicator.owner == ("ward",)

    def _unknown(self, key: Key, true: Decimal, shown: object | None) -> Key:
        money = self.metadata.indicators[key[3]].value_type == "money"
        self.truth[key] = true
        self.low.setdefault(key, 0.0 if money else 1.0)
        self.high.setdefault(key, np.inf)
        if shown is not None:
            assert shown == true
            self.low[key] = self.high[key] = float(true)
        return key

    def _read(self, truth: ConsolidatedTable, safe: SafeTable) -> None:
        period = str(truth.period)
        scopes: dict[tuple[str, str], dict[str, Key | Decimal]] = {}
        for figure, out in zip(truth.by_unit, safe.by_unit, strict=True):
            value = figure.value if isinstance(figure.value, Decimal) else Decimal(0)
            scope = scopes.setdefault(("reported", figure.unit), {})
            scope[figure.indicator] = value
            if not self.ward_owned(figure.indicator):
                continue
            if figure.status is Status.VALUE:
                key = (period, "reported", figure.unit, figure.indicator, str(value))
                scope[figure.indicator] = self._unknown(key, value, out.value)
            if self.metadata.indicators[figure.indicator].time == "stock" and figure.status in ("value", "zero", "nil"):
                place = (truth.period, figure.unit, figure.indicator)
                entry = scope[figure.indicator]
                self.stocks.setdefault(place, set()).add(entry if isinstance(entry, tuple) else 0)
        for old, out in zip(truth.restated, safe.restated, strict=True):
            if self.ward_owned(old.indicator) and old.status is FigureStatus.VALUE and isinstance(old.value, Decimal):
                key = (period, "restated", old.unit, old.indicator, str(old.value))
                parts = [scopes["reported", member][old.indicator] for member in old.members]
                scopes.setdefault(("restated", old.unit), {})[old.indicator] = self._sum(key, old.value, out, parts)
            elif isinstance(old.value, Decimal):
                scopes.setdefault(("restated", old.unit), {})[old.indicator] = old.value
        for name, total in truth.figures.items():
            if self.ward_owned(name) and total.status is FigureStatus.VALUE and isinstance(total.value, Decimal):
                key = (period, "total", "", name, str(total.value))
                parts = [scopes["reported", unit][name] for unit in total.contributing]
                entry = self._sum(key, total.value, safe.figures[name], parts)
                scopes.setdefault(("total", ""), {})[name] = entry
        for scope in scopes.values():
            self._subsets(scope)

    def _sum(self, key: Key, true: Decimal, shown: object, parts: Sequence[Key | Decimal]) -> Key:
        weights: dict[Key, float] = {self._unknown(key, true, getattr(shown, "value", None)): 1.0}
        for part in parts:
            if isinstance(part, tuple):
                weights[part] = -1.0
        self.sums.append((weights, 0.0, 0.0))
        return key

    def _subsets(self, scope: Mapping[str, Key | Decimal]) -> None:
        for name, child in scope.items():
            indicator = self.metadata.indicators[name]
            parent = scope.get(indicator.parent or "")
            if indicator.relation != "subset" or parent is None or self._true(child) > self._true(parent):
                continue
            weights = {key: sign for key, sign in ((child, 1.0), (parent, -1.0)) if isinstance(key, tuple)}
            constant = sum(
                (sign * float(v) for v, sign in ((child, 1.0), (parent, -1.0)) if isinstance(v, Decimal)), 0.0
            )
            if weights:
                self.sums.append((weights, -np.inf, -constant))

    def _true(self, entry: Key | Decimal | int) -> Decimal:
        return self.truth[entry] if isinstance(entry, tuple) else Decimal(entry)

    def _neighbours(self, movement: int) -> None:
        for (period, unit, name), new in self.stocks.items():
            old = self.stocks.get((period.previous, unit, name), set())  # type: ignore[attr-defined]
            if self.metadata.unit_in(period, unit) != self.metadata.unit_in(period.previous, unit):  # type: ignore[arg-type,attr-defined]
                continue
            for now, then in itertools.product(sorted(new, key=str), sorted(old, key=str)):
                weights = {k: s for k, s in ((now, 1.0), (then, -1.0)) if isinstance(k, tuple)}
                if weights and abs(self._true(now) - self._true(then)) <= movement:
                    self.sums.append((weights, float(-movement), float(movement)))

    def range_of(self, key: Key) -> tuple[float, float]:
        """The least and the most by whole-number programming over absolute figures."""
        keys, matrix, lower, upper, whole = self._program
        ends = []
        for sign in (1.0, -1.0):
            goal = np.array([sign * (k == key) for k in keys])
            bounds = Bounds([self.low[k] for k in keys], [min(self.high[k], 1e5) for k in keys])
            found = milp(goal, integrality=whole, bounds=bounds, constraints=LinearConstraint(matrix, lower, upper))
            ends.append(sign * found.fun)
        return ends[0], ends[1]

    @cached_property
    def _program(self) -> tuple[list[Key], csr_array, Numbers, Numbers, Numbers]:
        keys = list(self.truth)
        matrix = np.array([[weights.get(k, 0.0) for k in keys] for weights, _, _ in self.sums] or [[0.0] * len(keys)])
        lower = np.array([low for _, low, _ in self.sums] or [0.0])
        upper = np.array([high for _, _, high in self.sums] or [0.0])
        whole = np.array([self.metadata.indicators[k[3]].value_type == "count" for k in keys], dtype=np.int64)
        return keys, csr_array(matrix), lower, upper, whole

    def small_and_unknown(self) -> Iterator[Key]:
        """Counts of units from 1 to 4 that nothing shows."""
        for key, true in self.truth.items():
            count = self.metadata.indicators[key[3]].value_type == "count"
            if count and key[1] != "total" and true < 5 and self.low[key] != self.high[key]:
                yield key

    def unknown(self) -> Iterator[Key]:
        """All figures of units that nothing shows."""
        for key in self.truth:
            if key[1] != "total" and self.low[key] != self.high[key]:
                yield key


def all_hidden(table: ConsolidatedTable, shown: SafeTable, metadata: Metadata) -> SafeTable:
    """The safe table with every sensitive figure that could be hidden hidden."""
    from dataclasses import replace

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
