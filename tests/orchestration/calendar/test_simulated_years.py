"""2024 to 2026 through the scheduler's own steps (``simulate_years``), with an outage at a deadline and a restart."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from tests.orchestration.airflow.airflow_process import airflow_environment, run_script
from wardreport.domain.deadline import VIETNAM
from wardreport.domain.period import Period
from wardreport.metadata import Metadata
from wardreport.orchestration.calendar.planned_runs import period_of_run

pytestmark = pytest.mark.slow

OUTAGE = ("2025-06-17T09:00+07:00", "2025-06-24T09:00+07:00")  # over the deadline of the agencies, and the lock
RESTART = "2025-11-20T09:00+07:00"
SECONDS = timedelta(seconds=5)

# by hand, from the Decree and the calendars on the wall: opens, locks, window, and when the draft is made
CYCLES = {
    "2024-S1": ("2024-05-15", "2024-06-23", "2023-12-15", "2024-06-15", "2024-06-19T08:00"),
    "2024-S2": ("2024-11-15", "2024-12-23", "2024-06-15", "2024-12-15", "2024-12-19T08:00"),
    "2025-S1": ("2025-05-15", "2025-06-23", "2024-12-15", "2025-06-15", "2025-06-19T08:00"),
    "2025-S2": ("2025-11-15", "2025-12-23", "2025-06-15", "2025-12-15", "2025-12-19T08:00"),
    "2026-S1": ("2026-05-15", "2026-06-23", "2025-12-15", "2026-06-15", "2026-06-19T08:00"),
    "2026-S2": ("2026-11-15", "2026-12-23", "2026-06-15", "2026-12-15", "2026-12-19T08:00"),
}


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def looks(opens: str, locks: str) -> list[datetime]:
    """Three times a day, and when the lock falls."""
    day, last, found = date.fromisoformat(opens), date.fromisoformat(locks), []
    while day <= last:
        found += [local(f"{day}T{hour}:00") for hour in ("06", "12", "17")]
        day += timedelta(days=1)
    return [*found, local(f"{day}T00:00")]


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    environment = airflow_environment(tmp_path_factory.mktemp("years"))
    span = ("2024-03-01T00:00+07:00", "2027-06-30T00:00+07:00")
    return run_script(environment, "calendar.simulate_years", *span, *OUTAGE, RESTART)


def made_by(years: dict[str, Any], dag: str) -> list[dict[str, str]]:
    return [run for run in years["made"] if run["dag"] == dag]


def test_each_cycle_has_one_draft_of_its_window_at_its_moment_and_an_outage_does_not_lose_it(
    years: dict[str, Any],
) -> None:
    told = [[moment(run[name]) for name in ("at", "start", "end")] for run in made_by(years, "publish_half_year")]
    promised = [[local(at) + SECONDS, local(start), local(end)] for _, _, start, end, at in CYCLES.values()]
    promised[2][0] = local("2025-06-24T09:00")  # as soon as Airflow is there again
    assert told == promised


def test_collection_looks_three_times_a_day_while_it_is_open_and_never_else(years: dict[str, Any]) -> None:
    runs = made_by(years, "collect_submissions")
    promised = [look for opens, locks, *_ in CYCLES.values() for look in looks(opens, locks)]
    lost = [look for look in promised if local("2025-06-17T09:00") < look < local("2025-06-24T00:00")]
    assert len(lost) == 20
    assert [moment(run["run_after"]) for run in runs] == [look for look in promised if look not in lost]


def test_notices_are_composed_each_morning_and_those_of_an_outage_are_not_made_up(years: dict[str, Any]) -> None:
    runs = [moment(run["run_after"]) for run in made_by(years, "send_notices")]
    promised = []
    for opens, locks, *_ in CYCLES.values():
        days = (date.fromisoformat(locks) - date.fromisoformat(opens)).days + 31
        promised += [local(f"{opens}T07:30") + timedelta(days=n) for n in range(days + 1)]
    # on the morning after the outage that of the day, and none of the days before
    lost = [morning for morning in promised if local("2025-06-17T09:00") < morning < local("2025-06-24T00:00")]
    assert len(lost) == 6
    assert runs == [morning for morning in promised if morning not in lost]


def test_after_an_outage_one_look_stands_for_all_that_were_missed(years: dict[str, Any]) -> None:
    runs = made_by(years, "collect_submissions")
    late = [run for run in runs if moment(run["at"]) != moment(run["run_after"]) + SECONDS]
    assert [moment(run["at"]) for run in late] == [local("2025-06-24T09:00")]
    assert moment(late[0]["run_after"]) == local("2025-06-24T00:00")


def test_no_run_is_made_twice_and_looks_follow_one_another_without_a_gap(years: dict[str, Any]) -> None:
    runs = made_by(years, "collect_submissions")
    assert len({run["start"] for run in runs}) == len(runs)
    by_cycle = defaultdict(list)
    for run in runs:
        by_cycle[moment(run["start"]).year, moment(run["start"]).month > 8].append(run)
    for (year, later), looked in by_cycle.items():
        opens, locks, *_ = CYCLES[f"{year}-S{2 if later else 1}"]
        assert moment(looked[0]["start"]) == local(opens)
        assert moment(looked[-1]["end"]) == local(locks) + timedelta(days=1)
        gaps = sum(one["end"] != other["start"] for one, other in pairwise(looked))
        assert gaps == (1 if (year, later) == (2025, False) else 0)


def test_every_run_is_of_the_period_that_it_was_made_for(years: dict[str, Any], metadata: Metadata) -> None:
    for run in made_by(years, "collect_submissions") + made_by(years, "publish_half_year"):
        start, end, at = moment(run["start"]), moment(run["end"]), moment(run["run_after"])
        month = at.astimezone(VIETNAM).month
        assert period_of_run(metadata.cycles, start, end, at) == Period(at.year, 1 if month < 9 else 2)


def test_where_the_calendar_ends_nothing_more_is_planned(years: dict[str, Any]) -> None:
    assert years["ended"] is True


def test_a_backfill_makes_the_drafts_of_the_windows_that_begin_in_its_range(years: dict[str, Any]) -> None:
    told = [(moment(run["start"]), moment(run["end"])) for run in years["backfilled"]]
    assert told == [(local("2023-06-15"), local("2023-12-15"))]  # that of 2024-S1 is there already
