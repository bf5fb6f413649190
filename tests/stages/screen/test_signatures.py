"""Who signs may be named, under a function and below the form."""

import pytest

from tests.stages.screen.texts import parsed
from wardreport.domain.submission import FreeText, TextArea
from wardreport.metadata import Metadata
from wardreport.stages.screen import screen
from wardreport.stages.screen.passages import without_marks

NAME = "Nguyễn Văn An"
OTHER = "Hoàng Thị Hoa"
Texts = list[tuple[str, int, int]]


def _text(text: str, row: int, column: int, area: TextArea = TextArea.BELOW) -> FreeText:
    return FreeText(f"sheet1!{chr(64 + column)}{row}", text, area, row, column)


def _hits(metadata: Metadata, *texts: FreeText) -> list[tuple[str, str | None]]:
    return [(d.rule, d.cell) for d in screen(parsed(*texts), metadata).detections]


@pytest.mark.parametrize(
    "texts",
    [
        [("CHỦ TỊCH", 1, 1), (NAME, 6, 1)],
        [("CHỦ TỊCH", 1, 1), (NAME.upper(), 9, 3)],
        [("Thủ trưởng đơn vị", 1, 1), ("(Ký, ghi rõ họ tên)", 2, 1), (f"Thượng tá {NAME}", 6, 1)],
        [("TRƯỞNG CÔNG AN", 1, 2), (f"(Đã ký) {NAME}", 5, 2)],
        [("NGƯỜI LẬP BIỂU", 1, 1), ("CHỦ TỊCH", 1, 3), (NAME, 6, 1), (OTHER, 6, 3)],
        [("TM. ỦY BAN NHÂN DÂN PHƯỜNG SÔNG CẦU", 1, 1), ("KT. CHỦ TỊCH", 2, 1), ("PHÓ CHỦ TỊCH", 3, 1), (NAME, 8, 1)],
        [("CHỦ TỊCH", 1, 1), (NAME, 1, 3)],
        [("NGƯỜI LẬP BIỂU\t\tCHỦ TỊCH", 1, 1), (f"{NAME}\t\t{OTHER}", 5, 1)],
        [(f"CHỦ TỊCH\n(đã ký)\n\n{NAME}", 1, 1)],
        [(f"Người lập biểu: {NAME}", 1, 1)],
        [(f"Người lập: Đ/c {NAME}", 0, 0)],
    ],
)
def test_one_name_under_its_function_passes_and_is_not_kept(
    texts: list[tuple[str, int, int]], metadata: Metadata
) -> None:
    form = screen(parsed(*(_text(*text) for text in texts)), metadata)
    assert form.detections == ()
    assert NAME not in repr(form)


@pytest.mark.parametrize(
    ("texts", "cells"),
    [
        ([(NAME, 6, 1)], ["A6"]),
        ([("CHỦ TỊCH", 1, 1), (NAME, 10, 1)], ["A10"]),
        ([("CHỦ TỊCH", 1, 1), (NAME, 4, 6)], ["F4"]),
        ([("CHỦ TỊCH", 5, 1), (NAME, 2, 1)], ["A2"]),
        ([("KT. CHỦ TỊCH", 1, 1), ("PHÓ CHỦ TỊCH", 2, 1), (NAME, 5, 1), (OTHER, 6, 1)], ["A6"]),
        ([("CHỦ TỊCH", 1, 1), (f"{NAME}, {OTHER}", 3, 1)], ["A3"]),
        ([("Người bán dâm:", 1, 1), (NAME, 3, 1)], ["A3"]),
        ([(f"{NAME}\nCHỦ TỊCH\n{OTHER}", 3, 1)], ["A3"]),
        ([("CHỦ TỊCH", 1, 1), (f"{NAME} đã khai", 3, 1)], ["A3"]),
    ],
)
def test_any_other_name_below_the_form_is_a_hit(texts: Texts, cells: list[str], metadata: Metadata) -> None:
    hits = _hits(metadata, *(_text(*text) for text in texts))
    names = [hit for hit in hits if hit[0] == "privacy.person_name"]
    assert names == [("privacy.person_name", f"sheet1!{cell}") for cell in cells]


FUNCTIONS = """
VĂN PHÒNG - THỐNG KÊ|NGƯỜI THỰC HIỆN|NGƯỜI NHẬP BIỂU|THƯ KÝ|PCT. UBND|K/T CHỦ TỊCH|T/L CHỦ TỊCH|T/M ỦY BAN NHÂN DÂN
CHỈ HUY TRƯỞNG|VĂN THƯ|PHỤ TRÁCH PHÒNG|Trưởng CAP|Phó Trưởng Công an|P. TRƯỞNG CÔNG AN XÃ|Chỉ huy trưởng BCH QS
Trạm trưởng|P.HIỆU TRƯỞNG|Chủ tịch Hội LHPN|Công chức VH-XH|CÔNG CHỨC LĐ-TB&XH|Công chức Tư pháp - Hộ tịch
CÔNG CHỨC ĐỊA CHÍNH - NÔNG NGHIỆP - XÂY DỰNG VÀ MÔI TRƯỜNG|Cán bộ bán chuyên trách|GIÁM ĐỐC TRUNG TÂM Y TẾ
Đội trưởng Đội 178|TP. LĐTBXH|PTP|TP|P.TP|GĐ|PGĐ|CVP|CT|PCT|BT|PBT|TUQ. CHỦ TỊCH|T/UQ CHỦ TỊCH|Q. CHỦ TỊCH
Q.TRƯỞNG PHÒNG|KT.CHỦ TỊCH|KT CHỦ TỊCH|K.T. CHỦ TỊCH|T.L CHỦ TỊCH|TL CHỦ TỊCH|T.M ỦY BAN NHÂN DÂN|TM UBND XÃ
TM. BTV ĐẢNG ỦY|TM. BAN THƯỜNG TRỰC|T/M BAN CHỈ ĐẠO|TM. HỘI LHPN|TM. HĐND|KÝ THAY|THỪA LỆNH CHỦ TỊCH
KT. CHỈ HUY TRƯỞNG|ĐẠI DIỆN UBND PHƯỜNG|LÃNH ĐẠO PHÊ DUYỆT|XÁC NHẬN CỦA THỦ TRƯỞNG ĐƠN VỊ|NGƯỜI DUYỆT|KIỂM SOÁT
LẬP BIỂU|NGƯỜI CUNG CẤP SỐ LIỆU|CB TỔNG HỢP|CÁN SỰ|KẾ TOÁN|THỦ QUỸ|TỔ TRƯỞNG TỔ DÂN PHỐ 5|PHÓ BÍ THƯ THƯỜNG TRỰC
BÍ THƯ ĐOÀN TNCS HỒ CHÍ MINH|CHỦ TỊCH UB MTTQ VN|PHÓ CHÁNH VĂN PHÒNG|XÃ ĐỘI TRƯỞNG|CÔNG AN PHƯỜNG SÔNG CẦU
TRẠM Y TẾ|CẢNH SÁT KHU VỰC|ỦY VIÊN UBND - TRƯỞNG CÔNG AN|VIÊN CHỨC DÂN SỐ|CHỦ TỊCH UBND XÃ NGUYỄN ÚY|HIỆU PHÓ
ĐẦU MỐI|PHÒNG VĂN HÓA - XÃ HỘI
"""
POSTS = [function for line in FUNCTIONS.strip().splitlines() for function in line.split("|")]
DEGREES = [
    "CN. ",
    "CN ",
    "DS. ",
    "YS. ",
    "BS CKI. ",
    "BSCKI. ",
    "BS.CKI ",
    "Bs CK1 ",
    "ThS. ",
    "TS. ",
    "KS. ",
    "Ths.Bs ",
    "Đại úy ",
    "Trung tá, ThS. ",
    "Y sĩ ",
    "CNĐD ",
    "(Đã ký) ",
    "Đã ký: ",
    "Ký bởi: ",
    "Người ký: ",
    "Họ và tên: ",
    "Đ/c ",
    "Ông ",
    "Thiếu tá QNCN ",
]


@pytest.mark.parametrize("function", POSTS)
def test_any_post_of_an_office_is_a_function(function: str, metadata: Metadata) -> None:
    for written in (function, function.capitalize(), without_marks(function).upper()):
        assert _hits(metadata, _text(written, 1, 1), _text("(Ký, ghi rõ họ tên)", 2, 1), _text(NAME, 6, 1)) == []
        assert _hits(metadata, _text(f"{written}\n(Đã ký)\n\n{NAME}", 1, 1)) == []
    assert _hits(metadata, _text(function, 1, 1), _text(NAME, 4, 1), _text(OTHER, 5, 1)) == [
        ("privacy.person_name", "sheet1!A5")
    ]


@pytest.mark.parametrize("before", DEGREES)
def test_degrees_and_notes_of_signing_before_the_name(before: str, metadata: Metadata) -> None:
    assert _hits(metadata, _text("CHỦ TỊCH", 1, 1), _text(f"{before}{NAME}", 6, 1)) == []


@pytest.mark.parametrize(
    "line",
    [
        "Cán bộ vi phạm",
        "Người thực hiện hành vi mua dâm",
        "Quản lý quán",
        "Nhân viên",
        "Trưởng nhóm bán dâm",
        "Danh sách",
        "Thống kê các cơ sở",
        "Người cung cấp ma túy",
        "Cơ sở",
    ],
)
def test_what_only_looks_like_a_post_is_no_function(line: str, metadata: Metadata) -> None:
    assert ("privacy.person_name", "sheet1!A3") in _hits(metadata, _text(line, 1, 1), _text(NAME, 3, 1))


BLOCKS: list[Texts] = [
    [("Nơi nhận:", 1, 1), ("- Như trên;", 2, 1), (f"- Đ/c {NAME} (PCT UBND);", 3, 1), ("- Lưu: VT (Hương).", 4, 1)],
    [("Nơi nhận:\n- Phòng LĐTBXH;\n- CT, các PCT UBND xã (Đ/c Đăng);\n- Lưu: VT.", 1, 1)],
    [("Nơi nhận: Phòng LĐTBXH (Đ/c Hà)", 1, 1)],
    [(f"Nơi nhận:\n- Đồng chí {NAME}, Phó Chủ tịch UBND phường;\n- Ông {NAME} - Trưởng phòng;", 1, 1)],
    [("Nơi nhận:\t\tTM. UBND PHƯỜNG", 1, 1), (f"- Đ/c {OTHER};\t\tCHỦ TỊCH", 2, 1), (f"\t\t{NAME}", 6, 1)],
    [
        (
            f"Ký bởi: {NAME}\nEmail: an@caobang.gov.vn\nCơ quan: UBND phường\nThời gian ký: 05/06/2024 10:11:12 +07:00",
            1,
            1,
        )
    ],
    [(f"Người ký: {NAME}", 1, 1), ("Email: an@caobang.gov.vn", 2, 1), ("Ngày ký: 05.06.2024 10:11:12", 3, 1)],
    [(f"Digitally signed by {NAME.upper()}\nDate: 2024.06.05 10:11:12 +07:00", 1, 1)],
    [(f"Người lập biểu: {NAME} - Công chức VH-XH", 1, 1)],
    [(f"Người báo cáo: {NAME}; chức vụ: Chủ tịch Hội LHPN", 1, 1)],
    [(f"Họ và tên người lập biểu: {NAME}", 1, 1)],
    [(f"Trưởng Công an phường {NAME}", 1, 1)],
    [(f"Sông Cầu, ngày 5 tháng 6 năm 2024\nCHỦ TỊCH\n(Đã ký)\n\n{NAME}", 1, 1)],
    [(f"Người lập biểu\n\n{NAME}\n\nCHỦ TỊCH\n\n{OTHER}", 1, 1)],
    [("TL. CHỦ TỊCH", 1, 1), ("KT. CHÁNH VĂN PHÒNG", 2, 1), ("PHÓ CHÁNH VĂN PHÒNG", 3, 1), (NAME, 8, 1)],
    [("KT. CHỦ TỊCH - PHÓ CHỦ TỊCH", 1, 1), (NAME.lower(), 5, 1)],
    [(f"Người lập: {NAME}, điện thoại cơ quan: 0209.3870.123", 1, 1)],
]


@pytest.mark.parametrize("texts", BLOCKS)
def test_blocks_as_offices_write_them(texts: Texts, metadata: Metadata) -> None:
    assert _hits(metadata, *(_text(*text) for text in texts)) == []


@pytest.mark.parametrize(
    "texts",
    [
        [("CHỦ TỊCH (nạn nhân Trần Thị Bình)", 1, 1)],
        [("Nơi nhận:", 1, 1), ("- Nạn nhân Trần Thị Bình;", 2, 1)],
        [("Nơi nhận:", 1, 1), ("- Trần Thị Bình", 2, 1)],
        [("Nơi nhận:\n- Đ/c An;\n- Trần Thị Bình, bán dâm", 1, 1)],
        [("- Đ/c Nguyễn Văn An (PCT UBND);", 3, 1)],
        [("Ký bởi: Nguyễn Văn An, nạn nhân Trần Thị Bình", 1, 1)],
        [("Đối tượng: Nguyễn Văn An", 1, 1)],
        [("Ghi chú: Trần Thị Bình, cán bộ hưu", 1, 1)],
    ],
)
def test_a_block_hides_nobody_else(texts: Texts, metadata: Metadata) -> None:
    assert "privacy.person_name" in {rule for rule, _ in _hits(metadata, *(_text(*text) for text in texts))}


@pytest.mark.parametrize(
    "texts",
    [
        [(f"Người lập biểu: {NAME}", 1, 1)],
        [("Người lập biểu:", 1, 1), (NAME, 1, 2)],
        [(f"Cán bộ tổng hợp: {NAME} - Công chức VHXH", 1, 1)],
        [("TM. UBND PHƯỜNG", 1, 1), ("CHỦ TỊCH", 2, 1), (NAME, 6, 1)],
        [(f"TM. UBND PHƯỜNG\nCHỦ TỊCH\n\n{NAME}", 1, 1)],
        [(f"Nơi nhận:\n- Đ/c {NAME} (PCT);", 1, 1)],
    ],
)
def test_above_the_form_a_report_may_have_been_signed(texts: Texts, metadata: Metadata) -> None:
    assert _hits(metadata, *(_text(*text, area=TextArea.HEAD) for text in texts)) == []


OTHER_SHEET: list[Texts] = [
    [("TM. UBND PHƯỜNG", 1, 1), ("CHỦ TỊCH", 2, 1), (NAME, 6, 1)],
    [("NGƯỜI LẬP BIỂU", 1, 1), ("(Ký, họ tên)", 2, 1), (NAME, 6, 1)],
    [(f"KT. TRƯỞNG CÔNG AN\nPHÓ TRƯỞNG CÔNG AN\n\n{NAME}", 1, 1)],
    [("Nơi nhận:", 1, 1), (f"- Đ/c {NAME} (PCT);", 2, 1), ("TL. CHỦ TỊCH", 1, 3)],
    [(f"Nơi nhận:\n- Như trên;\n- Phó Giám đốc (đ/c {NAME});\n- Lưu: VT.", 1, 1), (f"GIÁM ĐỐC\n\n\n\n{OTHER}", 1, 2)],
    [("Nơi nhận:\n- Như trên;\n- Lưu: VT.", 2, 1), ("GIÁM ĐỐC", 1, 2), (NAME, 6, 2)],
]


@pytest.mark.parametrize("texts", OTHER_SHEET)
def test_on_another_sheet_a_block_that_says_so_passes(texts: Texts, metadata: Metadata) -> None:
    assert _hits(metadata, *(_text(*text, area=TextArea.ELSEWHERE) for text in texts)) == []


@pytest.mark.parametrize(
    "texts",
    [
        [(f"Giám đốc: {NAME}", 1, 1), ("(Ký, họ tên)", 9, 9)],
        [("NGƯỜI LẬP BIỂU", 1, 1), (NAME, 6, 1), ("(Ký, họ tên)", 9, 9)],
        [("TM. UBND PHƯỜNG", 1, 1), (NAME, 4, 1), (OTHER, 5, 1)],
        [("TM. UBND PHƯỜNG", 1, 1), (f"Nạn nhân {NAME}", 4, 1)],
        [("Nơi nhận:\n- Lưu: VT.", 1, 1), (f"GIÁM ĐỐC\n\n{NAME}", 20, 2)],
        [("Nơi nhận:\n- Lưu: VT.", 1, 1), (f"Nạn nhân: {NAME}", 1, 2)],
        [("Nơi nhận:\n- Lưu: VT.", 1, 1), ("GIÁM ĐỐC", 1, 2), (NAME, 4, 2), (OTHER, 5, 2)],
    ],
)
def test_on_another_sheet_nothing_less_is_enough(texts: Texts, metadata: Metadata) -> None:
    assert "privacy.person_name" in {
        rule for rule, _ in _hits(metadata, *(_text(*text, area=TextArea.ELSEWHERE) for text in texts))
    }


def test_at_the_edge_of_a_page_the_author_may_be_told(metadata: Metadata) -> None:
    footer = FreeText("sheet1!footer", f"Người lập biểu: {NAME}")
    assert _hits(metadata, footer) == []
    assert _hits(metadata, FreeText("sheet1!footer", NAME)) == [("privacy.person_name", "sheet1!footer")]


@pytest.mark.parametrize("area", [TextArea.FORM, TextArea.HEAD, TextArea.ELSEWHERE])
def test_elsewhere_a_function_helps_nobody(area: TextArea, metadata: Metadata) -> None:
    function = _text("CHỦ TỊCH", 1, 1)
    assert _hits(metadata, function, _text(NAME, 3, 1, area)) == [("privacy.person_name", "sheet1!A3")]
    assert _hits(metadata, _text("CHỦ TỊCH", 1, 1, area), _text(NAME, 3, 1)) == [("privacy.person_name", "sheet1!A3")]
    assert _hits(metadata, _text(f"CHỦ TỊCH\n{NAME}", 1, 1, area)) == [("privacy.person_name", "sheet1!A1")]


def test_a_function_on_another_sheet_helps_nobody(metadata: Metadata) -> None:
    function = FreeText("sheet2!A1", "CHỦ TỊCH", TextArea.BELOW, 1, 1)
    assert _hits(metadata, function, _text(NAME, 3, 1)) == [("privacy.person_name", "sheet1!A3")]


def test_a_telephone_in_the_block_is_a_hit(metadata: Metadata) -> None:
    assert ("privacy.phone", "sheet1!A1") in _hits(metadata, _text(f"Người lập biểu: {NAME}, ĐT 0912345678", 1, 1))
    assert _hits(metadata, _text(f"CHỦ TỊCH\n{NAME}", 1, 1), _text("CCCD 006199012345", 2, 1)) == [
        ("privacy.id_number", "sheet1!A2")
    ]
