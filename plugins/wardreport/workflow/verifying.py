"""Verify: an edited report beside the one that the warehouse makes of the same content."""

from __future__ import annotations

import tempfile
from pathlib import Path

from wardreport.domain.release import REPORT, Edition
from wardreport.publish.charts.charts import draw_charts
from wardreport.publish.release_content import ReleaseContent
from wardreport.publish.report.report_document import write_report
from wardreport.review.edited_report import Discrepancy, verify_report
from wardreport.workflow.deployment import Deployment


def compare_report(
    report: Path, content: ReleaseContent, deployment: Deployment, *, official: bool, approved: Edition | None = None
) -> tuple[Discrepancy, ...]:
    """What an edited report says otherwise than the one that the warehouse makes of the same content.

    ``official``: nothing may be left blank; ``approved`` has the number and date that its head must say.
    """
    metadata = deployment.metadata
    with tempfile.TemporaryDirectory(prefix="wardreport-") as folder:
        expected = Path(folder) / REPORT
        write_report(content, metadata, expected, charts=draw_charts(content, metadata), template=deployment.template)
        return verify_report(
            report,
            expected,
            content.table.figures,
            content.period,
            metadata,
            official=official,
            number=approved.number if approved else None,
            dated=approved.dated if approved else None,
        )
