"""Commands about what units fill in: one file tried, blank forms, reminders, notices."""
