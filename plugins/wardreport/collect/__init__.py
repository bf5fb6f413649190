"""Stage collect: shared folders → Submissions (DESIGN.md section 2)."""

from wardreport.collect.shared_folders import collect, submission_of_file

__all__ = ["collect", "submission_of_file"]
