"""Shared folders → warehouse. The steps stand in ``wardreport.orchestration.tasks``."""

from airflow.sdk import dag

from wardreport.metadata.run_hours import RunKind
from wardreport.orchestration import tasks
from wardreport.orchestration.timetable import CycleTimetable


@dag(
    schedule=CycleTimetable.of_calendar(RunKind.COLLECT),
    catchup=False,  # a run looks at all that lies there: after an outage the newest missed one is enough
    params=tasks.PARAMS,
    default_args=tasks.DEFAULT_ARGS,
    max_active_runs=1,
    tags=["wardreport"],
)
def collect_submissions() -> None:
    """Thu thập biểu của các đơn vị từ thư mục dùng chung, kiểm tra và nạp vào kho số liệu."""
    forms = tasks.read.expand(chunk=tasks.collect())
    tasks.load(tasks.validate(forms))


collect_submissions()
