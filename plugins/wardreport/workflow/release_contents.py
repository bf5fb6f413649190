"""What a release is made of beside its table: register, earlier tables, changes, what units wrote."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from wardreport.domain.period import Period
from wardreport.domain.release import DRAFT, Edition, FigureChange, ReleaseKind
from wardreport.domain.safe_table import SafeTable
from wardreport.metadata.units import Role
from wardreport.publish.release_content import ReleaseContent
from wardreport.review.register.response_register import read_register
from wardreport.stages.disclose.narratives import disclose_narratives
from wardreport.stages.validate import validate_consolidated
from wardreport.warehouse.reading.history import (
    last_official,
    narratives_as_of,
    newest_released,
)
from wardreport.warehouse.reading.publications import earlier_tables, past_releases, released_figures
from wardreport.workflow.deployment import PERIODS_COMPARED, Deployment


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
    wards = [unit.name for unit in metadata.units_valid(period) if unit.role is Role.WARD]
    content = ReleaseContent(
        table=safe,
        register=read_register(period, deployment.warehouse, metadata, as_of, safe.as_of_load or 0),
        created_at=as_of,
        edition=edition,
        findings=validate_consolidated(safe.figures, deployment.rule_book, metadata),
        earlier=earlier,
        narratives=disclose_narratives(narratives, roles, deployment.disclosure, wards),
    )
    return with_past(content, deployment, past)


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


def with_past(content: ReleaseContent, deployment: Deployment, releases: Collection[int] | None) -> ReleaseContent:
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
