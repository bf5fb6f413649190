"""Bytes → grid: every file format that a ward sends, told by content. Knows nothing of forms, units or rules."""
