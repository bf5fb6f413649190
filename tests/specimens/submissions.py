"""Submissions made by code: the smallest annex of a unit, with any cell or sheet changed."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from sample.make_share import units, workbook_bytes

from wardreport.domain.period import Period
from wardreport.domain.submission import Submission
from wardreport.metadata import Metadata

PERIOD = Period(2024, 1)
HEAD_ROW = 6  # of every specimen: superior, unit, title, subject, period, then the column headings
RECEIVED = datetime(2024, 6, 1, 2, 0, tzinfo=UTC)

Edit = Callable[[Workbook, Worksheet], None]


def row_of(metadata: Metadata, indicator: str) -> int:
    """The sheet row of an indicator in an unedited specimen."""
    rows = metadata.form(PERIOD).rows
    return HEAD_ROW + next(row.row for row in rows if indicator in row.indicators)


def cell_of(metadata: Metadata, indicator: str) -> str:
    """The address of an indicator's figure in an unedited specimen."""
    return f"Bieu!C{row_of(metadata, indicator)}"


def annex(
    metadata: Metadata,
    unit: str = "01834",
    values: Mapping[str, Any] | None = None,
    edit: Edit | None = None,
    **lines: str,
) -> bytes:
    """The annex of a unit with every row nil but for ``values``, then edited; ``lines`` replace its head lines."""
    line = {**next(u for u in units() if u["unit"] == unit), "sheet": "Bieu", "first_row": "1", "serial_column": "no"}
    content = workbook_bytes({**line, **lines}, {}, metadata.form(PERIOD))
    if not values and edit is None:
        return content
    workbook = load_workbook(io.BytesIO(content))
    sheet = workbook.worksheets[0]
    for indicator, value in (values or {}).items():
        sheet.cell(row_of(metadata, indicator), 3).value = value
    if edit is not None:
        edit(workbook, sheet)
    saved = io.BytesIO()
    workbook.save(saved)
    return saved.getvalue()


def with_cached_formula(content: bytes, result: str) -> bytes:
    """The same workbook as Excel would save it: with the result of its one formula beside it."""
    saved = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(saved, "w") as target:
        for part in source.infolist():
            text = source.read(part)
            if part.filename.startswith("xl/worksheets/sheet"):
                text = text.replace(b"</f><v />", f"</f><v>{result}</v>".encode())
                text = text.replace(b"</f><v></v>", f"</f><v>{result}</v>".encode())
            target.writestr(part.filename, text)
    return saved.getvalue()


def submission(
    folder: Path,
    content: bytes,
    *,
    folder_unit: str | None = "01834",
    given_unit: str | None = None,
    given_period: Period | None = PERIOD,
    received_at: datetime = RECEIVED,
    collected: bool = False,
) -> Submission:
    """The content as a submission that was collected into ``folder``."""
    sha256 = hashlib.sha256(content).hexdigest()
    file = folder / sha256
    file.write_bytes(content)
    return Submission(sha256, len(content), received_at, file, folder_unit, given_unit, given_period, collected)
