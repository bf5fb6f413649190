"""Nicknames, foreigners, given names behind a role, and names as lists do not have them."""

from __future__ import annotations

import pytest

from tests.stages.screen.texts import found, found_in_name
from wardreport.metadata import Metadata

PERSONS = """Hoa "còi"|Tú “khỉ” môi giới|biệt danh Tú khỉ|tên gọi khác: Bé Na|hay gọi là Bống|A tự Tú sẹo
Mr. John Smith|Zhang Wei (Trung Quốc)|Somchai Jaidee|Park Ji Hoon|khách Wang Fang thuê phòng
cô giáo Hiền trường Tiểu học|sếp Trung|gặp thợ Tám ở tổ 3|Ng. Th. Hoa
NGUYỄN thị hoa|Lù Phà Sính|Chíu Tắc Hếnh|N.T.H (2009, tổ 4 Sông Cầu)|H.T.N - 2009"""
NOBODY = """mô hình "Phụ nữ tự tin"|biệt danh, bí danh: không có|Microsoft Office Excel|Kim Đồng|Nguyễn Văn Trỗi (đường)
cô giáo chủ nhiệm|bác sĩ Đa khoa|giám đốc Công an tỉnh|gọi là Đề án 06|khách lưu trú Trung Quốc: 5 người
World Health Organization|Zoom Meeting|NQ/TW (2013, sửa đổi)|UBND - 2015|tự Nguyện"""


@pytest.mark.parametrize("text", PERSONS.replace("\n", "|").split("|"))
def test_a_person_is_found(text: str, metadata: Metadata) -> None:
    assert "person_name" in found(metadata, text)


@pytest.mark.parametrize("text", NOBODY.replace("\n", "|").split("|"))
def test_nobody_is_found(text: str, metadata: Metadata) -> None:
    assert found(metadata, text) == set()


def test_the_initial_of_a_middle_name_in_a_file_s_name(metadata: Metadata) -> None:
    assert found_in_name(metadata, "LyASung.xlsx") == [("person_name", "file!name")]
