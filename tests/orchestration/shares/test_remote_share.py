"""A share on a server through Airflow itself: ``collect_submissions`` reaches it by a connection of Airflow."""

from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.orchestration.airflow.airflow_process import airflow_environment, run_script
from tests.specimens.submissions import PERIOD
from tests.stages.collect.servers import NoServerError, SftpServer

pytestmark = pytest.mark.slow


def test_the_dag_loads_what_lies_on_an_sftp_server_and_leaves_the_feedback_there(sample: Path, tmp_path: Path) -> None:
    try:
        server = SftpServer(tmp_path / "sftp")
    except NoServerError as missing:
        pytest.skip(str(missing))
    for file in (sample / "share").rglob("*.*"):
        if "phan-hoi" not in file.parts:
            target = server.files / file.relative_to(sample / "share")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())
    server.start()
    try:
        places = {"WARDREPORT_SHARE": f"{server.url('')}", "WARDREPORT_FEEDBACK": str(tmp_path / "feedback")}
        more = {**places, "WARDREPORT_QUARANTINE": str(tmp_path / "quarantine"), **server.environment()}
        result = run_script(airflow_environment(tmp_path, **more), "shares.run_collection", str(PERIOD))
    finally:
        server.stop()
    assert result == {"errors": {}, "run": "success"}
    with create_engine(f"sqlite:///{tmp_path / 'warehouse.sqlite'}").connect() as connection:
        assert connection.scalar(text("SELECT COUNT(*) FROM submission")) == 14
    given, kept = server.files.rglob("phan-hoi-*.xlsx"), (tmp_path / "feedback").rglob("phan-hoi-*.xlsx")
    back = {file.name: file.read_bytes() for file in given}
    assert back == {file.name: file.read_bytes() for file in kept}
    assert back
