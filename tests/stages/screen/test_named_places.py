"""Places and institutions that are called like people, and kinds of business without a name, are nobody."""

import pytest

from tests.stages.screen.texts import found
from wardreport.domain.submission import TextArea
from wardreport.metadata import Metadata

PLACES = """
Huyện uỷ Đồng Văn|Huyện ủy Đồng Văn|quận Hai Bà Trưng|Quận uỷ Hai Bà Trưng|phố Lý Thường Kiệt|Tyt Dương Quỳ
TYT xã Dương Quang|trường Nguyễn Văn Cừ|Trường THCS Nguyễn Văn Cừ|xã Nguyễn Úy|UBND xã Nguyễn Úy
Trạm y tế Dương Quang|Đảng ủy Hoàng Văn Thụ|phường Hoàng Văn Thụ|Công an phường Nguyễn Thị Minh Khai
Trường Mầm non Hoa Mai|Huyện đoàn Chợ Mới|Bệnh viện Bạch Mai|THPT Chu Văn An|THPT chuyên Lê Quý Đôn
phường Ngô Thì Nhậm|Tỉnh uỷ Hà Giang|thị trấn Trần Văn Thời|xóm Hoàng Hoa Thám|Ban CHQS phường Phùng Chí Kiên
Tổ 1, phường Phùng Chí Kiên|khu phố Nguyễn Trãi|Thị ủy Từ Sơn|công viên Trần Hưng Đạo
"""
KINDS = """
nhà hàng, khách sạn|Cơ sở kinh doanh Karaoke|Nhà nghỉ, nhà trọ|Dịch vụ Karaoke, Massage|Nhà hàng Karaoke
KHÁCH SẠN, NHÀ NGHỈ|Quán Internet|Cắt tóc gội đầu|Spa, chăm sóc sắc đẹp|Quán cà phê giải khát|Nhà nghỉ bình dân
Kinh doanh Khách sạn|Quán Bia|Cà phê đèn mờ|Karaoke gia đình|Hớt tóc thanh nữ|Cơ sở Xông hơi|Nhà nghỉ: 05
Khách sạn: 2|Karaoke (04 cơ sở)|Nhà trọ 12 phòng
"""
NOBODY = [text for line in (PLACES + KINDS).splitlines() if line for text in line.split("|")]


@pytest.mark.parametrize("text", NOBODY)
def test_nobody_is_named(text: str, metadata: Metadata) -> None:
    assert found(metadata, text) == set()
    assert found(metadata, text, TextArea.HEAD) == set()


@pytest.mark.parametrize(
    "text", ["Đảng ủy viên Nguyễn Văn An", "Bà Triệu Thị Hoa", "công an đã bắt Hoàng Văn Thái", "bà Trưng Thị Lan"]
)
def test_a_person_near_such_words_is_a_hit(text: str, metadata: Metadata) -> None:
    assert found(metadata, text) == {"person_name"}
