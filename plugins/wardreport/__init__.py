"""wardreport: from the wards' statistical annexes in shared folders to the consolidated half-yearly report."""
