"""The versions of units' submissions, each with what it answered, and the earliest time at which it was seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, text

from wardreport.domain.figure import Status
from wardreport.domain.finding import Verdict
from wardreport.domain.observation import Observation
from wardreport.domain.period import Period
from wardreport.domain.submission import RecordedVersion
from wardreport.warehouse.schema import schema
from wardreport.warehouse.schema.column_types import ExactDecimal, value_of

_SOME = 10_000  # a statement takes only so many arguments


def recorded_versions(
    connection: Connection, periods: Collection[Period], present: Collection[tuple[str, str, Period]]
) -> tuple[RecordedVersion, ...]:
    """Every version of some periods, by unit and version.

    With its answers where it was accepted and is not among those ``present`` (sha256, unit, period), which are read
    again anyhow, but of a unit that is.
    """
    if not periods:
        return ()
    query = text(
        "SELECT s.submission_id, s.sha256, s.unit_code, s.period, s.version, l.verdict FROM submission AS s"
        " JOIN latest_assessment AS l ON l.submission_id = s.submission_id"
        " WHERE s.period IN :periods AND s.unit_code <> '' ORDER BY s.unit_code, s.period, s.version"
    ).bindparams(bindparam("periods", expanding=True))
    rows = connection.execute(query, {"periods": [str(period) for period in periods]}).all()
    units = {(unit, period) for _, unit, period in present}
    keys = [(row.sha256, row.unit_code, Period.parse(row.period)) for row in rows]
    absent = [
        row.submission_id
        for row, key in zip(rows, keys, strict=True)
        if row.verdict == Verdict.ACCEPTED and key not in present and key[1:] in units
    ]
    answered: dict[int, dict[str, bool]] = defaultdict(dict)
    for submission_id, observation in observations_of(connection, absent):
        if observation.status in (Status.VALUE, Status.ZERO):
            answered[submission_id][observation.indicator] = observation.filled
    return tuple(
        RecordedVersion(*key, row.version, row.verdict == Verdict.ACCEPTED, answered[row.submission_id])
        for row, key in zip(rows, keys, strict=True)
    )


def first_received(connection: Connection, period: Period) -> dict[tuple[str, str], datetime]:
    """When the bytes of each submission of a period were first there, by sha256 and unit."""
    s = schema.submission.c
    rows = connection.execute(select(s.sha256, s.unit_code, s.received_at).where(s.period == str(period)))
    return {(row.sha256, row.unit_code): row.received_at for row in rows}


def observations_of_unit(connection: Connection, unit: str, period: Period) -> dict[str, dict[str, Observation]]:
    """What each submission of a unit brought that ever counted, by sha256 and indicator, in the order of the form."""
    s, i = schema.submission.c, schema.indicator.c
    of_unit = select(s.submission_id, s.sha256).where(s.unit_code == unit, s.period == str(period))
    named = {row.submission_id: row.sha256 for row in connection.execute(of_unit)}
    brought: dict[int, dict[str, Observation]] = defaultdict(dict)
    for submission_id, observation in observations_of(connection, sorted(named)):
        brought[submission_id][observation.indicator] = observation
    in_order = list(connection.scalars(select(i.indicator).order_by(i.position)))
    return {
        named[submission_id]: {name: observed[name] for name in in_order if name in observed}
        for submission_id, observed in brought.items()
    }


def observations_of(connection: Connection, submission_ids: Sequence[int]) -> Iterator[tuple[int, Observation]]:
    """What some submissions brought, with the values that decisions put in place: submission and observation."""
    query: Any = (
        text(
            "SELECT o.submission_id, o.indicator, o.cell,"
            " CASE WHEN r.decision_id IS NULL THEN o.status ELSE r.status END AS status,"
            " CASE WHEN r.decision_id IS NULL THEN o.value ELSE r.value END AS value,"
            " CASE WHEN r.decision_id IS NULL THEN o.yes_no ELSE r.yes_no END AS yes_no"
            " FROM observation AS o LEFT JOIN standing_replacement AS r"
            " ON r.submission_id = o.submission_id AND r.indicator = o.indicator WHERE o.submission_id IN :submissions"
        )
        .columns(value=ExactDecimal, yes_no=schema.observation.c.yes_no.type)
        .bindparams(bindparam("submissions", expanding=True))
    )
    for start in range(0, len(submission_ids), _SOME):
        for row in connection.execute(query, {"submissions": submission_ids[start : start + _SOME]}):
            yield row.submission_id, Observation(row.indicator, Status(row.status), value_of(row), row.cell)
