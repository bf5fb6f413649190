"""Contents of releases for the tests of the annex, made of plain answers by the stages that make them in earnest."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from tests.stages.disclose.tables import METADATA, S1, Answer, make_table, publish
from wardreport.domain.figure import Figure, FigureStatus
from wardreport.domain.finding import Verdict
from wardreport.domain.period import Period
from wardreport.domain.release import Approval, EarlierTable, Edition, ReleaseKind
from wardreport.domain.safe_table import SafeTable
from wardreport.domain.validation import Decision, RegisterEntry, ResponseState, SubmissionReport
from wardreport.metadata import Metadata
from wardreport.metadata.units import Role
from wardreport.publish.annex.annex_workbook import write_annex
from wardreport.publish.release_content import ReleaseContent

CREATED = datetime(2024, 6, 5, 3, tzinfo=UTC)
OFFICIAL = Edition(ReleaseKind.OFFICIAL, 1, 45, date(2024, 6, 5), Approval("Chủ tịch", date(2024, 6, 4)))


def answers(
    given: Mapping[str, Mapping[str, Answer]], period: Period = S1, metadata: Metadata = METADATA
) -> dict[str, dict[str, Answer]]:
    """Every unit says nil on every row, but for what is given."""
    nil: dict[str, Answer] = dict.fromkeys(metadata.form(period).row_of, "-")
    return {unit.unit_code: {**nil, **given.get(unit.unit_code, {})} for unit in metadata.units_valid(period)}


def content_of(
    given: Mapping[str, Mapping[str, Answer]], metadata: Metadata = METADATA, **parts: Any
) -> ReleaseContent:
    """The draft of what the units say."""
    shown = publish(make_table(answers(given, metadata=metadata), metadata=metadata), metadata=metadata).shown
    return ReleaseContent(shown, (), CREATED, **parts)


def with_figures(table: SafeTable, figures: Mapping[str, object]) -> SafeTable:
    """Other consolidated figures: a number, True or False, or a whole figure."""
    made = {name: value if isinstance(value, Figure) else figure(name, value) for name, value in figures.items()}
    return replace(table, figures={**table.figures, **made})


def figure(name: str, value: object, outstanding: tuple[str, ...] = ()) -> Figure:
    """A figure of a number (as text too), a truth, a status."""
    if isinstance(value, FigureStatus):
        return Figure(name, value, None, (), outstanding)
    known = value if isinstance(value, bool) else Decimal(str(value))
    return Figure(name, FigureStatus.VALUE, known, (), outstanding)


def earlier(period: Period, table: SafeTable, **figures: object) -> EarlierTable:
    """What was released for an earlier period."""
    return EarlierTable(1, period, with_figures(table, figures).figures)


def entry(unit: str, decisions: tuple[Decision, ...] = (), *, counted: bool = True) -> RegisterEntry:
    """A unit's line of the register."""
    report = SubmissionReport("sha", unit, S1, "annex-2024", CREATED, Verdict.ACCEPTED, (), decisions)
    state = ResponseState.ACCEPTED if counted else ResponseState.HELD
    name = METADATA.unit_names(S1)[unit]
    return RegisterEntry(
        unit, name, Role.WARD, state, (report,), "sha" if counted else None, date(2024, 6, 16), None, None, None, ()
    )


def written(content: ReleaseContent, folder: Path, metadata: Metadata = METADATA, **charts: Any) -> Path:
    """The file of a content."""
    target = folder / "bieu-tong-hop.xlsx"
    write_annex(content, metadata, target, **charts)
    return target


def opened(file: Path, *, formulas: bool = False) -> Workbook:
    """The workbook as openpyxl reads it: with the formulas' results, or with the formulas."""
    return load_workbook(file, data_only=not formulas)


def parts_of(file: Path) -> dict[str, bytes]:
    """Every part of the package, in its order."""
    with zipfile.ZipFile(file) as package:
        return {name: package.read(name) for name in package.namelist()}


def without_results(file: Path, target: Path) -> None:
    """A copy that has the formulas and not their results, so that a program has to compute them."""
    with zipfile.ZipFile(target, "w") as package:
        for name, part in parts_of(file).items():
            package.writestr(name, re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", part))
