"""The period that a heading of figures carries: "Số lượng 6 tháng đầu năm 2024", "Kết quả thực hiện 6T/2024"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from wardreport.domain.period import Period

# in keys without marks; of one period the longest wording stands first
_DAY = r"(?:ngay )?\d{1,2} (?:thang )?\d{1,2} (?:nam )?\d{4}"
_PERIOD = re.compile(
    rf"(?<!\S)(?:(?:trong|cua) )?(?:"
    rf"(?:ky )?(?:0?6|sau) ?t(?:hang)?(?: (?P<half>dau|cuoi)(?: nam)?)? ?(?:nam )?(?P<year>\d{{4}})?"
    rf"|(?:tu )?{_DAY} (?:den )?{_DAY}"
    rf"|(?:ky )?(?:nam )?(?P<only_year>20\d{{2}})"
    rf"|ky(?: nay| bao cao)?(?: nay)?"
    rf")(?!\S)"
)
_HALVES = {"dau": 1, "cuoi": 2}


@dataclass(frozen=True, slots=True)
class HeadingPeriod:
    """What a heading says of its period; None where it does not say. "Kỳ này" says neither."""

    year: int | None = None
    half: int | None = None

    @property
    def period(self) -> Period | None:
        """The half year, where the heading says which."""
        return Period(self.year, self.half) if self.year and self.half else None

    def may_be(self, period: Period | None) -> bool:
        """Whether the heading may be of the period; of an unknown one every heading may be."""
        return period is None or (self.year in (None, period.year) and self.half in (None, period.half))


def without_period(bare: str) -> tuple[str, HeadingPeriod] | None:
    """A heading's key (without marks) without its period, and the period; None where it carries none."""
    found = list(_PERIOD.finditer(bare))
    if not found:
        return None
    year = next((int(m["year"] or m["only_year"]) for m in found if m["year"] or m["only_year"]), None)
    half = next((_HALVES[m["half"]] for m in found if m["half"]), None)
    return " ".join(_PERIOD.sub(" ", bare).split()), HeadingPeriod(year, half)
