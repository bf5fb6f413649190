"""The consolidated table against a naive account of the same rules (docs/design/units-and-time.md)."""

from collections.abc import Mapping
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.specimens.submissions import PERIOD
from wardreport.domain.figure import Figure, FigureStatus, Status
from wardreport.domain.observation import Observation, UnitObservations
from wardreport.domain.period import Period
from wardreport.metadata import load_metadata
from wardreport.stages.consolidate import consolidate

METADATA = load_metadata()
WARDS = [u.unit_code for u in METADATA.units_valid(PERIOD) if u.role == "ward"]
AGENCIES = [u.unit_code for u in METADATA.units_valid(PERIOD) if u.role in ("agency", "police")]
NIL = Observation("", Status.NIL, None, "C1")

answers = st.one_of(
    st.just(NIL),
    st.just(Observation("", Status.BLANK, None, "C1")),
    st.just(Observation("", Status.ZERO, Decimal(0), "C1")),
    st.decimals(min_value=1, max_value=10**6, places=2).map(lambda d: Observation("", Status.VALUE, d, "C1")),
)


def unit(code: str, **observations: Observation) -> UnitObservations:
    return UnitObservations(code, f"sha-{code}", 1, observations)


def number(value: int | str) -> Observation:
    return Observation("", Status.ZERO if value == 0 else Status.VALUE, Decimal(value), "C1")


def figure(indicator: str, *units: UnitObservations, earlier: tuple[UnitObservations, ...] = ()) -> Figure:
    return consolidate(PERIOD, units, METADATA, earlier).figures[indicator]


@given(st.dictionaries(st.sampled_from(WARDS), answers))
def test_a_sum_is_exact_over_owners_that_answered(given_by: Mapping[str, Observation]) -> None:
    result = figure("loan_amount", *(unit(code, loan_amount=o) for code, o in given_by.items()))
    answered = {code: o for code, o in given_by.items() if o.status is not Status.BLANK}
    numbers = [o.value for o in answered.values() if isinstance(o.value, Decimal)]
    assert set(result.contributing) == set(answered)
    assert set(result.outstanding) == set(WARDS) - set(answered)
    if numbers:
        assert result.value == sum(numbers)
        assert result.status is (FigureStatus.ZERO if sum(numbers) == 0 else FigureStatus.VALUE)
    else:
        assert result.value is None
        assert result.status is (FigureStatus.NIL if answered else FigureStatus.UNAVAILABLE)


def test_only_owners_are_added() -> None:
    wards = [unit(code, comm_sessions=number(5)) for code in WARDS]
    agencies = [unit(code, comm_sessions=number(10)) for code in AGENCIES]
    assert figure("comm_sessions", *wards, *agencies).value == 10 * len(AGENCIES)


def test_zero_and_nil_are_kept_apart() -> None:
    assert figure("hotspots", *(unit(code, hotspots=NIL) for code in WARDS)).status is FigureStatus.NIL
    mixed = [unit(code, hotspots=NIL) for code in WARDS[1:]] + [unit(WARDS[0], hotspots=number(0))]
    assert figure("hotspots", *mixed).status is FigureStatus.ZERO


def test_any_is_yes_if_one_says_yes() -> None:
    office = "058-LDTBXH"
    for said, value in ((True, True), (False, False)):
        said_so = Observation("", Status.VALUE, said, "C1")
        assert figure("prog_drug", unit(office, prog_drug=said_so)).value is value
    assert figure("prog_drug", unit(office, prog_drug=NIL)).status is FigureStatus.NIL


def test_a_ratio_is_computed_from_consolidated_parts_half_up() -> None:
    wards = [unit(code, fac_total=number(13)) for code in WARDS[1:]] + [unit(WARDS[0], fac_total=number(17))]
    inspected = figure("fac_inspected_pct", *wards, unit("058-D178", fac_inspected=number(5)))
    assert (inspected.value, inspected.partial) == (Decimal("4.63"), False)
    half = [unit(WARDS[0], fac_total=number(800))]
    up = figure("fac_inspected_pct", *half, unit("058-D178", fac_inspected=number(1)))
    assert (up.value, up.partial) == (Decimal("0.13"), True)


def test_a_ratio_without_denominator_is_unavailable_unless_nothing_occurred() -> None:
    workers = [unit(code, comm_izworkers=number(5)) for code in AGENCIES]
    assert figure("comm_izworkers_pct", *workers).status is FigureStatus.UNAVAILABLE
    nobody = [unit(code, comm_izworkers=NIL) for code in AGENCIES]
    assert figure("comm_izworkers_pct", *nobody).status is FigureStatus.NIL
    assert figure("fac_inspected_pct", unit("058-D178", fac_inspected=number(5))).status is FigureStatus.UNAVAILABLE


def test_wards_with_sessions_of_their_own_over_wards_valid() -> None:
    all_but_one = [unit(code, comm_sessions=number(1)) for code in WARDS[1:]]
    silent = figure("comm_ward_pct", *all_but_one)
    assert (silent.value, silent.outstanding) == (Decimal("87.5"), (WARDS[0],))
    none_held = figure("comm_ward_pct", *all_but_one, unit(WARDS[0], comm_sessions=NIL))
    assert (none_held.value, none_held.partial) == (Decimal("87.5"), False)


def test_an_annual_figure_is_the_newest_of_the_year_and_never_added() -> None:
    second = Period(2024, 2)
    office, thirty, forty = "058-LDTBXH", number(30), number(40)
    first = (unit(office, budget_total=thirty, fac_inspected=thirty),)

    def budget(answer: Observation | None) -> Figure:
        current = () if answer is None else (unit(office, budget_total=answer),)
        return consolidate(second, current, METADATA, first).figures["budget_total"]

    assert budget(forty).value == 40
    assert budget(None).value == 30
    assert budget(Observation("", Status.BLANK, None, "C1")).value == 30
    assert budget(NIL).status is FigureStatus.NIL


def test_a_flow_of_the_half_year_before_does_not_count() -> None:
    first = (unit("058-D178", fac_inspected=number(5)),)
    assert consolidate(Period(2024, 2), (), METADATA, first).figures["fac_inspected"].value is None


def test_an_annual_figure_is_not_taken_from_another_unit_that_had_the_code() -> None:
    """19-SYT reports from the reform of 2025-07 on: what lies under its code before is nobody's."""
    before = (unit("19-SYT", budget_total=number(30)),)
    figure = consolidate(Period(2025, 2), (), METADATA, before).figures["budget_total"]
    assert (figure.status, figure.outstanding) == (FigureStatus.UNAVAILABLE, ("19-SYT",))
