"""Reading as of a past moment, as of a load, and as released (docs/design/units-and-time.md)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, bindparam, func, select, text

from wardreport.domain.errors import ConfigurationError
from wardreport.domain.figure import Status
from wardreport.domain.observation import Observation, UnitObservations
from wardreport.domain.period import Period
from wardreport.domain.release import Narrative, ReleaseKind, revision_in
from wardreport.warehouse.schema import schema
from wardreport.warehouse.schema.column_types import ExactDecimal, value_of

IN_FORCE = "from_load <= :load AND (to_load IS NULL OR to_load > :load)"  # views *_in_force, as of a load


class Counted(NamedTuple):
    """Whose figures count, and the judgement by which they do."""

    submission_id: int
    assessment_id: int


def newest_load(connection: Connection, at: datetime | None = None) -> int | None:
    """The newest load, or the newest that was there at a moment; None before the first."""
    query = select(func.max(schema.load.c.load_id))
    found: int | None = connection.scalar(query if at is None else query.where(schema.load.c.loaded_at <= at))
    return found


def observations_as_of(
    connection: Connection, period: Period, load_id: int | None, indicators: Collection[str] | None = None
) -> tuple[UnitObservations, ...]:
    """The figures of a period that counted after a load, by unit code; as ``current_observations`` read then.

    Of all indicators, or of some.
    """
    some = "" if indicators is None else " AND f.indicator IN :indicators"
    query = text(
        "SELECT f.unit_code, s.sha256, f.indicator, f.status, f.value, f.yes_no, f.cell, f.load_id"  # noqa: S608
        " FROM observation_in_force AS f JOIN submission AS s ON s.submission_id = f.submission_id"
        f" WHERE f.period = :period AND {IN_FORCE}{some} ORDER BY f.unit_code, f.indicator"
    )
    given: dict[str, Any] = {"period": str(period), "load": load_id or 0}
    if indicators is not None:
        query = query.bindparams(bindparam("indicators", expanding=True))
        given["indicators"] = list(indicators)
    typed = query.columns(value=ExactDecimal, yes_no=schema.observation.c.yes_no.type)
    return as_units(connection.execute(typed, given))


def as_units(rows: Any) -> tuple[UnitObservations, ...]:
    """Rows of unit_code, sha256, indicator, status, value, yes_no, cell, load_id, as each unit's observations."""
    by_submission: dict[tuple[str, str], dict[str, Observation]] = defaultdict(dict)
    load_ids: dict[tuple[str, str], int] = defaultdict(int)
    for row in rows:
        key = (row.unit_code, row.sha256)
        by_submission[key][row.indicator] = Observation(row.indicator, Status(row.status), value_of(row), row.cell)
        load_ids[key] = max(load_ids[key], row.load_id)
    return tuple(UnitObservations(*key, load_ids[key], observations) for key, observations in by_submission.items())


def counted_submissions(connection: Connection, period: Period, load_id: int | None) -> dict[str, Counted]:
    """By unit code the submission that counted after a load."""
    query = text(
        "SELECT unit_code, submission_id, assessment_id FROM submission_in_force"  # noqa: S608
        f" WHERE period = :period AND {IN_FORCE}"
    )
    rows = connection.execute(query, {"period": str(period), "load": load_id or 0})
    return {row.unit_code: Counted(row.submission_id, row.assessment_id) for row in rows}


def narratives_as_of(connection: Connection, period: Period, load_id: int | None) -> tuple[Narrative, ...]:
    """What the units wrote for the report in the submissions that counted after a load, by unit code and section."""
    query = text(
        "SELECT f.unit_code, n.section, n.text FROM submission_in_force AS f"  # noqa: S608
        " JOIN narrative AS n ON n.submission_id = f.submission_id"
        f" WHERE f.period = :period AND {IN_FORCE}"
    )
    rows = connection.execute(query, {"period": str(period), "load": load_id or 0})
    # sorted here: engines order text by their own collations
    return tuple(Narrative(*row) for row in sorted(rows, key=lambda row: (row.unit_code, row.section)))


def releases_of(connection: Connection, period: Period) -> tuple[Row[Any], ...]:
    """Every release of a period in the order made, as rows of the table."""
    r = schema.release.c
    query = select(schema.release).where(r.period == str(period)).order_by(r.release_id)
    return tuple(connection.execute(query))


def released(connection: Connection, period: Period) -> Row[Any]:
    """The release that BI reads for a period; raises ``ConfigurationError`` where there is none."""
    of_period = text("SELECT release_id FROM newest_release WHERE period = :period").bindparams(period=str(period))
    newest = of_period.columns(schema.release.c.release_id).scalar_subquery()
    found = connection.execute(select(schema.release).where(schema.release.c.release_id == newest)).first()
    if found is None:
        raise ConfigurationError(f"nothing was released for {period}")
    return found


def newest_released(connection: Connection, periods: Collection[Period]) -> dict[Period, int]:
    """The release that BI reads for each of some periods, by its id; periods without one are left out."""
    if not periods:  # PostgreSQL has no type for an empty list
        return {}
    query = text("SELECT period, release_id FROM newest_release WHERE period IN :periods ORDER BY period")
    bound = query.bindparams(bindparam("periods", expanding=True))
    rows = connection.execute(bound, {"periods": [str(period) for period in periods]})
    return {Period.parse(row.period): row.release_id for row in rows}


def last_official(connection: Connection, period: Period) -> Row[Any] | None:
    """The newest official release of a period, as a row of the table; None where there is none."""
    r = schema.release.c
    query = select(schema.release).where(r.period == str(period), r.revision.is_not(None))
    return connection.execute(query.order_by(r.revision.desc()).limit(1)).first()


def find_release(connection: Connection, name: str) -> Row[Any]:
    """The release that a name means: its number, ``2024-S1`` (the newest), ``2024-S1/draft`` or ``2024-S1/r01``.

    Raises ``ConfigurationError`` where there is none.
    """
    r = schema.release.c
    query = select(schema.release).order_by(r.release_id.desc()).limit(1)
    period, _, version = name.partition("/")
    if name.isdigit():
        query = query.where(r.release_id == int(name))
    else:
        query = query.where(r.period == str(Period.parse(period)))
        if version == ReleaseKind.DRAFT:
            query = query.where(r.kind == ReleaseKind.DRAFT)
        elif (revision := revision_in(version)) is not None:
            query = query.where(r.revision == revision)
        elif version:
            raise ConfigurationError(f"not a release: {name!r} (write 2024-S1, 2024-S1/draft, 2024-S1/r01 or a number)")
        else:
            query = query.where(r.kind != "restated")
    found = connection.execute(query).first()
    if found is None:
        raise ConfigurationError(f"the warehouse has no release {name}")
    return found


def cells_behind(connection: Connection, release_id: int, indicator: str) -> list[dict[str, Any]]:
    """The cells that a released figure was made of (view ``lineage``), by unit and part.

    Raises ``ConfigurationError`` where the release has no such figure.
    """
    f, o = schema.release_figure.c, schema.observation.c
    there = select(f.indicator).where(f.release_id == release_id, f.indicator == indicator)
    if connection.scalar(there) is None:
        raise ConfigurationError(f"release {release_id} has no figure {indicator}")
    query = text(
        "SELECT indicator, source_indicator, period, unit_code, unit_name, sha256, version, received_at, status, value,"
        " yes_no, cell, load_id, decision_id, status_read, value_read, yes_no_read FROM lineage"
        " WHERE release_id = :release AND indicator = :indicator ORDER BY source_indicator, period, unit_code"
    ).columns(
        value=o.value.type,
        value_read=o.value.type,
        yes_no=o.yes_no.type,
        yes_no_read=o.yes_no.type,
        received_at=schema.submission.c.received_at.type,
    )
    found = []
    for row in connection.execute(query, {"release": release_id, "indicator": indicator}).mappings():
        cell = dict(row)
        for kind in ("", "_read"):
            yes_no = cell.pop(f"yes_no{kind}")
            cell[f"value{kind}"] = yes_no if yes_no is not None else cell[f"value{kind}"]
        found.append(cell)
    return found
