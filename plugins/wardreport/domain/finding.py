"""The finding taxonomy, its severities and the verdicts that follow (docs/design/findings.md)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

TAXONOMY: dict[str, frozenset[str]] = {
    "file": frozenset(
        {
            "encrypted",
            "corrupt",
            "unsupported",
            "too_large",
            "empty",
            "macro",
            "external_link",
            "unreachable",
            "unreadable_name",
        }
    ),
    "form": frozenset(
        {
            "not_recognised",
            "version_unknown",
            "row_missing",
            "row_unknown",
            "row_duplicate",
            "label_approximate",
            "sheet_hidden",
            "several_forms",
            "not_filled_in",
        }
    ),
    "identity": frozenset({"unit_mismatch", "period_mismatch", "unit_not_valid_in_period", "missing"}),
    "cell": frozenset(
        {
            "not_a_number",
            "ambiguous_separator",
            "qualified",
            "negative",
            "fraction",
            "date",
            "formula_error",
            "formula_uncached",
            "yes_no",
            "blank",
            "percent_scale",
            "struck_out",
            "raised_mark",
            "scaled_format",
            "magnitude",
            "nil_in_words",
            "unit_written",
        }
    ),
    "rule": frozenset(
        {
            "partition",
            "subset",
            "iff",
            "companion_text",
            "ratio",
            "owner",
            "all_parts_nil",
            "outlier",
            "change",
            "timeliness",
            "duplicate",
            "emptied",
            "narrative_number",
            "narrative_date_order",
        }
    ),
    "privacy": frozenset(
        {
            "id_number",
            "phone",
            "email",
            "plate",
            "person_name",
            "place_name",
            "address",
            "birth_date",
            "social_account",
            "free_text",
        }
    ),
}
RULES = frozenset(f"{family}.{code}" for family, codes in TAXONOMY.items() for code in codes)

REJECTING = frozenset(
    {
        "file.encrypted",
        "file.corrupt",
        "file.unsupported",
        "file.too_large",
        "file.empty",
        "form.not_recognised",
        "form.version_unknown",
    }
)
QUARANTINING = frozenset(rule for rule in RULES if rule.startswith("privacy.")) - {"privacy.free_text"}


class Severity(StrEnum):
    """A critical finding holds the submission; the others are only told."""

    CRITICAL = "critical"
    WARNING = "warning"
    INFO = "info"


class Verdict(StrEnum):
    """What becomes of a submission."""

    ACCEPTED = "accepted"
    HELD = "held"
    REJECTED = "rejected"
    QUARANTINED = "quarantined"


@dataclass(frozen=True, slots=True)
class Detection:
    """What reading a file saw, before the rule book gives it a severity and words. Never carries submitted text."""

    rule: str
    cell: str | None = None
    indicator: str | None = None
    suggestion: Decimal | None = None
    entry: str | None = None  # of the rule book, where a rule has several that say different things


@dataclass(frozen=True, slots=True)
class Finding:
    """A judged finding, with its address and a Vietnamese sentence that tells the clerk what to do."""

    rule: str  # of the taxonomy: rule.partition
    entry: str  # of the rule book: partition-fac_total
    severity: Severity
    indicator: str | None
    cell: str | None
    message: str
    suggestion: Decimal | None = None
    answered: bool = False  # true of what was submitted, and no longer since a reviewer replaced a value
    figures: str = ""  # those that it is about, in a sentence: for the unit itself and reviewers, and nobody else

    @property
    def in_full(self) -> str:
        """The message, and the figures after it."""
        return f"{self.message} {self.figures}".strip()


def verdict_of(findings: Iterable[Finding], decided: frozenset[tuple[str, str | None]] = frozenset()) -> Verdict:
    """The verdict by the findings, where ``decided`` names the (rule, indicator) that a reviewer has accepted."""
    found = tuple(findings)
    if any(finding.rule in QUARANTINING for finding in found):
        return Verdict.QUARANTINED
    if any(finding.rule in REJECTING for finding in found):
        return Verdict.REJECTED
    standing = (f for f in found if f.severity is Severity.CRITICAL and not f.answered)
    undecided = any((finding.rule, finding.indicator) not in decided for finding in standing)
    return Verdict.HELD if undecided else Verdict.ACCEPTED


NOTE = "note_"  # before the cell in the address of what stands in a cell's note: sheet2!note_C9
_MASKED = re.compile(r"(?:sheet\d+|workbook|file)!\w{1,20}", re.ASCII)


def is_masked(address: str) -> bool:
    """Whether an address names no submitted text: ``sheet2!C9``, ``file!name``."""
    return _MASKED.fullmatch(address) is not None
