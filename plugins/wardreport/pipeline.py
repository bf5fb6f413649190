"""The whole pipeline: ``run_period`` reads from top to bottom; the DAGs call the same steps, a task each."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path

from wardreport.collect import collect, delete_expired, put_aside
from wardreport.consolidate import consolidate
from wardreport.disclose import disclose
from wardreport.domain.consolidated import ConsolidatedTable, Publication, Release, SafeTable
from wardreport.domain.finding import Verdict
from wardreport.domain.period import Period
from wardreport.domain.submission import Collection, ScreenedForm, Submission
from wardreport.domain.validation import AcceptedForm, Decision, LoadReceipt, RegisterEntry, ValidationReport
from wardreport.load import load
from wardreport.metadata import Metadata, load_metadata
from wardreport.metadata.disclosure_policy import DisclosurePolicy, load_disclosure_policy
from wardreport.metadata.rule_book import RuleBook, load_rule_book
from wardreport.publish import publish
from wardreport.publish.feedback_workbook import write_feedback
from wardreport.review.decision_values import refuse_unfit
from wardreport.review.decisions import read_decisions, refuse_unmatched
from wardreport.review.response_register import read_register
from wardreport.sandbox import read_guarded
from wardreport.settings import Settings
from wardreport.validate import validate, validate_consolidated
from wardreport.validate.comparisons import Earlier, as_earlier
from wardreport.warehouse import Warehouse
from wardreport.warehouse.append_release import RESTATED, append_release
from wardreport.warehouse.history import newest_load, observations_as_of, released, releases_of
from wardreport.warehouse.publications import shown_in
from wardreport.warehouse.queries import accepted_figures, current_observations, history_of_figures, recorded_decisions

Tell = Callable[[str], None]
PERIODS_COMPARED = 10  # five years: longer ago the territory, the form and the law were others
MAX_CHILDREN = 8
SUBMISSIONS_A_CHILD = 20  # a further process takes longer to start than so few files to read


@dataclass(frozen=True)
class Deployment:
    """What every step needs beside the period: the metadata, the rule book and the places."""

    metadata: Metadata
    rule_book: RuleBook
    disclosure: DisclosurePolicy
    warehouse: Warehouse
    share: Path
    staging: Path
    quarantine: Path
    retention: timedelta  # of what lies in quarantine
    feedback: Path  # what goes back to the units
    releases: Path
    decisions: Path  # a folder with one file a cycle
    converter: Path | None  # LibreOffice, for the PDF


def deploy(settings: Settings) -> Deployment:
    """Loads and checks everything that is data; raises ``ConfigurationError`` with one clear line."""
    metadata = load_metadata()
    return Deployment(
        metadata=metadata,
        rule_book=load_rule_book(settings.expectations, metadata.indicators, {u.unit_code for u in metadata.units}),
        disclosure=load_disclosure_policy(),
        warehouse=Warehouse(settings.warehouse_url, settings.sql).open(),
        share=settings.share,
        staging=settings.staging,
        quarantine=settings.quarantine,
        retention=timedelta(days=settings.quarantine_days),
        feedback=settings.feedback,
        releases=settings.releases,
        decisions=settings.decisions,
        converter=settings.converter,
    )


def run_period(
    period: Period, deployment: Deployment, *, decisions: Iterable[Decision], as_of: datetime, tell: Tell
) -> Release:
    """From the shared folders to the release of a period (DESIGN.md section 2)."""
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
    release = publish_release(safe, deployment, as_of)
    tell(f"published {release.kind} of {period} in {release.folder}")
    return release


def collect_share(period: Period, deployment: Deployment, as_of: datetime) -> Collection:
    """collect: shared folders → Submissions."""
    units = deployment.metadata.units_valid(period)
    if not deployment.share.is_dir():
        raise FileNotFoundError(f"the share {deployment.share} is not there")
    return collect(deployment.share, _store(deployment), period=period, units=units, as_of=as_of)


def _store(deployment: Deployment) -> Path:
    return deployment.staging / "submissions"


def said_of(collection: Collection) -> str:
    """One line on what a look through the share gave, and what it left."""
    left = f"{collection.unfinished} still being written, {collection.unknown_folders} folders name no unit"
    return f"collected {len(collection.submissions)} submissions ({left})"


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
    """validate: ScreenedForms → ValidationReport and AcceptedForms; refuses a decision that matches nothing."""
    made, read = tuple(decisions), tuple(forms)
    refuse_unfit(made, deployment.metadata.indicators)
    earlier = earlier_figures({form.period for form in read if form.period}, deployment)
    report, accepted = validate(read, deployment.rule_book, deployment.metadata, made, earlier=earlier, as_of=as_of)
    with deployment.warehouse.reading() as connection:
        refuse_unmatched(made, report, recorded_decisions(connection))
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
    """For each submission that was not accepted the workbook that goes back to its unit."""
    written = 0
    for form, judged in zip(forms, report.submissions, strict=True):
        if judged.verdict is not Verdict.ACCEPTED:
            folder = deployment.feedback / str(judged.period or "ky-khong-ro") / (judged.unit or "don-vi-khong-ro")
            folder.mkdir(parents=True, exist_ok=True)
            target = folder / f"phan-hoi-{judged.submission[:8]}.xlsx"
            write_feedback(form, judged, deployment.metadata, deployment.rule_book, target)
            written += 1
    return f"feedback for {written} submissions in {deployment.feedback}"


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


def consolidate_current(period: Period, deployment: Deployment) -> ConsolidatedTable:
    """consolidate: the figures that count → ConsolidatedTable."""
    earlier = period.earlier_in_year
    with deployment.warehouse.reading() as connection:
        current = current_observations(connection, period)
        before = current_observations(connection, earlier) if earlier else ()
        as_of_load = newest_load(connection)
    return consolidate(period, current, deployment.metadata, before, as_of_load=as_of_load)


def consolidate_as_of(
    period: Period, load_id: int | None, deployment: Deployment, indicators: Set[str] | None = None
) -> ConsolidatedTable:
    """consolidate: the figures that counted after a load, of all indicators or of some."""
    earlier = period.earlier_in_year
    with deployment.warehouse.reading() as connection:
        current = observations_as_of(connection, period, load_id, indicators)
        before = observations_as_of(connection, earlier, load_id, indicators) if earlier else ()
    return consolidate(period, current, deployment.metadata, before, as_of_load=load_id)


def disclose_table(table: ConsolidatedTable, deployment: Deployment) -> SafeTable:
    """disclose: ConsolidatedTable → SafeTable, in view of all that was published before."""
    return disclose(table, deployment.metadata, deployment.disclosure, published_before(table.period, deployment))


def published_before(period: Period, deployment: Deployment) -> tuple[Publication, ...]:
    """Every earlier release of a period and of the half years beside it, as far as it tells of sensitive figures."""
    at_stake = deployment.metadata.at_stake
    beside = [p for p in (period.previous, period, period.following) if p in deployment.metadata.cycles]
    with deployment.warehouse.reading() as connection:
        shown = [shown_in(connection, release, at_stake) for of in beside for release in releases_of(connection, of)]
    # several releases may show one state: a draft, and its figures by today's units
    states = {(safe.period, safe.as_of_load) for safe in shown}
    truths = {state: consolidate_as_of(*state, deployment, at_stake) for state in states}
    return tuple(Publication(truths[safe.period, safe.as_of_load], safe) for safe in shown)


def restate_released(period: Period, deployment: Deployment, as_of: datetime) -> str:
    """Adds a released period's figures by today's units to the safe layer; says what it did.

    They are those of the release that BI reads, as it knew them. Raises ``ConfigurationError`` where there is none.
    """
    with deployment.warehouse.reading() as connection:
        release = released(connection, period)
    table = consolidate_as_of(period, release.load_id, deployment)
    if not table.restated:
        return f"{period}: no unit's territory has changed since"
    # the rest of the table is out already
    safe = disclose_table(replace(table, by_unit=(), figures={}), deployment)
    with deployment.warehouse.transaction() as connection:
        number = append_release(connection, safe, (), deployment.metadata, kind=RESTATED, created_at=as_of)
    units = len({figure.unit for figure in safe.restated})
    hidden = sum(figure.suppressed for figure in safe.restated)
    return f"{period}: {units} units of today in release {number}, {hidden} of {len(safe.restated)} figures suppressed"


def said_of_audit(safe: SafeTable) -> str:
    """One line on what the disclosure audit saw."""
    audit = safe.audit
    if audit is None:
        return "disclosure: nothing sensitive"
    hidden = f"{audit.suppressed} of {audit.cells} sensitive figures of units suppressed"
    return f"disclosure: {hidden}, {audit.suppressed_totals} totals; {audit.relations} relations audited"


def register_of(period: Period, deployment: Deployment, as_of: datetime) -> tuple[RegisterEntry, ...]:
    """The response register of a period, as late as it is at a time."""
    return read_register(period, deployment.warehouse, deployment.metadata, as_of)


def publish_release(safe: SafeTable, deployment: Deployment, as_of: datetime) -> Release:
    """publish: SafeTable → Release, recorded in the warehouse."""
    register = register_of(safe.period, deployment, as_of)
    release = publish(
        safe,
        register,
        validate_consolidated(safe.figures, deployment.rule_book, deployment.metadata),
        deployment.rule_book,
        deployment.metadata,
        out=deployment.releases,
        created_at=as_of,
        versions=_versions(),
        converter=deployment.converter,
        history=history_before(safe.period, deployment),
    )
    with deployment.warehouse.transaction() as connection:
        append_release(connection, safe, register, deployment.metadata, kind=release.kind, created_at=as_of)
    return release


def history_before(period: Period, deployment: Deployment) -> Mapping[str, Mapping[str, Sequence[Decimal | None]]]:
    """What each unit reported up to a period, as far back as its code means the same territory."""
    metadata = deployment.metadata
    known = sorted(p for p in metadata.cycles if p <= period)[-PERIODS_COMPARED:]
    with deployment.warehouse.reading() as connection:
        history = history_of_figures(connection, known)
    same = {
        unit.unit_code: [metadata.unit_in(p, unit.unit_code) == unit for p in known]
        for unit in metadata.units_valid(period)
    }
    return {
        unit: {
            name: [value if held else None for value, held in zip(values, same[unit][-len(values) :], strict=True)]
            for name, values in series.items()
        }
        for unit, series in history.items()
        if unit in same
    }


def decisions_in(folder: Path, period: Period) -> tuple[Decision, ...]:
    """The decisions of a folder of decision files (``2024-S1.yaml``); none where there is no file of the period."""
    file = folder / f"{period}.yaml"
    return read_decisions(file, period) if file.exists() else ()


def _versions() -> dict[str, str]:
    packages = ("wardreport", "apache-airflow", "great-expectations", "pandas", "sqlalchemy", "openpyxl")
    return {"python": sys.version.split()[0], **{package: version(package) for package in packages}}
