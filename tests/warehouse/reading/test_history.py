"""Random histories: every view and every reading of the warehouse agrees with a naive model, on both engines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from sqlalchemy import Connection

from tests.effort import examples
from tests.warehouse.histories.made_up_country import NAMES, PERIODS, WORLD
from tests.warehouse.histories.naive_model import Model, Released
from tests.warehouse.histories.played_history import BEGIN, Played
from tests.warehouse.histories.random_histories import Publish, Run, histories, long_history
from tests.warehouse.histories.rows_alike import columns, in_order, told
from wardreport.domain.period import Period
from wardreport.domain.release import Narrative, PastRelease
from wardreport.warehouse import Warehouse
from wardreport.warehouse.reading.history import (
    counted_submissions,
    last_official,
    narratives_as_of,
    newest_load,
    newest_released,
    observations_as_of,
    releases_of,
)
from wardreport.warehouse.reading.publications import earlier_tables, past_releases
from wardreport.warehouse.reading.queries import current_observations

pytestmark = pytest.mark.slow

EXAMPLES = {"sqlite": 15, "postgresql": 3}
LONG = {"sqlite": (1, 2), "postgresql": (1,)}  # seeds of histories in which more happens


@pytest.mark.hypothesis
def test_every_view_agrees_with_the_model(emptied: Callable[[], Warehouse], warehouse: Warehouse) -> None:
    engine = warehouse.engine.dialect.name

    def agree(*parts: list[Run | Publish]) -> None:
        played = Played(emptied(), Model(WORLD))
        for history in parts:
            played.play(history)
            with played.warehouse.reading() as connection:
                compare(connection, played.model)

    def whole(history: list[Run | Publish]) -> None:
        agree(history)

    for seed in LONG[engine]:
        history = long_history(seed, 40)
        agree(history[:20], history[20:])
    # to shrink a history takes minutes
    phases = (Phase.explicit, Phase.reuse, Phase.generate)
    settled = settings(max_examples=examples(EXAMPLES[engine]), suppress_health_check=list(HealthCheck), phases=phases)
    settled(given(history=histories)(whole))()


def compare(connection: Connection, model: Model) -> None:
    """All that can be read against all that the model knows."""
    newest = len(model.loads)
    _compare_in_force(connection, model)
    for number in range(1, newest + 1):
        for period in PERIODS if number == newest else (PERIODS[number % len(PERIODS)],):
            _compare_as_of(connection, model, period, number)
    _compare_now(connection, model)
    _compare_quality(connection, model)
    _compare_by_today(connection, model)
    _compare_releases(connection, model)
    _compare_read_by_bi(connection, model)
    _compare_registers(connection, model)
    _compare_lineage(connection, model)


def _compare_in_force(connection: Connection, model: Model) -> None:
    """The views with the loads between which a figure counted, read as of every load there ever was."""
    loads = range(1, len(model.loads) + 1)
    submissions = told(
        connection,
        "SELECT period, unit_code, submission_id, assessment_id, from_load, to_load FROM submission_in_force",
    )
    observations = told(
        connection,
        "SELECT period, unit_code, submission_id, indicator, status, value, yes_no, cell, load_id, decision_id,"
        " status_read, value_read, yes_no_read, from_load, to_load FROM observation_in_force",
    )
    for load in loads:
        expected = [
            (str(period), unit, sent.number, judged.number)
            for period in PERIODS
            for unit, (sent, judged) in model.counting(period, load).items()
        ]
        assert in_order(_as_of(submissions, load)) == in_order(expected)
        rows = [(str(period), *row) for period in PERIODS for row in _counted_rows(model, period, load)]
        assert in_order(_as_of(observations, load)) == in_order(rows)


def _as_of(rows: list[tuple[Any, ...]], load: int) -> list[tuple[Any, ...]]:
    return [row[:-2] for row in rows if row[-2] <= load and (row[-1] is None or row[-1] > load)]


def _compare_as_of(connection: Connection, model: Model, period: Period, load: int) -> None:
    counting = model.counting(period, load)
    counted = counted_submissions(connection, period, load)
    assert {unit: tuple(c) for unit, c in counted.items()} == {
        u: (s.number, j.number) for u, (s, j) in counting.items()
    }
    read = observations_as_of(connection, period, load)
    expected = model.figures(period, load)
    assert {u.unit: {n: (str(o.status), o.value, o.cell) for n, o in u.observations.items()} for u in read} == {
        unit: {name: (f.status, f.value, f.cell) for name, f in figures.items()} for unit, figures in expected.items()
    }
    assert {u.unit: u.load_id for u in read} == {u: max(f.load for f in fs.values()) for u, fs in expected.items()}
    assert narratives_as_of(connection, period, load) == tuple(Narrative(*n) for n in model.narratives(period, load))
    some = observations_as_of(connection, period, load, ["fac_total"])
    assert [{**u.observations} for u in some] == [{"fac_total": u.observations["fac_total"]} for u in read]


def _counted_rows(model: Model, period: Period, load: int) -> list[Any]:
    counting = model.counting(period, load)
    return [
        (
            code,
            counting[code][0].number,
            name,
            f.status,
            *columns(f.value),
            f.cell,
            f.load,
            f.decision,
            f.read.status,
            *columns(f.read.value),
        )
        for code, figures in model.figures(period, load).items()
        for name, f in figures.items()
    ]


def _compare_now(connection: Connection, model: Model) -> None:
    newest = len(model.loads)
    assert newest_load(connection) == (newest or None)
    for at in [BEGIN, *model.loads, *(moment + timedelta(minutes=5) for moment in model.loads)]:
        assert newest_load(connection, at) == (len([moment for moment in model.loads if moment <= at]) or None)
    submissions, observations, reported = [], [], []
    for period in PERIODS:
        assert current_observations(connection, period) == observations_as_of(connection, period, newest)
        for code, (sent, judged) in model.counting(period, newest).items():
            submissions.append((str(period), code, sent.number, sent.sha, sent.version, sent.received_at, sent.load))
            assert judged.verdict == "accepted"
        observations += [(str(period), *row) for row in _counted_rows(model, period, newest)]
        for unit, name, status, value, load in model.as_reported(period, newest):
            reported.append(
                (str(period), unit.unit_code, unit.name, str(unit.role), name, status, *columns(value), load)
            )
    query = "SELECT period, unit_code, submission_id, sha256, version, received_at, load_id FROM current_submission"
    assert told(connection, query) == in_order(submissions)
    assert observations == [] or told(
        connection,
        "SELECT period, unit_code, submission_id, indicator, status, value, yes_no, cell, load_id, decision_id,"
        " status_read, value_read, yes_no_read FROM current_observation",
    ) == in_order(observations)
    query = "SELECT period, unit_code, unit_name, role, indicator, status, value, yes_no, load_id FROM as_reported"
    assert told(connection, query) == in_order(reported)


def _compare_quality(connection: Connection, model: Model) -> None:
    latest, quality = [], []
    for sent in model.sent:
        first, last = sent.judgements[0], sent.judgements[-1]
        latest.append((last.number, sent.number, last.load, last.verdict))
        as_sent = first.verdict == "accepted" and not first.decisions
        back = last.verdict == "held" and any(model.decisions[d - 1][1].action == "return" for d in last.decisions)
        quality.append((sent.number, sent.period, sent.unit, sent.version, first.verdict, as_sent, last.verdict, back))
    assert told(connection, "SELECT assessment_id, submission_id, load_id, verdict FROM latest_assessment") == in_order(
        latest
    )
    query = (
        "SELECT submission_id, period, unit_code, version, first_verdict, accepted_as_sent, verdict, returned"
        " FROM quality_of_submission"
    )
    assert told(connection, query) == in_order(quality)
    standing = {}  # of two decisions on one row the later
    for sent in model.sent:
        for number in sorted(sent.judgements[-1].decisions):
            decided, load = model.decisions[number - 1][1:]
            if decided.replaces:
                new, row = decided.replaces, (sent.number, decided.indicator)
                standing[row] = (*row, new.status, *columns(new.value), number, load)
    query = "SELECT submission_id, indicator, status, value, yes_no, decision_id, load_id FROM standing_replacement"
    assert told(connection, query) == in_order(list(standing.values()))


def _compare_by_today(connection: Connection, model: Model) -> None:
    expected = [
        (
            str(period),
            unit.unit_code,
            unit.valid_from,
            name,
            total.status,
            *columns(total.value),
            len(total.asked),
            len(total.answered),
            total.partial,
        )
        for period in PERIODS
        for (unit, name), total in model.restated(period, len(model.loads)).items()
    ]
    query = (
        "SELECT r.period, r.unit_code, u.valid_from, r.indicator, r.status, r.value, r.yes_no, r.members, r.answered,"
        " r.partial FROM restated AS r JOIN reporting_unit AS u ON u.unit_id = r.unit_id"
    )
    assert told(connection, query) == in_order(expected)


def _compare_releases(connection: Connection, model: Model) -> None:
    newest = {period: found for period in PERIODS if (found := model.newest_release(period))}
    restated = {period: found for period in PERIODS if (found := model.newest_restatement(period))}
    for view, of in (("newest_release", newest), ("newest_restatement", restated)):
        rows = told(connection, f"SELECT period, release_id FROM {view}")  # noqa: S608
        assert rows == in_order([(str(period), release.number) for period, release in of.items()])
    assert newest_released(connection, PERIODS) == {period: release.number for period, release in newest.items()}
    for period in PERIODS:
        made = [r for r in model.releases if r.period == period]
        assert [row.release_id for row in releases_of(connection, period)] == [r.number for r in made]
        _compare_past(connection, model, period, [r for r in made if r.kind != "restated"])
    query = (
        "SELECT release_id, period, release_kind, revision, released_at, form, consolidating_unit, is_newest,"
        " partial_figures, suppressed_figures, document_number, document_date, approved_by, approved_on,"
        " figures_changed, largest_change_percent FROM releases"
    )
    assert told(connection, query) == in_order(
        [
            (
                r.number,
                str(r.period),
                r.kind,
                r.edition.revision,
                r.created_at,
                WORLD.form(r.period).form,
                WORLD.consolidating_unit(r.period).unit_code,
                r in newest.values(),
                len([1 for _, _, partial in r.figures.values() if partial]),
                len([1 for status, _, _ in r.figures.values() if status == "suppressed"]),
                r.edition.number,
                r.edition.dated,
                getattr(r.edition.approval, "approved_by", None),
                getattr(r.edition.approval, "approved_on", None),
                len(model.changed(r)),
                max((abs(size) for *_, size in _revised(model, r) if size is not None), default=None),
            )
            for r in model.releases
        ]
    )
    query = "SELECT release_id, period, release_kind, revision, indicator, status, value, yes_no, partial"
    assert told(connection, f"{query} FROM consolidated_by_release") == in_order(
        [
            (r.number, str(r.period), r.kind, r.edition.revision, name, status, *columns(value), partial)
            for r in model.releases
            for name, (status, value, partial) in r.figures.items()
        ]
    )
    _compare_revisions(connection, model)


def _compare_past(connection: Connection, model: Model, period: Period, made: list[Released]) -> None:
    """What the writers of a release read of the releases before it."""
    past = tuple(PastRelease(r.number, r.edition, r.created_at, len(model.changed(r))) for r in made)
    assert past_releases(connection, period) == past
    assert past_releases(connection, period, [r.number for r in made[1:]]) == past[1:]
    official = [r.number for r in made if r.kind == "official"]
    assert getattr(last_official(connection, period), "release_id", None) == (official[-1] if official else None)
    tables = earlier_tables(connection, [r.number for r in made])
    assert [(t.release_id, t.period) for t in tables] == [(r.number, period) for r in made]
    for table, release in zip(tables, made, strict=True):
        figures = {name: (str(f.status), f.value, f.partial) for name, f in table.figures.items()}
        assert list(figures.items()) == [(name, release.figures[name]) for name in NAMES if name in release.figures]


def _revised(model: Model, release: Released) -> list[tuple[Any, ...]]:
    """Rows of the view: the release before, indicator, status and value then and now, the change and its percent."""
    rows: list[tuple[Any, ...]] = []
    for before, name, old_status, was, status, value in model.changed(release):
        old, number = columns(was)[0], columns(value)[0]
        size = None if old is None or number is None else number - old
        percent = None if size is None or not old else (size * 1000 / old).quantize(Decimal(1), ROUND_HALF_UP) / 10
        rows.append((before, name, old_status, old, status, number, size, percent))
    return rows


def _compare_revisions(connection: Connection, model: Model) -> None:
    query = (
        "SELECT release_id, period, release_kind, revision, released_at, previous_id, indicator, previous_status,"
        " previous_value, status, value, difference, difference_percent FROM revisions"
    )
    assert told(connection, query) == in_order(
        [
            (r.number, str(r.period), r.kind, r.edition.revision, r.created_at, *row)
            for r in model.releases
            for row in _revised(model, r)
        ]
    )


def _compare_read_by_bi(connection: Connection, model: Model) -> None:
    consolidated, reported, restated = [], [], []
    ended = [before for before, _, _ in WORLD.successions]
    signs = {"nil": "-", "suppressed": "(c)", "value": "", "zero": ""}
    for period in PERIODS:
        if release := model.newest_release(period):
            for name, (status, value, partial) in release.figures.items():
                consolidated.append((str(period), release.number, name, status, *columns(value), partial))
            for basis, name, unit, status, value, partial in release.safe:
                if basis == "reported":
                    key = (str(period), release.number, unit.unit_code, unit.valid_from, name)
                    row = (*key, status, *columns(value), signs.get(status, "…"))
                    reported.append(row)
                    if unit not in ended:
                        restated.append((*row, partial))
        if release := model.newest_restatement(period):
            restated += [
                (
                    str(period),
                    release.number,
                    unit.unit_code,
                    unit.valid_from,
                    name,
                    status,
                    *columns(value),
                    signs.get(status, "…"),
                    partial,
                )
                for basis, name, unit, status, value, partial in release.safe
                if basis == "restated"
            ]
    query = "SELECT period, release_id, indicator, status, value, yes_no, partial FROM consolidated"
    assert told(connection, query) == in_order(consolidated)
    wanted = "f.period, f.release_id, f.unit_code, u.valid_from, f.indicator, f.status, f.value, f.yes_no, f.sign"
    of_unit = "JOIN reporting_unit AS u ON u.unit_id = f.unit_id"
    assert told(connection, f"SELECT {wanted} FROM unit_figures AS f {of_unit}") == in_order(reported)  # noqa: S608
    query = f"SELECT {wanted}, f.partial FROM unit_figures_restated AS f {of_unit}"  # noqa: S608
    assert told(connection, query) == in_order(restated)


def _compare_registers(connection: Connection, model: Model) -> None:
    by_unit, by_period = [], []
    for period in PERIODS:
        release = model.newest_release(period)
        if release is None:
            continue
        rows = release.register
        by_unit += [  # BI does not hear why a form is not in
            (str(period), code, row[0], "accepted" if row[2] else "outstanding", *row[2:], release.number)
            for code, row in rows.items()
        ]
        late = [row[4] for row in rows.values() if row[4] is not None]
        counted = sum(row[2] for row in rows.values())
        totals = (len(rows), counted, len(rows) - counted, len(late), max(late, default=0))
        by_period.append((str(period), *totals, release.number))
    query = "SELECT period, unit_code, due, state, counted, received_at, days_late, release_id FROM reporting_by_unit"
    assert told(connection, query) == in_order(by_unit)
    query = "SELECT period, units, counted, outstanding, late, most_days_late, release_id FROM reporting_by_period"
    assert told(connection, query) == in_order(by_period)
    query = "SELECT period, units, release_id FROM calendar"
    newest = {period: model.newest_release(period) for period in PERIODS}
    assert told(connection, query) == in_order(
        [(str(p), len(WORLD.units_valid(p)), found.number if found else None) for p, found in newest.items()]
    )


def _compare_lineage(connection: Connection, model: Model) -> None:
    query = (
        "SELECT release_id, indicator, source_indicator, period, unit_code, sha256, status, value, yes_no, cell,"
        " decision_id, status_read, value_read, yes_no_read FROM lineage"
    )
    assert told(connection, query) == in_order(
        [
            (
                release.number,
                *row,
                f.status,
                *columns(f.value),
                f.cell,
                f.decision,
                f.read.status,
                *columns(f.read.value),
            )
            for release in model.releases
            for *row, f in release.sources
        ]
    )
