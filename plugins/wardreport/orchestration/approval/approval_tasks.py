"""From a draft to its official release: proposed, approved by a person, released."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from airflow.providers.standard.operators.hitl import ApprovalOperator
from airflow.sdk import Asset, Param, get_current_context, task
from airflow.sdk.exceptions import AirflowSkipException
from airflow.sdk.execution_time.hitl import HITLUser

from wardreport.domain.release import EDITED_REPORT, revision_name
from wardreport.orchestration.approval.approvers import VARIABLE, Approver, approvers_in
from wardreport.orchestration.run_context import WRITING_POOL, run_context, stops_on_bad_configuration
from wardreport.orchestration.tasks import DRAFT, WAREHOUSE
from wardreport.workflow.settings import load_settings

if TYPE_CHECKING:
    from airflow.sdk.definitions.context import Context

    from wardreport.domain.period import Period
    from wardreport.workflow.deployment import Deployment

RELEASE = Asset(name="wardreport_release", uri="wardreport://release")
ANSWER = "answer"
ANSWERED_WITHIN = timedelta(days=14)
LONGEST_TEXT = 1000
RELEASE_PARAM = {
    "release": Param(
        "official",
        enum=["official", "draft"],
        description="official: chờ phê duyệt rồi công bố; draft: chỉ lập dự thảo",
    )
}
FORM = {
    "number": Param(None, type=["null", "integer"], minimum=1, title="Số văn bản (khi duyệt)"),
    "dated": Param(None, type=["null", "string"], format="date", title="Ngày văn bản (để trống: ngày duyệt)"),
    "reason": Param(
        None, type=["null", "string"], maxLength=LONGEST_TEXT, title="Lý do sửa đổi (khi đã có bản công bố)"
    ),
    "edited": Param(False, type="boolean", title=f"Dùng bản đã sửa trong Word: {EDITED_REPORT} cạnh dự thảo"),
    "opinion": Param(None, type=["null", "string"], maxLength=LONGEST_TEXT, title="Ý kiến (khi không duyệt)"),
}

log = logging.getLogger(__name__)


class ApprovalQuestion(ApprovalOperator):
    """Airflow's own, which hands on no answer but Approve: this one keeps what was said against it too."""

    def execute_complete(self, context: Context, event: dict[str, Any]) -> Any:
        """As Airflow's; the answer is also kept as the XCom ``answer``."""
        if "error" not in event:
            at = event["responded_at"]
            context["ti"].xcom_push(key=ANSWER, value={**event, "responded_at": at.isoformat() if at else None})
        return super().execute_complete(context, event)


def approve_and_release(draft: Any, *, revision: bool = False) -> Any:
    """The steps after the draft; ``revision``: only where a release is out already. Gives the last step."""
    proposal: Any = propose(draft, revision)
    approval = ApprovalQuestion(
        task_id="approve",
        task_display_name="Phê duyệt công bố",
        subject="Công bố báo cáo kỳ {{ ti.xcom_pull(task_ids='propose')['period'] }}",
        body="{{ ti.xcom_pull(task_ids='propose')['says'] }}",
        defaults=ApprovalQuestion.REJECT,
        params=FORM,
        assigned_users=[HITLUser(id=one.user, name=one.role) for one in _approvers()],
        response_timeout=ANSWERED_WITHIN,
    )
    out = release(proposal)
    noted = note()
    proposal >> approval >> out >> noted  # Airflow skips what follows an approval that is not given: note is not next
    return noted


@task(task_display_name="Trình phê duyệt")
@stops_on_bad_configuration
def propose(draft: str, revision: bool) -> Any:
    """Says what there is to approve; skips the rest where nothing is, where nobody may, or where a draft was asked."""
    from wardreport.orchestration.approval.proposals import propose_draft

    period, _, deployment = run_context()
    if get_current_context()["params"]["release"] == "draft":
        raise AirflowSkipException(f"only the draft was asked for: {draft}")
    after = _newest_official(period, deployment)
    if revision and after is None:
        raise AirflowSkipException(f"{period} has no official release yet: publish_half_year makes it")
    sections = deployment.metadata.narrative_sections
    proposal = propose_draft(period, after, deployment.releases, _approvers(), sections)
    if proposal is None:
        raise AirflowSkipException(f"{period}: nothing would change since {after}")
    if not _approvers():
        raise AirflowSkipException(f"the draft stays a draft: {VARIABLE} names nobody who may approve")
    return proposal


@task(task_display_name="Công bố báo cáo", pool=WRITING_POOL, inlets=[DRAFT, WAREHOUSE], outlets=[RELEASE])
@stops_on_bad_configuration
def release(proposal: Any, *, outlet_events: Any = None) -> str:
    """Releases what was approved, if it is still what the warehouse says; tells other DAGs by the asset's event."""
    from wardreport.orchestration.approval.answers import approval_in
    from wardreport.workflow.consolidating import consolidate_current
    from wardreport.workflow.disclosing import disclose_table
    from wardreport.workflow.official import publish_official

    period, _, deployment = run_context()
    approved = approval_in(_answer(), proposal, _approvers(), deployment.releases)
    # not what this run handed over: days have passed, and figures that changed meanwhile must be approved anew
    safe = disclose_table(consolidate_current(period, deployment), deployment)
    made = publish_official(safe, deployment, approved, datetime.now(UTC))
    for line in made.notes:
        log.warning("%s", line)
    outlet_events[RELEASE].extra = {"period": str(period), "release": made.name}
    return str(made.folder)


@task(task_display_name="Ghi ý kiến không duyệt", trigger_rule="none_failed")
@stops_on_bad_configuration
def note() -> bool:
    """Where the draft was not approved: writes the opinion beside it, so that the run ends well."""
    from wardreport.orchestration.approval.answers import note_opinion

    period, _, deployment = run_context()
    return note_opinion(_answer(), str(period), _approvers(), deployment.releases)


@task(task_display_name="Tính lại theo địa bàn hiện nay", pool=WRITING_POOL, trigger_rule="none_failed")
@stops_on_bad_configuration
def restate() -> None:
    """Adds the released figures by today's units to the safe layer, where territory has changed since."""
    from wardreport.workflow.disclosing import restate_released

    period, _, deployment = run_context()
    if get_current_context()["params"]["release"] == "draft" or _newest_official(period, deployment) is None:
        raise AirflowSkipException(f"{period}: no official release to restate")
    log.info(restate_released(period, deployment, datetime.now(UTC)))


def _approvers() -> tuple[Approver, ...]:
    return approvers_in(load_settings().approvers)


def _answer() -> Any:
    """What the approval gave, None where it was not asked for."""
    return get_current_context()["ti"].xcom_pull(task_ids="approve", key=ANSWER)


def _newest_official(period: Period, deployment: Deployment) -> str | None:
    from wardreport.warehouse.reading.history import last_official

    with deployment.warehouse.reading() as connection:
        row = last_official(connection, period)
    return None if row is None else revision_name(row.revision)
