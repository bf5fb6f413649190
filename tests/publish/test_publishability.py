"""What stands against publishing, and what an approval may take out of the way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.specimens.submissions import PERIOD
from wardreport.domain.figure import Figure, FigureStatus
from wardreport.domain.finding import Finding, Severity, Verdict
from wardreport.domain.validation import RegisterEntry, ResponseState, SubmissionReport
from wardreport.publish.publishability import Obstacle, ObstacleKind, obstacles

CODES = ("W1", "W2", "W3")
CRITICAL = Finding("rule.partition", "partition-fac_total", Severity.CRITICAL, "fac_total", None, "")
WARNING = Finding("rule.subset", "consolidated-subset", Severity.WARNING, "fac_inspected", None, "")


def _entry(code: str, state: ResponseState) -> RegisterEntry:
    accepted = state is ResponseState.ACCEPTED
    verdict, found = (Verdict.ACCEPTED, ()) if accepted else (Verdict.HELD, (CRITICAL,))
    sent = state in (ResponseState.ACCEPTED, ResponseState.HELD)
    report = SubmissionReport(code * 32, code, PERIOD, "annex-2024", datetime(2024, 6, 1, tzinfo=UTC), verdict, found)
    counted = report.submission if accepted else None
    due = date(2024, 6, 16)
    return RegisterEntry(code, code, "ward", state, (report,) if sent else (), counted, due, None, None, None, ())


def _figures(outstanding: Sequence[str]) -> dict[str, Figure]:
    return {"fac_total": Figure("fac_total", FigureStatus.VALUE, Decimal(9), (), tuple(outstanding))}


@given(
    states=st.tuples(*[st.sampled_from(list(ResponseState))] * len(CODES)),
    without=st.frozensets(st.sampled_from(CODES)),
    critical=st.booleans(),
)
def test_it_can_be_published_exactly_where_each_unit_is_accepted_or_named_and_no_finding_is_critical(
    states: tuple[ResponseState, ...], without: frozenset[str], critical: bool
) -> None:
    register = [_entry(code, state) for code, state in zip(CODES, states, strict=True)]
    owing = [entry.unit for entry in register if entry.counted is None]
    found = obstacles(register, [CRITICAL] if critical else [WARNING], _figures(owing), without)
    in_the_way = {entry.unit for entry in register if entry.state is not ResponseState.ACCEPTED} - without
    assert (found == ()) is (not in_the_way and not critical)
    named = {unit for obstacle in found for unit in obstacle.units}
    assert named == in_the_way
    assert (Obstacle(ObstacleKind.CONSOLIDATED_CRITICAL, indicators=("fac_total",)) in found) is critical
    assert (Obstacle(ObstacleKind.PARTIAL, indicators=("fac_total",)) in found) is bool(set(owing) - without)


def test_a_newer_form_that_is_held_stands_in_the_way_though_an_earlier_one_counts() -> None:
    entry = _entry("W1", ResponseState.HELD)
    (held, critical) = obstacles([entry], (), _figures(()))
    assert (held.kind, critical.kind) == (ResponseState.HELD, ObstacleKind.OPEN_CRITICAL)
    assert obstacles([entry], (), _figures(()), ["W1"]) == ()
