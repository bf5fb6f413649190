"""The released annex of the sample cycle against the real one, cell by cell (``tests/golden/README.md``)."""

import csv
import io
import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.conftest import AS_OF
from tests.specimens.offices import Office
from tests.specimens.submissions import PERIOD
from wardreport.domain.figure import Status
from wardreport.domain.observation import Observation, UnitObservations
from wardreport.domain.release import Release
from wardreport.domain.safe_table import SafeTable
from wardreport.domain.validation import Decision
from wardreport.metadata import Metadata
from wardreport.metadata.disclosure_policy import load_disclosure_policy
from wardreport.metadata.form_versions import RowKind
from wardreport.publish.annex.annex_workbook import HEAD_ROW
from wardreport.stages.consolidate import consolidate
from wardreport.stages.disclose import disclose
from wardreport.stages.validate.frames import ownership
from wardreport.warehouse.reading.queries import current_observations
from wardreport.workflow.deployment import Deployment
from wardreport.workflow.pipeline import run_period
from wardreport.writing.written_figures import written_number, written_row

pytestmark = pytest.mark.slow

GOLDEN = Path(__file__).parents[2] / "golden"


def golden(name: str) -> list[dict[str, str]]:
    with (GOLDEN / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def expected() -> dict[int, str]:
    """What each data row must say: as printed, but for the rows that the system computes."""
    computed = {int(line["row"]): line for line in golden("differences.csv")}
    for number, line in computed.items():
        printed = next(row for row in golden("annex_2024_s1.csv") if int(row["row"]) == number)
        assert line["printed"] == printed["value_printed"]
        assert line["reason"]
    rows = {int(row["row"]): row["value_printed"] for row in golden("annex_2024_s1.csv")}
    return rows | {number: line["released"] for number, line in computed.items()}


def released(release: Release) -> dict[int, str]:
    """What each data row of the released workbook says; numbers are real numbers in their cells."""
    sheet = load_workbook(release.folder / "bieu-tong-hop.xlsx", data_only=True).worksheets[0]
    values = {row: sheet.cell(HEAD_ROW + row, 3).value for row in expected()}
    for value in values.values():
        assert isinstance(value, int | float) or value in ("-", "…", "(c)", "Có", "Không")
    return {
        row: value if isinstance(value, str) else written_number(Decimal(str(value))) for row, value in values.items()
    }


def reported(release: Release) -> list[tuple[str, ...]]:
    """What each unit is said to have reported, other than nil."""
    with (release.folder / "so-lieu/theo-don-vi.csv").open(encoding="utf-8", newline="") as lines:
        return [
            (line["unit_code"], line["indicator"], line["status"], line["value"])
            for line in csv.DictReader(lines)
            if line["suppressed"] == "false" and line["status"] != "nil"
        ]


def reported_golden() -> list[tuple[str, ...]]:
    return [tuple(line.values()) for line in golden("by_unit_2024_s1.csv")]


def _run(deployment: Deployment, decisions: tuple[Decision, ...]) -> Release:
    return run_period(PERIOD, deployment, decisions=decisions, as_of=AS_OF, tell=lambda _: None)


def test_all_89_data_rows_equal_the_real_annex(office: Office, metadata: Metadata) -> None:
    release = office.draft
    assert len(expected()) == 89
    assert released(release) == expected()
    assert reported(release) == reported_golden()
    sheet = load_workbook(release.folder / "bieu-tong-hop.xlsx", data_only=True).worksheets[0]
    assert sheet.max_row == HEAD_ROW + 115
    notes = {row.row: note for row in metadata.form(PERIOD).rows if (note := sheet.cell(HEAD_ROW + row.row, 4).value)}
    assert set(notes) == {3, 49}  # the two totals that are not what their parts add up to
    assert "109" in notes[3]
    assert not any(unit.name in note for unit in metadata.units_valid(PERIOD) for note in notes.values())
    for row in metadata.form(PERIOD).rows:
        assert (sheet.cell(HEAD_ROW + row.row, 1).value or "") == row.label_for(PERIOD)
        assert (sheet.cell(HEAD_ROW + row.row, 2).value or "") == row.unit
        if row.kind is not RowKind.DATA:
            assert sheet.cell(HEAD_ROW + row.row, 3).value is None


def _texts(table: SafeTable, metadata: Metadata) -> tuple[dict[int, str], list[tuple[str, ...]]]:
    """The same two views of a table that has not been written to files."""
    rows = {}
    for row in metadata.form(PERIOD).rows:
        figures = [table.figures[name] for name in row.indicators]
        if figures:
            rows[row.row] = written_row(figures)
    by_unit: list[tuple[str, ...]] = [
        (f.unit, f.indicator, str(f.status), str(f.value).lower() if isinstance(f.value, bool) else f"{f.value:f}")
        for f in table.by_unit
        if not f.suppressed and f.value is not None
    ]
    return rows, by_unit


def _one_more(observation: Observation) -> Observation:
    if isinstance(observation.value, bool):
        return replace(observation, value=not observation.value)
    number = (observation.value or Decimal(0)) + 1
    return replace(observation, status=Status.VALUE, value=number)


def test_the_golden_test_goes_red_when_any_submitted_figure_is_changed_by_one(
    office: Office, metadata: Metadata
) -> None:
    with office.deployment.warehouse.transaction() as connection:
        current = current_observations(connection, PERIOD)

    policy = load_disclosure_policy()

    def texts(units: tuple[UnitObservations, ...]) -> Any:
        return _texts(disclose(consolidate(PERIOD, units, metadata), metadata, policy), metadata)

    approved = (expected(), reported_golden())
    assert texts(current) == approved
    roles = {unit.unit_code: unit.role for unit in metadata.units_valid(PERIOD)}
    tried = 0
    for place, unit in enumerate(current):
        for name, observation in unit.observations.items():
            if ownership(metadata.indicators[name], roles[unit.unit]) in ("own", "shared"):
                changed = replace(unit, observations={**unit.observations, name: _one_more(observation)})
                assert texts((*current[:place], changed, *current[place + 1 :])) != approved, (unit.unit, name)
                tried += 1
    assert tried > 250


@pytest.mark.parametrize(("unit", "indicator"), [("01834", "fac_other"), ("058-D178", "member_district")])
def test_it_goes_red_through_the_whole_pipeline_too(
    unit: str,
    indicator: str,
    own_share: Callable[[], Deployment],
    sample_decisions: tuple[Decision, ...],
    metadata: Metadata,
) -> None:
    deployment = own_share()
    (file,) = (deployment.share / _folders()[unit]).glob("*.xlsx")
    file.write_bytes(_with_one_more(file.read_bytes(), indicator, metadata))
    os.utime(file, (AS_OF.timestamp() - 3600, AS_OF.timestamp() - 3600))
    # the team's resubmission has lost the decision on its first one, and that is an error of its own
    decisions = tuple(d for d in sample_decisions if d.unit != unit)
    assert released(_run(deployment, decisions)) != expected()


def _folders() -> Mapping[str, str]:
    from sample.make_share import units

    return {line["unit"]: line["folder"] for line in units()}


def _with_one_more(content: bytes, indicator: str, metadata: Metadata) -> bytes:
    workbook = load_workbook(io.BytesIO(content))
    sheet = workbook.worksheets[0]
    label = next(r.label_printed for r in metadata.form(PERIOD).rows if indicator in r.indicators)
    row = next(row for row in sheet.iter_rows() if row[0].value == label)
    row[2].value = int(str(row[2].value).replace(".", "")) + 1
    saved = io.BytesIO()
    workbook.save(saved)
    return saved.getvalue()
