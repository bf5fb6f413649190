"""Consolidate: the figures that count, now or after a load → ConsolidatedTable (docs/design/units-and-time.md)."""

from __future__ import annotations

from collections.abc import Set

from wardreport.domain.consolidated import ConsolidatedTable
from wardreport.domain.period import Period
from wardreport.stages.consolidate import consolidate
from wardreport.warehouse.reading.history import (
    newest_load,
    observations_as_of,
)
from wardreport.warehouse.reading.queries import current_observations
from wardreport.workflow.deployment import Deployment


def consolidate_current(period: Period, deployment: Deployment) -> ConsolidatedTable:
    """consolidate: the figures that count → ConsolidatedTable."""
    earlier = period.earlier_in_year
    with deployment.warehouse.reading() as connection:
        current = current_observations(connection, period)
        before = current_observations(connection, earlier) if earlier else ()
        as_of_load = newest_load(connection)
    return consolidate(period, current, deployment.metadata, before, as_of_load=as_of_load)


def consolidate_as_of(
    period: Period, load_id: int | None, deployment: Deployment, indicators: Set[str] | None = None
) -> ConsolidatedTable:
    """consolidate: the figures that counted after a load, of all indicators or of some."""
    earlier = period.earlier_in_year
    with deployment.warehouse.reading() as connection:
        current = observations_as_of(connection, period, load_id, indicators)
        before = observations_as_of(connection, earlier, load_id, indicators) if earlier else ()
    return consolidate(period, current, deployment.metadata, before, as_of_load=load_id)
