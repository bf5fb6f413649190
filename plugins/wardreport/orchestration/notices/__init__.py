"""Notices and deadline alerts through Airflow: who is told, by which channel, and that it happened."""
