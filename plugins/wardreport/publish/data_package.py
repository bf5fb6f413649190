"""``so-lieu/``: the figures for programs, as CSV with a ``datapackage.json`` (Data Package standard)."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from wardreport.domain.consolidated import SafeTable
from wardreport.domain.observation import Value
from wardreport.metadata.catalogue import Metadata

_STRING, _BOOLEAN = "string", "boolean"
_CONSOLIDATED = (
    ("period", _STRING, "Kỳ báo cáo"),
    ("indicator", _STRING, "Mã chỉ tiêu"),
    ("label", _STRING, "Tên chỉ tiêu"),
    ("unit", _STRING, "Đơn vị tính"),
    ("status", _STRING, "value, zero, nil (-) hoặc unavailable (…)"),
    ("value", _STRING, "Số thập phân chính xác với dấu chấm; true hoặc false ở dòng Có/Không"),
    ("partial", _BOOLEAN, "Còn đơn vị chưa có số liệu"),
    ("outstanding", _STRING, "Mã các đơn vị còn thiếu, cách nhau bằng dấu cách"),
)
_BY_UNIT = (
    ("period", _STRING, "Kỳ báo cáo"),
    ("unit_code", _STRING, "Mã đơn vị"),
    ("unit_name", _STRING, "Tên đơn vị"),
    ("indicator", _STRING, "Mã chỉ tiêu"),
    ("status", _STRING, "Trạng thái; trống khi số liệu được bảo vệ"),
    ("value", _STRING, "Như ở bảng tổng hợp; trống khi không có hoặc được bảo vệ"),
    ("suppressed", _BOOLEAN, "Số liệu nhạy cảm của đơn vị, không công bố"),
)
Fields = Sequence[tuple[str, str, str]]


def write_data_package(table: SafeTable, metadata: Metadata, folder: Path) -> None:
    """Writes ``tong-hop.csv``, ``theo-don-vi.csv`` and ``datapackage.json`` into the folder."""
    folder.mkdir()
    names = metadata.unit_names(table.period)
    period = str(table.period)
    consolidated = (
        (
            period,
            figure.indicator,
            metadata.name_of(figure.indicator),
            metadata.unit_of(figure.indicator),
            figure.status,
            _text(figure.value),
            _text(figure.partial),
            " ".join(figure.outstanding),
        )
        for figure in table.figures.values()
    )
    by_unit = (
        (
            period,
            figure.unit,
            names[figure.unit],
            figure.indicator,
            figure.status or "",
            _text(figure.value),
            _text(figure.suppressed),
        )
        for figure in table.by_unit
    )
    resources = [
        _resource(folder, "tong-hop", "Bảng tổng hợp", _CONSOLIDATED, consolidated),
        _resource(folder, "theo-don-vi", "Số liệu theo đơn vị, phần được công bố", _BY_UNIT, by_unit),
    ]
    package = {"name": f"wardreport-{period.lower()}", "resources": resources}
    text = json.dumps(package, ensure_ascii=False, indent=2)
    (folder / "datapackage.json").write_text(text + "\n", encoding="utf-8")


def _resource(folder: Path, name: str, title: str, fields: Fields, rows: Iterable[Sequence[str]]) -> dict[str, Any]:
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([field for field, _, _ in fields])
        writer.writerows(rows)
    schema = [{"name": field, "type": kind, "description": description} for field, kind, description in fields]
    return {
        "name": name,
        "title": title,
        "path": f"{name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": schema, "missingValues": [""]},
    }


def _text(value: Value | None) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else f"{value:f}"
