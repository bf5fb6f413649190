"""Disclose: ConsolidatedTable → SafeTable, in view of all that was published before (docs/design/disclosure.md)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from wardreport.domain.consolidated import ConsolidatedTable, Publication
from wardreport.domain.period import Period
from wardreport.domain.release import Edition, ReleaseKind
from wardreport.domain.safe_table import SafeTable
from wardreport.stages.disclose import disclose
from wardreport.warehouse.appending.append_release import append_release
from wardreport.warehouse.reading.history import (
    released,
    releases_of,
)
from wardreport.warehouse.reading.publications import shown_in
from wardreport.workflow.consolidating import consolidate_as_of
from wardreport.workflow.deployment import Deployment


def disclose_table(
    table: ConsolidatedTable, deployment: Deployment, releases: Collection[int] | None = None
) -> SafeTable:
    """disclose: ConsolidatedTable → SafeTable, in view of all that was published before, or of certain releases."""
    published = published_before(table.period, deployment, releases)
    safe = disclose(table, deployment.metadata, deployment.disclosure, tuple(published.values()))
    return replace(safe, published_before=tuple(published))


def published_before(
    period: Period, deployment: Deployment, releases: Collection[int] | None = None
) -> Mapping[int, Publication]:
    """By id every earlier release of a period and of the half years beside it, as far as it tells of sensitive figures.

    Of all, or of certain releases.
    """
    at_stake = deployment.metadata.at_stake
    beside = [p for p in (period.previous, period, period.following) if p in deployment.metadata.cycles]
    with deployment.warehouse.reading() as connection:
        made = [row for of in beside for row in releases_of(connection, of)]
        shown = {
            row.release_id: shown_in(connection, row, at_stake)
            for row in made
            if releases is None or row.release_id in releases
        }
    # several releases may show one state: a draft, and its figures by today's units
    states = {(safe.period, safe.as_of_load) for safe in shown.values()}
    truths = {state: consolidate_as_of(*state, deployment, at_stake) for state in states}
    return {number: Publication(truths[safe.period, safe.as_of_load], safe) for number, safe in shown.items()}


def restate_released(period: Period, deployment: Deployment, as_of: datetime) -> str:
    """Adds a released period's figures by today's units to the safe layer; says what it did.

    They are those of the release that BI reads, as it knew them. Raises ``ConfigurationError`` where there is none.
    """
    with deployment.warehouse.reading() as connection:
        release = released(connection, period)
    table = consolidate_as_of(period, release.load_id, deployment)
    if not table.restated:
        return f"{period}: no unit's territory has changed since"
    # the rest of the table is out already
    safe = disclose_table(replace(table, by_unit=(), figures={}), deployment)
    with deployment.warehouse.transaction() as connection:
        number = append_release(
            connection, safe, (), deployment.metadata, edition=Edition(ReleaseKind.RESTATED), created_at=as_of
        )
    units = len({figure.unit for figure in safe.restated})
    hidden = sum(figure.suppressed for figure in safe.restated)
    return f"{period}: {units} units of today in release {number}, {hidden} of {len(safe.restated)} figures suppressed"


def said_of_audit(safe: SafeTable) -> str:
    """One line on what the disclosure audit saw."""
    audit = safe.audit
    if audit is None:
        return "disclosure: nothing sensitive"
    hidden = f"{audit.suppressed} of {audit.cells} sensitive figures of units suppressed"
    return f"disclosure: {hidden}, {audit.suppressed_totals} totals; {audit.relations} relations audited"
