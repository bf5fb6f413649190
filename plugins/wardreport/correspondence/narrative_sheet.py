"""The form's second sheet: what the unit says in words for the report, section by section.

Its title and how to fill it in are as short as every other text of the form (docs/design/findings.md: free_text); its
headings and prompts are those by which the reader knows the cells to the right of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from wardreport.metadata.narrative_sections import NARRATIVE_CHARACTERS, NarrativeSection
from wardreport.writing.house_style import FONT
from wardreport.writing.sheet_looks import (
    BORDER,
    HEADING,
    LINE_HEIGHT,
    OPEN_CELL,
    fit_to_page,
    lines_of,
    protect,
    put_text,
)

NARRATIVE_SHEET = "Thuyet minh"
FIRST_ROW = 5  # of the first section: its heading, with its prompt beneath
_TITLE = "THUYẾT MINH KÈM THEO BIỂU SỐ LIỆU"
_HOW_TO = (
    "Ghi nhận định chung vào ô vàng; không có nội dung thì để trống.",
    "Không ghi họ tên, số điện thoại, số giấy tờ, tên cơ sở.",
)
_LIMIT = f"{NARRATIVE_CHARACTERS:,}".replace(",", ".")
_NO_NAMES = "Không ghi tên người, tên cơ sở. Tối đa {limit} ký tự."
_TOO_LONG = "Mỗi mục chỉ nhận tối đa {limit} ký tự. Đề nghị rút gọn; phần chi tiết gửi trong báo cáo bằng văn bản."
_WIDTHS = (30, 80)
_HEADING_HEIGHT = 22.0
_LEAST_HEIGHT, _MOST_HEIGHT = 190.0, 409.0  # points; no row may be higher


def add_narrative_sheet(
    workbook: Workbook, sections: Iterable[NarrativeSection], written: Mapping[str, str] = MappingProxyType({})
) -> None:
    """Adds the sheet behind the others; ``written`` holds by section what the unit has said already."""
    sheet = workbook.create_sheet(NARRATIVE_SHEET)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = _WIDTHS
    for number, line in enumerate((_TITLE, *_HOW_TO), start=1):
        sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=2)
        cell = sheet.cell(number, 1, line)
        cell.font = Font(name=FONT, size=13 if number == 1 else 12, bold=number == 1, italic=number > 1)
        cell.alignment = Alignment(horizontal="center", vertical="center")
        sheet.row_dimensions[number].height = 24 if number == 1 else 18
    row = FIRST_ROW
    for section in sections:
        _add_section(sheet, row, section, written.get(section.section, ""))
        row += 2
    sheet.sheet_view.showGridLines = False
    sheet.print_area = f"A1:B{row - 1}"
    protect(sheet)
    fit_to_page(sheet, "portrait")


def _add_section(sheet: Worksheet, row: int, section: NarrativeSection, text: str) -> None:
    heading, prompt = sheet.cell(row, 1, section.heading), sheet.cell(row + 1, 1, section.prompt)
    heading.font = Font(name=FONT, size=12, bold=True)
    prompt.font = Font(name=FONT, size=11, italic=True, color="595959")
    for cell in (heading, prompt):
        cell.fill = PatternFill("solid", fgColor=HEADING)
        cell.alignment = Alignment(horizontal="left", vertical="top", wrap_text=True, indent=1)
    heading.border = Border(top=BORDER.top, left=BORDER.left, right=BORDER.right)
    prompt.border = Border(bottom=BORDER.bottom, left=BORDER.left, right=BORDER.right)
    sheet.merge_cells(start_row=row, end_row=row + 1, start_column=2, end_column=2)
    answer = sheet.cell(row, 2)
    if isinstance(answer, Cell):
        _open(answer, text)
    sheet.cell(row + 1, 2).border = BORDER
    sheet.row_dimensions[row].height = _HEADING_HEIGHT
    needed = LINE_HEIGHT * (lines_of(text, _WIDTHS[1]) + 1) - _HEADING_HEIGHT
    sheet.row_dimensions[row + 1].height = min(max(_LEAST_HEIGHT, needed), _MOST_HEIGHT)
    sheet.add_data_validation(_validation(section, answer.coordinate))


def _open(cell: Cell, text: str) -> None:
    cell.font = Font(name=FONT, size=12)
    cell.fill = PatternFill("solid", fgColor=OPEN_CELL)
    cell.alignment = Alignment(horizontal="left", vertical="top", wrap_text=True, indent=1)
    cell.border = BORDER
    cell.protection = Protection(locked=False)
    cell.number_format = "@"  # a line that begins with a dash is no formula
    if text:
        put_text(cell, text)
        cell.quotePrefix = True  # a clerk may go on with a dash in it


def _validation(section: NarrativeSection, cell: str) -> DataValidation:
    validation = DataValidation(
        type="textLength", operator="lessThanOrEqual", formula1=str(NARRATIVE_CHARACTERS), allow_blank=True
    )
    validation.errorStyle, validation.showErrorMessage, validation.showInputMessage = "stop", True, True
    validation.promptTitle = section.heading
    validation.prompt = f"{section.prompt}. {_NO_NAMES.format(limit=_LIMIT)}"
    validation.errorTitle, validation.error = "Quá dài", _TOO_LONG.format(limit=_LIMIT)
    validation.add(cell)
    return validation
