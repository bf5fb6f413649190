"""How often the outlier rule is wrong, and how often plain rules would be; docs/outliers.md has the table.

Series are made by code: counts of a unit over ten half years as this form has them (most nil, some small, a few large,
spread wider than chance alone), and the same with one error in the last half year, as a hurried clerk makes it.
"""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable, Sequence
from decimal import Decimal

import pytest

from wardreport.metadata.rules.change_thresholds import ChangeThreshold
from wardreport.metadata.rules.rule_book import RuleBook
from wardreport.stages.validate.comparisons import changed, robust_score
from wardreport.workflow.settings import PROJECT

pytestmark = pytest.mark.slow

SERIES, PERIODS = 4000, 10
DOC = PROJECT / "docs" / "outliers.md"
# mean count, share of half years in which nothing occurs, spread (variance over mean): by kind of indicator
KINDS = {
    "hardly ever": (0.3, 0.8, 1.2),
    "a few, often none": (3.0, 0.5, 1.5),
    "tens": (25.0, 0.05, 2.0),
    "hundreds": (300.0, 0.0, 4.0),
    "thousands": (3000.0, 0.0, 12.0),
}
ERRORS: dict[str, Callable[[int, random.Random], int]] = {
    "a zero too many": lambda x, _: max(x, 1) * 10,
    "a digit typed twice": lambda x, _: int(f"{str(max(x, 1))[0]}{max(x, 1)}"),
    "two digits changed": lambda x, _: int(f"{x}"[1] + f"{x}"[0] + f"{x}"[2:]) if x > 9 else x + 9,
    "another row's total": lambda x, chance: x + chance.randrange(50, 500),
}


def _count(mean: float, nothing: float, spread: float, chance: random.Random) -> int:
    """A zero-inflated negative binomial, as a Poisson count around a gamma mean."""
    if chance.random() < nothing:
        return 0
    rate = chance.gammavariate(mean / (spread - 1), spread - 1)
    return _poisson(rate, chance)


def _poisson(rate: float, chance: random.Random) -> int:
    if rate > 200:
        return max(0, round(chance.gauss(rate, rate**0.5)))
    count, left = 0, chance.expovariate(1.0)
    while left < rate:
        count, left = count + 1, left + chance.expovariate(1.0)
    return count


def _robust(limit: float) -> Callable[[int, Sequence[int]], bool]:
    return lambda now, before: abs(robust_score(Decimal(now), [Decimal(b) for b in before])) > limit


def _plain_z(now: int, before: Sequence[int]) -> bool:
    spread = statistics.stdev(before)
    return now != before[0] if spread == 0 else abs(now - statistics.mean(before)) > 3 * spread


def _min_max(now: int, before: Sequence[int]) -> bool:
    return not min(before) <= now <= max(before)


def _rates(rule: Callable[[int, Sequence[int]], bool]) -> dict[str, tuple[float, float]]:
    """By kind the share of honest last figures that are called outliers, and of wrong ones that are."""
    rates = {}
    for kind, shape in KINDS.items():
        chance = random.Random(kind)  # noqa: S311
        false = found = 0
        for number in range(SERIES):
            *before, now = (_count(*shape, chance) for _ in range(PERIODS))
            false += rule(now, before)
            error = list(ERRORS.values())[number % len(ERRORS)]
            found += rule(error(now, chance), before)
        rates[kind] = (false / SERIES, found / SERIES)
    return rates


@pytest.fixture(scope="module")
def limit(rule_book: RuleBook) -> float:
    (entry,) = (entry for entry in rule_book.entries if entry.id == "outlier-own-history")
    return float(entry.kwargs["max_value"])


def _change(threshold: ChangeThreshold) -> Callable[[int, Sequence[int]], bool]:
    return lambda now, before: changed(Decimal(now), Decimal(before[-1]), threshold)


def _table(limit: float, threshold: ChangeThreshold) -> str:
    rules = {
        f"rule.outlier (score above {limit:g})": _robust(limit),
        f"rule.change (by {threshold.at_least} and {threshold.percent} %)": _change(threshold),
        "z-score above 3": _plain_z,
        "outside min–max": _min_max,
    }
    lines = [
        "| counts | " + " | ".join(f"{name}: false, found" for name in rules) + " |",
        "| --- |" + " --- |" * len(rules),
    ]
    rates = {name: _rates(rule) for name, rule in rules.items()}
    for kind in KINDS:
        cells = (f"{100 * rates[name][kind][0]:.1f} %, {100 * rates[name][kind][1]:.0f} %" for name in rules)
        lines.append(f"| {kind} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


@pytest.fixture(scope="module")
def threshold(rule_book: RuleBook) -> ChangeThreshold:
    (line,) = (line for line in rule_book.thresholds if line.unit is None and line.indicator is None)
    return line


def test_the_document_says_what_is_measured(limit: float, threshold: ChangeThreshold) -> None:
    document = DOC.read_text(encoding="utf-8")
    start, end = "<!-- measured -->\n\n", "\n\n<!-- end -->"
    assert document[document.index(start) + len(start) : document.index(end)] == _table(limit, threshold)


def test_it_hardly_ever_cries_wolf_and_plain_rules_do(limit: float) -> None:
    ours, plain = _rates(_robust(limit)), _rates(_plain_z)
    assert all(false <= 0.05 for false, _ in ours.values())
    assert plain["hardly ever"][0] > 5 * ours["hardly ever"][0]
    assert all(found >= 0.5 for kind, (_, found) in ours.items() if kind in ("tens", "hundreds", "thousands"))
