"""Everything that a release is made of, in one frozen bundle that every writer of a file takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from wardreport.domain.finding import Finding
from wardreport.domain.period import Period
from wardreport.domain.release import DRAFT, EarlierTable, Edition, Narrative, PastRelease
from wardreport.domain.safe_table import SafeTable
from wardreport.domain.validation import RegisterEntry
from wardreport.publish.publishability import Obstacle, obstacles


@dataclass(frozen=True, slots=True)
class ReleaseContent:
    """The safe table with what is told beside it.

    ``findings`` are those on the consolidated table; those on submissions stand in the register. ``earlier`` holds the
    periods before, the oldest first, of the same consolidating unit only; ``past`` the releases of this period in the
    order made.
    """

    table: SafeTable
    register: tuple[RegisterEntry, ...]
    created_at: datetime  # UTC
    edition: Edition = DRAFT
    findings: tuple[Finding, ...] = ()
    earlier: tuple[EarlierTable, ...] = ()
    narratives: tuple[Narrative, ...] = ()
    past: tuple[PastRelease, ...] = ()

    @property
    def without(self) -> tuple[str, ...]:
        """The units whose newest submission does not count, as far as the approval names them."""
        return self.edition.approval.without if self.edition.approval else ()

    @property
    def obstacles(self) -> tuple[Obstacle, ...]:
        """What stands against publishing it."""
        return obstacles(self.register, self.findings, self.table.figures, self.without)

    @property
    def period(self) -> Period:
        """The period that it is about."""
        return self.table.period

    def of_earlier(self, period: Period) -> EarlierTable | None:
        """What was released for an earlier period; None where nothing was, or by another consolidating unit."""
        return next((earlier for earlier in self.earlier if earlier.period == period), None)
