"""The dimensions as the metadata has them: a row that changed there changes here, no fact is touched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Table, and_, bindparam, delete, func, insert, select, update

from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.units import ReportingUnit
from wardreport.warehouse.schema import schema
from wardreport.writing.vietnamese import ROLES

Row = Mapping[str, Any]
UnitIds = Mapping[ReportingUnit, int]


def record_dimensions(connection: Connection, metadata: Metadata) -> None:
    """Brings every dimension up to date, in one pass; nothing is written where nothing changed."""
    _bring(connection, schema.role, ({"role": str(role), "name": name} for role, name in ROLES.items()))
    _bring(connection, schema.indicator, _indicators(metadata))
    forms = ({"form": f.form, "valid_from": f.valid_from, "valid_to": f.valid_to} for f in metadata.forms)
    _bring(connection, schema.form_version, forms)
    _bring(connection, schema.period, _periods(metadata))
    _record_units(connection, metadata)
    ids = unit_ids(connection, metadata)
    _bring(connection, schema.ratio, _ratios(metadata), whole=True)
    _bring(connection, schema.form_indicator, _form_indicators(metadata), whole=True)
    _bring(connection, schema.indicator_owner, _owners(metadata), whole=True)
    _bring(connection, schema.unit_succession, _succession(metadata, ids), whole=True)
    _bring(connection, schema.reporting_obligation, _obligations(metadata, ids), whole=True)


def unit_ids(connection: Connection, metadata: Metadata) -> UnitIds:
    """The surrogate key of each unit's validity interval, of those that the warehouse has."""
    u = schema.reporting_unit.c
    rows = connection.execute(select(u.unit_code, u.valid_from, u.unit_id))
    known = {(row.unit_code, row.valid_from): row.unit_id for row in rows}
    keys = ((unit, (unit.unit_code, unit.valid_from)) for unit in metadata.units)
    return {unit: known[key] for unit, key in keys if key in known}


def _bring(connection: Connection, table: Table, rows: Iterable[Row], *, whole: bool = False) -> None:
    """Adds and changes rows by their key; with ``whole``, those that are no more go: no fact refers to them."""
    keys = [column.name for column in table.primary_key]
    there = {tuple(row[k] for k in keys): dict(row) for row in connection.execute(select(table)).mappings()}
    wanted = {tuple(row[k] for k in keys): dict(row) for row in rows}
    _change(connection, table, [row for key, row in wanted.items() if key in there and row != there[key]])
    new = [row for key, row in wanted.items() if key not in there]
    if new:
        connection.execute(insert(table), new)
    gone = [there[key] for key in there if key not in wanted] if whole else []
    if gone:
        connection.execute(delete(table).where(_of_key(table)), [{f"key_{k}": row[k] for k in keys} for row in gone])


def _change(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    keys = {column.name for column in table.primary_key}
    for row in rows:
        given = {f"key_{name}" if name in keys else name: value for name, value in row.items()}
        values: dict[str, Any] = {name: bindparam(name) for name in row if name not in keys}
        connection.execute(update(table).where(_of_key(table)).values(values), given)


def _of_key(table: Table) -> Any:
    return and_(*(column == bindparam(f"key_{column.name}") for column in table.primary_key))


def _record_units(connection: Connection, metadata: Metadata) -> None:
    ids = unit_ids(connection, metadata)
    following = int(connection.scalar(select(func.coalesce(func.max(schema.reporting_unit.c.unit_id), 0))) or 0) + 1
    rows = []
    for unit in metadata.units:
        if unit not in ids:
            unit_id, following = following, following + 1
        else:
            unit_id = ids[unit]
        rows.append(
            {
                "unit_id": unit_id,
                "unit_code": unit.unit_code,
                "valid_from": unit.valid_from,
                "valid_to": unit.valid_to,
                "name": unit.name,
                "role": str(unit.role),
                "parent_code": unit.parent,
            }
        )
    _bring(connection, schema.reporting_unit, rows)


def _indicators(metadata: Metadata) -> Iterable[Row]:
    for position, (name, indicator) in enumerate(metadata.indicators.items(), start=1):
        yield {
            "indicator": name,
            "position": position,
            "label": metadata.name_of(name),
            "unit": metadata.unit_measure(name),
            "value_type": str(indicator.value_type),
            "time": str(indicator.time),
            "aggregation": str(indicator.aggregation),
            "sensitive": indicator.sensitive,
        }


def _periods(metadata: Metadata) -> Iterable[Row]:
    days = ("window_start", "window_end", "collection_opens", "due_wards", "due_agencies", "due_city", "locks_after")
    for period, cycle in metadata.cycles.items():
        yield {
            "period": str(period),
            "year": period.year,
            "half": period.half,
            **{day: getattr(cycle, day) for day in days},
            "form": metadata.form(period).form,
            "legal_source": cycle.legal_source,
        }


def _ratios(metadata: Metadata) -> Iterable[Row]:
    for ratio in metadata.ratios.values():
        yield {
            "indicator": ratio.indicator,
            "numerator": ratio.numerator,
            "numerator_counts": str(ratio.numerator_counts),
            "denominator": ratio.denominator,
            "denominator_counts": str(ratio.denominator_counts),
        }


def _form_indicators(metadata: Metadata) -> Iterable[Row]:
    for form in metadata.forms:
        for position, name in enumerate(form.row_of, start=1):
            yield {"form": form.form, "indicator": name, "position": position}


def _owners(metadata: Metadata) -> Iterable[Row]:
    for name, indicator in metadata.indicators.items():
        if not indicator.derived:
            yield from ({"indicator": name, "role": str(role)} for role in indicator.owner)


def _succession(metadata: Metadata, ids: UnitIds) -> Iterable[Row]:
    for predecessor, successor, line in metadata.successions:
        yield {
            "predecessor_id": ids[predecessor],
            "successor_id": ids[successor],
            "effective": line.effective,
            "share": line.share,
            "outside": line.outside,
            "confidence": line.confidence,
            "legal_ref": line.legal_ref,
        }


def _obligations(metadata: Metadata, ids: UnitIds) -> Iterable[Row]:
    for period in metadata.cycles:
        for unit in metadata.units_valid(period):
            yield {"period": str(period), "unit_id": ids[unit], "due": metadata.due_date(period, unit)}
