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

from tests.orchestration.airflow.approval_page import approve_by_clicks
from tests.orchestration.airflow.live_airflow import LiveAirflow, live_airflow
from tests.specimens.offices import Office, places_in
from tests.specimens.submissions import PERIOD
from wardreport.domain.release import EDITED_REPORT, OPINION, REPORT
from wardreport.metadata import Metadata
from wardreport.metadata.calendar.run_hours import RunKind, load_run_hours
from wardreport.orchestration.calendar.planned_runs import next_run, plan_of, runs_of
from wardreport.workflow.deployment import deploy

pytestmark = pytest.mark.slow

DAGS = {"collect_submissions": RunKind.COLLECT, "publish_half_year": RunKind.PUBLISH, "restate_period": None}
FIRST = ("01834", "01837", "058-CA")  # those that send their annexes first
HELD = {"01837", "058-D178"}  # contradict themselves, until that is decided
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
    _collect(live)
    assert set(_states(live).values()) == {"accepted"}

    it, approver = live.client("it"), live.client("lanh-dao")
    _only_a_whole_answer_of_the_right_person_counts(live, of_period)
    _another_file_than_was_proposed_is_refused_and_the_answer_stays(live, of_period)
    first = _manifest(of_period / "r01")
    assert first["approval"]["approved_by"] == "Phó Chủ tịch"
    assert (first["number"], first["outstanding"]) == (45, [])
    files = {file.name: file.stat().st_mtime_ns for file in (of_period / "r01").iterdir()}
    assert "bao-cao.docx" in files
    assert "bao-cao.pdf" not in files

    run = it.trigger("restate_period", period=str(PERIOD))
    unchanged = _ended(live, "restate_period", run)
    assert (unchanged["propose"], unchanged["approve"], unchanged["restate"]) == ("skipped", "skipped", "success")
    assert _names(of_period) == ["draft", "r01"]

    office = Office(deploy(places_in(live.folder, live.folder / "share")), (), datetime.now(UTC) - timedelta(days=20))
    office.correct("01834", 9, 20)
    run = _asked(live, "restate_period")
    assert approver.answer("restate_period", run, "Approve", number=52) == 400  # a revision needs a reason
    assert approver.answer("restate_period", run, "Approve", number=45, reason="Phường nộp lại biểu") == 400  # taken
    approve_by_clicks(live.address, approver.user, "restate_period", run, number="52", reason="Phường nộp lại biểu")
    _ended(live, "restate_period", run)
    assert _names(of_period) == ["draft", "r01", "r02"]
    second = _manifest(of_period / "r02")
    assert (second["number"], second["reason"]) == (52, "Phường nộp lại biểu")
    assert {file.name: file.stat().st_mtime_ns for file in (of_period / "r01").iterdir()} == files
    assert _released(live) == [{"period": str(PERIOD), "release": name} for name in ("r01", "r02")]


def _only_a_whole_answer_of_the_right_person_counts(live: LiveAirflow, of_period: Path) -> None:
    it, reviewer, approver = live.client("it"), live.client("kiem-tra"), live.client("lanh-dao")
    run = reviewer.trigger("publish_half_year", period=str(PERIOD))
    assert it.ended("publish_half_year", run) == "failed"
    assert it.tasks("publish_half_year", run)["collect"] == "failed"  # who reviews starts no publication

    run = _asked(live, "publish_half_year")
    assert approver.answer_at_once("publish_half_year", run, "Approve") in {409, 400}  # too early, or no number
    assert approver.answer("publish_half_year", run, "Approve") == 400  # no number
    assert approver.answer("publish_half_year", run, "Approve", number=45, edited=True) == 400  # there is none
    assert approver.answer("publish_half_year", run, "Approve", number=45, proposal="0" * 64) == 400
    assert reviewer.answer("publish_half_year", run, "Approve", number=45) == 200  # and does not count
    assert str(PERIOD) in approver.asked("publish_half_year", run)
    assert approver.answer("publish_half_year", run, "Reject", opinion="Xem lại phần thuyết minh.") == 200
    assert _ended(live, "publish_half_year", run)["release"] == "skipped"
    assert _names(of_period) == ["draft"]
    own = of_period.parents[1] / "internal" / of_period.name
    assert _names(own) == ["draft", OPINION]
    assert "thuyết minh" in (own / OPINION).read_text(encoding="utf-8")
    assert _released(live) == []


def _another_file_than_was_proposed_is_refused_and_the_answer_stays(live: LiveAirflow, of_period: Path) -> None:
    it, approver = live.client("it"), live.client("lanh-dao")
    edited = of_period / EDITED_REPORT
    shutil.copy(of_period / "draft" / REPORT, edited)
    run = _asked(live, "publish_half_year")
    proposed = edited.read_bytes()
    edited.write_bytes(proposed + b" ")
    assert approver.answer("publish_half_year", run, "Approve", number=45, edited=True) == 200
    assert approver.answer("publish_half_year", run, "Reject") == 409
    assert it.ended("publish_half_year", run) == "failed"  # not the file that was proposed
    assert _names(of_period) == sorted(["draft", EDITED_REPORT])
    edited.write_bytes(proposed)
    assert it.clear("publish_half_year", run, "release") == 200
    assert it.ended("publish_half_year", run) == "success"  # with the same answer
    tries = it.tries("publish_half_year", run)
    assert (tries.pop("release"), set(tries.values()) <= {1, 2}, tries["approve"]) == (2, True, 1)
    assert _names(of_period) == sorted(["draft", "r01", EDITED_REPORT])  # the opinion is answered
    edited.unlink()


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


def _asked(live: LiveAirflow, dag: str) -> str:
    """Starts a run and waits until it asks for approval."""
    approver = live.client("lanh-dao")
    run = live.client("it").trigger(dag, period=str(PERIOD))
    assert str(PERIOD) in approver.asked(dag, run)
    return run


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
