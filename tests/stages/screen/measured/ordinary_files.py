"""A hundred annexes as offices hand them in, by code and a fixed seed: what an office writes of itself and its work.

Heads, letterheads, notes beside the figures, a sheet of remarks, the narrative sheet, signature blocks, recipients and
authors; nobody but officials who sign is named. Persons are invented.
"""

from __future__ import annotations

import io
import random
from collections.abc import Iterator

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from sample.make_share import figures, narratives, units, workbook_bytes

from wardreport.metadata import Metadata

SEED = 20_240_615
FILES = 100
PERIOD_LINES = ("Kỳ báo cáo: 6 tháng đầu năm 2024", "Từ 15/12/2023 đến 14/6/2024", "6 THÁNG ĐẦU NĂM 2024")
NUMBERS = ("Số: 45/BC-UBND", "Số: 128/BC-CAP", "Số:      /BC-UBND", "Số 07/BC-HPN")
NOTES = (
    "Tăng 02 so với cùng kỳ năm 2023",
    "giảm do 01 nhà nghỉ, 02 karaoke tạm dừng hoạt động",
    "tổ 5, tổ 7",
    "tập trung tại tổ dân phố số 3 và đường Hùng Vương",
    "theo Quyết định số 56/QĐ-UBND ngày 12/3/2024",
    "Nhà nghỉ: 12; khách sạn: 3; karaoke: 5",
    "đã ký cam kết 100%",
    "Không phát sinh",
    "kinh phí 12.500.000 đồng (ngân sách phường)",
    "04 buổi tại Trường THCS Bắc Kạn, Trường Tiểu học Phùng Chí Kiên",
    "lồng ghép sinh hoạt chi hội phụ nữ, chi đoàn",
    "qua hệ thống loa truyền thanh, Zalo, Facebook của phường",
    "phối hợp với Công an, Đoàn Thanh niên, Hội Liên hiệp Phụ nữ",
    "số liệu chốt đến ngày 14/6/2024",
    "đối tượng từ 18 đến 35 tuổi",
    "học sinh lớp 8, lớp 9",
    "Điều 23, 24 Nghị định số 144/2021/NĐ-CP",
    "người tạm trú từ 03 tháng trở lên",
    "quán cà phê, nhà trọ, quán ăn bình dân",
    "xã không có cơ sở lưu trú",
    "Tài khoản kho bạc 9523.3.1012345",
    "mục 3 phần II Biểu 02B",
    "Lý do: sáp nhập tổ dân phố",
    "01 mô hình (chi hội phụ nữ tổ 9)",
)
FUNCTIONS = (
    "NGƯỜI LẬP BIỂU",
    "THỦ TRƯỞNG ĐƠN VỊ",
    "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH",
    "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH",
    "TRƯỞNG CÔNG AN",
)
SIGNERS = (
    "Nông Thị Sảo",
    "Hoàng Văn Kiểm",
    "Triệu Thị Nhậm",
    "Lường Văn Thiểm",
    "Bàn Thị Chòi",
    "NGUYỄN THỊ THƠI",
    "Trần Đức Ngà",
)
PROVERBS = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
REMARKS = (
    "Ghi chú: cột 3 = cột 1 + cột 2",
    "Số liệu do bộ phận Văn hóa - Xã hội tổng hợp",
    "(*) Bao gồm cả cơ sở tạm ngừng kinh doanh",
    "Biểu mẫu kèm theo Công văn số 1236/UBND-VX ngày 03/6/2024",
    "Đề nghị các đơn vị gửi trước ngày 20/6/2024",
    "Nơi nhận: Như trên; Lưu: VT.",
    "Bắc Kạn, ngày 14 tháng 6 năm 2024",
)


def ordinary_files(metadata: Metadata, period_form: int = 0) -> Iterator[tuple[str, bytes]]:
    """Unit and content of each file; the same at every call."""
    rng = random.Random(SEED)  # noqa: S311
    form = metadata.forms[period_form]
    lines, entries, said = units(), figures(), narratives()
    for number in range(FILES):
        line = lines[number % len(lines)]
        told = said.get(line["unit"]) if rng.random() < 0.5 else None
        content = workbook_bytes(
            {**line, "period_line": rng.choice(PERIOD_LINES)}, entries.get(line["unit"], {}), form, told
        )
        yield line["unit"], _as_an_office_writes(content, rng)


def _as_an_office_writes(content: bytes, rng: random.Random) -> bytes:
    workbook = load_workbook(io.BytesIO(content))
    sheet = workbook.worksheets[0]
    end = sheet.max_row
    _sign(sheet, end, rng)
    for note in rng.sample(NOTES, rng.randint(1, 5)):
        sheet.cell(rng.randint(12, end - 4), 6, note)
    sheet.insert_rows(1, 2)
    for column, text in ((1, rng.choice(NUMBERS)), (3, PROVERBS[0])):
        sheet.cell(1, column, text)
    sheet.cell(2, 3, PROVERBS[1])
    if rng.random() < 0.4:
        remarks = workbook.create_sheet(rng.choice(["Ghi chu", "Sheet2", "Giải trình"]))
        for row, text in enumerate(rng.sample((*REMARKS, *NOTES), 4), start=1):
            remarks.cell(row, 1, text)
    workbook.properties.creator = rng.choice(["", "Admin", "Windows User", "VHXH"])
    saved = io.BytesIO()
    workbook.save(saved)
    return saved.getvalue()


def _sign(sheet: Worksheet, end: int, rng: random.Random) -> None:
    left, right = rng.sample(SIGNERS, 2)
    sheet.cell(end, 3, rng.choice(FUNCTIONS[1:]))
    sheet.cell(end + 5, 1, left)
    sheet.cell(end + 5, 3, right)
    sheet.cell(end + 7, 1, rng.choice(REMARKS))
