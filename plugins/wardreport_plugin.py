"""What Airflow itself loads of this project; the package beside it is only imported."""

from airflow.plugins_manager import AirflowPlugin


class WardreportPlugin(AirflowPlugin):
    """Makes the project known to ``airflow plugins``; timetable and pages will be registered here."""

    name = "wardreport"
