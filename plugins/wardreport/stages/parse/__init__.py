"""Stage parse: Submission → ParsedForm (docs/design/findings.md)."""

from wardreport.stages.parse.submission_reader import parse

__all__ = ["parse"]
