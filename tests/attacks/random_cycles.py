"""Random histories of an office over two half years: forms, corrections, held ones, drafts, releases, restatements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

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


def wards_of(period: Period) -> tuple[str, ...]:
    """The wards of a half year."""
    return tuple(unit.unit_code for unit in METADATA.units_valid(period) if unit.role is Role.WARD)


def cycle(seed: int, *, blanks: bool = True, most: int = 6) -> list[Step]:
    """Forms and drafts of two half years, then what comes after in any order, and a last draft; the seed says which.

    A number, as what hypothesis draws by itself is mostly nothing.
    """
    chance = Random(seed)  # noqa: S311
    pair = chance.choice(PAIRS)
    steps: list[Step] = []
    late: list[Sent] = []
    for period in pair[: chance.choice([1, 2, 2])]:
        missing = chance.sample(wards_of(period), chance.choice([0, 0, 1]))
        for unit in wards_of(period):
            sent = Sent(period, unit, _form(chance, blanks=blanks))
            (late if unit in missing else steps).append(sent)
        steps.append(Released(period, "draft"))
        for _ in range(chance.randint(1, most)):
            steps += _further(chance, late, [one.period for one in steps])
    return [*steps, Released(steps[-1].period, "draft")]


def _further(chance: Random, late: list[Sent], begun: list[Period]) -> list[Step]:
    period = chance.choice(list(dict.fromkeys(begun)))
    happens = chance.choice(
        ["correction", "correction", "decided", "late", "draft", "official", "official", "restated"]
    )
    if happens == "late" and late:
        return [late.pop()]
    if happens == "decided":
        return [Decided(period, chance.random() < 0.5)]
    if happens in ("draft", "official", "restated"):
        return [Released(period, happens)]
    unit = chance.choice(wards_of(period))
    sent = Sent(period, unit, _form(chance, blanks=False, again=True))
    return [sent, Released(period, "draft")] if chance.random() < 0.5 else [sent]


def _form(chance: Random, *, blanks: bool, again: bool = False) -> Form:
    """A ward's sensitive rows, now and then a contradiction or a blank; a correction writes no dash (rule.emptied)."""
    supported = chance.choice([0, chance.randint(1, 4), chance.randint(0, 12)])
    legal = supported + chance.randint(1, 3) if chance.random() < 0.1 else chance.randint(0, supported)
    loans = chance.randint(0, supported)
    estimated: Answer = "" if blanks and chance.random() < 0.02 else _count(chance)
    form: dict[str, Answer] = {
        "sw_estimated": estimated,
        "support_need": _count(chance),
        "supported": supported,
        "supported_legal": legal,
        "supported_loan": loans or chance.choice([0, "-"]),
        "loan_amount": loans * chance.randint(5, 30) or "-",
    }
    return {name: 0 if again and answer == "-" else answer for name, answer in form.items()}


def _count(chance: Random) -> Answer:
    answers: list[Answer] = ["-", 0, chance.randint(1, 4), chance.randint(1, 9), chance.randint(5, 40)]
    return chance.choice(answers)
