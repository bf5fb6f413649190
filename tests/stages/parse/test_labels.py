import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.specimens.submissions import PERIOD
from wardreport.metadata import load_metadata
from wardreport.stages.parse.labels import label_key, words_key

LABELS = sorted({row.label_printed for row in load_metadata().form(PERIOD).rows if row.label_printed})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Số cơ sở hoá", "- SỐ CƠ SỞ HÓA"),
        ("Ðội cấp tỉnh", "+ Đội cấp tỉnh"),
        ("– Số\u00a0cuộc  truy quét", "- Số cuộc truy quét"),
        ("- Tỷ lệ% số xã", "Tỷ lệ % số xã"),
        ("(4) MH khác (Ghi rõ: mô hình nhà ở)", "(4). MH khác (ghi rõ.....)"),
        (".-Tổng số kinh phí (được bố trí năm 2031)", "- Tổng số kinh phí (được bố trí năm {year})"),
        ("II. Đánh giá", "Đánh giá"),
    ],
)
def test_spellings_of_one_label(one: str, other: str) -> None:
    assert label_key(one) == label_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Số người mua dâm", "Số người bán dâm"), ("chú chữa", "chủ chứa"), ("ma", "mà"), ("6 tháng", "9 tháng")],
)
def test_different_labels_stay_apart(one: str, other: str) -> None:
    assert label_key(one) != label_key(other)


def test_a_year_counts_in_words_but_not_in_a_label() -> None:
    assert words_key("6 tháng đầu năm 2024") != words_key("6 tháng đầu năm 2025")


@given(
    st.sampled_from(LABELS),
    st.sampled_from(["NFC", "NFD"]),
    st.booleans(),
    st.sampled_from(["", "- ", "+ ", "• ", "\u2013 ", "* "]),
    st.sampled_from([" ", "\u00a0", "  ", "\n"]),
)
def test_form_case_bullet_and_blank_make_no_difference(
    label: str, form: str, upper: bool, bullet: str, blank: str
) -> None:
    plain = label.lstrip("-+*. ")
    written = bullet + unicodedata.normalize(form, plain.upper() if upper else plain).replace(" ", blank)  # type: ignore[arg-type]
    assert label_key(written) == label_key(label)
