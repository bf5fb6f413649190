"""``kiem-tra.json``: the validation report for programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from wardreport.review.validation_report.validation_content import (
    DecisionContent,
    FindingContent,
    SubmissionContent,
    UnitContent,
    ValidationContent,
)


def write_validation_data(content: ValidationContent, target: Path) -> None:
    """Writes one JSON object, with figures that are not for others.

    ``period``, ``form``, ``created_at`` (ISO 8601, UTC), ``rule_book`` (sha256)
    ``publishable``: true or false; ``reasons``: why not, each with ``kind`` (a response state, ``open_critical``,
        ``consolidated_critical`` or ``partial``), ``text``, ``names`` and, where they are units, their codes ``units``
    ``without``: the names of the units that the approval lets go out as they are
    ``units``: each with ``unit``, ``name``, ``role``, ``state``, ``due``, ``late_by_days`` and ``submissions``, the
        newest last: ``sha256``, ``version``, ``received_at``, ``verdict``, ``counted``, ``findings``, ``decisions``
    a finding: ``rule``, ``entry`` (of the rule book), ``severity``, ``indicator``, ``cell``, ``status`` (how the row
        was answered, null where it is not known or protected), ``message``, ``figures`` (a sentence, empty where there
        are none), ``decided``; of a quarantined submission only ``rule``, ``entry``, ``severity`` and a masked ``cell``
        are told
    a decision: ``rule``, ``indicator``, ``action``, ``value`` (of a replacement, as it is written in Vietnam),
        ``reason``, ``evidence``, ``decided_by``, ``decided_on``, ``approved_by``
    ``rules``: each with ``id``, ``rule``, ``severity``, ``says``, ``reason``, ``source``, ``times`` and the codes of
        the ``units`` whose newest submission breaks it
    ``consolidated``: the findings on the consolidated table; ``partial``: ``indicator`` and the names ``outstanding``
    """
    text = json.dumps(_report(content), ensure_ascii=False, indent=1)
    target.write_text(text + "\n", encoding="utf-8")


def _report(content: ValidationContent) -> dict[str, Any]:
    return {
        "period": content.period,
        "form": content.form,
        "created_at": content.created_at.isoformat(),
        "rule_book": content.rule_book,
        "publishable": content.publishable,
        "reasons": [
            {"kind": reason.kind, "text": reason.text, "names": reason.names, "units": reason.units}
            for reason in content.reasons
        ],
        "without": content.without,
        "units": [_unit(unit) for unit in content.units],
        "rules": [
            {
                "id": rule.id,
                "rule": rule.rule,
                "severity": rule.severity,
                "says": rule.says,
                "reason": rule.reason,
                "source": rule.source,
                "times": rule.times,
                "units": rule.units,
            }
            for rule in content.rules
        ],
        "consolidated": [_finding(finding) for finding in content.consolidated],
        "partial": [{"indicator": label, "outstanding": names} for label, names in content.partial],
    }


def _unit(unit: UnitContent) -> dict[str, Any]:
    return {
        "unit": unit.unit,
        "name": unit.name,
        "role": unit.role,
        "state": unit.state,
        "due": unit.due.isoformat(),
        "late_by_days": unit.late_by_days,
        "submissions": [_submission(submission) for submission in unit.submissions],
    }


def _submission(submission: SubmissionContent) -> dict[str, Any]:
    return {
        "sha256": submission.sha256,
        "version": submission.version,
        "received_at": submission.received_at.isoformat(),
        "verdict": submission.verdict,
        "counted": submission.counted,
        "findings": [_finding(finding) for finding in submission.findings],
        "decisions": [_decision(decision) for decision in submission.decisions],
    }


def _finding(finding: FindingContent) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "entry": finding.entry,
        "severity": finding.severity,
        "indicator": finding.indicator,
        "cell": finding.cell,
        "status": finding.status,
        "message": finding.message,
        "figures": finding.figures,
        "decided": finding.decided,
    }


def _decision(decision: DecisionContent) -> dict[str, Any]:
    return {
        "rule": decision.rule,
        "indicator": decision.indicator,
        "action": decision.action,
        "value": decision.value,
        "reason": decision.reason,
        "evidence": decision.evidence,
        "decided_by": decision.decided_by,
        "decided_on": decision.decided_on.isoformat(),
        "approved_by": decision.approved_by,
    }
