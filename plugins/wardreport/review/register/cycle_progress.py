"""How far a cycle has come, counted from its response register."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from wardreport.domain.deadline import end_of
from wardreport.domain.period import Period
from wardreport.domain.progress import Completeness, CycleProgress, RoleProgress
from wardreport.domain.validation import RegisterEntry, ResponseState
from wardreport.metadata.catalogue import Metadata


def cycle_progress(
    period: Period, register: Sequence[RegisterEntry], metadata: Metadata, as_of: datetime
) -> CycleProgress:
    """Completeness of units by role and of their cells, and timeliness; ``register`` is of the same time.

    Raises ``ConfigurationError`` where the calendar does not have the period.
    """
    roles = dict.fromkeys(entry.role for entry in register)
    usable = [entry for entry in register if entry.counted or entry.state is ResponseState.HELD]
    late = [entry.late_by_days for entry in register if entry.late_by_days is not None]
    cells = [entry.completeness for entry in register if entry.completeness is not None]
    return CycleProgress(
        as_of=as_of,
        roles=tuple(_of_role(role, [entry for entry in register if entry.role == role]) for role in roles),
        in_time=sum(entry.late_by_days is None for entry in usable),
        late=len(late),
        most_days_late=max(late, default=0),
        cells=sum(cells, Completeness(0, 0)),
        locked=as_of >= end_of(metadata.cycle(period).locks_after),
    )


def _of_role(role: str, entries: Sequence[RegisterEntry]) -> RoleProgress:
    return RoleProgress(
        role=role,
        expected=len(entries),
        received=sum(bool(entry.submissions) for entry in entries),
        accepted=sum(not entry.outstanding for entry in entries),
    )
