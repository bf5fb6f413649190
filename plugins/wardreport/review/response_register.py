"""Where each unit stands in a cycle."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from wardreport.domain.finding import Verdict
from wardreport.domain.period import Period
from wardreport.domain.validation import RegisterEntry, ResponseState, SubmissionReport
from wardreport.metadata.catalogue import Metadata

_STATES = {
    Verdict.ACCEPTED: ResponseState.ACCEPTED,
    Verdict.HELD: ResponseState.HELD,
    Verdict.REJECTED: ResponseState.RECEIVED,
    Verdict.QUARANTINED: ResponseState.RECEIVED,
}


def response_register(
    period: Period, reports: Iterable[SubmissionReport], metadata: Metadata
) -> tuple[RegisterEntry, ...]:
    """One line a unit that reports on the period, in the units' order; its state is that of its newest submission."""
    by_unit: dict[str | None, list[SubmissionReport]] = defaultdict(list)
    for report in reports:
        by_unit[report.unit].append(report)
    register = []
    for unit in metadata.units_valid(period):
        own = tuple(by_unit[unit.unit_code])
        counted = next((r.submission for r in reversed(own) if r.verdict is Verdict.ACCEPTED), None)
        state = _STATES[own[-1].verdict] if own else ResponseState.DUE
        register.append(RegisterEntry(unit.unit_code, unit.name, str(unit.role), state, own, counted))
    return tuple(register)
