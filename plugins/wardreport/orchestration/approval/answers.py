"""What an approver answered, and what follows from it: an approval record, or an opinion beside the draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from wardreport.domain.deadline import day_of
from wardreport.domain.errors import ConfigurationError
from wardreport.domain.release import EDITED_REPORT, OPINION
from wardreport.orchestration.approval.approvers import Approver, role_of
from wardreport.orchestration.approval.proposals import Proposal
from wardreport.review.decisions.approvals import approval_of
from wardreport.workflow.official import Approved

APPROVE, REJECT = "Approve", "Reject"  # as Airflow's ApprovalOperator words them


def approval_in(
    answer: Mapping[str, Any] | None, proposal: Proposal, approvers: Sequence[Approver], releases: Path
) -> Approved:
    """The approval of exactly what was proposed, in the role of who answered.

    ``answer`` is what the task ``approve`` kept. Raises ``ConfigurationError`` where nobody answered or
    one who may not, where number or reason is missing or wrong, and where the edited report is named and not there.
    """
    if answer is None:
        raise ConfigurationError("nobody answered: the task approve was only marked as done")
    if answer["chosen_options"] != [APPROVE]:
        raise ConfigurationError("it was not approved")
    role = role_of((answer["responded_by_user"] or {}).get("id"), approvers)
    form, answered = answer["params_input"], day_of(datetime.fromisoformat(answer["responded_at"]))
    report = releases / proposal["period"] / EDITED_REPORT if form.get("edited") else None
    if report is not None and not report.is_file():
        raise ConfigurationError(f"the edited report {proposal['period']}/{EDITED_REPORT} is not there")
    record = approval_of(
        proposal,
        report,
        number=form.get("number"),
        dated=form.get("dated") or answered.isoformat(),
        approved_by=role,
        approved_on=answered.isoformat(),
        reason=form.get("reason"),
    )
    return Approved(record, report)


def note_opinion(answer: Mapping[str, Any] | None, period: str, approvers: Sequence[Approver], releases: Path) -> bool:
    """Writes beside the draft why it was not approved, and takes away what is answered by an approval.

    Says whether it wrote one; without a word from a person none is written.
    """
    if answer is None:
        return False
    file = releases / period / OPINION
    if answer["chosen_options"] != [REJECT]:
        file.unlink(missing_ok=True)
        return False
    said = (answer["params_input"].get("opinion") or "").strip()
    if not said or not answer["responded_by_user"]:
        return False
    role = role_of(answer["responded_by_user"]["id"], approvers)
    at = day_of(datetime.fromisoformat(answer["responded_at"]))
    file.write_text(f"{role}, ngày {at:%d/%m/%Y}: không duyệt dự thảo kỳ {period}.\n\n{said}\n", encoding="utf-8")
    return True
