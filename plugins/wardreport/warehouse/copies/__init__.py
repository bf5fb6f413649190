"""The warehouse in other files: backup, restore, and the safe layer for BI."""
