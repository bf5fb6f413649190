"""Commands of a reporting cycle: run, status, decide, approve, verify, rebuild, restate."""
