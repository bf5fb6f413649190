"""What a reader with a spreadsheet would try. Each attack succeeds on the first step alone and fails on the whole."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.stages.disclose.attacker import Attacker, shortfalls
from tests.stages.disclose.tables import (
    METADATA,
    POLICY,
    S1,
    S2,
    WARDS,
    Sheet,
    column,
    hidden,
    make_table,
    publish,
)
from wardreport.domain.consolidated import Publication
from wardreport.domain.figure import FigureStatus
from wardreport.metadata import Metadata
from wardreport.stages.disclose import audit, disclose
from wardreport.stages.disclose.suppression import primary_only

pytestmark = pytest.mark.slow

NAME = "sw_estimated"


def assert_kept(publications: list[Publication], metadata: Metadata = METADATA) -> int:
    """No hidden figure can be narrowed more than the rules allow; gives how many were looked at."""
    found, looked_at = shortfalls(publications, metadata)
    assert not found
    return looked_at


def exposed(publications: list[Publication]) -> list[tuple[str, ...]]:
    """Small counts that the reader knows to the last digit."""
    attacker = Attacker(publications, METADATA)
    return [key for key in attacker.small_and_unknown() if attacker.range_of(key)[0] == attacker.range_of(key)[1]]


def careless(*tables_and_before: object) -> list[Publication]:
    """Publications in which only the first step was taken."""
    published: list[Publication] = []
    for table in tables_and_before:
        published.append(Publication(table, primary_only(table, METADATA, POLICY, published)))  # type: ignore[arg-type]
    return published


def careful(*tables: object) -> list[Publication]:
    published: list[Publication] = []
    for table in tables:
        published.append(publish(table, published))  # type: ignore[arg-type]
    return published


def test_a_lone_small_count_is_not_the_total_less_the_others() -> None:
    table = make_table(column([3, 20, 9, 14, "-", 0, 30, 8]))
    assert exposed(careless(table)) == [("2024-S1", "reported", WARDS[0], NAME, "3")]
    published = careful(table)
    assert not exposed(published)
    assert assert_kept(published) >= 2
    assert published[0].shown.figures[NAME].value == 84
    assert hidden(published[0].shown) == {(WARDS[0], NAME), (WARDS[2], NAME)}  # 8 alone is restated; 9 costs least


def test_two_drafts_before_and_after_a_wards_form_came_in() -> None:
    before = column([None, 20, 9, 14, 7, 11, 30, 8])
    after = {**before, WARDS[0]: {NAME: 3}}
    tables = make_table(before), make_table(after)
    assert exposed(careless(*tables))
    published = careful(*tables)
    partial = published[0].shown.figures[NAME]
    assert (partial.status, partial.value, partial.outstanding) == (FigureStatus.SUPPRESSED, None, (WARDS[0],))
    assert partial.contributing == WARDS[1:]
    assert not exposed(published)
    assert_kept(published)


def test_a_revision_with_one_corrected_ward() -> None:
    first = make_table(column([12, 20, 9, 14, 7, 11, 30, 8]))
    second = make_table(column([3, 20, 9, 14, 7, 11, 30, 8]))
    assert exposed(careless(first, second))
    published = careful(first, second)
    # the others were all shown: only the total is left to hide
    assert published[1].shown.figures[NAME].status is FigureStatus.SUPPRESSED
    assert not exposed(published)
    assert_kept(published)


def test_a_revision_of_a_table_with_hidden_counts_keeps_them() -> None:
    first = make_table(column([2, 3, 9, 14, 4, 1, 30, 8]))
    second = make_table(column([2, 4, 9, 14, 4, 1, 30, 8]))
    published = careful(first, second)
    assert_kept(published)


def test_the_restated_figure_less_the_reported_ones() -> None:
    # 01834, 01840 and 01846 make up today's 01840
    values = {"01834": 3, "01840": 20, "01846": 15, "01837": 2, "01843": 4, "01852": 9, "01855": 30, "01849": 8}
    table = make_table({unit: {NAME: values[unit]} for unit in WARDS})
    assert ("2024-S1", "reported", "01834", NAME, "3") in exposed(careless(table))
    published = careful(table)
    assert not exposed(published)
    assert_kept(published)


def test_a_restated_figure_of_one_ward_is_as_hidden_as_the_ward() -> None:
    table = make_table(column([30, 20, 3, 4, 2, 2, 6, 8]))
    safe = publish(table).shown
    assert ((("01849", NAME)) in hidden(safe)) is (("01849", NAME) in hidden(safe, "restated"))
    small = make_table(column([30, 20, 30, 40, 20, 2, 60, 80]))
    safe = publish(small).shown
    assert ("01849", NAME) in hidden(safe) & hidden(safe, "restated")


def test_the_stock_of_the_half_year_before() -> None:
    before = make_table(column([4, 3, 9, 14, 7, 11, 30, 8]))
    after = make_table(column([5, 3, 9, 14, 7, 11, 30, 8]), S2)
    published = careful(before, after)
    assert (WARDS[0], NAME) in hidden(published[1].shown)  # 5 now would say: at least 4 then
    assert_kept(published)
    shown = [published[0], Publication(after, primary_only(after, METADATA, POLICY, published[:1]))]
    attacker = Attacker(shown, METADATA)
    assert attacker.range_of(("2024-S1", "reported", WARDS[0], NAME, "4"))[0] >= 4


def test_what_was_known_before_is_counted_and_not_mended() -> None:
    first = make_table(column([5, 0, 9, 14, 7, 11, 30, 8]))
    last = make_table(column([4, 1, 9, 14, 7, 11, 30, 8]), S2)
    published = careful(first, last)
    audits = [publication.shown.audit for publication in published]
    assert [one.narrowed_before for one in audits if one] == [
        0,
        4,
    ]  # as 4 after 5 is at least 4, and 1 after 0 no more than 1
    assert assert_kept(published) >= 2


def test_an_amount_goes_with_its_count() -> None:
    sheet = {unit: {"supported": 20, "supported_loan": 10, "loan_amount": 200 + 10 * n} for n, unit in enumerate(WARDS)}
    sheet[WARDS[0]] = {"supported": 20, "supported_loan": 2, "loan_amount": 44}
    published = careful(make_table(sheet))
    out = hidden(published[0].shown)
    for unit in WARDS:
        assert (unit, "loan_amount") in out or (unit, "supported_loan") not in out
    assert {(WARDS[0], "supported_loan"), (WARDS[0], "loan_amount")} < out
    assert_kept(published)


def test_amounts_that_a_correction_took_away_stay_hidden() -> None:
    """What amounts for one are thinkable is told by all tables: the second one alone has none."""
    rows = "supported_loan", "loan_amount"
    before, after = ([(0, "-"), (4, 92), *[(0, "-")] * 6], [(0, "-")] * 8)
    tables = (
        make_table({ward: dict(zip(rows, one, strict=True)) for ward, one in zip(WARDS, sheet, strict=True)})
        for sheet in (before, after)
    )
    published = careful(*tables)
    assert not exposed(published)
    assert_kept(published)


def test_what_is_no_answer_is_shown_and_others_rows_are_not() -> None:
    sheet: Sheet = {unit: {NAME: answer} for unit, answer in zip(WARDS, [3, 4, "-", 0, "", 2, 5, 1], strict=True)}
    sheet = {**sheet, WARDS[2]: {NAME: "-", "offenders": 7, "sanctioned": "-", "prosecuted": 0, "tipoffs": 3}}
    sheet = {**sheet, "058-CA": {"offenders": 2, "sw_recorded": 3, "sanctioned": 9}}
    safe = publish(make_table(sheet)).shown
    by_address = {(f.unit, f.indicator): f for f in safe.by_unit}
    # an owner is outstanding: nothing is shown of the indicator but who gave no answer
    assert [by_address[unit, NAME].status for unit in WARDS] == [None] * 4 + ["blank"] + [None] * 3
    assert [by_address[unit, NAME].suppressed for unit in WARDS] == [True] * 4 + [False] + [True] * 3
    assert {(WARDS[2], name) for name in ("offenders", "sanctioned", "prosecuted")}.isdisjoint(by_address)
    assert by_address[WARDS[2], "tipoffs"].value == 3  # another's row, too, but not a sensitive one
    assert by_address["058-CA", "offenders"].value == 2  # the only owner: it is the published figure itself
    assert safe.figures["offenders"].value == 2


def test_the_audit_finds_what_the_first_step_leaves_open() -> None:
    table = make_table(column([3, 20, 9, 14, 7, 11, 30, 8]))
    open_cells = [i for i in audit(table, primary_only(table, METADATA, POLICY), METADATA, POLICY) if not i.protected]
    assert [(i.unit, i.indicator, i.basis, i.lower, i.upper) for i in open_cells] == [
        (WARDS[0], NAME, "reported", 3.0, 3.0)
    ]
    whole = audit(table, disclose(table, METADATA, POLICY), METADATA, POLICY)
    assert all(interval.protected for interval in whole)
    assert len(whole) >= 2


def test_the_same_input_gives_the_same_output() -> None:
    table = make_table(column([3, 20, 9, 14, 7, 2, 30, 8]))
    assert disclose(table, METADATA, POLICY) == disclose(table, METADATA, POLICY)


@pytest.mark.parametrize("value", [1, 2, 3, 4])
def test_no_sign_tells_a_small_count_from_another_hidden_figure(value: int) -> None:
    safe = publish(make_table(column([value, 20, 9, 14, 7, 11, 30, 8]))).shown
    out = {(f.status, f.value, f.suppressed, f.partial) for f in safe.by_unit if f.suppressed}
    assert out == {(None, None, True, False)}
    assert [f.unit for f in safe.by_unit] == list(WARDS)


COUNT = st.one_of(st.just(0), st.just("-"), st.just(""), st.integers(1, 4), st.integers(1, 9), st.integers(5, 40))


@st.composite
def forms(draw: st.DrawFn) -> dict[str, int | str | None]:
    """One ward's sensitive rows, as contradiction-free as an accepted form mostly is."""
    women = draw(st.integers(0, 30))
    supported = draw(st.integers(0, 12))
    loans = draw(st.integers(0, supported))
    return {
        "staff_female": women,
        "staff_female_u18": draw(st.integers(0, min(women, 8))),
        "sw_estimated": draw(COUNT),
        "support_need": draw(COUNT),
        "supported": supported,
        "supported_loan": loans or draw(st.sampled_from([0, "-"])),
        "loan_amount": loans * draw(st.integers(5, 30)) or "-",
        "supported_job": draw(st.one_of(st.integers(0, supported), st.integers(0, 12))),
    }


SHEETS = st.lists(forms(), min_size=8, max_size=8).map(lambda rows: dict(zip(WARDS, rows, strict=True)))


@st.composite
def histories(draw: st.DrawFn) -> list[object]:
    """One to three publications of a period with corrections and late forms, and perhaps of the period before."""
    sheet = draw(SHEETS)
    tables = []
    if draw(st.booleans()):
        before = {u: {**f, **{k: v for k, v in draw(forms()).items() if draw(st.booleans())}} for u, f in sheet.items()}
        tables.append(make_table(before, S1.previous))
    late = draw(st.sets(st.sampled_from(WARDS), max_size=2))
    tables.append(make_table({unit: form for unit, form in sheet.items() if unit not in late}))
    for _ in range(draw(st.integers(0, 2))):
        sheet = {**sheet, draw(st.sampled_from(WARDS)): draw(forms())}
        tables.append(make_table(sheet))
    return list(tables)


@settings(max_examples=examples(4), suppress_health_check=list(HealthCheck))
@given(histories())
def test_no_history_of_publications_gives_a_small_count_away(tables: list[object]) -> None:
    published = careful(*tables)
    assert_kept(published)
    last = published[-1]
    assert all(cell.protected for cell in audit(last.truth, last.shown, METADATA, POLICY, published[:-1]))
