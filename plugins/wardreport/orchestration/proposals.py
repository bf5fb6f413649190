"""What an approver is asked: which draft, and what it would change. It tells no figure (DESIGN.md section 9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypedDict

from wardreport.domain.deadline import VIETNAM
from wardreport.domain.period import Period
from wardreport.publish.manifest import folder_of, read_manifest

EDITED = "bao-cao-da-sua.docx"  # beside the draft: its report as people edited it
OPINION = "y-kien.txt"  # there too: what the approver wrote who did not approve
MOST_NAMED = 20  # indicators and units; the draft names them all


class Proposal(TypedDict):
    """Small enough for XCom, and without figures."""

    period: str
    figures_sha256: str
    after: str | None  # the official release that it would revise
    says: str


def propose_draft(period: Period, after: str | None, releases: Path) -> Proposal | None:
    """The draft that lies there, to be approved; None where it shows exactly what ``after`` (``r01``) did.

    Raises ``ConfigurationError`` where the draft or that release has no manifest.
    """
    draft = read_manifest(folder_of(f"{period}/draft", releases))
    if after is not None:
        out = read_manifest(folder_of(f"{period}/{after}", releases))
        if out["figures_sha256"] == draft["figures_sha256"]:
            return None
    return Proposal(
        period=str(period), figures_sha256=draft["figures_sha256"], after=after, says=_said(draft, after, period)
    )


def _said(draft: Mapping[str, Any], after: str | None, period: Period) -> str:
    made = datetime.fromisoformat(draft["created_at"]).astimezone(VIETNAM)
    lines = [f"Dự thảo báo cáo kỳ {period}, lập lúc {made:%H:%M ngày %d/%m/%Y} (thư mục `{period}/draft`)."]
    if draft["outstanding"]:
        lines.append(f"Chưa có biểu được chấp nhận của {_listed(draft['outstanding'])}.")
    if after is not None:
        changed = [change["indicator"] for change in draft["changes"]]
        what = f"{len(changed)} chỉ tiêu tổng hợp: {_listed(changed)}" if changed else "chỉ số liệu của từng đơn vị"
        lines.append(f"So với bản {after} đã công bố, thay đổi {what}. Khi duyệt phải ghi lý do sửa đổi.")
    lines.append("Khi duyệt phải ghi số văn bản. Hết thời hạn mà không có ý kiến thì coi như không duyệt.")
    return "\n\n".join(lines)


def _listed(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMED
    return ", ".join(f"`{name}`" for name in names[:MOST_NAMED]) + (f" và {more} mục khác" if more > 0 else "")
