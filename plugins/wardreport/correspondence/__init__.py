"""What goes to a unit and back: blank form, feedback, reminder.

A unit's own figures stand here unsuppressed, and nobody else's.
"""
