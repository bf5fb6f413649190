"""The timetables as Airflow has them, and runs by hand that name no period."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sample.make_share import make_share
from sqlalchemy import create_engine, text

from tests.orchestration.airflow.airflow_process import airflow_environment, run_script
from wardreport.domain.deadline import VIETNAM

pytestmark = pytest.mark.slow

INSIDE, OUTSIDE, LONG_AFTER = "2024-06-05T10:30+07:00", "2024-07-01T10:30+07:00", "2024-08-01T10:30+07:00"


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("by_hand")
    make_share(made / "whole", made / "whole.yaml")
    (made / "share").mkdir()
    unit = "01834-phuong-nguyen-thi-minh-khai"
    (made / "whole" / unit).rename(made / "share" / unit)
    return made


@pytest.fixture(scope="module")
def found(folder: Path) -> dict[str, Any]:
    environment = airflow_environment(
        folder, WARDREPORT_FEEDBACK=str(folder / "feedback"), WARDREPORT_QUARANTINE=str(folder / "quarantine")
    )
    return run_script(environment, "calendar.run_by_hand", INSIDE, OUTSIDE, LONG_AFTER)


DAGS = pytest.mark.parametrize("dag", ["collect_submissions", "publish_half_year"])


@DAGS
def test_a_timetable_comes_back_the_same_from_airflows_serialisation(found: dict[str, Any], dag: str) -> None:
    assert found["timetables"][dag]["same"] is True
    assert "(giờ Việt Nam)" in found["timetables"][dag]["description"]


@DAGS
def test_where_the_calendar_ends_there_is_no_next_run(found: dict[str, Any], dag: str) -> None:
    assert found["timetables"][dag]["after_the_end"] is None


def test_a_plan_of_another_version_is_refused_with_one_line(found: dict[str, Any]) -> None:
    assert found["refused"].startswith("timetable: colour")


def test_a_run_by_hand_has_the_interval_of_the_planned_one_or_its_moment(found: dict[str, Any]) -> None:
    def told(dag: str) -> list[list[datetime]]:
        return [[datetime.fromisoformat(at) for at in pair] for pair in found["timetables"][dag]["by_hand"]]

    outside, long_after = ([datetime.fromisoformat(at)] * 2 for at in (OUTSIDE, LONG_AFTER))
    looked = [local("2024-06-05T06:00"), local("2024-06-05T12:00")]
    assert told("collect_submissions") == [looked, outside, long_after]
    assert told("publish_half_year") == [[local("2023-12-15"), local("2024-06-15")], outside, long_after]


def test_what_a_new_installation_runs_first(found: dict[str, Any]) -> None:
    def told(dag: str) -> list[datetime]:
        return [datetime.fromisoformat(at) for at in found["timetables"][dag]["first"]]

    # what was missed a little while ago is made up, what was missed long ago is not
    assert told("collect_submissions") == [local("2024-06-05T06:00"), local("2024-06-24"), local("2024-11-15T06:00")]
    newest = local("2024-06-19T08:00")
    assert told("publish_half_year") == [newest, newest, local("2024-12-19T08:00")]


def test_a_run_that_names_no_period_is_of_the_cycle_collected_on_its_day(found: dict[str, Any], folder: Path) -> None:
    assert found["states"][0]["run"] == "success"
    with create_engine(f"sqlite:///{folder / 'warehouse.sqlite'}").connect() as connection:
        assert connection.scalars(text("SELECT DISTINCT period FROM load")).all() == ["2024-S1"]


def test_and_outside_of_a_collection_its_first_task_fails_at_once(found: dict[str, Any]) -> None:
    for state in found["states"][1:]:
        assert state["run"] == "failed"
        assert state["tasks"]["collect"] == "failed"
        assert set(state["tasks"].values()) == {"failed", "upstream_failed"}
