"""From the warehouse to a release: the second half of the pipeline (DESIGN.md sections 2 and 8)."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from importlib.metadata import version

from wardreport.consolidate import consolidate
from wardreport.deployment import PERIODS_COMPARED, Deployment
from wardreport.disclose import disclose
from wardreport.domain.consolidated import ConsolidatedTable, Publication, Release, SafeTable
from wardreport.domain.period import Period
from wardreport.domain.release import Edition, ReleaseKind
from wardreport.domain.validation import RegisterEntry
from wardreport.publish import publish
from wardreport.publish.release_content import ReleaseContent
from wardreport.review.response_register import read_register
from wardreport.validate import validate_consolidated
from wardreport.warehouse.append_release import append_release
from wardreport.warehouse.history import newest_load, observations_as_of, released, releases_of
from wardreport.warehouse.publications import shown_in
from wardreport.warehouse.queries import current_observations, history_of_figures


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


def disclose_table(table: ConsolidatedTable, deployment: Deployment) -> SafeTable:
    """disclose: ConsolidatedTable → SafeTable, in view of all that was published before."""
    return disclose(table, deployment.metadata, deployment.disclosure, published_before(table.period, deployment))


def published_before(period: Period, deployment: Deployment) -> tuple[Publication, ...]:
    """Every earlier release of a period and of the half years beside it, as far as it tells of sensitive figures."""
    at_stake = deployment.metadata.at_stake
    beside = [p for p in (period.previous, period, period.following) if p in deployment.metadata.cycles]
    with deployment.warehouse.reading() as connection:
        shown = [shown_in(connection, release, at_stake) for of in beside for release in releases_of(connection, of)]
    # several releases may show one state: a draft, and its figures by today's units
    states = {(safe.period, safe.as_of_load) for safe in shown}
    truths = {state: consolidate_as_of(*state, deployment, at_stake) for state in states}
    return tuple(Publication(truths[safe.period, safe.as_of_load], safe) for safe in shown)


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


def register_of(period: Period, deployment: Deployment, as_of: datetime) -> tuple[RegisterEntry, ...]:
    """The response register of a period, as late as it is at a time."""
    return read_register(period, deployment.warehouse, deployment.metadata, as_of)


def publish_release(safe: SafeTable, deployment: Deployment, as_of: datetime) -> Release:
    """publish: SafeTable → Release, recorded in the warehouse."""
    register = register_of(safe.period, deployment, as_of)
    findings = validate_consolidated(safe.figures, deployment.rule_book, deployment.metadata)
    content = ReleaseContent(safe, register, as_of, findings=findings)
    release = publish(
        content,
        deployment.rule_book,
        deployment.metadata,
        out=deployment.releases,
        versions=_versions(),
        converter=deployment.converter,
        history=history_before(safe.period, deployment),
    )
    with deployment.warehouse.transaction() as connection:
        append_release(connection, safe, register, deployment.metadata, edition=content.edition, created_at=as_of)
    return release


def history_before(period: Period, deployment: Deployment) -> Mapping[str, Mapping[str, Sequence[Decimal | None]]]:
    """What each unit reported up to a period, as far back as its code means the same territory."""
    metadata = deployment.metadata
    known = sorted(p for p in metadata.cycles if p <= period)[-PERIODS_COMPARED:]
    with deployment.warehouse.reading() as connection:
        history = history_of_figures(connection, known)
    same = {
        unit.unit_code: [metadata.unit_in(p, unit.unit_code) == unit for p in known]
        for unit in metadata.units_valid(period)
    }
    return {
        unit: {
            name: [value if held else None for value, held in zip(values, same[unit][-len(values) :], strict=True)]
            for name, values in series.items()
        }
        for unit, series in history.items()
        if unit in same
    }


def _versions() -> dict[str, str]:
    packages = ("wardreport", "apache-airflow", "great-expectations", "pandas", "sqlalchemy", "openpyxl")
    return {"python": sys.version.split()[0], **{package: version(package) for package in packages}}
