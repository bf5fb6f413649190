"""The only room that imports Airflow (DESIGN.md section 10)."""
