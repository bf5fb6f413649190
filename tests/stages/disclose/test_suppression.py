"""What the safe table keeps and what it leaves out."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.stages.disclose.tables import METADATA, POLICY, S1, WARDS, Answer, Sheet, column, make_table, publish
from wardreport.domain.consolidated import Publication
from wardreport.domain.figure import FigureStatus
from wardreport.metadata.indicators import Ratio
from wardreport.stages.disclose import disclose

RATIO = Ratio(
    indicator="fac_inspected_pct",
    numerator="supported_job",
    numerator_counts="total",
    denominator="supported",
    denominator_counts="total",
)
ROLES = {unit.unit_code: unit.role for unit in METADATA.units_valid(S1)}
SENSITIVE = {name: indicator.owner for name, indicator in METADATA.indicators.items() if indicator.sensitive}
FOREIGN = [(unit, name) for unit, role in ROLES.items() for name, owner in SENSITIVE.items() if role not in owner]
WITH_RATIO = replace(METADATA, ratios={**METADATA.ratios, "fac_inspected_pct": RATIO})


def test_figures_that_are_not_sensitive_stay_as_they_are() -> None:
    sheet = {
        unit: {"fac_total": 2, "fac_lodging": 1, "hotspots": "-", "staff_total": "", "sw_estimated": 30 + number}
        for number, unit in enumerate(WARDS)
    }
    table = make_table(sheet)
    safe = disclose(table, METADATA, POLICY)
    assert [(f.unit, f.indicator, f.status, f.value) for f in safe.by_unit] == [
        (f.unit, f.indicator, f.status, f.value) for f in table.by_unit
    ]
    assert [(f.unit, f.status, f.value, f.partial) for f in safe.restated] == [
        (f.unit, f.status, f.value, f.partial) for f in table.restated
    ]
    assert safe.figures == table.figures
    assert (safe.period, safe.form, safe.load_ids) == (table.period, table.form, table.load_ids)


def test_the_audit_counts_cells_and_tells_no_figure() -> None:
    safe = publish(make_table(column([3, 20, 9, 14, "-", 0, 30, 8]))).shown
    assert safe.audit is not None
    assert safe.audit.cells == 8 + sum(METADATA.indicators[f.indicator].sensitive for f in safe.restated)
    hidden = [f for f in (*safe.by_unit, *safe.restated) if f.suppressed]
    assert (safe.audit.suppressed, safe.audit.suppressed_totals) == (len(hidden), 0)
    assert safe.audit.narrowed_before == 0
    assert safe.audit.relations == 4  # one sum over all wards, and one for each of today's


def test_a_percentage_goes_with_a_hidden_part() -> None:
    answers = {"supported": 40, "supported_job": 20}
    whole = make_table(dict.fromkeys(WARDS, answers), metadata=WITH_RATIO)
    assert whole.figures["fac_inspected_pct"].value == 50
    assert disclose(whole, WITH_RATIO, POLICY).figures["fac_inspected_pct"].value == 50
    partial = make_table(dict.fromkeys(WARDS[1:], answers), metadata=WITH_RATIO)
    for name in ("supported", "supported_job", "fac_inspected_pct"):
        figure = disclose(partial, WITH_RATIO, POLICY).figures[name]
        assert (figure.status, figure.value) == (FigureStatus.SUPPRESSED, None)
        assert figure.outstanding == (WARDS[0],)


def test_a_percentage_shown_before_stays_known() -> None:
    """An older program showed 13 of 40 as a percentage beside hidden totals: it is two more relations."""
    sheet = {unit: {"supported": 20, "supported_job": 10 - number} for number, unit in enumerate(WARDS)}
    sheet[WARDS[0]] = {"supported": 20, "supported_job": 3}
    table = make_table(sheet, metadata=WITH_RATIO)
    before = disclose(table, WITH_RATIO, POLICY)
    figure = table.figures["fac_inspected_pct"]
    assert isinstance(figure.value, Decimal)
    gone = replace(before.figures["supported"], status=FigureStatus.SUPPRESSED, value=None)
    with_it = {**before.figures, "supported": gone, "fac_inspected_pct": figure}
    without = {**with_it, "fac_inspected_pct": replace(figure, status=FigureStatus.SUPPRESSED, value=None)}
    counted = [
        disclose(table, WITH_RATIO, POLICY, [Publication(table, replace(before, figures=figures))]).audit
        for figures in (with_it, without)
    ]
    assert counted[0] is not None and counted[1] is not None
    assert counted[0].relations == counted[1].relations + 2


def test_nobody_answered_is_not_hidden() -> None:
    table = make_table({WARDS[0]: {"sw_estimated": ""}})
    safe = disclose(table, METADATA, POLICY)
    assert safe.figures["sw_estimated"].status is FigureStatus.UNAVAILABLE
    assert {f.status for f in safe.restated if f.indicator == "sw_estimated"} == {FigureStatus.UNAVAILABLE}
    assert not [f for f in (*safe.by_unit, *safe.restated) if f.suppressed]


# None: the unit's form has no such row
WRITTEN: st.SearchStrategy[Answer] = st.one_of(st.sampled_from([None, "", "-", 0]), st.integers(1, 40))


def _with_foreign_rows(sheet: Sheet, written: dict[tuple[str, str], Answer]) -> dict[str, dict[str, Answer]]:
    found = {unit: dict(answers) for unit, answers in sheet.items()}
    for (unit, name), answer in written.items():
        if answer is not None:
            found[unit][name] = answer
    return found


@pytest.mark.slow
@settings(max_examples=examples(10))
@given(st.lists(st.dictionaries(st.sampled_from(FOREIGN), WRITTEN, max_size=20), min_size=2, max_size=2))
def test_whatever_stands_on_anothers_sensitive_row_the_safe_table_is_the_same(
    worlds: list[dict[tuple[str, str], Answer]],
) -> None:
    own = column([3, 20, 9, 14, "-", 0, 30, 8])
    sheet: Sheet = {unit: {"fac_total": 7, **own.get(unit, {})} for unit in ROLES}
    for published in ((), (publish(make_table(sheet)),)):  # also after a publication
        one, other = (
            disclose(make_table(_with_foreign_rows(sheet, written)), METADATA, POLICY, published) for written in worlds
        )
        assert one == other
    assert {(f.unit, f.indicator) for f in one.by_unit}.isdisjoint(FOREIGN)
    assert {f.unit for f in one.by_unit if f.indicator == "fac_total"} == set(ROLES)  # no sensitive one: it stays
