"""The calendar as Airflow's timetable: registered by ``wardreport_plugin``, planned in ``planned_runs``."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import Any

from airflow.sdk.timezone import coerce_datetime, utcnow
from airflow.timetables.base import DagRunInfo, DataInterval, TimeRestriction, Timetable
from pendulum import DateTime

from wardreport.metadata import load_metadata
from wardreport.metadata.calendar.run_hours import RunKind, load_run_hours
from wardreport.metadata.data_files import build
from wardreport.orchestration.calendar.planned_runs import PlannedRun, RunPlan, next_run, plan_of, run_at, runs_of

SAYS = {
    RunKind.COLLECT: "Trong thời gian thu thập: hằng ngày lúc {at} (giờ Việt Nam) và khi khóa kỳ",
    RunKind.PUBLISH: "Mỗi kỳ một lần: {at} (giờ Việt Nam) ngày liền sau ngày hết hạn của các đơn vị",
    RunKind.NOTIFY: "Hằng ngày lúc {at} (giờ Việt Nam), từ khi mở thu thập đến 31 ngày sau khi khóa kỳ",
}


class CycleTimetable(Timetable):
    """The runs of one plan. The scheduler gets the plan with the serialised DAG and reads no file.

    The data interval of a publication is the window of its cycle, that of a collection the time since the look before.
    Without catch-up only the newest missed run is made up.
    """

    def __init__(self, plan: RunPlan) -> None:
        self.plan = plan
        self.description = SAYS[plan.run].format(at=", ".join(f"{hour:%H:%M}" for hour in plan.at))

    @classmethod
    def of_calendar(cls, kind: RunKind) -> CycleTimetable:
        """As the data files say; raises ``ConfigurationError``, which Airflow shows as the DAG's import error."""
        return cls(plan_of(load_metadata(), load_run_hours()[kind]))

    def next_dagrun_info(
        self, *, last_automated_data_interval: DataInterval | None, restriction: TimeRestriction
    ) -> DagRunInfo | None:
        """The next run of the plan; None where the calendar has ended."""
        found = next_run(
            self._runs,
            after=last_automated_data_interval.end if last_automated_data_interval else None,
            earliest=restriction.earliest,
            latest=restriction.latest,
            now=None if restriction.catchup else utcnow(),
            made_up_for=timedelta(days=self.plan.made_up_for_days),
        )
        return DagRunInfo(coerce_datetime(found.run_after), _interval(found)) if found else None

    def infer_manual_data_interval(self, *, run_after: DateTime) -> DataInterval:
        """The interval of the planned run that one by hand stands in for; outside of a collection the moment alone.

        Of which period a run at such a moment is, only its parameters can say.
        """
        found = run_at(self.plan, run_after)
        return _interval(found) if found else DataInterval.exact(run_after)

    def serialize(self) -> dict[str, Any]:
        """The plan as JSON."""
        return self.plan.model_dump(mode="json")

    @classmethod
    def deserialize(cls, data: dict[str, Any]) -> CycleTimetable:
        """The timetable of such a plan; raises ``ConfigurationError`` where it is no plan of this version."""
        return cls(build(RunPlan, data, "timetable"))

    @property
    def summary(self) -> str:
        """What the list of DAGs shows of it."""
        return self.description

    @cached_property
    def _runs(self) -> tuple[PlannedRun, ...]:
        return runs_of(self.plan)


def _interval(run: PlannedRun) -> DataInterval:
    return DataInterval(coerce_datetime(run.start), coerce_datetime(run.end))
