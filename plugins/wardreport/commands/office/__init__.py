"""``wardreport office``: the folder of what an office decides."""
