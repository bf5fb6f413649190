"""Loads accepted forms, and records every judgement, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from wardreport.domain.period import Period
from wardreport.domain.submission import AcceptedForm, LoadReceipt
from wardreport.domain.validation import ValidationReport
from wardreport.metadata.catalogue import Metadata
from wardreport.warehouse import Warehouse
from wardreport.warehouse.appending.append import append_load


def load(
    report: ValidationReport,
    accepted: Iterable[AcceptedForm],
    warehouse: Warehouse,
    *,
    metadata: Metadata,
    period: Period,
    loaded_at: datetime,
    code_version: str,
) -> LoadReceipt:
    """Appends what is new; the same submissions again, judged the same, add nothing.

    Every submission is recorded with its verdict and findings, but only an ``AcceptedForm`` brings observations: what
    was not validated cannot be loaded. All or nothing: an error leaves the warehouse as it was.
    """
    with warehouse.transaction() as connection:
        return append_load(
            connection,
            report,
            accepted,
            metadata=metadata,
            period=period,
            loaded_at=loaded_at,
            code_version=code_version,
        )
