"""What is open → one digest for each address. The steps stand in ``wardreport.orchestration.notices.notice_tasks``."""

from airflow.sdk import dag

from wardreport.metadata.calendar.run_hours import RunKind
from wardreport.orchestration.calendar.timetable import CycleTimetable
from wardreport.orchestration.notices import alerts, notice_tasks
from wardreport.orchestration.run_context import DEFAULT_ARGS, PARAMS


@dag(
    dag_display_name="Gửi thông báo và nhắc việc",
    schedule=CycleTimetable.of_calendar(RunKind.NOTIFY),
    catchup=False,  # yesterday's notices are no longer true
    params={**PARAMS, **notice_tasks.DRY_RUN},
    default_args=DEFAULT_ARGS,
    deadline=alerts.deadlines_of("send_notices"),
    on_failure_callback=alerts.note_failure,
    max_active_runs=1,
    tags=["wardreport", "thông báo"],
)
def send_notices() -> None:
    """Mỗi ngày một lần, gửi cho từng đầu mối một thông báo về việc cần làm; ai không có việc thì không nhận.

    Đơn vị được nhắc trước hạn và khi quá hạn, kèm công văn đôn đốc; người kiểm tra biết biểu nào chờ quyết định; người
    phê duyệt biết báo cáo nào đang chờ; bộ phận kỹ thuật biết lần chạy nào lỗi hoặc chưa xong, thư mục nào không mở
    được. Thông báo không chứa số liệu. Chạy lại không gửi trùng; chọn `dry_run` thì chỉ ghi nhật ký, không gửi.
    """
    notice_tasks.notices()


alerts.testable(send_notices())
