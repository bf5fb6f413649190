"""Small worlds of wards, and tables made of plain numbers by the stage that makes them in earnest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from wardreport.domain.consolidated import ConsolidatedTable, Publication
from wardreport.domain.figure import Status
from wardreport.domain.observation import Observation, UnitObservations
from wardreport.domain.period import Period
from wardreport.domain.safe_table import SafeTable, SafeUnitFigure
from wardreport.metadata import Metadata, load_metadata
from wardreport.metadata.disclosure_policy import Cost, load_disclosure_policy
from wardreport.metadata.units import ReportingUnit, Role
from wardreport.stages.consolidate import consolidate
from wardreport.stages.disclose import disclose

METADATA = load_metadata()
POLICY = load_disclosure_policy()
BY_VALUE = POLICY.model_copy(update={"cost": Cost.VALUE})
S1 = Period(2024, 1)
S2 = Period(2024, 2)
WARDS = tuple(unit.unit_code for unit in METADATA.units_valid(S1) if unit.role is Role.WARD)
Answer = int | str | None  # "-" is nil, "" blank
Sheet = Mapping[str, Mapping[str, Answer]]  # by unit and indicator


def small_world(count: int) -> tuple[Metadata, tuple[str, ...]]:
    """Wards that never change, beside the units that are no wards."""
    wards = tuple(ReportingUnit(unit_code=f"w{n}", name=f"w{n}", role=Role.WARD) for n in range(count))
    others = tuple(unit for unit in METADATA.units if unit.role is not Role.WARD)
    return replace(METADATA, units=(*others, *wards), succession=()), tuple(w.unit_code for w in wards)


def observation(name: str, answer: Answer) -> Observation:
    if answer == "-":
        return Observation(name, Status.NIL, None, "C1")
    if answer == "" or answer is None:
        return Observation(name, Status.BLANK, None, "C1")
    value = Decimal(answer)
    return Observation(name, Status.VALUE if value else Status.ZERO, value, "C1")


def make_table(sheet: Sheet, period: Period = S1, metadata: Metadata = METADATA) -> ConsolidatedTable:
    """The consolidated table of what these units answered; who is not in the sheet is outstanding."""
    return consolidate(
        period,
        [
            UnitObservations(unit, "sha", number, {name: observation(name, a) for name, a in answers.items()})
            for number, (unit, answers) in enumerate(sheet.items())
        ],
        metadata,
    )


def publish(
    table: ConsolidatedTable, published: Sequence[Publication] = (), metadata: Metadata = METADATA
) -> Publication:
    return Publication(table, disclose(table, metadata, POLICY, published))


def column(values: Sequence[Answer], name: str = "sw_estimated", units: Sequence[str] = WARDS) -> Sheet:
    return {unit: {name: value} for unit, value in zip(units, values, strict=True) if value is not None}


def hidden(safe: SafeTable, basis: str = "reported") -> set[tuple[str, str]]:
    """Units and indicators of the figures that are not shown."""
    figures: tuple[SafeUnitFigure, ...] = safe.by_unit if basis == "reported" else safe.restated
    return {(figure.unit, figure.indicator) for figure in figures if figure.suppressed}
