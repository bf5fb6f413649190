"""Figures by today's units, by hand-made cases (docs/design/units-and-time.md)."""

from decimal import Decimal

import pytest

from tests.warehouse.histories.made_up_country import WORLD
from wardreport.domain.consolidated import RestatedFigure
from wardreport.domain.figure import FigureStatus, Status, Value
from wardreport.domain.observation import Observation, UnitObservations
from wardreport.domain.period import Period
from wardreport.metadata import load_metadata
from wardreport.stages.consolidate.restatement import restate

# In September 2024 W1 and W2 merge under W1's code with a half of W7, and W3 takes in land from outside. In July 2025
# W1 and W3 get new intervals, and W4 is divided between W1 and W5, which takes the rest of W4 and a whole W6.
BEFORE, BETWEEN, AFTER = Period(2024, 1), Period(2025, 1), Period(2025, 2)


def number(value: int | str) -> Observation:
    return Observation("", Status.VALUE if Decimal(value) else Status.ZERO, Decimal(value), "C1")


def yes(value: bool) -> Observation:
    return Observation("", Status.VALUE, value, "C1")


def other(status: Status) -> Observation:
    return Observation("", status, None, "C1")


NIL, BLANK = other(Status.NIL), other(Status.BLANK)


def figures(period: Period, **units: dict[str, Observation]) -> dict[tuple[str, str], RestatedFigure]:
    current = [UnitObservations(code, f"sha-{code}", 1, observations) for code, observations in units.items()]
    return {(figure.unit, figure.indicator): figure for figure in restate(period, current, WORLD)}


def said(figure: RestatedFigure) -> tuple[FigureStatus, Value | None, tuple[str, ...], bool]:
    return figure.status, figure.value, figure.members, figure.partial


def test_a_chain_over_two_reforms_ends_at_todays_unit() -> None:
    all_wards = {code: {"fac_total": number(n)} for code, n in (("W1", 5), ("W2", 7), ("W6", 11), ("W7", 90))}
    found = figures(BEFORE, **all_wards)
    assert found["W1", "fac_total"].value == 12  # W7 was divided on the way
    assert found["W1", "fac_total"].members == ("W1", "W2")
    # after the first reform W1's own figure holds what was W2's
    assert figures(BETWEEN, W1={"fac_total": number(12)})["W1", "fac_total"].members == ("W1",)


def test_a_divided_predecessor_is_in_none_of_its_successors_and_makes_both_partial() -> None:
    found = figures(BETWEEN, **{code: {"fac_total": number(n)} for code, n in (("W1", 5), ("W4", 100), ("W6", 11))})
    assert said(found["W1", "fac_total"]) == (FigureStatus.VALUE, 5, ("W1",), True)
    assert said(found["W5", "fac_total"]) == (FigureStatus.VALUE, 11, ("W6",), True)


def test_territory_from_outside_makes_partial_only_what_was_reported_before_it_came() -> None:
    assert said(figures(BEFORE, W3={"fac_total": number(4)})["W3", "fac_total"]) == (
        FigureStatus.VALUE,
        4,
        ("W3",),
        True,
    )
    # from September 2024 on W3 reports on that land too
    assert said(figures(BETWEEN, W3={"fac_total": number(4)})["W3", "fac_total"]) == (
        FigureStatus.VALUE,
        4,
        ("W3",),
        False,
    )


def test_nobody_answered() -> None:
    found = figures(BETWEEN)
    assert said(found["W3", "fac_total"]) == (FigureStatus.UNAVAILABLE, None, (), True)
    assert said(found["W3", "comm_svcworkers_pct"]) == (FigureStatus.UNAVAILABLE, None, (), True)
    assert said(figures(BETWEEN, W3={"fac_total": BLANK})["W3", "fac_total"]) == said(found["W3", "fac_total"])


def test_all_nil_is_nil_and_one_zero_makes_a_number() -> None:
    nil = {"fac_total": NIL}
    assert said(figures(BEFORE, W1=nil, W2=nil)["W1", "fac_total"]) == (FigureStatus.NIL, None, ("W1", "W2"), True)
    zero = figures(BEFORE, W1=nil, W2={"fac_total": number(0)})["W1", "fac_total"]
    assert said(zero) == (FigureStatus.ZERO, 0, ("W1", "W2"), True)


def test_one_missing_predecessor_makes_it_partial() -> None:
    reported = figures(BEFORE, W3={"loan_amount": number("0.000001")})["W3", "loan_amount"]
    assert reported.value == Decimal("0.000001")
    found = figures(BEFORE, W2={"loan_amount": number("12.5")})["W1", "loan_amount"]
    assert said(found) == (FigureStatus.VALUE, Decimal("12.5"), ("W2",), True)


@pytest.mark.parametrize(
    ("first", "second", "status", "value"),
    [
        (yes(False), yes(True), FigureStatus.VALUE, True),
        (yes(False), NIL, FigureStatus.VALUE, False),
        (NIL, NIL, FigureStatus.NIL, None),
        (BLANK, BLANK, FigureStatus.UNAVAILABLE, None),
    ],
)
def test_yes_where_one_says_yes(
    first: Observation, second: Observation, status: FigureStatus, value: bool | None
) -> None:
    found = figures(BEFORE, W1={"prog_drug": first}, W2={"prog_drug": second})["W1", "prog_drug"]
    assert (found.status, found.value) == (status, value)


def test_a_percentage_comes_from_the_parts_and_not_from_what_was_printed() -> None:
    def of(told: int, staff: int) -> dict[str, Observation]:
        return {
            "comm_svcworkers": number(told),
            "staff_total": number(staff),
            "comm_svcworkers_pct": number(99),
        }

    found = figures(BEFORE, W1=of(1, 3), W2=of(0, 5))["W1", "comm_svcworkers_pct"]
    assert said(found) == (FigureStatus.VALUE, Decimal("12.5"), ("W1", "W2"), True)
    none = figures(BETWEEN, W3=of(0, 5))["W3", "comm_svcworkers_pct"]
    assert said(none) == (FigureStatus.ZERO, 0, ("W3",), False)
    unknown = figures(BETWEEN, W3=of(2, 0))["W3", "comm_svcworkers_pct"]
    assert said(unknown) == (FigureStatus.UNAVAILABLE, None, ("W3",), False)


def test_a_percentage_whose_parts_are_not_both_the_units_own_is_left_out() -> None:
    names = {name for _, name in figures(BEFORE)}
    assert "comm_svcworkers_pct" in names
    assert not names & {"fac_inspected_pct", "comm_ward_pct", "comm_students_pct"}


def test_who_has_no_successor_is_its_own_and_left_out() -> None:
    found = figures(BEFORE, CA={"sw_recorded": number(5)}, HPN={"comm_sessions": number(5)})
    assert {unit for unit, _ in found} == {"W1", "W3", "W5"}
    assert not {name for _, name in found} & {"sw_recorded", "comm_sessions", "budget_total"}
    assert restate(AFTER, [UnitObservations("W1", "sha", 1, {"fac_total": number(5)})], WORLD) == ()


def test_the_wards_of_the_city_by_the_communes_of_the_province() -> None:
    metadata = load_metadata()
    period = Period(2024, 1)
    current = [
        UnitObservations(u.unit_code, f"sha-{u.unit_code}", 1, {"fac_total": number(n)})
        for n, u in enumerate(metadata.units_valid(period), start=1)
        if u.role == "ward"
    ]
    found = {f.unit: f for f in restate(period, current, metadata) if f.indicator == "fac_total"}
    assert {code: (f.value, f.partial) for code, f in found.items()} == {
        "01840": (1 + 3 + 5, False),  # the code was reused
        "01843": (2 + 4 + 7 + 8, False),
        "01849": (6, True),  # today's commune holds Xã Đôn Phong too
    }
