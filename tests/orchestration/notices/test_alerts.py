"""What of a noted run is told: in each state that the run may have come to since."""

from datetime import UTC, datetime

import pytest
from airflow.sdk import DagRunState

from wardreport.domain.notice import Alert, NoticeReason
from wardreport.orchestration.notices.alerts import still_holding


class Airflow:
    """Answers for the one run as a running task would be answered."""

    def __init__(self, state: str | None, approve: str | None) -> None:
        self._state, self._approve = state, approve

    def get_dr_count(self, *_: object, **__: object) -> int:
        return int(self._state is not None)

    def get_dagrun_state(self, *_: object) -> str:
        assert self._state is not None
        return DagRunState(self._state)

    def get_task_states(self, *_: object, **__: object) -> dict[str, dict[str, str | None]]:
        return {"run": {"approve": self._approve}}

    def xcom_pull(self, **_: object) -> dict[str, str]:
        return {"period": "2023-S2"}


@pytest.mark.parametrize(
    ("reason", "state", "approve", "told"),
    [
        (NoticeReason.NOT_FINISHED, "running", None, "told"),
        (NoticeReason.NOT_FINISHED, "running", "awaiting_input", "not now"),
        (NoticeReason.NOT_FINISHED, "failed", None, "not now"),  # that is told
        (NoticeReason.NOT_FINISHED, "success", None, "over"),
        (NoticeReason.NOT_FINISHED, None, None, "over"),
        (NoticeReason.APPROVAL, "running", "deferred", "told"),
        (NoticeReason.APPROVAL, "running", "success", "not now"),
        (NoticeReason.APPROVAL, "failed", "failed", "not now"),
        (NoticeReason.APPROVAL, None, None, "over"),
        (NoticeReason.FAILED, "failed", None, "told"),
        (NoticeReason.FAILED, "running", None, "over"),
        (NoticeReason.FAILED, "success", None, "over"),
        (NoticeReason.FAILED, None, None, "over"),
    ],
)
def test_what_is_told_of_a_run(reason: NoticeReason, state: str | None, approve: str | None, told: str) -> None:
    alert = Alert(reason, "dag", "run", datetime(2024, 6, 17, tzinfo=UTC))
    found = still_holding([alert], Airflow(state, approve))
    if told == "over":
        assert found == {}
    else:
        assert list(found) == [alert]
        assert (found[alert] is not None) == (told == "told")
