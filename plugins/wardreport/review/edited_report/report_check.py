"""Everything that ``wardreport verify`` looks at in a report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from wardreport.domain.finding import Severity
from wardreport.domain.period import Period
from wardreport.metadata.catalogue import Metadata
from wardreport.review.edited_report.annex_check import Figures, check_ratios, check_sums, compare_annex
from wardreport.review.edited_report.annex_reading import Annex, read_annex, with_annex_rows
from wardreport.review.edited_report.discrepancy import Discrepancy, DiscrepancyKind
from wardreport.review.edited_report.document_numbers import check_codes, check_references, load_document_numbers
from wardreport.review.edited_report.narrative_check import check_masked, check_narrative
from wardreport.review.edited_report.narrative_patterns import load_narrative_patterns
from wardreport.review.edited_report.passages import ReportPassage
from wardreport.review.edited_report.report_head import check_head, slots_in
from wardreport.review.edited_report.text_comparison import GAP, TextComparison, compare_texts
from wardreport.review.edited_report.word_passages import read_report
from wardreport.review.edited_report.wording import Wording, load_wording


def verify_report(
    document: Path,
    expected: Path | None,
    figures: Figures,
    period: Period,
    metadata: Metadata,
    *,
    official: bool = False,
    number: int | None = None,
    dated: date | None = None,
) -> tuple[Discrepancy, ...]:
    """What is wrong with an edited report, the critical first (docs/design/review-and-release.md).

    ``expected`` is the report that the system writes for the same release; without it only the annex, where there are
    ``figures``, and the text in itself are looked at. ``official`` makes a gap critical; ``number`` and ``dated`` are
    those that were approved. Raises ``ConfigurationError`` with one line where a document cannot be read.
    """
    wording, form = load_wording(), metadata.form(period)
    suffix = metadata.issuing_body(period).number_suffix
    passages, annex = _read(document, period, metadata, wording)
    compared, masked = TextComparison((), passages), list[Discrepancy]()
    if expected is not None:
        written, _ = _read(expected, period, metadata, wording)
        compared = compare_texts(written, passages, wording, suffix)
        masked = [*check_masked(written, passages)]
    found = [*compared.discrepancies, *masked, *compare_annex(annex, figures, metadata)]
    if annex is not None:
        found += [*check_sums(annex, form, figures, metadata), *check_ratios(annex, figures, metadata)]
    found += check_head(passages, suffix, official=official, number=number, dated=dated)
    found += _gaps(passages, official=official)
    others = [passage for passage in passages if not slots_in(passage, suffix)]  # the report's own number is no other's
    found += _of_text(others, compared.written_by_people, annex, metadata)
    return tuple(sorted(found, key=lambda d: list(Severity).index(d.severity)))


def gaps_in(report: Path) -> tuple[str, ...]:
    """What a person still has to write in a report, as it asks for it; raises as ``read_report``."""
    return tuple(gap for passage in read_report(report).passages for gap in GAP.findall(passage.text))


def _read(
    document: Path, period: Period, metadata: Metadata, wording: Wording
) -> tuple[tuple[ReportPassage, ...], Annex | None]:
    report = read_report(document)
    annex = read_annex(report, period, metadata, wording)
    return with_annex_rows(report.passages, annex), annex


def _of_text(
    passages: Sequence[ReportPassage],
    written_by_people: Iterable[ReportPassage],
    annex: Annex | None,
    metadata: Metadata,
) -> Iterator[Discrepancy]:
    running = [passage for passage in passages if passage.running]
    if annex is not None:
        patterns = load_narrative_patterns(frozenset(metadata.indicators))
        yield from check_narrative(running, written_by_people, annex.number, metadata, patterns)
    known = load_document_numbers()
    yield from check_references(passages, known)
    yield from check_codes(passages, known)


def _gaps(passages: Iterable[ReportPassage], *, official: bool) -> Iterator[Discrepancy]:
    severity = Severity.CRITICAL if official else Severity.INFO
    for passage in passages:
        for gap in GAP.findall(passage.text):
            message = f"Còn phần chưa viết: {gap} Đề nghị viết vào chỗ này."
            yield Discrepancy(DiscrepancyKind.GAP, severity, passage.place, message, "verify.gap", found=gap)
