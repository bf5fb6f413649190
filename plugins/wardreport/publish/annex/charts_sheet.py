"""The annex's last sheet: the charts, one below the other."""

from __future__ import annotations

import math
from collections.abc import Sequence

from wardreport.publish.charts.charts import Chart
from wardreport.writing.printed_book import Book

CHARTS_SHEET = "Bieu do"
_SIZE = 12
_COLUMNS, _WIDTH = 10, 7.9  # narrower than the page in every program
_ROW = 20.0  # points
_POINTS_A_MM = 72 / 25.4
_PAGE_MM = 250.0
_PAGE_WIDTH_MM = 155


def add_charts(book: Book, charts: Sequence[Chart]) -> None:
    """Adds the sheet where there are charts; none is cut by the end of a page."""
    if not charts:
        return
    sheet = book.sheet(CHARTS_SHEET, [_WIDTH] * _COLUMNS, size=_SIZE)
    row, left, breaks = 1, _PAGE_MM, []
    for chart in charts:
        shown = min(chart.width_mm, _PAGE_WIDTH_MM)
        height = chart.height_mm * shown / chart.width_mm
        rows = math.ceil(height * _POINTS_A_MM / _ROW) + 1
        taken = (rows + 1) * _ROW / _POINTS_A_MM
        if taken > left and row > 1:
            breaks.append(row - 1)
            left = _PAGE_MM
        left -= taken
        sheet.title(row, chart.title, across=_COLUMNS, bold=True)
        for below in range(row + 1, row + 1 + rows):
            sheet.height(below, _ROW)
        sheet.picture(row + 1, chart.png, width_mm=shown, alternative_text=chart.alternative_text)
        row += rows + 1
    sheet.raw.set_h_pagebreaks(breaks)
    sheet.raw.print_area(0, 0, row - 1, _COLUMNS - 1)
