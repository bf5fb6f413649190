"""Places and institutions that are called like people, and kinds of business without a name, are nobody."""

import pytest

from tests.stages.screen.texts import found, found_in_name
from wardreport.domain.submission import TextArea
from wardreport.metadata import Metadata

PLACES = """
Huyện uỷ Đồng Văn|Huyện ủy Đồng Văn|quận Hai Bà Trưng|Quận uỷ Hai Bà Trưng|phố Lý Thường Kiệt|Tyt Dương Quỳ
TYT xã Dương Quang|trường Nguyễn Văn Cừ|Trường THCS Nguyễn Văn Cừ|xã Nguyễn Úy|UBND xã Nguyễn Úy
Trạm y tế Dương Quang|Đảng ủy Hoàng Văn Thụ|phường Hoàng Văn Thụ|Công an phường Nguyễn Thị Minh Khai
Trường Mầm non Hoa Mai|Huyện đoàn Chợ Mới|Bệnh viện Bạch Mai|THPT Chu Văn An|THPT chuyên Lê Quý Đôn
phường Ngô Thì Nhậm|Tỉnh uỷ Hà Giang|thị trấn Trần Văn Thời|xóm Hoàng Hoa Thám|Ban CHQS phường Phùng Chí Kiên
phường Bà Triệu|Xã Cô Ba|Huyện Bác Ái|Phường Cầu Ông Lãnh|Xã Tam Anh Bắc|Xã Tảo Dương Văn|Xã Vĩnh Lộc A
Phường Quán Thánh|Thị trấn Quán Hàu|Số 95 Trần Thái Tông, phường Cầu Giấy|Phòng khám Đa khoa KV Trịnh Tường
Thái Lan|Hàn Quốc|Dong Hung Commune|Tam Anh Bac commune
Hung Phuc Ward|Xã Bar Măih|Đồng Bằng Sông Hồng|Số 50 đường Hai Bà Trưng, Phường Đồng Phú
Tổ 1, phường Phùng Chí Kiên|khu phố Nguyễn Trãi|Thị ủy Từ Sơn|công viên Trần Hưng Đạo
"""
KINDS = """
nhà hàng, khách sạn|Cơ sở kinh doanh Karaoke|Nhà nghỉ, nhà trọ|Dịch vụ Karaoke, Massage|Nhà hàng Karaoke
KHÁCH SẠN, NHÀ NGHỈ|Quán Internet|Cắt tóc gội đầu|Spa, chăm sóc sắc đẹp|Quán cà phê giải khát|Nhà nghỉ bình dân
Kinh doanh Khách sạn|Quán Bia|Cà phê đèn mờ|Karaoke gia đình|Hớt tóc thanh nữ|Cơ sở Xông hơi|Nhà nghỉ: 05
Khách sạn: 2|Karaoke (04 cơ sở)|Nhà trọ 12 phòng
"""
OFFICE = """
Phó Hiệu trưởng|TRƯỞNG ĐOÀN|Sư Phạm Toán|Mã Khoa|Hộp đựng dụng cụ Inox|Nhạc cụ Phương Tây|Địa lý tài nguyên
phẫu thuật bệnh lý phụ khoa|đèn huỳnh quang|Phần mềm Quản lý Tài sản|Ghi chú: Giá đã gồm thuế|DANH MỤC TỪ VIẾT TẮT
BÁO CÁO THẨM ĐỊNH GIÁ|VI. BÌNH XÉT THI ĐUA|tiêu chí thi đua|mùa chiêu sinh|Quản Lý Quyền Truy Cập|HỌ TÊN ĐẦY ĐỦ
Đại diện: Ông … Chức vụ:|Tủ lạnh GN-L205BS (Tiểu đội)|Hội đồng quản lý Quỹ Khuyến học|anh/chị đăng nhập
số liệu từng cơ sở KCB|Chủ cơ sở SXKD|dịch vụ CNTT|Quê quán: «Que_Quan»|KS7A|Dịch Vụ Công Trực Tuyến|DỊCH VỤ TỐI ĐA
mã số thuế: 0318914647|010.012.013.014.015|Luật Cư trú số 68/2020/QH14
"""
NOBODY = [text for line in (PLACES + KINDS + OFFICE).splitlines() if line for text in line.split("|")]


@pytest.mark.parametrize(
    "name",
    [
        "PhanCong_20240601.xlsx",
        "FileExcelThamDinhGia.xlsx",
        "QuanLyGiangDay.xlsx",
        "MauDanhSachHocPhan.xlsx",
        "SanPhamDvCongIch.xlsm",
        "0e046464-1827-446e-91b4-f272da5ed126_Bieu.docx",
    ],
)
def test_a_file_is_named_after_nobody(name: str, metadata: Metadata) -> None:
    assert found_in_name(metadata, name) == []


@pytest.mark.parametrize(
    "text",
    [
        "Z_02468120_618A_409D_BB25_BC76F7C7851D_.wvu.FilterData",
        "{49e168b7-d2ae-407f-a055-2167576f39a1}",
        "37D93228-5138-49EE-B039-C5F91F2E245B",
    ],
)
def test_by_what_a_program_names_a_part_is_nobodys_number(text: str, metadata: Metadata) -> None:
    assert found(metadata, text) == set()
    assert found(metadata, f"{text} 0912 345 678") == {"phone"}


@pytest.mark.parametrize("text", NOBODY)
def test_nobody_is_named(text: str, metadata: Metadata) -> None:
    assert found(metadata, text) == set()
    assert found(metadata, text, TextArea.HEAD) == set()


@pytest.mark.parametrize(
    "text",
    [
        "Đảng ủy viên Nguyễn Văn An",
        "Bà Triệu Thị Hoa",
        "công an đã bắt Hoàng Văn Thái",
        "bà Trưng Thị Lan",
        "phường Bà Nguyễn Thị Lan",
        "quản lý Hoàng Văn Thái",
        "phần mềm quản lý Hoàng Văn Thái",
        "cụ Bình",
        "VI. Lý Văn An",
        "Số 5 Nguyễn Văn An, phường Sông Cầu",
        "huỳnh quang hải",
        "Nguyen Van An - Ward 5",
        "Nguyen Thi Lan Ward 5",
        "chú An",
    ],
)
def test_a_person_near_such_words_is_a_hit(text: str, metadata: Metadata) -> None:
    assert found(metadata, text) == {"person_name"}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("cơ sở SXKD Hoa Mai Vàng", "place_name"),
        ("phường Quán Hoa Mai Vàng", "place_name"),
        ("Quê quán: xã Dương Quang", "address"),
        ("thường trú tại số 68 đường Hoa Lan", "address"),
        ("MST 0318914647, ĐT 0912345678", "phone"),
        ("001090123456.", "id_number"),
    ],
)
def test_what_is_told_beside_such_words_is_a_hit(text: str, rule: str, metadata: Metadata) -> None:
    assert rule in found(metadata, text)
