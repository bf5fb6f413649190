"""Which units' folders could not be looked into at the newest look: their silence is not their own doing."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from pathlib import Path

from wardreport.domain.finding import Finding
from wardreport.domain.period import Period
from wardreport.metadata.rules.rule_book import RuleBook
from wardreport.writing.file_rights.closing import make_closed
from wardreport.writing.whole_files import write_whole


def note_unreachable(staging: Path, period: Period, units: Collection[str], as_of: datetime) -> Mapping[str, datetime]:
    """Keeps, for each unit whose folder could not be looked into, since when; gives what is kept now.

    A unit that is not among ``units`` has been reached again, and is forgotten.
    """
    before = read_unreachable(staging, period)
    since = {unit: before.get(unit, as_of) for unit in sorted(units)}
    file = _file(staging, period)
    make_closed(file.parent)
    write_whole(file, json.dumps({unit: at.isoformat() for unit, at in since.items()}).encode())
    return since


def read_unreachable(staging: Path, period: Period) -> Mapping[str, datetime]:
    """The units whose folder could not be looked into at the newest look, and since when."""
    file = _file(staging, period)
    if not file.is_file():
        return {}
    kept = json.loads(file.read_text(encoding="utf-8"))
    return {unit: datetime.fromisoformat(at) for unit, at in kept.items()}


def unreachable_findings(staging: Path, period: Period, rule_book: RuleBook) -> Mapping[str, Finding]:
    """The finding on each such unit: of the unit and the period, and of no submission."""
    units = read_unreachable(staging, period)
    if not units:
        return {}
    entry = rule_book.detected("file.unreachable", period)
    finding = Finding(entry.rule, entry.id, entry.severity, indicator=None, cell=None, message=entry.message)
    return dict.fromkeys(units, finding)


def _file(staging: Path, period: Period) -> Path:
    return staging / "unreachable" / f"{period}.json"
