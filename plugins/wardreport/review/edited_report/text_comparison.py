"""Every figure of the visible text, beside the report that the system writes for the same release."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from wardreport.domain.finding import Severity
from wardreport.review.edited_report.alignment import align
from wardreport.review.edited_report.discrepancy import Discrepancy, DiscrepancyKind
from wardreport.review.edited_report.passages import Area, ReportPassage
from wardreport.review.edited_report.report_head import slots_in
from wardreport.review.edited_report.wording import Wording
from wardreport.review.edited_report.written_tokens import Token, Tokens, around, tokens_of

RULE = "rule.narrative_number"
GAP = re.compile(r"\[[^\[\]]+\]")  # the place of what a person still has to write
_LONGEST = 60  # letters of a passage that is quoted

Located = tuple[ReportPassage, Token]


@dataclass(frozen=True, slots=True)
class TextComparison:
    """What differs, and which passages people wrote."""

    discrepancies: tuple[Discrepancy, ...]
    written_by_people: tuple[ReportPassage, ...]


def compare_texts(
    written: Sequence[ReportPassage], edited: Sequence[ReportPassage], wording: Wording, suffix: str
) -> TextComparison:
    """Compares the system's report with the edited one; ``suffix`` is that of the report's number: /BC-UBND.

    Number and date that were left blank may be filled in, gaps too. New numbers are told as a warning where people
    wrote the passage, and are none where they are a date or another document's. Changed words are only told.
    """
    expected = [tokens_of(passage, wording) for passage in written]
    found = [tokens_of(passage, wording) for passage in edited]
    gaps = {n for n, passage in enumerate(written) if GAP.search(passage.text)}
    alignment = align([p.words for p in expected], [p.words for p in found], gaps)
    discrepancies: list[Discrepancy] = []
    for pair in alignment.pairs:
        before, now = [expected[n] for n in pair.expected], [found[n] for n in pair.found]
        discrepancies += _in_pair(before, now, suffix)
    for n in alignment.gone:
        discrepancies += [] if n in gaps else _all_gone(expected[n])
    for n in alignment.new:
        discrepancies += _of_people(found[n])
    return TextComparison(tuple(discrepancies), tuple(edited[n] for n in alignment.new))


def _in_pair(expected: Sequence[Tokens], found: Sequence[Tokens], suffix: str) -> Iterator[Discrepancy]:
    before = [(p.passage, token) for p in expected for token in p.figures]
    blank = {name for p in expected for name, slot in slots_in(p.passage, suffix).items() if not slot.value}
    now = [(p.passage, token) for p in found for token in p.figures if not _fills(p.passage, token, blank, suffix)]
    for step in Levenshtein.editops([t.key for _, t in before], [t.key for _, t in now]):
        if step.tag == "replace":
            yield _differs(before[step.src_pos][1], now[step.dest_pos])
        elif step.tag == "delete":
            yield _gone(before[step.src_pos], found[0].passage.place)
        elif not now[step.dest_pos][1].reference:
            yield _new(now[step.dest_pos])
    if not blank and " ".join(p.words for p in expected) != " ".join(p.words for p in found):
        yield _reworded(found[0].passage)


def _fills(passage: ReportPassage, token: Token, names: set[str], suffix: str) -> bool:
    """Whether a number stands in a place that the system left blank for it."""
    slots = slots_in(passage, suffix) if names else {}
    return any(slot.start <= token.start and token.end <= slot.end for name, slot in slots.items() if name in names)


def _differs(right: Token, now: Located) -> Discrepancy:
    passage, token = now
    message = (
        f"“{around(passage, token)}”: ghi “{token.shown}”, hệ thống ghi “{right.shown}”. Đề nghị sửa lại như hệ thống "
        "ghi; nếu số liệu của hệ thống sai thì sửa trong hệ thống rồi lập lại báo cáo."
    )
    return _critical(DiscrepancyKind.DIFFERS, passage.place, message, right.shown, token.shown)


def _gone(located: Located, place: str) -> Discrepancy:
    passage, token = located
    message = f"Không còn “{token.shown}” như hệ thống đã ghi: “{around(passage, token)}”. Đề nghị ghi lại."
    return _critical(DiscrepancyKind.GONE, place, message, token.shown, None)


def _new(located: Located) -> Discrepancy:
    passage, token = located
    message = (
        f"“{around(passage, token)}”: hệ thống không ghi “{token.shown}” ở đây. Đề nghị bỏ đi, hoặc viết thành một "
        "đoạn riêng và ghi rõ nguồn."
    )
    if token.number:
        return _critical(DiscrepancyKind.NEW, passage.place, message, None, token.shown)
    return Discrepancy(DiscrepancyKind.NEW, Severity.WARNING, passage.place, message, RULE, found=token.shown)


def _all_gone(lost: Tokens) -> Iterator[Discrepancy]:
    """The place is one in the report as the system wrote it."""
    place = f"{lost.passage.place} của bản do hệ thống lập"
    for token in lost.figures:
        yield _gone((lost.passage, token), place)
    if not lost.figures:
        message = f"Đã bỏ “{_quoted(lost.passage)}”. Đề nghị xem lại có đúng ý định không."
        yield _told(place, message)


def _of_people(own: Tokens) -> Iterator[Discrepancy]:
    """One warning for the figures of a passage; of the form's rows the annex's own comparison tells."""
    numbers = [token.shown for token in own.figures if token.number and not token.reference]
    if numbers and own.passage.area is not Area.ANNEX:
        message = (
            f"Đoạn do người viết “{_quoted(own.passage)}” có số {', '.join(numbers)} mà hệ thống không có. "
            "Đề nghị đối chiếu với nguồn."
        )
        yield Discrepancy(
            DiscrepancyKind.NEW, Severity.WARNING, own.passage.place, message, RULE, found="; ".join(numbers)
        )


def _reworded(passage: ReportPassage) -> Discrepancy:
    message = f"Lời văn đã được sửa: “{_quoted(passage)}”. Đề nghị xem lại có đúng ý định không."
    return _told(passage.place, message)


def _told(place: str, message: str) -> Discrepancy:
    return Discrepancy(DiscrepancyKind.WORDING, Severity.INFO, place, message, "verify.wording")


def _quoted(passage: ReportPassage) -> str:
    text = " ".join(passage.text.split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _critical(kind: DiscrepancyKind, place: str, message: str, expected: str | None, found: str | None) -> Discrepancy:
    return Discrepancy(kind, Severity.CRITICAL, place, message, RULE, expected=expected, found=found)
