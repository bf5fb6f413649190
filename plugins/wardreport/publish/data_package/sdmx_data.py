"""``tong-hop.sdmx.csv``: the consolidated table in SDMX-CSV 2.0, for what statistical offices exchange.

The layout is that of the SDMX-CSV data message 2.0 (SDMX 3.0): STRUCTURE, STRUCTURE_ID, ACTION, then dimensions,
the measure and attributes. Codes are those of SDMX's cross-domain lists, chosen by their words:

* FREQ (CL_FREQ): ``S`` half-yearly.
* OBS_STATUS (CL_OBS_STATUS): ``A`` normal value; ``P`` provisional value, of every figure of a draft and of one from
  which an owner's answer is still missing; ``Q`` missing value, suppressed; ``L`` missing value, data exist but were
  not collected (``…``); ``O`` missing value (``-``: nothing occurred, and nobody wrote a zero).
* CONF_STATUS (CL_CONF_STATUS): ``F`` free, ``C`` confidential statistical information (suppressed).
* UNIT_MULT (CL_UNIT_MULT): the power of ten; amounts are in million đồng: ``VND`` with ``6``.

REF_AREA, INDICATOR and UNIT_MEASURE other than ``VND`` and ``PT`` (percent) hold the system's own codes, the last in
capitals, and FIGURE_STATUS is an attribute of its own. A yes/no row has 1 or 0.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from wardreport.domain.consolidated import Figure, FigureStatus, SafeTable
from wardreport.domain.observation import Value
from wardreport.metadata.catalogue import Metadata

STRUCTURE_ID = "WARDREPORT:PCMD_CONSOLIDATED(1.0.0)"
MEDIA_TYPE = "application/vnd.sdmx.data+csv; version=2.0.0"
COLUMNS = (
    ("STRUCTURE", "Loại cấu trúc"),
    ("STRUCTURE_ID", "Cấu trúc dữ liệu"),
    ("ACTION", "I: để thông tin"),
    ("FREQ", "S: nửa năm"),
    ("REF_AREA", "Mã đơn vị tổng hợp"),
    ("INDICATOR", "Mã chỉ tiêu"),
    ("TIME_PERIOD", "Kỳ báo cáo; S1 từ 15/12 đến 14/6, S2 từ 15/6 đến 14/12"),
    ("OBS_VALUE", "Giá trị; 1 hoặc 0 ở dòng Có/Không"),
    ("UNIT_MEASURE", "Đơn vị tính"),
    ("UNIT_MULT", "Lũy thừa của 10"),
    ("OBS_STATUS", "A: bình thường; P: tạm thời; Q: được bảo vệ; L: chưa thu thập được; O: không phát sinh (-)"),
    ("CONF_STATUS", "F: công bố; C: bảo mật"),
    ("FIGURE_STATUS", "value, zero, nil, unavailable hoặc suppressed"),
)
_MEASURES = {"million_vnd": ("VND", 6), "percent": ("PT", 0)}
_MISSING = {FigureStatus.SUPPRESSED: "Q", FigureStatus.UNAVAILABLE: "L", FigureStatus.NIL: "O"}


def write_sdmx(table: SafeTable, metadata: Metadata, file: Path, *, draft: bool) -> None:
    """Writes the consolidated table in the order of its indicators."""
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\r\n")  # RFC 4180, which the format asks for
        writer.writerow([name for name, _ in COLUMNS])
        writer.writerows(_rows(table, metadata, draft))


def _rows(table: SafeTable, metadata: Metadata, draft: bool) -> Iterator[tuple[str, ...]]:
    for figure in table.figures.values():
        measured = metadata.indicators[figure.indicator].unit
        measure, power = _MEASURES.get(measured, (measured.upper(), 0))
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
