"""``so-lieu/``: the figures for programs, as CSV, Parquet and SDMX, with a ``datapackage.json``.

The description follows the Data Package standard, version 1 (profiles tabular-data-resource and data-resource).
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from wardreport.domain.safe_table import SafeTable
from wardreport.metadata.catalogue import Metadata
from wardreport.publish.data_package.parquet_tables import write_parquet
from wardreport.publish.data_package.release_tables import Column, Kind, ReleaseTable, release_tables
from wardreport.publish.data_package.sdmx_components import COMPONENTS, Part
from wardreport.publish.data_package.sdmx_data import COLUMNS as SDMX_COLUMNS
from wardreport.publish.data_package.sdmx_data import MEDIA_TYPE as SDMX_DATA
from wardreport.publish.data_package.sdmx_data import write_sdmx_data
from wardreport.publish.data_package.sdmx_structure import MEDIA_TYPE as SDMX_STRUCTURE
from wardreport.publish.data_package.sdmx_structure import write_sdmx_structure
from wardreport.writing.house_style import FORMULA_SIGNS

_AS_CSV = {Kind.CODE: "string", Kind.TEXT: "string", Kind.FLAG: "boolean", Kind.FIGURE: "string"}
_AS_PARQUET = _AS_CSV | {Kind.FIGURE: "number"}


def write_data_package(
    table: SafeTable, metadata: Metadata, folder: Path, *, created_at: datetime, draft: bool = True
) -> None:
    """Writes the tables of a release and ``datapackage.json`` into a new folder.

    ``tong-hop`` and ``theo-don-vi``, and ``theo-don-vi-hien-nay`` where there are figures by today's units, each as
    ``.csv`` and ``.parquet``; ``tong-hop.sdmx.csv`` and its structure ``tong-hop.sdmx.xml``.
    """
    folder.mkdir()
    resources = []
    for shown in release_tables(table, metadata):
        _write_csv(shown, folder / f"{shown.name}.csv")
        write_parquet(shown, folder / f"{shown.name}.parquet")
        resources += [_csv_resource(shown, folder), _parquet_resource(shown, folder)]
    write_sdmx_data(table, metadata, folder / "tong-hop.sdmx.csv", draft=draft)
    write_sdmx_structure(metadata, folder / "tong-hop.sdmx.xml", prepared=created_at)
    resources += [_sdmx_data_resource(folder), _sdmx_structure_resource(folder)]
    period = str(table.period)
    package: dict[str, Any] = {
        "profile": "data-package",
        "name": f"wardreport-{period.lower()}",
        "title": f"Số liệu báo cáo kỳ {period}" + (" (dự thảo)" if draft else ""),
        "created": created_at.isoformat(),
    }
    text = json.dumps({**package, "resources": resources}, ensure_ascii=False, indent=2)
    (folder / "datapackage.json").write_text(text + "\n", encoding="utf-8")


def _write_csv(table: ReleaseTable, file: Path) -> None:
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow([column.name for column in table.columns])
        writer.writerows(
            [_text(column, cell) for column, cell in zip(table.columns, row, strict=True)] for row in table.rows
        )


def _text(column: Column, cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    if column.kind is Kind.FIGURE:
        return f"{cell:f}"
    text = "\n".join(str(cell).splitlines())  # a lone carriage return, which csv does not quote, would end the row
    formula = column.kind is Kind.TEXT and (text.startswith(FORMULA_SIGNS) or text.lstrip().startswith(FORMULA_SIGNS))
    return f"'{text}" if text and formula else text


def _csv_resource(table: ReleaseTable, folder: Path) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "title": table.title,
        **_file(folder / f"{table.name}.csv", "csv", "text/csv"),
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\n"},
        "schema": _schema(table, _AS_CSV),
    }


def _parquet_resource(table: ReleaseTable, folder: Path) -> dict[str, Any]:
    return {
        "profile": "data-resource",
        "name": f"{table.name}-parquet",
        "title": table.title,
        **_file(folder / f"{table.name}.parquet", "parquet", "application/vnd.apache.parquet"),
        "schema": _schema(table, _AS_PARQUET),
    }


def _sdmx_data_resource(folder: Path) -> dict[str, Any]:
    numbers = {"OBS_VALUE": "number", "UNIT_MULT": "integer"}
    fields = [
        {"name": name, "type": numbers.get(name, "string"), "description": description}
        for name, description in SDMX_COLUMNS
    ]
    return {
        "profile": "tabular-data-resource",
        "name": "tong-hop-sdmx",
        "title": "Bảng tổng hợp, SDMX-CSV 2.0",
        **_file(folder / "tong-hop.sdmx.csv", "csv", SDMX_DATA),
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n"},
        "schema": {
            "fields": fields,
            "primaryKey": [each.id for each in COMPONENTS if each.part in (Part.DIMENSION, Part.TIME)],
            "missingValues": [""],
        },
    }


def _sdmx_structure_resource(folder: Path) -> dict[str, Any]:
    return {
        "profile": "data-resource",
        "name": "tong-hop-sdmx-structure",
        "title": "Cấu trúc dữ liệu của tong-hop.sdmx.csv, SDMX-ML 3.0",
        **_file(folder / "tong-hop.sdmx.xml", "xml", SDMX_STRUCTURE),
        "encoding": "utf-8",
    }


def _file(file: Path, kind: str, media_type: str) -> dict[str, Any]:
    content = file.read_bytes()
    # frictionless counts the bytes of text only, and finds a Parquet table that tells them invalid
    size = {} if kind == "parquet" else {"bytes": len(content)}
    return {
        "path": file.name,
        "format": kind,
        "mediatype": media_type,
        **size,
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
    }


def _schema(table: ReleaseTable, types: dict[Kind, str]) -> dict[str, Any]:
    fields = [
        {
            "name": column.name,
            "type": types[column.kind],
            "description": column.description,
            **_constraints(column, table.key),
        }
        for column in table.columns
    ]
    return {"fields": fields, "primaryKey": list(table.key), "missingValues": [""]}


def _constraints(column: Column, key: Sequence[str]) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": True} if column.name in key else {}
    if column.allowed:
        constraints["enum"] = [allowed for allowed in column.allowed if allowed]  # an empty cell is a missing value
    return {"constraints": constraints} if constraints else {}
