"""From the warehouse to a release: the second half of the pipeline (docs/design/review-and-release.md)."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path

from wardreport.domain.consolidated import ConsolidatedTable, Publication, Release, SafeTable
from wardreport.domain.period import Period
from wardreport.domain.release import DRAFT, Edition, FigureChange, ReleaseKind
from wardreport.domain.validation import RegisterEntry
from wardreport.publish import publish
from wardreport.publish.charts.charts import draw_charts
from wardreport.publish.release_content import ReleaseContent
from wardreport.publish.report.report_document import write_report
from wardreport.review.edited_report import Discrepancy, verify_report
from wardreport.review.register.response_register import read_register
from wardreport.stages.consolidate import consolidate
from wardreport.stages.disclose import disclose
from wardreport.stages.disclose.narratives import disclose_narratives
from wardreport.stages.validate import validate_consolidated
from wardreport.warehouse.appending.append_release import append_release
from wardreport.warehouse.reading.history import (
    last_official,
    narratives_as_of,
    newest_load,
    newest_released,
    observations_as_of,
    released,
    releases_of,
)
from wardreport.warehouse.reading.publications import earlier_tables, past_releases, released_figures, shown_in
from wardreport.warehouse.reading.queries import current_observations, history_of_figures
from wardreport.workflow.deployment import PERIODS_COMPARED, Deployment


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


def register_of(period: Period, deployment: Deployment, as_of: datetime) -> tuple[RegisterEntry, ...]:
    """The response register of a period, as late as it is at a time."""
    return read_register(period, deployment.warehouse, deployment.metadata, as_of)


def publish_release(safe: SafeTable, deployment: Deployment, as_of: datetime) -> Release:
    """publish: SafeTable → draft Release, recorded in the warehouse."""
    return record_and_write(release_content(safe, deployment, as_of), deployment)


def release_content(
    safe: SafeTable,
    deployment: Deployment,
    as_of: datetime,
    edition: Edition = DRAFT,
    *,
    compared_with: Sequence[int] | None = None,
    past: Collection[int] | None = None,
) -> ReleaseContent:
    """What a release of a table is made of: the register of its time, what was released before, what units wrote.

    ``compared_with`` and ``past`` name releases by id: of earlier periods, and of this one; else the newest are taken.
    """
    metadata, period = deployment.metadata, safe.period
    if compared_with is None:
        compared_with = _comparable(period, deployment, official=not edition.draft)
    with deployment.warehouse.reading() as connection:
        earlier = earlier_tables(connection, compared_with)
        narratives = narratives_as_of(connection, period, safe.as_of_load)
    roles = {unit.unit_code: unit.role for unit in metadata.units_valid(period)}
    content = ReleaseContent(
        table=safe,
        register=read_register(period, deployment.warehouse, metadata, as_of, safe.as_of_load or 0),
        created_at=as_of,
        edition=edition,
        findings=validate_consolidated(safe.figures, deployment.rule_book, metadata),
        earlier=earlier,
        narratives=disclose_narratives(narratives, roles, deployment.disclosure),
    )
    return _with_past(content, deployment, past)


def record_and_write(content: ReleaseContent, deployment: Deployment, report: Path | None = None) -> Release:
    """Records a release in the warehouse, then writes its folder: what was seen outside is never unrecorded.

    A run that ends in between is finished by running again. ``report`` is a draft that people have edited.
    """
    with deployment.warehouse.transaction() as connection:
        number = append_release(
            connection,
            content.table,
            content.register,
            deployment.metadata,
            edition=content.edition,
            created_at=content.created_at,
        )
        past = [one.release_id for one in past_releases(connection, content.period) if one.release_id < number]
    # what was recorded before by a run that ended halfway was not published before itself
    before = tuple(one for one in content.table.published_before if one < number)
    content = replace(content, table=replace(content.table, published_before=before))
    return write_release(_with_past(content, deployment, past), deployment, deployment.releases, report)


def write_release(content: ReleaseContent, deployment: Deployment, out: Path, report: Path | None = None) -> Release:
    """Writes the release's folder below ``out``."""
    return publish(
        content,
        deployment.rule_book,
        deployment.metadata,
        out=out,
        versions=_versions(),
        template=deployment.template,
        report=report,
        converter=deployment.converter,
        history=history_before(content.period, deployment, content.table.as_of_load or 0),
    )


def compare_report(
    report: Path, content: ReleaseContent, deployment: Deployment, *, official: bool, approved: Edition | None = None
) -> tuple[Discrepancy, ...]:
    """What an edited report says otherwise than the one that the warehouse makes of the same content.

    ``official``: nothing may be left blank; ``approved`` has the number and date that its head must say.
    """
    metadata = deployment.metadata
    with tempfile.TemporaryDirectory(prefix="wardreport-") as folder:
        expected = Path(folder) / "bao-cao.docx"
        write_report(content, metadata, expected, charts=draw_charts(content, metadata), template=deployment.template)
        return verify_report(
            report,
            expected,
            content.table.figures,
            content.period,
            metadata,
            official=official,
            number=approved.number if approved else None,
            dated=approved.dated if approved else None,
        )


def _comparable(period: Period, deployment: Deployment, *, official: bool) -> Sequence[int]:
    """The newest release of each earlier period of the same consolidating unit; an official one looks at no draft."""
    metadata = deployment.metadata
    own = metadata.consolidating_unit(period)
    same = [p for p in sorted(metadata.cycles) if p < period and metadata.consolidating_unit(p) == own]
    same = same[-PERIODS_COMPARED:]
    with deployment.warehouse.reading() as connection:
        if not official:
            return tuple(newest_released(connection, same).values())
        out = [last_official(connection, before) for before in same]
    return tuple(row.release_id for row in out if row is not None)


def _with_past(content: ReleaseContent, deployment: Deployment, releases: Collection[int] | None) -> ReleaseContent:
    """The content with the releases before it, and with what changed since the last official one."""
    with deployment.warehouse.reading() as connection:
        past = past_releases(connection, content.period, releases)
    official = [one.release_id for one in past if one.edition.kind is ReleaseKind.OFFICIAL]
    changes = changes_since(official[-1], content.table, deployment) if official else ()
    return replace(content, past=past, edition=replace(content.edition, changes=changes))


def changes_since(release: int, table: SafeTable, deployment: Deployment) -> tuple[FigureChange, ...]:
    """The consolidated figures of a table whose status or value is not what a release, by its id, said."""
    with deployment.warehouse.reading() as connection:
        before = released_figures(connection, release)
    return tuple(
        FigureChange(before[name], figure)
        for name, figure in table.figures.items()
        if name in before and (before[name].status, before[name].value) != (figure.status, figure.value)
    )


def history_before(
    period: Period, deployment: Deployment, up_to_load: int | None = None
) -> Mapping[str, Mapping[str, Sequence[Decimal | None]]]:
    """What each unit reported up to a period, as far back as its code means the same territory.

    As of a load, where one is given.
    """
    metadata = deployment.metadata
    known = sorted(p for p in metadata.cycles if p <= period)[-PERIODS_COMPARED:]
    with deployment.warehouse.reading() as connection:
        history = history_of_figures(connection, known, up_to_load)
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
    packages = (
        "wardreport",
        "apache-airflow",
        "great-expectations",
        "pandas",
        "sqlalchemy",
        "openpyxl",
        "xlsxwriter",
        "docxtpl",
        "matplotlib",
    )
    return {"python": sys.version.split()[0], **{package: version(package) for package in packages}}
