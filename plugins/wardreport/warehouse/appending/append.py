"""Everything that is ever written: rows are added, never changed or deleted."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select

from wardreport.domain.finding import Finding
from wardreport.domain.observation import Observation
from wardreport.domain.period import Period
from wardreport.domain.submission import AcceptedForm, LoadReceipt
from wardreport.domain.validation import Decision, DecisionAction, SubmissionReport, ValidationReport
from wardreport.metadata.catalogue import Metadata
from wardreport.warehouse.appending.bulk import append_rows
from wardreport.warehouse.appending.dimensions import record_dimensions, unit_ids
from wardreport.warehouse.reading.queries import decision_ids
from wardreport.warehouse.schema import schema
from wardreport.warehouse.schema.column_types import value_columns
from wardreport.warehouse.turns import one_at_a_time

Key = tuple[str, str, str]  # sha256, unit code, period


def append_load(
    connection: Connection,
    report: ValidationReport,
    accepted: Iterable[AcceptedForm],
    *,
    metadata: Metadata,
    period: Period,
    loaded_at: datetime,
    code_version: str,
) -> LoadReceipt:
    """Adds what a run brings that the warehouse has not yet, under one new load id; nothing where nothing is new."""
    one_at_a_time(connection)
    known = _submissions(connection)
    reports: dict[Key, SubmissionReport] = {}
    for submission in report.submissions:  # the same bytes twice are one submission
        reports.setdefault(_key(submission), submission)
    new = [r for key, r in reports.items() if key not in known]
    last = _last_digests(connection)
    digests = {key: _digest(r, report) for key, r in reports.items()}
    judged = [r for key, r in reports.items() if digests[key] != last.get(known.get(key, 0))]
    recorded = decision_ids(connection)
    decisions = [d for r in reports.values() for d in r.decisions if d not in recorded]
    forms = {(f.submission, f.unit, str(f.period)): f for f in accepted}
    loaded = _loaded(connection, [known[key] for key in forms if key in known])
    to_load = {key: form for key, form in forms.items() if known.get(key) not in loaded}
    if not (new or judged or decisions or to_load):
        return LoadReceipt(None, 0, 0)
    record_dimensions(connection, metadata)
    load_id = next_key(connection, schema.load, "load_id")
    connection.execute(
        insert(schema.load),
        {
            "load_id": load_id,
            "loaded_at": loaded_at,
            "period": str(period),
            "rule_book_sha256": report.rule_book,
            "code_version": code_version,
        },
    )
    known |= _add_submissions(connection, new, metadata, load_id)
    recorded |= _add_decisions(connection, decisions, load_id)
    _add_assessments(connection, judged, report.rule_book, digests, known, load_id, recorded)
    observations = (
        {
            "submission_id": known[key],
            "indicator": observation.indicator,
            "status": str(observation.status),
            "cell": observation.cell,
            "load_id": load_id,
            **value_columns(observation.value),
        }
        for key, form in to_load.items()
        for observation in _as_read(form)
    )
    added = append_rows(connection, schema.observation, observations)
    narratives = (
        {"submission_id": known[key], "section": section, "text": text}
        for key, form in to_load.items()
        for section, text in form.narratives
    )
    append_rows(connection, schema.narrative, narratives)
    return LoadReceipt(load_id, len(new), added)


def _key(report: SubmissionReport) -> Key:
    return (report.submission, report.unit or "", str(report.period or ""))


def _submissions(connection: Connection) -> dict[Key, int]:
    s = schema.submission.c
    rows = connection.execute(select(s.sha256, s.unit_code, s.period, s.submission_id))
    return {(row.sha256, row.unit_code, row.period): row.submission_id for row in rows}


def _loaded(connection: Connection, submission_ids: Sequence[int]) -> set[int]:
    """Those of the submissions that have brought their observations."""
    s, o = schema.submission.c, schema.observation.c
    brought = select(o.submission_id).where(o.submission_id == s.submission_id).exists()
    found: set[int] = set()
    for start in range(0, len(submission_ids), 10_000):  # a statement takes only so many arguments
        some = submission_ids[start : start + 10_000]
        found.update(connection.scalars(select(s.submission_id).where(s.submission_id.in_(some), brought)))
    return found


def _as_read(form: AcceptedForm) -> Iterable[Observation]:
    """What the submission itself says: a replaced value comes by its decision, which may change or be taken back."""
    read = {observation.indicator: observation for observation in form.as_read}
    return (read.get(observation.indicator, observation) for observation in form.observations)


def _add_decisions(connection: Connection, decisions: Iterable[Decision], load_id: int) -> dict[Decision, int]:
    first_id = next_key(connection, schema.decision, "decision_id")
    added = {decision: first_id + offset for offset, decision in enumerate(dict.fromkeys(decisions))}
    if not added:
        return {}
    rows = [
        {
            "decision_id": decision_id,
            "submission_sha256": decision.submission,
            "unit_code": decision.unit,
            "rule": decision.rule,
            "indicator": decision.indicator or "",
            "action": str(decision.action),
            "reason": decision.reason,
            "decided_by": decision.decided_by,
            "decided_on": decision.decided_on,
            "approved_by": decision.approved_by,
            "approved_on": decision.approved_on,
            "decided_by_login": decision.decided_by_login,
            "approved_by_login": decision.approved_by_login,
            "load_id": load_id,
        }
        for decision, decision_id in added.items()
    ]
    connection.execute(insert(schema.decision), rows)
    replacements = [
        {
            "decision_id": decision_id,
            "indicator": decision.indicator,
            "status": str(decision.status),
            "evidence": decision.evidence,
            **value_columns(decision.value),
        }
        for decision, decision_id in added.items()
        if decision.action is DecisionAction.REPLACE
    ]
    if replacements:
        connection.execute(insert(schema.replacement), replacements)
    return added


def _add_submissions(
    connection: Connection, new: list[SubmissionReport], metadata: Metadata, load_id: int
) -> dict[Key, int]:
    if not new:
        return {}
    s = schema.submission.c
    versions: dict[tuple[str, str], int] = {
        (row.unit_code, row.period): row.newest
        for row in connection.execute(
            select(s.unit_code, s.period, func.max(s.version).label("newest")).group_by(s.unit_code, s.period)
        )
    }
    ids = unit_ids(connection, metadata)
    first_id = next_key(connection, schema.submission, "submission_id")
    rows = []
    added: dict[Key, int] = {}
    for offset, report in enumerate(new):
        key = _key(report)
        versions[key[1:]] = version = versions.get(key[1:], 0) + 1
        added[key] = first_id + offset
        unit = metadata.unit_in(report.period, report.unit)
        rows.append(
            {
                "submission_id": first_id + offset,
                "sha256": report.submission,
                "unit_code": key[1],
                "unit_id": ids[unit] if unit else None,
                "period": key[2],
                "version": version,
                "form": report.form,
                "received_at": report.received_at,
                "load_id": load_id,
            }
        )
    connection.execute(insert(schema.submission), rows)
    return added


def _add_assessments(
    connection: Connection,
    judged: list[SubmissionReport],
    rule_book: str,
    digests: Mapping[Key, str],
    submission_ids: Mapping[Key, int],
    load_id: int,
    decision_ids: Mapping[Decision, int],
) -> None:
    if not judged:
        return
    first_id = next_key(connection, schema.assessment, "assessment_id")
    assessments, findings, decided = [], [], []
    for offset, submission in enumerate(judged):
        assessments.append(
            {
                "assessment_id": first_id + offset,
                "submission_id": submission_ids[_key(submission)],
                "load_id": load_id,
                "verdict": str(submission.verdict),
                "rule_book_sha256": rule_book,
                "content_sha256": digests[_key(submission)],
            }
        )
        for finding in submission.findings:
            row = asdict(finding) | {"severity": str(finding.severity)}
            findings.append({"assessment_id": first_id + offset, **row})
        ids = {decision_ids[decision] for decision in submission.decisions}
        decided += [{"assessment_id": first_id + offset, "decision_id": decision_id} for decision_id in sorted(ids)]
    append_rows(connection, schema.assessment, assessments)
    append_rows(connection, schema.assessment_decision, decided)
    append_rows(connection, schema.finding, findings)


def _last_digests(connection: Connection) -> dict[int, str]:
    a = schema.assessment.c
    in_order = connection.execute(select(a.submission_id, a.content_sha256).order_by(a.assessment_id))
    return {row.submission_id: row.content_sha256 for row in in_order}


def _digest(submission: SubmissionReport, report: ValidationReport) -> str:
    findings = [_said(finding) for finding in submission.findings]
    decisions = [_said(decision) for decision in submission.decisions]
    return sha256_of([report.rule_book, submission.verdict, findings, decisions])


def _said(record: Decision | Finding) -> dict[str, Any]:
    """What a record says; a field that came later says nothing at its default, so that old digests still hold."""
    later = ("value", "evidence", "approved_by", "approved_on", "decided_by_login", "approved_by_login")
    unsaid = {"answered": False, "figures": "", **dict.fromkeys(later)}
    return {key: value for key, value in asdict(record).items() if key not in unsaid or value != unsaid[key]}


def sha256_of(content: Any) -> str:
    """The hash of what a record says, whatever the order of its keys."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def next_key(connection: Connection, table: Table, key: str) -> int:
    """One more than the greatest there is."""
    return int(connection.scalar(select(func.coalesce(func.max(table.c[key]), 0))) or 0) + 1
