"""A warehouse that holds data is brought to the newest schema, and keeps what it holds."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from tests.specimens import PERIOD
from wardreport.domain.finding import Verdict
from wardreport.domain.validation import Decision, DecisionAction
from wardreport.settings import PROJECT
from wardreport.warehouse import Warehouse
from wardreport.warehouse.queries import current_observations, recorded_decisions, submission_reports

SHA = "a" * 64
# what a warehouse of revision 0001 held of one submission: held at first, then let out by the second of two decisions
HELD_THEN_DECIDED = """
INSERT INTO load VALUES (1, '2024-06-05 03:00:00', '2024-S1', 'b', '0');
INSERT INTO load VALUES (2, '2024-06-06 03:00:00', '2024-S1', 'b', '0');
INSERT INTO indicator VALUES ('fac_total', 1, 'x', 'Cơ sở', 'count', 'stock', 'sum', FALSE);
INSERT INTO submission VALUES
    (1, '{sha}', '01837', NULL, '2024-S1', 1, 'annex-2024', '2024-06-05 02:00:00', 1);
INSERT INTO assessment VALUES (1, 1, 1, 'held', 'b', 'c');
INSERT INTO assessment VALUES (2, 1, 2, 'accepted', 'b', 'd');
INSERT INTO finding VALUES (1, 1, 'rule.partition', 'partition-fac_total', 'critical', 'fac_total', 'B!C9', 'm', NULL);
INSERT INTO finding VALUES (2, 2, 'rule.partition', 'partition-fac_total', 'critical', 'fac_total', 'B!C9', 'm', NULL);
INSERT INTO decision VALUES
    (1, '{sha}', '01837', 'rule.partition', 'fac_total', 'accept_as_reported', 'cũ', 'R', '2024-06-05', 2);
INSERT INTO decision VALUES
    (2, '{sha}', '01837', 'rule.partition', 'fac_total', 'accept_as_reported', 'mới', 'R', '2024-06-06', 2);
INSERT INTO observation VALUES (1, 'fac_total', 'value', {value}, NULL, 'B!C9', 2)
"""


def _url(request: pytest.FixtureRequest, folder: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{folder / 'w.sqlite'}"
    return str(request.getfixturevalue("postgresql"))


@pytest.fixture(params=["sqlite", "postgresql"])
def warehouse(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Warehouse]:
    """A warehouse at revision 0001 with data in it."""
    old = tmp_path / "sql"
    shutil.copytree(PROJECT / "sql", old, ignore=shutil.ignore_patterns("__pycache__"))
    for later in (old / "migrations/versions").glob("*.py"):
        if later.name >= "0002":
            later.unlink()
    for view in [
        *(old / "views").glob("*.sql"),
        *(old / "bi").glob("*.sql"),
    ]:  # of today: they read tables that were not there
        view.unlink()
    url = _url(request, tmp_path)
    first = Warehouse(url, old)
    if request.param == "postgresql":
        with first.transaction() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
    assert first.upgrade() == "0001"
    value = "'25'" if request.param == "sqlite" else "25"
    with first.transaction() as connection:
        for statement in HELD_THEN_DECIDED.format(sha=SHA, value=value).split(";"):
            connection.execute(text(statement.strip()))
    first.engine.dispose()
    opened = Warehouse(url, PROJECT / "sql")
    yield opened
    opened.engine.dispose()


def test_what_was_recorded_before_is_read_as_before(warehouse: Warehouse) -> None:
    warehouse.upgrade()
    assert warehouse.check() == []
    old, new = (
        Decision(
            SHA,
            "01837",
            "rule.partition",
            "fac_total",
            DecisionAction.ACCEPT_AS_REPORTED,
            reason,
            "R",
            date(2024, 6, day),
        )
        for reason, day in (("cũ", 5), ("mới", 6))
    )
    with warehouse.transaction() as connection:
        assert recorded_decisions(connection) == (old, new)
        (report,) = submission_reports(connection, PERIOD)
        (unit,) = current_observations(connection, PERIOD)
        linked: Any = connection.execute(text("SELECT assessment_id, decision_id FROM assessment_decision")).all()
    assert (report.verdict, report.decisions) == (Verdict.ACCEPTED, (new,))
    assert [(f.rule, f.answered) for f in report.findings] == [("rule.partition", False)]
    assert [tuple(row) for row in linked] == [(2, 2)]  # the held judgement had none
    assert (unit.load_id, unit.observations["fac_total"].value) == (2, 25)


def test_it_is_refused_until_it_is_upgraded(warehouse: Warehouse) -> None:
    with pytest.raises(Exception, match="run wardreport db upgrade"):
        warehouse.open()
