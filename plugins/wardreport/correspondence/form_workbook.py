"""The blank form of a unit and a period: only its own rows are open, and it checks itself while it is filled in.

docs/design/documents.md. No cell of it holds more than a few words and no sheet is hidden, since the form comes
back and is screened like every other file. Beside it stands the sheet for what is said in words (``narrative_sheet``).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from wardreport.correspondence.form_checks import (
    DOUBTFUL,
    EMPTY,
    FINE,
    LEFT_OVER,
    WRONG,
    Content,
    Remark,
    check_formulas,
    summary_formula,
)
from wardreport.correspondence.form_rows import OPEN, InputRow, Standing, add_validations, input_rows
from wardreport.correspondence.narrative_sheet import add_narrative_sheet
from wardreport.domain.period import Period
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.form_versions import FormRow, RowKind
from wardreport.metadata.indicators import kin_of
from wardreport.metadata.rules.rule_book import RuleBook
from wardreport.metadata.units import ReportingUnit, Role
from wardreport.writing.house_style import FONT
from wardreport.writing.repeatable_workbook import save_repeatably
from wardreport.writing.sheet_looks import (
    AMBER,
    BORDER,
    GREEN,
    HEADING,
    LINE_HEIGHT,
    OPEN_CELL,
    RED,
    fit_to_page,
    lines_of,
    protect,
    put_text,
)
from wardreport.writing.written_figures import NIL

SHEET = "Bieu"
HEAD_ROW = 6  # of the table's headings; the form's first row stands below it
_PALE = "FFF4D0"  # nothing is wrong yet where a form is still being filled in
_DARK = {RED: "9C0006", AMBER: "7F6000", _PALE: "7F6000", GREEN: "006100"}
_OTHERS = "EFEFEF"
_COLUMNS = (("Nội dung", 58), ("Đơn vị tính", 13), ("Số lượng", 12), ("Kiểm tra", 27))
_CHECK = "D"
_SIDES: tuple[Literal["left", "center", "right"], ...] = ("left", "center", "right", "left")
_OFFICES = ("UBND", frozenset({Role.WARD, Role.TEAM178, Role.OFFICE}))  # whose superior is the people's committee
_HEADS = {Role.WARD: "CHỦ TỊCH"}

Prefill = Mapping[str, Decimal | str | None]  # by indicator what stands in its cell; None for an empty one


def write_form(unit: ReportingUnit, period: Period, metadata: Metadata, rule_book: RuleBook, target: Path) -> None:
    """Writes the blank form (``.xlsx``) of a unit that reports on the period; the same arguments give the same bytes.

    Raises ``ConfigurationError`` where the period has no cycle or no form version.
    """
    workbook = Workbook()
    sheet = workbook.active
    if not isinstance(sheet, Worksheet):
        raise TypeError("a new workbook has no sheet")
    fill_form_sheet(sheet, unit, period, metadata, rule_book)
    add_narrative_sheet(workbook, metadata.narrative_sections.values())
    save_repeatably(workbook, target)


def fill_form_sheet(
    sheet: Worksheet,
    unit: ReportingUnit,
    period: Period,
    metadata: Metadata,
    rule_book: RuleBook,
    *,
    prefill: Prefill | None = None,
    returned: frozenset[str] = frozenset(),
    remarks: Mapping[str, Remark] = MappingProxyType({}),
) -> Mapping[str, InputRow]:
    """Makes an empty sheet the form, and gives by indicator the row that it stands on.

    Without ``prefill`` the unit's own rows are empty. ``returned`` names measures of others that the unit has filled
    in: their cells are open too, so that it can take them out. ``remarks`` are what a feedback says, by indicator.
    """
    form = metadata.form(period)
    rows = input_rows(form, unit.role, metadata, HEAD_ROW, returned)
    contents = contents_of(rows, prefill)
    rules = rule_book.in_force(period, form.form)
    checks = check_formulas(rows, rules, kin_of(metadata.indicators), remarks, contents)
    last = HEAD_ROW + len(form.rows)
    sheet.title = SHEET
    _head(sheet, unit, period, metadata, last)
    for row in form.rows:
        place = rows[row.indicators[0]] if row.indicators else None
        number = HEAD_ROW + row.row
        _row(sheet, number, row, row.label_for(period), place)
        if place is not None:
            sheet.cell(number, 3).value = contents[place.number]
            sheet.cell(number, 4).value = checks.get(number)
    _signatures(sheet, last + 2, unit.role, period)
    add_validations(sheet, rows)
    _conditional_colours(sheet, last)
    protect(sheet)
    _print_setup(sheet, last + 4)
    _name(sheet, unit, period, form.form, last)
    return rows


def contents_of(rows: Mapping[str, InputRow], prefill: Prefill | None) -> dict[int, Content]:
    """By sheet row what stands in the figure's cell."""
    return {place.number: _content(place, prefill) for place in rows.values()}


def _content(place: InputRow, prefill: Prefill | None) -> Content:
    if place.standing in (Standing.OTHER, Standing.DERIVED):
        return NIL
    if prefill is not None:
        return prefill.get(place.indicator.indicator)
    return NIL if place.standing is Standing.SHARED else None


def _head(sheet: Worksheet, unit: ReportingUnit, period: Period, metadata: Metadata, last: int) -> None:
    prefix, roles = _OFFICES
    superior = metadata.consolidating_unit(period).name.upper()
    of_the_unit = "ỦY BAN NHÂN DÂN " if unit.role is Role.WARD else ""
    lines = (
        f"{prefix} {superior}" if unit.role in roles else superior,
        of_the_unit + unit.name.upper(),
        "BIỂU TỔNG HỢP THỐNG KÊ SỐ LIỆU",
        "Công tác phòng, chống mại dâm",
        f"Kỳ báo cáo: {metadata.cycle(period).head_line}",
    )
    for number, line in enumerate(lines, start=1):
        left = number <= 2
        sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=1 if left else 4)
        _text(sheet, number, 1, line, bold=number in (2, 3), size=13 if number == 3 else 12, left=left)
        sheet.row_dimensions[number].height = 18
    for number, line in ((1, f'Điền ô vàng; không phát sinh ghi "{NIL}".'), (2, "")):
        sheet.merge_cells(start_row=number, end_row=number, start_column=2, end_column=4)
        _text(sheet, number, 2, line, italic=number == 1, bold=number == 2)
    sheet["B2"].alignment = Alignment(horizontal="center", vertical="center", shrink_to_fit=True)
    sheet["B2"].value = summary_formula(f"{_CHECK}{HEAD_ROW + 1}", f"{_CHECK}{last}")
    # a unit with a long name takes a second line rather than to run into the summary
    sheet.row_dimensions[2].height = 18 * lines_of(lines[1], _COLUMNS[0][1] - 12)
    for column, (heading, width) in enumerate(_COLUMNS, start=1):
        add_column(sheet, column, heading, width)
    sheet.row_dimensions[HEAD_ROW].height = 22


def add_column(sheet: Worksheet, column: int, heading: str, width: int) -> None:
    """Writes the heading of a column of the form's sheet; ``width`` is in characters."""
    cell = _text(sheet, HEAD_ROW, column, heading, bold=True)
    cell.fill, cell.border = PatternFill("solid", fgColor=HEADING), BORDER
    sheet.column_dimensions[get_column_letter(column)].width = width


def _text(
    sheet: Worksheet,
    row: int,
    column: int,
    text: str,
    *,
    bold: bool = False,
    italic: bool = False,
    left: bool = False,
    size: int = 12,
) -> Cell | MergedCell:
    cell = sheet.cell(row, column)
    if text and isinstance(cell, Cell):
        put_text(cell, text)
    cell.font = Font(name=FONT, size=size, bold=bold, italic=italic)
    cell.alignment = Alignment(horizontal="left" if left else "center", vertical="center", wrap_text=True)
    return cell


def _row(sheet: Worksheet, number: int, row: FormRow, label: str, place: InputRow | None) -> None:
    grey = place is not None and place.standing not in OPEN
    for column, text in ((1, label), (2, row.unit)):
        cell = sheet.cell(number, column)
        if text and isinstance(cell, Cell):
            put_text(cell, text)
    lines = max(lines_of(label, _COLUMNS[0][1] - 2), lines_of(row.unit, _COLUMNS[1][1]))
    sheet.row_dimensions[number].height = LINE_HEIGHT * lines + 2 if label or row.unit else LINE_HEIGHT / 2
    for column in range(1, 5):
        cell = sheet.cell(number, column)
        cell.font = Font(
            name=FONT,
            size=12 if column != 4 else 11,
            bold=row.kind is RowKind.HEADING,
            italic=row.kind is RowKind.MARKER,
            color="7F7F7F" if grey and column != 1 else None,
        )
        side = _SIDES[column - 1]
        cell.alignment = Alignment(horizontal=side, vertical="center", wrap_text=True, indent=int(side != "center"))
        cell.border = BORDER
    if place is None:
        return
    figure = sheet.cell(number, 3)
    figure.fill = PatternFill("solid", fgColor=_OTHERS if grey else OPEN_CELL)
    # the number format stays General: only there does 1/2 become a date for all to see, and not a count of 45.324
    figure.protection = Protection(locked=grey)
    if place.names_itself:
        sheet.cell(number, 1).protection = Protection(locked=False)
        sheet.cell(number, 1).fill = PatternFill("solid", fgColor=OPEN_CELL)


def _signatures(sheet: Worksheet, number: int, role: Role, period: Period) -> None:
    # locked: who signs does so on paper, and no name needs to stand in a file
    lines = (
        (number, 2, f"Ngày …… tháng …… năm {period.year}", False),
        (number + 1, 1, "NGƯỜI LẬP BIỂU", True),
        (number + 1, 2, _HEADS.get(role, "THỦ TRƯỞNG ĐƠN VỊ"), True),
        (number + 2, 1, "(Ký, họ tên)", False),
        (number + 2, 2, "(Ký, họ tên, đóng dấu)", False),
    )
    for row, column, text, bold in lines:
        if column == 2:
            sheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=4)
        _text(sheet, row, column, text, bold=bold, italic=not bold)


def _conditional_colours(sheet: Worksheet, last: int) -> None:
    first = HEAD_ROW + 1
    column = f"{_CHECK}{first}:{_CHECK}{last}"
    for area, cell, begin, colour in (
        (column, f"{_CHECK}{first}", WRONG, RED),
        (column, f"{_CHECK}{first}", EMPTY, _PALE),
        (column, f"{_CHECK}{first}", DOUBTFUL, AMBER),
        ("B2:D2", "$B$2", LEFT_OVER, RED),
        ("B2:D2", "$B$2", FINE, GREEN),
    ):
        fill = PatternFill("solid", fgColor=colour, bgColor=colour)
        condition = f'LEFT({cell},{len(begin)})="{begin}"'
        style = DifferentialStyle(fill=fill, font=Font(color=_DARK[colour]))
        sheet.conditional_formatting.add(area, Rule(type="expression", dxf=style, formula=[condition]))


def _print_setup(sheet: Worksheet, last: int) -> None:
    sheet.freeze_panes = f"A{HEAD_ROW + 1}"
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
    sheet.print_area = f"A1:{_CHECK}{last}"
    fit_to_page(sheet, "portrait")


def _name(sheet: Worksheet, unit: ReportingUnit, period: Period, form: str, last: int) -> None:
    workbook = sheet.parent
    if workbook is None:
        raise TypeError("the sheet has no workbook")
    for name, text in (("form", form), ("unit", unit.unit_code), ("period", str(period))):
        set_constant(workbook, f"wardreport_{name}", text)
    table = f"'{SHEET}'!$A${HEAD_ROW}:$C${last}"
    workbook.defined_names["bieu_so_lieu"] = DefinedName("bieu_so_lieu", attr_text=table)


def set_constant(workbook: Workbook, name: str, text: str) -> None:
    """A defined name that stands for a text, by which the reader knows what the system itself has made."""
    workbook.defined_names[name] = DefinedName(name, attr_text=f'"{text}"')
