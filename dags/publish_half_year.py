"""Shared folders → draft → approval → official release. The steps stand in ``wardreport.orchestration``."""

from airflow.sdk import dag

from wardreport.metadata.calendar.run_hours import RunKind
from wardreport.orchestration import tasks
from wardreport.orchestration.approval import approval_tasks
from wardreport.orchestration.calendar.timetable import CycleTimetable
from wardreport.orchestration.notices import alerts
from wardreport.orchestration.run_context import DEFAULT_ARGS, PARAMS


@dag(
    dag_display_name="Công bố báo cáo sáu tháng",
    schedule=CycleTimetable.of_calendar(RunKind.PUBLISH),
    catchup=False,  # after an outage the draft that was missed is made up, those of past cycles are not
    params={**PARAMS, **approval_tasks.RELEASE_PARAM},
    default_args=DEFAULT_ARGS,
    deadline=alerts.deadlines_of("publish_half_year"),
    on_failure_callback=alerts.note_failure,
    max_active_runs=1,
    tags=["wardreport", "công bố"],
)
def publish_half_year() -> None:
    """Thu thập lần cuối, tổng hợp số liệu, lập dự thảo báo cáo, chờ phê duyệt rồi công bố.

    Người được giao phê duyệt trả lời ở mục *Required Actions*: `Approve` kèm số văn bản, hoặc `Reject` kèm ý kiến.
    Không duyệt, hoặc quá 14 ngày không trả lời, thì dự thảo vẫn là dự thảo và lần chạy kết thúc bình thường; ý kiến
    nằm trong `y-kien.txt` (thư mục nội bộ). Sau khi sửa, chạy lại DAG này với cùng kỳ báo cáo.
    """
    approval_tasks.approve_and_release(tasks.draft_of_all())


alerts.testable(publish_half_year())
