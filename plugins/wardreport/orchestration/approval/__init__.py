"""From a draft to its official release in Airflow: proposal, question, answer."""
