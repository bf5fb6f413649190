"""What a report is made of, with a figure of every kind and lines of our own; and LibreOffice, where it is there."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tests.publish.safe_tables import safe_table
from wardreport.domain.figure import Figure, FigureStatus
from wardreport.domain.release import Approval, Edition, FigureChange, PastRelease, ReleaseKind
from wardreport.metadata import Metadata
from wardreport.publish.charts.charts import Chart
from wardreport.publish.release_content import ReleaseContent
from wardreport.publish.report.report_sentences import SECTIONS, Line
from wardreport.workflow.settings import load_settings

MADE = datetime(2024, 6, 5, 3, 0, tzinfo=UTC)
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415478da63f8ffff3f0005fe02fe"
    "0def46b80000000049454e44ae426082"
)
CHARTS = tuple(
    Chart(f"hinh-{n}", f"Số cuộc truyền thông {n}", f"Cột <{n}> & “{n}”", PIXEL, "<svg/>", 150, 80) for n in (1, 2)
)


def draft(metadata: Metadata) -> ReleaseContent:
    """2024-S1 of the city: what ``safe_table`` has, and nil on all other rows."""
    table = safe_table()
    names = metadata.form(table.period).row_of
    figures = {name: table.figures.get(name, Figure(name, FigureStatus.NIL, None)) for name in names}
    return ReleaseContent(replace(table, figures=figures), (), MADE)


def official(metadata: Metadata) -> ReleaseContent:
    """Its first official release."""
    return replace(draft(metadata), edition=_edition(1, 5, date(2024, 6, 5)))


def revision(metadata: Metadata) -> ReleaseContent:
    """Its second one, in which one figure is another."""
    first = official(metadata)
    before = first.table.figures["fac_dance"]
    now = replace(before, status=FigureStatus.VALUE, value=Decimal(3))
    return replace(
        first,
        table=replace(first.table, figures={**first.table.figures, "fac_dance": now}),
        edition=replace(
            _edition(2, 112, date(2024, 11, 12)), reason="bổ sung", changes=(FigureChange(before=before, now=now),)
        ),
        past=(PastRelease(1, Edition(), MADE, 0), PastRelease(2, first.edition, MADE, 0)),
    )


def _edition(number_of: int, number: int, day: date) -> Edition:
    return Edition(ReleaseKind.OFFICIAL, number_of, number, day, Approval("Chánh Văn phòng", day))


def lines(*, changes: bool = False) -> Mapping[str, tuple[Line, ...]]:
    """Two lines a section; what changed only where it is asked for, and a gap where a person writes."""
    said = {name: (Line(f"- Dòng một của {name}."), Line(f"+ Dòng hai của {name}.", level=1)) for name in SECTIONS}
    return {
        **said,
        "ton_tai": (Line("[Phần này do người viết.]", gap=True),),
        "thay_doi": said["thay_doi"] if changes else (),
    }


def converted(files: list[Path], kind: str, folder: Path) -> list[Path]:
    """The files as LibreOffice opens and saves them; the test is skipped where it is not installed."""
    converter = load_settings().converter
    if converter is None:
        pytest.skip("LibreOffice is not installed")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [converter, profile, "--headless", "--convert-to", kind, "--outdir", folder / kind, *files]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    made = [folder / kind / f"{file.stem}.{kind}" for file in files]
    assert all(file.is_file() for file in made)
    return made
