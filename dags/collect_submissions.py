"""Shared folders → warehouse. The steps stand in ``wardreport.orchestration.tasks``."""

from airflow.sdk import dag

from wardreport.orchestration import tasks


@dag(schedule=None, params=tasks.PARAMS, default_args=tasks.DEFAULT_ARGS, max_active_runs=1, tags=["wardreport"])
def collect_submissions() -> None:
    """Thu thập biểu của các đơn vị từ thư mục dùng chung, kiểm tra và nạp vào kho số liệu."""
    forms = tasks.read.expand(chunk=tasks.collect())
    tasks.load(tasks.validate(forms))


collect_submissions()
