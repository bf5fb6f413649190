"""The question to the approver: Airflow's own operator, which counts no answer that lacks what a release needs."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from airflow.providers.standard.operators.hitl import ApprovalOperator
from airflow.sdk import Param
from airflow.sdk.exceptions import AirflowFailException

from wardreport.domain.errors import ConfigurationError
from wardreport.domain.release import EDITED_REPORT
from wardreport.orchestration.approval.form import ASKS, BOUND, LONGEST_TEXT, given_in
from wardreport.orchestration.handover import Handover
from wardreport.workflow.settings import load_settings

if TYPE_CHECKING:
    from airflow.sdk.definitions.context import Context

    from wardreport.orchestration.approval.proposals import Proposal

PROPOSAL, ASKED = "proposal", "asked"  # what the run hands over: what is proposed, and what its question shows
ANSWER = "answer"
ANSWERED_WITHIN = timedelta(days=14)
_TEXT: Mapping[str, Any] = {"type": ["null", "string"], "maxLength": LONGEST_TEXT}
FORM = {
    "number": Param(None, type=["null", "integer"], minimum=1, title="Số văn bản (khi duyệt)"),
    "dated": Param(None, type=["null", "string"], format="date", title="Ngày văn bản (để trống: ngày duyệt)"),
    "reason": Param(None, **_TEXT, title="Lý do sửa đổi (khi đã có bản công bố)"),
    "without": Param(None, **_TEXT, title="Công bố khi còn thiếu: mã các đơn vị nêu trong câu hỏi, cách nhau dấu cách"),
    # null too: else the page marks the switch as one that must be on
    "edited": Param(False, type=["null", "boolean"], title=f"Dùng bản đã sửa trong Word: {EDITED_REPORT} cạnh dự thảo"),
    "opinion": Param(None, **_TEXT, title="Ý kiến (khi không duyệt)"),
    BOUND: Param(None, type=["null", "string"], title="Mã của dự thảo đang trình (không sửa)"),
}

log = logging.getLogger(__name__)


class ApprovalQuestion(ApprovalOperator):
    """Asks again, in the same try, until an answer counts; keeps each that does, also what was said against it.

    Airflow checks none of the parameters, and shows the text of the first asking for ever (apache-airflow 3.3.2): so an
    answer is bound to the proposal by its hash, and a run whose proposal has changed since asks nothing more.
    """

    def execute(self, context: Context) -> Any:
        """Asks; fails where the question of this run shows an earlier proposal."""
        handover = _handover(context)
        proposal = self._bind(handover)
        shown = handover.get(ASKED, str) if handover.has(ASKED) else proposal.asks.proposal
        if shown != proposal.asks.proposal:
            raise AirflowFailException("the question of this run shows an earlier draft: start the DAG anew")
        handover.put(ASKED, shown, str)
        self.body = proposal.says
        return super().execute(context)

    def execute_complete(self, context: Context, event: dict[str, Any]) -> Any:
        """As Airflow's; the answer is also kept as the XCom ``answer``. One that does not count is asked for again."""
        from wardreport.metadata.office.people import load_people
        from wardreport.orchestration.approval.answers import refusals

        if "error" not in event:
            proposal = self._bind(_handover(context))
            event = {**event, "params_input": given_in(event["params_input"])}
            if event["responded_by_user"]:  # else nobody has answered in time
                try:
                    people = load_people(load_settings().people)
                except ConfigurationError as error:
                    raise AirflowFailException(str(error)) from None
                if wrong := " ".join(refusals(event, proposal, people)):
                    log.warning("Câu trả lời chưa được tính, câu hỏi được đưa ra lại. %s", wrong)
                    return self.execute(context)
            at = event["responded_at"]
            context["ti"].xcom_push(key=ANSWER, value={**event, "responded_at": at.isoformat() if at else None})
            event["params_input"] = {}  # checked already; Airflow's own check would fail the task
        return super().execute_complete(context, event)

    def _bind(self, handover: Handover) -> Proposal:
        from wardreport.orchestration.approval.proposals import Proposal

        proposal: Proposal = handover.get(PROPOSAL, Proposal)
        bound, asks = proposal.asks.proposal, asdict(proposal.asks)
        schema = {"const": bound, "title": self.params.get_param(BOUND).schema["title"], ASKS: asks}
        self.params[BOUND] = Param(bound, schema=schema)
        return proposal


def _handover(context: Context) -> Handover:
    run = context["dag_run"]
    return Handover(load_settings().staging, run.dag_id, run.run_id)
