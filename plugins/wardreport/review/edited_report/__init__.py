"""An edited report, read back and compared with the warehouse before it goes out."""

from wardreport.review.edited_report.discrepancy import Discrepancy, DiscrepancyKind
from wardreport.review.edited_report.report_check import gaps_in, verify_report
from wardreport.review.edited_report.word_passages import release_named_in

__all__ = ["Discrepancy", "DiscrepancyKind", "gaps_in", "release_named_in", "verify_report"]
