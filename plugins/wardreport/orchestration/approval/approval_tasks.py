"""From a draft to its official release: proposed, approved by a person, released."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from airflow.sdk import Asset, Param, get_current_context, task
from airflow.sdk.exceptions import AirflowSkipException

from wardreport.domain.release import revision_name
from wardreport.orchestration.approval.question import ANSWER, ANSWERED_WITHIN, FORM, PROPOSAL, ApprovalQuestion
from wardreport.orchestration.run_context import WRITING_POOL, run_context, stops_on_bad_configuration, turn_of
from wardreport.orchestration.tasks import DRAFT, WAREHOUSE

if TYPE_CHECKING:
    from wardreport.domain.period import Period
    from wardreport.domain.safe_table import SafeTable
    from wardreport.workflow.deployment import Deployment

RELEASE = Asset(name="wardreport_release", uri="wardreport://release")
RELEASE_PARAM = {
    "release": Param(
        "official",
        enum=["official", "draft"],
        description="official: chờ phê duyệt rồi công bố; draft: chỉ lập dự thảo",
    )
}
OF_PERIOD = " kỳ {{ ti.xcom_pull(task_ids='propose')['period'] }}"

log = logging.getLogger(__name__)


def approve_and_release(draft: Any, *, revision: bool = False) -> Any:
    """The steps after the draft; ``revision``: only where a release is out already. Gives the last step.

    The question is assigned to nobody: Airflow compares ids, which for its FAB are numbers of a database. Who may
    answer stands in people.csv, and an answer of others does not count.
    """
    proposal: Any = propose(draft, revision)
    approval = ApprovalQuestion(
        task_id="approve",
        task_display_name="Phê duyệt công bố",
        subject=("Công bố bản sửa đổi" if revision else "Công bố báo cáo") + OF_PERIOD,
        defaults=ApprovalQuestion.REJECT,
        params=FORM,
        response_timeout=ANSWERED_WITHIN,
    )
    out = release()
    noted = note()
    proposal >> approval >> out >> noted  # Airflow skips what follows an approval that is not given: note is not next
    return noted


@task(task_display_name="Trình phê duyệt")
@stops_on_bad_configuration
def propose(draft: str, revision: bool) -> dict[str, str]:
    """Says what there is to approve; skips the rest where nothing is, where nobody may, or where a draft was asked."""
    from wardreport.orchestration.approval.proposals import NothingToAskError, Proposal, propose_draft
    from wardreport.warehouse.reading.publications import document_numbers
    from wardreport.workflow.release_contents import release_content

    period, handover, deployment = run_context()
    if get_current_context()["params"]["release"] == "draft":
        raise AirflowSkipException(f"only the draft was asked for: {draft}")
    if revision and _newest_official(period, deployment) is None:
        raise AirflowSkipException(f"{period} has no official release yet: publish_half_year makes it")
    safe = _safe_now(period, deployment)
    with deployment.warehouse.reading() as connection:
        taken = document_numbers(connection, safe.consolidating_unit)
    content = release_content(safe, deployment, datetime.now(UTC))
    try:
        proposal = propose_draft(content, deployment.releases, deployment.people, deployment.metadata, taken)
    except NothingToAskError as nothing:
        raise AirflowSkipException(str(nothing)) from None
    handover.put(PROPOSAL, proposal, Proposal)
    return {"period": str(period), "proposal": proposal.asks.proposal}


@task(task_display_name="Công bố báo cáo", pool=WRITING_POOL, inlets=[DRAFT, WAREHOUSE], outlets=[RELEASE])
@stops_on_bad_configuration
def release(*, outlet_events: Any = None) -> str:
    """Releases what was approved, if it is still what the warehouse says; tells other DAGs by the asset's event."""
    from wardreport.orchestration.approval.answers import approval_in
    from wardreport.orchestration.approval.proposals import Proposal
    from wardreport.workflow.official import publish_official

    period, handover, deployment = run_context()
    proposal = handover.get(PROPOSAL, Proposal)
    approved = approval_in(_answer(), proposal, deployment.people, deployment.releases)
    # not what this run handed over: days have passed, and figures that changed meanwhile must be approved anew
    with turn_of(deployment):
        made = publish_official(_safe_now(period, deployment), deployment, approved, datetime.now(UTC))
    for line in made.notes:
        log.warning("%s", line)
    outlet_events[RELEASE].extra = {"period": str(period), "release": made.name}
    return str(made.folder)


@task(task_display_name="Ghi ý kiến không duyệt", trigger_rule="none_failed")
@stops_on_bad_configuration
def note() -> bool:
    """Where the draft was not approved: writes the opinion down, so that the run ends well."""
    from wardreport.orchestration.approval.answers import note_opinion

    period, _, deployment = run_context()
    return note_opinion(_answer(), str(period), deployment.people, deployment.internal)


@task(task_display_name="Tính lại theo địa bàn hiện nay", pool=WRITING_POOL, trigger_rule="none_failed")
@stops_on_bad_configuration
def restate() -> None:
    """Adds the released figures by today's units to the safe layer, where territory has changed since."""
    from wardreport.workflow.disclosing import restate_released

    period, _, deployment = run_context()
    if get_current_context()["params"]["release"] == "draft" or _newest_official(period, deployment) is None:
        raise AirflowSkipException(f"{period}: no official release to restate")
    with turn_of(deployment):
        log.info(restate_released(period, deployment, datetime.now(UTC)))


def _safe_now(period: Period, deployment: Deployment) -> SafeTable:
    from wardreport.workflow.consolidating import consolidate_current
    from wardreport.workflow.disclosing import disclose_table

    return disclose_table(consolidate_current(period, deployment), deployment)


def _answer() -> Any:
    """What the approval gave, None where it was not asked for."""
    return get_current_context()["ti"].xcom_pull(task_ids="approve", key=ANSWER)


def _newest_official(period: Period, deployment: Deployment) -> str | None:
    from wardreport.warehouse.reading.history import last_official

    with deployment.warehouse.reading() as connection:
        row = last_official(connection, period)
    return None if row is None else revision_name(row.revision)
