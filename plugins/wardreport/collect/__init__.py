"""Stage collect: shared folders → Submissions (DESIGN.md section 2)."""

from wardreport.collect.quarantine import delete_expired, put_aside
from wardreport.collect.shared_folders import collect, submission_of_file

__all__ = ["collect", "delete_expired", "put_aside", "submission_of_file"]
