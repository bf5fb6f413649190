"""How the sheets that go to the units and come back look, and how they print."""

from __future__ import annotations

import math
from typing import Literal

from openpyxl.cell.cell import Cell
from openpyxl.styles import Border, Side
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from wardreport.writing.cell_texts import cell_text, needs_quote_prefix

RED, AMBER, GREEN, BLUE = "FFC7CE", "FFEB9C", "C6EFCE", "DDEBF7"
OPEN_CELL, HEADING = "FFFBE0", "E8EDF3"  # what may be filled in, and what stands over it
LINE_HEIGHT = 16.5  # points, of a line at 12 points
_SIDE = Side(style="thin", color="808080")
BORDER = Border(top=_SIDE, bottom=_SIDE, left=_SIDE, right=_SIDE)


def put_text(cell: Cell, text: str) -> None:
    """A text as text, whatever it begins with: nothing that somebody wrote becomes a formula, not after an edit either.

    What no cell can hold is left out.
    """
    text = cell_text(text)
    cell.value = text
    cell.data_type = "s"
    cell.quotePrefix = needs_quote_prefix(text)


def lines_of(text: str, width: int) -> int:
    """How many lines a text takes in a column; ``width`` is in characters."""
    # Times holds a fifth more characters than the width says
    return sum(max(1, math.ceil(len(line) / (1.2 * width))) for line in text.splitlines()) or 1


def protect(sheet: Worksheet) -> None:
    """Locks every cell that is not open; columns and rows may be made larger."""
    sheet.protection.sheet = True
    # what is named here is allowed; nothing needs a password, since what matters is judged when the form comes back
    sheet.protection.formatColumns = sheet.protection.formatRows = False


def fit_to_page(sheet: Worksheet, orientation: Literal["portrait", "landscape"]) -> None:
    """Prints a sheet on A4, as wide as the page, with page numbers."""
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = orientation
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.page_margins.top, sheet.page_margins.bottom, sheet.page_margins.footer = 0.5, 0.7, 0.3
    sheet.print_options.horizontalCentered = True
    sheet.HeaderFooter.oddFooter = HeaderFooterItem(center=_HeaderFooterPart(text="Trang &P/&N"))
