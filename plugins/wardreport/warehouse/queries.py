"""What the stages read back."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import Connection, select, text

from wardreport.domain.finding import Finding, Severity, Verdict
from wardreport.domain.observation import Observation, Status, UnitObservations
from wardreport.domain.period import Period
from wardreport.domain.validation import Decision, DecisionAction, SubmissionReport
from wardreport.warehouse import schema
from wardreport.warehouse.column_types import ExactDecimal


def current_observations(connection: Connection, period: Period) -> tuple[UnitObservations, ...]:
    """The figures that count for a period, by unit code."""
    query = text(
        "SELECT unit_code, sha256, indicator, status, value, yes_no, cell, load_id FROM current_observation"
        " WHERE period = :period ORDER BY unit_code, indicator"
    ).columns(value=ExactDecimal, yes_no=schema.observation.c.yes_no.type)
    by_submission: dict[tuple[str, str, int], dict[str, Observation]] = defaultdict(dict)
    for row in connection.execute(query, {"period": str(period)}):
        value = row.yes_no if row.yes_no is not None else row.value
        observation = Observation(row.indicator, Status(row.status), value, row.cell)
        by_submission[(row.unit_code, row.sha256, row.load_id)][row.indicator] = observation
    return tuple(
        UnitObservations(unit, sha256, load_id, observations)
        for (unit, sha256, load_id), observations in by_submission.items()
    )


def submission_reports(connection: Connection, period: Period) -> tuple[SubmissionReport, ...]:
    """Every submission of a period with its newest judgement, by unit code and version."""
    s, a, f = schema.submission.c, schema.assessment.c, schema.finding.c
    latest = text("SELECT assessment_id, submission_id, verdict FROM latest_assessment").columns(
        a.assessment_id, a.submission_id, a.verdict
    )
    judged = latest.subquery("latest")
    rows = connection.execute(
        select(schema.submission, judged.c.assessment_id, judged.c.verdict)
        .join(judged, judged.c.submission_id == s.submission_id)
        .where(s.period == str(period))
        .order_by(s.unit_code, s.version)
    ).all()
    findings: dict[int, list[Finding]] = defaultdict(list)
    wanted = select(judged.c.assessment_id)
    for row in connection.execute(select(schema.finding).where(f.assessment_id.in_(wanted)).order_by(f.finding_id)):
        findings[row.assessment_id].append(
            Finding(row.rule, row.entry, Severity(row.severity), row.indicator, row.cell, row.message, row.suggestion)
        )
    decisions: dict[tuple[str, str], dict[tuple[str, str | None], Decision]] = defaultdict(dict)
    for decision in recorded_decisions(connection):  # of several on one finding the newest stands
        decisions[(decision.submission, decision.unit)][(decision.rule, decision.indicator)] = decision
    return tuple(
        SubmissionReport(
            submission=row.sha256,
            unit=row.unit_code or None,
            period=period,
            form=row.form,
            received_at=row.received_at,
            verdict=Verdict(row.verdict),
            findings=tuple(findings[row.assessment_id]),
            # one that was taken back no longer lets its submission through, and is told of only in the history
            decisions=tuple(decisions[(row.sha256, row.unit_code)].values()) if row.verdict == "accepted" else (),
        )
        for row in rows
    )


def recorded_decisions(connection: Connection) -> tuple[Decision, ...]:
    """Every decision that was ever applied."""
    d = schema.decision.c
    rows: Any = connection.execute(select(schema.decision).order_by(d.decision_id))
    return tuple(
        Decision(
            submission=row.submission_sha256,
            unit=row.unit_code,
            rule=row.rule,
            indicator=row.indicator or None,
            action=DecisionAction(row.action),
            reason=row.reason,
            decided_by=row.decided_by,
            decided_on=row.decided_on,
        )
        for row in rows
    )
