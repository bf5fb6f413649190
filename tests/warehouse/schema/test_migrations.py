"""A warehouse that holds data is brought to the newest schema, and keeps what it holds."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from tests.specimens.submissions import PERIOD
from wardreport.domain.figure import FigureStatus, Status
from wardreport.domain.finding import Verdict
from wardreport.domain.release import DRAFT, Edition, ReleaseKind
from wardreport.domain.validation import Decision, DecisionAction
from wardreport.metadata import Metadata
from wardreport.warehouse import Warehouse
from wardreport.warehouse.appending.dimensions import record_dimensions
from wardreport.warehouse.reading.history import narratives_as_of, newest_released, observations_as_of, releases_of
from wardreport.warehouse.reading.publications import past_releases, shown_in
from wardreport.warehouse.reading.queries import current_observations, recorded_decisions, submission_reports
from wardreport.warehouse.schema.guards import unguard
from wardreport.workflow.settings import PROJECT

pytestmark = pytest.mark.slow

SHA, OTHER = "a" * 64, "c" * 64
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


# and one of revision 0002: a value that a decision replaced, a submission that was returned, a release with figures
REPLACED_AND_RETURNED = """
INSERT INTO load VALUES (1, '2024-06-05 03:00:00', '2024-S1', 'b', '0');
INSERT INTO load VALUES (2, '2024-06-06 03:00:00', '2024-S1', 'b', '0');
INSERT INTO indicator VALUES ('fac_total', 1, 'x', 'Cơ sở', 'count', 'stock', 'sum', FALSE);
INSERT INTO indicator VALUES ('prog_drug', 2, 'y', 'Có/Không', 'yesno', 'flow', 'any', FALSE);
INSERT INTO reporting_unit VALUES (7, '01837', NULL, '2025-06-30', 'tên cũ', 'ward', '058');
INSERT INTO reporting_unit VALUES (9, '01840', NULL, '2025-06-30', 'tên cũ', 'ward', '058');
INSERT INTO submission VALUES (1, '{sha}', '01837', 7, '2024-S1', 1, 'annex-2024', '2024-06-05 02:00:00', 1);
INSERT INTO submission VALUES (2, '{other}', '01840', 9, '2024-S1', 1, 'annex-2024', '2024-06-05 02:00:00', 1);
INSERT INTO assessment VALUES (1, 1, 1, 'held', 'b', 'c');
INSERT INTO assessment VALUES (2, 2, 1, 'held', 'b', 'd');
INSERT INTO assessment VALUES (3, 1, 2, 'accepted', 'b', 'e');
INSERT INTO assessment VALUES (4, 2, 2, 'held', 'b', 'f');
INSERT INTO finding VALUES
    (1, 3, 'rule.partition', 'partition-fac_total', 'critical', 'fac_total', 'B!C9', 'm', NULL, TRUE);
INSERT INTO decision VALUES
    (1, '{sha}', '01837', 'rule.partition', 'fac_total', 'replace', 'nhầm', 'R', '2024-06-06', 2, 'A', '2024-06-06');
INSERT INTO decision VALUES
    (2, '{other}', '01840', 'rule.partition', 'fac_total', 'return', 'sai', 'R', '2024-06-06', 2, NULL, NULL);
INSERT INTO replacement VALUES (1, 'fac_total', 'value', {value}, NULL, 'Công văn số 12');
INSERT INTO assessment_decision VALUES (3, 1);
INSERT INTO assessment_decision VALUES (4, 2);
INSERT INTO observation VALUES (1, 'fac_total', 'invalid', NULL, NULL, 'B!C9', 2);
INSERT INTO observation VALUES (1, 'prog_drug', 'value', NULL, FALSE, 'B!C50', 2);
INSERT INTO release VALUES (1, '2024-S1', 'draft', 'annex-2024', '058', '2024-06-07 03:00:00', 2, 'g');
INSERT INTO release_figure VALUES (1, 'fac_total', 'value', {value}, NULL, TRUE, '01834 01840');
INSERT INTO release_figure VALUES (1, 'prog_drug', 'value', NULL, FALSE, FALSE, '')
"""
# and one of revision 0003: what a release shows of a unit, and an official release, of which no document was recorded
RELEASED_BY_UNIT = """
INSERT INTO load VALUES (1, '2024-06-05 03:00:00', '2024-S1', 'b', '0');
INSERT INTO indicator VALUES ('fac_total', 1, 'x', 'Cơ sở', 'count', 'stock', 'sum', FALSE);
INSERT INTO form_version VALUES ('annex-2024', '2024-S1', '2025-S1');
INSERT INTO period VALUES
    ('2024-S1', 2024, 1, '2023-12-15', '2024-06-14', '2024-06-01', '2024-06-16', '2024-06-16', '2024-06-20',
     '2024-07-01', 'annex-2024', 'TT');
INSERT INTO reporting_unit VALUES (7, '01837', NULL, '2025-06-30', 'tên cũ', 'ward', '058');
INSERT INTO submission VALUES (1, '{sha}', '01837', 7, '2024-S1', 1, 'annex-2024', '2024-06-05 02:00:00', 1);
INSERT INTO submission VALUES (2, '{other}', '01837', 7, '2024-S1', 2, 'annex-2024', '2024-06-05 02:00:00', 1);
INSERT INTO assessment VALUES (1, 1, 1, 'accepted', 'b', 'c');
INSERT INTO assessment VALUES (2, 2, 1, 'rejected', 'b', 'd');
INSERT INTO observation VALUES (1, 'fac_total', 'value', {value}, NULL, 'B!C9', 1);
INSERT INTO release VALUES (1, '2024-S1', 'draft', 'annex-2024', '058', '2024-06-07 03:00:00', 1, 'g', NULL, NULL);
INSERT INTO release VALUES (2, '2024-S1', 'official', 'annex-2024', '058', '2024-06-08 03:00:00', 1, 'h', 1, NULL);
INSERT INTO release VALUES (3, '2024-S1', 'official', 'annex-2024', '058', '2024-06-09 03:00:00', 1, 'i', 2, 'sai');
INSERT INTO release_figure VALUES (1, 'fac_total', 'value', {value}, NULL, TRUE, '01840');
INSERT INTO release_figure VALUES (2, 'fac_total', 'suppressed', NULL, NULL, TRUE, '01840');
INSERT INTO release_figure VALUES (3, 'fac_total', 'value', {value}, NULL, FALSE, '');
INSERT INTO release_unit VALUES (2, '2024-S1', 7, 1, 1, 'accepted', '2024-06-05 02:00:00', NULL, 1, 1);
INSERT INTO safe_figure VALUES (2, 'reported', 'fac_total', 7, 'value', {value}, NULL, FALSE)
"""
# stand-ins of the views of those days: no table can go while one reads it
VIEWS_OF_THEN = """
CREATE VIEW latest_assessment AS SELECT * FROM assessment;
CREATE VIEW current_observation AS SELECT * FROM observation;
CREATE VIEW consolidated AS SELECT * FROM release_figure
"""
ENGINES = ("sqlite", "postgresql")


def _filled(request: pytest.FixtureRequest, folder: Path, engine: str, revision: str, rows: str) -> Warehouse:
    """A warehouse at a revision with data in it, opened with the code of today."""
    old = folder / "sql"
    shutil.copytree(PROJECT / "sql", old, ignore=shutil.ignore_patterns("__pycache__"))
    for later in (old / "migrations/versions").glob("*.py"):
        if later.name[:4] > revision:
            later.unlink()
    for view in old.glob("*/*.sql*"):  # of today: they read tables that were not there
        view.unlink()
    url = f"sqlite:///{folder / 'w.sqlite'}" if engine == "sqlite" else str(request.getfixturevalue("postgresql"))
    first = Warehouse(url, old)
    if engine == "postgresql":
        with first.transaction() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
    assert first.upgrade() == revision
    value = "'25'" if engine == "sqlite" else "25"
    with first.transaction() as connection:
        unguard(connection)  # none of those days had triggers
        for statement in f"{rows};{VIEWS_OF_THEN}".format(sha=SHA, other=OTHER, value=value).split(";"):
            connection.execute(text(statement.strip()))
    first.engine.dispose()
    return Warehouse(url, PROJECT / "sql")


@pytest.fixture(params=ENGINES)
def warehouse(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Warehouse]:
    """A warehouse at revision 0001 with data in it."""
    opened = _filled(request, tmp_path, request.param, "0001", HELD_THEN_DECIDED)
    yield opened
    opened.engine.dispose()


@pytest.fixture(params=ENGINES)
def second(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Warehouse]:
    """A warehouse at revision 0002 with data in it."""
    opened = _filled(request, tmp_path, request.param, "0002", REPLACED_AND_RETURNED)
    yield opened
    opened.engine.dispose()


@pytest.fixture(params=ENGINES)
def third(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Warehouse]:
    """A warehouse at revision 0003 with data in it."""
    opened = _filled(request, tmp_path, request.param, "0003", RELEASED_BY_UNIT)
    yield opened
    opened.engine.dispose()


def _rows(warehouse: Warehouse, query: str) -> list[tuple[Any, ...]]:
    with warehouse.reading() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def _tables(warehouse: Warehouse) -> dict[str, list[Any]]:
    """By table every row, by its own columns: later ones are at their default."""
    found = inspect(warehouse.engine)
    names = [name for name in found.get_table_names() if name != "alembic_version"]
    return {name: _rows(warehouse, f"SELECT * FROM {name} ORDER BY 1, 2") for name in names}  # noqa: S608


def _every_view_answers(warehouse: Warehouse) -> None:
    views = inspect(warehouse.engine).get_view_names()
    assert len(views) > 25
    for view in views:
        _rows(warehouse, f"SELECT * FROM {view}")  # noqa: S608


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


@pytest.mark.parametrize("revision", ["0001", "0002", "0003"])
@pytest.mark.parametrize("engine", ENGINES)
def test_every_row_is_kept_and_every_view_answers(
    request: pytest.FixtureRequest, tmp_path: Path, engine: str, revision: str
) -> None:
    rows = {"0001": HELD_THEN_DECIDED, "0002": REPLACED_AND_RETURNED, "0003": RELEASED_BY_UNIT}[revision]
    warehouse = _filled(request, tmp_path, engine, revision, rows)
    before = _tables(warehouse)
    warehouse.upgrade()
    assert warehouse.check() == []
    after = _tables(warehouse)
    for name, old in before.items():
        assert [row[: len(old[0])] for row in after[name]] == old if old else not after[name]
    _every_view_answers(warehouse)
    assert warehouse.upgrade() == "0006"
    assert _tables(warehouse) == after
    with pytest.raises(DBAPIError, match="append-only"), warehouse.transaction() as connection:
        connection.execute(text("DELETE FROM observation"))
    warehouse.engine.dispose()


def test_what_was_replaced_returned_and_released_is_read_as_before(second: Warehouse) -> None:
    second.upgrade()
    with second.transaction() as connection:
        replaced, returned = recorded_decisions(connection)
        first, other = submission_reports(connection, PERIOD)
        (unit,) = current_observations(connection, PERIOD)
        assert observations_as_of(connection, PERIOD, 2) == (unit,)
        assert observations_as_of(connection, PERIOD, 1) == ()
        (release,) = releases_of(connection, PERIOD)
        shown = shown_in(connection, release, ["fac_total", "prog_drug"])
    assert (replaced.value, replaced.evidence, replaced.approved_by) == (25, "Công văn số 12", "A")
    assert (returned.action, returned.approved_by) == (DecisionAction.RETURN, None)
    assert (first.decisions, first.findings[0].answered, first.findings[0].figures) == ((replaced,), True, "")
    assert (other.verdict, other.returned) == (Verdict.HELD, True)
    fac_total, prog_drug = unit.observations["fac_total"], unit.observations["prog_drug"]
    assert (fac_total.status, fac_total.value, prog_drug.value) == (Status.VALUE, 25, False)
    assert (release.revision, release.reason) == (None, None)
    figures = {name: (f.status, f.value, f.outstanding) for name, f in shown.figures.items()}
    assert figures == {
        "fac_total": (FigureStatus.VALUE, 25, ("01834", "01840")),
        "prog_drug": (FigureStatus.VALUE, False, ()),
    }
    assert _rows(second, "SELECT unit_code, returned FROM quality_of_submission ORDER BY 1") == [
        ("01837", 0),
        ("01840", 1),
    ]
    assert _rows(second, "SELECT indicator FROM consolidated ORDER BY 1") == [("fac_total",), ("prog_drug",)]
    assert _rows(second, "SELECT is_newest, partial_figures FROM releases") == [(1, 1)]


def test_an_official_release_of_before_has_no_document(third: Warehouse) -> None:
    third.upgrade()
    with third.reading() as connection:
        draft, first, second = past_releases(connection, PERIOD)
        assert newest_released(connection, [PERIOD]) == {PERIOD: 3}
        assert narratives_as_of(connection, PERIOD, 1) == ()
    assert (draft.edition, draft.changed) == (DRAFT, 0)
    assert (first.edition, first.changed) == (Edition(ReleaseKind.OFFICIAL, 1), 0)
    assert (second.edition, second.changed) == (Edition(ReleaseKind.OFFICIAL, 2, reason="sai"), 1)
    assert _rows(third, "SELECT release_id, previous_id, difference FROM revisions") == [(3, 2, None)]
    assert _rows(third, "SELECT document_number, approved_by FROM releases") == [(None, None)] * 3


def test_it_goes_on_with_the_same_units(second: Warehouse, metadata: Metadata) -> None:
    second.upgrade()
    with second.transaction() as connection:
        record_dimensions(connection, metadata)
    units = dict(_rows(second, "SELECT unit_code, unit_id FROM reporting_unit WHERE valid_from IS NULL"))
    assert (units["01837"], units["01840"]) == (7, 9)
    assert _rows(second, "SELECT name FROM reporting_unit WHERE unit_id = 7") == [("Phường Sông Cầu",)]
    reported = _rows(second, "SELECT unit_id, indicator, status, CAST(value AS INTEGER) FROM as_reported ORDER BY 2")
    assert reported == [(7, "fac_total", "value", 25), (7, "prog_drug", "value", None)]
    restated = "SELECT unit_code, answered, members FROM restated WHERE indicator = 'fac_total' AND answered > 0"
    assert _rows(second, restated) == [("01843", 1, 4)]
    assert second.check() == []
