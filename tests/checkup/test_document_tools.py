"""LibreOffice and the fonts."""

from __future__ import annotations

import stat
from pathlib import Path

from tests.checkup.told import statuses
from wardreport.checkup import document_tools
from wardreport.checkup.check import ok


def _program(file: Path, script: str) -> Path:
    file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return file


def test_libreoffice(tmp_path: Path) -> None:
    assert statuses(document_tools.check_libreoffice(None, full=True)) == {"LibreOffice": "warning"}
    broken = _program(tmp_path / "broken", "exit 3")
    assert statuses(document_tools.check_libreoffice(broken, full=True)) == {"LibreOffice": "failed"}
    lame = _program(tmp_path / "lame", "echo LibreOffice 7")  # it says its version, and converts nothing
    (version,) = document_tools.check_libreoffice(lame, full=False)
    assert version == ok("LibreOffice", "LibreOffice 7")
    assert statuses(document_tools.check_libreoffice(lame, full=True)) == {"LibreOffice": "ok", "PDF": "failed"}


def test_fonts(tmp_path: Path) -> None:
    right, wrong = _program(tmp_path / "right", "printf Tinos"), _program(tmp_path / "wrong", "printf 'DejaVu Serif'")
    several = _program(tmp_path / "several", "printf 'Times New Roman,Times'")
    found = {
        program: statuses(document_tools.check_fonts(str(program) if program else None))["font of the PDF"]
        for program in (right, several, wrong, None)
    }
    assert found == {right: "ok", several: "ok", wrong: "warning", None: "warning"}
    for package, expected in (("matplotlib", "ok"), ("typer", "failed"), ("not_there_at_all", "failed")):
        assert statuses(document_tools.check_fonts(None, package))["font of the pictures"] == expected
