"""``bao-cao.pdf`` from the same ``.docx``, by LibreOffice where it is installed (docs/design/documents.md)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from wardreport.domain.release import REPORT_PDF

_SECONDS = 120
# PDF/A-2b, to be kept for years, with the structure that reading programs need
_OPTIONS = {
    "SelectPdfVersion": {"type": "long", "value": "2"},
    "UseTaggedPDF": {"type": "boolean", "value": "true"},
    "ExportBookmarks": {"type": "boolean", "value": "true"},
}


def convert_to_pdf(document: Path, converter: Path | None) -> str | None:
    """Writes the PDF/A beside the document; gives one plain line where it could not."""
    if converter is None:
        return f"{REPORT_PDF} left out: LibreOffice (soffice) is not installed"
    with tempfile.TemporaryDirectory() as profile:
        command = [
            str(converter),
            f"-env:UserInstallation={Path(profile).as_uri()}",
            "--headless",
            "--convert-to",
            f"pdf:writer_pdf_Export:{json.dumps(_OPTIONS)}",
            "--outdir",
            profile,  # where this process is killed LibreOffice goes on, and must not write into a later release
            str(document),
        ]
        # an environment of its own: what LibreOffice leaves in a home folder goes with the profile
        environment = {"HOME": profile, "TMPDIR": profile, "PATH": os.defpath, "LANG": "C.UTF-8", "TZ": "UTC"}
        try:
            subprocess.run(command, capture_output=True, timeout=_SECONDS, check=True, env=environment)  # noqa: S603
        except (subprocess.SubprocessError, OSError):
            return f"{REPORT_PDF} left out: LibreOffice could not convert the report"
        made = Path(profile) / f"{document.stem}.pdf"
        if not made.is_file():
            return f"{REPORT_PDF} left out: LibreOffice could not convert the report"
        shutil.copyfile(made, document.with_suffix(".pdf"))
    return None
