"""``kiem-tra.html``: who reported, what was found, where, and what was decided; one offline file in Vietnamese."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from wardreport.domain.consolidated import SafeTable
from wardreport.domain.finding import Finding
from wardreport.domain.validation import RegisterEntry, ResponseState, SubmissionReport
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.rule_book import RuleBook
from wardreport.metadata.units import Role
from wardreport.metadata.vietnamese import ROLES, SEVERITIES, STATES, VERDICTS

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def write_validation_page(
    table: SafeTable,
    register: Sequence[RegisterEntry],
    findings: Sequence[Finding],
    rule_book: RuleBook,
    metadata: Metadata,
    target: Path,
    *,
    created_at: datetime,
) -> None:
    """Writes the page. It names no file, shows no submitted figure and loads nothing from outside."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    labels = {name: metadata.name_of(name) for name in table.figures}
    unit_names = metadata.unit_names(table.period)
    says = {entry.id: entry.says for entry in rule_book.entries}
    found = Counter(f.entry for entry in register for report in entry.submissions[-1:] for f in report.findings)
    found.update(finding.entry for finding in findings)
    content = environment.get_template("kiem_tra.html.j2").render(
        body=" ".join(metadata.issuing_body(table.period).body),
        cycle=metadata.cycle(table.period),
        created=_moment(created_at),
        units=[_unit(entry, labels, says) for entry in register],
        accepted=sum(1 for entry in register if entry.counted),
        held=[entry.name for entry in register if entry.state is ResponseState.HELD],
        missing=[entry.name for entry in register if not entry.counted and entry.state is not ResponseState.HELD],
        decided=sum(len(entry.standing_decisions) for entry in register),
        warnings=sum(1 for e in register for r in e.submissions[-1:] for f in r.findings if f.severity == "warning"),
        consolidated=[(labels[f.indicator or ""], SEVERITIES[f.severity], f) for f in findings],
        partial=[
            (labels[figure.indicator], [unit_names[unit] for unit in figure.outstanding])
            for figure in table.figures.values()
            if figure.partial
        ],
        rules=[(entry, found[entry.id], SEVERITIES[entry.severity]) for entry in rule_book.entries],
        rule_book=rule_book.sha256,
    )
    target.write_text(content, encoding="utf-8")


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(HANOI):%d/%m/%Y %H:%M}"


def _unit(entry: RegisterEntry, labels: dict[str, str], says: dict[str, str]) -> dict[str, Any]:
    return {
        "code": entry.unit,
        "name": entry.name,
        "role": ROLES[Role(entry.role)],
        "state": entry.state,
        "state_text": STATES[entry.state],
        "submissions": [
            {
                "version": version,
                "received": _moment(report.received_at),
                "sha256": report.submission[:12],
                "verdict": report.verdict,
                "verdict_text": VERDICTS[report.verdict],
                "counted": report.submission == entry.counted,
                "findings": [_finding(finding, report, labels, says) for finding in report.findings],
                "decisions": report.decisions,
            }
            for version, report in enumerate(entry.submissions, start=1)
        ],
    }


def _finding(
    finding: Finding, report: SubmissionReport, labels: dict[str, str], says: dict[str, str]
) -> dict[str, Any]:
    decision = next((d for d in report.decisions if (d.rule, d.indicator) == (finding.rule, finding.indicator)), None)
    return {
        "severity": finding.severity,
        "severity_text": SEVERITIES[finding.severity],
        "rule": finding.rule,
        "cell": finding.cell or "",
        "label": labels.get(finding.indicator or "", ""),
        "says": says.get(finding.entry, ""),
        "message": finding.message,
        "decision": decision,
    }
