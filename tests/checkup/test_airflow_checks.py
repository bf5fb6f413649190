"""Whose DAGs Airflow would load."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.checkup.told import statuses
from tests.orchestration.airflow.airflow_process import airflow_environment
from wardreport.checkup import airflow_checks
from wardreport.orchestration.airflow_checkup import POOLS


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


@pytest.mark.slow
def test_airflow_itself_says_which_pools_and_connections_it_lacks(tmp_path: Path) -> None:
    contacts = tmp_path / "contacts.csv"
    contacts.write_text("recipient,audience,unit_code,connection,address\nCNTT,it,,thu,cntt@example.org\n")
    environment = airflow_environment(
        tmp_path,
        WARDREPORT_SHARE="sftp://tinh@/nop-bieu",
        WARDREPORT_CONTACTS=str(contacts),
        AIRFLOW_CONN_THU="smtp://",
    )

    def found() -> dict[str, str]:
        return statuses(airflow_checks.check_inside_airflow(environment))

    def airflow(*arguments: str) -> None:
        command = [sys.executable, "-m", "airflow", *arguments]
        subprocess.run(command, env=environment, capture_output=True, check=True, timeout=300)

    assert statuses(airflow_checks.check_inside_airflow({})) == {}
    assert found() == {"airflow database": "warning"}
    (tmp_path / "airflow").mkdir()
    assert found() == {"airflow database": "failed"}
    airflow("db", "migrate")
    told = {"airflow database": "ok", "airflow timetables": "ok"}
    told |= {"airflow connection tinh": "failed", "airflow connection thu": "ok"}
    assert found() == told | {"airflow pools": "failed"}
    airflow("pools", "import", str(POOLS))
    environment["AIRFLOW_CONN_TINH"] = "sftp://may-chu"
    assert found() == told | {"airflow pools": "ok", "airflow connection tinh": "ok"}
