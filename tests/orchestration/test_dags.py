"""The DAGs under the real plugin loader, run for real."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sample.make_share import make_share
from sqlalchemy import create_engine, text

from tests.orchestration.airflow.airflow_process import airflow_environment, results_of
from tests.specimens.submissions import PERIOD
from wardreport.correspondence.reminder_letter import LATE_LIST
from wardreport.orchestration.tasks import chunks_of
from wardreport.workflow.settings import PROJECT

pytestmark = pytest.mark.slow

Run = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_share(tmp_path / "share", tmp_path / "decisions" / f"{PERIOD}.yaml")
    return tmp_path


def _counts(folder: Path) -> dict[str, int]:
    engine = create_engine(f"sqlite:///{folder / 'warehouse.sqlite'}")
    with engine.connect() as connection:
        tables = ("load", "submission", "assessment", "observation", "decision", "release")
        return {t: connection.scalar(text(f"SELECT COUNT(*) FROM {t}")) or 0 for t in tables}  # noqa: S608


def test_two_rounds_end_in_a_draft_and_load_nothing_twice(folder: Path) -> None:
    first, second = results_of(airflow_environment(folder), "run_dags", str(PERIOD), "2")
    for result in (first, second):
        assert result["errors"] == {}
        for dag in ("collect_submissions", "publish_half_year"):
            assert result["states"][dag]["run"] == "success"
            states = result["states"][dag]["tasks"]
            skipped = {f"{task}[-1]" for task in ("propose", "approve", "release") if dag == "publish_half_year"}
            assert {task for task, state in states.items() if state == "skipped"} == skipped
            assert set(states.values()) <= {"success", "skipped"}
            assert result["states"][dag]["xcom"] < 1000  # names of files go through XCom, never what is in them
    mapped = [task for task in first["states"]["collect_submissions"]["tasks"] if task.startswith("read[")]
    assert mapped == ["read[0]"]  # so few as 14 submissions go in one
    counts = {"load": 1, "submission": 14, "assessment": 14, "observation": 14 * 91, "decision": 2, "release": 1}
    assert _counts(folder) == counts
    assert (folder / f"releases/{PERIOD}/draft/manifest.json").is_file()
    assert (folder / f"reminders/{PERIOD}/{LATE_LIST}").is_file()
    assert (folder / "warehouse.sqlite").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("submissions", "tasks"), [(0, 1), (14, 1), (99, 2), (399, 8), (3321, 8)])
def test_reading_is_mapped_over_a_bounded_number_of_chunks(submissions: int, tasks: int) -> None:
    numbers: Any = tuple(range(submissions))
    chunks: Any = chunks_of(numbers)
    assert len(chunks) == tasks
    assert sorted(number for chunk in chunks for number in chunk) == list(numbers)
    assert max(map(len, chunks)) - min(map(len, chunks)) <= 1


def test_a_decision_that_matches_nothing_fails_the_run_at_once_with_its_line(folder: Path) -> None:
    file = folder / f"decisions/{PERIOD}.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("indicator: fac_total", "indicator: staff_total"))
    environment = airflow_environment(folder)
    airflow = [sys.executable, "-m", "airflow"]
    quiet: dict[str, Any] = {"env": environment, "capture_output": True, "text": True, "timeout": 300}
    subprocess.run([*airflow, "db", "migrate"], check=True, **quiet)
    conf = json.dumps({"period": str(PERIOD)})
    done = subprocess.run([*airflow, "dags", "test", "collect_submissions", "--conf", conf], check=False, **quiet)
    assert done.returncode != 0
    assert "matches no held submission" in done.stdout + done.stderr
    assert _counts(folder)["load"] == 0


def test_only_the_plugin_file_is_executed_as_a_top_level_module(folder: Path) -> None:
    (result,) = results_of(airflow_environment(folder), "list_loaded_modules")
    assert result["errors"] == {}
    assert "wardreport" in result["plugins"]
    assert "wardreport_plugin" in result["modules"]
    for name in result["modules"]:
        assert name == "wardreport_plugin" or name.split(".")[0] == "wardreport", name


def test_and_without_the_ignore_file_it_would_be_otherwise(folder: Path) -> None:
    shutil.copytree(PROJECT / "plugins", folder / "plugins")
    (folder / "plugins/.airflowignore").unlink()
    unprotected = airflow_environment(folder, AIRFLOW__CORE__PLUGINS_FOLDER=str(folder / "plugins"))
    (result,) = results_of(unprotected, "list_loaded_modules")
    assert {"suppression", "aggregation"} <= set(result["modules"])


@pytest.mark.parametrize("dag", sorted(file.name for file in (PROJECT / "dags").glob("*.py")))
def test_a_dag_file_imports_nothing_heavy(dag: str, folder: Path) -> None:
    code = (
        "import runpy, sys; sys.path.insert(0, sys.argv[2]); runpy.run_path(sys.argv[1]);"
        "import json; print('RESULT ' + json.dumps(sorted({n.split('.')[0] for n in sys.modules})))"
    )
    command = [sys.executable, "-c", code, str(PROJECT / "dags" / dag), str(PROJECT / "plugins")]
    done = subprocess.run(
        command, env=airflow_environment(folder), capture_output=True, text=True, timeout=120, check=True
    )
    loaded = set(json.loads(done.stdout.split("RESULT ")[1]))
    assert not loaded & {"pandas", "great_expectations", "openpyxl", "docx", "numpy", "lxml"}
