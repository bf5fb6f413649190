"""One submission from file to ParsedForm."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from wardreport.domain.figure import Status
from wardreport.domain.finding import Detection
from wardreport.domain.observation import Observation
from wardreport.domain.period import Period
from wardreport.domain.submission import FILE_NAME, NO_TEXT, FreeText, HeadLine, ParsedForm, Submission
from wardreport.formats.document import read_document
from wardreport.formats.grid import Document, Sheet
from wardreport.formats.marked_text import as_meant
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.form_versions import FormRow, FormVersion, RowKind
from wardreport.metadata.units import ReportingUnit, Role
from wardreport.stages.parse.figures import Reading, read_count_and_percent, read_figure
from wardreport.stages.parse.form_reader import FormInSheet, data_rows, find_form
from wardreport.stages.parse.free_texts import free_texts
from wardreport.stages.parse.heads.form_headings import PeriodAbove
from wardreport.stages.parse.heads.head_lines import HeadTexts, find_period, find_unit
from wardreport.stages.parse.joined_tables import joined_tables
from wardreport.stages.parse.labels import companion_text
from wardreport.stages.parse.lost_letters import ENTRY as LETTERS_LOST
from wardreport.stages.parse.lost_letters import as_written, has_lost_letters
from wardreport.stages.parse.narratives import narrative_cells

FORM_NAME = "wardreport_form"  # the defined name by which a form that the system made says its version


def parse(submission: Submission, metadata: Metadata) -> ParsedForm:
    """Reads a submitted file of any format: rows by section path and label, every cell typed and with its address.

    Never raises on bad input: what is wrong becomes a detection (docs/design/findings.md).
    """
    form = _parsed(submission, metadata)
    if NO_TEXT not in submission.file_name:
        return form
    return replace(form, detections=(*form.detections, Detection("file.unreadable_name", FILE_NAME)))


def _parsed(submission: Submission, metadata: Metadata) -> ParsedForm:
    document = read_document(submission.content)
    if isinstance(document, Detection):
        return _unread(submission, document)
    given = submission.given_period
    sheets, fits = joined_tables(
        document.sheets,
        [_best_fit(sheet, given, metadata) for sheet in document.sheets],
        lambda sheet, form: find_form(sheet, form, _reported_above(sheet, given, metadata)),
        lambda sheet: _best_fit(sheet, given, metadata),
    )
    document = replace(document, sheets=sheets)
    found = [fit for fit in fits if fit is not None]
    if not found:
        return _not_recognised(submission, document, metadata)
    place, form = _to_read(found)
    heads = _head_texts(place.sheet, place.headings.first_row)
    head_period = _head_period(place, metadata)
    period = given or _period_of(head_period)
    observations, readings, remarks = _observations(place, form, metadata)
    detections = [*place.detections, *remarks, *_hidden(document.sheets), *document.detections]
    others = (other for other in found if other[0] is not place and other[0].filled(other[1]))
    if place.filled(form) and not all(_repeats(other, observations, metadata) for other in others):
        detections.append(Detection("form.several_forms"))
    if _another_version(document, place, form, period):
        detections.append(Detection("form.version_unknown"))
    sections = metadata.narrative_sections.values()
    narratives = {s.number: narrative_cells(s, sections) for s in document.sheets if s is not place.sheet}
    return ParsedForm(
        submission=submission,
        form=form.form,
        head_unit=_head_unit(heads, period, metadata),
        head_period=head_period,
        observations=observations,
        readings=readings,
        detections=tuple(detections),
        free_texts=tuple(free_texts(document, place, form, narratives)),
        named=frozenset(_named(place, form)),
        narratives=tuple(text for cells in narratives.values() for text in cells.written.values()),
    )


def _named(place: FormInSheet, form: FormVersion) -> Iterator[str]:
    """The measures whose row says what they are about, after "ghi rõ" or in a note beside the figure."""
    for row in form.rows:
        sheet_row = place.rows.get(row.row)
        if (
            row.to_be_named
            and sheet_row is not None
            and (companion_text(place.label(sheet_row)) or place.noted(sheet_row))
        ):
            yield from row.indicators


def _unread(
    submission: Submission, why: Detection, texts: tuple[FreeText, ...] = (), others: tuple[Detection, ...] = ()
) -> ParsedForm:
    return ParsedForm(submission, None, None, None, (), {}, (why, *others), texts)


def _not_recognised(submission: Submission, document: Document, metadata: Metadata) -> ParsedForm:
    texts = free_texts(document, None, None)
    if has_lost_letters(document, {row.label_printed for form in metadata.forms for row in form.rows}):
        why = Detection("form.not_recognised", entry=LETTERS_LOST)
        return _unread(submission, why, tuple(as_written(texts)), document.detections)
    return _unread(submission, Detection("form.not_recognised"), tuple(texts), document.detections)


def _best_fit(sheet: Sheet, given: Period | None, metadata: Metadata) -> tuple[FormInSheet, FormVersion] | None:
    """The form in a sheet: the period's own version where all its rows are there, else the one that knows most rows.

    Versions may differ in a few rows only, and where these are lost the rest fits several: then it is the period's own.
    """
    fits: list[tuple[tuple[int, bool], tuple[FormInSheet, FormVersion]]] = []
    for form in sorted(metadata.forms, key=lambda form: given is None or not form.valid_in(given)):
        place = find_form(sheet, form, _reported_above(sheet, given, metadata))
        if place is None:
            continue
        period = given or _period_of(_head_period(place, metadata))
        fit = (data_rows(place, form), period is not None and form.valid_in(period))
        if fit == (sum(row.kind is RowKind.DATA for row in form.rows), True):
            return place, form
        fits.append((fit, (place, form)))
    return max(fits, key=lambda each: each[0])[1] if fits else None


def _period_of(line: HeadLine | None) -> Period | None:
    return Period.parse(line.code) if line else None


def _to_read(found: list[tuple[FormInSheet, FormVersion]]) -> tuple[FormInSheet, FormVersion]:
    """The filled form, the visible before the hidden, a comparison last; an empty one where none is filled."""
    return min(found, key=lambda pair: (not pair[0].filled(pair[1]), pair[0].sheet.hidden, pair[0].headings.compares))


def _repeats(other: tuple[FormInSheet, FormVersion], counted: Iterable[Observation], metadata: Metadata) -> bool:
    """Whether another table is no second form: it compares periods, and says of this one nothing else.

    Beside what cannot be read here it may say anything: that has its own finding.
    """
    if not other[0].headings.compares:
        return False
    answers = {o.indicator: (o.status, o.value) for o in counted if o.status is not Status.INVALID}
    return all(
        o.status in (Status.MISSING, Status.BLANK)
        or answers.get(o.indicator, (o.status, o.value)) == (o.status, o.value)
        for o in _observations(*other, metadata)[0]
    )


def _another_version(document: Document, place: FormInSheet, form: FormVersion, period: Period | None) -> bool:
    """Whether the form is none of the period: by what it says of itself, by its labels, or by its time."""
    said = next((value.strip('="') for name, value in document.names if name == FORM_NAME), form.form)
    mostly_unknown = place.unknown_labels > data_rows(place, form)
    return said != form.form or mostly_unknown or (period is not None and not form.valid_in(period))


def _hidden(sheets: Iterable[Sheet]) -> Iterator[Detection]:
    """Hidden sheets, and in visible ones the first row or column that is hidden though it holds something."""
    for sheet in sheets:
        if sheet.hidden:
            yield Detection("form.sheet_hidden", sheet.masked_address(1, 1))
        elif sheet.hidden_rows or sheet.hidden_columns:
            row, column = (*sheet.hidden_rows, 1)[0], (*sheet.hidden_columns, 1)[0]
            yield Detection("form.sheet_hidden", sheet.masked_address(row, column))


def _head_texts(sheet: Sheet, first_row: int) -> HeadTexts:
    lines = [(f"{sheet.title}!above{number}", line.text) for number, line in enumerate(sheet.lines_above, start=1)]
    above = sorted((at, as_meant(cell)) for at, cell in sheet.cells.items() if at[0] < first_row)
    return lines + [(sheet.address(*at), text) for at, text in above if text]


def _reported_above(sheet: Sheet, given: Period | None, metadata: Metadata) -> PeriodAbove:
    """On which period the lines above headings report."""
    return lambda first_row: given or _period_of(_period_above(sheet, first_row, metadata))


def _period_above(sheet: Sheet, first_row: int, metadata: Metadata) -> HeadLine | None:
    return find_period(_head_texts(sheet, first_row), metadata.cycles, metadata.head_words)


def _head_period(place: FormInSheet, metadata: Metadata) -> HeadLine | None:
    """The period that the form says: by the heading of its figures, which is of them alone, else by its head lines."""
    above = _period_above(place.sheet, place.headings.first_row, metadata)
    of_figures = place.headings.value_period.period if place.headings.value_period else None
    if of_figures is None or of_figures == _period_of(above):
        return above
    return HeadLine(str(of_figures), place.sheet.address(*place.headings.value))


def _head_unit(heads: HeadTexts, period: Period | None, metadata: Metadata) -> HeadLine | None:
    if period is not None and period in metadata.cycles:
        valid: Iterable[ReportingUnit] = metadata.units_valid(period)
        found = find_unit(heads, valid, metadata.head_words)
        if found:
            return found
    # a ward of another time is worth naming too: it is identity.unit_not_valid_in_period, not nobody
    return find_unit(heads, (u for u in metadata.units if u.role is Role.WARD), metadata.head_words)


def _observations(
    place: FormInSheet, form: FormVersion, metadata: Metadata
) -> tuple[tuple[Observation, ...], dict[str, Detection], list[Detection]]:
    """The measures; by indicator what could not be read with certainty; and what is told of certain readings."""
    observations: list[Observation] = []
    readings: dict[str, Detection] = {}
    remarks: list[Detection] = []
    for row in form.rows:
        for name, reading in _readings(place, row, metadata):
            sheet_row = place.rows.get(row.row)
            cell = place.value_address(sheet_row) if sheet_row else None
            observations.append(Observation(name, reading.status, reading.value, cell))
            if reading.defect:
                readings[name] = Detection(reading.defect, cell, name, reading.suggestion)
            elif reading.remark:
                remarks.append(Detection(reading.remark, cell, name))
    return tuple(observations), readings, remarks


def _readings(place: FormInSheet, row: FormRow, metadata: Metadata) -> Iterator[tuple[str, Reading]]:
    if row.row not in place.rows:
        yield from ((name, Reading(Status.MISSING)) for name in row.indicators)
        return
    cell = place.value_cell(place.rows[row.row])
    for first in row.indicators[:1]:
        unit, limit = metadata.unit_measure(first), metadata.magnitude_limits.get(first)
        if len(row.indicators) == 2:  # a "Người %" row holds a count and its percentage
            yield from zip(row.indicators, read_count_and_percent(cell, unit, limit), strict=True)
        else:
            yield first, read_figure(cell, metadata.indicators[first].value_type, unit, limit)
