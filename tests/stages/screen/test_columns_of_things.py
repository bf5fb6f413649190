"""Lists of streets, units and goods, the fields of printed forms, and offices' own lines in tables."""

from __future__ import annotations

import pytest

from tests.stages.screen.texts import found, found_in_name, parsed
from wardreport.domain.submission import FreeText, TextArea
from wardreport.metadata import Metadata
from wardreport.stages.screen import screen

Cells = list[tuple[int, int, str]]


def _hits(metadata: Metadata, cells: Cells, area: TextArea = TextArea.ELSEWHERE) -> set[tuple[str, str | None]]:
    texts = [FreeText(f"sheet2!{'ABCD'[column - 1]}{row}", text, area, row, column) for row, column, text in cells]
    return {(d.rule, d.cell) for d in screen(parsed(*texts), metadata).detections}


@pytest.mark.parametrize(
    "cells",
    [
        [(1, 1, "Tên đường giới hạn khu vực"), (2, 1, "Lê Văn Sanh"), (3, 1, "Hoàng Minh Thảo")],
        [(2, 2, "Tên đơn vị"), (3, 2, "Tiền mặt"), (4, 2, "Yên Thái"), (5, 2, "Long Phú")],
        [(1, 1, "Tên hàng hóa, dịch vụ"), (2, 1, "Hạt giống Đậu Tứ quý số 1")],
        [(1, 1, "Bưu cục"), (3, 1, "Đồng Xuân")],
        [(1, 1, "TRẠM Y TẾ"), (1, 3, "Số nhà 79, đường Thanh Niên")],
        [(1, 1, "Nơi cư trú:"), (2, 1, "Số định danh cá nhân/CCCD/Hộ chiếu:")],
        [(1, 1, "Nơi cư trú"), (2, 1, "ĐIỀU 2: CHIA TÀI SẢN CHUNG")],
        [(1, 1, "Ngày sinh"), (2, 1, "1"), (3, 1, "2. Danh sách, tìm kiếm")],
        [(1, 1, "Tên"), (2, 1, "Hiệu lực"), (3, 1, "Tâm căn suy nhược [mất ngủ]")],
        [(1, 1, "Ho"), (2, 1, "Lao")],
        [(1, 2, "CHỦ TỊCH\n\n\n\n\nTrần Văn Thắng")],
    ],
)
def test_places_goods_and_fields_are_nobody(cells: Cells, metadata: Metadata) -> None:
    assert _hits(metadata, cells) == set()


@pytest.mark.parametrize(
    ("cells", "hit"),
    [
        ([(1, 1, "Tên đường"), (2, 1, "Họ và tên"), (3, 1, "Lê Văn Sanh")], ("privacy.person_name", "sheet2!A3")),
        ([(1, 1, "Tên đơn vị"), (2, 1, "Lê Văn Sanh")], ("privacy.person_name", "sheet2!A2")),
        ([(1, 1, "Tên đường"), (2, 1, "nạn nhân Lê Văn Sanh")], ("privacy.person_name", "sheet2!A2")),
        ([(1, 1, "Tên hàng"), (2, 1, "Lê Thị Sanh")], ("privacy.person_name", "sheet2!A2")),
        ([(1, 1, "Tên đường"), (9, 1, "Lê Minh Sanh")], ("privacy.person_name", "sheet2!A9")),
        ([(1, 1, "Tên đường"), (1, 2, "Lê Minh Sanh")], ("privacy.person_name", "sheet2!B1")),
        ([(1, 1, "Tên đường"), (2, 1, "karaoke Diamond")], ("privacy.place_name", "sheet2!A2")),
        ([(1, 1, "Ông Tuấn"), (1, 3, "Số nhà 79, đường Thanh Niên")], ("privacy.address", "sheet2!C1")),
        ([(1, 1, "Nơi cư trú"), (2, 1, "thôn Nà Pái")], ("privacy.address", "sheet2!A2")),
        ([(1, 2, "ĐỐI TƯỢNG\n\n\n\nTrần Văn Thắng")], ("privacy.person_name", "sheet2!B1")),
    ],
)
def test_somebody_in_such_columns_stays_a_hit(cells: Cells, hit: tuple[str, str], metadata: Metadata) -> None:
    assert hit in _hits(metadata, cells)


def test_below_the_form_no_heading_makes_a_name_a_place(metadata: Metadata) -> None:
    hits = _hits(metadata, [(1, 1, "Tên đường"), (2, 1, "Lê Minh Sanh")], TextArea.BELOW)
    assert hits == {("privacy.person_name", "sheet2!A2")}


@pytest.mark.parametrize(
    "text",
    [
        "Xã Đào Mỹ", "Thị trấn Bố Hạ", "Xã Nam Yang", "Phường Bồ Xuyên", "Bar Măih Commune", "Bv Yhct-Lào Cai",
        "Phan Đình Phùng", "ngã 3 Hoàng Thái Hiếu", "Số 9A, Nguyễn Cảnh Chân, Ba Đình, Hà Nội",
        "Đường Trường Chinh, phố Đội Kỳ",
        "Dịch vụ CPN EMS", "Kính gửi: Ban Giám đốc công ty ABC", "Vac-xin Lở mồm long móng",
        "hội chứng Steven Johnson",
        "mongodb+srv://reader:secret@cluster0.example.net", "điện thoại: 080.45774",
        "đ/c Phó Chủ tịch phụ trách chỉ đạo",
        "CÔNG TY BẢO HIỂM BƯU ĐIỆN\nSố 95 Trần Thái Tông, phường Cầu Giấy\nTel: (024) 37724466",
        "số 260 Lê Lợi, Chi cục Thuế khu vực", "SỐ CHỖ NGỒI/ TẢI TRỌNG",
    ],
)  # fmt: skip
def test_what_offices_write_passes(text: str, metadata: Metadata) -> None:
    assert found(metadata, text) == set()


@pytest.mark.parametrize(
    "text",
    ["anh Nguyễn Thái Học", "Nguyễn Thái Học khai nhận", "ông Đào Mỹ", "Đường Văn Nam", "khách Lào Somsak Phong",
     "Mr. John"],
)  # fmt: skip
def test_people_called_alike_stay_hits(text: str, metadata: Metadata) -> None:
    assert "person_name" in found(metadata, text)


def test_a_file_called_after_its_list_is_no_business(metadata: Metadata) -> None:
    assert found_in_name(metadata, "DanhSachDoanhNghiep_Template.docx") == []
    assert ("place_name", "file!name") in found_in_name(metadata, "DoanhNghiepHoaMai_Template.docx")
