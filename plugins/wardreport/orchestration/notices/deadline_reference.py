"""From when a run's deadlines count: a reference of our own, registered by ``wardreport_plugin``."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from airflow.sdk.definitions.deadline import BaseDeadlineReference, DeadlineReference, deadline_reference


@deadline_reference(DeadlineReference.TYPES.DAGRUN_QUEUED)
class QueuedSince(BaseDeadlineReference):
    """Since the run was first queued.

    Airflow's own counts anew where tasks are cleared, and in 3.3.2 ends with an error there (apache/airflow#70368).
    """

    required_kwargs = {"dag_id", "run_id"}  # noqa: RUF012 - as Airflow types it

    def _evaluate_with(self, *, session: Any, dag_id: str, run_id: str, **_: Any) -> datetime | None:
        from airflow.models.dagrun import DagRun

        queued_at: datetime | None = session.query(DagRun.queued_at).filter_by(dag_id=dag_id, run_id=run_id).scalar()
        return queued_at
