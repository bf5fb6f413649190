"""Every table that agrees with what is shown, counted out: four wards, a whole and its subset."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.stages.disclose.tables import POLICY, make_table, small_world
from wardreport.domain.figure import FigureStatus
from wardreport.stages.disclose import disclose

pytestmark = pytest.mark.slow

SMALL, FOUR = small_world(4)
NAMES = ("supported", "supported_job")
Ranges = Mapping[tuple[str, str], tuple[int, int]]


def columns(values: Sequence[int], hidden: Sequence[bool]) -> npt.NDArray[np.int64]:
    """All columns of whole numbers with this sum in which only what is hidden differs."""
    total = sum(values)
    choices = [range(total + 1) if gone else [value] for value, gone in zip(values, hidden, strict=True)]
    return np.array([one for one in itertools.product(*choices) if sum(one) == total])


def ranges(sheet: Mapping[str, Mapping[str, int]], hidden: set[tuple[str, str]]) -> Ranges:
    whole, part = (
        columns([sheet[unit][name] for unit in FOUR], [(unit, name) in hidden for unit in FOUR]) for name in NAMES
    )
    fits = (part[None, :, :] <= whole[:, None, :]).all(axis=2)
    found = {}
    for name, table in zip(NAMES, (whole[fits.any(axis=1)], part[fits.any(axis=0)]), strict=True):
        for unit, column in zip(FOUR, table.T, strict=True):
            found[unit, name] = (int(column.min()), int(column.max()))
    return found


@settings(max_examples=examples(60), suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.integers(0, 6), min_size=4, max_size=4),
    st.lists(st.integers(0, 6), min_size=4, max_size=4),
)
def test_every_table_that_agrees_with_what_is_shown(wholes: list[int], parts: list[int]) -> None:
    sheet = {
        unit: {"supported": whole, "supported_job": min(whole, part)}
        for unit, whole, part in zip(FOUR, wholes, parts, strict=True)
    }
    safe = disclose(make_table(sheet, metadata=SMALL), SMALL, POLICY)
    assert all(figure.status is not FigureStatus.SUPPRESSED for figure in safe.figures.values())
    hidden = {(f.unit, f.indicator) for f in safe.by_unit if f.suppressed}
    by_itself = ranges(sheet, set(itertools.product(FOUR, NAMES)))
    for (unit, name), (low, high) in ranges(sheet, hidden).items():
        true, (least, most) = sheet[unit][name], by_itself[unit, name]
        if (unit, name) not in hidden:
            assert not 0 < true < 5
        elif 0 < true < 5:
            assert low <= least
            assert high >= min(4, most)
        else:
            assert high - low >= min(3, most - least)
