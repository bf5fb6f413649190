"""A half year in a real ``airflow standalone``, driven over REST by the three people who work with it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sample.make_share import make_share, narratives, units, write_people
from sample.standalone import session_of

from tests.orchestration.airflow.approval_page import ApproverAtWork
from tests.orchestration.airflow.approval_story import FORM, TAKEN, ApprovalStory
from tests.orchestration.airflow.live_airflow import LiveAirflow, live_airflow
from tests.specimens.offices import Office, places_in
from tests.specimens.submissions import PERIOD
from wardreport.checkup.airflow_checks import check_inside_airflow
from wardreport.metadata import Metadata
from wardreport.metadata.calendar.run_hours import RunKind, load_run_hours
from wardreport.orchestration.calendar.planned_runs import next_run, plan_of, runs_of
from wardreport.workflow.deployment import deploy

pytestmark = pytest.mark.slow

DAGS = {"collect_submissions": RunKind.COLLECT, "publish_half_year": RunKind.PUBLISH, "restate_period": None}
FIRST = ("01834", "01837", "058-CA")  # those that send their annexes first
HELD = {"01837", "058-D178"}  # contradict themselves, until that is decided
ASKED = "Phê duyệt công bố"  # as the question's task is named
MOST_XCOM = 2000  # characters


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveAirflow]:
    folder = tmp_path_factory.mktemp("standalone")
    make_share(folder / "to-come", folder / "decided" / f"{PERIOD}.yaml")
    write_people(folder / "people.csv")
    (folder / "share").mkdir()
    with live_airflow(folder, WARDREPORT_CONVERTER="/bin/false") as running:
        yield running
    assert session_of(running.session) == []


def test_it_is_set_up_and_each_user_may_do_what_is_his(live: LiveAirflow, metadata: Metadata) -> None:
    it, reviewer = live.client("it"), live.client("kiem-tra")
    assert it.get("/importErrors")["import_errors"] == []
    assert {"wardreport", "wardreport_warehouse"} <= {one["name"] for one in it.get("/pools")["pools"]}
    for dag, kind in DAGS.items():
        assert reviewer.get(f"/dags/{dag}/details")["doc_md"]
        planned = it.get(f"/dags/{dag}")["next_dagrun_run_after"]
        if kind is None:
            assert planned is None
        else:
            assert datetime.fromisoformat(planned) in _next(metadata, kind)
    for user, status in {"kiem-tra": 403, "lanh-dao": 403, "it": 201}.items():
        assert live.client(user).call("POST", "/variables", key="tried_by_a_test", value="-").status_code == status


def _next(metadata: Metadata, kind: RunKind) -> set[datetime | None]:
    """The next run by the calendar, now and some minutes ago, when Airflow asked."""
    plan, now = plan_of(metadata, load_run_hours()[kind]), datetime.now(UTC)
    for_days = timedelta(days=plan.made_up_for_days)
    runs = [
        next_run(runs_of(plan), after=None, earliest=None, latest=None, now=moment, made_up_for=for_days)
        for moment in (now - timedelta(minutes=5), now)
    ]
    return {run and run.run_after for run in runs}


def test_a_half_year_from_the_folders_to_a_revision(live: LiveAirflow) -> None:
    of_period = live.folder / "releases" / str(PERIOD)
    _appear(live, *FIRST)
    _collect(live)
    sent = {unit: "held" if unit in HELD else "accepted" for unit in FIRST}
    assert _states(live) == {one["unit"]: "late" for one in units()} | sent
    _appear(live, *(one["unit"] for one in units() if one["unit"] not in FIRST))
    _collect(live)
    assert {unit for unit, state in _states(live).items() if state == "held"} == HELD
    returned = (live.folder / "feedback" / str(PERIOD)).glob("*/phan-hoi-*.xlsx")
    assert {file.parent.name for file in returned} == HELD

    shutil.copytree(live.folder / "decided", live.folder / "decisions")
    it, approver = live.client("it"), live.client("lanh-dao")
    run = it.trigger("publish_half_year", period=str(PERIOD))
    assert str(PERIOD) in approver.asked("publish_half_year", run)
    assert set(_states(live).values()) == {"accepted"}
    assert _released(live) == []
    assert approver.answer("publish_half_year", run, "Approve", number=TAKEN) == 200
    _ended(live, "publish_half_year", run)
    assert _names(of_period) == ["draft", "r01"]
    first = _manifest(of_period / "r01")
    assert first["approval"]["approved_by"] == "Phó Chủ tịch"
    assert (first["number"], first["outstanding"]) == (TAKEN, [])
    files = {file.name: file.stat().st_mtime_ns for file in (of_period / "r01").iterdir()}
    assert "bao-cao.docx" in files
    assert "bao-cao.pdf" not in files

    run = it.trigger("restate_period", period=str(PERIOD))
    unchanged = _ended(live, "restate_period", run)
    assert (unchanged["propose"], unchanged["approve"], unchanged["restate"]) == ("skipped", "skipped", "success")
    assert _names(of_period) == ["draft", "r01"]

    office = Office(deploy(places_in(live.folder, live.folder / "share")), (), datetime.now(UTC) - timedelta(days=20))
    office.correct("01834", 9, 20)
    clicks = ApproverAtWork(live.address, "lanh-dao", live.folder / "pictures")
    told = ApprovalStory(
        live.client, of_period, live.folder / "internal" / str(PERIOD), answered=lambda: clicks.approve(ASKED, FORM)
    )
    told.play()
    second = _manifest(of_period / "r02")
    assert (second["number"], second["reason"]) == (FORM["number"], FORM["reason"])
    assert {file.name: file.stat().st_mtime_ns for file in (of_period / "r01").iterdir()} == files
    assert _released(live) == [{"period": str(PERIOD), "release": name} for name in ("r01", "r02")]
    # what was started by hand had to be switched on, with its timetable
    told_by = {check.name: check.says for check in check_inside_airflow(live.environment)}
    assert "on: collect_submissions, publish_half_year; off: send_notices" in told_by["airflow timetables"]


def test_what_runs_handed_on_is_small_and_without_a_word_or_file_name_of_a_unit(live: LiveAirflow) -> None:
    it = live.client("it")
    listed = it.get("/dags/~/dagRuns/~/taskInstances/~/xcomEntries?limit=1000")["xcom_entries"]
    values = [
        it.get(
            f"/dags/{one['dag_id']}/dagRuns/{one['run_id']}/taskInstances/{one['task_id']}"
            f"/xcomEntries/{one['key']}?map_index={one['map_index']}"
        )["value"]
        for one in listed
        if one["dag_id"] == "restate_period"
    ]
    assert len(values) > len(FIRST)
    assert max(len(json.dumps(value)) for value in values) < MOST_XCOM
    logs = [file.read_text(encoding="utf-8", errors="replace") for file in _logs(live)]
    written = "\n".join([*logs, json.dumps(values)])
    assert f"collected {len(units())} submissions" in written
    sentences = [text for said in narratives().values() for text in said.values()]
    for said in [*(text.splitlines()[0] for text in sentences), *(one["file"] for one in units())]:
        assert said not in written
        assert json.dumps(said)[1:-1] not in written


def _logs(live: LiveAirflow) -> list[Path]:
    return [*(live.folder / "airflow" / "logs").rglob("*.log"), live.folder / "standalone.log"]


def _appear(live: LiveAirflow, *listed: str) -> None:
    """Units put their annexes into their folders."""
    for unit in units():
        if unit["unit"] in listed:
            shutil.copytree(live.folder / "to-come" / unit["folder"], live.folder / "share" / unit["folder"])


def _collect(live: LiveAirflow) -> None:
    run = live.client("kiem-tra").trigger("collect_submissions", period=str(PERIOD))
    _ended(live, "collect_submissions", run)


def _ended(live: LiveAirflow, dag: str, run: str) -> dict[str, str]:
    """The states of the tasks of a run that ended well, each after one try."""
    it = live.client("it")
    assert it.ended(dag, run) == "success"
    assert max(it.tries(dag, run).values()) == 1
    return it.tasks(dag, run)


def _states(live: LiveAirflow) -> dict[str, str]:
    said: list[dict[str, Any]] = json.loads(live.wardreport("status", str(PERIOD), "--json"))
    return {one["unit"]: one["state"] for one in said}


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def _manifest(folder: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return read


def _released(live: LiveAirflow) -> list[dict[str, str]]:
    """What other DAGs were told of releases, in order."""
    events = live.client("it").get("/assets/events?order_by=timestamp")["asset_events"]
    return [event["extra"] for event in events if event["name"] == "wardreport_release"]
