"""The units' figures of a period by today's units (docs/design/units-and-time.md)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from wardreport.domain.consolidated import RestatedFigure
from wardreport.domain.figure import ANSWERS, FigureStatus
from wardreport.domain.observation import Observation, UnitObservations
from wardreport.domain.period import Period
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.indicators import Aggregation, DenominatorCount, Indicator, NumeratorCount
from wardreport.metadata.units import ReportingUnit
from wardreport.stages.consolidate.addition import added
from wardreport.stages.consolidate.ratios import percentage


@dataclass(slots=True)
class _Territory:
    """Who of a period's units lies in one of today's."""

    whole: list[ReportingUnit] = field(default_factory=list)
    beyond: bool = False  # a divided predecessor, or territory from outside


def restate(period: Period, current: Sequence[UnitObservations], metadata: Metadata) -> tuple[RestatedFigure, ...]:
    """What each of today's units with predecessors in the period would have reported, by unit and in the form's order.

    An owner's figures are added (``sum``; all nil stays nil) or joined (``any``); a percentage is computed from the
    restated parts. A figure is partial where a predecessor has not answered or was divided, in which case nobody has
    its figure, and where today's unit holds territory from outside. A unit without successor is left out: it is its
    own.
    """
    observed = {unit.unit: unit.observations for unit in current}
    form = metadata.form(period)
    restated = []
    for successor, territory in _territories(period, metadata).items():
        figures: dict[str, RestatedFigure] = {}
        for name in form.row_of:
            owners = [u for u in territory.whole if u.role in metadata.indicators[name].owner]
            if owners and metadata.indicators[name].aggregation is not Aggregation.RATIO:
                figures[name] = _sum(metadata.indicators[name], successor, owners, territory.beyond, observed)
        for name in form.row_of:
            if name in metadata.ratios:
                figures |= {f.indicator: f for f in _ratio(name, figures, metadata)}
        restated += [figures[name] for name in form.row_of if name in figures]
    return tuple(restated)


def _territories(period: Period, metadata: Metadata) -> Mapping[ReportingUnit, _Territory]:
    following: dict[ReportingUnit, list[tuple[ReportingUnit, bool]]] = defaultdict(list)
    outside = set()
    for predecessor, successor, line in metadata.successions:
        following[predecessor].append((successor, line.share < 1))
        if line.outside:
            outside.add(successor)
    found: dict[ReportingUnit, _Territory] = {}
    for unit in metadata.units_valid(period):
        for end, divided, beyond in _ends(unit, following, outside):
            if end != unit:
                territory = found.setdefault(end, _Territory())
                territory.beyond |= divided or beyond
                if not divided:
                    territory.whole.append(unit)
    return found


def _ends(
    unit: ReportingUnit,
    following: Mapping[ReportingUnit, Sequence[tuple[ReportingUnit, bool]]],
    outside: set[ReportingUnit],
) -> Iterable[tuple[ReportingUnit, bool, bool]]:
    """Today's units on a unit's territory; whether it was divided on the way, or joined with what is unknown.

    What the unit itself held from outside when it began is its own: it reported on it.
    """
    if unit not in following:
        yield unit, False, False
        return
    for successor, divided in following[unit]:
        for end, later, beyond in _ends(successor, following, outside):
            yield end, divided or later, beyond or successor in outside


def _sum(
    indicator: Indicator,
    successor: ReportingUnit,
    owners: Sequence[ReportingUnit],
    beyond: bool,
    observed: Mapping[str, Mapping[str, Observation]],
) -> RestatedFigure:
    name = indicator.indicator
    answers = {u.unit_code: observed.get(u.unit_code, {}).get(name) for u in owners}
    given = {code: o for code, o in answers.items() if o is not None and o.status in ANSWERS}
    status, value = added(given.values(), indicator.aggregation)
    partial = beyond or len(given) < len(owners)
    return RestatedFigure(successor.unit_code, name, status, value, tuple(given), partial)


def _ratio(name: str, figures: Mapping[str, RestatedFigure], metadata: Metadata) -> Iterable[RestatedFigure]:
    """The percentage where both its parts are the unit's own; nothing where they are not."""
    ratio = metadata.ratios[name]
    totals = (ratio.numerator_counts, ratio.denominator_counts) == (NumeratorCount.TOTAL, DenominatorCount.TOTAL)
    above, below = figures.get(ratio.numerator), figures.get(ratio.denominator or "")
    if not totals or above is None or below is None:
        return
    value, status = None, above.status
    if status in (FigureStatus.VALUE, FigureStatus.ZERO):
        value = percentage(above.value, below.value)
        status = FigureStatus.UNAVAILABLE if value is None else FigureStatus.VALUE if value else FigureStatus.ZERO
    members = tuple(sorted({*above.members, *below.members}))
    yield RestatedFigure(above.unit, name, status, value, members, above.partial or below.partial)
