"""What the stages read back: as it is now, or as it was after a load (``up_to_load``, 0: before the first)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, func, select, text

from wardreport.domain.finding import Finding, Severity, Verdict
from wardreport.domain.observation import UnitObservations
from wardreport.domain.period import Period
from wardreport.domain.validation import Decision, DecisionAction, Judgement, SubmissionReport
from wardreport.warehouse.reading.history import IN_FORCE, as_units
from wardreport.warehouse.schema import schema
from wardreport.warehouse.schema.column_types import ExactDecimal, value_of


def current_observations(connection: Connection, period: Period) -> tuple[UnitObservations, ...]:
    """The figures that count for a period, by unit code, with the values that decisions put in place.

    Their load is the newest that brought one of them or such a decision.
    """
    query = text(
        "SELECT unit_code, sha256, indicator, status, value, yes_no, cell, load_id FROM current_observation"
        " WHERE period = :period ORDER BY unit_code, indicator"
    ).columns(value=ExactDecimal, yes_no=schema.observation.c.yes_no.type)
    return as_units(connection.execute(query, {"period": str(period)}))


def accepted_figures(
    connection: Connection, periods: Sequence[Period], *, up_to_load: int | None = None
) -> Iterator[tuple[str, str, Period, Decimal]]:
    """The counts and amounts that count for some periods, nil as 0: unit code, indicator, period, value.

    By unit code and in the form's order.
    """
    counting, then = _counting(up_to_load)
    query = text(
        f"SELECT o.unit_code, o.indicator, o.period, o.value FROM {counting} AS o"  # noqa: S608
        " JOIN indicator AS i ON i.indicator = o.indicator"
        " WHERE o.period IN :periods AND i.value_type IN ('count', 'money')"
        " AND (o.value IS NOT NULL OR o.status = 'nil')"
        f"{then} ORDER BY o.unit_code, i.position"
    )
    bound = query.columns(value=ExactDecimal).bindparams(bindparam("periods", expanding=True))
    given = {"periods": [str(p) for p in periods], **_load(up_to_load)}
    for row in connection.execute(bound, given):
        yield row.unit_code, row.indicator, Period.parse(row.period), row.value if row.value is not None else Decimal(0)


def _counting(up_to_load: int | None) -> tuple[str, str]:
    """The view of the figures that count, and what makes them those that counted after a load."""
    return ("current_observation", "") if up_to_load is None else ("observation_in_force", f" AND {IN_FORCE}")


def _load(up_to_load: int | None) -> dict[str, int]:
    return {} if up_to_load is None else {"load": up_to_load}


def history_of_figures(
    connection: Connection, periods: Sequence[Period], up_to_load: int | None = None
) -> Mapping[str, Mapping[str, Sequence[Decimal | None]]]:
    """By unit code and indicator the figures that count, nil as 0, a place a period in order; None where none is.

    Percentages and yes/no rows are left out, and so are the periods before the first known one.
    """
    figures = list(accepted_figures(connection, periods, up_to_load=up_to_load))
    first = min((period for _, _, period, _ in figures), default=None)
    shown = sorted(period for period in periods if first is not None and period >= first)
    place = {period: number for number, period in enumerate(shown)}
    history: dict[str, dict[str, list[Decimal | None]]] = defaultdict(lambda: defaultdict(lambda: [None] * len(place)))
    for unit, indicator, period, value in figures:
        history[unit][indicator][place[period]] = value
    return history


def submission_reports(
    connection: Connection, period: Period, up_to_load: int | None = None
) -> tuple[SubmissionReport, ...]:
    """Every submission of a period with its newest judgement, by unit code and version."""
    s, a, f = schema.submission.c, schema.assessment.c, schema.finding.c
    newest = (
        select(func.max(a.assessment_id))
        .join(schema.submission, s.submission_id == a.submission_id)
        .where(s.period == str(period), *_until(up_to_load))
        .group_by(a.submission_id)
    )
    rows = connection.execute(
        select(schema.submission, a.assessment_id, a.verdict)
        .join(schema.assessment, a.submission_id == s.submission_id)
        .where(a.assessment_id.in_(newest))
        .order_by(s.unit_code, s.version)
    ).all()
    findings: dict[int, list[Finding]] = defaultdict(list)
    for row in connection.execute(select(schema.finding).where(f.assessment_id.in_(newest)).order_by(f.finding_id)):
        findings[row.assessment_id].append(
            Finding(
                row.rule,
                row.entry,
                Severity(row.severity),
                row.indicator,
                row.cell,
                row.message,
                row.suggestion,
                row.answered,
                row.figures,
            )
        )
    by_id = {decision_id: decision for decision, decision_id in decision_ids(connection).items()}
    decisions: dict[int, list[Decision]] = defaultdict(list)
    k = schema.assessment_decision.c
    for row in connection.execute(
        select(schema.assessment_decision).where(k.assessment_id.in_(newest)).order_by(k.decision_id)
    ):
        decisions[row.assessment_id].append(by_id[row.decision_id])
    return tuple(
        SubmissionReport(
            submission=row.sha256,
            unit=row.unit_code or None,
            period=period,
            form=row.form,
            received_at=row.received_at,
            verdict=Verdict(row.verdict),
            findings=tuple(findings[row.assessment_id]),
            decisions=tuple(decisions[row.assessment_id]),
            version=row.version,
        )
        for row in rows
    )


def _until(up_to_load: int | None) -> tuple[ColumnElement[bool], ...]:
    """That a judgement was there after a load; no submission comes without one."""
    return () if up_to_load is None else (schema.assessment.c.load_id <= up_to_load,)


def recorded_decisions(connection: Connection) -> tuple[Decision, ...]:
    """Every decision that was ever applied, by the day it was made."""
    return tuple(sorted(decision_ids(connection), key=lambda decision: decision.decided_on))


def decision_ids(connection: Connection) -> dict[Decision, int]:
    """Every decision that was ever applied, in the order recorded, with its id."""
    d, r = schema.decision.c, schema.replacement.c
    rows: Any = connection.execute(
        select(schema.decision, r.value, r.yes_no, r.evidence)
        .outerjoin(schema.replacement, r.decision_id == d.decision_id)
        .order_by(d.decision_id)
    )
    return {
        Decision(
            submission=row.submission_sha256,
            unit=row.unit_code,
            rule=row.rule,
            indicator=row.indicator or None,
            action=DecisionAction(row.action),
            reason=row.reason,
            decided_by=row.decided_by,
            decided_on=row.decided_on,
            value=value_of(row),
            evidence=row.evidence,
            approved_by=row.approved_by,
            approved_on=row.approved_on,
            decided_by_login=row.decided_by_login,
            approved_by_login=row.approved_by_login,
        ): row.decision_id
        for row in rows
    }


def judgement_history(connection: Connection, period: Period, up_to_load: int | None = None) -> tuple[Judgement, ...]:
    """Every verdict that each submission of a period was ever given, in the order given."""
    s, a, k, d = (
        table.c for table in (schema.submission, schema.assessment, schema.assessment_decision, schema.decision)
    )
    of_period = s.period == str(period)
    taken = (
        select(k.assessment_id, d.action)
        .select_from(schema.assessment_decision.join(schema.decision).join(schema.assessment).join(schema.submission))
        .where(of_period)
    )
    actions: dict[int, set[DecisionAction]] = defaultdict(set)
    for row in connection.execute(taken):
        actions[row.assessment_id].add(DecisionAction(row.action))
    rows = connection.execute(
        select(a.assessment_id, s.sha256, s.unit_code, a.verdict, schema.load.c.loaded_at)
        .select_from(schema.assessment.join(schema.submission).join(schema.load, a.load_id == schema.load.c.load_id))
        .where(of_period, *_until(up_to_load))
        .order_by(a.assessment_id)
    )
    return tuple(
        Judgement(row.sha256, row.unit_code, Verdict(row.verdict), row.loaded_at, frozenset(actions[row.assessment_id]))
        for row in rows
    )


def unanswered_cells(
    connection: Connection, period: Period, up_to_load: int | None = None
) -> Mapping[str, frozenset[str]]:
    """By unit code the indicators that the submission that counts leaves blank, has not, or writes unreadably."""
    counting, then = _counting(up_to_load)
    query = text(
        f"SELECT unit_code, indicator FROM {counting}"  # noqa: S608
        f" WHERE period = :period AND status IN ('blank', 'missing', 'invalid'){then}"
    )
    found: dict[str, set[str]] = defaultdict(set)
    for row in connection.execute(query, {"period": str(period), **_load(up_to_load)}):
        found[row.unit_code].add(row.indicator)
    return {unit: frozenset(indicators) for unit, indicators in found.items()}
