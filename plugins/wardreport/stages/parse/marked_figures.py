"""A figure as a person sees it: without what is struck out or hidden, and without a mark above or below the line."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from wardreport.domain.figure import Status
from wardreport.formats.grid import Cell, Spans
from wardreport.formats.marked_text import without
from wardreport.stages.parse.readings import Reading, invalid, sure
from wardreport.stages.parse.written_numbers import DASHES

_TYPED_MARKS = re.compile("[\u00b2\u00b3\u00b9\u2070\u2074-\u2079\u2080-\u2089]+")  # ¹ and its like


@dataclass(frozen=True, slots=True)
class Seen:
    """A cell with what counts of it, and the rule by which the rest is told."""

    cell: Cell
    rule: str | None = None
    certain: bool = True

    def judged(self, reading: Reading) -> Reading:
        """A reading of what counts, with what must be said of the rest."""
        if self.rule is None or reading.defect:
            return reading
        if reading.status is Status.BLANK:  # nothing is left
            return invalid(self.rule)
        return replace(reading, remark=self.rule) if self.certain else invalid(self.rule, sure(reading))


def as_seen(cell: Cell) -> Seen:
    """What of a cell counts as its figure."""
    value = cell.value
    if not isinstance(value, str):
        return _whole(cell) if cell.struck or cell.raised else Seen(cell)
    raised = cell.raised
    if not raised and not value.isascii():
        raised = tuple(found.span() for found in _TYPED_MARKS.finditer(value))
    if not (cell.struck or raised) or not value.strip():
        return Seen(cell)
    if not set(value) - DASHES - {" ", "\n"}:  # a stroke through a dash is not seen
        return Seen(replace(cell, struck=(), raised=()))
    standing = without(value, cell.struck)
    raised = _left(raised, cell.struck)
    rest = without(value, _together(cell.struck, raised))
    if raised and not rest.strip():  # small figures and nothing else: no mark, but an odd figure
        return Seen(replace(cell, value=standing, struck=(), raised=()), "cell.raised_mark", certain=False)
    rule = "cell.raised_mark" if raised else "cell.struck_out"
    certain = not any(_amid_digits(value, span) for span in cell.struck) and all(
        _is_a_mark(value, span) for span in raised
    )
    return Seen(replace(cell, value=rest, struck=(), raised=()), rule, certain)


def _whole(cell: Cell) -> Seen:
    """A number that is struck out or set small as a whole."""
    if cell.struck:
        return Seen(Cell("") if cell.value is not None and not cell.error else cell, "cell.struck_out")
    return Seen(cell, "cell.raised_mark", certain=False)


def _amid_digits(text: str, span: tuple[int, int]) -> bool:
    start, end = span
    return text[:start][-1:].isdigit() and text[end:][:1].isdigit()


def _is_a_mark(text: str, span: tuple[int, int]) -> bool:
    """Whether what is raised stands at the end and cannot be a digit of the figure that slipped."""
    start, end = span
    touches = text[:start][-1:].isdigit()
    return not text[end:].strip() and not (touches and any(map(str.isdigit, text[start:end][:1])))


def _together(one: Spans, other: Spans) -> Spans:
    return tuple(sorted((*one, *other)))


def _left(raised: Spans, struck: Spans) -> Spans:
    """What is raised and not struck out."""
    return tuple((a, b) for a, b in raised if not any(s <= a and b <= e for s, e in struck))
