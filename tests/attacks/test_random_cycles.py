"""A reader of all that an office handed out over two half years cannot find a small count, whatever happened."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, text

from tests.attacks.command_line_office import CommandLineOffice
from tests.attacks.random_cycles import Released, Sent, Step, cycle, wards_of
from tests.attacks.warehouse_office import WarehouseOffice, without_documents
from tests.effort import examples
from tests.specimens.offices import places_in
from tests.stages.disclose.attacker import Attacker, Key, shortfalls
from tests.stages.disclose.tables import METADATA, S1
from wardreport.domain.consolidated import ConsolidatedTable, Publication
from wardreport.domain.period import Period
from wardreport.domain.safe_table import SafeTable
from wardreport.stages.disclose.suppression import primary_only
from wardreport.warehouse import Warehouse
from wardreport.warehouse.reading.history import releases_of
from wardreport.workflow import disclosing
from wardreport.workflow.deployment import Deployment, deploy
from wardreport.workflow.settings import PROJECT

pytestmark = pytest.mark.slow

SEEDS = st.integers(0, 10**9)
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
    """After each publication that tells something new: what is known too well, and how much was tried."""
    found, tried, told = [], 0, list[Publication]()
    for one in published:
        if one in told:
            continue
        told.append(one)
        exposed, looked_at = shortfalls(told, METADATA)
        found += exposed
        tried += looked_at
    return found, tried


@settings(max_examples=examples(2, long=200), **AS_DRAWN)
@given(SEEDS)
def test_no_history_gives_a_hidden_figure_away(deployment: Deployment, seed: int) -> None:
    with _own(deployment) as office:
        office.play(cycle(seed))
        found, _ = found_by_attack(office.published)
    assert not found


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> Callable[[Path], str]:
    """Gives an empty warehouse."""
    if request.param == "sqlite":
        return lambda folder: f"sqlite:///{folder / 'warehouse.sqlite'}"
    server = request.getfixturevalue("postgresql")

    def emptied(_: Path) -> str:
        engine = create_engine(server)
        with engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        engine.dispose()
        return str(server)

    return emptied


@settings(max_examples=examples(1, long=20), **AS_DRAWN)
@given(SEEDS)
def test_no_history_by_the_command_line_gives_a_hidden_figure_away(url: Callable[[Path], str], seed: int) -> None:
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        office = CommandLineOffice(Path(name), url(Path(name)), patch)
        office.play(cycle(seed, blanks=False, most=3))
        found, _ = found_by_attack(office.published)
    assert not found


A = wards_of(S1)[0]


def _forms(first: int) -> list[Step]:
    """Every ward's form: all others write ten."""
    return [_correction(first), *(replace(_correction(10), unit=unit) for unit in wards_of(S1)[1:])]


def _correction(answer: int) -> Sent:
    return Sent(S1, A, {"sw_estimated": answer, "supported": 0, "supported_legal": 0})


DRAFT, RESTATED = Released(S1, "draft"), Released(S1, "restated")
TOLD = ("2024-S1", "reported", A, "sw_estimated", "3")


def _only_the_first_step(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(disclosing, "disclose", primary_only)


def _drafts_forgotten(patch: pytest.MonkeyPatch) -> None:
    """What was published before is what was official."""
    before = disclosing.published_before

    def official(period: Period, deployment: Deployment, releases: Collection[int] | None = None) -> object:
        with deployment.warehouse.reading() as connection:
            drafts = {row.release_id for row in releases_of(connection, period) if row.kind == "draft"}
        return {number: one for number, one in before(period, deployment, releases).items() if number not in drafts}

    patch.setattr(disclosing, "published_before", official)


def _the_restatement_forgets_the_rest(patch: pytest.MonkeyPatch) -> None:
    """The restated figures are shown as if nothing of their members were out."""
    disclosed = disclosing.disclose

    def shown(table: ConsolidatedTable, *more: Any) -> SafeTable:
        safe = disclosed(table, *more)
        true = {(f.unit, f.indicator): f for f in table.restated}
        restated = tuple(
            replace(f, status=true[f.unit, f.indicator].status, value=true[f.unit, f.indicator].value, suppressed=False)
            for f in safe.restated
        )
        return replace(safe, restated=restated) if not table.by_unit else safe

    patch.setattr(disclosing, "disclose", shown)


@pytest.mark.parametrize(
    ("fault", "steps"),
    [
        (_only_the_first_step, [*_forms(3), DRAFT]),
        (_drafts_forgotten, [*_forms(12), DRAFT, _correction(3), DRAFT]),
        (_the_restatement_forgets_the_rest, [*_forms(12), DRAFT, _correction(3), DRAFT, RESTATED]),
    ],
    ids=["the first step alone", "drafts forgotten", "restated by itself"],
)
def test_each_fault_that_is_put_back_is_found(
    fault: Callable[[pytest.MonkeyPatch], None], steps: list[Step], deployment: Deployment
) -> None:
    for put_back in (False, True):
        with _own(deployment) as office, pytest.MonkeyPatch.context() as patch:
            if put_back:
                fault(patch)
            office.play(steps)
            found, tried = found_by_attack(office.published)
        assert tried
        assert (TOLD in found) is put_back
        attacker = Attacker(office.published, METADATA)
        straight, whole = (attacker.range_of(TOLD, whole=one) for one in (False, True))
        assert straight[0] - 1e-6 <= whole[0] <= whole[1] <= straight[1] + 1e-6  # so that whole numbers are the harder
        assert (straight == pytest.approx((3, 3))) is put_back
