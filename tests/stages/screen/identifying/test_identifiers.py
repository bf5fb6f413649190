"""ID numbers, telephones, mail addresses and plates, and the figures of an office that look like them."""

from datetime import date
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.stages.screen.texts import found
from wardreport.metadata import Metadata

HITS = {
    "id_number": [
        "006199012345",
        "CCCD 006199012345",
        "006 199 012 345",
        "0061.9901.2345",
        "０06199012345",
        "006\u200b199012345",
        "095123456",
        "CMND số: 123456789",
        "căn cước công dân 123 456 789 012",
        "chung minh nhan dan 123456789",
        "Hộ chiếu C1234567",
        "ho chieu so B12345678",
    ],
    "phone": [
        "0912345678",
        "ĐT0912345678",
        "0912 345 678",
        "091-234-5678",
        "0912 - 345 - 678",
        "(091) 2345678",
        "09 12 34 56 78",
        "+84 912 345 678",
        "+84(0)912345678",
        "(0209) 3870 123",
        "024 3825 1234",
        "điện thoại: 3870 123",
        "Zalo 912345678",
        "O912 345 678",
        "0912/345/678",
        "0912–345–678",
        "0912_345_678",
        "84912345678",
        "0 9 1 2 3 4 5 6 7 8",
        "không chín một hai ba bốn năm sáu bảy tám",
        "khong chin mot hai ba bon nam sau bay tam",
    ],
    "email": [
        "an.92@example.vn",
        "an @ gmail.com",
        "an[at]gmail.com",
        "AN＠EXAMPLE.VN",
        "an(a)gmail.com",
        "an @ gmail . com",
        "an at gmail dot com",
    ],
    "plate": [
        "97A-123.45",
        "97A 123.45",
        "97A12345",
        "97B1-234.56",
        "97-B1 12345",
        "29A 12345",
        "97K-1234",
        "biển số 20F4 1234",
        "97a-123.45",
        "97A.123.45",
        "97B1.234.56",
        "97B112345",
        "97a12345",
    ],
}
PASSES = [
    "123456789012",
    "912345678",
    "19.810",
    "1.250.000.000 đồng",
    "0.912345678",
    "Số: 1236/UBND-VX",
    "86/2023/NĐ-CP",
    "24-NQ/TW",
    "45/KH-UBND ngày 12/3/2024",
    "Đội 178",
    "058-CA",
    "C9, A53",
    "từ 05.12.2023 đến 14.6.2024",
    "05-12-2023 08:30",
    "2024-03-06-09-30-15",
    "Kỳ 15/12/2023 - 14/6/2024",
    "NGƯỜI LẬP BIỂU @ UBND",
    "Liên hệ đơn vị",
    "01, 02, 03, 04, 05, 06",
    "099999999999",
    "0 1 0 2 0 0 1 0 3 0",
    "không, một, hai",
    "84.912.345.678 đồng",
    "Kinh phí 84912345678 đồng",
    "điểm a khoản 1, at, in",
    "Mẫu 12A-PCMD",
]


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule, texts in HITS.items() for text in texts])
def test_what_belongs_to_one_person_is_a_hit(rule: str, text: str, metadata: Metadata) -> None:
    assert found(metadata, text) - {"social_account"} == {rule}  # a Zalo number is both


@pytest.mark.parametrize("text", PASSES)
def test_what_an_office_writes_passes(text: str, metadata: Metadata) -> None:
    assert found(metadata, text) == set()


SENTENCES = st.sampled_from(
    ["{}", "Tổ 5: {}", "đã làm việc với ({})", "Ghi chú {} .", "- {}; ", "Cơ sở, {}, đã ký cam kết"]
)
SEPARATORS = st.sampled_from(["", " ", ".", "-"])


@given(
    sentence=SENTENCES,
    province=st.sampled_from(["001", "006", "019", "022", "036", "079", "096"]),
    century=st.sampled_from("01"),
    year=st.integers(20, 99),
    rest=st.integers(0, 999999),
    gap=SEPARATORS,
)
def test_any_citizen_id_in_any_sentence(
    sentence: str, province: str, century: str, year: int, rest: int, gap: str, metadata: Metadata
) -> None:
    number = f"{province}{century}{year:02}{rest:06}"
    grouped = gap.join([number[:3], number[3:6], number[6:9], number[9:]])
    assert "id_number" in found(metadata, sentence.format(grouped))


@given(
    sentence=SENTENCES,
    prefix=st.sampled_from(
        ["32", "36", "39", "56", "58", "70", "76", "79", "81", "85", "89", "90", "91", "94", "96", "98"]
    ),
    rest=st.integers(0, 9999999),
    gap=SEPARATORS,
    abroad=st.booleans(),
)
def test_any_mobile_in_any_sentence(
    sentence: str, prefix: str, rest: int, gap: str, abroad: bool, metadata: Metadata
) -> None:
    digits = f"{prefix}{rest:07}"
    start = "+84" + gap if abroad else "0"
    assert "phone" in found(metadata, sentence.format(start + gap.join([digits[:3], digits[3:6], digits[6:]])))


@given(number=st.integers(0, 10**13))
def test_no_count_and_no_sum_of_money_is_anybodys(number: int, metadata: Metadata) -> None:
    abroad = str(number).startswith("84") and len(str(number)) == 11  # a telephone without its plus
    assert abroad or found(metadata, str(number)) == set()
    assert found(metadata, f"{number:,}".replace(",", ".") + " đồng") == set()


@given(
    day=st.dates(date(1990, 1, 1), date(2035, 12, 31)),
    shape=st.sampled_from(["%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d", "%d-%m-%Y %H-%M", "%Y%m%d"]),
    number=st.integers(1, 9999),
    organ=st.sampled_from(["UBND-VX", "QĐ-UBND", "NĐ-CP", "KH-CA", "BC-HPN", "TT-BLĐTBXH"]),
)
def test_no_date_and_no_number_of_a_document_either(
    day: date, shape: str, number: int, organ: str, metadata: Metadata
) -> None:
    written = day.strftime(shape)
    assert found(metadata, f"Số {number}/{organ} ngày {written}") == set()
    assert found(metadata, f"Từ {written} đến {written}") == set()


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece", ["0 1-2.", "a.b+ ", "Hà Lê ", "Nguyễn ", "nhà nghỉ ", "ông ", "097A-", "(ký) ", "tel "]
)
def test_a_long_text_costs_what_its_length_costs(piece: str, metadata: Metadata) -> None:
    def seconds(times: int) -> float:
        text = piece * times
        begun = perf_counter()
        found(metadata, text)
        return perf_counter() - begun

    seconds(10)
    assert seconds(40_000) < 40 * max(seconds(4_000), 0.005)
