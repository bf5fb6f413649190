-- The server's first start makes the database "wardreport" by itself; Airflow's own metadata goes beside it.
CREATE DATABASE airflow;
