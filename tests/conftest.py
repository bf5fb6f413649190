"""What all tests share. Under CI=true a skipped test is a failure."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sample.make_share import make_share
from sqlalchemy import text

from tests.effort import register_profiles
from tests.specimens.offices import Office, places_in
from tests.specimens.postgresql_server import NoServerError, postgresql_server
from tests.specimens.submissions import PERIOD
from wardreport.commands import app as cli
from wardreport.domain.validation import Decision
from wardreport.metadata import Metadata, load_metadata
from wardreport.metadata.rules.rule_book import RuleBook, load_rule_book
from wardreport.metadata.sources import RULES
from wardreport.review.decisions.decisions import read_decisions
from wardreport.stages.validate import RuleEngine
from wardreport.warehouse import Warehouse
from wardreport.workflow import pipeline
from wardreport.workflow.deployment import Deployment, deploy
from wardreport.workflow.settings import PROJECT

AS_OF = datetime(2024, 6, 5, 3, 0, tzinfo=UTC)


register_profiles()


def pytest_configure() -> None:
    """What browsers and office programs leave in a home folder stays inside the project."""
    home = PROJECT / "var" / "tmp" / "home"
    home.mkdir(parents=True, exist_ok=True)
    os.environ["HOME"] = str(home)
    for name in [name for name in os.environ if name.startswith("XDG_")]:
        del os.environ[name]


LONGEST = ("orchestration/test_components.py", "test_documented_commands.py", "orchestration/test_standalone.py")


SLOW_FIXTURES = {"postgresql", "browser", "office"}  # they start a program, or run a whole cycle


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes minutes begins first, else one process ends long after the others; who asks for the slow is slow."""
    for item in items:
        if isinstance(item, pytest.Function) and SLOW_FIXTURES & set(item.fixturenames):
            item.add_marker("slow")
    items.sort(key=lambda item: not item.path.as_posix().endswith(LONGEST))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport() -> Iterator[None]:
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]
    if report.skipped and os.environ.get("CI") == "true" and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped under CI: {report.longrepr}"


@pytest.fixture(scope="session", autouse=True)
def engine_of_runs() -> Iterator[RuleEngine]:
    """Great Expectations takes seconds a run, and tests hold it to the same findings.

    Runs in processes of their own judge by it: the DAGs', an installed wheel's, those of the documented commands.
    """
    outside_of_tests = pipeline.ENGINE
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "ENGINE", RuleEngine.AT_ONCE)
        yield outside_of_tests


@pytest.fixture(scope="session")
def metadata() -> Metadata:
    return load_metadata()


@pytest.fixture(scope="session")
def rule_book(metadata: Metadata) -> RuleBook:
    return load_rule_book(RULES, metadata)


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample share and its decision file, made once; a test that changes it works on a copy."""
    folder = tmp_path_factory.mktemp("sample")
    make_share(folder / "share", folder / "decisions" / f"{PERIOD}.yaml")
    return folder


@pytest.fixture(scope="session")
def sample_decisions(sample: Path) -> tuple[Decision, ...]:
    return read_decisions(sample / "decisions" / f"{PERIOD}.yaml", PERIOD)


@pytest.fixture
def deployment(tmp_path: Path, sample: Path) -> Deployment:
    """An empty warehouse over a copy of the sample share, which feedback goes into.

    No converter is wanted where a test does not look at the PDF.
    """
    share = tmp_path / "sample-share"
    shutil.copytree(sample / "share", share, ignore=shutil.ignore_patterns("phan-hoi"))
    return deploy(places_in(tmp_path, share))


@pytest.fixture
def own_share(sample: Path, tmp_path: Path, deployment: Deployment) -> Callable[[], Deployment]:
    """The same over a copy of the share, which the test may change."""

    def make() -> Deployment:
        share = tmp_path / "share"
        shutil.copytree(sample / "share", share, ignore=shutil.ignore_patterns("phan-hoi"))
        return replace(deployment, share=share)

    return make


@pytest.fixture(scope="session")
def drafted(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[tuple[Decision, ...]], Path]:
    """All that an office has after the draft of the sample cycle with such decisions; tests work on copies of it."""

    @cache
    def folder_of(decisions: tuple[Decision, ...]) -> Path:
        folder = tmp_path_factory.mktemp("drafted")
        shutil.copytree(sample / "share", folder / "share", ignore=shutil.ignore_patterns("phan-hoi"))
        made = Office.in_folder(folder, decisions, AS_OF)
        made.run()
        made.deployment.warehouse.engine.dispose()  # all of it is in its file
        return folder

    return folder_of


@pytest.fixture
def office(
    drafted: Callable[..., Path], sample_decisions: tuple[Decision, ...], tmp_path_factory: pytest.TempPathFactory
) -> Office:
    """An office with a share of its own and the draft of the sample cycle."""
    return Office.copied(drafted(sample_decisions), tmp_path_factory.mktemp("office"), sample_decisions, AS_OF)


@pytest.fixture
def undecided(drafted: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The same before anybody has decided on what is held."""
    return Office.copied(drafted(()), tmp_path_factory.mktemp("undecided"), (), AS_OF)


class Ran:
    """What a call of the command line ended with."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err

    @property
    def json(self) -> Any:
        """What was printed, with exact numbers."""
        return json.loads(self.out, parse_float=Decimal)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Calls ``wardreport`` with arguments, as a shell would."""

    def call(*arguments: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["wardreport", *(str(argument) for argument in arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return Ran(int(ended.value.code or 0), said.out, said.err)

    return call


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The SQLAlchemy URL of a real PostgreSQL server, started in a temporary folder."""
    try:
        with postgresql_server() as url:
            yield url
    except NoServerError as missing:
        pytest.skip(str(missing))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def warehouse(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Warehouse]:
    """An empty warehouse, once on each engine."""
    if request.param == "sqlite":
        opened = Warehouse(f"sqlite:///{tmp_path / 'warehouse.sqlite'}", PROJECT / "sql")
    else:
        opened = Warehouse(request.getfixturevalue("postgresql"), PROJECT / "sql")
        with opened.transaction() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
    yield opened.open()
    opened.engine.dispose()
