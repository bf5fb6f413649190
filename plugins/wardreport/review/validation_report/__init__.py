"""``kiem-tra.*``: what was found in a cycle, with its figures; for reviewers, and no part of what is published."""

from wardreport.review.validation_report.validation_report import write_validation_report

__all__ = ["write_validation_report"]
