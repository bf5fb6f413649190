"""What kind of release is made, what it is compared with, and what changed since the last one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from wardreport.domain.consolidated import Figure
from wardreport.domain.period import Period


class ReleaseKind(StrEnum):
    """What a release is."""

    DRAFT = "draft"
    OFFICIAL = "official"
    RESTATED = "restated"  # units' figures by today's units, without a table and without documents of its own


@dataclass(frozen=True, slots=True)
class Approval:
    """A person's word that figures may go out."""

    approved_by: str  # the name of a role, never of a person
    approved_on: date


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A consolidated figure that is not what the official release before said."""

    before: Figure
    now: Figure

    @property
    def indicator(self) -> str:
        """Whose figure it is."""
        return self.now.indicator


@dataclass(frozen=True, slots=True)
class Edition:
    """Which release of a period it is.

    An official one has a revision (from 1), the document's number and date and an approval; from the second revision on
    it also has a reason, and ``changes`` since the official release before.
    """

    kind: ReleaseKind = ReleaseKind.DRAFT
    revision: int | None = None
    number: int | None = None  # of the document: Số: 45/BC-UBND
    dated: date | None = None
    approval: Approval | None = None
    reason: str | None = None
    changes: tuple[FigureChange, ...] = ()

    @property
    def draft(self) -> bool:
        """Whether it says DỰ THẢO."""
        return self.kind is ReleaseKind.DRAFT

    @property
    def name(self) -> str:
        """Its folder: ``draft``, ``r01``."""
        return f"r{self.revision:02}" if self.revision is not None else str(self.kind)


DRAFT = Edition()


@dataclass(frozen=True, slots=True)
class PastRelease:
    """A release of the same period that was made before, draft or official."""

    release_id: int
    edition: Edition  # without its changes
    created_at: datetime  # UTC
    changed: int  # figures that were not what the release before it, of the same kind, said


@dataclass(frozen=True, slots=True)
class EarlierTable:
    """What was released for an earlier period by the same consolidating unit: what figures are compared with."""

    release_id: int
    period: Period
    figures: Mapping[str, Figure]  # by indicator


@dataclass(frozen=True, slots=True)
class Narrative:
    """What a unit wrote for one section of the report, after the privacy screen."""

    unit: str  # its code
    section: str  # as in narrative_sections.csv
    text: str
