"""Everything in a file that the privacy screen must see: each text with the place and area where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from wardreport.domain.submission import FreeText, TextArea
from wardreport.formats.grid import CellValue, Document, Sheet
from wardreport.metadata.form_versions import FormColumn, FormRow, FormVersion
from wardreport.stages.parse.form_reader import FormInSheet
from wardreport.stages.parse.labels import added_words, companion_text, known_words_key, words_key
from wardreport.stages.parse.narratives import NONE, NarrativeCells

FEEDBACK_NAME = "wardreport_feedback"  # a workbook that the system has sent back, with its own sentences in it
_SHORT_FIGURE = re.compile(r"[\d.,%\s\-–—]{0,8}")
_HASH = re.compile(r'="[0-9a-f]{64}"|"[0-9a-f]{64}"')
_OWN_WORDS_SHEET = 1  # of a feedback workbook: the list of what to change


def free_texts(
    document: Document,
    place: FormInSheet | None,
    form: FormVersion | None,
    narratives: Mapping[int, NarrativeCells] = MappingProxyType({}),
) -> Iterator[FreeText]:
    """Sheet names, every text and every number outside the form's own cells, and what stands in no cell.

    ``narratives`` are by sheet number the cells that are screened as such, and so left out.
    """
    in_lines = place is not None and bool(place.sheet.lines_above or place.sheet.lines_below)
    feedback = any(name == FEEDBACK_NAME for name, _ in document.names)
    for sheet in document.sheets:
        yield FreeText(f"sheet{sheet.number}!title", sheet.title)
        if place is not None and form is not None and sheet is place.sheet:
            yield from _of_the_form(place, form)
        elif not in_lines:  # the tables beside the form of a document are among its lines
            own = feedback and sheet.number == _OWN_WORDS_SHEET
            cells = narratives.get(sheet.number, NONE)
            yield from _of_a_sheet(sheet, TextArea.HEAD if own else TextArea.ELSEWHERE, cells)
            if place is None and sheet is document.sheets[0]:
                yield from _lines(sheet, 0)
    own_names = {value for name, value in document.names if name.startswith("wardreport_") and _HASH.fullmatch(value)}
    for text in document.texts:
        if text.text not in own_names:  # a hash has letters and digits enough to look like anything
            yield _in_its_area(text, place, feedback)


def _in_its_area(text: FreeText, place: FormInSheet | None, feedback: bool) -> FreeText:
    prompt = text.masked_cell.endswith("!validation")  # sentences belong there: they tell what may be typed
    if prompt or (feedback and text.area is TextArea.ELSEWHERE):
        return replace(text, area=TextArea.HEAD)
    if (
        text.area is TextArea.AUTHOR
        or place is None
        or text.row <= place.last_row
        or not text.masked_cell.startswith(f"sheet{place.sheet.number}!")
    ):
        return text
    return replace(text, area=TextArea.BELOW)


def _of_a_sheet(sheet: Sheet, area: TextArea, narrative: NarrativeCells) -> Iterator[FreeText]:
    for (row, column), cell in sheet.cells.items():
        if (row, column) in narrative.written or (row, column) in narrative.printed:
            continue
        text = _told(cell.value)
        if text is not None:
            yield FreeText(sheet.masked_address(row, column), text, area, row, column)


def _told(value: CellValue) -> str | None:
    """What a cell says as text, a day as it is written here; None for what says nothing of anybody."""
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else None


def _of_the_form(place: FormInSheet, form: FormVersion) -> Iterator[FreeText]:
    sheet = place.sheet
    form_rows = {sheet_row: row for row in form.rows if (sheet_row := place.rows.get(row.row)) is not None}
    labels, units, values = (
        place.headings.columns.get(column, range(0)) for column in (FormColumn.LABEL, FormColumn.UNIT, FormColumn.VALUE)
    )
    for (row, column), cell in sheet.cells.items():
        text, area = _told(cell.value), TextArea.ELSEWHERE
        if text is None:
            continue
        form_row = form_rows.get(row)
        if row < place.headings.first_row:
            area = TextArea.HEAD
        elif row > place.last_row:
            area = TextArea.BELOW
        elif form_row is not None and (column in labels or column in units or column in values):
            if not isinstance(cell.value, str):
                continue
            area = TextArea.FORM
            if column in labels:
                text = _added(text, form_row, place, row)
            elif column in units and _is_own_unit(text, form_row):
                continue
            if _SHORT_FIGURE.fullmatch(text):
                continue
        yield FreeText(sheet.masked_address(row, column), text, area, row, column)
    yield from _lines(sheet, max((row for row, _ in sheet.cells), default=place.last_row))


def _is_own_unit(text: str, row: FormRow) -> bool:
    own = (row.unit, row.unit_printed)
    return text in own or words_key(text) in [known_words_key(unit) for unit in own]


def _added(text: str, row: FormRow, place: FormInSheet, sheet_row: int) -> str:
    """What stands in a label that is not the form's: the text after "ghi rõ", or words that were added."""
    own = companion_text(text)
    if sheet_row not in place.approximate:
        return own
    return f"{added_words(text, f'{row.label} {row.label_printed}')} {own}".strip()


def _lines(sheet: Sheet, last_row: int) -> Iterator[FreeText]:
    for number, line in enumerate(sheet.lines_above, start=1):
        yield FreeText(f"sheet{sheet.number}!above{number}", line.text, TextArea.HEAD, line.row, line.column)
    before = sheet.lines_below[0].row - 1 if sheet.lines_below else 0
    for number, line in enumerate(sheet.lines_below, start=1):
        place = f"sheet{sheet.number}!below{number}"
        yield FreeText(place, line.text, TextArea.BELOW, last_row + line.row - before, line.column)
