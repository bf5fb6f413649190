"""Random histories of a warehouse: runs over some submissions, and releases."""

from __future__ import annotations

import random
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from tests.warehouse.histories.made_up_country import NAMES, PERIODS, WORLD
from tests.warehouse.histories.naive_model import Cell
from wardreport.domain.period import Period

counts = st.sampled_from([0, 1, 2, 3, 7, 40, 333])
statuses = st.sampled_from(["value"] * 6 + ["nil", "nil", "blank", "missing", "invalid"])
amounts = st.sampled_from([Decimal("0.000001"), Decimal("12.5"), Decimal("999999.999999"), Decimal(3), Decimal(0)])


@st.composite
def cells(draw: st.DrawFn, name: str) -> Cell:
    """What stands on a row."""
    status = draw(statuses)
    if status != "value":
        return Cell(status, None, f"B!{name}")
    kind = str(WORLD.indicators[name].value_type)
    value: Any = draw(st.booleans()) if kind == "yesno" else draw(amounts if kind == "money" else counts.map(Decimal))
    return Cell("zero" if value == 0 and value is not False else "value", value, f"B!{name}")


@dataclass(frozen=True)
class Change:
    """A submission of a run: a new file, or one that came before, and how it is judged."""

    earlier: int | None  # the place, from the newest back, of the one that came before
    unit: int  # how many places from the run's own turn of the units
    read: tuple[Cell, ...]
    words: tuple[tuple[str, str], ...]  # section and text
    minutes: int  # when it came, after the collection's last week began: before or after the due day
    judged: str  # accepted, held, returned, replaced, decided, rejected
    replaced: tuple[str, Cell]
    again: bool  # twice in the run


@dataclass(frozen=True)
class Run:
    """A run over some submissions of a period."""

    period: Period
    rule_book: str
    first: int  # the unit that the run begins with
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Publish:
    """A release of the figures as of the newest load, or of one before."""

    period: Period
    kind: str
    behind: int
    minutes: int  # after the collection's last week began
    hidden: int  # every so manieth figure is suppressed, 0: none


judged = st.sampled_from(["accepted"] * 6 + ["held", "returned", "replaced", "replaced", "decided", "rejected"])
# the first four are the parts of percentages
NUMBERS = [name for name in NAMES if not name.endswith("_pct") and name != "prog_drug"]
replacements = st.one_of(
    st.tuples(st.sampled_from(NUMBERS[:2]), st.sampled_from([Cell("value", Decimal(5), ""), Cell("nil", None, "")])),
    st.sampled_from(NUMBERS).map(lambda name: (name, Cell("zero", Decimal(0), ""))),
    st.booleans().map(lambda yes: ("prog_drug", Cell("value", yes, ""))),
)
minutes = st.integers(0, 20_000)
SECTIONS = ("tinh_hinh", "ton_tai")
words = st.lists(
    st.tuples(st.sampled_from(SECTIONS), st.sampled_from(["Ổn định.", "Dòng một\n\\N dòng hai", ""])),
    max_size=2,
    unique_by=lambda pair: pair[0],
).map(tuple)
changes = st.builds(
    Change,
    earlier=st.none() | st.none() | st.integers(0, 8),
    unit=st.sampled_from([0] * 6 + [1, 2]),
    read=st.tuples(*(cells(name) for name in NAMES)),
    words=words,
    minutes=minutes,
    judged=judged,
    replaced=replacements,
    again=st.booleans(),
)
kinds = st.sampled_from(["draft", "draft", "official", "restated"])


def steps(pair: tuple[Period, Period]) -> st.SearchStrategy[list[Run | Publish]]:
    """Runs and releases of two neighbouring half years: of four there would be too little of each."""
    periods = st.sampled_from(pair)
    several = st.lists(changes, min_size=4, max_size=9).map(tuple)
    runs = st.builds(Run, periods, st.sampled_from("aaab"), st.integers(0, 8), several)
    publishing = st.builds(Publish, periods, kinds, st.integers(0, 1), minutes, st.integers(0, 4))
    return st.lists(runs | publishing, min_size=5, max_size=10)


histories = st.sampled_from(list(pairwise(PERIODS))).flatmap(steps)


def long_history(seed: int, length: int) -> list[Run | Publish]:
    """A history over all periods in which most units answer: more happens in it than hypothesis likes to draw."""
    chance = random.Random(seed)  # noqa: S311
    outcomes = ["accepted"] * 12 + ["replaced"] * 4 + ["held", "returned", "decided", "rejected"]
    return [_any_step(chance, outcomes, place) for place in range(length)]


def _any_step(chance: random.Random, outcomes: list[str], place: int) -> Run | Publish:
    period = PERIODS[place % len(PERIODS)] if place < len(PERIODS) else chance.choice(PERIODS[:2] * 3 + PERIODS[2:])
    minutes_later = chance.randrange(20_000)
    if place > len(PERIODS) and chance.random() < 0.5:
        kind = chance.choice(["draft", "draft", "official", "restated"])
        return Publish(period, kind, chance.randrange(2), minutes_later, chance.randrange(5))
    several = []
    for turn in range(10):
        read = tuple(_any_cell(chance, name) for name in NAMES)
        replaced = (chance.choice(NUMBERS[:4]), Cell("value", Decimal(chance.randrange(1, 50)), ""))
        earlier = chance.randrange(9) if place > len(PERIODS) and chance.random() < 0.5 else None
        again = chance.random() < 0.1
        judged = chance.choice(outcomes)
        said = tuple((section, f"Lần {place}") for section in SECTIONS[: (place + turn) % 3])
        several.append(Change(earlier, turn % 2, read, said, minutes_later + turn * 50, judged, replaced, again))
    return Run(period, chance.choice("aaab"), chance.randrange(10), tuple(several))


def _any_cell(chance: random.Random, name: str) -> Cell:
    status = chance.choice(["value"] * 9 + ["zero", "nil", "nil", "blank", "missing", "invalid"])
    if name == "prog_drug" and status in ("value", "zero"):
        return Cell("value", chance.random() < 0.3, f"B!{name}")
    if status == "value":
        return Cell(
            status,
            Decimal(chance.choice([chance.randrange(1, 10), chance.randrange(1, 10**9)])).scaleb(
                -6 if name == "loan_amount" else 0
            ),
            f"B!{name}",
        )
    return Cell(status, Decimal(0) if status == "zero" else None, f"B!{name}")
