"""Decisions of reviewers and the response register (docs/design/review-and-release.md)."""
