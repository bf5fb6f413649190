"""``wardreport status``: where each unit stands in a cycle."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import simplejson
import typer

from wardreport.commands.options import AsJson, PeriodArgument, WarehouseUrl, warehouse_at
from wardreport.commands.printing import finding_object
from wardreport.domain.deadline import VIETNAM
from wardreport.domain.errors import ConfigurationError
from wardreport.domain.finding import Finding
from wardreport.domain.period import Period
from wardreport.domain.progress import CycleProgress
from wardreport.domain.validation import RegisterEntry
from wardreport.workflow.settings import load_settings

if TYPE_CHECKING:
    from wardreport.metadata import Metadata
    from wardreport.review.register.versions import Version

_KINDS = ("filled", "emptied", "changed")


def status(
    period: PeriodArgument,
    unit: Annotated[str | None, typer.Option(metavar="CODE", help="One unit, its versions and states.")] = None,
    warehouse: WarehouseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Show where each unit stands in a cycle, and how far the cycle has come."""
    from wardreport.metadata import load_metadata
    from wardreport.metadata.rules.rule_book import load_rule_book
    from wardreport.review.register.cycle_progress import cycle_progress
    from wardreport.review.register.response_register import read_register
    from wardreport.review.register.unreachable_folders import read_unreachable, unreachable_findings
    from wardreport.review.register.versions import versions_of

    cycle, metadata, as_of = Period.parse(period), load_metadata(), datetime.now(UTC)
    metadata.cycle(cycle)
    if unit is not None and metadata.unit_in(cycle, unit) is None:
        raise ConfigurationError(f"no unit {unit} reports on {cycle}")
    register = read_register(cycle, warehouse_at(warehouse).open(), metadata, as_of)
    shown = [entry for entry in register if unit in (None, entry.unit)]
    versions = versions_of(shown[0], cycle, warehouse_at(warehouse).open()) if unit else ()
    lost = read_unreachable(load_settings().staging, cycle)
    if as_json:
        settings = load_settings()
        rule_book = load_rule_book(settings.expectations, metadata)
        found = unreachable_findings(settings.staging, cycle, rule_book)
        objects = [_register_object(entry, lost.get(entry.unit), found.get(entry.unit)) for entry in shown]
        if unit:
            objects[0]["versions"] = [_version_object(version) for version in versions]
        typer.echo(simplejson.dumps(objects, ensure_ascii=False, indent=1))
        return
    for entry in shown:
        since = lost.get(entry.unit)
        mark = f"  ! folder not reached since {since.astimezone(VIETNAM):%Y-%m-%d %H:%M}" if since else ""
        mark += "  ! a form that nobody filled in lies there" if entry.blank_forms else ""
        typer.echo(f"{entry.unit:<12}{entry.state:<10}{len(entry.submissions):>3}  {entry.name}{mark}")
    for version in versions:
        for line in _version(version, metadata):
            typer.echo(line)
    for line in _history(shown[0]) if unit else _progress(cycle_progress(cycle, register, metadata, as_of)):
        typer.echo(line)


def _register_object(
    entry: RegisterEntry, unreachable_since: datetime | None, unreachable: Finding | None
) -> dict[str, Any]:
    return {
        "unit": entry.unit,
        "name": entry.name,
        "state": entry.state,
        "submissions": len(entry.submissions),
        "blank_forms": len(entry.blank_forms),
        "counted": entry.counted,
        "due": entry.due.isoformat(),
        "late_by_days": entry.late_by_days,
        "received_at": entry.received_at.astimezone(VIETNAM).isoformat() if entry.received_at else None,
        "completeness": entry.completeness.share if entry.completeness else None,
        "unreachable_since": unreachable_since.astimezone(VIETNAM).isoformat() if unreachable_since else None,
        "findings": [finding_object(unreachable)] if unreachable else [],  # of the unit, and of no submission
    }


def _version_object(version: Version) -> dict[str, Any]:
    changes = version.changes
    return {
        "version": version.number,
        "sha256": version.report.submission,
        "received_at": version.report.received_at.astimezone(VIETNAM).isoformat(),
        "verdict": version.report.verdict,
        "counted": version.counted,
        "blank_form": version.report.blank_form,
        "changes": {kind: list(getattr(changes, kind)) for kind in _KINDS} if changes else None,  # by indicator
    }


def _version(version: Version, metadata: Metadata) -> Iterator[str]:
    counted = "counts" if version.counted else "a form that nobody filled in" if version.report.blank_form else ""
    at = version.report.received_at.astimezone(VIETNAM)
    yield f"version {version.number:<4}{at:%Y-%m-%d %H:%M}  {version.report.verdict:<12}{counted}".rstrip()
    for kind in _KINDS if version.changes else ():
        names = getattr(version.changes, kind)
        if names:
            yield f"    {kind:<8}{len(names):>3}  " + "; ".join(metadata.name_of(name) for name in names)


def _history(entry: RegisterEntry) -> Iterator[str]:
    late = f", {entry.late_by_days} days late" if entry.late_by_days is not None else ""
    yield f"due {entry.due}{late}"
    for change in entry.history:
        about = f" (version {change.version})" if change.version else ""
        why = change.why.replace("_", " ") + about
        yield f"{change.at.astimezone(VIETNAM):%Y-%m-%d %H:%M}  {change.state:<10}{why}"


def _progress(progress: CycleProgress) -> Iterator[str]:
    yield ""
    for role in progress.roles:
        yield f"{role.role:<12}{role.accepted} of {role.expected} accepted, {role.received} received"
    longest = f" (at most {progress.most_days_late} days)" if progress.late else ""
    yield f"{'timeliness':<12}{progress.in_time} in time, {progress.late} late{longest}"
    yield f"{'cells':<12}{progress.cells.answered} of {progress.cells.expected} answered by the units accepted"
    if progress.locked:
        yield f"{'locked':<12}what comes now is for a revision"
