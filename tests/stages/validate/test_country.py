"""A country of 3,321 units in one run, with an error of every rule at known places: each is found, and nothing else."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.specimens.submissions import PERIOD
from tests.stages.validate.test_every_rule_bites import Specimen, _across_columns, _cells, _compared, _rows
from wardreport.domain.figure import Status
from wardreport.domain.finding import Detection
from wardreport.domain.observation import Observation
from wardreport.domain.submission import HeadLine, ScreenedForm, Submission
from wardreport.formats.grid import Cell
from wardreport.metadata import Metadata
from wardreport.metadata.rules.rule_book import Grain, RuleBook
from wardreport.metadata.units import ReportingUnit, Role
from wardreport.stages.parse.figures import read_count_and_percent, read_figure
from wardreport.stages.validate import validate
from wardreport.stages.validate.comparisons import as_earlier

pytestmark = pytest.mark.slow

UNITS, PLACES = 3321, 3  # an error of each rule stands in so many units
RECEIVED = datetime(2024, 6, 10, tzinfo=UTC)
MEASURED = {"rule.outlier", "rule.change"}  # their rates are in docs/outliers.md: a jump may be true
BY_LOOKS = frozenset(
    f"cell.{rule}"
    for rule in ("struck_out", "raised_mark", "scaled_format", "magnitude", "nil_in_words", "unit_written")
)
Place = tuple[str, str, str | None]  # unit, rule-book entry, indicator


@dataclass(frozen=True)
class Country:
    metadata: Metadata
    forms: tuple[ScreenedForm, ...]
    errors: frozenset[Place]


def _units(metadata: Metadata) -> tuple[ReportingUnit, ...]:
    """Three of four are wards; the other roles share the rest."""
    roles = [Role.WARD] * 9 + [Role.POLICE, Role.TEAM178, Role.OFFICE, Role.AGENCY]
    ward = next(unit for unit in metadata.units if unit.role is Role.WARD)
    return tuple(
        ward.model_copy(update={"unit_code": f"U{n:05}", "name": f"Đơn vị {n}", "role": roles[n % len(roles)]})
        for n in range(UNITS)
    )


def _form(unit: str, values: Mapping[str, Any], metadata: Metadata, missing: frozenset[str]) -> ScreenedForm:
    observations, readings = [], {}
    for number, row in enumerate((row for row in metadata.form(PERIOD).rows if row.indicators), start=1):
        cell, typed = f"Bieu!C{number}", values.get(row.indicators[0], "-")
        content = Cell(typed) if typed is not None else None
        kind = metadata.indicators[row.indicators[0]].value_type
        read = read_count_and_percent(content) if len(row.indicators) == 2 else (read_figure(content, kind),)
        for name, reading in zip(row.indicators, read, strict=True):
            if name in missing:
                observations.append(Observation(name, Status.MISSING, None, None))
                continue
            observations.append(Observation(name, reading.status, reading.value, cell))
            if reading.defect:
                readings[name] = Detection(reading.defect, cell, name, reading.suggestion)
    sha256 = hashlib.sha256(unit.encode()).hexdigest()
    submission = Submission(sha256, 1, RECEIVED, Path("none"), unit, None, PERIOD)
    return ScreenedForm(submission, "annex-2024", None, None, tuple(observations), readings, ())


def _errors(metadata: Metadata, rule_book: RuleBook) -> Iterator[tuple[str, str | None, Specimen, frozenset[str]]]:
    """Each rule on figures with a specimen that breaks only it: entry, indicator, what is typed, rows left out."""
    bites: dict[str, Specimen] = {}
    for made in (_across_columns(metadata, rule_book), _cells(metadata), _rows(metadata), _compared(metadata)):
        bites |= made[0]
    at = {f"Bieu!C{6 + row.row}": row.indicators[0] for row in metadata.form(PERIOD).rows if row.indicators}
    for entry in rule_book.in_force(PERIOD, "annex-2024"):
        specimen = bites.get(entry.id)
        # formulas, looks of a cell and times of receipt are no figures
        no_figure = entry.rule in MEASURED | BY_LOOKS or entry.id.startswith("formula")
        if specimen is None or specimen.identity or no_figure:
            continue
        if entry.id.startswith("missing-row"):
            name = "hotspots" if entry.id == "missing-row-own" else "raids_public"
            yield entry.id, name, replace(specimen, edit=None), frozenset({name})
            continue
        indicator = at.get(specimen.cell or "")
        columns = entry.kwargs.get("column_list")
        yield entry.id, columns[0] if columns else indicator, specimen, frozenset()


@pytest.fixture(scope="module")
def country(metadata: Metadata, rule_book: RuleBook) -> Country:
    units = _units(metadata)
    large = replace(metadata, units=(*(u for u in metadata.units if u.role is Role.CONSOLIDATING), *units))
    role_of = {unit.unit_code: unit.role for unit in metadata.units}
    free = defaultdict(list)
    for unit in units:
        free[unit.role].append(unit.unit_code)
    typed: dict[str, Mapping[str, Any]] = {}
    left_out: dict[str, frozenset[str]] = {}
    errors = set()
    for entry, indicator, specimen, missing in _errors(metadata, rule_book):
        for _ in range(PLACES):
            unit = free[role_of[specimen.unit]].pop()
            typed[unit], left_out[unit] = specimen.values, missing
            errors.add((unit, entry, indicator))
        for other, values in specimen.beside:
            typed[free[role_of[other]].pop()] = values
    forms = {
        u.unit_code: _form(u.unit_code, typed.get(u.unit_code, {}), large, left_out.get(u.unit_code, frozenset()))
        for u in units
    }
    for entry, mistake in _MISTAKEN_IDENTITIES.items():
        for _ in range(PLACES):
            unit, other = free[Role.WARD].pop(), free[Role.WARD][0]
            forms[unit] = mistake(forms[unit], other)
            errors.add((forms[unit].unit or "", entry, None))
    return Country(large, tuple(forms.values()), frozenset(errors))


def _received(form: ScreenedForm, **changes: Any) -> ScreenedForm:
    return replace(form, submission=replace(form.submission, **changes))


# what goes wrong with a form as a whole: by rule-book entry the form as the mistake has it, given another unit's code
_MISTAKEN_IDENTITIES: dict[str, Callable[[ScreenedForm, str], ScreenedForm]] = {
    "unit-mismatch": lambda form, other: replace(form, head_unit=HeadLine(other, "Bieu!A2")),
    "folder-mismatch": lambda form, other: _received(form, folder_unit=other, given_unit=form.unit),
    "period-mismatch": lambda form, _: replace(form, head_period=HeadLine("2024-S2", "Bieu!A5")),
    "unit-not-valid": lambda form, _: _received(form, folder_unit=f"X{form.unit}"),
    "timeliness-late": lambda form, _: _received(form, collected=True, received_at=datetime(2024, 6, 20, tzinfo=UTC)),
}


def test_every_error_is_found_at_its_place_and_nothing_else(country: Country, rule_book: RuleBook) -> None:
    nil_before = as_earlier(
        (form.submission.folder_unit or "", o.indicator, PERIOD.previous, Decimal(0))
        for form in country.forms
        for o in form.observations
    )
    report, accepted = validate(country.forms, rule_book, country.metadata, earlier=nil_before)
    rule_of = {entry.id: entry.rule for entry in rule_book.entries}
    found = {
        (submission.unit or "", finding.entry, finding.indicator)
        for submission in report.submissions
        for finding in submission.findings
        if rule_of[finding.entry] not in MEASURED
    }
    assert found == country.errors  # precision and recall of each rule are 1.0
    assert len(report.submissions) == UNITS
    judged = {entry for _, entry, _ in country.errors}
    in_force = rule_book.in_force(PERIOD, "annex-2024")
    on_figures = {e.id for e in in_force if e.grain in (Grain.SUBMISSION, Grain.OBSERVATION)}
    left = {entry for entry in on_figures - judged if rule_of[entry] not in MEASURED | BY_LOOKS}
    formulas = {f"formula-{what}-{whose}" for what in ("error", "uncached") for whose in ("own", "other")}
    # of a file, since in a folder of a cycle unit and period are known; of a version, and here each unit has sent one
    assert left == {*formulas, "unit-missing", "period-missing", "emptied-cell"}
    held = {unit for unit, entry, _ in country.errors if _severity(rule_book, entry) == "critical"}
    assert Counter(form.unit for form in accepted) == Counter(
        {f.submission.folder_unit: 1 for f in country.forms if f.unit not in held}
    )


def _severity(rule_book: RuleBook, entry: str) -> str:
    return next(str(e.severity) for e in rule_book.entries if e.id == entry)
