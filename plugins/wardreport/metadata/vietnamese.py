"""What the code's own words are called in front of clerks, reviewers and leaders."""

from __future__ import annotations

from wardreport.domain.finding import Severity, Verdict
from wardreport.domain.validation import ResponseState
from wardreport.metadata.units import Role

ROLES = {
    Role.WARD: "Xã, phường",
    Role.AGENCY: "Ban, ngành",
    Role.POLICE: "Công an",
    Role.TEAM178: "Đội 178",
    Role.OFFICE: "Cơ quan tổng hợp",
}
STATES = {
    ResponseState.DUE: "Chưa nộp",
    ResponseState.RECEIVED: "Đã nộp, không dùng được",
    ResponseState.HELD: "Đang giữ lại",
    ResponseState.ACCEPTED: "Đã chấp nhận",
}
VERDICTS = {
    Verdict.ACCEPTED: "Chấp nhận",
    Verdict.HELD: "Giữ lại",
    Verdict.REJECTED: "Không nhận",
    Verdict.QUARANTINED: "Cách ly",
}
SEVERITIES = {Severity.CRITICAL: "Nghiêm trọng", Severity.WARNING: "Cảnh báo", Severity.INFO: "Thông tin"}
