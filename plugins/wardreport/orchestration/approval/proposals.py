"""What an approver is asked: which draft, and what it would change. It tells no figure (docs/design/disclosure.md)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypedDict

from wardreport.domain.deadline import VIETNAM
from wardreport.domain.errors import ConfigurationError
from wardreport.domain.period import Period
from wardreport.domain.release import EDITED_REPORT
from wardreport.metadata.narrative_sections import NarrativeSection
from wardreport.orchestration.approval.approvers import VARIABLE, Approver
from wardreport.publish.manifest import folder_of, read_manifest
from wardreport.review.decisions.decisions import same_role

ANSWER = "Khi duyệt phải ghi số văn bản. Hết thời hạn mà không có ý kiến thì coi như không duyệt."
MOST_NAMED = 20  # indicators and units; the draft names them all


class Proposal(TypedDict):
    """Small enough for XCom, and without figures."""

    period: str
    figures_sha256: str
    after: str | None  # the official release that it would revise
    says: str


def propose_draft(
    period: Period,
    after: str | None,
    releases: Path,
    approvers: Sequence[Approver],
    sections: Mapping[str, NarrativeSection],
) -> Proposal | None:
    """The draft that lies there, to be approved; None where it shows exactly what ``after`` (``r01``) did.

    It says beforehand what would be refused at the release: parts that nobody has written, and approvers who decided
    on its figures. Raises ``ConfigurationError`` where the draft or that release has no manifest, and where every
    approver has decided.
    """
    draft = read_manifest(folder_of(f"{period}/draft", releases))
    if after is not None:
        out = read_manifest(folder_of(f"{period}/{after}", releases))
        if out["figures_sha256"] == draft["figures_sha256"]:
            return None
    deciders = [one.role for one in approvers if _decided(one.role, draft)]
    if approvers and len(deciders) == len(approvers):
        raise ConfigurationError(f"{VARIABLE}: everybody named there decided on figures of {period}")
    said = [*_said(draft, after, period), *_refusals(draft, deciders, sections, period), ANSWER]
    return Proposal(period=str(period), figures_sha256=draft["figures_sha256"], after=after, says="\n\n".join(said))


def _decided(role: str, draft: Mapping[str, Any]) -> bool:
    """Whether a role decided on a submission whose figures count: it may not approve them."""
    counted = {one["sha256"] for one in draft["inputs"] if one["counted"]}
    return any(same_role(one["decided_by"], role) for one in draft["decisions"] if one["submission"] in counted)


def _refusals(
    draft: Mapping[str, Any], deciders: Sequence[str], sections: Mapping[str, NarrativeSection], period: Period
) -> Iterator[str]:
    written = {one["section"] for one in draft["narratives"]}
    unwritten = [one.heading for name, one in sections.items() if one.required and name not in written]
    if unwritten:
        yield (
            f"Dự thảo còn phần chưa ai viết: {'; '.join(unwritten)}. Sửa trong Word, lưu thành `{EDITED_REPORT}`"
            f" trong thư mục `{period}`, rồi khi duyệt đánh dấu mục *Dùng bản đã sửa trong Word*; nếu không thì"
            " không công bố được."
        )
    for role in deciders:
        yield f"{role} đã ra quyết định về biểu của kỳ này nên không được phê duyệt."


def _said(draft: Mapping[str, Any], after: str | None, period: Period) -> list[str]:
    made = datetime.fromisoformat(draft["created_at"]).astimezone(VIETNAM)
    lines = [f"Dự thảo báo cáo kỳ {period}, lập lúc {made:%H:%M ngày %d/%m/%Y} (thư mục `{period}/draft`)."]
    if draft["outstanding"]:
        lines.append(f"Chưa có biểu được chấp nhận của {_listed(draft['outstanding'])}.")
    if after is not None:
        changed = [change["indicator"] for change in draft["changes"]]
        what = f"{len(changed)} chỉ tiêu tổng hợp: {_listed(changed)}" if changed else "chỉ số liệu của từng đơn vị"
        lines.append(f"So với bản {after} đã công bố, thay đổi {what}. Khi duyệt phải ghi lý do sửa đổi.")
    return lines


def _listed(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMED
    return ", ".join(f"`{name}`" for name in names[:MOST_NAMED]) + (f" và {more} mục khác" if more > 0 else "")
