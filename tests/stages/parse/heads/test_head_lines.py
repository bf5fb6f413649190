import pytest

from tests.specimens.submissions import PERIOD
from wardreport.domain.period import Period
from wardreport.metadata import Metadata
from wardreport.stages.parse.heads.head_lines import find_period, find_unit


def _unit(lines: list[str], metadata: Metadata, period: Period = PERIOD) -> str | None:
    texts = [(f"A{n}", line) for n, line in enumerate(lines, start=1)]
    found = find_unit(texts, metadata.units_valid(period), metadata.head_words)
    return found.code if found else None


def _period(lines: list[str], metadata: Metadata) -> str | None:
    texts = [(f"A{n}", line) for n, line in enumerate(lines, start=1)]
    found = find_period(texts, metadata.cycles, metadata.head_words)
    return found.code if found else None


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["UBND THÀNH PHỐ BẮC KẠN", "UBND PHƯỜNG SÔNG CẦU"], "01837"),
        (["Đơn vị báo cáo: phường Xuất Hoá"], "01855"),
        (["CÔNG AN TỈNH BẮC KẠN", "CÔNG AN THÀNH PHỐ BẮC KẠN"], "058-CA"),
        (["ỦY BAN MẶT TRẬN TỔ QUỐC VIỆT NAM THÀNH PHỐ"], "058-MTTQ"),
        (["UBND THÀNH PHỐ BẮC KẠN"], None),
        (["UBND PHƯỜNG SÔNG CẦU", "Phường Đức Xuân"], None),
        ([], None),
    ],
)
def test_unit(lines: list[str], code: str | None, metadata: Metadata) -> None:
    assert _unit(lines, metadata) == code


@pytest.mark.parametrize(
    "other",
    [
        "Kính gửi: Công an thành phố Bắc Kạn",
        "Kính gửi: Phòng Lao động - Thương binh và Xã hội thành phố",
        "Kinh gui: Phong Lao dong - Thuong binh va Xa hoi thanh pho",
        "Kính gửi:\n- Công an thành phố;\n- Phòng Giáo dục và Đào tạo thành phố.",
        "Căn cứ Công văn số 45/LĐTBXH của Phòng Lao động - Thương binh và Xã hội thành phố",
        "(Kèm theo Công văn số 45/LĐTBXH ngày 10/5/2024 của Phòng Lao động - Thương binh và Xã hội thành phố)",
        "Thực hiện Kế hoạch số 12 của Đội kiểm tra liên ngành 178 thành phố",
        "Nơi nhận báo cáo: Công an thành phố",
        "Đơn vị nhận báo cáo: Phòng LĐTBXH",
        "Phối hợp với Hội Liên hiệp Phụ nữ thành phố",
        "(so sánh với phường Đức Xuân)",
        "Số liệu do Công an thành phố cung cấp",
        "(Đơn vị tính: cơ sở, người, triệu đồng)",
    ],
)
@pytest.mark.parametrize("own", ["UBND PHƯỜNG SÔNG CẦU", "UBND P. SÔNG CẦU", "Đơn vị báo cáo: UBND phường Sông Cầu"])
def test_what_is_of_others_names_nobody(own: str, other: str, metadata: Metadata) -> None:
    assert _unit(["UBND THÀNH PHỐ BẮC KẠN", own, "BIỂU TỔNG HỢP", other], metadata) == "01837"
    assert _unit(["UBND THÀNH PHỐ BẮC KẠN", other, own], metadata) == "01837"
    assert _unit(["UBND PHƯỜNG ĐỨC XUÂN", other], metadata) == "01840"  # another ward's form stays one


def test_an_addressee_below_its_label_is_one(metadata: Metadata) -> None:
    assert _unit(["Kính gửi:", "Công an thành phố"], metadata) is None
    assert _unit(["Kính gửi:", "- UBND thành phố;", "- Công an thành phố."], metadata) is None
    assert _unit(["Kính gửi: UBND thành phố", "XÃ DƯƠNG QUANG"], metadata) == "01849"


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["Đơn vị báo cáo:", "UBND phường Sông Cầu"], "01837"),  # the name in the next cell
        (["UBND PHƯỜNG ĐỨC XUÂN", "Đơn vị báo cáo: UBND phường Sông Cầu"], "01837"),
        (["Đơn vị báo cáo: Sông Cầu"], "01837"),
        (["Đơn vị: P. Sông Cầu    Đơn vị nhận: Công an thành phố"], "01837"),
        (["Đơn vị báo cáo: UBND phường Sông Cầu\nĐơn vị nhận báo cáo: Phòng LĐTBXH thành phố"], "01837"),
        (["CÔNG AN THÀNH PHỐ BẮC KẠN", "CÔNG AN PHƯỜNG SÔNG CẦU"], "01837"),
        (["ỦY BAN NHÂN DÂN\nPHƯỜNG SÔNG CẦU"], "01837"),
        (["(Kèm theo Báo cáo số 12/BC-UBND ngày 10/6/2024 của UBND phường Sông Cầu)"], "01837"),
        (["UBND P.ĐỨC XUÂN", "(Kèm theo Báo cáo số 12/BC-UBND của UBND phường Sông Cầu)"], "01840"),
    ],
)
def test_the_line_that_says_so_counts(lines: list[str], code: str, metadata: Metadata) -> None:
    assert _unit(lines, metadata) == code


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("UBND P. SÔNG CẦU", "01837"),
        ("P.Sông Cầu", "01837"),
        ("UBND PHƯỜNG SÔNG CẦU TP BẮC KẠN", "01837"),
        ("Phường Song Cau", "01837"),
        ("UBND P. SONG CAU - TP. BAC KAN", "01837"),
        ("UBND X. DƯƠNG QUANG", "01849"),
        ("CATP", "058-CA"),
        ("CA TP Bắc Kạn", "058-CA"),
        ("Công an TP. Bắc Kạn", "058-CA"),
        ("HỘI LHPN TP BẮC KẠN", "058-HPN"),
        ("Hội Phụ nữ thành phố", "058-HPN"),
        ("PHÒNG GD&ĐT TP BẮC KẠN", "058-GDDT"),
        ("Phòng GDĐT", "058-GDDT"),
        ("P. GD-ĐT thành phố", "058-GDDT"),
        ("UB MTTQ VN THÀNH PHỐ", "058-MTTQ"),
        ("UBMTTQ TP Bắc Kạn", "058-MTTQ"),
        ("ĐỘI KTLN 178", "058-D178"),
        ("Đội 178 thành phố", "058-D178"),
        ("PHÒNG LĐ-TB&XH TP BẮC KẠN", "058-LDTBXH"),
        ("Phòng LĐTB và XH", "058-LDTBXH"),
        ("P. LĐTBXH", "058-LDTBXH"),
        ("UBND P. ĐỀ THÁM", None),
    ],
)
def test_own_name_written_short(line: str, code: str | None, metadata: Metadata) -> None:
    assert _unit(["UBND THÀNH PHỐ BẮC KẠN", line, "BIỂU TỔNG HỢP"], metadata) == code
    assert _unit([f"Đơn vị báo cáo: {line}", "Kính gửi: Hội LHPN thành phố"], metadata) == code


@pytest.mark.parametrize(
    ("line", "period"),
    [
        ("(Số liệu 6 tháng đầu năm 2024)", "2024-S1"),
        ("KỲ BÁO CÁO: 6 THÁNG CUỐI NĂM 2024", "2024-S2"),
        ("Số liệu 06 tháng đầu năm 2024", "2024-S1"),
        ("Sáu tháng cuối năm 2024", "2024-S2"),
        ("6T đầu năm 2024", "2024-S1"),
        ("(từ ngày 15/12/2023 đến ngày 14/06/2024)", "2024-S1"),
        ("từ ngày 15 tháng 12 năm 2023 đến ngày 14 tháng 6 năm 2024", "2024-S1"),
        ("từ 15/12/2023 đến 14/6/2025", None),
        ("16 tháng đầu năm 2024", None),
        ("6 tháng đầu năm 2031", None),
        ("năm 2024", None),
        ("Kết quả 6 tháng đầu năm 2024 và phương hướng 6 tháng cuối năm 2024", "2024-S1"),
        ("KẾT QUẢ 6 THÁNG ĐẦU NĂM VÀ PHƯƠNG HƯỚNG 6 THÁNG CUỐI NĂM 2024", "2024-S1"),
        ("Kết quả 6 tháng cuối năm, nhiệm vụ 6 tháng đầu năm 2025", "2024-S2"),
        ("Kết quả 6 tháng đầu năm và phương hướng cả năm 2024", "2024-S1"),
        ("Kết quả thực hiện nhiệm vụ 6 tháng đầu năm 2024", "2024-S1"),
        ("6 tháng đầu năm 2024 so với 6 tháng đầu năm 2025", "2024-S1"),
        ("(so sánh với 6 tháng cuối năm 2023)", None),
        ("So với cùng kỳ 6 tháng cuối năm 2023", None),
        ("Căn cứ Công văn về báo cáo 6 tháng cuối năm 2023", None),
        ("Phương hướng 6 tháng cuối năm 2024", None),
    ],
)
def test_period(line: str, period: str | None, metadata: Metadata) -> None:
    assert _period([line], metadata) == period


@pytest.mark.parametrize(
    "other",
    [
        "Kết quả 6 tháng cuối năm 2023 và phương hướng 6 tháng đầu năm 2024",
        "(so sánh với 6 tháng cuối năm 2023)",
        "(Kèm theo Báo cáo kết quả 6 tháng đầu năm, phương hướng 6 tháng cuối năm 2024)",
        "Căn cứ Kế hoạch công tác 6 tháng cuối năm 2024",
    ],
)
def test_the_line_of_the_period_counts_wherever_it_stands(other: str, metadata: Metadata) -> None:
    for own in ("Kỳ báo cáo: 6 tháng cuối năm 2024", "Kỳ báo cáo:\n6 tháng cuối năm 2024"):
        assert _period([other, own], metadata) == "2024-S2"
        assert _period([own, other], metadata) == "2024-S2"


def test_a_unit_without_its_marks(metadata: Metadata) -> None:
    lines = [("A1", "UBND THANH PHO BAC KAN"), ("A2", "UBND PHUONG SONG CAU")]
    found = find_unit(lines, metadata.units_valid(PERIOD), metadata.head_words)
    assert found is not None
    assert (found.code, found.cell) == ("01837", "A2")
