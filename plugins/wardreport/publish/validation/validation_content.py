"""What the validation report says: one object, from which the page, the workbook and the JSON are written.

It carries no figure: neither what a unit submitted nor what a reading suggests, and of a value only how the row was
answered. Of a quarantined submission it carries nothing but the rule and the masked address.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from wardreport.domain.finding import Severity

FILE_SECTION = ""  # of findings on the file, the form or the unit: on no row
STEPS = "0123456789abcdefghijk"  # a picture of a series knows this many heights, too few to read a figure from
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
    history: tuple[tuple[str, str], ...]  # the indicator's name and the shape of its series

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
