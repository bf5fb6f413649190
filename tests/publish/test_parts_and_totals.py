"""What parts add up to is said where it is not the total, and only where all of them are known."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.specimens.submissions import PERIOD
from wardreport.domain.figure import Figure, FigureStatus
from wardreport.metadata import Metadata
from wardreport.publish.parts_and_totals import note_on_parts, parts_by_total

HIDDEN = (FigureStatus.UNAVAILABLE, FigureStatus.SUPPRESSED)


def _figure(value: int | None, status: FigureStatus = FigureStatus.VALUE) -> Figure:
    return Figure("x", status, None if value is None else Decimal(value))


NIL = _figure(None, FigureStatus.NIL)


def test_it_is_said_of_a_total_and_of_a_nil_total() -> None:
    parts = [_figure(74), _figure(17), _figure(18), NIL]
    assert "109" in note_on_parts(_figure(108), parts)
    assert note_on_parts(_figure(109), parts) == ""
    assert "là 1," in note_on_parts(NIL, [_figure(1), NIL])
    assert note_on_parts(NIL, [NIL, NIL]) == ""


@pytest.mark.parametrize("status", HIDDEN)
def test_nothing_is_said_where_a_part_or_the_total_is_not_known(status: FigureStatus) -> None:
    hidden = _figure(5, status)
    assert note_on_parts(_figure(108), [_figure(74), hidden]) == ""
    assert note_on_parts(hidden, [_figure(74), _figure(1)]) == ""


def test_a_value_behind_a_nil_is_not_counted() -> None:
    assert note_on_parts(_figure(74), [_figure(74), _figure(7, FigureStatus.NIL)]) == ""


def test_one_part_alone_is_no_sum_and_the_parts_are_those_of_the_form(metadata: Metadata) -> None:
    assert note_on_parts(_figure(3), [_figure(1)]) == ""
    parts = parts_by_total(metadata.form(PERIOD), metadata)
    assert parts["fac_total"] == ["fac_lodging", "fac_karaoke_massage", "fac_dance", "fac_other"]
    assert "fac_committed" not in {name for names in parts.values() for name in names}  # a subset
