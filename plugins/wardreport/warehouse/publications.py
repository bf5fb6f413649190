"""What earlier releases showed, read back from the safe layer."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Row, select

from wardreport.domain.consolidated import Figure, FigureStatus, SafeTable, SafeUnitFigure
from wardreport.domain.observation import Status
from wardreport.domain.period import Period
from wardreport.warehouse import schema
from wardreport.warehouse.column_types import value_of

_SUPPRESSED = "suppressed"


def shown_in(connection: Connection, release: Row[Any], indicators: Collection[str]) -> SafeTable:
    """What a release (a row of the table) showed of some indicators; of a restated one only units' figures."""
    f, s, u = schema.release_figure.c, schema.safe_figure.c, schema.reporting_unit.c
    wanted = list(indicators)
    of_release = select(schema.release_figure).where(f.release_id == release.release_id, f.indicator.in_(wanted))
    figures = {
        row.indicator: Figure(
            row.indicator,
            FigureStatus(row.status),
            value_of(row),
            outstanding=tuple(row.outstanding.split()),
        )
        for row in connection.execute(of_release)
    }
    of_units = (
        select(schema.safe_figure, u.unit_code)
        .join(schema.reporting_unit, u.unit_id == s.unit_id)
        .where(s.release_id == release.release_id, s.indicator.in_(wanted))
        .order_by(s.basis, u.unit_code, s.indicator)
    )
    rows = connection.execute(of_units).all()
    return SafeTable(
        period=Period.parse(release.period),
        form=release.form,
        consolidating_unit=release.consolidating_unit,
        figures=figures,
        by_unit=tuple(_shown(row, Status) for row in rows if row.basis == "reported"),
        load_ids=(),
        restated=tuple(_shown(row, FigureStatus) for row in rows if row.basis == "restated"),
        as_of_load=release.load_id,
    )


def _shown(row: Row[Any], kind: type[Status] | type[FigureStatus]) -> SafeUnitFigure:
    if row.status == _SUPPRESSED:
        return SafeUnitFigure(row.unit_code, row.indicator, None, None, suppressed=True, partial=row.partial)
    return SafeUnitFigure(
        row.unit_code, row.indicator, kind(row.status), value_of(row), suppressed=False, partial=row.partial
    )
