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
        "nhà nghỉ 99",
        "kiểm tra nhà nghỉ 26",
        "Karaoke số 1",
        "karaoke K79",
        "nhà nghỉ hoa hồng",
        "nha nghi hoa hong",
        "NN Bích Ngọc",
        "KTV Diamond",
        "KS Hoa Mai",
        "ks hoàng long",
        "cơ sở Sunrise",
        "quán Phố Xưa",
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
        "Nhà nghỉ 5, khách sạn 2, karaoke 3",
        "Tổng số nhà nghỉ 12",
        "5 nhà nghỉ 3 khách sạn",
        "nhà nghỉ 05 cơ sở",
        "khách sạn 3 sao",
        "kiểm tra nhà nghỉ 26 lượt",
        "nhà nghỉ bình dân",
        "khách sạn cao cấp",
        "quán ăn bình thường",
        "Sở NN&PTNT",
        "ngành NN Bắc Kạn",
        "KTV massage",
        "Trường Trung học cơ sở Đức Xuân",
    ],
)
def test_kinds_of_business_pass(text: str, metadata: Metadata) -> None:
    assert found(metadata, text) == set()


def test_a_business_in_the_files_name(metadata: Metadata) -> None:
    assert found_in_name(metadata, "nha-nghi-hoa-hong.xlsx") == [("place_name", "file!name")]
    assert found_in_name(metadata, "bao-cao-nha-nghi-karaoke.xlsx") == []
