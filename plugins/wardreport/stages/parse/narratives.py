"""What a unit wrote for the report: the cells beside or beneath the headings of ``narrative_sections.csv``.

They may stand in any sheet but the form's, and at any place in it (rows are known by their labels,
never by position). Nothing is taken from a hidden sheet: it may be a left-over that nobody sees.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from wardreport.domain.submission import FreeText, NarrativeText, TextArea
from wardreport.formats.grid import Cell, Sheet
from wardreport.metadata.narrative_sections import NarrativeSection
from wardreport.stages.parse.labels import key_without_marks, known_label_key, label_key

_LONGEST_HEADING, _LONGEST_PROMPT = 100, 400  # characters of a cell that may be one, decomposed and numbered too
_STEPS = 2  # to the right or down: over the prompt, where it stands between a heading and its text
Position = tuple[int, int]  # row and column, from 1


@dataclass(frozen=True, slots=True)
class NarrativeCells:
    """What a sheet holds of the narrative."""

    written: Mapping[Position, NarrativeText]
    printed: frozenset[Position]  # headings and prompts: the form's own words, and nobody's


NONE = NarrativeCells({}, frozenset())


def narrative_cells(sheet: Sheet, sections: Collection[NarrativeSection]) -> NarrativeCells:
    """The narrative's cells in a sheet, in its order; their texts are cleaned, and not yet screened."""
    if sheet.hidden:
        return NONE
    headings = {known_label_key(section.heading): section.section for section in sections}
    headings |= {key_without_marks(key): section for key, section in headings.items()}
    prompts = {known_label_key(section.prompt) for section in sections}
    found = {at: headings[key] for at, key in _keys(sheet, _LONGEST_HEADING) if key in headings}
    if not found:
        return NONE
    prompted = {at for at, key in _keys(sheet, _LONGEST_PROMPT) if key in prompts}
    written: dict[Position, NarrativeText] = {}
    for at in sorted(found):
        place = _place_of_text(sheet, at, found, prompted)
        if place is not None and place not in written:
            text = FreeText(sheet.masked_address(*place), _text(sheet, place), TextArea.NARRATIVE, *place)
            written[place] = NarrativeText(found[at], text)
    return NarrativeCells(written, frozenset(found) | prompted)


def _keys(sheet: Sheet, longest: int) -> Iterator[tuple[Position, str]]:
    for at, cell in sheet.cells.items():
        if isinstance(cell.value, str) and len(cell.value) <= longest:
            yield at, label_key(cell.value)


def _place_of_text(
    sheet: Sheet, at: Position, headings: Mapping[Position, str], prompts: set[Position]
) -> Position | None:
    """The cell right of a heading that says something, else the one below; a prompt between is passed over."""
    row, column = at
    last_row, last_column = next(
        ((m.last_row, m.last_column) for m in sheet.merged if (m.first_row, m.first_column) == at), at
    )
    right = [(row, last_column + step) for step in range(1, _STEPS + 1)]
    below = [(last_row + step, column) for step in range(1, _STEPS + 1)]
    for places in (right, below):
        for place in places:
            if place in prompts:
                continue
            if place not in headings and any(map(str.isalnum, _text(sheet, place))):
                return place
            break  # empty, a dash, or the next heading
    return None


def _text(sheet: Sheet, place: Position) -> str:
    cell = sheet.cells.get(place)
    return cleaned(_as_written(cell)) if cell is not None and not cell.error else ""


def _as_written(cell: Cell) -> str:
    """What was typed, as text: a figure or a date too."""
    match cell.value:
        case str(text):
            return text
        case bool():
            return ""
        case int(number):
            return str(number)
        case float(number):
            return f"{number:.15g}".replace(".", ",")
        case date() as day:
            return f"{day:%d/%m/%Y}"
        case _:
            return ""


def cleaned(text: str) -> str:
    """The text as NFC, each line trimmed and with single blanks, without empty lines and what cannot be printed.

    Control, direction and private-use characters are left out, so that every kind of file can hold what is left.
    """
    printable = "".join(c for c in text if c.isspace() or unicodedata.category(c)[0] != "C")
    lines = (" ".join(line.split()) for line in printable.splitlines())
    return unicodedata.normalize("NFC", "\n".join(line for line in lines if line))
