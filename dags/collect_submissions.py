"""Shared folders → warehouse. The steps stand in ``wardreport.orchestration.tasks``."""

from airflow.sdk import dag

from wardreport.metadata.calendar.run_hours import RunKind
from wardreport.orchestration import tasks
from wardreport.orchestration.calendar.timetable import CycleTimetable
from wardreport.orchestration.notices import alerts
from wardreport.orchestration.run_context import DEFAULT_ARGS, PARAMS


@dag(
    dag_display_name="Thu thập biểu của các đơn vị",
    schedule=CycleTimetable.of_calendar(RunKind.COLLECT),
    catchup=False,  # a run looks at all that lies there: after an outage the newest missed one is enough
    params=PARAMS,
    default_args=DEFAULT_ARGS,
    deadline=alerts.deadlines_of("collect_submissions"),
    on_failure_callback=alerts.note_failure,
    max_active_runs=1,
    tags=["wardreport", "thu thập"],
)
def collect_submissions() -> None:
    """Thu thập biểu của các đơn vị từ thư mục dùng chung, kiểm tra và nạp vào kho số liệu.

    Chạy lại không nạp trùng: cùng một tệp thì vẫn là cùng một biểu. Biểu chưa được chấp nhận có tệp phản hồi kèm theo.
    """
    tasks.collect_all()


alerts.testable(collect_submissions())
