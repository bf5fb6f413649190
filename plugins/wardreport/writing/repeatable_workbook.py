"""Saves a workbook so that the same content is the same bytes, and nobody's name stands in its properties."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from openpyxl import Workbook

from wardreport.writing.house_style import FIXED_TIME
from wardreport.writing.whole_files import write_whole

_PROPERTIES = (
    b'<?xml version="1.0"?>'
    b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
)


def save_repeatably(workbook: Workbook, target: Path) -> None:
    """Writes the ``.xlsx`` file, whole or not at all, without time, author or any other property.

    Raises ``OSError`` where it cannot.
    """
    saved, repeatable = io.BytesIO(), io.BytesIO()
    workbook.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(repeatable, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in source.infolist():
            content = _PROPERTIES if part.filename == "docProps/core.xml" else source.read(part)
            archive.writestr(zipfile.ZipInfo(part.filename, FIXED_TIME), content, zipfile.ZIP_DEFLATED)
    write_whole(target, repeatable.getvalue())
