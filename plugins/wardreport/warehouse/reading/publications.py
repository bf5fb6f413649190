"""What earlier releases showed, read back from the safe layer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, Row, select, text

from wardreport.domain.errors import ConfigurationError
from wardreport.domain.figure import Figure, FigureStatus, Status
from wardreport.domain.period import Period
from wardreport.domain.release import Approval, EarlierTable, Edition, PastRelease, ReleaseKind
from wardreport.domain.safe_table import SafeTable, SafeUnitFigure
from wardreport.warehouse.schema import schema
from wardreport.warehouse.schema.column_types import value_of

_SUPPRESSED = "suppressed"


def shown_in(connection: Connection, release: Row[Any], indicators: Collection[str] | None = None) -> SafeTable:
    """What a release (a row of the table) showed of all indicators or some; of a restated one only units' figures."""
    s, u = schema.safe_figure.c, schema.reporting_unit.c
    of_units = (
        select(schema.safe_figure, u.unit_code)
        .join(schema.reporting_unit, u.unit_id == s.unit_id)
        .where(s.release_id == release.release_id)
        .order_by(s.basis, u.unit_code, s.indicator)
    )
    if indicators is not None:
        of_units = of_units.where(s.indicator.in_(indicators))
    rows = connection.execute(of_units).all()
    return SafeTable(
        period=Period.parse(release.period),
        form=release.form,
        consolidating_unit=release.consolidating_unit,
        figures=released_figures(connection, release.release_id, indicators),
        by_unit=tuple(_shown(row, Status) for row in rows if row.basis == "reported"),
        load_ids=(),
        restated=tuple(_shown(row, FigureStatus) for row in rows if row.basis == "restated"),
        as_of_load=release.load_id,
    )


def released_figures(
    connection: Connection, release_id: int, indicators: Collection[str] | None = None
) -> dict[str, Figure]:
    """The consolidated figures that a release showed, of all indicators or some, in the indicators' order.

    Who contributed to them is not recorded with them: ``lineage`` tells it.
    """
    f, i = schema.release_figure.c, schema.indicator.c
    query = (
        select(schema.release_figure)
        .join(schema.indicator, i.indicator == f.indicator)
        .where(f.release_id == release_id)
        .order_by(i.position)
    )
    if indicators is not None:
        query = query.where(f.indicator.in_(indicators))
    return {row.indicator: _figure(row) for row in connection.execute(query)}


def earlier_tables(connection: Connection, releases: Collection[int]) -> tuple[EarlierTable, ...]:
    """The tables of some releases, by their ids, the oldest period first.

    Raises ``ConfigurationError`` where the warehouse has no such release.
    """
    r = schema.release.c
    query = select(r.release_id, r.period).where(r.release_id.in_(releases)).order_by(r.period, r.release_id)
    rows = connection.execute(query).all()
    _refuse_missing(releases, rows)
    return tuple(
        EarlierTable(row.release_id, Period.parse(row.period), released_figures(connection, row.release_id))
        for row in rows
    )


def past_releases(
    connection: Connection, period: Period, release_ids: Collection[int] | None = None
) -> tuple[PastRelease, ...]:
    """The drafts and official releases of a period in the order made, all or those of some ids.

    Each is compared with the one before it of its kind, whether that is asked for or not: a figure counts as changed
    where its status or value did. Raises ``ConfigurationError`` where the period has no release of an id.
    """
    r, d = schema.release.c, schema.release_document.c
    query = (
        select(schema.release, d.number, d.dated, d.approved_by, d.approved_on)
        .outerjoin(schema.release_document, d.release_id == r.release_id)
        .where(r.period == str(period), r.kind != str(ReleaseKind.RESTATED))
        .order_by(r.release_id)
    )
    if release_ids is not None:
        query = query.where(r.release_id.in_(release_ids))
    count = text(
        "SELECT release_id, COUNT(*) AS changed FROM changed_figure WHERE period = :period GROUP BY release_id"
    )
    changed = {row.release_id: row.changed for row in connection.execute(count, {"period": str(period)})}
    rows = connection.execute(query).all()
    _refuse_missing(release_ids or (), rows)
    return tuple(
        PastRelease(row.release_id, _edition(row), row.created_at, changed.get(row.release_id, 0)) for row in rows
    )


def document_numbers(connection: Connection, consolidating_unit: str) -> tuple[tuple[int, int], ...]:
    """Year and number of every document that a unit has released, in the order made."""
    r, d = schema.release.c, schema.release_document.c
    query = select(d.dated, d.number).join(schema.release, r.release_id == d.release_id).order_by(d.release_id)
    rows = connection.execute(query.where(r.consolidating_unit == consolidating_unit))
    return tuple((row.dated.year, row.number) for row in rows)


def _refuse_missing(wanted: Collection[int], found: Sequence[Any]) -> None:
    missing = sorted(set(wanted) - {row.release_id for row in found})
    if missing:
        raise ConfigurationError(f"the warehouse has no such release: {', '.join(map(str, missing))}")


def _edition(row: Row[Any]) -> Edition:
    approval = None if row.approved_by is None else Approval(row.approved_by, row.approved_on)
    return Edition(ReleaseKind(row.kind), row.revision, row.number, row.dated, approval, row.reason)


def _figure(row: Row[Any]) -> Figure:
    outstanding = tuple(row.outstanding.split())
    return Figure(row.indicator, FigureStatus(row.status), value_of(row), outstanding=outstanding)


def _shown(row: Row[Any], kind: type[Status] | type[FigureStatus]) -> SafeUnitFigure:
    if row.status == _SUPPRESSED:
        return SafeUnitFigure(row.unit_code, row.indicator, None, None, suppressed=True, partial=row.partial)
    return SafeUnitFigure(
        row.unit_code, row.indicator, kind(row.status), value_of(row), suppressed=False, partial=row.partial
    )
