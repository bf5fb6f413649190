"""The types that the stages exchange (DESIGN.md section 2). This room imports nothing of the project."""
