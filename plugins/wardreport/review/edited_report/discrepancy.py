"""What is wrong with an edited report."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from wardreport.domain.finding import Severity


class DiscrepancyKind(StrEnum):
    """What kind of thing is wrong."""

    DIFFERS = "differs"  # another figure than the warehouse has
    GONE = "gone"  # a figure that the system wrote is not there
    NEW = "new"  # a figure that the system did not write
    SUM = "sum"  # parts do not make their total
    RATIO = "ratio"  # a percentage is not that of its parts
    NARRATIVE = "narrative"  # the text says another figure than the annex
    HEAD = "head"  # number and date of the document and of its annex do not agree, or are none
    PUT_BACK = "put_back"  # a small count that the system had masked
    WORDING = "wording"  # words that the system wrote were changed or left out: only told
    GAP = "gap"  # what a person still has to write
    DATE_ORDER = "date_order"  # documents' numbers are not in the order of their dates
    CODE_VARIANTS = "code_variants"  # an agency's code is written in several ways


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """One thing, with its place in the document and a Vietnamese sentence that says what to do."""

    kind: DiscrepancyKind
    severity: Severity
    place: str  # đoạn 12; Phụ lục, dòng 3; Đầu văn bản
    message: str
    rule: str  # of the taxonomy where it has one (docs/design/findings.md), else verify.<kind>
    indicator: str | None = None
    expected: str | None = None
    found: str | None = None
