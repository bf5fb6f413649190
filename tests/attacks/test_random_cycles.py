"""A reader of all that an office handed out over two half years cannot find a small count, whatever happened."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.attacks.random_cycles import Step, cycles
from tests.attacks.warehouse_office import WarehouseOffice, without_documents
from tests.effort import examples
from tests.specimens.offices import places_in
from tests.stages.disclose.attacker import Key, shortfalls
from tests.stages.disclose.tables import METADATA
from wardreport.domain.consolidated import Publication
from wardreport.warehouse import Warehouse
from wardreport.workflow.deployment import Deployment, deploy
from wardreport.workflow.settings import PROJECT

pytestmark = pytest.mark.slow

AS_DRAWN = {"suppress_health_check": list(HealthCheck), "phases": (Phase.explicit, Phase.generate)}


@pytest.fixture(scope="module")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Deployment:
    """With an empty warehouse, which every history begins with a copy of."""
    folder = tmp_path_factory.mktemp("attacked")
    (folder / "share").mkdir()
    made = deploy(places_in(folder, folder / "share"))
    made.warehouse.engine.dispose()
    return made


@contextmanager
def _own(deployment: Deployment) -> Iterator[WarehouseOffice]:
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        without_documents(patch)
        folder, empty = Path(name), deployment.staging.parent / "warehouse.sqlite"
        (folder / "warehouse.sqlite").write_bytes(empty.read_bytes())
        warehouse = Warehouse(f"sqlite:///{folder / 'warehouse.sqlite'}", PROJECT / "sql")
        yield WarehouseOffice(folder, replace(deployment, warehouse=warehouse))
        warehouse.engine.dispose()


def found_by_attack(published: Sequence[Publication]) -> tuple[list[Key], int]:
    """After each publication that tells something new: what is known better than the rules allow, and how much was tried."""
    found, tried, told = [], 0, list[Publication]()
    for one in published:
        if one in told:
            continue
        told.append(one)
        exposed, looked_at = shortfalls(told, METADATA)
        found += exposed
        tried += looked_at
    return found, tried


@settings(max_examples=examples(3, long=200), **AS_DRAWN)
@given(cycles())
def test_no_history_gives_a_hidden_figure_away(deployment: Deployment, steps: list[Step]) -> None:
    with _own(deployment) as office:
        office.play(steps)
        found, tried = found_by_attack(office.published)
    assert not found
