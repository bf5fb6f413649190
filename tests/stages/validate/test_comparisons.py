"""A figure beside earlier ones and beside its peers."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardreport.domain.period import Period
from wardreport.metadata import Metadata
from wardreport.metadata.rules.change_thresholds import ChangeThreshold
from wardreport.stages.validate.comparisons import as_earlier, changed, robust_score, threshold_for

COUNTS = st.integers(min_value=0, max_value=100_000).map(Decimal)


@given(value=COUNTS, others=st.lists(COUNTS, min_size=4, max_size=12))
def test_a_score_grows_with_the_figure_and_does_not_depend_on_order(value: Decimal, others: list[Decimal]) -> None:
    score = robust_score(value, others)
    assert robust_score(value, sorted(others)) == score
    assert robust_score(value + 1, others) > score


@given(value=COUNTS, length=st.integers(min_value=4, max_value=12))
def test_what_was_always_so_has_no_score(value: Decimal, length: int) -> None:
    assert robust_score(value, [value] * length) == 0


def test_a_first_case_after_years_of_nil_is_nothing_and_ten_are() -> None:
    nil = [Decimal(0)] * 8
    assert abs(robust_score(Decimal(1), nil)) < 2
    assert robust_score(Decimal(10), nil) > 4.5


@pytest.mark.parametrize(
    ("value", "before", "beyond"),
    [
        (21, 10, True),
        (20, 10, False),
        (10, 21, True),
        (0, 11, True),
        (0, 10, False),
        (10, 0, False),
        (11, 0, True),
        (300, 100, True),
    ],
)
def test_a_change_must_pass_both_limits(value: int, before: int, beyond: bool) -> None:
    threshold = ChangeThreshold(at_least=Decimal(10), percent=Decimal(100))
    assert changed(Decimal(value), Decimal(before), threshold) is beyond


def test_the_threshold_that_says_most_counts(metadata: Metadata) -> None:
    def line(unit: str | None, indicator: str | None, at_least: int) -> ChangeThreshold:
        return ChangeThreshold(unit=unit, indicator=indicator, at_least=Decimal(at_least), percent=Decimal(0))

    lines = [line(None, None, 1), line("01837", None, 2), line(None, "hotspots", 3), line("01837", "hotspots", 4)]
    hotspots, staff = metadata.indicators["hotspots"], metadata.indicators["staff_total"]
    found = [
        threshold_for(lines, unit, indicator)
        for unit, indicator in (("01834", staff), ("01837", staff), ("01834", hotspots), ("01837", hotspots))
    ]
    assert [threshold.at_least for threshold in found if threshold] == [1, 2, 3, 4]
    assert threshold_for([], "01834", staff) is None


def test_periods_are_compared_with_the_one_before_and_the_same_of_last_year() -> None:
    assert Period(2024, 1).previous == Period(2023, 2)
    assert Period(2024, 2).previous == Period(2024, 1)
    assert Period(2024, 1).last_year == Period(2023, 1)
    earlier = as_earlier([("u", "i", Period(2023, 2), Decimal(1)), ("u", "i", Period(2023, 1), Decimal(2))])
    assert earlier["u"]["i"] == {Period(2023, 2): 1, Period(2023, 1): 2}
