"""Whose DAGs Airflow would load."""

from __future__ import annotations

from pathlib import Path

from tests.checkup.told import statuses
from wardreport.checkup import airflow_checks


def test_airflow(tmp_path: Path) -> None:
    home, project = tmp_path / "airflow", tmp_path / "project"
    home.mkdir()

    def found(**environment: str) -> dict[str, str]:
        return statuses(airflow_checks.check_airflow(environment, project))

    wrong = {"airflow dags_folder": "failed", "airflow plugins_folder": "failed"}
    right = dict.fromkeys(wrong, "ok")
    assert found() == {"airflow": "ok"}
    assert found(AIRFLOW_HOME=str(home)) == wrong  # its own folders
    names = {f"AIRFLOW__CORE__{own.upper()}_FOLDER": str(project / own) for own in ("dags", "plugins")}
    assert found(AIRFLOW_HOME=str(home), **names) == found(**names) == right
    (home / "airflow.cfg").write_text(f"[core]\ndags_folder = {project}/dags\nx = %(y)s\n", encoding="utf-8")
    assert found(AIRFLOW_HOME=str(home)) == wrong | {"airflow dags_folder": "ok"}
    names["AIRFLOW__CORE__DAGS_FOLDER"] = "/elsewhere"  # the environment goes before the file
    assert found(AIRFLOW_HOME=str(home), **names) == right | {"airflow dags_folder": "failed"}
