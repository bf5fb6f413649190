"""What may leave the warehouse (the rules are in docs/design/disclosure.md)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np

from wardreport.domain.consolidated import ConsolidatedTable, Publication, RestatedFigure, UnitFigure
from wardreport.domain.figure import Figure, FigureStatus, Status
from wardreport.domain.safe_table import DisclosureAudit, SafeTable, SafeUnitFigure
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.disclosure_policy import DisclosurePolicy
from wardreport.metadata.indicators import Ratio
from wardreport.stages.disclose.cells import Address, Basis, Stakes, restated_members, stakes, unfinished
from wardreport.stages.disclose.problem import Problem, pose
from wardreport.stages.disclose.protection import protect
from wardreport.stages.disclose.system import Flags


def disclose(
    table: ConsolidatedTable, metadata: Metadata, policy: DisclosurePolicy, published: Sequence[Publication] = ()
) -> SafeTable:
    """The table with small sensitive figures of units hidden, and what else would give one of them away.

    ``published`` is everything that was shown before, of this period and of others: it stays known for ever. The
    figures hidden besides the small ones are those that lose least, totals only where nothing else helps. Of
    a table without units' figures and totals the restated ones alone are published now.
    """
    problem = pose(table, metadata, policy, published)
    hidden, demands = protect(problem.system, problem.hidden, problem.demands, problem.choice)
    own = [number for (_, _, basis), number in problem.own.items() if basis is not Basis.TOTAL]
    before = int(np.count_nonzero((hidden & demands.narrowed)[own])) if published else 0
    return safe_table(table, metadata, problem, hidden, before)


def primary_only(
    table: ConsolidatedTable, metadata: Metadata, policy: DisclosurePolicy, published: Sequence[Publication] = ()
) -> SafeTable:
    """The table after the first step alone: not safe, and only there to show that the audit sees it."""
    problem = pose(table, metadata, policy, published)
    return safe_table(table, metadata, problem, problem.hidden, 0)


def safe_table(
    table: ConsolidatedTable, metadata: Metadata, problem: Problem, hidden: Flags, narrowed_before: int
) -> SafeTable:
    """The safe form of a table in which these cells are hidden."""
    stake = stakes(metadata, table.period)
    hidden_here = {address for address, place in problem.own.items() if hidden[place]}
    by_unit = tuple(
        _unit_figure(figure, stake, hidden_here)
        for figure in table.by_unit
        if not stake.foreign(figure.indicator, figure.unit)
    )
    restated = tuple(_restated_figure(figure, stake, problem.missing, hidden_here) for figure in table.restated)
    figures = _figures(table, stake, metadata.ratios, hidden_here)
    sensitive = [figure for figure in (*by_unit, *restated) if metadata.indicators[figure.indicator].sensitive]
    return SafeTable(
        period=table.period,
        form=table.form,
        consolidating_unit=table.consolidating_unit,
        figures=figures,
        by_unit=by_unit,
        load_ids=table.load_ids,
        as_of_load=table.as_of_load,
        restated=restated,
        audit=DisclosureAudit(
            cells=len(sensitive),
            suppressed=sum(figure.suppressed for figure in sensitive),
            suppressed_totals=sum(figure.status is FigureStatus.SUPPRESSED for figure in figures.values()),
            relations=problem.relations,
            narrowed_before=narrowed_before,
        ),
    )


def _unit_figure(figure: UnitFigure, stake: Stakes, hidden: Collection[Address]) -> SafeUnitFigure:
    unit, name = figure.unit, figure.indicator
    never = stake.never_shown(name, unit) and figure.status is Status.VALUE
    if never or (unit, name, Basis.REPORTED) in hidden:
        return SafeUnitFigure(unit, name, None, None, suppressed=True)
    return SafeUnitFigure(unit, name, figure.status, figure.value, suppressed=False)


def _restated_figure(
    figure: RestatedFigure, stake: Stakes, missing: Collection[str], hidden: Collection[Address]
) -> SafeUnitFigure:
    unit, name, partial = figure.unit, figure.indicator, figure.partial
    owners = restated_members(figure.members, name, stake)
    never = name in stake.owners and (not owners or any(stake.never_shown(name, owner) for owner in owners))
    never &= figure.status is FigureStatus.VALUE
    left_out = unfinished(figure, missing) and figure.status is not FigureStatus.UNAVAILABLE
    if never or left_out or (unit, name, Basis.RESTATED) in hidden:
        return SafeUnitFigure(unit, name, None, None, suppressed=True, partial=partial)
    return SafeUnitFigure(unit, name, figure.status, figure.value, suppressed=False, partial=partial)


def _figures(
    table: ConsolidatedTable, stake: Stakes, ratios: Mapping[str, Ratio], hidden: Collection[Address]
) -> dict[str, Figure]:
    """The consolidated figures; a percentage goes with its parts."""
    gone = {
        name
        for name, figure in table.figures.items()
        if name in stake.several
        and figure.status is not FigureStatus.UNAVAILABLE
        and (figure.partial or (table.consolidating_unit, name, Basis.TOTAL) in hidden)
    }
    gone |= {
        name
        for name in table.figures
        if name in ratios and not gone.isdisjoint({ratios[name].numerator, ratios[name].denominator})
    }
    return {
        name: replace(figure, status=FigureStatus.SUPPRESSED, value=None) if name in gone else figure
        for name, figure in table.figures.items()
    }
