"""A submitted file and what reading it gave (docs/design/flow-and-types.md: Submission, ParsedForm, ScreenedForm)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from wardreport.domain.finding import Detection
from wardreport.domain.observation import Observation
from wardreport.domain.period import Period

FEEDBACK_FOLDER = "phan-hoi"  # in a unit's folder: what came back to it, which is no submission
FILE_NAME = "file!name"  # the masked place of a submission's own name
NO_TEXT = "\ufffd"  # stands in a name for what is no character
MAX_FILE_BYTES = 50 * 1024 * 1024  # a larger file is neither copied nor opened; the annex has some 20 KB


def feedback_name(sha256: str) -> str:
    """What the feedback workbook on a submission is called."""
    return f"{FEEDBACK_FOLDER}-{sha256[:8]}.xlsx"


@dataclass(frozen=True, slots=True)
class Submission:
    """One submitted file: the same bytes again are the same submission."""

    sha256: str
    size: int  # bytes
    received_at: datetime  # when these bytes were first there, by the file's time in the share, UTC
    content: Path  # a copy that nobody edits any more
    folder_unit: str | None = None  # by the folder it lay in
    given_unit: str | None = None  # by an argument of the caller
    given_period: Period | None = None
    collected: bool = False  # from a shared folder, where the file's time is when it was handed in
    file_name: str = ""  # submitted text like any other: the privacy screen looks at it and takes it out
    changed_at: datetime | None = None  # the file's own time as it is now, which only orders what came at one time

    @property
    def order(self) -> tuple[datetime, datetime, str, str]:
        """Submissions stand in the order received, which is the order of their versions."""
        return (self.received_at, self.changed_at or self.received_at, self.folder_unit or "", self.sha256)


@dataclass(frozen=True, slots=True)
class Collection:
    """What a look through the share gave."""

    submissions: tuple[Submission, ...]  # by time received
    unfinished: int  # copies still being written: left for the next run
    unknown_folders: int  # folders that name no unit of the period
    unreachable: tuple[str, ...] = ()  # units whose folder could not be looked into, by code
    pointers: tuple[str, ...] = ()  # units in whose folder lies a shortcut to a file elsewhere, by code


@dataclass(frozen=True, slots=True)
class HeadLine:
    """What the lines above the table say, with its address. ``code`` is a unit code or a period."""

    code: str
    cell: str


class TextArea(StrEnum):
    """Where a text stands, which tells the privacy screen what it may say."""

    FORM = "form"  # in a cell of the form's own rows and columns
    HEAD = "head"  # above the table: who reports on which half year
    BELOW = "below"  # below the table, where officials sign
    AUTHOR = "author"  # where the format says who wrote, saved or manages: filled in by programs
    NARRATIVE = "narrative"  # what the unit wrote for the report, where prose belongs
    ELSEWHERE = "elsewhere"  # other cells and sheets, comments, headers, names, properties


@dataclass(frozen=True, slots=True)
class FreeText:
    """A text of the file that is not the form's own, kept only until the privacy screen has seen it.

    ``masked_cell`` names the place without submitted text: ``sheet2!C9``, ``sheet2!note_C9``, or ``sheet2!header``,
    ``workbook!properties``, ``file!name`` for what is no cell. ``row`` and ``column`` are from 1 where the text has a
    place on a page (a paragraph has its order as row, and column 1), else 0.
    """

    masked_cell: str
    text: str
    area: TextArea = TextArea.ELSEWHERE
    row: int = 0
    column: int = 0

    @property
    def sheet(self) -> str:
        """The page that it stands on: ``sheet2``."""
        return self.masked_cell.partition("!")[0]


@dataclass(frozen=True, slots=True)
class NarrativeText:
    """What a unit wrote in one cell for a section of the report (``narrative_sections.csv``)."""

    section: str
    written: FreeText


@dataclass(frozen=True, slots=True)
class ParsedForm:
    """One submission as read, before the privacy screen: ``free_texts`` and ``narratives`` may hold personal data."""

    submission: Submission
    form: str | None  # form version; None where none was recognised
    head_unit: HeadLine | None
    head_period: HeadLine | None
    observations: tuple[Observation, ...]  # every measure of the form, in the form's order
    readings: Mapping[str, Detection]  # by indicator: cells that could not be read with certainty
    detections: tuple[Detection, ...]  # everything else that reading saw
    free_texts: tuple[FreeText, ...]
    named: frozenset[str] = frozenset()  # indicators whose row says what they are about ("ghi rõ"), never the words
    narratives: tuple[NarrativeText, ...] = ()  # these cells are not among the free texts


@dataclass(frozen=True, slots=True)
class ScreenedForm:
    """A form that passed the privacy screen, or the addresses of what did not.

    No submitted text is left in it but what the unit wrote for the report, and that only where nothing was found.
    """

    submission: Submission
    form: str | None
    head_unit: HeadLine | None
    head_period: HeadLine | None
    observations: tuple[Observation, ...]
    readings: Mapping[str, Detection]
    detections: tuple[Detection, ...]
    named: frozenset[str] = frozenset()
    narratives: tuple[tuple[str, str], ...] = ()  # section and text, where the privacy screen has passed the file

    @property
    def unit(self) -> str | None:
        """The unit it reports for: by argument, else by folder, else by its head lines."""
        by_head = self.head_unit.code if self.head_unit else None
        return self.submission.given_unit or self.submission.folder_unit or by_head

    @property
    def period(self) -> Period | None:
        """The period it reports on: by argument, else by its head lines."""
        by_head = Period.parse(self.head_period.code) if self.head_period else None
        return self.submission.given_period or by_head


@dataclass(frozen=True, slots=True)
class AcceptedForm:
    """A form that validation let through: the only thing that ``load`` takes.

    ``observations`` are what counts; where a decision replaced one, ``as_read`` holds what was read in its place.
    """

    submission: str  # sha256
    unit: str
    period: Period
    form: str
    observations: tuple[Observation, ...]
    as_read: tuple[Observation, ...] = ()
    narratives: tuple[tuple[str, str], ...] = ()  # section (narrative_sections.csv) and what the unit wrote for it


@dataclass(frozen=True, slots=True)
class RecordedVersion:
    """A submission that the warehouse knows: its place among its unit's, and what it has where it was accepted.

    ``answers`` names the indicators answered with a figure or yes/no, and whether that says that something occurred; it
    is empty for what lies in the share still, which says it itself.
    """

    submission: str  # sha256
    unit: str
    period: Period
    version: int
    accepted: bool
    answers: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LoadReceipt:
    """What a load brought. A run with nothing new brings nothing and has no load id."""

    load_id: int | None
    submissions_added: int
    observations_added: int
