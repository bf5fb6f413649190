"""The components as production starts them, on PostgreSQL and with FAB: a half year over REST, without faults and with.

After each fault the work goes on by itself, and what comes of it is what came without: the release byte for byte, the
warehouse row for row.
"""

from __future__ import annotations

import json
import re
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sample.make_share import make_share, write_people
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.engine import make_url

from tests.effort import examples
from tests.orchestration.airflow.airflow_client import ENDED, AirflowClient, until
from tests.orchestration.airflow.airflow_components import Components, production_settings
from tests.orchestration.airflow.airflow_process import PLACES, QUICK, airflow_environment
from tests.orchestration.airflow.approval_story import FORM, TAKEN, ApprovalStory
from tests.orchestration.airflow.preloading import write_local_settings
from tests.orchestration.airflow.task_faults import faults_of
from tests.specimens.offices import Office
from tests.specimens.postgresql_server import NoServerError, PostgresqlServer
from tests.specimens.submissions import PERIOD
from wardreport.warehouse.schema import schema
from wardreport.workflow.deployment import Deployment, deploy
from wardreport.workflow.rebuilding import Likeness, rebuild
from wardreport.workflow.settings import PROJECT, Settings

pytestmark = pytest.mark.slow

RELEASE = f"{PERIOD}/r01"
OUTAGE, PATIENCE = 60 if examples(1) > 1 else 20, 400  # seconds
TIMES = re.compile(  # as the documents, the pages and the data write them, and checksums
    rb"\d\d:\d\d ng\xc3\xa0y \d\d/\d\d/\d{4}|\d\d/\d\d/\d{4} \d\d:\d\d"
    rb"|\d{4}-\d\d-\d\dT[\d:.]+\+\d\d:\d\d|\b[0-9a-f]{64}\b"
)
POLICY = "from tests.orchestration.airflow.task_faults import get_airflow_context_vars, task_policy\n"


@dataclass(frozen=True)
class Live:
    """What runs, and where."""

    server: PostgresqlServer
    components: Components
    folder: Path

    def client(self, user: str) -> AirflowClient:
        return AirflowClient(self.components.address, user)

    def deployment(self, place: str) -> Deployment:
        """The deployment that the place's tasks used."""
        places: dict[str, Any] = {name: self.folder / place / name for name in PLACES}
        return deploy(Settings(**places, warehouse=self._database(place), converter=None))

    def _database(self, name: str) -> str:
        return make_url(self.server.url).set(database=name).render_as_string()


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    try:
        server = PostgresqlServer()
    except NoServerError as missing:
        pytest.skip(str(missing))
    folder = tmp_path_factory.mktemp("components")
    try:
        server.start()
        _create(server, "airflow", "calm")
        components = Components(_environment(folder, server), folder)
        components.prepare("tests.orchestration.airflow.fab_people")
        try:
            components.start()
            yield Live(server, components, folder)
        finally:
            components.stop()
    finally:
        server.stop()
        server.delete()


def _create(server: PostgresqlServer, *databases: str) -> None:
    engine = create_engine(server.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for name in databases:
            connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()


def _environment(folder: Path, server: PostgresqlServer) -> dict[str, str]:
    for place in ("calm", "faulty"):
        make_share(folder / place / "share", folder / place / "decisions" / f"{PERIOD}.yaml")
        (folder / place / "faults").mkdir()
    write_people(folder / "people.csv")
    write_local_settings(folder / "airflow", POLICY)
    databases = server.url.removesuffix("postgres")
    return airflow_environment(
        folder,
        **production_settings(databases),
        **QUICK,
        AIRFLOW__CORE__EXECUTOR="LocalExecutor",
        AIRFLOW__CORE__DEFAULT_TIMEZONE="Asia/Ho_Chi_Minh",
        AIRFLOW__LOGGING__BASE_LOG_FOLDER=str(folder / "logs"),
        # shorter than production's, so that a supervisor that is gone is missed soon
        AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT="30",
        AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL="5",
        WARDREPORT_CONVERTER="/bin/false",  # the PDF is another test's
        TEST_PLACES=str(folder),
        TEST_SERVER=databases,
        PYTHONPATH=f"{PROJECT / 'plugins'}:{PROJECT}",
        NO_PROXY="127.0.0.1",
    )


def _ready(client: AirflowClient) -> None:
    until(lambda: client.get("/dags/publish_half_year")["dag_id"])
    until(lambda: client.get("/dags/collect_submissions")["dag_id"])


def _publish(live: Live, **conf: Any) -> str:
    """The draft, approved by the one who may; gives the run."""
    boss = live.client("lanh-dao")
    run = live.client("it").trigger("publish_half_year", period=str(PERIOD), **conf)
    assert str(PERIOD) in boss.asked("publish_half_year", run)

    def ended() -> str | None:
        state = boss.get(f"/dags/publish_half_year/dagRuns/{run}")["state"]
        if boss.tasks("publish_half_year", run)["approve"] == "awaiting_input":
            boss.answer("publish_half_year", run, "Approve", number=TAKEN, dated="2099-06-20")
        return str(state) if state in ENDED else None

    assert until(ended, PATIENCE) == "success"
    return run


@pytest.fixture(scope="module")
def calm(live: Live) -> Deployment:
    """A half year without faults."""
    it = live.client("it")
    _ready(it)
    run = it.trigger("collect_submissions", period=str(PERIOD), place="calm")
    assert it.ended("collect_submissions", run) == "success"
    run = _publish(live, place="calm")
    assert {number for task, number in it.tries("publish_half_year", run).items() if task != "approve"} == {1}
    return live.deployment("calm")


def test_the_components_release_what_the_right_person_approved(calm: Deployment) -> None:
    manifest = json.loads((calm.releases / RELEASE / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["number"], manifest["approval"]["approved_by"]) == (TAKEN, "Phó Chủ tịch")
    assert manifest["outstanding"] == []


@pytest.mark.hypothesis
def test_after_every_fault_the_release_is_the_same_and_nothing_is_doubled(
    live: Live, calm: Deployment, tmp_path: Path
) -> None:
    it, folder, which = live.client("it"), live.folder / "faulty", "all" if examples(1) > 1 else "some"
    share, away = folder / "share", folder / "away"
    share.rename(away)
    run = it.trigger("collect_submissions", period=str(PERIOD), place="faulty", faults=which)
    until(lambda: _failed_tries(it, run) == 1)
    _create(live.server, "faulty")  # so far the warehouse was not there either
    until(lambda: _failed_tries(it, run) == 2)
    away.rename(share)
    until(lambda: list((folder / "faults").glob("*without database")))
    live.server.stop()
    (folder / "faults" / "go").touch()
    time.sleep(OUTAGE)
    live.server.start()
    assert it.ended("collect_submissions", run, PATIENCE) == "success"
    _tried_again(it, "collect_submissions", run, which)
    run = _publish(live, place="faulty", faults=which)
    _tried_again(it, "publish_half_year", run, which)
    # the connections that looked at either before the outage are gone with it
    calm, faulty = live.deployment("calm"), live.deployment("faulty")
    assert _rows(faulty) == _rows(calm)
    for edition in ("r01", "draft"):
        assert _manifests(faulty, edition) == _manifests(calm, edition)
    assert _files(faulty) == _files(calm)
    assert _written(faulty) == _written(calm)
    _, files = rebuild(RELEASE, faulty, tmp_path)
    assert {file.file for file in files if file.likeness is not Likeness.SAME} == {
        "manifest.json",
        "internal/manifest.json",
    }
    events = [e["extra"] for e in it.get("/assets/events?limit=100")["asset_events"] if e["extra"].get("release")]
    assert events == [{"period": str(PERIOD), "release": "r01"}] * 2  # one a place


def test_the_right_person_s_whole_answer_releases_and_no_other(live: Live, calm: Deployment) -> None:
    """Who is who is FAB's to say: its ids are numbers, and a reviewer may not answer by his role there."""
    Office(calm, (), datetime.now(UTC) - timedelta(days=20)).correct("01834", 9, 20)
    of_period, internal = calm.releases / str(PERIOD), calm.internal / str(PERIOD)
    form = {**FORM, "dated": "2099-06-21"}  # after the release that is out
    rights: Any = {"kept_out": ("kiem-tra",), "wrong": "it"}
    ApprovalStory(live.client, of_period, internal, form=form, conf={"place": "calm"}, **rights).play()
    manifest = json.loads((of_period / "r02" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["approval"]["approved_by"] == "Phó Chủ tịch"


def _failed_tries(it: AirflowClient, run: str) -> int:
    """Of the task ``collect``."""
    waits = it.tasks("collect_submissions", run)["collect"] == "up_for_retry"
    return it.tries("collect_submissions", run)["collect"] - (not waits)


def _tried_again(it: AirflowClient, dag: str, run: str, which: str) -> None:
    tries, states = it.tries(dag, run), it.tasks(dag, run)
    assert set(states.values()) == {"success"}
    for instance, number in tries.items():
        assert number > len(faults_of(dag, instance.partition("[")[0], which)), instance


def _rows(deployment: Deployment) -> dict[str, int]:
    with deployment.warehouse.reading() as connection:
        return {
            name: int(connection.execute(select(func.count()).select_from(table)).scalar_one())
            for name, table in schema.metadata.tables.items()
        }


def _manifests(deployment: Deployment, edition: str) -> list[dict[str, Any]]:
    places = (place / str(PERIOD) / edition for place in (deployment.releases, deployment.internal))
    return [
        json.loads((place / "manifest.json").read_text(encoding="utf-8"))
        | dict.fromkeys(("created_at", "files", "published_sha256"))
        for place in places
    ]


def _written(deployment: Deployment) -> dict[str, Any]:
    """What every file of the draft and of the release says, but for times and for checksums of what tells them."""
    of_period = deployment.releases / str(PERIOD)
    files = [file for file in of_period.rglob("*") if file.is_file() and file.name != "manifest.json"]
    return {str(file.relative_to(of_period)): _timeless(file) for file in files}


def _timeless(file: Path) -> Any:
    if file.suffix not in {".docx", ".xlsx"}:
        return TIMES.sub(b"", file.read_bytes())
    with zipfile.ZipFile(file) as archive:
        return {name: TIMES.sub(b"", archive.read(name)) for name in archive.namelist()}


def _files(deployment: Deployment) -> list[str]:
    """Everything that lies there for people or for the next run, but what a run hands over under its own id."""
    found = []
    for folder in (deployment.releases, deployment.feedback, deployment.staging / "submissions", deployment.quarantine):
        # a copy that a killed look had begun is deleted by one a day later (tests/workflow/test_faults.py)
        names = [str(file.relative_to(folder.parent)) for file in folder.rglob("*")]
        found += [name for name in names if "incoming-" not in name]
    return sorted(found)
