"""``manifest.json``: what a release was made of, so that every figure can be found again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from wardreport.domain.validation import Decision, DecisionAction, RegisterEntry
from wardreport.metadata.rule_book import RuleBook
from wardreport.publish.release_content import ReleaseContent
from wardreport.publish.written_figures import NIL


def write_manifest(content: ReleaseContent, rule_book: RuleBook, folder: Path, *, versions: Mapping[str, str]) -> None:
    """Writes the manifest over the files that lie in the folder."""
    table, register = content.table, content.register
    manifest = {
        "period": str(table.period),
        "kind": str(content.edition.kind),
        "created_at": content.created_at.isoformat(),
        "consolidating_unit": table.consolidating_unit,
        "form": table.form,
        "rule_book_sha256": rule_book.sha256,
        "rules_in_force": [entry.id for entry in rule_book.in_force(table.period, table.form)],
        "load_ids": list(table.load_ids),
        "disclosure_audit": asdict(table.audit) if table.audit else None,
        "inputs": [_input(entry, number) for entry in register for number in range(len(entry.submissions))],
        "decisions": [
            _decision(decision) for entry in register for report in entry.submissions for decision in report.decisions
        ],
        "findings": [{"rule": f.rule, "severity": f.severity, "indicator": f.indicator} for f in content.findings],
        "register": {entry.unit: str(entry.at_release) for entry in register},
        "outstanding": [entry.unit for entry in register if entry.counted is None],
        "versions": dict(versions),
        "files": {file: _sha256(folder / file) for file in files_of(folder)},
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=2)
    (folder / "manifest.json").write_text(text + "\n", encoding="utf-8")


def files_of(folder: Path) -> list[str]:
    """Every file of the folder, relative to it, in order."""
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())


def _input(entry: RegisterEntry, number: int) -> dict[str, Any]:
    report = entry.submissions[number]
    return {
        "unit": entry.unit,
        "version": number + 1,
        "sha256": report.submission,
        "verdict": report.verdict,
        "counted": report.submission == entry.counted,
    }


def _decision(decision: Decision) -> dict[str, Any]:
    """The value of a replacement is a text, so that it stays exact, or true or false; ``-`` is nil."""
    value: bool | str | None = decision.value if isinstance(decision.value, bool) else None
    if decision.action is DecisionAction.REPLACE and value is None:
        value = NIL if decision.value is None else f"{decision.value:f}"
    approved_on = decision.approved_on.isoformat() if decision.approved_on else None
    days = {"decided_on": decision.decided_on.isoformat(), "approved_on": approved_on}
    return {**asdict(decision), "value": value, **days}


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
