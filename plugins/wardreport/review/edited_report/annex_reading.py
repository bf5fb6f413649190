"""The annex of a report, read by the form reader that reads submissions, with marks behind figures allowed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from wardreport.domain.figure import Status
from wardreport.domain.period import Period
from wardreport.formats.grid import Cell, column_number
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.form_versions import FormRow, RowKind
from wardreport.metadata.indicators import Indicator
from wardreport.review.edited_report.passages import Area, ReportPassage, WordReport
from wardreport.review.edited_report.wording import Wording
from wardreport.stages.parse.figures import Reading, read_count_and_percent, read_figure
from wardreport.stages.parse.form_reader import FormInSheet, data_rows, find_form


@dataclass(frozen=True, slots=True)
class AnnexRow:
    """A row of the form as it stands in the report."""

    row: FormRow
    label: str
    number: int  # in the table, the headings not counted
    text: str  # in the cell of the figure, without marks
    readings: Mapping[str, Reading]  # by indicator


@dataclass(frozen=True, slots=True)
class Annex:
    """The form in a report's tables."""

    place: FormInSheet
    rows: tuple[AnnexRow, ...]  # of data, in the form's order
    missing: tuple[FormRow, ...]  # of data, that are not there
    unknown: tuple[int, ...]  # table rows, counted likewise, with a figure that no row of the form has

    def number(self, indicator: str) -> Decimal | None:
        """A measure's number, 0 where it is nil; None where nothing says it."""
        readings = (row.readings[indicator] for row in self.rows if indicator in row.readings)
        reading = next(readings, None)
        if reading is None:
            return None
        if reading.status is Status.NIL:
            return Decimal(0)
        return reading.value if isinstance(reading.value, Decimal) else None

    def nil(self, indicator: str) -> bool:
        """Whether a dash stands there."""
        return any(row.readings[indicator].status is Status.NIL for row in self.rows if indicator in row.readings)


def read_annex(report: WordReport, period: Period, metadata: Metadata, wording: Wording) -> Annex | None:
    """The form where most of its rows are; None where no table holds it."""
    form = metadata.form(period)
    found = [place for sheet in report.sheets if (place := find_form(sheet, form)) is not None]
    place = max(found, key=lambda each: data_rows(each, form), default=None)
    if place is None:
        return None
    data = [row for row in form.rows if row.kind is RowKind.DATA]
    return Annex(
        place,
        tuple(_row(place, row, period, metadata, wording) for row in data if row.row in place.rows),
        tuple(row for row in data if row.row not in place.rows),
        tuple(_unknown(place)),
    )


def with_annex_rows(passages: tuple[ReportPassage, ...], annex: Annex | None) -> tuple[ReportPassage, ...]:
    """The passages, those of the form's table told apart; their figures are left to the annex."""
    if annex is None:
        return passages
    table = annex.place.sheet.number
    return tuple(_of_annex(p, annex.place) if p.table == table else p for p in passages)


def _of_annex(passage: ReportPassage, place: FormInSheet) -> ReportPassage:
    column = _position(place.value_address(passage.number))[1]
    row = sorted(at for number, at in place.sheet.cells if number == passage.number)
    value_cell = row.index(column) if column in row and passage.number > place.headings.last_row else None
    return passage.of(Area.ANNEX, passage.number - place.headings.last_row, value_cell)


def _position(address: str) -> tuple[int, int]:
    letters = address.rpartition("!")[2].rstrip("0123456789")
    return int(address.rpartition("!")[2][len(letters) :]), column_number(letters)


def _row(place: FormInSheet, row: FormRow, period: Period, metadata: Metadata, wording: Wording) -> AnnexRow:
    sheet_row = place.rows[row.row]
    cell = place.value_cell(sheet_row)
    written = " ".join(str(cell.value).split()) if cell is not None and cell.value is not None else ""
    text = wording.marks.sub("", written).strip()
    return AnnexRow(
        row,
        row.label_for(period),
        sheet_row - place.headings.last_row,
        text,
        dict(_readings(Cell(text or None), row, metadata.indicators)),
    )


def _readings(cell: Cell, row: FormRow, indicators: Mapping[str, Indicator]) -> Iterator[tuple[str, Reading]]:
    if len(row.indicators) == 2:  # a "Người %" row holds a count and its percentage
        yield from zip(row.indicators, read_count_and_percent(cell), strict=True)
        return
    for name in row.indicators:
        yield name, read_figure(cell, indicators[name].value_type)


def _unknown(place: FormInSheet) -> Iterator[int]:
    for detection in place.detections:
        if detection.rule in ("form.row_unknown", "form.row_duplicate") and detection.cell:
            yield _position(detection.cell)[0] - place.headings.last_row
