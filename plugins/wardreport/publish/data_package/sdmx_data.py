"""``tong-hop.sdmx.csv``: the consolidated table in SDMX-CSV 2.0, for what statistical offices exchange.

The layout is that of the SDMX-CSV data message 2.0 (SDMX 3.0): STRUCTURE, STRUCTURE_ID, ACTION, then dimensions,
the measure and attributes, in the order of ``sdmx_components.py``. A yes/no row has 1 or 0.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from wardreport.domain.figure import Figure, FigureStatus, Value
from wardreport.domain.safe_table import SafeTable
from wardreport.metadata.catalogue import Metadata
from wardreport.publish.data_package.sdmx_components import AGENCY, COMPONENTS, STRUCTURE, VERSION, measure_of

STRUCTURE_ID = f"{AGENCY}:{STRUCTURE}({VERSION})"
MEDIA_TYPE = "application/vnd.sdmx.data+csv; version=2.0.0"
COLUMNS = (
    ("STRUCTURE", "Loại cấu trúc"),
    ("STRUCTURE_ID", "Cấu trúc dữ liệu, trong tong-hop.sdmx.xml"),
    ("ACTION", "I: để thông tin"),
    *((component.id, component.description) for component in COMPONENTS),
)
_MISSING = {FigureStatus.SUPPRESSED: "Q", FigureStatus.UNAVAILABLE: "L", FigureStatus.NIL: "O"}


def write_sdmx_data(table: SafeTable, metadata: Metadata, file: Path, *, draft: bool) -> None:
    """Writes the consolidated table in the order of its indicators."""
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\r\n")  # RFC 4180, which the format asks for
        writer.writerow([name for name, _ in COLUMNS])
        writer.writerows(_rows(table, metadata, draft))


def _rows(table: SafeTable, metadata: Metadata, draft: bool) -> Iterator[tuple[str, ...]]:
    for figure in table.figures.values():
        measure, power = measure_of(metadata.indicators[figure.indicator].unit)
        suppressed = figure.status is FigureStatus.SUPPRESSED
        yield (
            "datastructure",
            STRUCTURE_ID,
            "I",
            "S",
            table.consolidating_unit,
            figure.indicator,
            str(table.period),
            "" if suppressed else _number(figure.value),
            measure,
            str(power),
            _obs_status(figure, draft),
            "C" if suppressed else "F",
            str(figure.status),
        )


def _obs_status(figure: Figure, draft: bool) -> str:
    if figure.status in _MISSING:
        return _MISSING[figure.status]
    return "P" if draft or figure.partial else "A"


def _number(value: Value | None) -> str:
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, bool) else f"{value:f}"
