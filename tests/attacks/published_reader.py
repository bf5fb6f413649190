"""Reads what was handed out, and nothing else: the folder of a release and the export for BI."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

from wardreport.domain.figure import Figure, FigureStatus, Status, Value
from wardreport.domain.period import Period
from wardreport.domain.safe_table import SafeTable, SafeUnitFigure
from wardreport.publish.manifest import read_manifest

Line = Mapping[str, Any]


def read_folder(folder: Path) -> SafeTable:
    """The figures that a release folder shows."""
    manifest = read_manifest(folder)
    return read_figures(folder / "so-lieu", Period.parse(manifest["period"]), manifest["consolidating_unit"])


def read_figures(folder: Path, period: Period, consolidating_unit: str) -> SafeTable:
    """The figures that a data package shows."""
    totals, reported, restated = (
        _lines(folder / f"{name}.csv") for name in ("tong-hop", "theo-don-vi", "theo-don-vi-hien-nay")
    )
    return _table(period, totals, reported, restated, consolidating_unit=consolidating_unit)


def not_in(folder: Path) -> tuple[str, ...]:
    """The units whose figures are not in a release, as it says itself."""
    return tuple(read_manifest(folder)["outstanding"])


def read_export(file: Path) -> Mapping[Period, SafeTable]:
    """The figures that the export for BI shows of each period."""
    with closing(sqlite3.connect(file)) as bi:
        bi.row_factory = sqlite3.Row
        totals = _by_period(bi.execute("SELECT * FROM consolidated ORDER BY position"))
        reported = _by_period(bi.execute("SELECT * FROM unit_figures"))
        restated = _by_period(bi.execute("SELECT * FROM unit_figures_restated"))
    tables = {}
    for period, lines in totals.items():
        own = {line["unit_id"] for line in reported.get(period, [])}  # what is its own successor stands there, too
        others = [line for line in restated.get(period, []) if line["unit_id"] not in own]
        unit = str(lines[0]["consolidating_unit"])
        tables[Period.parse(period)] = _table(
            Period.parse(period), lines, reported.get(period, []), others, consolidating_unit=unit
        )
    return tables


def _by_period(rows: Iterator[Any] | sqlite3.Cursor) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = {}
    for row in rows:
        found.setdefault(row["period"], []).append(dict(row))
    return found


def _lines(file: Path) -> list[Line]:
    if not file.exists():
        return []
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _table(
    period: Period, totals: list[Line], reported: list[Line], restated: list[Line], *, consolidating_unit: str
) -> SafeTable:
    figures = {
        line["indicator"]: Figure(
            line["indicator"],
            FigureStatus(line["status"]),
            _value(line),
            outstanding=tuple((line["outstanding"] or "").split()),
        )
        for line in totals
    }
    return SafeTable(
        period=period,
        form="",
        consolidating_unit=consolidating_unit,
        figures=figures,
        by_unit=tuple(_of_unit(line, Status) for line in reported),
        load_ids=(),
        restated=tuple(_of_unit(line, FigureStatus) for line in restated),
    )


def _of_unit(line: Line, kind: type[Status] | type[FigureStatus]) -> SafeUnitFigure:
    unit, name, hidden = line["unit_code"], line["indicator"], line["status"] == "suppressed"
    partial = str(line.get("partial", "")).lower() in ("1", "true")
    if hidden:
        assert line["value"] in ("", None)
        return SafeUnitFigure(unit, name, None, None, suppressed=True, partial=partial)
    return SafeUnitFigure(unit, name, kind(line["status"]), _value(line), suppressed=False, partial=partial)


def _value(line: Line) -> Value | None:
    if line["yes_no"] not in ("", None):
        return str(line["yes_no"]).lower() in ("1", "true")
    return None if line["value"] in ("", None) else Decimal(str(line["value"]))
