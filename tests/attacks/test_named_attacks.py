"""The attacks that have names: who stands alone, what is nothing, and what a unit writes on another's row.

Each is tried on the files that a reader gets, and shown to succeed where a fault is put back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.attacks.published_reader import read_figures
from tests.stages.disclose.attacker import Attacker
from tests.stages.disclose.tables import METADATA, POLICY, S1, WARDS, Answer, Sheet, column, make_table
from wardreport.domain.consolidated import ConsolidatedTable, Publication
from wardreport.domain.figure import Status
from wardreport.domain.safe_table import SafeTable, SafeUnitFigure
from wardreport.metadata.units import Role
from wardreport.publish.data_package.data_package import write_data_package
from wardreport.stages.disclose import disclose
from wardreport.stages.disclose.suppression import primary_only

NAME, WHOLE, COUNT, AMOUNT = "sw_estimated", "supported", "supported_loan", "loan_amount"
OFFICE, POLICE = "058-LDTBXH", "058-CA"
Hide = Callable[[ConsolidatedTable], SafeTable]


def in_earnest(table: ConsolidatedTable) -> SafeTable:
    return disclose(table, METADATA, POLICY)


def first_step_alone(table: ConsolidatedTable) -> SafeTable:
    return primary_only(table, METADATA, POLICY)


def handed_out(table: ConsolidatedTable, folder: Path, hide: Hide = in_earnest) -> Publication:
    """The table with what stands in the files of its data package."""
    write_data_package(hide(table), METADATA, folder, created_at=datetime(2024, 6, 17, tzinfo=UTC))
    return Publication(table, read_figures(folder, table.period, table.consolidating_unit))


def range_of(name: str, unit: str, value: int, publication: Publication) -> tuple[float, float]:
    return Attacker([publication], METADATA).range_of((str(S1), "reported", unit, name, str(value)))


# who stands alone


def test_the_only_ward_with_anything_is_any_ward(tmp_path: Path) -> None:
    table = make_table(column([0, "-", 3, 0, "-", 0, 0, "-"]))
    known = {}
    for hide in (in_earnest, first_step_alone):
        out = handed_out(table, tmp_path / hide.__name__, hide)
        assert out.shown.figures[NAME].value == 3
        known[hide] = range_of(NAME, WARDS[2], 3, out)
    assert known == {in_earnest: (0, 3), first_step_alone: (3, 3)}


@pytest.mark.parametrize("answer", [3, 30, 0, "-"])
def test_of_the_only_unit_that_answered_nothing_is_told(answer: Answer, tmp_path: Path) -> None:
    shown = handed_out(make_table({WARDS[0]: {NAME: answer}}), tmp_path / "so-lieu").shown
    (own,) = (f for f in shown.by_unit if (f.unit, f.indicator) == (WARDS[0], NAME))
    assert own.suppressed
    assert shown.figures[NAME].status == "suppressed"
    assert all(f.suppressed or f.status == "unavailable" for f in shown.restated if f.indicator == NAME)


def test_one_answer_of_all_is_shown_where_only_the_first_step_is_taken(tmp_path: Path) -> None:
    """What the test before would see: a table in which no one is missing shows its zero."""
    table = make_table(column([0] * 8))
    shown = handed_out(table, tmp_path / "so-lieu").shown
    assert not any(f.suppressed for f in shown.by_unit if f.indicator == NAME)


def test_a_unit_of_today_that_is_one_ward_of_then_tells_no_more_than_the_ward(tmp_path: Path) -> None:
    table = make_table(column([30, 20, 30, 40, 20, 2, 60, 80]))
    shown = handed_out(table, tmp_path / "so-lieu").shown
    alone = {f.unit: f.members[0] for f in table.restated if f.indicator == NAME and len(f.members) == 1}
    assert alone
    reported = {f.unit: f.suppressed for f in shown.by_unit if f.indicator == NAME}
    restated = {f.unit: f.suppressed for f in shown.restated if f.indicator == NAME}
    assert {unit: restated[unit] for unit in alone} == {unit: reported[ward] for unit, ward in alone.items()}
    assert True in {restated[unit] for unit in alone}


# what is nothing


ZEROS: Sequence[Sequence[Answer]] = (
    [1, 0, 0, "-", 0, 0, "-", 0],
    [3, "-", 1, 0, 0, 0, 0, 0],
    [2, 0, 0, 0, "-", 0, 0, 0],
)


@pytest.mark.parametrize("values", ZEROS)
def test_a_hidden_zero_has_no_sign_row_or_status_of_its_own(values: Sequence[Answer], tmp_path: Path) -> None:
    folder = tmp_path / "so-lieu"
    shown = handed_out(make_table(column(values)), folder).shown
    zeros = {unit for unit, value in zip(WARDS, values, strict=True) if value in (0, "-")}
    hidden = {f.unit for f in shown.by_unit if f.indicator == NAME and f.suppressed}
    assert hidden & zeros
    assert hidden - zeros
    lines = (folder / "theo-don-vi.csv").read_text(encoding="utf-8").splitlines()
    rest = {line.split(f",{NAME},")[1] for line in lines for unit in hidden if f",{unit}," in line and NAME in line}
    assert len(rest) == 1


def test_a_hidden_count_that_is_nothing_has_an_amount_that_is_hidden(tmp_path: Path) -> None:
    sheet: dict[str, dict[str, Answer]] = {unit: {WHOLE: 20, COUNT: 0, AMOUNT: "-"} for unit in WARDS}
    sheet[WARDS[0]] |= {COUNT: 2, AMOUNT: 44}
    table = make_table(sheet)
    hidden = {f.unit for f in in_earnest(table).by_unit if f.indicator == COUNT and f.suppressed}
    nothing = max(hidden - {WARDS[0]})

    def showing_nothing(table: ConsolidatedTable) -> SafeTable:
        """The fault: an amount of nothing is harmless, so it stays."""
        safe = in_earnest(table)
        told = SafeUnitFigure(nothing, AMOUNT, Status.NIL, None, suppressed=False)
        figures = tuple(told if (f.unit, f.indicator) == (nothing, AMOUNT) else f for f in safe.by_unit)
        return replace(safe, by_unit=figures)

    known = {
        hide: range_of(COUNT, nothing, 0, handed_out(table, tmp_path / hide.__name__, hide))
        for hide in (in_earnest, showing_nothing)
    }
    assert known[in_earnest][1] >= 1
    assert known[showing_nothing] == (0, 0)


# what a unit writes on another's row


WRITTEN: Sequence[Answer] = (7, 2, 0, "-", "")


def _with_foreign(unit: str, name: str, answer: Answer) -> Sheet:
    sheet: dict[str, dict[str, Answer]] = {ward: {NAME: 9, WHOLE: 7} for ward in WARDS}
    for other in (OFFICE, POLICE):
        sheet[other] = {"offenders": 6} if other == POLICE else {}
    sheet[unit] = {**sheet[unit], name: answer}
    return sheet


def _bytes_by_answer(unit: str, name: str, folder: Path, hide: Hide = in_earnest) -> set[tuple[bytes, ...]]:
    """All different sets of files that the unit's answers on the row give."""
    found = set()
    for number, answer in enumerate(WRITTEN):
        out = folder / f"{hide.__name__}-{number}"
        handed_out(make_table(_with_foreign(unit, name, answer)), out, hide)
        found.add(tuple(file.read_bytes() for file in sorted(out.iterdir())))
    return found


@pytest.mark.parametrize(("unit", "name"), [(OFFICE, WHOLE), (POLICE, NAME), (WARDS[3], "offenders")])
def test_what_a_unit_writes_on_anothers_row_changes_no_published_byte(unit: str, name: str, tmp_path: Path) -> None:
    """Whether it is a value, a zero, a nil or left blank."""
    assert METADATA.unit_in(S1, unit).role not in METADATA.indicators[name].owner
    assert len(_bytes_by_answer(unit, name, tmp_path)) == 1


def test_a_foreign_nil_that_is_shown_is_seen(tmp_path: Path) -> None:
    """The fault: nothing is harmless, so it stands there."""

    def showing_nils(table: ConsolidatedTable) -> SafeTable:
        safe = in_earnest(table)
        nils = tuple(
            SafeUnitFigure(OFFICE, WHOLE, Status.NIL, None, suppressed=False)
            for f in table.by_unit
            if (f.unit, f.indicator, f.status) == (OFFICE, WHOLE, Status.NIL)
        )
        return replace(safe, by_unit=(*safe.by_unit, *nils))

    assert len(_bytes_by_answer(OFFICE, WHOLE, tmp_path, showing_nils)) > 1


def test_the_units_of_the_attacks_are_what_they_are_taken_for() -> None:
    assert METADATA.unit_in(S1, OFFICE).role is Role.OFFICE
    assert METADATA.unit_in(S1, POLICE).role is Role.POLICE
