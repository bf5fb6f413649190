"""The roles of ``sql/roles.sql`` on a real PostgreSQL, each tried by a user who logs in."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, ProgrammingError

from tests.conftest import AS_OF
from tests.specimens.few_rules import write_few_rules
from tests.specimens.submissions import PERIOD
from wardreport.domain.errors import ConfigurationError
from wardreport.domain.validation import Decision
from wardreport.warehouse import Warehouse
from wardreport.warehouse.schema.schema import APPEND_ONLY, metadata
from wardreport.warehouse.schema.views import view_names
from wardreport.workflow.deployment import deploy
from wardreport.workflow.pipeline import run_period
from wardreport.workflow.settings import PROJECT, Settings

pytestmark = pytest.mark.slow

SQL = PROJECT / "sql"
BI_VIEWS = view_names(SQL, "bi")
INTERNAL_VIEWS = view_names(SQL, "views")
TABLES = (*metadata.tables, "alembic_version")
BRIDGES = {"ratio", "form_indicator", "indicator_owner", "unit_succession", "reporting_obligation"}
FACTS = {table.name for table in APPEND_ONLY}
USERS = ("etl", "reviewer", "bi")
WITH_FIGURES = {
    "observation",
    "current_observation",
    "replacement",
    "assessed_replacement",
    "standing_replacement",
    "as_reported",
    "restated",
    "lineage",
    "observation_in_force",
    "narrative",
}
LATER = "CREATE TABLE made_later (secret integer); CREATE VIEW view_made_later AS SELECT secret FROM made_later"


FURTHER = (
    "SELECT lo_create(0)",
    "SELECT lo_from_bytea(0, 'x')",
    "SELECT lo_get(oid) FROM pg_largeobject_metadata",
    "SELECT lo_put(1, 0, 'x')",
    "SELECT * FROM pg_largeobject",
    "SELECT pg_advisory_lock(2024002)",
    "SELECT pg_try_advisory_xact_lock_shared(1, 2)",
    "SELECT n_live_tup FROM pg_stat_user_tables",
    "SELECT n_tup_ins FROM pg_stat_xact_all_tables",
    "SELECT pg_stat_get_tuples_inserted('finding'::regclass)",
    "SELECT * FROM pg_statistic",
    "SELECT last_value FROM finding_finding_id_seq",
    "SELECT nextval('finding_finding_id_seq')",
    "SELECT function_made_later()",
    "SELECT refuse_change()",
    "CREATE TABLE t (a integer)",
    "CREATE TEMPORARY TABLE t (a integer)",
    "CREATE VIEW v AS SELECT 1",
    "CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    "CREATE SCHEMA s",
    "SET ROLE wardreport",
    "SET ROLE wardreport_etl",
    "SET ROLE wardreport_reviewer",
    "INSERT INTO indicators (indicator) VALUES ('x')",
    "UPDATE indicators SET label = ''",
    "ALTER VIEW indicators RENAME TO other",
    "COPY (SELECT 1) TO '/tmp/out'",
    "COPY (SELECT * FROM consolidated) TO PROGRAM 'cat'",
)


@dataclass(frozen=True)
class Server:
    """A warehouse on PostgreSQL, and the URLs of its owner and of a user in each role."""

    owner: Warehouse
    urls: dict[str, str]

    def refuses(self, user: str, statement: str, *others: str) -> str:
        """Why a statement is refused: for want of a right, or by another SQLSTATE; fails where it is not."""
        engine = create_engine(self.urls[user])
        try:
            with pytest.raises(DBAPIError) as refused, engine.begin() as connection:
                connection.execute(text(statement))
        finally:
            engine.dispose()
        state = getattr(refused.value.orig, "sqlstate", None)
        assert state in ("42501", *others), f"{user}: {statement}: {refused.value}"
        return str(refused.value.orig)

    def allows(self, user: str, statement: str) -> None:
        """Runs a statement that a user may."""
        engine = create_engine(self.urls[user])
        try:
            with engine.begin() as connection:
                connection.execute(text(statement))
        finally:
            engine.dispose()


def _as_user(url: str, user: str, database: str | None = None) -> str:
    given = make_url(url).set(username=user)
    return (given.set(database=database) if database else given).render_as_string(hide_password=False)


def _make_users(connection: Connection) -> None:
    for user in USERS:
        connection.execute(text(f"DROP ROLE IF EXISTS try_{user}"))
        connection.execute(text(f"CREATE ROLE try_{user} LOGIN IN ROLE wardreport_{user}"))


@pytest.fixture(scope="module")
def server(postgresql: str) -> Iterator[Server]:
    """Everybody may do everything in the schema before the upgrade, as on a PostgreSQL before 15."""
    owner = Warehouse(postgresql, SQL)
    with owner.transaction() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
        connection.execute(text("GRANT ALL ON SCHEMA public TO PUBLIC"))
        connection.execute(text("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON TABLES TO PUBLIC"))
    owner.open()
    with owner.transaction() as connection:
        connection.execute(text("ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON TABLES FROM PUBLIC"))
        _make_users(connection)
        for statement in LATER.split(";"):
            connection.execute(text(statement))
        body = "'SELECT value FROM observation LIMIT 1'"
        connection.execute(
            text(f"CREATE FUNCTION function_made_later() RETURNS numeric LANGUAGE sql SECURITY DEFINER AS {body}")
        )
    yield Server(owner, {"owner": postgresql, **{user: _as_user(postgresql, f"try_{user}") for user in USERS}})
    owner.engine.dispose()


def test_every_table_is_known_to_this_test(server: Server) -> None:
    with server.owner.reading() as connection:
        there = set(
            connection.scalars(
                text(
                    "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v')"
                )
            )
        )
    assert there == {*TABLES, *BI_VIEWS, *INTERNAL_VIEWS, "made_later", "view_made_later"}


@pytest.mark.parametrize("name", BI_VIEWS)
def test_bi_reads_every_documented_view_and_changes_nothing_through_it(server: Server, name: str) -> None:
    server.allows("bi", f"SELECT * FROM {name}")  # noqa: S608
    server.refuses("bi", f"DELETE FROM {name}", "55000")  # noqa: S608  many can be changed by nobody


@pytest.mark.parametrize("name", [*TABLES, *INTERNAL_VIEWS, "made_later", "view_made_later"])
def test_bi_reads_no_table_no_internal_view_and_nothing_that_is_made_later(server: Server, name: str) -> None:
    assert f"permission denied for {'view' if 'view' in name or name in INTERNAL_VIEWS else 'table'} {name}" in (
        server.refuses("bi", f"SELECT * FROM {name}")  # noqa: S608
    )
    server.refuses("bi", f"SELECT COUNT(*) FROM {name}")  # noqa: S608


@pytest.mark.parametrize("statement", [s for s in FURTHER if s != "SET ROLE wardreport_reviewer"])
def test_a_reviewer_gets_no_further(server: Server, statement: str) -> None:
    server.refuses("reviewer", statement)


@pytest.mark.parametrize("statement", [*FURTHER, "EXPLAIN SELECT * FROM observation"])
def test_bi_gets_no_further(server: Server, statement: str) -> None:
    server.refuses("bi", statement)


def test_bi_reads_no_column_statistics_of_any_table(server: Server) -> None:
    with server.owner.transaction() as connection:
        connection.execute(text("ANALYZE"))
    engine = create_engine(server.urls["bi"])
    with engine.connect() as connection:
        told = connection.scalars(text("SELECT tablename FROM pg_stats WHERE schemaname = 'public'")).all()
        told += connection.scalars(text("SELECT tablename FROM pg_stats_ext WHERE schemaname = 'public'")).all()
    engine.dispose()
    assert told == []


def test_the_etl_takes_its_turn(server: Server) -> None:
    etl = Warehouse(server.urls["etl"], SQL)
    with etl.turn(timedelta(0), print), pytest.raises(ConfigurationError), server.owner.turn(timedelta(0), print):
        pass
    with server.owner.turn(timedelta(0), print):
        pass
    bi = Warehouse(server.urls["bi"], SQL)
    with (
        pytest.raises(ConfigurationError, match="this database user may not take a turn"),
        bi.turn(timedelta(0), print),
    ):
        pass
    bi.engine.dispose()
    etl.engine.dispose()


@pytest.mark.parametrize("name", [*TABLES, *INTERNAL_VIEWS, *BI_VIEWS])
def test_a_reviewer_reads_everything_and_writes_nothing(server: Server, name: str) -> None:
    server.allows("reviewer", f"SELECT * FROM {name}")  # noqa: S608
    if name in TABLES:
        column = "version_num" if name == "alembic_version" else next(iter(metadata.tables[name].c)).name
        server.refuses("reviewer", f"INSERT INTO {name} DEFAULT VALUES")
        server.refuses("reviewer", f"UPDATE {name} SET {column} = {column}")  # noqa: S608
        server.refuses("reviewer", f"DELETE FROM {name}")  # noqa: S608
        server.refuses("reviewer", f"TRUNCATE {name}")


@pytest.mark.parametrize("name", TABLES)
def test_the_etl_adds_to_every_table_and_changes_dimensions_only(server: Server, name: str) -> None:
    rights = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
    with server.owner.reading() as connection:
        has = {
            right
            for right in rights
            if connection.scalar(text(f"SELECT has_table_privilege('try_etl', '{name}', '{right}')"))
        }
    expected = {"SELECT"}
    if name != "alembic_version":
        expected |= {"INSERT"} | ({"UPDATE"} if name not in FACTS else set()) | ({"DELETE"} & _deletes(name))
    assert has == expected


def _deletes(name: str) -> set[str]:
    return {"DELETE"} if name in BRIDGES else set()


def test_the_etl_runs_the_whole_pipeline_and_can_undo_nothing(
    server: Server, tmp_path: Path, sample: Path, sample_decisions: tuple[Decision, ...]
) -> None:
    places: dict[str, Any] = {name: tmp_path / name for name in ("staging", "quarantine", "feedback", "releases")}
    places |= {"share": sample / "share", "expectations": write_few_rules(tmp_path / "expectations")}
    settings = Settings(warehouse=server.urls["etl"], converter=None, **places)
    deployment = deploy(settings)
    for _ in range(2):  # the second time it compares with what was published
        run_period(PERIOD, deployment, decisions=sample_decisions, as_of=AS_OF, tell=lambda _: None)
    deployment.warehouse.engine.dispose()
    with server.owner.reading() as connection:
        assert connection.scalar(text("SELECT COUNT(*) FROM observation")) == 14 * 91
        assert connection.scalar(text("SELECT COUNT(*) FROM consolidated")) == 91
    for statement in (
        "UPDATE observation SET value = 1",
        "DELETE FROM observation",
        "TRUNCATE observation",
        "UPDATE safe_figure SET status = 'nil'",
        "DELETE FROM release",
        "DROP TRIGGER observation_append_only ON observation",
        "ALTER TABLE observation DISABLE TRIGGER ALL",
        "ALTER TABLE observation ADD COLUMN more text",
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "SET session_replication_role = replica",
        "DROP TABLE observation",
        "DROP VIEW consolidated",
        "CREATE TABLE t (a integer)",
        "UPDATE alembic_version SET version_num = '0001'",
        "SELECT setval('finding_finding_id_seq', 1)",
        "DELETE FROM indicators",
        "SET ROLE wardreport",
    ):
        server.refuses("etl", statement)


def test_no_view_for_bi_reads_what_is_not_safe_not_even_through_others(server: Server) -> None:
    query = text(
        "SELECT DISTINCT v.relname AS reader, t.relname AS read FROM pg_depend AS d"
        " JOIN pg_rewrite AS r ON r.oid = d.objid AND d.classid = 'pg_rewrite'::regclass"
        " JOIN pg_class AS v ON v.oid = r.ev_class"
        " JOIN pg_class AS t ON t.oid = d.refobjid AND d.refclassid = 'pg_class'::regclass AND t.oid <> v.oid"
    )
    reads: dict[str, set[str]] = {}
    with server.owner.reading() as connection:
        for row in connection.execute(query):
            reads.setdefault(row.reader, set()).add(row.read)
        options = text("SELECT reloptions FROM pg_class WHERE relname = ANY(:views) AND reloptions IS NOT NULL")
        assert connection.scalars(options, {"views": list(BI_VIEWS)}).all() == []  # each runs with its owner's rights
    assert "observation" in _everything_below("lineage", reads)  # the walk finds what there is
    for view in BI_VIEWS:
        assert _everything_below(view, reads) & WITH_FIGURES == set(), view


def _everything_below(view: str, reads: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = {view}
    while waiting:
        more = reads.get(waiting.pop(), set()) - found
        found |= more
        waiting |= more
    return found


def test_who_opens_the_warehouse(server: Server) -> None:
    for user in ("etl", "reviewer"):
        opened = Warehouse(server.urls[user], SQL).open()
        opened.engine.dispose()
    with pytest.raises(ConfigurationError, match="may not look at the schema: permission denied for table") as refused:
        Warehouse(server.urls["bi"], SQL).open()
    assert "\n" not in str(refused.value)
    for user in USERS:  # what the figures mean is no secret
        reading = Warehouse(server.urls[user], SQL)
        assert reading.dictionary() == server.owner.dictionary() != ()
        reading.engine.dispose()
    for user, why in (
        ("etl", "must be owner of"),
        ("reviewer", "permission denied for"),
        ("bi", "permission denied for"),
    ):
        with pytest.raises(ConfigurationError, match=f"may not upgrade the warehouse: {why}") as refused:
            Warehouse(server.urls[user], SQL).upgrade()
        assert "\n" not in str(refused.value)
    assert not [line for line in server.owner.check() if "made_later" not in line]


@pytest.mark.parametrize(
    ("drift", "said"),
    [
        ("GRANT SELECT ON observation TO wardreport_bi", "role wardreport_bi may SELECT observation"),
        ("GRANT SELECT ON made_later TO PUBLIC", "role wardreport_bi may SELECT made_later"),
        ("GRANT SELECT (value) ON observation TO PUBLIC", "role wardreport_bi may SELECT observation"),
        ("REVOKE SELECT ON consolidated FROM wardreport_bi", "role wardreport_bi may not read consolidated"),
        ("GRANT UPDATE ON load TO wardreport_reviewer", "role wardreport_reviewer may UPDATE load"),
        ("GRANT DELETE ON indicators TO wardreport_bi", "role wardreport_bi may DELETE indicators"),
        ("GRANT EXECUTE ON FUNCTION lo_from_bytea(oid, bytea) TO PUBLIC", "role wardreport_bi may make large objects"),
        ("GRANT EXECUTE ON FUNCTION pg_advisory_lock(bigint) TO PUBLIC", "may hold the pipeline's locks"),
        ("GRANT CREATE ON SCHEMA public TO PUBLIC", "role wardreport_etl may create in the schema"),
    ],
)
def test_check_names_a_right_too_many_or_too_few_and_an_upgrade_mends_it(server: Server, drift: str, said: str) -> None:
    with server.owner.transaction() as connection:
        connection.execute(text(drift))
    assert any(said in line for line in server.owner.check())
    server.owner.upgrade()
    assert not [line for line in server.owner.check() if line.startswith("role")]


@pytest.fixture
def plain_owner(server: Server) -> Iterator[str]:
    """The URL of a database that belongs to a user who may make no role."""
    engine = create_engine(server.urls["owner"], isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("CREATE ROLE try_owner LOGIN"))
        connection.execute(text("CREATE DATABASE plain OWNER try_owner"))
        yield _as_user(server.urls["owner"], "try_owner", "plain")
        connection.execute(text("DROP DATABASE plain WITH (FORCE)"))
        connection.execute(text("DROP ROLE try_owner"))
    engine.dispose()


def test_an_owner_who_may_make_no_role_needs_them_made(server: Server, plain_owner: str, tmp_path: Path) -> None:
    other = tmp_path / "sql"
    shutil.copytree(SQL, other, ignore=shutil.ignore_patterns("__pycache__"))
    roles = (SQL / "roles.sql").read_text(encoding="utf-8")
    (other / "roles.sql").write_text(roles.replace("wardreport_etl", "absent_etl"), encoding="utf-8")
    warehouse = Warehouse(plain_owner, other)
    said = r"the role absent_etl is not there and try_owner may not make it: an administrator has to run CREATE ROLE"
    with pytest.raises(ConfigurationError, match=said) as refused:
        warehouse.open()
    assert "\n" not in str(refused.value)
    with warehouse.reading() as connection:
        assert connection.scalar(text("SELECT COUNT(*) FROM pg_class WHERE relname = 'observation'")) == 0
    warehouse.engine.dispose()

    there = Warehouse(plain_owner, SQL)
    assert there.open().check() == []
    assert there.upgrade() != ""
    bi = create_engine(_as_user(plain_owner, "try_bi"))
    with bi.connect() as connection:
        connection.execute(text("SELECT * FROM consolidated"))
        with pytest.raises(ProgrammingError, match="permission denied for table observation"):
            connection.execute(text("SELECT * FROM observation"))
    bi.dispose()
    there.engine.dispose()
