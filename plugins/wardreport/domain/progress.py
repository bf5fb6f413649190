"""How far a cycle has come: who has answered, how much of it, and whether in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Completeness:
    """How many cells hold a value, a zero or a nil, out of those that are the unit's to fill in."""

    answered: int
    expected: int

    @property
    def share(self) -> Decimal:
        """Between 0 and 1, cut and not rounded to four places: only what is whole is 1."""
        if not self.expected:
            return Decimal(1)
        return (Decimal(self.answered * 10_000 // self.expected) / 10_000).quantize(Decimal("0.0001"))

    def __add__(self, other: Completeness) -> Completeness:
        return Completeness(self.answered + other.answered, self.expected + other.expected)


@dataclass(frozen=True, slots=True)
class RoleProgress:
    """The units of one role."""

    role: str
    expected: int
    received: int  # something came
    accepted: int  # their figures count


@dataclass(frozen=True, slots=True)
class CycleProgress:
    """All units of a cycle at one time."""

    as_of: datetime
    roles: tuple[RoleProgress, ...]  # in the units' order
    in_time: int  # what counts, or is held, came in time
    late: int  # it came late, or is still owed after its day
    most_days_late: int  # 0 where nobody is late
    cells: Completeness  # of the units whose figures count
    locked: bool  # what comes now is for a revision
