"""The annex's third sheet: the period beside earlier ones, with what rose and fell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal

from wardreport.domain.figure import Figure
from wardreport.domain.period import Period
from wardreport.metadata.form_versions import FormRow, RowKind
from wardreport.metadata.indicators import ValueType
from wardreport.publish.annex.annex_figures import holds, number_of, write_figures
from wardreport.publish.annex.annex_notes import AnnexNotes
from wardreport.writing.house_style import DRAFT_MARK
from wardreport.writing.printed_book import HEADING_FILL, Book, Sheet, address

COMPARISON_SHEET = "So sanh"
MOST_PERIODS = 4  # before this one
_HEAD = 5  # row
_FIRST_PERIOD = 3  # column
_SIZE = 11
_LABEL, _UNIT, _WIDTH, _CHANGE = 50, 13, 12, 12
_PERCENT_PLACES = 1


def add_comparison(book: Book, notes: AnnexNotes) -> None:
    """Adds the sheet where there is something to compare with: the newest earlier periods, the oldest first.

    A difference stands only between two complete numbers, a percentage only where the earlier one is above nothing.
    """
    content, metadata = notes.content, notes.metadata
    earlier = sorted(content.earlier, key=lambda one: one.period)[-MOST_PERIODS:]
    if not earlier:
        return
    this = _FIRST_PERIOD + len(earlier)
    bases = [
        (f"so với {words}", _FIRST_PERIOD + [one.period for one in earlier].index(period), content.of_earlier(period))
        for words, period in (("kỳ trước", content.period.previous), ("cùng kỳ năm trước", content.period.last_year))
        if period in {one.period for one in earlier}
    ]
    widths = [_LABEL, _UNIT, *[_WIDTH] * (len(earlier) + 1), *[_CHANGE] * (2 * len(bases))]
    sheet = book.sheet(COMPARISON_SHEET, widths, size=_SIZE, landscape=True)
    _head(sheet, notes, [one.period for one in earlier], [words for words, _, _ in bases], len(widths))
    number = _HEAD
    for row, name, label, unit in _lines(notes):
        number += 1
        bold, italic = row.kind is RowKind.HEADING, row.kind is RowKind.MARKER
        sheet.text(number, 1, label, bold=bold, italic=italic)
        sheet.text(number, 2, unit, align="center")
        for column, one in enumerate(earlier, start=_FIRST_PERIOD):
            _figure(sheet, number, column, one.figures.get(name))
        now = content.table.figures.get(name)
        _figure(sheet, number, this, now, revised=name in notes.changes)
        percentage = bool(name) and metadata.indicators[name].value_type is ValueType.RATIO
        for place, (_, column, table) in enumerate(bases):
            then = table.figures.get(name) if table else None
            _changes(sheet, number, (column, this), this + 1 + 2 * place, then, now, percentage=percentage)
    sheet.to_print((_HEAD, _HEAD), (number, len(widths)), frozen_columns=2)


def _lines(notes: AnnexNotes) -> Iterator[tuple[FormRow, str, str, str]]:
    """The form's rows, one a measure: the indicator (nothing on a heading), label and unit."""
    period, metadata = notes.content.period, notes.metadata
    for row in metadata.form(period).rows:
        if row.kind is RowKind.DATA:
            for place, name in enumerate(row.indicators):
                label = row.label_for(period) if place == 0 else ""
                yield row, name, label or f"  {metadata.name_of(name)}", metadata.unit_measure(name)
        elif row.kind is not RowKind.RESIDUE:
            yield row, "", row.label_for(period), ""


def _head(sheet: Sheet, notes: AnnexNotes, earlier: Sequence[Period], bases: Sequence[str], columns: int) -> None:
    metadata, period = notes.metadata, notes.content.period
    draft = f" ({DRAFT_MARK})" if notes.content.edition.draft else ""
    sheet.title(1, " ".join(metadata.issuing_body(period).body), bold=True)
    sheet.title(2, f"SO SÁNH VỚI CÁC KỲ TRƯỚC, {metadata.cycle(period).head_line}{draft}", across=columns, bold=True)
    legend = (
        "Chỉ so sánh hai số đầy đủ, đã công bố. Ô trống: không so sánh được. "
        "Chênh lệch của dòng tỷ lệ tính bằng điểm phần trăm."
    )
    sheet.title(3, legend, across=columns, font_size=_SIZE, italic=True)
    changes = [heading for words in bases for heading in (f"Tăng, giảm {words}", f"Tăng, giảm (%) {words}")]
    periods = [metadata.cycle(one).head_line for one in (*earlier, period)]
    for column, heading in enumerate(("Chỉ tiêu báo cáo", "Đơn vị tính", *periods, *changes), start=1):
        sheet.text(_HEAD, column, heading, bold=True, align="center", bg_color=HEADING_FILL)


def _figure(sheet: Sheet, row: int, column: int, figure: Figure | None, *, revised: bool = False) -> None:
    if figure is None:  # a heading, or a row that the form of that time had not
        sheet.text(row, column, "")
    else:
        write_figures(sheet, row, column, [figure], revised=revised)


def _changes(
    sheet: Sheet,
    row: int,
    columns: tuple[int, int],  # of the earlier figure and of this one
    place: int,
    then: Figure | None,
    now: Figure | None,
    *,
    percentage: bool,
) -> None:
    """Writes difference and percentage, or two empty cells."""
    old, new = _complete(then), _complete(now)
    before, after = (address(row, column) for column in columns)
    if old is None or new is None:
        sheet.text(row, place, "")
        sheet.text(row, place + 1, "")
        return
    places = max(0, -int(min(old.as_tuple().exponent, new.as_tuple().exponent)))
    # in binary 33,3 - 33,1 is not 0,2
    formula = f"=ROUND({after}-{before},{places})" if places else f"={after}-{before}"
    sheet.number(row, place, new - old, signed_format(new - old), formula)
    if percentage or old <= 0:
        sheet.text(row, place + 1, "")
        return
    percent = ((new - old) * 100 / old).quantize(Decimal(1).scaleb(-_PERCENT_PLACES), ROUND_HALF_UP)
    formula = f"=ROUND(({after}-{before})*100/{before},{_PERCENT_PLACES})"
    sheet.number(row, place + 1, percent, signed_format(percent, _PERCENT_PLACES), formula)


def _complete(figure: Figure | None) -> Decimal | None:
    number = number_of(figure)
    return None if number is None or figure is None or figure.partial or not holds(number) else number


def signed_format(number: Decimal, places: int | None = None) -> str:
    """The format of a change: its sign, points between thousands, a decimal comma as ``number_format`` has it."""
    if places is None:
        places = max(0, -int(number.normalize().as_tuple().exponent))
    if places:
        shown = "[$-42A]{sign}#,##0." + "0" * places
        return f"{shown.format(sign='+')};{shown.format(sign=chr(92) + '-')};0"
    thousands = r"\.000" * ((len(str(abs(int(number)))) - 1) // 3)
    return rf"+0{thousands};\-0{thousands};0"
