"""What a cell of a workbook can hold of a text, and which texts a spreadsheet would take for a formula."""

from __future__ import annotations

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from wardreport.writing.house_style import FORMULA_SIGNS
from wardreport.writing.written_figures import NIL

_LONGEST = 32_767  # characters in a cell


def cell_text(text: str) -> str:
    """The text without what no spreadsheet can hold: control characters, and what is beyond 32,767 characters."""
    return ILLEGAL_CHARACTERS_RE.sub("", text)[:_LONGEST]


def needs_quote_prefix(text: str) -> bool:
    """Whether a spreadsheet would make a formula of it, at the latest after an edit; the mark of nil is none."""
    return text.startswith(FORMULA_SIGNS) and text != NIL
