"""The only room that imports Airflow (docs/design/orchestration.md)."""
