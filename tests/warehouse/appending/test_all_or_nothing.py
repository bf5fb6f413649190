"""A loader that is killed anywhere leaves all of a load or nothing, and the next works; several at once all succeed."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlalchemy import text

from tests.warehouse.histories.made_up_country import NAMES, PERIODS, WORLD
from tests.warehouse.histories.played_history import HELD
from wardreport.domain.figure import Status
from wardreport.domain.finding import Verdict
from wardreport.domain.observation import Observation
from wardreport.domain.submission import AcceptedForm, LoadReceipt
from wardreport.domain.validation import SubmissionReport, ValidationReport
from wardreport.warehouse import Warehouse
from wardreport.warehouse.appending.loading import load
from wardreport.warehouse.turns import one_at_a_time
from wardreport.workflow.settings import PROJECT

pytestmark = pytest.mark.slow

KILLS = 100  # on each engine
FORMS = 200
COUNTED = ("load", "submission", "assessment", "finding", "observation")
A_LOAD = (1, FORMS, FORMS, FORMS, FORMS * len(NAMES))
PERIOD = PERIODS[0]
AT = datetime(2024, 6, 5, 3, 0, tzinfo=UTC)


def _forms(batch: int | str) -> list[AcceptedForm]:
    rows = tuple(Observation(name, Status.VALUE, Decimal(7), "B!C9") for name in NAMES)
    shas = (hashlib.sha256(f"{batch} {number}".encode()).hexdigest() for number in range(FORMS))
    return [AcceptedForm(sha, f"U{number}", PERIOD, "annex-2024", rows) for number, sha in enumerate(shas)]


def _load(warehouse: Warehouse, forms: list[AcceptedForm], accepted: Iterable[AcceptedForm]) -> LoadReceipt:
    reports = (
        SubmissionReport(f.submission, f.unit, PERIOD, f.form, AT, Verdict.ACCEPTED, findings=(HELD,)) for f in forms
    )
    report = ValidationReport("b" * 64, tuple(reports))
    return load(report, accepted, warehouse, metadata=WORLD, period=PERIOD, loaded_at=AT, code_version="0")


def _counts(url: str) -> tuple[int, ...]:
    """What is there, read by a new process's eyes: a connection that was not open when the other was killed."""
    warehouse = Warehouse(url, PROJECT / "sql").open()
    try:
        with warehouse.transaction() as connection:
            one_at_a_time(connection)  # a server may still be at the killed client's last word
            query = "SELECT {}".format(", ".join(f"(SELECT COUNT(*) FROM {table})" for table in COUNTED))  # noqa: S608
            return tuple(connection.execute(text(query)).one())
    finally:
        warehouse.engine.dispose()


def _child(url: str, batch: int, told: int) -> None:
    """Loads and waits: says b before, i within the transaction, a after it."""

    def watched(forms: list[AcceptedForm]) -> Iterator[AcceptedForm]:
        os.write(told, b"i")
        yield from forms

    forms = _forms(batch)
    warehouse = Warehouse(url, PROJECT / "sql")
    os.write(told, b"b")
    _load(warehouse, forms, watched(forms))
    os.write(told, b"a")
    signal.pause()


def _kill_one(url: str, batch: int, delay: float | None) -> tuple[str, float]:
    """Starts a loader and kills it after a delay, or once it is ready; gives what it had said, and how long it took."""
    listening, told = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(listening)
            _child(url, batch, told)
        finally:
            os._exit(1)  # whatever went wrong, it must not go on as its parent
    os.close(told)
    said = os.read(listening, 1)
    begun = time.monotonic()
    if delay is None:
        while said and not said.endswith(b"a"):
            said += os.read(listening, 1) or b"?a"
    else:
        time.sleep(delay)
    took = time.monotonic() - begun
    os.kill(child, signal.SIGKILL)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    while more := os.read(listening, 9):
        said += more
    os.close(listening)
    return said.decode(), took


def kill_many(url: str, kills: int, seed: int) -> dict[str, int]:
    """Kills loaders at random points and counts where it hit; raises where a load was left in parts."""
    chance = random.Random(seed)  # noqa: S311
    there = _counts(url)
    hits = {"before": 0, "within": 0, "after": 0, "left": 0}
    _, whole = _kill_one(url, 0, None)
    batch, there = 1, _step(there, _counts(url), all_of_it=True)
    for _ in range(kills):
        said, _ = _kill_one(url, batch, chance.uniform(0, 1.3 * whole))
        now = _counts(url)
        hits["after" if "a" in said else "within" if "i" in said else "before"] += 1
        all_of_it = now != there
        there = _step(there, now, all_of_it=all_of_it)
        assert all_of_it or "a" not in said, "what was committed is lost"
        batch += all_of_it  # what was not loaded is tried again
        whole *= 0.85 if "a" in said else 1.1  # however busy the machine is, both sides are hit
        hits["left"] += all_of_it
    _kill_one(url, batch, None)
    _step(there, _counts(url), all_of_it=True)
    return hits


def _step(before: tuple[int, ...], after: tuple[int, ...], *, all_of_it: bool) -> tuple[int, ...]:
    whole = tuple(number + more for number, more in zip(before, A_LOAD, strict=True))
    assert after == (whole if all_of_it else before), f"{before} became {after}"
    return after


def test_a_killed_loader_leaves_all_or_nothing(warehouse: Warehouse) -> None:
    url = warehouse.engine.url.render_as_string(hide_password=False)
    warehouse.engine.dispose()
    # in a process of its own: one that forks must have no threads
    command = [sys.executable, "-m", __name__, url, str(KILLS), str(random.randrange(10**6))]  # noqa: S311
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    hits = json.loads(done.stdout)
    assert hits["before"] + hits["within"] + hits["after"] == KILLS
    # else nothing is proved: some are killed in the midst of it, some when it is done
    assert hits["within"] >= KILLS // 20
    assert hits["after"] >= KILLS // 20
    assert hits["after"] <= hits["left"] < KILLS
    assert warehouse.check() == []
    if warehouse.engine.dialect.name == "sqlite":
        with warehouse.transaction() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


@pytest.mark.parametrize("loaders", [4])
def test_loads_at_the_same_time_all_succeed(warehouse: Warehouse, loaders: int) -> None:
    begin, receipts = threading.Barrier(loaders), []

    def run(number: int) -> None:
        forms = _forms(f"at once {number}")
        begin.wait()
        receipts.append(_load(warehouse, forms, forms))

    threads = [threading.Thread(target=run, args=(number,)) for number in range(loaders)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    added = FORMS * len(NAMES)
    assert sorted(receipts, key=lambda r: r.load_id or 0) == [
        LoadReceipt(number, FORMS, added) for number in range(1, loaders + 1)
    ]
    url = warehouse.engine.url.render_as_string(hide_password=False)
    assert _counts(url) == tuple(loaders * number for number in A_LOAD)
    with warehouse.reading() as connection:
        versions = connection.execute(
            text("SELECT unit_code, COUNT(*), COUNT(DISTINCT version), MAX(version) FROM submission GROUP BY unit_code")
        ).all()
    assert {tuple(row)[1:] for row in versions} == {(loaders, loaders, loaders)}


if __name__ == "__main__":
    print(json.dumps(kill_many(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))  # noqa: T201
