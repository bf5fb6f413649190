"""What the validation report says: one object, from which the page, the workbook and the JSON are written.

It is for reviewers: it carries the figures that a finding is about, reasons and evidence in full, and the units'
series. No text that was submitted stands in it. Of a quarantined submission it carries nothing but the rule and the
masked address.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from wardreport.domain.finding import Severity

FILE_SECTION = ""  # of findings on the file, the form or the unit: on no row
STEPS = "0123456789abcdefghijk"  # the heights that a picture of a series knows; its figures stand beside it
GAP = "-"
NO_FIGURES = "none"  # a cell of the heat map where nothing usable came in
LEVELS = {  # of the heat map, from worst to best: the mark and what it means
    "open": ("▲", "nghiêm trọng, chưa quyết định"),
    "decided": ("✓", "nghiêm trọng, đã quyết định"),
    "warning": ("!", "cảnh báo"),
    "info": ("i", "thông tin"),
    NO_FIGURES: ("–", "chưa có số liệu dùng được"),
}


@dataclass(frozen=True, slots=True)
class DecisionContent:
    """What a role decided on a finding, when and why."""

    rule: str
    indicator: str | None
    action: str
    action_text: str
    reason: str
    decided_by: str
    decided_on: date
    approved_by: str | None = None
    evidence: str | None = None
    value: str | None = None  # of a replacement, as it is written

    @property
    def said(self) -> str:
        """What was decided, and by which value it is replaced."""
        return self.action_text if self.value is None else f"{self.action_text}: {self.value}"


@dataclass(frozen=True, slots=True)
class FindingContent:
    """One finding, with the row of the form and how that row was answered, where this is known."""

    rule: str
    entry: str
    severity: str
    indicator: str | None
    row: int | None
    section: str
    label: str
    cell: str | None
    status: str | None
    message: str | None
    figures: str  # that it is about, in a sentence
    decided: bool
    decisions: tuple[DecisionContent, ...] = ()

    @property
    def level(self) -> str:
        """Its level in the heat map."""
        if self.severity != Severity.CRITICAL:
            return self.severity
        return "decided" if self.decided else "open"


@dataclass(frozen=True, slots=True)
class SubmissionContent:
    """One submission with its findings and all decisions on it."""

    sha256: str
    version: int
    received_at: datetime
    verdict: str
    counted: bool
    findings: tuple[FindingContent, ...]
    decisions: tuple[DecisionContent, ...]


@dataclass(frozen=True, slots=True)
class SeriesContent:
    """One indicator of a unit over the periods: how it looks, its scale, and every figure."""

    label: str
    shape: str  # of a sign of STEPS a period, or GAP
    least: str
    most: str
    said: str  # 2023-S2: 12; 2024-S1: 14


@dataclass(frozen=True, slots=True)
class UnitContent:
    """One unit of the register. ``heat`` has by section the worst level and how many findings are of it."""

    unit: str
    name: str
    role: str
    state: str
    tone: str  # ok, quiet, warn or bad
    due: date
    late_by_days: int | None
    rank: int  # 0 is to be looked at first
    submissions: tuple[SubmissionContent, ...]  # by version, the newest last
    heat: Mapping[str, tuple[str, int]]
    history: tuple[SeriesContent, ...]

    @property
    def newest(self) -> SubmissionContent | None:
        """What the unit sent last, on which its state stands."""
        return self.submissions[-1] if self.submissions else None


@dataclass(frozen=True, slots=True)
class RuleContent:
    """One rule of the book, and the units whose newest submission breaks it."""

    id: str
    rule: str
    severity: str
    says: str
    reason: str
    source: str
    times: int
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RowContent:
    """One row of the form, with the units that have a finding on it."""

    row: int
    heading: bool
    section: str
    label: str
    unit: str
    indicators: tuple[str, ...]
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why it cannot be published: how many and who, by code where they are units."""

    kind: str
    text: str
    names: tuple[str, ...]
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ValidationContent:
    """The whole report."""

    period: str
    form: str
    body: str
    head_line: str
    window_start: date
    window_end: date
    created_at: datetime
    rule_book: str  # sha256
    reasons: tuple[Reason, ...]
    without: tuple[str, ...]  # units' names: their newest submission does not count, and the approval says so
    sections: Mapping[str, str]  # by code what it is called, the file first
    rows: tuple[RowContent, ...]
    units: tuple[UnitContent, ...]
    rules: tuple[RuleContent, ...]
    consolidated: tuple[FindingContent, ...]
    partial: tuple[tuple[str, tuple[str, ...]], ...]  # by indicator's name who is still missing

    @property
    def publishable(self) -> bool:
        """Whether nothing stands against it."""
        return not self.reasons

    @property
    def names(self) -> Mapping[str, str]:
        """The units' names by code."""
        return {unit.unit: unit.name for unit in self.units}


def word(words: Mapping[Any, str], key: str) -> str:
    """What a word of the code is called, or the word itself where nobody has given it a name yet."""
    return words.get(key, key)
