"""What Airflow itself loads of this project; the package beside it is only imported."""

from airflow.plugins_manager import AirflowPlugin

from wardreport.orchestration.calendar.timetable import CycleTimetable


class WardreportPlugin(AirflowPlugin):
    """Makes the project known to ``airflow plugins``, and the calendar to the scheduler."""

    name = "wardreport"
    timetables = [CycleTimetable]  # noqa: RUF012 - as Airflow types it
