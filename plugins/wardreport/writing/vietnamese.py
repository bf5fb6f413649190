"""What the code's own words are called in front of clerks, reviewers and leaders."""

from __future__ import annotations

import re

from wardreport.domain.figure import Status
from wardreport.domain.finding import NOTE, Severity, Verdict
from wardreport.domain.validation import DecisionAction, ResponseState
from wardreport.metadata.units import Role

ROLES = {
    Role.CONSOLIDATING: "Đơn vị tổng hợp",
    Role.WARD: "Xã, phường",
    Role.AGENCY: "Ban, ngành",
    Role.POLICE: "Công an",
    Role.TEAM178: "Đội 178",
    Role.OFFICE: "Cơ quan tổng hợp",
}
STATES = {
    ResponseState.NOT_DUE: "Chưa đến hạn",
    ResponseState.DUE: "Chưa nộp",
    ResponseState.LATE: "Quá hạn",
    ResponseState.RECEIVED: "Đã nộp, không dùng được",
    ResponseState.HELD: "Đang giữ lại",
    ResponseState.RETURNED: "Đã trả lại",
    ResponseState.ACCEPTED: "Đã chấp nhận",
    ResponseState.OUTSTANDING: "Còn thiếu khi công bố",
}
VERDICTS = {
    Verdict.ACCEPTED: "Chấp nhận",
    Verdict.HELD: "Giữ lại",
    Verdict.REJECTED: "Không nhận",
    Verdict.QUARANTINED: "Cách ly",
}
ACTIONS = {
    DecisionAction.ACCEPT_AS_REPORTED: "Công bố theo số đã báo cáo",
    DecisionAction.RETURN: "Trả lại",
    DecisionAction.REPLACE: "Thay số liệu",
    DecisionAction.WAIVE: "Miễn áp dụng quy tắc có thời hạn",
}
PLACES = {  # what is no cell, as addresses name it
    "header": "đầu trang",
    "footer": "chân trang",
    "textbox": "hộp chữ",
    "comment": "phần ghi chú",
    "comments": "phần ghi chú",
    "validation": "lời nhắc nhập liệu của ô",
    "scenario": "kịch bản",
    "text": "phần văn bản",
    "formula": "công thức",
    "names": "tên vùng",
    "strings": "nội dung còn sót lại trong tệp",
    "properties": "thuộc tính của tệp",
    "custom_xml": "dữ liệu kèm theo tệp",
    "embedded": "đối tượng nhúng",
    "picture": "hình ảnh",
    "links": "liên kết",
    "footnote": "cước chú",
    "deleted_text": "nội dung đã xóa còn lưu vết",
    "other": "phần ẩn của tệp",
    "name": "tên tệp",
    "title": "tên trang tính",
}
SEVERITIES = {Severity.CRITICAL: "Nghiêm trọng", Severity.WARNING: "Cảnh báo", Severity.INFO: "Thông tin"}
STATUSES = {  # how a row was answered
    Status.VALUE: "Có số",
    Status.ZERO: "Ghi 0",
    Status.NIL: "Ghi “-”",
    Status.BLANK: "Để trống",
    Status.MISSING: "Không có dòng",
    Status.INVALID: "Không đọc được",
}
MARKS = {Severity.CRITICAL: "▲ Sửa", Severity.WARNING: "! Xem lại", Severity.INFO: "i Để biết"}
# what a unit does next, by the verdict; the second where the feedback has no form to fill in
NEXT_STEPS = {
    Verdict.ACCEPTED: (
        "Biểu đã được chấp nhận, đơn vị không phải gửi lại. Các ý dưới đây, nếu có, để đơn vị xem và rút kinh nghiệm."
    ),
    Verdict.HELD: (
        "Đề nghị làm theo các ý dưới đây: sửa các ô tô đỏ ở trang “Bieu” của tệp này, lưu lại "
        "rồi gửi lại chính tệp này."
    ),
    Verdict.REJECTED: (
        "Hệ thống không đọc được biểu trong tệp đã gửi. Đề nghị điền số liệu vào trang “Bieu” của tệp này rồi gửi lại."
    ),
    Verdict.QUARANTINED: (
        "Tệp có thể chứa thông tin cá nhân nên đã được cất riêng. Đề nghị xóa thông tin đó ở những chỗ nêu dưới đây "
        "trong tệp của đơn vị, chỉ giữ số liệu tổng hợp, rồi gửi lại."
    ),
}
NEXT_STEPS_WITHOUT_FORM = NEXT_STEPS | {
    Verdict.HELD: "Đề nghị sửa trong tệp của đơn vị theo các ý dưới đây rồi gửi lại.",
    Verdict.REJECTED: (
        "Hệ thống không đọc được biểu trong tệp đã gửi. Đề nghị lấy mẫu biểu ở cơ quan tổng hợp, điền số liệu "
        "rồi gửi lại."
    ),
}


_LINE = re.compile(r"(above|below)(\d+)")
_SHEET = re.compile(r"sheet(\d+)")
_CELL = re.compile(r"[A-Z]{1,3}\d+")
_AT = frozenset({"header", "footer"})  # a thing stands at these, and in the others


def place_in_words(address: str) -> str:
    """An address of a finding as a clerk reads it: ``Bieu!C9`` is C9, ``sheet2!header`` đầu trang (trang tính 2)."""
    sheet, _, place = address.rpartition("!")
    line = _LINE.fullmatch(place)
    if line:
        return f"dòng {line[2]} phía {'trên' if line[1] == 'above' else 'dưới'} biểu"
    if place.startswith(NOTE):
        return f"phần ghi chú của ô {place_in_words(f'{sheet}!{place.removeprefix(NOTE)}')}"
    number = _SHEET.fullmatch(sheet)
    if number and place == "title":
        return f"{PLACES[place]} {number[1]}"
    return PLACES.get(place, place) + (f" (trang tính {number[1]})" if number else "")


def place_phrase(address: str) -> str:
    """The same as a sentence begins with it: "Ở ô C9 (trang tính 2)", "Trong phần ghi chú", "Ở đầu trang"."""
    place, words = address.rpartition("!")[2], place_in_words(address)
    if _CELL.fullmatch(place):
        return f"Ở ô {words}"
    return f"{'Ở' if place in _AT or _LINE.fullmatch(place) else 'Trong'} {words}"
