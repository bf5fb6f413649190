"""The form of the question: what an answer must hold, told apart from Airflow so that its gate can ask it too.

It imports nothing heavy: every process of Airflow loads it with the plugin.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from wardreport.domain.release import EDITED_REPORT

APPROVE, REJECT = "Approve", "Reject"  # as Airflow's ApprovalOperator words them
LONGEST_TEXT = 1000
BOUND = "proposal"  # the hidden field by which an answer is bound to what was asked
ASKS = "asks"  # beside its value: what an answer to this question must hold
EMPTY: Mapping[str, Any] = {
    "number": None,
    "dated": None,
    "reason": None,
    "without": None,
    "edited": False,
    "opinion": None,
    BOUND: None,
}


@dataclass(frozen=True, slots=True)
class Asks:
    """What an answer to a question must hold."""

    proposal: str  # the hash of what is proposed
    revision: bool  # something official is out: a reason is needed
    units: Sequence[str]  # that are outstanding or held: their codes are needed
    edited: bool  # the edited report was there when it was asked
    unwritten: bool  # a part that only the edited report can have
    taken: Sequence[Sequence[int]]  # years and numbers of the body's documents
    not_before: str | None  # the date of the release that would be revised


def given_in(params_input: Mapping[str, Any] | None) -> dict[str, Any]:
    """Every field of the form, whichever were sent; what is no field of it is left out."""
    sent = params_input or {}
    return {key: sent.get(key, default) for key, default in EMPTY.items()}


def codes_in(text: str | None) -> tuple[str, ...]:
    """The unit codes of a text, with blanks, commas or semicolons between."""
    return tuple(dict.fromkeys(filter(None, re.split(r"[\s,;]+", text or ""))))


def lacking(form: Mapping[str, Any], asks: Asks, answered_on: date) -> Iterator[str]:
    """What an approval lacks, a sentence each; nothing: it can be released as far as the answer goes."""
    if form[BOUND] != asks.proposal:
        yield "Câu trả lời không phải cho dự thảo đang trình: mở lại trang rồi trả lời."
    yield from _of_texts(form)
    yield from _of_number(form, asks, answered_on)
    if asks.revision and not _text(form["reason"]):
        yield "Thiếu lý do sửa đổi: kỳ này đã có bản công bố."
    named = set(codes_in(_text(form["without"])))
    if missing := [unit for unit in asks.units if unit not in named]:
        yield f"Chưa đồng ý công bố khi còn thiếu {len(missing)} đơn vị: ghi mã của từng đơn vị nêu trong câu hỏi."
    if named - set(asks.units):
        yield "Ghi thừa mã đơn vị: chỉ ghi mã của các đơn vị còn thiếu nêu trong câu hỏi."
    if form["edited"] is True and not asks.edited:
        yield f"Khi trình chưa có `{EDITED_REPORT}`: lưu tệp này rồi chạy lại để trình lại."
    if form["edited"] is not True and asks.unwritten:
        yield "Dự thảo còn phần chưa ai viết: phải đánh dấu mục dùng bản đã sửa trong Word."


def _text(content: Any) -> str:
    return content.strip() if isinstance(content, str) else ""


def _of_texts(form: Mapping[str, Any]) -> Iterator[str]:
    for key, says in {"reason": "Lý do sửa đổi", "without": "Mã đơn vị còn thiếu", "opinion": "Ý kiến"}.items():
        content = form[key]
        if content is not None and (not isinstance(content, str) or len(content) > LONGEST_TEXT):
            yield f"{says}: không phải văn bản, hoặc dài quá {LONGEST_TEXT} ký tự."
    if not isinstance(form["edited"], bool | None):
        yield "Mục dùng bản đã sửa trong Word chỉ là có hoặc không."


def _of_number(form: Mapping[str, Any], asks: Asks, answered_on: date) -> Iterator[str]:
    number, dated = form["number"], form["dated"] or answered_on.isoformat()
    if number is None:
        yield "Thiếu số văn bản."
    elif isinstance(number, bool) or not isinstance(number, int) or number < 1:
        yield "Số văn bản phải là số nguyên từ 1 trở lên."
    try:
        day = date.fromisoformat(dated)
    except (TypeError, ValueError):
        yield "Ngày văn bản không phải là ngày."
        return
    if day < answered_on:
        yield "Ngày văn bản không được trước ngày duyệt."
    if asks.not_before and day < date.fromisoformat(asks.not_before):
        yield "Ngày văn bản không được trước ngày của bản đã công bố."
    if [day.year, number] in map(list, asks.taken):
        yield "Số văn bản này đã dùng trong năm: ghi số khác."
