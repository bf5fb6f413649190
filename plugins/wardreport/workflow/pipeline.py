"""The whole pipeline: ``run_period`` reads from top to bottom; the DAGs call the same steps, a task each."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import replace
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from wardreport.correspondence.feedback_workbook import write_feedback
from wardreport.domain.deadline import day_of, start_of
from wardreport.domain.finding import Verdict
from wardreport.domain.period import Period
from wardreport.domain.release import Release
from wardreport.domain.submission import AcceptedForm, Collection, LoadReceipt, ScreenedForm, Submission, feedback_name
from wardreport.domain.validation import Decision, ValidationReport
from wardreport.review.decisions.deciders import refuse_untimely, with_actors
from wardreport.review.decisions.decision_values import refuse_unfit
from wardreport.review.decisions.decisions import read_decisions, refuse_unmatched
from wardreport.review.register.unreachable_folders import note_unreachable, read_unreachable
from wardreport.stages.collect import Returned, collect, delete_expired, deliver, put_aside
from wardreport.stages.validate import RuleEngine, validate
from wardreport.stages.validate.comparisons import Earlier, as_earlier
from wardreport.warehouse.appending.loading import load
from wardreport.warehouse.reading.queries import accepted_figures, recorded_decisions
from wardreport.warehouse.reading.versions import first_received, recorded_versions
from wardreport.workflow.consolidating import consolidate_current
from wardreport.workflow.deployment import PERIODS_COMPARED, Deployment
from wardreport.workflow.disclosing import disclose_table, said_of_audit
from wardreport.workflow.official import Approved, publish_official
from wardreport.workflow.publishing import publish_release
from wardreport.workflow.sandbox import read_guarded
from wardreport.writing.file_rights.closing import make_closed

Tell = Callable[[str], None]
ENGINE = RuleEngine.GREAT_EXPECTATIONS  # of a run, whose results are the record
MAX_CHILDREN = 8
SUBMISSIONS_A_CHILD = 20  # a further process takes longer to start than so few files to read


def run_period(
    period: Period,
    deployment: Deployment,
    *,
    decisions: Iterable[Decision],
    as_of: datetime,
    tell: Tell,
    approved: Approved | None = None,
) -> Release:
    """From the shared folders to the release of a period, a draft or what was approved."""
    collection = collect_share(period, deployment, as_of)
    tell(said_of(collection))
    forms = read_submissions(collection.submissions, tell)
    report, accepted = judge(forms, deployment, decisions, as_of)
    tell(f"validated against {len(deployment.rule_book.entries)} rules: {len(accepted)} accepted")
    tell(write_feedback_of(forms, report, deployment))
    tell(put_quarantined_aside(report, deployment, as_of))
    receipt = load_accepted(report, accepted, period, deployment, as_of)
    tell(f"loaded {receipt.submissions_added} new submissions, {receipt.observations_added} observations")
    table = consolidate_current(period, deployment)
    safe = disclose_table(table, deployment)
    tell(said_of_audit(safe))
    official = publish_official(safe, deployment, approved, as_of) if approved else None
    release = official or publish_release(safe, deployment, as_of)
    tell(f"published {release.name} of {period} in {release.folder}")
    return release


def collect_share(period: Period, deployment: Deployment, as_of: datetime) -> Collection:
    """collect: shared folders → Submissions; keeps which units' folders could not be reached."""
    collection = collect(
        deployment.share,
        _store(deployment),
        period=period,
        units=deployment.metadata.units_valid(period),
        as_of=as_of,
        opens_at=start_of(deployment.metadata.cycle(period).collection_opens),
        elsewhere=deployment.folders,
    )
    note_unreachable(deployment.staging, period, collection.unreachable, as_of)
    with deployment.warehouse.reading() as connection:
        first = first_received(connection, period)
    return replace(collection, submissions=_as_first_received(collection.submissions, first))


def _as_first_received(
    submissions: Iterable[Submission], first: Mapping[tuple[str, str], datetime]
) -> tuple[Submission, ...]:
    """Each with the time at which its bytes were first there, in that order: a copied share has all times anew."""
    known = (replace(s, received_at=first.get((s.sha256, s.folder_unit or ""), s.received_at)) for s in submissions)
    return tuple(sorted(known, key=lambda submission: submission.order))


def _store(deployment: Deployment) -> Path:
    return deployment.staging / "submissions"


def said_of(collection: Collection) -> str:
    """One line on what a look through the share gave, and what it left."""
    left = f"{collection.unfinished} still being written, {collection.unknown_folders} folders name no unit"
    units = f"; folders that cannot be reached: {', '.join(collection.unreachable)}" if collection.unreachable else ""
    units += f"; shortcuts to files elsewhere in: {', '.join(collection.pointers)}" if collection.pointers else ""
    return f"collected {len(collection.submissions)} submissions ({left}){units}"


def read_submissions(submissions: Iterable[Submission], tell: Tell = lambda _: None) -> tuple[ScreenedForm, ...]:
    """parse and screen, in child processes with limits: Submissions → ScreenedForms."""
    waiting = tuple(submissions)
    children = min(os.cpu_count() or 1, MAX_CHILDREN, 1 + len(waiting) // SUBMISSIONS_A_CHILD)
    forms = []
    for number, form in enumerate(read_guarded(waiting, children=children), start=1):
        forms.append(form)
        if number % 100 == 0 or number == len(waiting):
            tell(f"read {number} of {len(waiting)}")
    return tuple(forms)


def judge(
    forms: Iterable[ScreenedForm], deployment: Deployment, decisions: Iterable[Decision], as_of: datetime
) -> tuple[ValidationReport, tuple[AcceptedForm, ...]]:
    """validate: ScreenedForms → ValidationReport and AcceptedForms; refuses a decision that cannot be."""
    read = tuple(forms)
    earlier = earlier_figures({form.period for form in read if form.period}, deployment)
    present = {(form.submission.sha256, form.unit, form.period) for form in read if form.unit and form.period}
    with deployment.warehouse.reading() as connection:
        recorded = recorded_versions(connection, {period for _, _, period in present}, present)
        history = recorded_decisions(connection)
    made = with_actors(decisions, deployment.people, history)
    refuse_unfit(made, deployment.metadata.indicators)
    report, accepted = validate(
        read,
        deployment.rule_book,
        deployment.metadata,
        made,
        earlier=earlier,
        recorded=recorded,
        as_of=as_of,
        engine=ENGINE,
    )
    refuse_unmatched(made, report, history)
    refuse_untimely(made, report.submissions, day_of(as_of), history)
    return report, accepted


def earlier_figures(periods: Set[Period], deployment: Deployment) -> Earlier:
    """What each unit reported in the half years before, as far as its code meant the same territory then."""
    if not periods:
        return {}
    metadata, newest = deployment.metadata, max(periods)
    known = sorted(period for period in metadata.cycles if period < newest)[-PERIODS_COMPARED:]
    with deployment.warehouse.reading() as connection:
        figures = list(accepted_figures(connection, known))
    return as_earlier(
        figure for figure in figures if metadata.unit_in(figure[2], figure[0]) == metadata.unit_in(newest, figure[0])
    )


def write_feedback_of(forms: Iterable[ScreenedForm], report: ValidationReport, deployment: Deployment) -> str:
    """For each submission that was not accepted the workbook that goes back to its unit, and a copy in its folder.

    A form that nobody has filled in needs no answer where the unit has sent another.
    """
    returned, written = [], 0
    filled = {(judged.unit, judged.period) for judged in report.submissions if not judged.blank_form}
    for form, judged in zip(forms, report.submissions, strict=True):
        beside_another = judged.blank_form and (judged.unit, judged.period) in filled
        if judged.verdict is not Verdict.ACCEPTED and not beside_another:
            folder = deployment.feedback / str(judged.period or "ky-khong-ro") / (judged.unit or "don-vi-khong-ro")
            make_closed(folder)
            target = folder / feedback_name(judged.submission)
            write_feedback(form, judged, deployment.metadata, deployment.rule_book, target)
            written += 1
            if form.submission.collected and form.submission.folder_unit and judged.period:
                returned.append(Returned(form.submission.folder_unit, str(judged.period), target))
    said = f"feedback for {written} submissions in {deployment.feedback}"
    return f"{said}; {_delivered(returned, deployment)}" if returned else said


def _delivered(returned: Sequence[Returned], deployment: Deployment) -> str:
    """Nothing is tried in the folders that the newest look could not reach."""
    periods = {Period.parse(item.period) for item in returned}
    lost = {unit for period in periods for unit in read_unreachable(deployment.staging, period)}
    codes = {unit.unit_code for unit in deployment.metadata.units}
    notes = deployment.staging / "delivered"
    return str(deliver(returned, deployment.share, deployment.folders, codes=codes, unreachable=lost, notes=notes))


def put_quarantined_aside(report: ValidationReport, deployment: Deployment, as_of: datetime) -> str:
    """Moves originals with a person's data to the restricted folder, and deletes those whose time has ended."""
    hashes = [s.submission for s in report.submissions if s.verdict is Verdict.QUARANTINED]
    added = put_aside(hashes, _store(deployment), deployment.quarantine, as_of)
    deleted = delete_expired(deployment.quarantine, deployment.retention, as_of)
    return f"quarantine: {len(hashes)} submissions, {added} new, {deleted} deleted after their time"


def load_accepted(
    report: ValidationReport,
    accepted: Iterable[AcceptedForm],
    period: Period,
    deployment: Deployment,
    as_of: datetime,
) -> LoadReceipt:
    """load: AcceptedForms → LoadReceipt."""
    return load(
        report,
        accepted,
        deployment.warehouse,
        metadata=deployment.metadata,
        period=period,
        loaded_at=as_of,
        code_version=version("wardreport"),
    )


def decisions_in(folder: Path, period: Period) -> tuple[Decision, ...]:
    """The decisions of a folder of decision files (``2024-S1.yaml``); none where there is no file of the period."""
    file = folder / f"{period}.yaml"
    return read_decisions(file, period) if file.exists() else ()
