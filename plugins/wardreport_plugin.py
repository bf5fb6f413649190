"""What Airflow itself loads of this project; the package beside it is only imported."""

from airflow.plugins_manager import AirflowPlugin

from wardreport.orchestration.approval.gate import AnswerGate
from wardreport.orchestration.calendar.timetable import CycleTimetable
from wardreport.orchestration.notices.deadline_reference import QueuedSince


class WardreportPlugin(AirflowPlugin):
    """Makes the project known to ``airflow plugins``, the calendar to the scheduler, the gate to the API server."""

    name = "wardreport"
    timetables = [CycleTimetable]  # noqa: RUF012 - as Airflow types it
    deadline_references = [QueuedSince]  # noqa: RUF012
    fastapi_root_middlewares = [  # noqa: RUF012
        {"middleware": AnswerGate, "args": [], "kwargs": {}, "name": "wardreport: answers"}
    ]
