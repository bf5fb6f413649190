"""Warehouse → draft release. The steps stand in ``wardreport.orchestration.tasks``."""

from airflow.sdk import dag

from wardreport.metadata.run_hours import RunKind
from wardreport.orchestration import tasks
from wardreport.orchestration.timetable import CycleTimetable


@dag(
    schedule=CycleTimetable.of_calendar(RunKind.PUBLISH),
    catchup=False,  # after an outage the draft that was missed is made up, those of past cycles are not
    params=tasks.PARAMS,
    default_args=tasks.DEFAULT_ARGS,
    max_active_runs=1,
    tags=["wardreport"],
)
def publish_half_year() -> None:
    """Tổng hợp số liệu của kỳ báo cáo và xuất bản dự thảo báo cáo."""
    tasks.publish(tasks.disclose(tasks.consolidate()))


publish_half_year()
