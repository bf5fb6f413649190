"""What stands beside the annex's figures: who is missing, what a revision changed.

What was decided on a unit's figures tells that something was found in them, also in hidden ones: it stays internal.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from wardreport.domain.figure import Figure, FigureStatus
from wardreport.domain.release import FigureChange
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.form_versions import FormRow
from wardreport.publish.parts_and_totals import notes_on_parts, parts_by_total
from wardreport.publish.release_content import ReleaseContent
from wardreport.writing.house_style import REVISED
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
        register = {entry.unit for entry in self.content.register if entry.outstanding}
        missing = register.union(*(figure.outstanding for figure in self.content.table.figures.values()))
        return [code for code in self._names if code in missing]

    @cached_property
    def parts(self) -> Mapping[str, Sequence[str]]:
        """By total, its parts on the form."""
        return parts_by_total(self.metadata.form(self.content.period), self.metadata)

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
        for name in row.indicators:
            if name in self._on_parts:
                yield self._on_parts[name]
            if name in self.changes:
                yield f"{REVISED} Số đã công bố lần trước: {before(self.changes[name])}."

    @cached_property
    def _on_parts(self) -> Mapping[str, str]:
        return notes_on_parts(self.content.table.figures, self.parts)

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return self.metadata.unit_names(self.content.period)


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
