"""A cycle that lacks something is told in time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.checkup.told import statuses
from tests.specimens.sample_office import copied
from wardreport.checkup.calendar_checks import check_calendar, cycle_at_hand
from wardreport.checkup.check import Outcome
from wardreport.domain.period import Period
from wardreport.metadata import Metadata, load_metadata

S1 = Period(2024, 1)
TODAY = date(2024, 6, 5)


def test_the_cycle_at_hand(metadata: Metadata) -> None:
    locks = metadata.cycle(S1).locks_after
    assert cycle_at_hand(metadata, TODAY) == cycle_at_hand(metadata, locks) == S1
    assert cycle_at_hand(metadata, locks + timedelta(days=1)) == S1.following
    assert cycle_at_hand(metadata, date(2100, 1, 1)) is None


def test_the_calendar(metadata: Metadata) -> None:
    assert statuses(check_calendar(metadata, TODAY)) == {"cycle 2024-S1": "ok", "cycle 2024-S2": "ok"}
    assert statuses(check_calendar(metadata, date(2100, 1, 1))) == {"calendar": "failed"}
    last = max(metadata.cycles)
    *_, ahead = check_calendar(metadata, metadata.cycle(last).collection_opens)
    assert (ahead.status, str(last.following) in ahead.says) == (Outcome.WARNING, True)


@pytest.mark.parametrize(
    "broken",
    [
        {"forms": ()},
        {"issuing_bodies": {}},
        {"units": ()},
        {"units": tuple(unit for unit in load_metadata().units if unit.role == "consolidating")},
    ],
)
def test_a_cycle_without_form_signer_or_units_fails_at_hand_and_warns_ahead(
    metadata: Metadata, broken: dict[str, Any]
) -> None:
    found = statuses(check_calendar(replace(metadata, **broken), TODAY))
    assert found == {"cycle 2024-S1": "failed", "cycle 2024-S2": "warning"}


def test_the_holidays_of_the_next_year_are_told_where_they_are_missing(metadata: Metadata, tmp_path: Path) -> None:
    last = max(metadata.cycles)
    opens = metadata.cycle(last).collection_opens
    year = last.following.year
    places = copied(tmp_path)
    holidays = places.law / "holidays.csv"
    kept = [line for line in holidays.read_text(encoding="utf-8").splitlines() if not line.startswith(str(year))]
    holidays.write_text("\n".join(kept) + "\n", encoding="utf-8")
    *_, ahead = check_calendar(metadata, opens, places)
    assert f"holidays.csv none for {year}" in ahead.says
    holidays.write_text("\n".join([*kept, f"{year}-01-01,holiday,Tết,x"]) + "\n", encoding="utf-8")
    *_, ahead = check_calendar(metadata, opens, places)
    assert "holidays.csv" not in ahead.says
