"""What kind of release is made, what it is compared with, and what changed since the last one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

from wardreport.domain.figure import Figure
from wardreport.domain.period import Period

# What the files of a release folder are called; office programs and people know them by these names.
REPORT, REPORT_PDF = "bao-cao.docx", "bao-cao.pdf"
ANNEX = "bieu-tong-hop.xlsx"
PAGE = "index.html"
DATA_PACKAGE = "so-lieu"  # a folder: the data package
VALIDATION_PAGE, VALIDATION_WORKBOOK, VALIDATION_DATA = "kiem-tra.html", "kiem-tra.xlsx", "kiem-tra.json"
MANIFEST = "manifest.json"  # of each of the two folders: what was published, and what is the office's own
INTERNAL = "internal"  # the folder of what the office keeps to itself of all releases
SOURCE_REPORT = "nguon/bao-cao.docx"  # internal: the draft as people edited it, where the report was made of one

EDITED_REPORT = "bao-cao-da-sua.docx"  # beside the draft's folder: its report as people edited it, to be approved
OPINION = "y-kien.txt"  # beside the draft's internal folder: why it was not approved


class ReleaseKind(StrEnum):
    """What a release is."""

    DRAFT = "draft"
    OFFICIAL = "official"
    RESTATED = "restated"  # units' figures by today's units, without a table and without documents of its own


_REVISION = re.compile(r"r([0-9]{2,})", re.ASCII)


def revision_name(revision: int) -> str:
    """What an official release is called: ``r01``."""
    return f"r{revision:02}"


def revision_in(name: str) -> int | None:
    """The revision that a release's name says; None where it names a draft or nothing of the kind."""
    found = _REVISION.fullmatch(name)
    return int(found[1]) if found else None


@dataclass(frozen=True, slots=True)
class Approval:
    """A person's word that figures may go out."""

    approved_by: str  # the name of a role, never of a person
    approved_on: date
    without: tuple[str, ...] = ()  # the units, by code, that are outstanding or held and go out as they are


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
        return revision_name(self.revision) if self.revision is not None else str(self.kind)


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


@dataclass(frozen=True, slots=True)
class Release:
    """A published folder, and the one that the office keeps to itself."""

    period: Period
    name: str  # draft, r01
    folder: Path
    files: tuple[str, ...]  # relative to the folder
    internal: Path  # closed to others: the validation report, and what the release was made of
    notes: tuple[str, ...] = ()  # what was left out, a plain line each
