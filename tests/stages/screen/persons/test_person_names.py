"""Names of persons, and what only looks like them."""

import unicodedata

import pytest

from tests.stages.screen.measured.labelled_words import without_marks
from tests.stages.screen.texts import found, found_in_name
from wardreport.domain.submission import TextArea
from wardreport.metadata import Metadata
from wardreport.stages.screen.lexicon import form_texts

HITS = [
    "Nguyễn Văn An",
    "NGUYỄN THỊ HOA",
    "Nguyen Van An",
    "LE THI HOA",
    "nguyễn văn bình",
    "bắt giữ nguyen thi lan tai nha",
    "Nguyễn văn An",
    "12 (có Trieu Xuan Hung)",
    "Nông Thị Nhình",
    "TRIỆU VĂN DƯƠNG",
    "Lường Thị Khuyên",
    "Ma Doãn Kháng khai nhận",
    "Bàn Văn Phúc",
    "VI THỊ THƠM",
    "Giàng A Páo",
    "Phùng Quang T. cầm đầu",
    "Dương Quang Hải",
    "Vũ Trường Giang",
    "Nguyễn Hà Giang",
    "ông Tuấn khai",
    "chị Hoa",
    "anh N.V.A",
    "đ/c Hoàng",
    "bà Hiền, 45 tuổi",
    "nạn nhân: Hoa",
    "Họ và tên: Ma Thị Chấm",
    "đối tượng Hoàng Khả Vấn",
    "chủ cơ sở Hà Minh Cường",
    "BÀ TRIỆU THỊ NHUNG",
    "Trưởng Công an: Thiếu tá Bàn Văn Phúc",
    "hoàng văn ngôn",
    "triệu thị chẳng",
    "lý a páo",
    "giàng a chống",
    "sùng seo dế",
    "đặng mùi ghển",
    "Trieu Thi Chang",
    "SUNG SEO DE",
    "TRIEU THI CHANG",
    "hoang van ngon",
    "hà minh cường",
    "nguyễn hoa",
    "chị hoa",
    "Hoắc Thị Mẻn",
    "Nguyễn\u00a0Văn\u00a0An",
    "Nguyễn V\u200băn An",
]
PASSES = [
    "phường Nguyễn Thị Minh Khai",
    "Trường Tiểu học Nguyễn Thị Minh Khai",
    "đường Trần Hưng Đạo",
    "các đường Lê Lợi, Trần Phú và Nguyễn Huệ",
    "Trường THPT Nguyễn Du",
    "TP.Hồ Chí Minh",
    "tư tưởng Hồ Chí Minh",
    "Đoàn TNCS Hồ Chí Minh",
    "Hà Nội, Cao Bằng, Hà Giang, Thái Nguyên, Lý Nhân",
    "Hồ Ba Bể",
    "Công an thành phố",
    "Hội Liên hiệp Phụ nữ, Đoàn Thanh niên, Mặt trận Tổ quốc",
    "HỒ SƠ",
    "LÝ DO",
    "MẠI DÂM",
    "CAO",
    "THÁI ĐỘ",
    "Vũ Trường",
    "TỔNG SỐ NGƯỜI VI PHẠM",
    "BÁO CÁO KẾT QUẢ CÔNG TÁC PHÒNG, CHỐNG MẠI DÂM",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "ỦY BAN NHÂN DÂN PHƯỜNG PHÙNG CHÍ KIÊN",
    "Bao Cao Ket Qua Cong Tac Phong Chong Mai Dam",
    "Đồng chí Chủ tịch UBND phường chỉ đạo",
    "đối tượng Nam",
    "quyền trẻ em Việt Nam",
    "Ông/Bà",
    "Anh hùng Lao động",
    "Đảng, đoàn thể",
    "là vấn đề phức tạp",
    "la van de phuc tap",
    "công văn số 12",
    "cao trung bình",
    "thị trường, thị trấn",
    "ban hanh van ban",
    "em nam, em nữ",
    "siêu thị Lan Chi",
    "Phòng Văn Hóa Thông Tin",
]


@pytest.mark.parametrize("text", HITS)
def test_a_persons_name_is_a_hit(text: str, metadata: Metadata) -> None:
    assert found(metadata, text) == {"person_name"}
    assert found(metadata, unicodedata.normalize("NFD", text)) == {"person_name"}


@pytest.mark.parametrize("text", PASSES)
def test_places_offices_and_ordinary_words_pass(text: str, metadata: Metadata) -> None:
    assert found(metadata, text) == set()


def test_the_forms_own_words_pass_however_they_are_written(metadata: Metadata) -> None:
    for text in form_texts(metadata):
        for written in (text, text.lower(), text.title(), text.upper(), " " + text + " "):
            assert found(metadata, written, TextArea.HEAD) == set(), written


def test_the_names_of_units_pass_however_they_are_written(metadata: Metadata) -> None:
    for unit in metadata.units:
        short = unit.name.removeprefix("Phường ").removeprefix("Xã ")
        for name in (unit.name, short):
            for text in (name, name.upper(), name.lower(), without_marks(name), f"UBND {name}", f"tại {name}, tổ 5"):
                assert found(metadata, text) == set(), text
        file_name = without_marks(unit.name).lower().replace(" ", "-")
        assert found_in_name(metadata, f"{file_name}.xlsx") == []
        assert found_in_name(metadata, f"BC_{unit.name.replace(' ', '_')}.xlsx") == []


@pytest.mark.parametrize(
    "name",
    [
        "Bieu_Nguyen_Van_An.xlsx",
        "nguyen-van-an.xlsx",
        "BaoCaoNguyenVanAn.xls",
        "BC%20Nguy%E1%BB%85n%20V%C4%83n%20An.ods",
    ],
)
def test_a_name_in_the_files_name(name: str, metadata: Metadata) -> None:
    assert found_in_name(metadata, name) == [("person_name", "file!name")]
