"""Whether a submission came in time."""

from __future__ import annotations

from wardreport.domain.validation import SubmissionReport
from wardreport.metadata.catalogue import Metadata


def late_by_days(report: SubmissionReport, metadata: Metadata) -> int | None:
    """How many days after its unit's due day it came; None where it came in time, or nobody knows whose it is.

    Raises ``ConfigurationError`` where the calendar does not have its period.
    """
    if report.period is None:
        return None
    metadata.cycle(report.period)
    unit = metadata.unit_in(report.period, report.unit)
    if unit is None:
        return None
    return metadata.deadline(report.period, unit).late_by_days(report.received_at)
