"""Drafts while forms come in show nothing that the complete table would have to pay for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.stages.disclose.attacker import shortfalls
from tests.stages.disclose.tables import METADATA, POLICY, WARDS, column, hidden, make_table, publish
from tests.stages.disclose.test_attacks import NAME, SHEETS, assert_kept, careful
from wardreport.domain.consolidated import Publication
from wardreport.domain.figure import FigureStatus
from wardreport.stages.disclose import disclose

pytestmark = pytest.mark.slow


def test_an_incomplete_indicator_shows_nothing_by_unit() -> None:
    safe = publish(make_table(column([None, 20, "-", 14, 0, 11, 30, 8]))).shown
    assert {unit for unit, name in hidden(safe) if name == NAME} == set(WARDS[1:])
    assert {f.unit for f in safe.restated if f.indicator == NAME and not f.suppressed} == set()
    assert safe.figures[NAME].status is FigureStatus.SUPPRESSED
    nil = publish(make_table(column([None, "-", "-", "-", "-", "-", "-", "-"]))).shown
    assert nil.figures[NAME].status is FigureStatus.SUPPRESSED
    assert len(hidden(nil)) == 7


def test_what_was_hidden_once_may_be_shown_later() -> None:
    sheet = column([12, 20, 9, 14, 7, 11, 30, 8])
    draft = make_table({unit: form for unit, form in sheet.items() if unit != WARDS[0]})
    published = careful(draft, make_table(sheet))
    assert not hidden(published[1].shown)
    assert published[1].shown.figures[NAME].value == 111


@settings(max_examples=examples(8), suppress_health_check=list(HealthCheck))
@given(SHEETS, st.permutations(WARDS), st.sets(st.integers(1, 7), min_size=5, max_size=5))
def test_drafts_change_nothing(sheet: dict[str, dict[str, int | str | None]], order: list[str], cuts: set[int]) -> None:
    sheet = {
        unit: {name: 0 if answer == "" else answer for name, answer in form.items()} for unit, form in sheet.items()
    }
    tables = [make_table({unit: sheet[unit] for unit in WARDS if unit in order[:cut]}) for cut in sorted(cuts)]
    published = careful(*tables, make_table(sheet))
    last = published[-1].shown
    alone = disclose(make_table(sheet), METADATA, POLICY)
    assert (last.by_unit, last.restated, last.figures) == (alone.by_unit, alone.restated, alone.figures)
    assert all(f.status is not FigureStatus.SUPPRESSED for f in last.figures.values())


def test_restated_figures_alone_give_no_hidden_member_away() -> None:
    """01834, 01840 and 01846 make up today's 01840: 3 and 20 are hidden in the release, 15 is shown."""
    values = {"01834": 3, "01840": 20, "01846": 15, "01837": 20, "01843": 40, "01852": 90, "01855": 30, "01849": 80}
    table = make_table({unit: {NAME: values[unit]} for unit in WARDS})
    bare = replace(table, restated=())
    release = Publication(table, replace(disclose(bare, METADATA, POLICY), restated=()))
    gone = hidden(release.shown)
    assert ("01834", NAME) in gone
    safe = disclose(replace(table, by_unit=(), figures={}), METADATA, POLICY, [release])
    assert (safe.by_unit, safe.figures) == ((), {})
    shown = {f.unit: f.value for f in safe.restated if f.indicator == NAME}
    assert set(shown) == {"01840", "01843", "01849"}
    publications = [release, Publication(table, safe)]
    assert not shortfalls(publications, METADATA)[0]
    careless = replace(
        safe,
        restated=tuple(
            replace(f, value=t.value, suppressed=False) for f, t in zip(safe.restated, table.restated, strict=True)
        ),
    )
    if gone - {(unit, NAME) for unit in ("01834", "01840", "01846")}:
        assert shortfalls([release, Publication(table, careless)], METADATA)[0]
    assert_kept(publications)
