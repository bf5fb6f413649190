"""The annex against the warehouse, row by row, and in itself: parts against totals, percentages against their parts."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal

from wardreport.domain.figure import Figure, FigureStatus, Status
from wardreport.domain.finding import Severity
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.form_versions import FormVersion
from wardreport.metadata.indicators import DenominatorCount, NumeratorCount, Ratio, Relation
from wardreport.review.edited_report.annex_reading import Annex, AnnexRow
from wardreport.review.edited_report.discrepancy import Discrepancy, DiscrepancyKind
from wardreport.review.edited_report.passages import annex_row
from wardreport.stages.consolidate.ratios import percentage
from wardreport.stages.parse.figures import Reading
from wardreport.writing.written_figures import NIL, written_number, written_row

Figures = Mapping[str, Figure]
RULE = "rule.narrative_number"
_ANNEX = "Phụ lục"


def compare_annex(annex: Annex | None, figures: Figures, metadata: Metadata) -> Iterator[Discrepancy]:
    """Each row whose figure is not the warehouse's, is not there, or is there without being the form's."""
    if annex is None:
        if figures:
            message = "Không tìm thấy biểu tổng hợp số liệu. Đề nghị kèm theo biểu do hệ thống lập."
            yield Discrepancy(DiscrepancyKind.GONE, Severity.CRITICAL, _ANNEX, message, RULE)
        return
    for row in annex.rows:
        own = [figures[name] for name in row.row.indicators if name in figures]
        if own and not _same(row, own):
            yield _differs(row, written_row(own))
    for missing in annex.missing:
        own = [figures[name] for name in missing.indicators if name in figures]
        if own:
            right = written_row(own)
            name = metadata.name_of(missing.indicators[0])
            message = f"Biểu thiếu dòng “{name}” (số liệu “{right}”). Đề nghị ghi lại dòng này."
            yield _of_annex(DiscrepancyKind.GONE, _ANNEX, message, missing.indicators[0], right, None)
    for number in annex.unknown:
        message = "Dòng này có số liệu nhưng không có trong biểu do hệ thống lập. Đề nghị bỏ số liệu hoặc bỏ dòng."
        yield _of_annex(DiscrepancyKind.NEW, annex_row(number), message, None, None, None)


def _same(row: AnnexRow, figures: list[Figure]) -> bool:
    if _plain(row.text) == _plain(written_row(figures)):
        return True
    return all(_says(row.readings[figure.indicator], figure) for figure in figures)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)  # a program may write … for three points


def _says(reading: Reading, figure: Figure) -> bool:
    if figure.status is FigureStatus.NIL:
        return reading.status in (Status.NIL, Status.MISSING)  # the nil percentage of a count is not written
    return figure.value is not None and reading.value == figure.value


def _differs(row: AnnexRow, right: str) -> Discrepancy:
    gone = not row.text
    kind = DiscrepancyKind.GONE if gone else DiscrepancyKind.DIFFERS
    said = "để trống" if gone else f"ghi “{row.text}”"
    message = (
        f"“{row.label}”: {said}, hệ thống ghi “{right}”. Đề nghị ghi theo hệ thống; nếu số liệu của hệ thống sai "
        "thì sửa trong hệ thống rồi lập lại báo cáo."
    )
    return _of_annex(kind, annex_row(row.number), message, row.row.indicators[0], right, row.text or None)


def check_sums(annex: Annex, form: FormVersion, figures: Figures, metadata: Metadata) -> Iterator[Discrepancy]:
    """Totals that are not the sum of their parts.

    Critical; only told where the warehouse has the same contradiction, which a recorded decision lets pass.
    """
    for total in form.row_of:
        parts = [
            name
            for name, indicator in metadata.indicators.items()
            if indicator.parent == total and indicator.relation is Relation.PART and name in form.row_of
        ]
        numbers = [annex.number(name) for name in parts]
        whole = annex.number(total)
        known = [number for number in numbers if number is not None]
        if whole is None or not parts or len(known) < len(parts) or sum(known) == whole:
            continue
        if all(annex.nil(name) for name in parts):  # that says nothing of the sum
            continue
        yield _wrong_sum(annex, total, known, figures, [total, *parts])


def _wrong_sum(annex: Annex, total: str, parts: list[Decimal], figures: Figures, involved: list[str]) -> Discrepancy:
    row = next(row for row in annex.rows if total in row.readings)
    right = written_number(sum(parts, Decimal(0)))
    terms = [written_number(part) for part in parts if part]
    summed = f"{' + '.join(terms)} = {right}" if len(terms) > 1 else right
    accepted = all(name in figures and _number(figures[name]) == annex.number(name) for name in involved)
    todo = (
        "Số liệu trong hệ thống cũng như vậy và đã được chấp nhận theo báo cáo của đơn vị."
        if accepted
        else "Đề nghị đối chiếu tổng số và từng thành phần rồi sửa số sai."
    )
    message = f"“{row.label}”: ghi “{row.text}”, các thành phần cộng lại là {summed}. {todo}"
    return Discrepancy(
        DiscrepancyKind.SUM,
        Severity.INFO if accepted else Severity.CRITICAL,
        annex_row(row.number),
        message,
        "rule.partition",
        total,
        right,
        row.text,
    )


def check_ratios(annex: Annex, figures: Figures, metadata: Metadata) -> Iterator[Discrepancy]:
    """Percentages that are not those of their parts in the annex, as far as their decimals say."""
    for row in annex.rows:
        for name, reading in row.readings.items():
            right = _computed(annex, metadata.ratios.get(name))
            if right is None or _fits(reading, right) or _same_as_released(row, figures):
                continue
            message = (
                f"“{metadata.name_of(name)}”: ghi “{row.text or NIL}”, tính từ số liệu của biểu là "
                f"{written_number(right)}%. Đề nghị ghi tỷ lệ tính được hoặc sửa số liệu sai."
            )
            yield Discrepancy(
                DiscrepancyKind.RATIO,
                Severity.WARNING,
                annex_row(row.number),
                message,
                "rule.ratio",
                name,
                written_number(right),
                row.text or None,
            )


def _computed(annex: Annex, ratio: Ratio | None) -> Decimal | None:
    if ratio is None or ratio.denominator is None or ratio.denominator_counts is not DenominatorCount.TOTAL:
        return None
    if ratio.numerator_counts is not NumeratorCount.TOTAL or annex.nil(ratio.numerator):
        return None
    return percentage(annex.number(ratio.numerator), annex.number(ratio.denominator))


def _fits(reading: Reading, right: Decimal) -> bool:
    if reading.status is Status.MISSING:
        return True
    if not isinstance(reading.value, Decimal):
        return False
    return reading.value in (right, right.quantize(reading.value, ROUND_HALF_UP))


def _same_as_released(row: AnnexRow, figures: Figures) -> bool:
    return all(name in figures for name in row.row.indicators) and _same(row, [figures[n] for n in row.row.indicators])


def _number(figure: Figure) -> Decimal | None:
    if figure.status is FigureStatus.NIL:
        return Decimal(0)
    return figure.value if isinstance(figure.value, Decimal) else None


def _of_annex(
    kind: DiscrepancyKind, place: str, message: str, indicator: str | None, expected: str | None, found: str | None
) -> Discrepancy:
    return Discrepancy(kind, Severity.CRITICAL, place, message, RULE, indicator, expected, found)
