"""The pipeline's steps as Airflow tasks. The stages are imported when a task runs, not when a DAG file is parsed."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from airflow.sdk import Param, get_current_context, task
from airflow.sdk.exceptions import AirflowFailException

from wardreport.domain.consolidated import ConsolidatedTable, SafeTable
from wardreport.domain.errors import ConfigurationError
from wardreport.domain.period import Period
from wardreport.domain.submission import ScreenedForm, Submission
from wardreport.domain.validation import AcceptedForm, ValidationReport
from wardreport.orchestration.handover import Handover
from wardreport.orchestration.planned_runs import period_of_run

if TYPE_CHECKING:
    from wardreport.deployment import Deployment

MAX_CHUNKS = 8  # mapped tasks stay this few, however many units report
DEFAULT_ARGS = {"owner": "wardreport", "retries": 2, "retry_delay": timedelta(minutes=2)}
PARAMS = {
    "period": Param(
        None,
        type=["null", "string"],
        pattern=r"^\d{4}-S[12]$",
        description="Kỳ báo cáo, ví dụ 2024-S1; để trống thì theo lịch",
    )
}

log = logging.getLogger(__name__)
P = ParamSpec("P")
R = TypeVar("R")


def _stops_on_bad_configuration(step: Callable[P, R]) -> Callable[P, R]:
    """A task with bad configuration fails at once with its one line: to try again would not help."""

    @functools.wraps(step)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return step(*args, **kwargs)
        except ConfigurationError as error:
            raise AirflowFailException(str(error)) from None

    return run


def _context() -> tuple[Period, Handover, Deployment]:
    from wardreport.deployment import deploy  # noqa: PLC0415
    from wardreport.settings import load_settings  # noqa: PLC0415

    settings, context = load_settings(), get_current_context()
    run, deployment = context["dag_run"], deploy(settings)
    handover = Handover(settings.staging, run.dag_id, run.run_id)
    named = context["params"]["period"]
    if named is not None:
        return Period.parse(named), handover, deployment
    cycles = deployment.metadata.cycles
    period = period_of_run(cycles, run.data_interval_start, run.data_interval_end, run.run_after)
    return period, handover, deployment


@task
@_stops_on_bad_configuration
def collect() -> list[str]:
    """Takes a copy of what lies in the shared folders; gives the names of a bounded number of chunks."""
    from wardreport.pipeline import collect_share, said_of  # noqa: PLC0415

    period, handover, deployment = _context()
    collection = collect_share(period, deployment, datetime.now(UTC))
    log.info(said_of(collection))
    chunks = [collection.submissions[start::MAX_CHUNKS] for start in range(MAX_CHUNKS)]
    return [
        handover.put(f"submissions-{number}", chunk, tuple[Submission, ...])
        for number, chunk in enumerate(chunks)
        if chunk or number == 0
    ]


@task
@_stops_on_bad_configuration
def read(chunk: str) -> str:
    """Parses and screens one chunk of submissions."""
    from wardreport.pipeline import read_submissions  # noqa: PLC0415

    _, handover, _ = _context()
    forms = read_submissions(handover.get(chunk, tuple[Submission, ...]))
    return handover.put(chunk.replace("submissions", "forms"), forms, tuple[ScreenedForm, ...])


@task
@_stops_on_bad_configuration
def validate(chunks: list[str]) -> str:
    """Judges all submissions in one batch, with the decisions of the cycle's decision file."""
    from wardreport.pipeline import decisions_in, judge, write_feedback_of  # noqa: PLC0415

    period, handover, deployment = _context()
    forms = [form for chunk in chunks for form in handover.get(chunk, tuple[ScreenedForm, ...])]
    forms.sort(key=lambda form: form.submission.order)
    judged = judge(forms, deployment, decisions_in(deployment.decisions, period), datetime.now(UTC))
    log.info("%d of %d submissions accepted", len(judged[1]), len(forms))
    log.info(write_feedback_of(forms, judged[0], deployment))
    return handover.put("judged", judged, tuple[ValidationReport, tuple[AcceptedForm, ...]])


@task
@_stops_on_bad_configuration
def load(judged: str) -> dict[str, Any]:
    """Loads what is new into the warehouse."""
    from wardreport.pipeline import load_accepted, put_quarantined_aside  # noqa: PLC0415

    period, handover, deployment = _context()
    report, accepted = handover.get(judged, tuple[ValidationReport, tuple[AcceptedForm, ...]])
    log.info(put_quarantined_aside(report, deployment, datetime.now(UTC)))
    receipt = load_accepted(report, accepted, period, deployment, datetime.now(UTC))
    log.info("%d new submissions, %d observations", receipt.submissions_added, receipt.observations_added)
    return {"load_id": receipt.load_id, "observations": receipt.observations_added}


@task
@_stops_on_bad_configuration
def consolidate() -> str:
    """Adds up the figures that count."""
    from wardreport.releasing import consolidate_current  # noqa: PLC0415

    period, handover, deployment = _context()
    return handover.put("consolidated", consolidate_current(period, deployment), ConsolidatedTable)


@task
@_stops_on_bad_configuration
def disclose(consolidated: str) -> str:
    """Takes out what may not leave the warehouse."""
    from wardreport.releasing import disclose_table, said_of_audit  # noqa: PLC0415

    _, handover, deployment = _context()
    safe = disclose_table(handover.get(consolidated, ConsolidatedTable), deployment)
    log.info(said_of_audit(safe))
    return handover.put("safe", safe, SafeTable)


@task
@_stops_on_bad_configuration
def publish(safe: str) -> str:
    """Writes the draft release and gives its folder."""
    from wardreport.releasing import publish_release  # noqa: PLC0415

    _, handover, deployment = _context()
    release = publish_release(handover.get(safe, SafeTable), deployment, datetime.now(UTC))
    for note in release.notes:
        log.warning("%s", note)
    return str(release.folder)
