"""The annex's second sheet: what each unit reported, as far as it may be published."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from wardreport.domain.figure import Figure, FigureStatus
from wardreport.domain.safe_table import SafeUnitFigure
from wardreport.metadata.form_versions import FormRow, RowKind
from wardreport.metadata.units import ReportingUnit, Role
from wardreport.publish.annex.annex_figures import adds_up, as_figure, sum_formula, write_figures
from wardreport.publish.annex.annex_notes import AnnexNotes
from wardreport.writing.house_style import DRAFT_MARK
from wardreport.writing.printed_book import HEADING_FILL, Book, Sheet

UNITS_SHEET = "Theo don vi"
FIRST_UNIT = 4  # the column
_TOTAL = 3
_NAMES, _CODES = 5, 6  # rows
_SIZE = 11
_BESIDE = (44, 13, 10)  # label, unit of measurement, consolidated figure: on every page
_WIDTH = 8.2
_ON_A_PAGE = 14  # units beside them, at the scale that keeps the writing legible
_SCALE = 70
_NOT_ITS_OWN = "#F2F2F2"


def add_units(book: Book, notes: AnnexNotes) -> None:
    """Adds the sheet: the rows that units report, a column a unit (wards first), and the consolidated figure.

    A cell that is not the unit's to fill in is grey; one that it may fill in, but that is never added, is in italics.
    """
    period, metadata = notes.content.period, notes.metadata
    valid = metadata.units_valid(period)
    units = sorted(valid, key=lambda unit: unit.role is not Role.WARD)  # otherwise in their own order
    sheet = book.sheet(UNITS_SHEET, [*_BESIDE, *[_WIDTH] * len(units)], size=_SIZE, landscape=True)
    _head(sheet, notes, units)
    told = {(figure.unit, figure.indicator): figure for figure in notes.content.table.by_unit}
    number = _CODES
    for row in _rows(notes):
        number += 1
        bold = row.kind is RowKind.HEADING
        sheet.text(number, 1, row.label_for(period), bold=bold, italic=row.kind is RowKind.MARKER)
        if row.kind is RowKind.DATA:
            sheet.text(number, 2, metadata.unit_measure(row.indicators[0]), align="center")
            _figures(sheet, number, row.indicators[0], notes, units, told)
        else:
            for column in range(2, FIRST_UNIT + len(units)):
                sheet.text(number, column, "")
    pages = max(1, math.ceil(len(units) / _ON_A_PAGE))
    sheet.to_print(
        (_NAMES, _CODES),
        (number, FIRST_UNIT + len(units) - 1),
        frozen_columns=FIRST_UNIT - 1,
        scale=_SCALE,
        columns_a_page=math.ceil(len(units) / pages),
    )


def _rows(notes: AnnexNotes) -> Sequence[FormRow]:
    """The form's rows without the percentages, which no unit reports, and without empty ones."""
    rows = notes.metadata.form(notes.content.period).rows
    derived = {name for name, indicator in notes.metadata.indicators.items() if indicator.derived}
    return [row for row in rows if row.kind is not RowKind.RESIDUE and not (set(row.indicators[:1]) & derived)]


def _head(sheet: Sheet, notes: AnnexNotes, units: Sequence[ReportingUnit]) -> None:
    period, metadata = notes.content.period, notes.metadata
    draft = f" ({DRAFT_MARK})" if notes.content.edition.draft else ""
    sheet.title(1, " ".join(metadata.issuing_body(period).body), bold=True)
    sheet.title(2, f"SỐ LIỆU THEO ĐƠN VỊ, {metadata.cycle(period).head_line}{draft}", bold=True)
    legend = "Ô xám: không thuộc phần việc của đơn vị. Số in nghiêng: đơn vị tự tổ chức, không cộng vào số tổng hợp."
    # not wider than what stands on every page
    sheet.title(3, legend, across=FIRST_UNIT - 1, align="left", font_size=_SIZE, italic=True)
    headings = ("Chỉ tiêu báo cáo", "Đơn vị tính", "Tổng hợp", *(unit.name for unit in units))
    codes = ("Mã đơn vị", "", notes.content.table.consolidating_unit, *(unit.unit_code for unit in units))
    for column, (heading, code) in enumerate(zip(headings, codes, strict=True), start=1):
        sheet.text(_NAMES, column, heading, bold=True, align="center", bg_color=HEADING_FILL)
        # codes and names have no room for the larger font
        sheet.text(_CODES, column, code, align="center", bg_color=HEADING_FILL, font_size=_SIZE - 2)


def _figures(
    sheet: Sheet,
    number: int,
    name: str,
    notes: AnnexNotes,
    units: Sequence[ReportingUnit],
    told: Mapping[tuple[str, str], SafeUnitFigure],
) -> None:
    indicator, total = notes.metadata.indicators[name], notes.content.table.figures[name]
    owned: list[tuple[tuple[int, int], Figure]] = []
    for column, unit in enumerate(units, start=FIRST_UNIT):
        figure = as_figure(told.get((unit.unit_code, name)), name)
        if unit.role in indicator.owner:
            owned.append(((number, column), figure))
            write_figures(sheet, number, column, [figure])
        elif unit.role in indicator.shared_with:
            write_figures(sheet, number, column, [figure], italic=True)
        else:
            sheet.text(number, column, "", bg_color=_NOT_ITS_OWN)
    adding = len(owned) > 1 and adds_up(total, [figure for _, figure in owned])
    formula = sum_formula([cell for cell, _ in owned]) if adding else None
    revised = name in notes.changes and total.status is not FigureStatus.SUPPRESSED
    write_figures(sheet, number, _TOTAL, [total], revised=revised, formula=formula, bold=True)
