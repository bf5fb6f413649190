"""Adds up the owners' figures, in exact decimals, and says what is still missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from wardreport.domain.consolidated import ConsolidatedTable, UnitFigure
from wardreport.domain.figure import ANSWERS, Figure
from wardreport.domain.observation import Observation, UnitObservations
from wardreport.domain.period import Period
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.indicators import Aggregation, Indicator, Time
from wardreport.metadata.units import ReportingUnit, Role
from wardreport.stages.consolidate.addition import added
from wardreport.stages.consolidate.ratios import WardSessions, ratio_figure
from wardreport.stages.consolidate.restatement import restate


@dataclass(frozen=True, slots=True)
class _Answers:
    """The owners' answers on one indicator."""

    given: Mapping[str, Observation]  # by unit code
    outstanding: tuple[str, ...]


def consolidate(
    period: Period,
    current: Sequence[UnitObservations],
    metadata: Metadata,
    earlier_in_year: Sequence[UnitObservations] = (),
    *,
    as_of_load: int | None = None,
) -> ConsolidatedTable:
    """The consolidated table of a period from the figures that count.

    Only owners are added: ``sum`` adds (all nil stays nil), ``any`` is yes if one says yes, a ratio is computed from
    consolidated parts. A stock is the period's own figure; an annual one is the newest report of the year, for which
    ``earlier_in_year`` holds the figures of the half year before. An owner without an answer makes a figure partial.
    Where territory changed since the period, the units' figures are there by today's units too. ``as_of_load`` is the
    newest load that the figures were read after.
    """
    form = metadata.form(period)
    units = metadata.units_valid(period)
    by_unit = {unit.unit: unit.observations for unit in current}
    before = period.earlier_in_year
    same = {unit.unit_code for unit in units if before and metadata.unit_in(before, unit.unit_code) == unit}
    earlier = {unit.unit: unit.observations for unit in earlier_in_year if unit.unit in same}
    figures: dict[str, Figure] = {}
    for name in (name for row in form.rows for name in row.indicators):
        indicator = metadata.indicators[name]
        if indicator.aggregation is not Aggregation.RATIO:
            figures[name] = _aggregate(indicator, _answers(indicator, units, by_unit, earlier))
    wards = _ward_sessions(units, by_unit)
    for name, ratio in metadata.ratios.items():
        if any(name in row.indicators for row in form.rows):
            figures[name] = ratio_figure(ratio, figures, wards)
    return ConsolidatedTable(
        period=period,
        form=form.form,
        consolidating_unit=metadata.consolidating_unit(period).unit_code,
        figures={name: figures[name] for row in form.rows for name in row.indicators},
        by_unit=tuple(_unit_figures(form_order=list(figures), units=units, by_unit=by_unit)),
        load_ids=tuple(sorted({unit.load_id for unit in current})),
        restated=restate(period, current, metadata),
        as_of_load=as_of_load,
    )


def _answers(
    indicator: Indicator,
    units: Iterable[ReportingUnit],
    by_unit: Mapping[str, Mapping[str, Observation]],
    earlier: Mapping[str, Mapping[str, Observation]],
) -> _Answers:
    given: dict[str, Observation] = {}
    outstanding = []
    for unit in units:
        if unit.role not in indicator.owner:
            continue
        answer = by_unit.get(unit.unit_code, {}).get(indicator.indicator)
        if not _is_answer(answer) and indicator.time is Time.ANNUAL:
            answer = earlier.get(unit.unit_code, {}).get(indicator.indicator)
        if answer is not None and _is_answer(answer):
            given[unit.unit_code] = answer
        else:
            outstanding.append(unit.unit_code)
    return _Answers(given, tuple(outstanding))


def _is_answer(observation: Observation | None) -> bool:
    return observation is not None and observation.status in ANSWERS


def _aggregate(indicator: Indicator, answers: _Answers) -> Figure:
    status, value = added(answers.given.values(), indicator.aggregation)
    return Figure(indicator.indicator, status, value, tuple(answers.given), answers.outstanding)


def _ward_sessions(units: Iterable[ReportingUnit], by_unit: Mapping[str, Mapping[str, Observation]]) -> WardSessions:
    wards = [unit.unit_code for unit in units if unit.role is Role.WARD]
    own = {code: by_unit.get(code, {}).get("comm_sessions") for code in wards}
    return WardSessions(
        valid=tuple(wards),
        reporting_any=tuple(code for code, answer in own.items() if answer is not None and answer.filled),
        outstanding=tuple(code for code, answer in own.items() if not _is_answer(answer)),
    )


def _unit_figures(
    form_order: list[str], units: Iterable[ReportingUnit], by_unit: Mapping[str, Mapping[str, Observation]]
) -> Iterable[UnitFigure]:
    for unit in units:
        own = by_unit.get(unit.unit_code, {})
        for name in form_order:
            if name in own:
                yield UnitFigure(unit.unit_code, name, own[name].status, own[name].value)
