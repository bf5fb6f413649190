"""Proper names of businesses, and kinds of business without one."""

import pytest

from tests.stages.screen.texts import found, found_in_name
from wardreport.metadata import Metadata


@pytest.mark.parametrize(
    "text",
    [
        "nhà nghỉ Hoa Hồng",
        "NHÀ NGHỈ HOA HỒNG",
        "nha nghi Hoa Hong",
        'Khách sạn "Sao Mai"',
        "quán cà phê Mộc Miên",
        "Karaoke Nhật Minh bị xử phạt",
        "Công ty TNHH Thành Đạt",
        "cơ sở Bình Minh",
        "quán Hoàng Long",
        "Nhà nghỉ: Thanh Bình",
        "Hoa Hồng Spa",
        "nhà nghỉ tên Hoa",
    ],
)
def test_a_business_by_name_is_a_hit(text: str, metadata: Metadata) -> None:
    assert found(metadata, text) == {"place_name"}


@pytest.mark.parametrize(
    "text",
    [
        "Nhà hàng karaoke & cơ sở massage",
        "Cơ sở lưu trú (nhà nghỉ, khách sạn…)",
        "CƠ SỞ KINH DOANH DỊCH VỤ TRÊN ĐỊA BÀN",
        "CÁC CƠ SỞ LƯU TRÚ, NHÀ NGHỈ, KHÁCH SẠN",
        "Cơ sở Bảo trợ xã hội",
        "Nhà nghỉ: Không",
        "Có 5 nhà nghỉ, 2 khách sạn",
        "nhà nghỉ Phường Đức Xuân",
        "quán karaoke. Tổng số 5",
        "cơ sở Đảng",
        "Không có cơ sở vũ trường",
    ],
)
def test_kinds_of_business_pass(text: str, metadata: Metadata) -> None:
    assert found(metadata, text) == set()


def test_a_business_in_the_files_name(metadata: Metadata) -> None:
    assert found_in_name(metadata, "nha-nghi-hoa-hong.xlsx") == [("place_name", "file!name")]
    assert found_in_name(metadata, "bao-cao-nha-nghi-karaoke.xlsx") == []
