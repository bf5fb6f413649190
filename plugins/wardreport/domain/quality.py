"""How good what came was, period by period: counts of judgements and findings, never a figure of a submission."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from wardreport.domain.finding import Severity, Verdict
from wardreport.domain.period import Period


@dataclass(frozen=True, slots=True)
class PeriodQuality:
    """What a period's submissions were like by their newest judgement; the period is None where nobody knows it."""

    period: Period | None
    units_reported: int
    submissions: int
    accepted: int
    held: int
    rejected: int
    quarantined: int
    returned: int  # of the held ones those that a reviewer has sent back
    right_first_time: int  # units whose first submission was accepted as it came, without a decision
    first_time_right_percent: Decimal | None  # of the units that reported; None where none is known
    critical: int
    warning: int
    info: int
    findings_per_submission: Decimal


@dataclass(frozen=True, slots=True)
class RuleQuality:
    """How often an entry of the rule book was broken in a period."""

    period: Period | None
    rule: str
    entry: str
    severity: Severity
    units: int
    submissions: int


@dataclass(frozen=True, slots=True)
class UnitQuality:
    """How one unit reported on one period."""

    period: Period | None
    unit_code: str
    unit_id: int | None  # tells apart the units that a code has meant through time
    unit_name: str | None  # None where the code names no unit of the period
    versions: int
    not_accepted_at_first: int  # versions that were held, rejected or quarantined when they came
    first_received_at: datetime
    first_verdict: Verdict  # of the first version, when it was first judged
    right_first_time: bool
    newest_verdict: Verdict
    critical: int  # of the newest version
    warning: int

    @property
    def troubled(self) -> bool:
        """Whether one of its submissions could not be accepted when it came, or the newest cannot be now."""
        return self.not_accepted_at_first > 0 or self.newest_verdict is not Verdict.ACCEPTED


@dataclass(frozen=True, slots=True)
class Timeliness:
    """How many units had to report on a period, and how many were or are late."""

    expected: int
    late: int


@dataclass(frozen=True, slots=True)
class Quality:
    """All periods of the warehouse in the order of time, the unknown one first; rules by how often they are broken."""

    periods: tuple[PeriodQuality, ...]
    rules: tuple[RuleQuality, ...]
    units: tuple[UnitQuality, ...]
