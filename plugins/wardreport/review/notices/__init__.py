"""Who is told what on which day, in words without figures."""
