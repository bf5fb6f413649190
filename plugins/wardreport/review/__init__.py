"""Decisions of reviewers and the response register (DESIGN.md section 8)."""
