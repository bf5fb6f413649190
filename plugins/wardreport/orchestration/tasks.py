"""The pipeline's steps as Airflow tasks. The stages are imported when a task runs, not when a DAG file is parsed."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.sdk import Asset, get_current_context, task

from wardreport.domain.consolidated import ConsolidatedTable
from wardreport.domain.safe_table import SafeTable
from wardreport.domain.submission import AcceptedForm, ScreenedForm, Submission
from wardreport.domain.validation import ValidationReport
from wardreport.orchestration.run_context import WRITING_POOL, run_context, stops_on_bad_configuration, turn_of
from wardreport.orchestration.starting import refuse_starter
from wardreport.workflow.settings import load_settings

SHARE = Asset(name="wardreport_share", uri="wardreport://share")
WAREHOUSE = Asset(name="wardreport_warehouse", uri="wardreport://warehouse")
DRAFT = Asset(name="wardreport_draft", uri="wardreport://draft")
HANDOVER_KEPT = timedelta(days=30)  # longer than an approval may take; then a run's figures are deleted
MAX_CHUNKS = 8  # mapped tasks stay this few, however many units report
SUBMISSIONS_A_CHUNK = 50  # a further task takes longer to start than so few files to read

log = logging.getLogger(__name__)


@task(task_display_name="Lấy biểu từ thư mục của các đơn vị", inlets=[SHARE])
@stops_on_bad_configuration
def collect(*, publishes: bool = False) -> list[str]:
    """Takes a copy of what lies in the shared folders; gives the names of a bounded number of chunks.

    A run that ``publishes`` is for those alone who may start one.
    """
    from wardreport.workflow.pipeline import collect_share, said_of

    period, handover, deployment = run_context()
    if publishes:
        refuse_starter(get_current_context()["dag_run"].triggering_user_name, deployment.people)
    log.info("%d old runs' handovers deleted", handover.delete_older(datetime.now(UTC) - HANDOVER_KEPT))
    collection = collect_share(period, deployment, datetime.now(UTC))
    log.info(said_of(collection))
    return [
        handover.put(f"submissions-{number}", chunk, tuple[Submission, ...])
        for number, chunk in enumerate(chunks_of(collection.submissions))
    ]


def chunks_of(submissions: tuple[Submission, ...]) -> list[tuple[Submission, ...]]:
    """One at least and ``MAX_CHUNKS`` at most, of nearly the same length."""
    count = min(MAX_CHUNKS, 1 + len(submissions) // SUBMISSIONS_A_CHUNK)
    return [submissions[start::count] for start in range(count)]


@task(task_display_name="Đọc biểu và rà dữ liệu cá nhân")
@stops_on_bad_configuration
def read(chunk: str) -> str:
    """Parses and screens one chunk of submissions."""
    from wardreport.workflow.pipeline import read_submissions

    _, handover, _ = run_context()
    forms = read_submissions(handover.get(chunk, tuple[Submission, ...]))
    return handover.put(chunk.replace("submissions", "forms"), forms, tuple[ScreenedForm, ...])


@task(task_display_name="Kiểm tra theo bộ quy tắc")
@stops_on_bad_configuration
def validate(chunks: list[str]) -> str:
    """Judges all submissions in one batch, with the decisions of the cycle's decision file."""
    from wardreport.workflow.pipeline import decisions_in, judge, write_feedback_of

    logging.getLogger("great_expectations").setLevel(logging.WARNING)  # its import alone logs two hundred lines
    period, handover, deployment = run_context()
    forms = [form for chunk in chunks for form in handover.get(chunk, tuple[ScreenedForm, ...])]
    forms.sort(key=lambda form: form.submission.order)
    judged = judge(forms, deployment, decisions_in(deployment.decisions, period), datetime.now(UTC))
    log.info("%d of %d submissions accepted", len(judged[1]), len(forms))
    log.info(write_feedback_of(forms, judged[0], deployment))
    return handover.put("judged", judged, tuple[ValidationReport, tuple[AcceptedForm, ...]])


@task(task_display_name="Nạp vào kho số liệu", pool=WRITING_POOL, outlets=[WAREHOUSE])
@stops_on_bad_configuration
def load(judged: str) -> dict[str, Any]:
    """Loads what is new into the warehouse."""
    from wardreport.workflow.pipeline import load_accepted, put_quarantined_aside

    period, handover, deployment = run_context()
    report, accepted = handover.get(judged, tuple[ValidationReport, tuple[AcceptedForm, ...]])
    with turn_of(deployment):
        log.info(put_quarantined_aside(report, deployment, datetime.now(UTC)))
        receipt = load_accepted(report, accepted, period, deployment, datetime.now(UTC))
    log.info("%d new submissions, %d observations", receipt.submissions_added, receipt.observations_added)
    return {"load_id": receipt.load_id, "observations": receipt.observations_added}


@task(task_display_name="Lập danh sách đơn vị chậm nộp", inlets=[WAREHOUSE])
@stops_on_bad_configuration
def list_late() -> int:
    """Writes the list of the units that are late, and a letter to each that owes something; gives how many letters."""
    from wardreport.correspondence.reminder_letter import write_reminders
    from wardreport.domain.deadline import day_of
    from wardreport.review.register.response_register import read_register

    period, _, deployment = run_context()
    now, out = datetime.now(UTC), load_settings().reminders / str(period)
    *letters, _ = write_reminders(
        read_register(period, deployment.warehouse, deployment.metadata, now),
        period,
        deployment.metadata,
        out,
        today=day_of(now),
    )
    log.info("%d letters and the late list in %s", len(letters), out)
    return len(letters)


@task(task_display_name="Tổng hợp số liệu", inlets=[WAREHOUSE])
@stops_on_bad_configuration
def consolidate() -> str:
    """Adds up the figures that count."""
    from wardreport.workflow.consolidating import consolidate_current

    period, handover, deployment = run_context()
    return handover.put("consolidated", consolidate_current(period, deployment), ConsolidatedTable)


@task(task_display_name="Che số liệu không được công bố")
@stops_on_bad_configuration
def disclose(consolidated: str) -> str:
    """Takes out what may not leave the warehouse."""
    from wardreport.workflow.disclosing import disclose_table, said_of_audit

    _, handover, deployment = run_context()
    safe = disclose_table(handover.get(consolidated, ConsolidatedTable), deployment)
    log.info(said_of_audit(safe))
    return handover.put("safe", safe, SafeTable)


@task(task_display_name="Lập dự thảo báo cáo", pool=WRITING_POOL, outlets=[DRAFT])
@stops_on_bad_configuration
def publish(safe: str) -> str:
    """Writes the draft release and gives its folder."""
    from wardreport.workflow.publishing import publish_release

    _, handover, deployment = run_context()
    with turn_of(deployment):
        release = publish_release(handover.get(safe, SafeTable), deployment, datetime.now(UTC))
    for note in release.notes:
        log.warning("%s", note)
    return str(release.folder)


def collect_all(*, publishes: bool = False) -> Any:
    """The steps from the shared folders into the warehouse; run again they add nothing."""
    forms: Any = read.expand(chunk=collect(publishes=publishes))
    judged: Any = validate(forms)
    return load(judged)


def draft_of_all() -> Any:
    """The steps from the shared folders to the draft: what lies there when it is made is in it."""
    table: Any = consolidate()
    collect_all(publishes=True) >> [table, list_late()]
    safe: Any = disclose(table)
    return publish(safe)
