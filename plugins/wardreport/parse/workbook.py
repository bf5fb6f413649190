"""Opens an ``.xlsx`` file as plain grids of cells; what cannot be opened becomes a detection, never an exception."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from wardreport.domain.finding import Detection
from wardreport.domain.submission import MAX_FILE_BYTES

CellValue = str | int | float | bool | date | time | timedelta | None  # a datetime is a date

MAX_INFLATED_BYTES = 200 * 1024 * 1024
MAX_CELLS = 200_000  # of one sheet; the annex has some 500
_ZIP, _OLE2 = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # the stream's name in an OLE2 directory


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that holds something. A formula counts by its cached value, None where it has none."""

    value: CellValue
    number_format: str = "General"
    formula: bool = False
    error: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: cells by (row, column), both from 1; a merged range's value stands at its first cell."""

    title: str
    number: int  # from 1, in the workbook's order
    hidden: bool
    cells: Mapping[tuple[int, int], Cell]

    def address(self, row: int, column: int) -> str:
        """As findings give it: ``Bieu!C9``."""
        return f"{self.title}!{get_column_letter(column)}{row}"

    def masked_address(self, row: int, column: int) -> str:
        """Without the sheet's name, which is submitted text: ``sheet2!C9``."""
        return f"sheet{self.number}!{get_column_letter(column)}{row}"


def read_workbook(content: Path) -> tuple[Sheet, ...] | Detection:
    """The sheets of a workbook, or what stands in the way (the ``file`` family of DESIGN.md section 5)."""
    size = content.stat().st_size
    if size == 0:
        return Detection("file.empty")
    if size > MAX_FILE_BYTES:
        return Detection("file.too_large")
    try:
        refused = _refused_container(content)
        if refused:
            return Detection(refused)
        # as a stream: by a path the library would judge the file by its name
        with content.open("rb") as file:
            formulas = load_workbook(file, data_only=False)
            cached = load_workbook(file, data_only=True) if _has_formula(formulas) else formulas
        return tuple(
            _sheet(formulas.worksheets[i], cached.worksheets[i], number=i + 1) for i in range(len(formulas.worksheets))
        )
    except Exception:  # whatever a broken file makes the libraries raise, the clerk gets one finding
        return Detection("file.corrupt")


def _refused_container(content: Path) -> str | None:
    with content.open("rb") as file:
        head = file.read(8)
    if head == _OLE2:
        return "file.encrypted" if _ENCRYPTED in content.read_bytes() else "file.unsupported"
    if not head.startswith(_ZIP):
        return "file.unsupported"
    with zipfile.ZipFile(content) as archive:
        parts = archive.infolist()
        if sum(part.file_size for part in parts) > MAX_INFLATED_BYTES:
            return "file.too_large"
        if "xl/workbook.xml" not in {part.filename for part in parts}:
            return "file.unsupported"
        if any(_declares_entities(archive, part) for part in parts if part.filename.endswith((".xml", ".rels"))):
            return "file.corrupt"
    return None


def _declares_entities(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    with archive.open(part) as stream:
        start = stream.read(4096)
    return b"<!DOCTYPE" in start or b"<!ENTITY" in start


def _has_formula(workbook: Workbook) -> bool:
    return any(cell.data_type == "f" for sheet in workbook.worksheets for cell in sheet._cells.values())


def _sheet(formulas: Worksheet, cached: Worksheet, number: int) -> Sheet:
    if len(formulas._cells) > MAX_CELLS:
        raise ValueError("absurd dimensions")
    cells = {}
    for place, cell in formulas._cells.items():
        value = cached._cells[place].value
        if cell.value is None:
            continue
        cells[place] = Cell(
            value=value if isinstance(value, CellValue) else str(value),
            number_format=cell.number_format,
            formula=cell.data_type == "f",
            error=cached._cells[place].data_type == "e",
        )
    return Sheet(formulas.title, number, formulas.sheet_state != "visible", cells)
