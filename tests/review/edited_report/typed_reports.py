"""A report as somebody types it without the system, in our own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from docx import Document

from tests.specimens.submissions import PERIOD
from wardreport.metadata import Metadata

FIGURES = {
    "fac_total": "109",
    "fac_lodging": "74",
    "fac_karaoke_massage": "17",
    "fac_other": "18",
    "fac_committed": "89",
    "staff_total": "40",
    "comm_sessions": "213",
    "comm_attendees": "19.810",
    "team_total": "1",
    "team_district": "1",
    "member_total": "9",
    "member_district": "9",
    "fac_inspected": "5",
    "fac_inspected_pct": "4,59",
    "officers": "8",
    "officers_trained": "8",
    "budget_total": "30",
    "budget_local": "30",
}
TEXT = (
    "I. KẾT QUẢ",  # 2, as the title is the first
    "Theo Kế hoạch số 89/KH-UBND ngày 22/4/2024, Công văn số 602/UBND-VHTT ngày 08/4/2024 và Công văn số "
    "1491/UBND-LĐTBXH ngày 04/6/2024, các đơn vị đã triển khai nhiệm vụ.",
    "Qua rà soát có 109 cơ sở kinh doanh dịch vụ có điều kiện dễ phát sinh tệ nạn, gồm 74 cơ sở lưu trú; 13 quán "
    "Karaoke, 04 điểm Massage; 18 loại hình khác.",
    "Đến nay 89 cơ sở đã ký cam kết.",
    "Nhân viên tại các cơ sở có khoảng 40 người.",
    "Kinh phí được giao 30 triệu đồng, chi cho:",
    "+ Đội liên ngành: 10 triệu đồng;",
    "+ Tuyên truyền: 20 triệu đồng.",
    "Công an tổ chức 30 buổi với 4.000 người tham gia; Hội Phụ nữ 17 buổi với 1.914 người tham dự.",
    "Nhà trường tổ chức 24 buổi với 4.387 lượt người; Mặt trận 142 buổi với 9.509 lượt người.",
    "Đội liên ngành đã kiểm tra 05 cơ sở lưu trú, chưa phát hiện vi phạm.",
    "II. TỒN TẠI, HẠN CHẾ",
    "Năm tới dự kiến tổ chức 300 buổi.",
)
RECIPIENTS = ("Nơi nhận:", "- Lãnh đạo UBND thành phố;", "- Lưu: VT, LĐTBXH.")


def typed_report(
    file: Path,
    metadata: Metadata,
    *,
    text: Sequence[str] = TEXT,
    figures: Mapping[str, str] | None = None,
    number: str = "45",
    dated: str = "ngày 05 tháng 6 năm 2024",
    attached: str = "số 45/BC-UBND ngày 05/6/2024",
) -> Path:
    """The report in a file; ``figures`` replaces some of the annex's, the others are as in ``FIGURES`` or nil."""
    document = Document()
    head = document.add_table(rows=1, cols=2)
    head.cell(0, 0).text = f"ỦY BAN NHÂN DÂN\nSố: {number}/BC-UBND"
    head.cell(0, 1).text = f"Bắc Kạn, {dated}"
    document.add_paragraph("BÁO CÁO")
    for paragraph in (*text, *RECIPIENTS, "Phụ lục", f"(Kèm theo Báo cáo {attached} của UBND thành phố)"):
        document.add_paragraph(paragraph)
    rows = metadata.form(PERIOD).rows
    annex = document.add_table(rows=len(rows) + 1, cols=3)
    shown = {**FIGURES, **(figures or {})}
    lines = [("Nội dung", "Đơn vị tính", "Số lượng")]
    lines += [
        (row.label_for(PERIOD), row.unit, shown.get(row.indicators[0], "-") if row.indicators else "") for row in rows
    ]
    for cell, written in zip(annex._cells, (cell for line in lines for cell in line), strict=True):
        cell.text = written
    document.save(str(file))
    return file
