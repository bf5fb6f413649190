import pytest

from tests.specimens.submissions import PERIOD
from wardreport.metadata import Metadata
from wardreport.stages.parse.head_lines import find_period, find_unit


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
    found = find_unit(((f"A{n}", line) for n, line in enumerate(lines, start=1)), metadata.units_valid(PERIOD))
    assert (found.code if found else None) == code


@pytest.mark.parametrize(
    ("line", "period"),
    [
        ("(Số liệu 6 tháng đầu năm 2024)", "2024-S1"),
        ("KỲ BÁO CÁO: 6 THÁNG CUỐI NĂM 2024", "2024-S2"),
        ("Số liệu 06 tháng đầu năm 2024", "2024-S1"),
        ("Sáu tháng cuối năm 2024", "2024-S2"),
        ("(từ ngày 15/12/2023 đến ngày 14/06/2024)", "2024-S1"),
        ("từ 15/12/2023 đến 14/6/2025", None),
        ("16 tháng đầu năm 2024", None),
        ("6 tháng đầu năm 2031", None),
        ("năm 2024", None),
    ],
)
def test_period(line: str, period: str | None, metadata: Metadata) -> None:
    found = find_period([("A5", line)], metadata.cycles)
    assert (found.code if found else None) == period


def test_a_unit_without_its_marks(metadata: Metadata) -> None:
    lines = [("A1", "UBND THANH PHO BAC KAN"), ("A2", "UBND PHUONG SONG CAU")]
    found = find_unit(lines, metadata.units_valid(PERIOD))
    assert found is not None
    assert (found.code, found.cell) == ("01837", "A2")
