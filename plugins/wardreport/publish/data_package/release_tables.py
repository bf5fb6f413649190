"""The tables of ``so-lieu/``: what a release shows, with the words and types of its columns, for every file format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from wardreport.domain.figure import FigureStatus, Status
from wardreport.domain.safe_table import SafeTable, SafeUnitFigure
from wardreport.metadata.catalogue import Metadata
from wardreport.writing.written_figures import NIL, SUPPRESSED, UNAVAILABLE

_SIGNS = {FigureStatus.VALUE: "", FigureStatus.ZERO: "", FigureStatus.NIL: NIL, FigureStatus.SUPPRESSED: SUPPRESSED}


class Kind(StrEnum):
    """What a column holds."""

    CODE = "code"  # the system's own words
    TEXT = "text"  # names and labels, which people wrote
    FLAG = "flag"
    FIGURE = "figure"  # an exact decimal; on a yes/no row true or false


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, kind and meaning, and for a code of a closed list the list."""

    name: str
    kind: Kind
    description: str
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReleaseTable:
    """A table by its file name without ending; ``key`` names the columns that tell its rows apart."""

    name: str
    title: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]


_OF_TOTALS = tuple(str(status) for status in FigureStatus)
_OF_UNITS = tuple(dict.fromkeys(str(status) for status in (*Status, *FigureStatus)))
_PERIOD = Column("period", Kind.CODE, "Kỳ báo cáo")
_INDICATOR = Column("indicator", Kind.CODE, "Mã chỉ tiêu")
_SHOWN = (  # new columns come after the old ones, so that what reads by position goes on
    Column("yes_no", Kind.FLAG, "Giá trị của dòng Có/Không; trống ở các dòng khác"),
    Column(
        "sign",
        Kind.CODE,
        "Ký hiệu: - không phát sinh; (c) số liệu được bảo vệ; … không có số liệu; trống khi có giá trị",
        ("", NIL, SUPPRESSED, UNAVAILABLE),
    ),
)
_CONSOLIDATED = (
    _PERIOD,
    _INDICATOR,
    Column("label", Kind.TEXT, "Tên chỉ tiêu"),
    Column("unit", Kind.TEXT, "Đơn vị tính"),
    Column("status", Kind.CODE, "value, zero (0), nil (-), unavailable (…) hoặc suppressed ((c))", _OF_TOTALS),
    Column(
        "value", Kind.FIGURE, "Số thập phân chính xác với dấu chấm; true hoặc false ở dòng Có/Không (Parquet: trống)"
    ),
    Column("partial", Kind.FLAG, "Còn đơn vị chưa có số liệu"),
    Column("outstanding", Kind.TEXT, "Mã các đơn vị còn thiếu, cách nhau bằng dấu cách"),
    *_SHOWN,
)
_BY_UNIT = (
    _PERIOD,
    Column("unit_code", Kind.TEXT, "Mã đơn vị"),
    Column("unit_name", Kind.TEXT, "Tên đơn vị"),
    Column(
        "indicator",
        Kind.CODE,
        "Mã chỉ tiêu; chỉ tiêu nhạy cảm không thuộc phần việc của đơn vị thì không có dòng, dù biểu của đơn vị ghi gì",
    ),
    Column("status", Kind.CODE, "Trạng thái; suppressed khi số liệu được bảo vệ", _OF_UNITS),
    Column("value", Kind.FIGURE, "Như ở bảng tổng hợp; trống khi không có hoặc được bảo vệ"),
    Column("suppressed", Kind.FLAG, "Số liệu nhạy cảm của đơn vị, không công bố"),
    *_SHOWN,
)
_PARTIAL = Column(
    "partial",
    Kind.FLAG,
    "Không đủ cho toàn bộ địa bàn hiện nay (thiếu báo cáo, đơn vị cũ bị chia, hoặc có địa bàn ngoài)",
)


def release_tables(table: SafeTable, metadata: Metadata) -> tuple[ReleaseTable, ...]:
    """The consolidated table and the units' figures; those by today's units too, where territory changed since."""
    tables = (
        ReleaseTable(
            "tong-hop", "Bảng tổng hợp", ("period", "indicator"), _CONSOLIDATED, tuple(_totals(table, metadata))
        ),
        ReleaseTable(
            "theo-don-vi",
            "Số liệu theo đơn vị, phần được công bố",
            ("period", "unit_code", "indicator"),
            _BY_UNIT,
            tuple(_units(table, table.by_unit, metadata.unit_names(table.period))),
        ),
    )
    if not table.restated:
        return tables
    today = {figure.unit: metadata.units_of_today[figure.unit].name for figure in table.restated}
    rows = zip(_units(table, table.restated, today), table.restated, strict=True)
    restated = ReleaseTable(
        "theo-don-vi-hien-nay",
        "Số liệu theo đơn vị hiện nay, phần được công bố",
        ("period", "unit_code", "indicator"),
        (*_BY_UNIT, _PARTIAL),
        tuple((*row, figure.partial) for row, figure in rows),
    )
    return (*tables, restated)


def _totals(table: SafeTable, metadata: Metadata) -> Iterator[tuple[Any, ...]]:
    for figure in table.figures.values():
        yield (
            str(table.period),
            figure.indicator,
            metadata.name_of(figure.indicator),
            metadata.unit_measure(figure.indicator),
            str(figure.status),
            figure.value,
            figure.partial,
            " ".join(figure.outstanding),
            figure.value if isinstance(figure.value, bool) else None,
            _SIGNS.get(figure.status, UNAVAILABLE),
        )


def _units(table: SafeTable, figures: Sequence[SafeUnitFigure], names: Mapping[str, str]) -> Iterator[tuple[Any, ...]]:
    for figure in figures:
        status = str(FigureStatus.SUPPRESSED if figure.suppressed else figure.status)
        # not even by mistake does the figure of a suppressed cell get into a file
        value = None if figure.suppressed else figure.value
        yield (
            str(table.period),
            figure.unit,
            names[figure.unit],
            figure.indicator,
            status,
            value,
            figure.suppressed,
            value if isinstance(value, bool) else None,
            _SIGNS.get(FigureStatus(status), UNAVAILABLE) if status in _OF_TOTALS else UNAVAILABLE,
        )
