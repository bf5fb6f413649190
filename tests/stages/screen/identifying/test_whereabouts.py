"""Home addresses and dates of birth, and the places and dates that an office writes."""

import pytest

from tests.stages.screen.texts import found
from wardreport.domain.submission import TextArea
from wardreport.metadata import Metadata


@pytest.mark.parametrize(
    "text",
    [
        "trú tại tổ 5, phường Sông Cầu",
        "HKTT: thôn Nà Rào, xã Dương Quang",
        "HKTT xã Dương Quang",
        "chỗ ở hiện nay: số nhà 12, ngõ 4",
        "thường trú: Chợ Đồn, Bắc Kạn",
        "số nhà 12, tổ 5",
        "nhà số 7 ngõ 12",
        "TRÚ TẠI TỔ 5",
        "tru tai to 5, phuong Song Cau",
        "hiện ở thôn Khuổi Kim",
        "số 12 ngách 5 ngõ 7",
    ],
)
def test_where_one_person_lives_is_a_hit(text: str, metadata: Metadata) -> None:
    assert found(metadata, text) == {"address"}


@pytest.mark.parametrize(
    "text",
    [
        "tổ 5, phường Đức Xuân",
        "ngõ 12 đường Hùng Vương",
        "khai báo tạm trú, tạm vắng",
        "đăng ký thường trú tại phường Sông Cầu",
        "người có hộ khẩu thường trú ngoài tỉnh",
        "quản lý tạm trú tại tổ dân phố",
        "đối tượng không có nơi cư trú ổn định",
        "Tổng số nhà nghỉ 12",
        "dân cư ở thôn, bản",
        "số 12 (tăng 3)",
        "Quê hương Bắc Kạn",
    ],
)
def test_places_of_everybody_pass(text: str, metadata: Metadata) -> None:
    assert found(metadata, text) == set()


def test_the_offices_own_house_number_passes_in_its_letterhead(metadata: Metadata) -> None:
    own = "Địa chỉ: số nhà 12, tổ 5, phường Sông Cầu"
    assert found(metadata, own, TextArea.HEAD) == set()
    assert found(metadata, own) == {"address"}
    assert found(metadata, "trú tại số nhà 12, tổ 5", TextArea.HEAD) == {"address"}


@pytest.mark.parametrize(
    "text",
    [
        "sinh ngày 12/3/1990",
        "Ngày sinh: 02.09.2008",
        "ngày, tháng, năm sinh: 2-9-2008",
        "sinh 12/3/1990",
        "(SN 2009)",
        "sn: 1/1/2009",
        "nữ, sinh năm 1992, dân tộc Tày",
        "SINH NGÀY 12/3/1990",
        "sinh ngày 2 tháng 9 năm 2008",
        "01 người sinh năm 1992",
    ],
)
def test_when_one_person_was_born_is_a_hit(text: str, metadata: Metadata) -> None:
    assert found(metadata, text) == {"birth_date"}


@pytest.mark.parametrize(
    "text",
    [
        "phát sinh ngày 12/3/2024",
        "vệ sinh 15/5/2024",
        "học sinh năm học 2023",
        "sinh hoạt chi bộ ngày 3/2/2024",
        "trẻ em sinh năm 2010 đến 2015",
        "công dân sinh năm 2006",
        "12 người sinh năm 1990 trở về trước",
        "Kỷ niệm ngày sinh Chủ tịch Hồ Chí Minh 19/5/2024",
        "ngày 12/3/2024",
    ],
)
def test_other_days_and_age_groups_pass(text: str, metadata: Metadata) -> None:
    assert found(metadata, text) == set()
