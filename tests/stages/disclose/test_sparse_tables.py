"""Most wards report nothing: a nil may be hidden, a total need not be."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.stages.disclose.tables import (
    METADATA,
    POLICY,
    S1,
    S2,
    WARDS,
    column,
    hidden,
    make_table,
    publish,
    small_world,
)
from tests.stages.disclose.test_attacks import NAME, assert_kept, careful
from wardreport.domain.consolidated import Publication
from wardreport.domain.figure import FigureStatus
from wardreport.stages.disclose import audit, disclose

pytestmark = pytest.mark.slow

WORLD, EIGHT = small_world(8)


def test_one_nil_hides_the_only_three_of_the_city() -> None:
    table = make_table(column([3, "-", "-", "-", "-", "-", "-", "-"], units=EIGHT), metadata=WORLD)
    safe = disclose(table, WORLD, POLICY)
    assert safe.figures[NAME].value == 3
    assert len(hidden(safe)) == 2
    assert (EIGHT[0], NAME) in hidden(safe)
    assert {(f.status, f.value) for f in safe.by_unit if f.suppressed} == {(None, None)}
    intervals = audit(table, safe, WORLD, POLICY)
    assert [(i.lower, i.upper, i.protected) for i in intervals] == [(0.0, 3.0, True)] * 2
    assert assert_kept([Publication(table, safe)], WORLD) == 2


def test_a_city_without_any_shows_its_nils() -> None:
    table = make_table(column(["-", 0, "-", "-", 0, "-", "-", "-"], units=EIGHT), metadata=WORLD)
    safe = disclose(table, WORLD, POLICY)
    assert not hidden(safe)
    assert (safe.figures[NAME].status, safe.figures[NAME].value) == (FigureStatus.ZERO, Decimal(0))


def test_a_restated_nil_may_be_hidden_too() -> None:
    table = make_table(column([3, "-", "-", "-", "-", "-", "-", "-"]))
    published = careful(table)
    safe = published[0].shown
    assert safe.figures[NAME].value == 3
    gone = hidden(safe, "restated")
    assert len(gone) == 2
    assert {f.status for f in safe.restated if f.suppressed} == {None}
    assert assert_kept(published) >= 4


def test_a_nil_amount_goes_with_the_hidden_nil_count() -> None:
    """One loan in the city: a second ward hides that it gave none, and so its nil amount."""
    sheet = {unit: {"supported": 20, "supported_loan": 0, "loan_amount": "-"} for unit in EIGHT}
    sheet[EIGHT[0]] = {"supported": 20, "supported_loan": 1, "loan_amount": 12}
    table = make_table(sheet, metadata=WORLD)
    safe = disclose(table, WORLD, POLICY)
    out = hidden(safe)
    counts = {unit for unit, name in out if name == "supported_loan"}
    assert counts == {unit for unit, name in out if name == "loan_amount"}
    assert len(counts) == 2
    assert (safe.figures["supported_loan"].value, safe.figures["loan_amount"].value) == (1, 12)
    assert assert_kept([Publication(table, safe)], WORLD) == 4


def test_a_corrected_three_after_a_shown_total_hides_the_new_total() -> None:
    first = make_table(column([7, "-", "-", "-", "-", "-", "-", 9]))
    second = make_table(column([3, "-", "-", "-", "-", "-", "-", 9]))
    published = careful(first, second)
    assert published[0].shown.figures[NAME].value == 16
    assert published[1].shown.figures[NAME].status is FigureStatus.SUPPRESSED
    assert_kept(published)


SPARSE = st.one_of(st.sampled_from(["-", 0]), st.sampled_from(["-", 0]), st.sampled_from(["-", 0]), st.integers(1, 8))


@settings(max_examples=examples(25), suppress_health_check=list(HealthCheck))
@given(st.lists(SPARSE, min_size=8, max_size=8))
def test_no_total_of_a_first_publication_is_hidden(answers: list[int | str]) -> None:
    published = [publish(make_table(column(answers)))]
    audited = published[0].shown.audit
    assert audited is not None
    assert (audited.suppressed_totals, audited.narrowed_before) == (0, 0)
    assert_kept(published)


@settings(max_examples=examples(10), suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from([0, 0, 5, 30])), min_size=8, max_size=8))
def test_loans_of_a_sparse_city(loans: list[tuple[int, int]]) -> None:
    sheet = {
        unit: {"supported": count + 3, "supported_loan": count, "loan_amount": count * (each or 7) or "-"}
        for unit, (count, each) in zip(WARDS, loans, strict=True)
    }
    published = [publish(make_table(sheet))]
    assert all(f.status is not FigureStatus.SUPPRESSED for f in published[0].shown.figures.values())
    assert_kept(published)
    table = published[0].truth
    assert all(cell.protected for cell in audit(table, published[0].shown, METADATA, POLICY))


def test_an_amount_follows_its_count_even_where_they_contradict_each_other() -> None:
    """Five loans without an amount were let through: the five are hidden for the three, and the nil with them."""
    sheet = {unit: {"supported": 90, "supported_loan": 30, "loan_amount": 300} for unit in EIGHT}
    sheet[EIGHT[0]] = {"supported": 90, "supported_loan": 3, "loan_amount": 30}
    sheet[EIGHT[1]] = {"supported": 90, "supported_loan": 5, "loan_amount": "-"}
    safe = disclose(make_table(sheet, metadata=WORLD), WORLD, POLICY)
    out = hidden(safe)
    assert {(unit, name) for unit in EIGHT[:2] for name in ("supported_loan", "loan_amount")} <= out
    assert {unit for unit, name in out if name == "supported_loan"} == set(EIGHT[:2])


def test_stocks_that_moved_further_tell_nothing() -> None:
    """Who assumes that stocks move by one knows that these did not."""
    before = make_table(column([9, 40, 30, 28, 17, 22, 60, 80]), S1)
    after = make_table(column([3, 20, 9, 14, 7, 11, 30, 40]), S2)
    published = careful(before, after)
    safe, alone = published[1].shown, publish(after).shown
    assert (safe.by_unit, safe.restated, safe.figures) == (alone.by_unit, alone.restated, alone.figures)
    assert safe.audit is not None
    assert safe.audit.narrowed_before == 0
