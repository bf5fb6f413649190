"""Which characters of a text are struck out, raised or lowered, carried along while a reader puts the text together."""

from __future__ import annotations

import re
from dataclasses import dataclass

from wardreport.formats.grid import EVERYTHING, Cell, Spans

# characters that Unicode keeps for a program's own use, so that no text has them
_STRUCK, _STRUCK_END, _RAISED, _RAISED_END = "\ufdd0\ufdd1\ufdd2\ufdd3"
_FIGURES = re.compile(r"[0-9][0-9., ]*")
_MARKS = re.compile("([\ufdd0-\ufdd3])")


@dataclass(frozen=True, slots=True)
class Look:
    """What styles say of a text; None where they say nothing."""

    font: str | None = None
    struck: bool | None = None
    hidden: bool | None = None
    raised: bool | None = None  # or lowered

    def over(self, lower: Look) -> Look:
        """This look, and the lower one's where this says nothing."""
        return Look(
            self.font or lower.font,
            lower.struck if self.struck is None else self.struck,
            lower.hidden if self.hidden is None else self.hidden,
            lower.raised if self.raised is None else self.raised,
        )


PLAIN = Look()


def marked(text: str, *, struck: bool | None = False, raised: bool | None = False) -> str:
    """A piece of text with what is said of it; ``text_cell`` and ``unmarked`` take the marks out again."""
    if text and struck:
        text = f"{_STRUCK}{text}{_STRUCK_END}"
    return f"{_RAISED}{text}{_RAISED_END}" if text and raised else text


def looking(text: str, look: Look) -> str:
    """A piece of text that looks so, with marks: hidden text is no more seen than what is struck out."""
    return marked(text, struck=look.struck or look.hidden, raised=look.raised) if look is not PLAIN else text


def unmarked(text: str) -> str:
    """Only the text, without blanks around it."""
    return _MARKS.sub("", text).strip()


def text_cell(text: str, number_format: str = "General", *, formula: bool = False) -> Cell:
    """The cell of a text that may have marks in it; blanks around the text are left out."""
    if not _MARKS.search(text):
        return Cell(text.strip(), number_format, formula)
    pieces: list[str] = []
    opened = {_STRUCK: -1, _RAISED: -1}
    spans: dict[str, list[tuple[int, int]]] = {_STRUCK: [], _RAISED: []}
    at = 0
    for piece in _MARKS.split(text):
        if piece in opened:
            opened[piece] = at
        elif piece in (_STRUCK_END, _RAISED_END):
            kind = _STRUCK if piece == _STRUCK_END else _RAISED
            if opened[kind] >= 0:
                spans[kind].append((opened[kind], at))
            opened[kind] = -1
        else:
            pieces.append(piece)
            at += len(piece)
    whole = "".join(pieces)
    before, end = len(whole) - len(whole.lstrip()), len(whole.rstrip())
    struck, raised = (_moved(spans[kind], before, end) for kind in (_STRUCK, _RAISED))
    return Cell(whole.strip(), number_format, formula, struck=struck, raised=raised)


def with_boxes(text: str, boxes: list[str]) -> str:
    """The text of a cell with the figures of text boxes that lie in it, as raised: nobody can be sure of them.

    Beside a text of the cell's own a box with words is a remark and left out.
    """
    own = bool(unmarked(text))
    for box in boxes:
        figures = "".join(_FIGURES.findall(box))
        if figures and not (own and any(map(str.isalpha, box))):
            text += marked(figures, raised=True)
    return text


def marks_of_a_cell(*, struck: bool, raised: bool) -> tuple[Spans, Spans]:
    """The spans of a cell whose font says it of all that stands in it."""
    return EVERYTHING if struck else (), EVERYTHING if raised else ()


def without(text: str, spans: Spans) -> str:
    """A text without the characters of some spans."""
    at, kept = 0, []
    for start, end in spans:
        kept.append(text[at:start])
        at = max(at, end)
    return "".join((*kept, text[at:]))


def as_meant(cell: Cell) -> str:
    """A label or a heading without what is struck out and without footnote marks; all of it where nothing else stands.

    Empty for what is no text.
    """
    if not isinstance(cell.value, str):
        return ""
    if not (cell.struck or cell.raised):
        return cell.value
    rest = without(cell.value, tuple(sorted((*cell.struck, *cell.raised)))).strip()
    return rest or cell.value


def _moved(spans: list[tuple[int, int]], before: int, end: int) -> Spans:
    """The spans in the text without its outer blanks; what touches is one."""
    moved: list[tuple[int, int]] = []
    for start, stop in spans:
        first, last = max(start, before) - before, min(stop, end) - before
        if first < last:
            if moved and moved[-1][1] >= first:
                first = moved.pop()[0]
            moved.append((first, last))
    return tuple(moved)
