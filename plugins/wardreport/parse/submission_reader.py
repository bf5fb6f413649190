"""One submission from file to ParsedForm."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from wardreport.domain.finding import Detection
from wardreport.domain.observation import Observation, Status
from wardreport.domain.period import Period
from wardreport.domain.submission import FreeText, HeadLine, ParsedForm, Submission
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.form_versions import FormColumn, FormRow, FormVersion
from wardreport.metadata.indicators import Indicator
from wardreport.metadata.units import ReportingUnit, Role
from wardreport.parse.figures import Reading, read_count_and_percent, read_figure
from wardreport.parse.form_reader import FormInSheet, find_form
from wardreport.parse.head_lines import HeadTexts, find_period, find_unit
from wardreport.parse.workbook import Sheet, read_workbook


def parse(submission: Submission, metadata: Metadata) -> ParsedForm:
    """Reads a submitted ``.xlsx`` file: rows by section path and label, every cell typed and with its address.

    Never raises on bad input: what is wrong becomes a detection. Formats other than ``.xlsx`` are
    ``file.unsupported`` for now.
    """
    sheets = read_workbook(submission.content)
    if isinstance(sheets, Detection):
        return _unread(submission, sheets)
    found = [(place, form) for form in metadata.forms for sheet in sheets if (place := find_form(sheet, form))]
    if not found:
        return _unread(submission, Detection("form.not_recognised"), tuple(_free_texts(sheets, None)))
    place, form = found[0]
    heads = _head_texts(place)
    head_period = find_period(heads, metadata.cycles)
    period = submission.given_period or (Period.parse(head_period.code) if head_period else None)
    observations, readings = _observations(place, form, metadata.indicators)
    detections = [*place.detections, *_hidden_sheets(sheets)]
    if len(found) > 1:
        detections.append(Detection("form.several_forms"))
    if period is not None and not form.valid_in(period):
        detections.append(Detection("form.version_unknown"))
    return ParsedForm(
        submission=submission,
        form=form.form,
        head_unit=_head_unit(heads, period, metadata),
        head_period=head_period,
        observations=observations,
        readings=readings,
        detections=tuple(detections),
        free_texts=tuple(_free_texts(sheets, place)),
    )


def _unread(submission: Submission, why: Detection, free_texts: tuple[FreeText, ...] = ()) -> ParsedForm:
    return ParsedForm(submission, None, None, None, (), {}, (why,), free_texts)


def _hidden_sheets(sheets: Iterable[Sheet]) -> Iterator[Detection]:
    return (Detection("form.sheet_hidden", sheet.masked_address(1, 1)) for sheet in sheets if sheet.hidden)


def _head_texts(place: FormInSheet) -> HeadTexts:
    above = sorted((at, cell.value) for at, cell in place.sheet.cells.items() if at[0] < place.head_row)
    return [(place.sheet.address(*at), value) for at, value in above if isinstance(value, str)]


def _head_unit(heads: HeadTexts, period: Period | None, metadata: Metadata) -> HeadLine | None:
    if period is not None and period in metadata.cycles:
        valid: Iterable[ReportingUnit] = metadata.units_valid(period)
        found = find_unit(heads, valid)
        if found:
            return found
    # a unit of another time is worth naming too: it is identity.unit_not_valid_in_period, not nobody
    return find_unit(heads, (u for u in metadata.units if u.role is not Role.CONSOLIDATING))


def _observations(
    place: FormInSheet, form: FormVersion, indicators: Mapping[str, Indicator]
) -> tuple[tuple[Observation, ...], dict[str, Detection]]:
    observations: list[Observation] = []
    readings: dict[str, Detection] = {}
    for row in form.rows:
        for name, reading in _readings(place, row, indicators):
            sheet_row = place.rows.get(row.row)
            cell = place.value_address(sheet_row) if sheet_row else None
            observations.append(Observation(name, reading.status, reading.value, cell))
            if reading.defect:
                readings[name] = Detection(reading.defect, cell, name, reading.suggestion)
    return tuple(observations), readings


def _readings(place: FormInSheet, row: FormRow, indicators: Mapping[str, Indicator]) -> Iterator[tuple[str, Reading]]:
    if row.row not in place.rows:
        yield from ((name, Reading(Status.MISSING)) for name in row.indicators)
        return
    cell = place.value_cell(place.rows[row.row])
    if len(row.indicators) == 2:  # a "Người %" row holds a count and its percentage (anomaly A9)
        yield from zip(row.indicators, read_count_and_percent(cell), strict=True)
        return
    for name in row.indicators:
        yield name, read_figure(cell, indicators[name].value_type)


def _free_texts(sheets: Iterable[Sheet], place: FormInSheet | None) -> Iterator[FreeText]:
    """For the privacy screen: sheet names, every text, and every number outside the form's own cells."""
    own = set()
    if place is not None:
        columns = [place.columns[column] for column in FormColumn]
        own = {(row, column) for row in place.rows.values() for column in columns}
    for sheet in sheets:
        yield FreeText(sheet.masked_address(1, 1), sheet.title)
        for (row, column), cell in sheet.cells.items():
            of_the_form = place is not None and sheet is place.sheet and (row, column) in own
            is_text = isinstance(cell.value, str)
            if is_text or (isinstance(cell.value, int | float) and not of_the_form):
                yield FreeText(sheet.masked_address(row, column), str(cell.value))
