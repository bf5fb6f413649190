"""Random histories: what a warehouse tells of a load in its past is what it told when that load was its newest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.effort import examples
from tests.warehouse.histories.made_up_country import PERIODS, WORLD
from tests.warehouse.histories.naive_model import Model
from tests.warehouse.histories.played_history import BEGIN, Played
from tests.warehouse.histories.random_histories import Publish, Run, histories, long_history
from wardreport.domain.validation import ResponseState
from wardreport.review.register.response_register import read_register
from wardreport.warehouse import Warehouse
from wardreport.warehouse.reading.history import narratives_as_of
from wardreport.warehouse.reading.queries import accepted_figures, history_of_figures

pytestmark = pytest.mark.slow

EXAMPLES = {"sqlite": 10, "postgresql": 2}
MOMENTS = (BEGIN, datetime(2027, 1, 1, tzinfo=UTC))  # within the first half year's collection, and after all


def _told(warehouse: Warehouse, up_to_load: int | None, narratives_of: int) -> dict[str, Any]:
    registers = {(p, at): read_register(p, warehouse, WORLD, at, up_to_load) for p in PERIODS for at in MOMENTS}
    with warehouse.reading() as connection:
        return {
            "register": registers,
            "history": history_of_figures(connection, PERIODS, up_to_load),
            "figures": sorted(accepted_figures(connection, PERIODS, up_to_load=up_to_load)),
            "narratives": [narratives_as_of(connection, period, narratives_of) for period in PERIODS],
        }


@pytest.mark.hypothesis
def test_every_load_is_told_of_as_it_was_then(emptied: Callable[[], Warehouse], warehouse: Warehouse) -> None:
    engine, seen = warehouse.engine.dialect.name, set[str]()

    def agree(history: list[Run | Publish]) -> None:
        played = Played(emptied(), Model(WORLD))
        then = {0: _told(played.warehouse, None, 0)}
        for step in history:
            played.play([step])
            newest = len(played.model.loads)
            then[newest] = _told(played.warehouse, None, newest)
        for load, told in then.items():
            assert _told(played.warehouse, load, load) == told
        last = then[max(then)]
        seen.update(key for key in last if any(told[key] != last[key] for told in then.values()))

    agree(long_history(3, 12))
    assert seen == {"register", "history", "figures", "narratives"}  # there is a difference to be found
    settled = settings(
        max_examples=examples(EXAMPLES[engine]),
        suppress_health_check=list(HealthCheck),
        phases=(Phase.explicit, Phase.reuse, Phase.generate),  # to shrink a history takes minutes
    )
    settled(given(history=histories)(agree))()


def test_before_the_first_load_nobody_had_sent_anything(warehouse: Warehouse) -> None:
    Played(warehouse, Model(WORLD)).play(long_history(1, 5)[:4])
    now = read_register(PERIODS[0], warehouse, WORLD, MOMENTS[1])
    before = read_register(PERIODS[0], warehouse, WORLD, MOMENTS[1], 0)
    assert any(entry.counted for entry in now)
    assert {(entry.state, entry.submissions, entry.received_at) for entry in before} == {(ResponseState.LATE, (), None)}
