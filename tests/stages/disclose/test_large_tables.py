"""Large groups of cells are protected block by block: the same must hold as when they are looked at as a whole."""

from __future__ import annotations

import random
from collections.abc import Sequence
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings

from tests.effort import examples
from tests.stages.disclose.tables import METADATA, POLICY, make_table, small_world
from tests.stages.disclose.test_attacks import NAME, SHEETS, assert_kept, careful, histories
from wardreport.domain.consolidated import ConsolidatedTable
from wardreport.domain.figure import FigureStatus
from wardreport.metadata.units import Role
from wardreport.stages.disclose import audit, disclose, protection

pytestmark = pytest.mark.slow

TINY = {"EXACT": 0, "BLOCK": 6, "TARGETS": 2, "DONORS": 1}


@settings(max_examples=examples(4), suppress_health_check=list(HealthCheck))
@given(histories())
def test_blocks_protect_as_much(tables: Sequence[ConsolidatedTable]) -> None:
    with patch.multiple(protection, **TINY):
        published = careful(*tables)
    last = published[-1]
    assert all(cell.protected for cell in audit(last.truth, last.shown, METADATA, POLICY, published[:-1]))


@settings(max_examples=examples(3), suppress_health_check=list(HealthCheck))
@given(SHEETS)
def test_blocks_stand_up_to_the_attacker(sheet: dict[str, dict[str, int | str | None]]) -> None:
    with patch.multiple(protection, **TINY):
        published = careful(make_table(sheet))
    assert_kept(published)


def test_ninety_two_communes() -> None:
    world, communes = small_world(92)
    assert len([unit for unit in world.units if unit.role is Role.WARD]) == 92
    dice = random.Random(4)  # noqa: S311 - a table, no secret
    sheet = {}
    for unit in communes:
        supported = dice.choice([0, 2, 3, 8, 20])
        loans = min(supported, dice.choice([0, 1, 5]))
        sheet[unit] = {
            NAME: 0 if unit not in communes[:3] else (3, 20, 17)[communes.index(unit)],
            "supported": supported,
            "supported_loan": loans,
            "loan_amount": 20 * loans or "-",
        }
    table = make_table(sheet, metadata=world)
    safe = disclose(table, world, POLICY)
    assert all(figure.status is not FigureStatus.SUPPRESSED for figure in safe.figures.values())
    assert {f.unit for f in safe.by_unit if f.suppressed and f.indicator == NAME} == {communes[0], communes[2]}
    intervals = audit(table, safe, world, POLICY)
    assert len(intervals) == sum(f.suppressed for f in safe.by_unit) > 100
    assert all(cell.protected for cell in intervals)
    assert safe == disclose(table, world, POLICY)
