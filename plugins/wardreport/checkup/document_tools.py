"""Whether what makes and shows the documents is installed: LibreOffice for the PDF, and the fonts."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from docx import Document

from wardreport.checkup.check import Check, failed, ok, warning
from wardreport.domain.release import REPORT
from wardreport.writing.house_style import FONT
from wardreport.writing.portable_document import convert_to_pdf

# fonts that are as wide as the law's letter by letter, with Vietnamese in them: lines and pages break alike
AS_WIDE = (FONT, "Tinos", "Liberation Serif")
CHART_FONTS = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")  # matplotlib's own, as chart_drawing names them
_SECONDS = 60
_INSTALL = "install LibreOffice (Debian: libreoffice-writer-nogui); until then the report has no PDF"


def check_libreoffice(converter: Path | None, *, full: bool) -> Iterator[Check]:
    """Its version, and with ``full`` whether it converts a document of two lines."""
    name = "LibreOffice"
    if converter is None:
        yield warning(name, "it is not installed, and the report goes out without a PDF", _INSTALL)
        return
    with tempfile.TemporaryDirectory() as folder:
        said = _output(converter, f"-env:UserInstallation={Path(folder).as_uri()}", "--version", home=folder)
        if said is None:
            yield failed(name, f"{converter} cannot be run", _INSTALL)
            return
        yield ok(name, said.partition("\n")[0])
        if full:
            yield _check_conversion(converter, Path(folder) / REPORT)


def _check_conversion(converter: Path, document: Path) -> Check:
    made = Document()
    made.add_paragraph("Cộng hòa xã hội chủ nghĩa Việt Nam")
    made.add_paragraph("Độc lập - Tự do - Hạnh phúc")
    made.save(str(document))
    trouble = convert_to_pdf(document, converter)
    if trouble is not None:
        return failed("PDF", "LibreOffice could not convert a document of two lines", "start it once by hand and look")
    return ok("PDF", "a document of two lines was converted")


def check_fonts(fc_match: str | None = shutil.which("fc-match"), package: str = "matplotlib") -> Iterator[Check]:
    """Which font the PDF is set in, and whether those of the pictures came with matplotlib, which is not imported."""
    said = _output(fc_match, "--format=%{family}", FONT) if fc_match else None
    if said is None:
        yield warning("font of the PDF", "cannot be told without fc-match", "install fontconfig and fonts-croscore")
    elif not set(AS_WIDE) & set(said.split(",")):
        says = f"{said} stands in for {FONT}, and lines break elsewhere"
        yield warning("font of the PDF", says, "install Tinos (Debian: fonts-croscore)")
    else:
        yield ok("font of the PDF", said)
    spec = find_spec(package)
    folder = Path(spec.origin or "").parent / "mpl-data" / "fonts" / "ttf" if spec else None
    if folder is None or not all((folder / font).is_file() for font in CHART_FONTS):
        yield failed("font of the pictures", "DejaVu Sans did not come with matplotlib", "install matplotlib again")
    else:
        yield ok("font of the pictures", "DejaVu Sans, as it comes with matplotlib")


def _output(program: Path | str, *arguments: str, home: str = "/nonexistent") -> str | None:
    """What a program prints; None where it cannot be run. It finds no home folder to leave something in."""
    environment = {"HOME": home, "TMPDIR": tempfile.gettempdir(), "PATH": os.defpath, "LANG": "C.UTF-8"}
    try:
        ended = subprocess.run(  # noqa: S603
            [str(program), *arguments], capture_output=True, timeout=_SECONDS, check=True, env=environment, text=True
        )
    except (subprocess.SubprocessError, OSError, UnicodeDecodeError):
        return None
    return ended.stdout.strip() or None
