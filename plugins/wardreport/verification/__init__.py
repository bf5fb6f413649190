"""An edited report, read back and compared with the warehouse before it goes out (DESIGN.md section 8)."""

from wardreport.verification.discrepancy import Discrepancy, DiscrepancyKind
from wardreport.verification.report_check import verify_report
from wardreport.verification.word_passages import release_named_in

__all__ = ["Discrepancy", "DiscrepancyKind", "release_named_in", "verify_report"]
