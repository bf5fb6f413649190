"""What stands beside the annex's figures: who is missing, what was decided, what a revision changed."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from wardreport.domain.figure import Figure, FigureStatus
from wardreport.domain.release import FigureChange
from wardreport.domain.validation import Decision, DecisionAction, ResponseState
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.form_versions import FormRow
from wardreport.publish.release_content import ReleaseContent
from wardreport.writing.house_style import REVISED
from wardreport.writing.small_counts import small_count_sieve
from wardreport.writing.written_figures import SUPPRESSED, written

NOTES_SHEET = "Ghi chu"
_NAMED = 6  # units; more are only counted, and named in the sheet of notes
_LONGEST = 420  # characters beside a figure; the sheet of notes has all


@dataclass(frozen=True)
class AnnexNotes:
    """The notes of one release."""

    content: ReleaseContent
    metadata: Metadata

    @cached_property
    def changes(self) -> Mapping[str, FigureChange]:
        """By indicator what this revision changed."""
        return {change.indicator: change for change in self.content.edition.changes}

    @cached_property
    def outstanding(self) -> Sequence[str]:
        """The codes of the units whose figures are not in it, in the units' order."""
        register = {e.unit for e in self.content.register if e.at_release is ResponseState.OUTSTANDING}
        missing = register.union(*(figure.outstanding for figure in self.content.table.figures.values()))
        return [code for code in self._names if code in missing]

    @cached_property
    def decisions(self) -> Sequence[tuple[str, Decision, bool]]:
        """The decisions that let figures out: the unit's name, the decision, and whether its evidence may be told.

        It may not where the unit's figure is protected: the paper's name could tell it. Elsewhere it is told without
        small counts, which may be of another figure.
        """
        hidden = {(figure.unit, figure.indicator) for figure in self.content.table.by_unit if figure.suppressed}
        told = (DecisionAction.ACCEPT_AS_REPORTED, DecisionAction.REPLACE)
        return [
            (entry.name, _sieved(decision), (entry.unit, decision.indicator) not in hidden)
            for entry in self.content.register
            for decision in entry.standing_decisions
            if decision.action in told
        ]

    def revised(self, row: FormRow) -> bool:
        """Whether a figure of the row is not what the official release before said."""
        return any(name in self.changes for name in row.indicators)

    def beside(self, row: FormRow) -> str:
        """The note in the row itself, cut where it would be longer than the row."""
        note = " ".join(self._of_row(row))
        if len(note) <= _LONGEST:
            return note
        return textwrap.shorten(note, _LONGEST, placeholder=f" … (xem trang {NOTES_SHEET})")

    def named(self, codes: Sequence[str]) -> str:
        """Units by name, or how many where they are too many to name."""
        if len(codes) > _NAMED:
            return f"{len(codes)} đơn vị (xem trang {NOTES_SHEET})"
        return ", ".join(self._names.get(code, code) for code in codes)

    def name(self, code: str) -> str:
        """The unit's name."""
        return self._names.get(code, code)

    def _of_row(self, row: FormRow) -> Iterator[str]:
        figures = [self.content.table.figures[name] for name in row.indicators]
        missing = list(dict.fromkeys(unit for figure in figures for unit in figure.outstanding))
        if missing:
            yield f"Chưa đầy đủ, thiếu: {self.named(missing)}."
        if any(figure.status is FigureStatus.SUPPRESSED for figure in figures):
            yield f"{SUPPRESSED}: số liệu được bảo vệ, chưa công bố."
        made = [one for one in self.decisions if one[1].indicator in row.indicators]
        # a row may be let out by several decisions of one unit
        reported = dict.fromkeys(unit for unit, d, _ in made if d.action is DecisionAction.ACCEPT_AS_REPORTED)
        if reported:
            yield "Theo số đã báo cáo của: " + ", ".join(reported) + " (có quyết định)."
        yield from dict.fromkeys(
            replaced(unit, d, told=told) for unit, d, told in made if d.action is DecisionAction.REPLACE
        )
        for name in row.indicators:
            if name in self.changes:
                yield f"{REVISED} Số đã công bố lần trước: {before(self.changes[name])}."

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return self.metadata.unit_names(self.content.period)


def replaced(unit: str, decision: Decision, *, told: bool) -> str:
    """What a replacement says: whose figure, and by which paper where that may be told."""
    evidence = f" (căn cứ: {decision.evidence})" if told and decision.evidence else ""
    return f"Thay số liệu theo quyết định: {unit}{evidence}."


def _sieved(decision: Decision) -> Decision:
    evidence = small_count_sieve().hide(decision.evidence) if decision.evidence else None
    return replace(decision, evidence=evidence)


def before(change: FigureChange) -> str:
    """What the release before said; not again where the figure is protected now."""
    if change.now.status is FigureStatus.SUPPRESSED:
        return SUPPRESSED
    return _marked(change.before)


def now(change: FigureChange) -> str:
    """What this release says."""
    return _marked(change.now)


def _marked(figure: Figure) -> str:
    return written(figure) + ("*" if figure.partial else "")
