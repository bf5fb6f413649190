"""Random histories of an office over two half years: forms, corrections, held ones, drafts, releases, restatements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hypothesis import strategies as st

from tests.stages.disclose.tables import METADATA, Answer
from wardreport.domain.period import Period
from wardreport.metadata.units import Role

Form = Mapping[str, Answer]  # by indicator; what is not named is nil
ROWS = tuple(
    name for name, one in METADATA.indicators.items() if one.sensitive and one.owner == ("ward",)
)  # sensitive, of several owners
PAIRS = ((Period(2024, 1), Period(2024, 2)), (Period(2025, 1), Period(2025, 2)))  # the latter with the reform between


@dataclass(frozen=True)
class Sent:
    """A ward hands in a form; a contradictory one is held until somebody decides."""

    period: Period
    unit: str
    form: Form

    @property
    def contradictory(self) -> bool:
        """Whether a subset is larger than its whole."""
        part, whole = self.form["supported_legal"], self.form["supported"]
        return isinstance(part, int) and part > (whole if isinstance(whole, int) else 0)


@dataclass(frozen=True)
class Decided:
    """All that is held goes out: as reported, or with the subset replaced by its whole."""

    period: Period
    replaced: bool


@dataclass(frozen=True)
class Released:
    """A draft, an official release, or the restatement of what is out."""

    period: Period
    kind: str  # draft, official, restated


Step = Sent | Decided | Released

COUNT = st.one_of(st.just("-"), st.just(0), st.integers(1, 4), st.integers(1, 9), st.integers(5, 40))


def wards_of(period: Period) -> tuple[str, ...]:
    """The wards of a half year."""
    return tuple(unit.unit_code for unit in METADATA.units_valid(period) if unit.role is Role.WARD)


@st.composite
def forms(draw: st.DrawFn, blank: bool, again: bool = False) -> Form:
    """A ward's sensitive rows, and now and then a contradiction or a blank; a correction writes no dash (rule.emptied)."""
    supported, wrong = draw(st.integers(0, 12)), draw(st.sampled_from([False] * 9 + [True]))
    legal = supported + draw(st.integers(1, 3)) if wrong else draw(st.integers(0, supported))
    loans = draw(st.integers(0, supported))
    estimated: Answer = draw(COUNT)
    if blank and draw(st.sampled_from([False] * 15 + [True])):
        estimated = ""
    form: dict[str, Answer] = {
        "sw_estimated": estimated,
        "supported": supported,
        "supported_legal": legal,
        "supported_loan": loans or draw(st.sampled_from([0, "-"])),
        "loan_amount": loans * draw(st.integers(5, 30)) or "-",
    }
    return {name: 0 if again and answer == "-" else answer for name, answer in form.items()}


@st.composite
def cycles(draw: st.DrawFn, blank: bool = True, most: int = 5) -> list[Step]:
    """Forms and drafts of two half years, then what comes after in any order, and a last draft."""
    pair = draw(st.sampled_from(PAIRS))
    steps: list[Step] = []
    late: list[Sent] = []
    for period in pair[: draw(st.integers(1, 2))]:
        missing = draw(st.sets(st.sampled_from(wards_of(period)), max_size=1))
        for unit in wards_of(period):
            sent = Sent(period, unit, draw(forms(blank)))
            (late if unit in missing else steps).append(sent)
        steps.append(Released(period, "draft"))
        for _ in range(draw(st.integers(1, most))):
            steps += draw(_further(late, [one.period for one in steps], blank))
    return [*steps, Released(steps[-1].period, "draft")]


@st.composite
def _further(draw: st.DrawFn, late: list[Sent], begun: list[Period], blank: bool) -> list[Step]:
    period = draw(st.sampled_from(list(dict.fromkeys(begun))))
    happens = draw(st.sampled_from(["correction", "correction", "decided", "late", "draft", "official", "restated"]))
    if happens == "late" and late:
        return [late.pop()]
    if happens == "decided":
        return [Decided(period, draw(st.booleans()))]
    if happens in ("draft", "official", "restated"):
        return [Released(period, happens)]
    unit = draw(st.sampled_from(wards_of(period)))
    return [Sent(period, unit, draw(forms(False, again=True))), *draw(st.sampled_from([[], [Released(period, "draft")]]))]
