"""When things are due: cycles, request letters, holidays, extensions, hours of runs, days of notices."""
