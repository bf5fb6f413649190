"""What fails a task at once, and what is tried again."""

import os
from pathlib import Path

import pytest
from airflow.sdk.exceptions import AirflowFailException

from wardreport.domain.errors import ConfigurationError, NoAnswerError
from wardreport.orchestration.run_context import stops_on_bad_configuration
from wardreport.warehouse import Warehouse
from wardreport.workflow.settings import PROJECT


def test_bad_configuration_fails_at_once_with_its_line() -> None:
    @stops_on_bad_configuration
    def step() -> None:
        raise ConfigurationError("one line")

    with pytest.raises(AirflowFailException, match=r"^one line$"):
        step()


def test_a_warehouse_that_does_not_answer_is_tried_again(tmp_path: Path) -> None:
    step = stops_on_bad_configuration(Warehouse(f"sqlite:///{tmp_path}", PROJECT / "sql").open)  # a folder
    with pytest.raises(NoAnswerError, match="cannot be opened"):
        step()


def test_what_a_task_writes_is_closed_whatever_the_worker_leaves_open(tmp_path: Path) -> None:
    step = stops_on_bad_configuration((tmp_path / "written").touch)
    before = os.umask(0)
    try:
        step()
        (tmp_path / "after").touch()
    finally:
        os.umask(before)
    assert [(tmp_path / name).stat().st_mode & 0o777 for name in ("written", "after")] == [0o600, 0o666]
