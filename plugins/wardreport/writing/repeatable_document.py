"""Saves a Word document so that the same content is the same bytes."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from docx.document import Document as DocxDocument

from wardreport.writing.house_style import FIXED_TIME


def save_document_repeatably(document: DocxDocument, target: Path) -> None:
    """Writes the ``.docx`` file; raises ``OSError`` where it cannot."""
    saved, repeatable = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(repeatable, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in source.infolist():
            archive.writestr(zipfile.ZipInfo(part.filename, FIXED_TIME), source.read(part), zipfile.ZIP_DEFLATED)
    target.write_bytes(repeatable.getvalue())
