"""Who may read what is written (docs/design/turns-and-rights.md).

What holds figures is its owner's alone from its first byte; what is meant for others is as open as the folder it lies
in, so that whoever runs the machine opens a folder once.
"""
