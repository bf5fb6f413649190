"""A released period again: what would change → approval → the next revision. Started by hand."""

from airflow.sdk import Param, dag

from wardreport.orchestration import tasks
from wardreport.orchestration.approval import approval_tasks
from wardreport.orchestration.notices import alerts
from wardreport.orchestration.run_context import DEFAULT_ARGS, WRITTEN_PERIOD


@dag(
    dag_display_name="Sửa đổi báo cáo đã công bố",
    schedule=None,
    params={
        "period": Param("", type="string", pattern=WRITTEN_PERIOD, description="Kỳ báo cáo đã công bố, ví dụ 2024-S1"),
        **approval_tasks.RELEASE_PARAM,
    },
    default_args=DEFAULT_ARGS,
    deadline=alerts.deadlines_of("restate_period"),
    on_failure_callback=alerts.note_failure,
    max_active_runs=1,
    tags=["wardreport", "sửa đổi"],
)
def restate_period() -> None:
    """Sau khi đã công bố: biểu nộp muộn, nộp lại hoặc thay đổi địa bàn làm thay đổi những gì, và công bố bản sửa đổi.

    Lập dự thảo có đánh dấu (R) ở số liệu thay đổi, nêu các chỉ tiêu thay đổi, chờ phê duyệt (kèm số văn bản mới và lý
    do sửa đổi) rồi công bố bản tiếp theo: `r02`, `r03`… Không có gì thay đổi thì kết thúc bình thường. Số liệu đã công
    bố cũng được tính lại theo đơn vị hành chính hiện nay, nếu địa bàn đã thay đổi.
    """
    released = approval_tasks.approve_and_release(tasks.draft_of_all(), revision=True)
    released >> approval_tasks.restate()


alerts.testable(restate_period())
