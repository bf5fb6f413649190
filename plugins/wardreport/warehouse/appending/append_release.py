"""Adds what a release shows: its figures, its document, the register it was made by, and its safe layer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, insert, select

from wardreport.domain.period import Period
from wardreport.domain.release import Edition, ReleaseKind
from wardreport.domain.safe_table import SafeTable, SafeUnitFigure
from wardreport.domain.validation import RegisterEntry, ResponseState
from wardreport.metadata.catalogue import Metadata
from wardreport.warehouse.appending.append import next_key, sha256_of
from wardreport.warehouse.appending.bulk import append_rows
from wardreport.warehouse.appending.dimensions import UnitIds, record_dimensions, unit_ids
from wardreport.warehouse.appending.release_document import document_of, refuse_taken
from wardreport.warehouse.reading.history import Counted, counted_submissions
from wardreport.warehouse.schema import schema
from wardreport.warehouse.schema.column_types import value_columns
from wardreport.warehouse.turns import one_at_a_time

Row = dict[str, Any]


def append_release(
    connection: Connection,
    table: SafeTable,
    register: Sequence[RegisterEntry],
    metadata: Metadata,
    *,
    edition: Edition,
    created_at: datetime,
) -> int:
    """Records a release and gives its id; the same figures from the same submissions again are the same release.

    ``register`` is that of the release's moment; for a ``restated`` one it is left away, and only the units' figures
    by today's units are recorded. An official one is asked for by revision, number and date, so that it can be recorded
    again after others. Raises ``ConfigurationError`` where its revision is not the period's next, or where the
    consolidating unit has given its number to another document of that year; ``ValueError`` where its edition lacks
    what an official release has.
    """
    document = document_of(edition)
    kind, restated = str(edition.kind), edition.kind is ReleaseKind.RESTATED
    one_at_a_time(connection)
    record_dimensions(connection, metadata)  # a release without any submission comes before every load
    ids = unit_ids(connection, metadata)
    figures = [] if restated else _figures(table)
    units = [] if restated else _register_rows(connection, table, register, metadata, ids)
    reported = () if restated else table.by_unit
    of_period = {unit.unit_code: ids[unit] for unit in metadata.units_valid(table.period)}
    of_today = {code: ids[unit] for code, unit in metadata.units_of_today.items()}
    shown = [_safe(figure, "reported", of_period[figure.unit]) for figure in reported]
    shown += [_safe(figure, "restated", of_today[figure.unit]) for figure in table.restated]
    told = [{key: row[key] for key in ("unit_id", "period", "state", "submission_id")} for row in units]
    content: list[Any] = [
        kind,
        table.form,
        table.consolidating_unit,
        table.load_ids,
        figures,
        told,
        shown,
        edition.revision,
    ]
    if document is not None:
        content += [document.number, document.dated]
    digest = sha256_of(content)
    same = connection.execute(_recorded(table.period, edition)).first()
    if same is not None and same.content_sha256 == digest:
        return int(same.release_id)
    if document is not None:
        refuse_taken(connection, table, edition.revision, document)
    release_id = next_key(connection, schema.release, "release_id")
    connection.execute(
        insert(schema.release),
        {
            "release_id": release_id,
            "period": str(table.period),
            "kind": kind,
            "form": table.form,
            "consolidating_unit": table.consolidating_unit,
            "created_at": created_at,
            "load_id": table.as_of_load,
            "content_sha256": digest,
            "revision": edition.revision,
            "reason": edition.reason,
        },
    )
    documents = [] if document is None else [document._asdict()]
    for target, rows in (
        (schema.release_document, documents),
        (schema.release_figure, figures),
        (schema.release_unit, units),
        (schema.safe_figure, shown),
    ):
        append_rows(connection, target, ({"release_id": release_id, **row} for row in rows))
    return release_id


def _recorded(period: Period, edition: Edition) -> Select[Any]:
    """The release that this one may be again: that of its revision, or else the newest of its kind of content."""
    r = schema.release.c
    recorded = select(r.release_id, r.content_sha256).where(r.period == str(period))
    if edition.kind is ReleaseKind.OFFICIAL:
        return recorded.where(r.revision == edition.revision)
    restated = edition.kind is ReleaseKind.RESTATED
    recorded = recorded.where((r.kind == str(ReleaseKind.RESTATED)) == restated)
    return recorded.order_by(r.release_id.desc()).limit(1)


def _figures(table: SafeTable) -> list[Row]:
    return [
        {
            "indicator": figure.indicator,
            "status": str(figure.status),
            "partial": figure.partial,
            "outstanding": " ".join(figure.outstanding),
            **value_columns(figure.value),
        }
        for figure in table.figures.values()
    ]


def _register_rows(
    connection: Connection, table: SafeTable, register: Iterable[RegisterEntry], metadata: Metadata, ids: UnitIds
) -> list[Row]:
    """The register, and whose figures of the half year before may stand in for annual ones."""
    period, earlier = table.period, table.period.earlier_in_year
    counted = counted_submissions(connection, period, table.as_of_load)
    units = {unit.unit_code: ids[unit] for unit in metadata.units_valid(period)}
    rows = [_entry(entry, period, units[entry.unit], counted.get(entry.unit)) for entry in register]
    if earlier is not None and earlier in metadata.cycles:
        before = counted_submissions(connection, earlier, table.as_of_load)
        valid = {unit.unit_code: ids[unit] for unit in metadata.units_valid(earlier)}
        rows += [
            {**_nothing(earlier, valid[code]), "state": "accepted", **c._asdict()}
            for code, c in before.items()
            if code in valid and valid[code] == units.get(code)  # who reports no more stands in for nobody
        ]
    return rows


def _entry(entry: RegisterEntry, period: Period, unit_id: int, counts: Counted | None) -> Row:
    # what was accepted after the figures were read is not in them
    state = ResponseState.OUTSTANDING if entry.state is ResponseState.ACCEPTED else entry.state
    return {
        **_nothing(period, unit_id),
        "state": str(ResponseState.ACCEPTED if counts else state),
        "received_at": entry.first_received_at,  # BI reads these two: they tell nothing of what was found in a form
        "days_late": entry.first_late_by_days,
        **(counts._asdict() if counts else {}),
    }


def _nothing(period: Period, unit_id: int) -> Row:
    return {
        "period": str(period),
        "unit_id": unit_id,
        "submission_id": None,
        "assessment_id": None,
        "state": None,
        "received_at": None,
        "days_late": None,
    }


def _safe(figure: SafeUnitFigure, basis: str, unit_id: int) -> Row:
    return {
        "basis": basis,
        "indicator": figure.indicator,
        "unit_id": unit_id,
        "status": "suppressed" if figure.suppressed else str(figure.status),
        "partial": figure.partial,
        **value_columns(figure.value),
    }
