"""How many cells a unit has to change and about how many it is only asked: the same numbers as the form's own check."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from wardreport.correspondence.form_checks import DOUBTFUL_WORDS, EMPTY_WORDS, WRONG_WORDS, Content, Remark
from wardreport.correspondence.form_rows import OPEN, InputRow, Standing
from wardreport.domain.finding import Finding, Severity

Judged = tuple[Severity, Finding]  # a finding that a reviewer has decided on no longer asks for anything
_REMARKS = {Severity.CRITICAL: Remark.WRONG, Severity.WARNING: Remark.DOUBTFUL}


@dataclass(frozen=True, slots=True)
class ChangeCounts:
    """Cells of the form by what is asked of them, and findings that are about no cell that the unit can fill in."""

    wrong: int
    empty: int
    doubtful: int
    wrong_elsewhere: int
    doubtful_elsewhere: int
    told: int  # findings that ask for nothing

    def in_words(self) -> str:
        """As the clerk reads it; empty where nothing was found."""
        cells = _joined(
            (self.wrong, f"chỗ {WRONG_WORDS}"),
            (self.empty, f"chỗ {EMPTY_WORDS}"),
            (self.doubtful, f"chỗ {DOUBTFUL_WORDS}"),
        )
        elsewhere = _joined(
            (self.wrong_elsewhere, f"điều {WRONG_WORDS}"), (self.doubtful_elsewhere, f"điều {DOUBTFUL_WORDS}")
        )
        parts = [cells, elsewhere and f"về tệp và các dòng khác: {elsewhere}", _joined((self.told, "điều để biết"))]
        return "; ".join(part for part in parts if part)


def remarks_on(findings: Iterable[Judged]) -> dict[str, Remark]:
    """By indicator the most severe that its findings ask for; settled where a reviewer has decided on all."""
    remarks: dict[str, Remark] = {}
    for severity, finding in findings:  # the most severe stand first
        settled = Remark.SETTLED if severity is not finding.severity else None
        remark = _REMARKS.get(severity, settled)
        if finding.indicator and remark:
            remarks.setdefault(finding.indicator, remark)
    return remarks


def counted(
    findings: Sequence[Judged],
    rows: Mapping[str, InputRow],
    remarks: Mapping[str, Remark],
    contents: Mapping[int, Content],
) -> ChangeCounts:
    """The counts; ``contents`` are by sheet row what stands in the figures' cells."""
    by_row: dict[int, Remark] = {}
    for name, place in rows.items():
        remark = remarks.get(name)
        if remark and place.standing in OPEN:
            by_row[place.number] = min(by_row.get(place.number, remark), remark, key=list(Remark).index)
    empty = {
        place.number
        for place in rows.values()
        if place.standing is Standing.OWN
        and contents.get(place.number) is None
        and by_row.get(place.number) in _MAY_BE_EMPTY
    }
    fillable = {name for name, place in rows.items() if place.standing in OPEN}
    elsewhere = [severity for severity, finding in findings if finding.indicator not in fillable]
    return ChangeCounts(
        wrong=sum(remark is Remark.WRONG for remark in by_row.values()),
        empty=len(empty),
        doubtful=sum(remark is Remark.DOUBTFUL and number not in empty for number, remark in by_row.items()),
        wrong_elsewhere=elsewhere.count(Severity.CRITICAL),
        doubtful_elsewhere=elsewhere.count(Severity.WARNING),
        told=sum(severity is Severity.INFO for severity, _ in findings),
    )


_MAY_BE_EMPTY = (None, Remark.DOUBTFUL)


def _joined(*counts: tuple[int, str]) -> str:
    return ", ".join(f"{number} {words}" for number, words in counts if number)
