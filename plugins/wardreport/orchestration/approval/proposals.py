"""What an approver is asked: which draft, what it would change, what was let pass, and what an answer needs.

Everybody with access to Airflow can read it: of figures it shows those of the safe table alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from wardreport.domain.errors import ConfigurationError
from wardreport.domain.release import EDITED_REPORT, REPORT, REPORT_PDF, ReleaseKind
from wardreport.domain.validation import Decision, DecisionAction
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.office.people import Actor, People, Right
from wardreport.orchestration.approval.form import Asks
from wardreport.publish.manifest import figures_sha256, folder_of, read_manifest
from wardreport.publish.publishability import in_one_line, obstacles
from wardreport.publish.release_content import ReleaseContent
from wardreport.publish.report.report_sentences import unwritten_sections
from wardreport.review.decisions.approvals import report_sha256
from wardreport.review.decisions.deciders import decider_of
from wardreport.review.edited_report import gaps_in
from wardreport.writing.vietnamese import STATES
from wardreport.writing.written_figures import written

HOW = (
    "Trả lời: chọn *Approve* kèm số văn bản, hoặc *Reject* kèm ý kiến. Trang báo “Bad Request” là câu trả lời còn"
    " thiếu; “Conflict” là câu hỏi vừa được đưa ra, nửa phút sau gửi lại. Nếu câu hỏi hiện lại sau khi đã trả lời thì"
    " câu trả lời chưa được tính: nhật ký của bước *Phê duyệt công bố* nói còn thiếu gì. Hết thời hạn mà không có ý"
    " kiến thì coi như không duyệt."
)
MOST_NAMED = 20  # of a list; the draft names them all


@dataclass(frozen=True, slots=True)
class Proposal:
    """What was proposed, and what is said of it."""

    period: str
    figures_sha256: str
    report_sha256: str | None  # of the edited report, where one lay there when it was asked
    after: str | None  # the official release that it would revise
    deciders: tuple[Actor, ...]  # who may not approve
    asks: Asks
    says: str


class NothingToAskError(Exception):
    """Why nobody is asked, in one line; the draft stays a draft."""


def propose_draft(
    content: ReleaseContent, releases: Path, people: People, metadata: Metadata, taken: Sequence[tuple[int, int]] = ()
) -> Proposal:
    """The draft that lies there, to be approved; ``taken`` are years and numbers of the body's documents.

    Raises ``NothingToAskError`` where it shows exactly what is out, nobody may approve, it cannot be published whoever
    approves it, or a part is unwritten, also in the edited report; and ``ConfigurationError`` where the draft has no
    manifest or is an older one.
    """
    period = content.period
    draft, sha256 = folder_of(f"{period}/draft", releases), figures_sha256(content.table)
    if read_manifest(draft)["figures_sha256"] != sha256:
        raise ConfigurationError(f"{period}: the draft is not of these figures: run the DAG again")
    official = [one.edition for one in content.past if one.edition.kind is ReleaseKind.OFFICIAL]
    after = official[-1] if official else None
    if after and read_manifest(folder_of(f"{period}/{after.name}", releases))["figures_sha256"] == sha256:
        raise NothingToAskError(f"{period}: nothing would change since {after.name}")
    approvers, deciders = people.with_right(Right.APPROVE), _deciders(content)
    if not approvers:
        raise NothingToAskError("the draft stays a draft: people.csv (WARDREPORT_PEOPLE) gives nobody may_approve")
    own = [one for one in approvers if any(people.same(Actor(one.title, one.login), other) for other in deciders)]
    if len(own) == len(approvers):
        raise ConfigurationError(f"everybody with may_approve in people.csv decided on figures of {period}")
    units, edited = _waiting(content), releases / str(period) / EDITED_REPORT
    edited_sha256 = report_sha256(edited) if edited.is_file() else None
    unwritten = _unwritten(content, metadata)
    if unwritten and edited_sha256 is None:
        raise NothingToAskError(
            f"{period}: nobody has written {', '.join(unwritten)}: write it into the draft, save that as"
            f" {period}/{EDITED_REPORT}, and run the DAG again"
        )
    if edited_sha256 is not None and (gaps := _gaps(edited)):
        raise NothingToAskError(
            f"{period}/{EDITED_REPORT} still asks for {' '.join(gaps)} write it there, and run the DAG again"
        )
    name = after.name if after else None
    said = [
        *_draft(content, draft, edited_sha256),
        *_missing(content, units, metadata),
        *_changes(content, name, metadata),
        *_passed(content, metadata),
        *(f"{one.title} ({one.login}) đã ra quyết định về biểu của kỳ này nên không được phê duyệt." for one in own),
        HOW,
    ]
    says = "\n\n".join(said)
    shown = json.dumps([str(period), sha256, edited_sha256, name, says])
    return Proposal(
        period=str(period),
        figures_sha256=sha256,
        report_sha256=edited_sha256,
        after=name,
        says=says,
        deciders=deciders,
        asks=Asks(
            proposal=hashlib.sha256(shown.encode()).hexdigest(),
            revision=after is not None,
            units=units,
            edited=edited_sha256 is not None,
            unwritten=bool(unwritten),
            taken=tuple(taken),
            not_before=after.dated.isoformat() if after and after.dated else None,
        ),
    )


def _unwritten(content: ReleaseContent, metadata: Metadata) -> list[str]:
    """The sections that a person still has to write; the reason of a revision comes with the approval."""
    return unwritten_sections(replace(content, edition=replace(content.edition, reason="…")), metadata)


def _gaps(edited: Path) -> tuple[str, ...]:
    try:
        return gaps_in(edited)
    except ConfigurationError:  # what cannot be read is refused where it would go out: the draft itself may
        return ()


def _deciders(content: ReleaseContent) -> tuple[Actor, ...]:
    made = (decision for entry in content.register for decision in entry.standing_decisions)
    return tuple(dict.fromkeys(map(decider_of, made)))


def _waiting(content: ReleaseContent) -> tuple[str, ...]:
    """The units that an approval must name; raises ``NothingToAskError`` where that would not be enough."""
    units = tuple(dict.fromkeys(unit for obstacle in content.obstacles for unit in obstacle.units))
    left = obstacles(content.register, content.findings, content.table.figures, units)
    if left:
        raise NothingToAskError(f"{content.period} cannot be published: {in_one_line(left)}")
    return units


def _draft(content: ReleaseContent, draft: Path, edited_sha256: str | None) -> Iterator[str]:
    yield f"Dự thảo báo cáo kỳ {content.period}."
    yield f"Báo cáo: `{draft / REPORT}`" + (f"; PDF: `{draft / REPORT_PDF}`" if (draft / REPORT_PDF).is_file() else "")
    if edited_sha256 is not None:
        yield (
            f"Bản đã sửa trong Word: `{draft.parent / EDITED_REPORT}` (mã băm {edited_sha256[:12]}…). Đánh dấu mục"
            " *Dùng bản đã sửa* thì đúng tệp này được công bố; tệp khác, kể cả sửa thêm một chữ, bị từ chối."
        )


def _missing(content: ReleaseContent, units: Sequence[str], metadata: Metadata) -> Iterator[str]:
    if not units:
        return
    names, state = metadata.unit_names(content.period), {entry.unit: entry.state for entry in content.register}
    listed = [f"{names[unit]} (`{unit}`: {STATES[state[unit]].lower()})" for unit in units]
    yield (
        f"Còn thiếu biểu được chấp nhận của {len(units)} đơn vị: {'; '.join(listed)}. Muốn công bố khi còn thiếu thì"
        f" ghi các mã này vào mục *Công bố khi còn thiếu*: `{' '.join(units)}`."
    )


def _changes(content: ReleaseContent, after: str | None, metadata: Metadata) -> Iterator[str]:
    if after is None:
        return
    changed = [
        f"{metadata.name_of(change.indicator)}: {written(change.before)} → {written(change.now)}"
        for change in content.edition.changes
    ]
    what = f"{len(changed)} chỉ tiêu tổng hợp" if changed else "chỉ số liệu của từng đơn vị"
    yield f"So với bản {after} đã công bố, thay đổi {what}. Khi duyệt phải ghi lý do sửa đổi."
    if changed:
        yield "\n".join(f"* {one}" for one in changed[:MOST_NAMED])
    if len(changed) > MOST_NAMED:
        yield f"… và {len(changed) - MOST_NAMED} chỉ tiêu khác, xem dự thảo."


def _passed(content: ReleaseContent, metadata: Metadata) -> Iterator[str]:
    """What reviewers let pass: rule, row and unit, never a figure; of what is at stake not the row either."""
    of_action: dict[DecisionAction, list[str]] = {}
    for entry in content.register:
        for decision in entry.standing_decisions:
            of_action.setdefault(decision.action, []).append(f"{entry.name}: {_finding(decision, metadata)}")
    words: Mapping[DecisionAction, str] = {
        DecisionAction.ACCEPT_AS_REPORTED: "Chấp nhận như đã báo cáo",
        DecisionAction.REPLACE: "Thay số liệu theo căn cứ",
        DecisionAction.WAIVE: "Được miễn quy tắc",
    }
    for action, says in words.items():
        if listed := of_action.get(action):
            yield f"{says}: {_listed(listed)}."


def _finding(decision: Decision, metadata: Metadata) -> str:
    name = decision.indicator
    shown = name if name in metadata.row_of and name not in metadata.at_stake else None
    return f"quy tắc `{decision.rule}`" + (f", dòng “{metadata.name_of(shown)}”" if shown else "")


def _listed(texts: Sequence[str]) -> str:
    more = len(texts) - MOST_NAMED
    return "; ".join(texts[:MOST_NAMED]) + (f"; và {more} mục khác" if more > 0 else "")
