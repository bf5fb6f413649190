"""What holds for every DAG of the project, whichever is added."""

import json
from typing import Any

import pytest

from tests.orchestration.airflow.airflow_process import airflow_environment, run_script
from wardreport.orchestration.airflow_checkup import POOLS
from wardreport.orchestration.run_context import WRITING_POOL
from wardreport.workflow.settings import PROJECT

pytestmark = pytest.mark.slow

TIMETABLES = {
    "collect_submissions": "CycleTimetable",
    "publish_half_year": "CycleTimetable",
    "restate_period": "NullTimetable",
    "send_notices": "CycleTimetable",
}


@pytest.fixture(scope="module")
def dags(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("policy")
    found = run_script(airflow_environment(folder), "list_dags")
    assert found["errors"] == {}
    dags: dict[str, Any] = found["dags"]
    return dags


def test_a_file_is_a_dag_of_its_name_and_each_has_its_schedule(dags: dict[str, Any]) -> None:
    assert sorted(dags) == sorted(file.stem for file in (PROJECT / "dags").glob("*.py"))
    assert {name: dag["timetable"] for name, dag in dags.items()} == TIMETABLES


def test_every_dag_says_in_vietnamese_what_it_is(dags: dict[str, Any]) -> None:
    for name, dag in dags.items():
        assert "wardreport" in dag["tags"], name
        assert set(dag["doc"]) & set("ạảấầệốộởừữđ"), name
        assert dag["display"] != name
    own_tags = [tuple(tag for tag in dag["tags"] if tag != "wardreport") for dag in dags.values()]
    assert all(own_tags)
    assert len(set(own_tags)) == len(own_tags)
    assert len({dag["display"] for dag in dags.values()}) == len(dags)


def test_one_run_at_a_time_and_no_catching_up(dags: dict[str, Any]) -> None:
    assert {(dag["active"], dag["catchup"]) for dag in dags.values()} == {(1, False)}


def test_of_every_dag_a_failure_is_noted_and_that_it_does_not_end(dags: dict[str, Any]) -> None:
    hours = {name: {reason: after / 3600 for reason, after in dag["deadlines"].items()} for name, dag in dags.items()}
    assert hours == {
        "collect_submissions": {"not_finished": 2},
        "publish_half_year": {"not_finished": 3, "approval": 48},
        "restate_period": {"not_finished": 3, "approval": 48},
        "send_notices": {"not_finished": 2},
    }
    assert all(dag["notes_failure"] for dag in dags.values())


def test_every_task_has_owner_retries_timeout_and_a_name_for_people(dags: dict[str, Any]) -> None:
    for dag in dags.values():
        shown = [task["display"] for task in dag["tasks"].values()]
        assert len(set(shown)) == len(shown)
        for name, task in dag["tasks"].items():
            assert task["owner"] == "wardreport", name
            assert task["retries"] >= 1, name
            assert task["delay"] >= 60, name
            assert 0 < task["timeout"] <= 3600, name
            assert task["display"] != name


def test_every_task_waits_in_a_pool_that_is_imported_and_writers_one_after_the_other(dags: dict[str, Any]) -> None:
    pools = json.loads(POOLS.read_text(encoding="utf-8"))
    waiting = {(name, task["pool"]) for dag in dags.values() for name, task in dag["tasks"].items()}
    assert {pool for _, pool in waiting} == set(pools)
    writers = {name for name, pool in waiting if pool == WRITING_POOL}
    assert writers == {"load", "publish", "release", "restate"}
    assert pools[WRITING_POOL]["slots"] == 1


def test_the_way_from_the_share_to_the_release_is_told_by_assets(dags: dict[str, Any]) -> None:
    told = {name: task["assets"] for name, task in dags["publish_half_year"]["tasks"].items() if task["assets"]}
    assert told == {
        "collect": ["wardreport_share"],
        "load": ["wardreport_warehouse"],
        "list_late": ["wardreport_warehouse"],
        "consolidate": ["wardreport_warehouse"],
        "publish": ["wardreport_draft"],
        "release": ["wardreport_draft", "wardreport_release", "wardreport_warehouse"],
    }


def test_only_reading_is_mapped_and_its_chunks_are_bounded(dags: dict[str, Any]) -> None:
    mapped = {task for dag in dags.values() for task, told in dag["tasks"].items() if told["mapped"]}
    assert mapped == {"read"}  # over what collect gives: at most MAX_CHUNKS, counted in test_dags


def test_every_approval_ends_is_no_by_default_and_is_assigned_by_no_id(dags: dict[str, Any]) -> None:
    approvals = [task for dag in dags.values() for task in dag["tasks"].values() if task["defaults"]]
    assert len(approvals) == 2
    for approval in approvals:
        assert approval["defaults"] == ["Reject"]
        assert approval["answered_within"] == 14 * 24 * 3600
        assert approval["assigned"] is None  # an id of FAB is a number: people.csv says who may, by login
