"""The same tables as Parquet: exact decimals, never binary floats, and the same bytes for the same table."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped,unused-ignore]
import pyarrow.parquet as pq  # type: ignore[import-untyped,unused-ignore]

from wardreport.publish.data_package.release_tables import Column, Kind, ReleaseTable

_DECIMALS = 6  # as the warehouse keeps figures
_TYPES = {Kind.CODE: pa.string(), Kind.TEXT: pa.string(), Kind.FLAG: pa.bool_()}


def write_parquet(table: ReleaseTable, file: Path) -> None:
    """Writes one table; the words of its columns stand in the file. On a yes/no row ``value`` is null.

    Figures are DECIMAL(38, 6), and have more decimals only where one of them needs them: none is rounded. Raises
    ``ValueError`` (pyarrow's) on figures that no 38 digits can hold.
    """
    cells = [[_cell(column, row[number]) for row in table.rows] for number, column in enumerate(table.columns)]
    types = [_type(column, cells[number]) for number, column in enumerate(table.columns)]
    fields = [
        pa.field(column.name, of, metadata={"description": column.description})
        for column, of in zip(table.columns, types, strict=True)
    ]
    arrays = [pa.array(column, type=of) for column, of in zip(cells, types, strict=True)]
    schema = pa.schema(fields, metadata={"title": table.title})
    pq.write_table(pa.table(arrays, schema=schema), file, compression="zstd")


def _type(column: Column, cells: list[Any]) -> Any:
    if column.kind is not Kind.FIGURE:
        return _TYPES[column.kind]
    decimals = [-int(figure.as_tuple().exponent) for figure in cells if figure is not None]
    return pa.decimal128(38, max(_DECIMALS, *decimals) if decimals else _DECIMALS)


def _cell(column: Column, value: Any) -> Any:
    if column.kind is not Kind.FIGURE:
        return value
    return value if isinstance(value, Decimal) else None
