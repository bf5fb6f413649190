"""When DAGs run: timetables made from the reporting calendar. The scheduler imports this: nothing heavy."""
