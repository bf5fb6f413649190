"""Stage parse: Submission → ParsedForm (DESIGN.md sections 2 and 5)."""

from wardreport.stages.parse.submission_reader import parse

__all__ = ["parse"]
