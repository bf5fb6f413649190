"""What the draft masks stays masked in the report that people edited."""

from __future__ import annotations

import pytest

from wardreport.domain.finding import Severity
from wardreport.review.edited_report.discrepancy import DiscrepancyKind
from wardreport.review.edited_report.narrative_check import check_masked
from wardreport.review.edited_report.passages import Area, ReportPassage

DRAFT = (
    "- Phường Sông Cầu: Trong kỳ phát hiện (c) người bán dâm, đã lập hồ sơ quản lý.",
    "- Đã tổ chức 213 buổi tuyên truyền với 19.810 lượt người tham gia.",
)


def found(*edited: str) -> list[tuple[DiscrepancyKind, Severity, str]]:
    passages = [
        [ReportPassage(Area.BODY, (text,), number) for number, text in enumerate(texts, start=1)]
        for texts in (DRAFT, edited)
    ]
    return [(one.kind, one.severity, one.place) for one in check_masked(*passages)]


@pytest.mark.parametrize(
    "edited",
    [
        "- Phường Sông Cầu: Trong kỳ phát hiện 02 người bán dâm, đã lập hồ sơ quản lý.",
        "- Phường Sông Cầu: Trong kỳ phát hiện hai (02) người bán dâm, đã lập hồ sơ quản lý.",
        "- Phường Sông Cầu: Trong kỳ đã phát hiện ba người bán dâm và lập hồ sơ quản lý.",
    ],
)
def test_a_number_that_was_masked_is_not_written_again(edited: str) -> None:
    assert found(edited, DRAFT[1]) == [(DiscrepancyKind.PUT_BACK, Severity.CRITICAL, "đoạn 1")]


def test_what_was_not_masked_may_be_written() -> None:
    assert found(*DRAFT) == []
    assert found("Phường Sông Cầu đã lập hồ sơ quản lý.", "Toàn thành phố xử phạt 02 người.") == []
