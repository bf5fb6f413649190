"""What the quality views say (``sql/views/5*_quality_*.sql``)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, text

from wardreport.domain.finding import Severity, Verdict
from wardreport.domain.period import Period
from wardreport.domain.quality import PeriodQuality, Quality, RuleQuality, UnitQuality
from wardreport.warehouse.schema.column_types import UtcDateTime


def quality_over_time(connection: Connection) -> Quality:
    """Periods in the order of time; within one the rules by how many units broke them, the units by code."""
    return Quality(_by_period(connection), _by_rule(connection), _by_unit(connection))


def _by_period(connection: Connection) -> tuple[PeriodQuality, ...]:
    # 2024-S1 sorts as the time does
    query = text(
        "SELECT period, units_reported, submissions, accepted, held, rejected, quarantined, returned, right_first_time,"
        " first_time_right_percent, critical, warning, info, findings_per_submission"
        " FROM quality_by_period ORDER BY period"
    )
    return tuple(
        PeriodQuality(
            period=_period(row.period),
            units_reported=row.units_reported,
            submissions=row.submissions,
            accepted=row.accepted,
            held=row.held,
            rejected=row.rejected,
            quarantined=row.quarantined,
            returned=row.returned,
            right_first_time=row.right_first_time,
            first_time_right_percent=_exact(row.first_time_right_percent, "0.1"),
            critical=row.critical,
            warning=row.warning,
            info=row.info,
            findings_per_submission=_exact(row.findings_per_submission, "0.01") or Decimal(0),
        )
        for row in connection.execute(query)
    )


def _by_rule(connection: Connection) -> tuple[RuleQuality, ...]:
    query = text("SELECT period, rule, entry, severity, units, submissions FROM quality_by_rule")
    found = [
        RuleQuality(_period(row.period), row.rule, row.entry, Severity(row.severity), row.units, row.submissions)
        for row in connection.execute(query)
    ]
    # sorted here: engines order text by their own collations
    return tuple(
        sorted(found, key=lambda r: (str(r.period or ""), -r.units, -r.submissions, r.rule, r.entry, r.severity))
    )


def _by_unit(connection: Connection) -> tuple[UnitQuality, ...]:
    query = text(
        "SELECT period, unit_code, unit_id, unit_name, versions, not_accepted_at_first, first_received_at,"
        " first_verdict, right_first_time, newest_verdict, critical, warning FROM quality_by_unit"
    ).columns(first_received_at=UtcDateTime)
    found = [
        UnitQuality(
            period=_period(row.period),
            unit_code=row.unit_code,
            unit_id=row.unit_id,
            unit_name=row.unit_name,
            versions=row.versions,
            not_accepted_at_first=row.not_accepted_at_first,
            first_received_at=row.first_received_at,
            first_verdict=Verdict(row.first_verdict),
            right_first_time=bool(row.right_first_time),
            newest_verdict=Verdict(row.newest_verdict),
            critical=row.critical,
            warning=row.warning,
        )
        for row in connection.execute(query)
    ]
    return tuple(sorted(found, key=lambda unit: (str(unit.period or ""), unit.unit_code)))


def _period(written: str) -> Period | None:
    return Period.parse(written) if written else None


def _exact(number: Any, places: str) -> Decimal | None:
    """A quotient of the views, which one engine gives as a decimal and another as a float."""
    return None if number is None else Decimal(str(number)).quantize(Decimal(places))
