"""What people wrote in the running text: figures unlike the annex's, that make no total, or that had been masked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rapidfuzz import fuzz

from wardreport.domain.finding import Severity
from wardreport.metadata.catalogue import Metadata
from wardreport.review.edited_report.discrepancy import Discrepancy, DiscrepancyKind
from wardreport.review.edited_report.narrative_patterns import NarrativePatterns, Told
from wardreport.review.edited_report.passages import ReportPassage
from wardreport.writing.small_counts import small_count_sieve
from wardreport.writing.written_figures import SUPPRESSED, written_number

_CLAUSE = re.compile(r"[;.](?=\s|$)|\n")
_HEADING = re.compile(r"\s*[IVX]+\s*[.\-–]\s")

_RULE = "rule.narrative_number"
_ALIKE = 80  # of 100: an edited paragraph is still that of the draft

OfAnnex = Callable[[str], Decimal | None]


@dataclass(frozen=True, slots=True)
class Mention:
    """A number in a clause."""

    passage: ReportPassage
    number: Decimal


def check_narrative(
    running: Sequence[ReportPassage],
    written_by_people: Iterable[ReportPassage],
    of_annex: OfAnnex,
    metadata: Metadata,
    patterns: NarrativePatterns,
) -> Iterator[Discrepancy]:
    """Compares with the annex what people wrote of the results, up to the shortcomings.

    A number unlike the annex's is critical; parts that do not make their total are a warning, since a decision may have
    let them pass.

    ``running`` are all paragraphs in order, ``of_annex`` gives a measure's number there, None where it says none.
    """
    own = set(written_by_people)
    results = [(p, _clauses(p, patterns)) for p in _results(running, patterns) if p in own]
    for told in patterns.values:
        right = of_annex(told.indicator)
        for mention in _mentions(results, told):
            if right is not None and mention.number != right:
                yield _unlike(mention, told.indicator, right, metadata)
    for told in patterns.sums:
        right = of_annex(told.indicator)
        for mentions in _groups(results, told):
            if right is not None:
                yield from _wrong_sum(mentions, told, right, metadata)


def check_masked(written: Sequence[ReportPassage], edited: Sequence[ReportPassage]) -> Iterator[Discrepancy]:
    """Where people wrote a number again that the system's report masks as a small count: always critical."""
    sieve = small_count_sieve()
    known = {passage.text for passage in written}
    masked = [passage.text for passage in written if SUPPRESSED in passage.text]
    for passage in edited:
        told = passage.running and passage.text not in known and sieve.hidden(passage.text)
        if told and any(fuzz.ratio(sieve.hide(passage.text), text) >= _ALIKE for text in masked):
            message = f"Có số nhỏ mà dự thảo đã che bằng {SUPPRESSED}. Đề nghị giữ {SUPPRESSED} như trong dự thảo."
            yield Discrepancy(DiscrepancyKind.PUT_BACK, Severity.CRITICAL, passage.place, message, "verify.put_back")


def _results(running: Sequence[ReportPassage], patterns: NarrativePatterns) -> Iterator[ReportPassage]:
    for passage in running:
        if _HEADING.match(passage.text) and patterns.results_end.search(passage.text):
            return
        yield passage


def _clauses(passage: ReportPassage, patterns: NarrativePatterns) -> list[str]:
    """The passage's clauses, each up to where it turns to another period."""
    text = unicodedata.normalize("NFC", passage.text).casefold()
    clauses = (" ".join(clause.split()) for clause in _CLAUSE.split(text))
    return [patterns.comparisons.split(clause, maxsplit=1)[0] for clause in clauses]


Clauses = Sequence[tuple[ReportPassage, list[str]]]


def _mentions(results: Clauses, told: Told) -> Iterator[Mention]:
    for passage, clauses in results:
        for clause in clauses:
            if told.unless is None or not told.unless.search(clause):
                found = next((match for p in told.patterns if (match := p.search(clause))), None)
                if found:
                    yield Mention(passage, _number(found["n"]))


def _groups(results: Clauses, told: Told) -> Iterator[list[Mention]]:
    """The numbers that are to make the total: of the whole text, or of each passage that has one for each pattern."""
    if not told.together:
        yield list(_all_numbers(results, told))
        return
    for passage, clauses in results:
        text = "; ".join(clause for clause in clauses if told.unless is None or not told.unless.search(clause))
        found = [pattern.search(text) for pattern in told.patterns]
        if all(found):
            yield [Mention(passage, _number(match["n"])) for match in found if match]


def _all_numbers(results: Clauses, told: Told) -> Iterator[Mention]:
    for passage, clauses in results:
        for clause in clauses:
            if told.unless is None or not told.unless.search(clause):
                matches = {match.start("n"): match["n"] for p in told.patterns for match in p.finditer(clause)}
                yield from (Mention(passage, _number(matches[at])) for at in sorted(matches))


def _wrong_sum(mentions: list[Mention], told: Told, right: Decimal, metadata: Metadata) -> Iterator[Discrepancy]:
    """Nothing where the numbers make the total, or where one of them is it and the others make it, or tell no part."""
    total = sum((mention.number for mention in mentions), Decimal(0))
    if len(mentions) < 2 or total == right:
        return
    of_total = next((m for m in mentions if total - m.number == right), None)
    if of_total is not None:
        if of_total.number != right:
            yield _unlike(of_total, told.indicator, right, metadata)
        return
    stated = next((m for m in mentions if m.number == right), None)
    parts = [m for m in mentions if m is not stated]
    if stated is not None and len(parts) < 2:
        return  # a total, and one of its parts
    summed = " + ".join(written_number(mention.number) for mention in parts)
    made = written_number(sum((mention.number for mention in parts), Decimal(0)))
    message = (
        f"“{metadata.name_of(told.indicator)}”: các số {summed} cộng lại là {made}, biểu ghi {written_number(right)}. "
        "Đề nghị đối chiếu từng số."
    )
    places = ", ".join(dict.fromkeys(mention.passage.place for mention in parts))
    number = written_number(right)
    yield Discrepancy(DiscrepancyKind.SUM, Severity.WARNING, places, message, _RULE, told.indicator, number, made)


def _unlike(mention: Mention, indicator: str, right: Decimal, metadata: Metadata) -> Discrepancy:
    told = written_number(mention.number)
    message = (
        f"Phần lời ghi {told}, biểu ghi {written_number(right) if right else '- (hoặc 0)'} ở "
        f"“{metadata.name_of(indicator)}”. Đề nghị ghi thống nhất, hoặc nói rõ số này là của nội dung khác."
    )
    place, number = mention.passage.place, written_number(right)
    return Discrepancy(DiscrepancyKind.NARRATIVE, Severity.CRITICAL, place, message, _RULE, indicator, number, told)


def _number(written: str) -> Decimal:
    return Decimal(written.replace(".", "").replace(",", "."))
