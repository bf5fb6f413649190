"""Number and date of a report, in its head and in the line above its annex (Decree 30/2020/NĐ-CP, Appendix I)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from wardreport.domain.finding import Severity
from wardreport.review.edited_report.discrepancy import Discrepancy, DiscrepancyKind
from wardreport.review.edited_report.passages import Area, ReportPassage

_LEFT_OPEN = r"[\d\s.…_]*?"
_DATE = rf"ngày(?P<day>{_LEFT_OPEN})(?:/|tháng)(?P<month>{_LEFT_OPEN})(?:/|năm)(?P<year>\s*\d*)"
_BLANK = re.compile(r"[\s.…_]+")
_ATTACHED = "kèm theo"
_KINDS = {"number": "số", "day": "ngày", "month": "tháng", "year": "năm"}


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of one part of number or date: what stands in it, and where in the passage."""

    value: str  # empty where it was left blank
    start: int
    end: int


Slots = dict[str, Slot]  # by number, day, month, year


def slots_in(passage: ReportPassage, suffix: str) -> Slots:
    """Where the passage gives the report's own number and date; ``suffix`` is what follows the number: /BC-UBND.

    In the head and in the annex's line of attachment only: elsewhere it is another document's.
    """
    attached = _ATTACHED in passage.text.casefold()
    if passage.area is not Area.HEAD and not attached:
        return {}
    number = re.search(rf"(?<!\w)số\s*:?(?P<number>{_LEFT_OPEN}){re.escape(suffix)}", passage.text, re.I)
    dated = re.search(_DATE, passage.text, re.I)
    return {**_slots(number), **_slots(dated)}


def _slots(found: re.Match[str] | None) -> Slots:
    if found is None:
        return {}
    return {name: Slot(_BLANK.sub("", value), *found.span(name)) for name, value in found.groupdict().items()}


def check_head(
    passages: tuple[ReportPassage, ...], suffix: str, *, official: bool, number: int | None, dated: date | None
) -> Iterator[Discrepancy]:
    """What is wrong with number and date: blank, not real, not the same in head and annex, not those approved."""
    in_head: dict[str, tuple[Slot, ReportPassage]] = {}
    in_annex: dict[str, tuple[Slot, ReportPassage]] = {}
    for passage in passages:
        own = in_head if passage.area is Area.HEAD else in_annex
        for name, slot in slots_in(passage, suffix).items():
            own.setdefault(name, (slot, passage))
    yield from _blanks(in_head, in_annex, official=official)
    yield from _unlike(in_head, in_annex)
    for own in (in_head, in_annex):
        yield from _not_real(own)
    if number is not None and dated is not None:
        approved = {"number": number, "day": dated.day, "month": dated.month, "year": dated.year}
        yield from _not_approved(in_head, approved)


def _blanks(
    in_head: dict[str, tuple[Slot, ReportPassage]], in_annex: dict[str, tuple[Slot, ReportPassage]], *, official: bool
) -> Iterator[Discrepancy]:
    severity = Severity.CRITICAL if official else Severity.INFO
    for own, where in ((in_head, "Đầu văn bản"), (in_annex, "Phụ lục")):
        blank = [said for name, said in _KINDS.items() if name in own and not own[name][0].value]
        if own is in_head and "number" not in own:
            blank = ["số", "ngày, tháng"] if "day" not in own else ["số", *blank]
        if blank:
            message = f"Chưa ghi {', '.join(blank)} của báo cáo ở {_in_text(where)}. Đề nghị ghi đủ trước khi ban hành."
            yield Discrepancy(DiscrepancyKind.GAP, severity, where, message, "verify.gap", found="")


def _unlike(
    in_head: dict[str, tuple[Slot, ReportPassage]], in_annex: dict[str, tuple[Slot, ReportPassage]]
) -> Iterator[Discrepancy]:
    for name, said in _KINDS.items():
        if name in in_head and name in in_annex:
            head, (annex, passage) = in_head[name][0].value, in_annex[name]
            if head and annex.value and _number(head) != _number(annex.value):
                message = (
                    f"Phụ lục ghi {said} “{annex.value}”, đầu văn bản ghi “{head}”. Đề nghị ghi thống nhất ở hai nơi."
                )
                yield _wrong(passage, message, head, annex.value)


def _not_real(own: dict[str, tuple[Slot, ReportPassage]]) -> Iterator[Discrepancy]:
    parts = [own[name][0].value for name in ("year", "month", "day") if name in own and own[name][0].value]
    if len(parts) == 3:
        try:
            date(*map(_number, parts))
        except ValueError:
            written = "/".join(reversed(parts))
            message = f"Ngày {written} không có trong lịch. Đề nghị ghi lại ngày của báo cáo."
            yield _wrong(own["day"][1], message, None, written)


def _not_approved(own: dict[str, tuple[Slot, ReportPassage]], approved: dict[str, int]) -> Iterator[Discrepancy]:
    for name, right in approved.items():
        if name in own and own[name][0].value and _number(own[name][0].value) != right:
            slot, passage = own[name]
            message = (
                f"Đầu văn bản ghi {_KINDS[name]} “{slot.value}”, bản phê duyệt ghi “{right}”. "
                "Đề nghị ghi theo bản phê duyệt."
            )
            yield _wrong(passage, message, str(right), slot.value)


def _number(written: str) -> int:
    return int(written) if written.isdecimal() and len(written) < 10 else 0


def _in_text(where: str) -> str:
    return where[:1].lower() + where[1:]


def _wrong(passage: ReportPassage, message: str, expected: str | None, found: str) -> Discrepancy:
    place = passage.place if passage.area is Area.HEAD else "Phụ lục"
    return Discrepancy(
        DiscrepancyKind.HEAD, Severity.CRITICAL, place, message, "verify.head", expected=expected, found=found
    )
