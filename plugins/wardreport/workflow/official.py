"""The official release: what a person approved goes out with a number and a date."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from wardreport.domain.errors import ConfigurationError
from wardreport.domain.finding import Severity
from wardreport.domain.release import MANIFEST, Edition, Release, ReleaseKind
from wardreport.domain.safe_table import SafeTable
from wardreport.domain.validation import ResponseState
from wardreport.metadata import Metadata
from wardreport.publish.manifest import figures_sha256, files_of, internal_of
from wardreport.publish.publishability import in_one_line
from wardreport.publish.release_content import ReleaseContent
from wardreport.publish.report.report_sentences import unwritten_sections
from wardreport.publish.report.report_stamping import stamp_report
from wardreport.review.decisions.approvals import ApprovalRecord, refuse_own_decision, report_sha256, with_approver
from wardreport.warehouse.reading.publications import past_releases
from wardreport.workflow.deployment import Deployment
from wardreport.workflow.publishing import record_and_write
from wardreport.workflow.release_contents import changes_since, release_content
from wardreport.workflow.verifying import compare_report
from wardreport.writing.file_rights.opening import open_up
from wardreport.writing.small_counts import small_count_sieve


@dataclass(frozen=True, slots=True)
class Approved:
    """An approval, and the draft as people edited it where that goes out."""

    record: ApprovalRecord
    report: Path | None = None


def publish_official(safe: SafeTable, deployment: Deployment, approved: Approved, as_of: datetime) -> Release:
    """publish: SafeTable → official Release, by an approval; the same approval again is the same release.

    Raises ``ConfigurationError`` with one line where the approval is not on these figures or this report, by one who
    decided on them, or out of order with the release before; where a part that a person has to write is missing; and
    where the edited report differs from the warehouse.
    """
    record, report = with_approver(approved.record, deployment.people), approved.report
    if record.figures_sha256 != figures_sha256(safe):
        raise ConfigurationError(
            f"{safe.period}: what was approved is not what would go out now: have the newest draft approved"
        )
    with deployment.warehouse.reading() as connection:
        past = past_releases(connection, safe.period)
    out = [one for one in past if one.edition.kind is ReleaseKind.OFFICIAL]
    again = out.pop() if out and _same_document(out[-1].edition, record) else None
    edition = _next_edition(record, [one.edition for one in out])
    before = [one.release_id for one in past if again is None or one.release_id < again.release_id]
    content = release_content(safe, deployment, as_of, edition, past=before)
    refuse_own_decision(record, content.register, deployment.people)
    _refuse_obstacles(content)
    if again is not None:
        if changes_since(again.release_id, safe, deployment):
            raise ConfigurationError(f"number {record.number} of {record.dated} went out with other figures")
        folder = deployment.releases / str(safe.period) / edition.name
        if (folder / MANIFEST).is_file():  # what went out stays as it is
            open_up(folder)  # a run that was killed may not have come to it
            own = internal_of(folder, deployment.internal)
            return Release(safe.period, edition.name, folder, tuple(files_of(folder)), own)
    if record.report_sha256 != (report_sha256(report) if report else None):
        raise ConfigurationError("the edited report is not the one that was approved (report_sha256)")
    if report is None:
        _refuse_gaps(content, deployment.metadata)
    else:
        _refuse_differing(report, content, deployment)
    return record_and_write(content, deployment, report)


def _same_document(edition: Edition, record: ApprovalRecord) -> bool:
    return (edition.number, edition.dated) == (record.number, record.dated)


def _next_edition(record: ApprovalRecord, before: Sequence[Edition]) -> Edition:
    if before:
        last = before[-1]
        if record.reason is None:
            raise ConfigurationError(f"{last.name} is out: a revision needs a reason")
        if last.dated is not None and record.dated < last.dated:
            raise ConfigurationError(f"{last.name} is dated {last.dated}: a revision cannot be dated {record.dated}")
    return Edition(
        ReleaseKind.OFFICIAL,
        revision=len(before) + 1,
        number=record.number,
        dated=record.dated,
        approval=record.approval,
        reason=record.reason and small_count_sieve().hide(record.reason),  # it stands in every file and in BI
    )


def _refuse_obstacles(content: ReleaseContent) -> None:
    """Where the validation page says no; also where the approval names a unit that is not outstanding or held."""
    state = {entry.unit: entry.state for entry in content.register}
    wrong = [unit for unit in content.without if state.get(unit, ResponseState.ACCEPTED) is ResponseState.ACCEPTED]
    if wrong:
        raise ConfigurationError(
            f"the approval goes without {', '.join(wrong)}: nothing of theirs is outstanding or held"
        )
    if content.obstacles:
        told = in_one_line(content.obstacles)
        raise ConfigurationError(
            f"{content.period} cannot be published: {told}; decide on it, or name the units in the approval (without)"
        )


def _refuse_gaps(content: ReleaseContent, metadata: Metadata) -> None:
    open_ones = unwritten_sections(content, metadata)
    if open_ones:
        raise ConfigurationError(
            f"{content.period}: nobody has written {', '.join(open_ones)}: write it into the draft and release that"
        )


def _refuse_differing(report: Path, content: ReleaseContent, deployment: Deployment) -> None:
    """The document as it would go out, beside the one that the warehouse makes."""
    with tempfile.TemporaryDirectory(prefix="wardreport-") as folder:
        stamped = Path(folder) / report.name
        stamp_report(report, content, deployment.metadata, stamped)
        found = compare_report(stamped, content, deployment, official=True, approved=content.edition)
    critical = [one for one in found if one.severity is Severity.CRITICAL]
    if critical:
        raise ConfigurationError(
            f"{report.name}: {len(critical)} places differ from the warehouse, first at {critical[0].place}:"
            " see wardreport verify"
        )
