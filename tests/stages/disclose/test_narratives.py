"""What wards wrote tells no small count of people that the tables hide."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardreport.domain.release import Narrative
from wardreport.metadata.disclosure_policy import load_disclosure_policy
from wardreport.metadata.units import Role
from wardreport.stages.disclose.narratives import HIDDEN, disclose_narratives

POLICY = load_disclosure_policy()
ROLES = {"01834": Role.WARD, "058-CA": Role.POLICE}


def said(text: str, unit: str = "01834") -> str:
    (one,) = disclose_narratives([Narrative(unit, "tinh_hinh", text)], ROLES, POLICY)
    assert (one.unit, one.section) == (unit, "tinh_hinh")
    return one.text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Phát hiện 2 người bán dâm.", "Phát hiện (c) người bán dâm."),
        ("Phát hiện 02 đối tượng, 04  trường hợp.", "Phát hiện (c) đối tượng, (c)  trường hợp."),
        ("Có Hai người và một\nvụ việc.", "Có (c) người và (c)\nvụ việc."),
        ("Hỗ trợ (3 em).", "Hỗ trợ ((c) em)."),
    ],
)
def test_a_small_number_of_people_is_hidden(text: str, shown: str) -> None:
    assert said(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "Có 12 người, 5 đối tượng, 1.002 người, 3,4 người; tổ chức 02 buổi với 40 người dự.",
        "Một số người; 04 cán bộ; Nghị quyết số 30/2 người dân đồng thuận; quý 3 năm 2024.",
        "Đề án 06, Đội 178.",
    ],
)
def test_other_numbers_are_left(text: str) -> None:
    assert said(text) == text


def test_what_the_police_write_is_the_citys() -> None:
    assert said("Xử phạt 2 người.", "058-CA") == "Xử phạt 2 người."


@given(
    st.integers(0, 30),
    st.sampled_from(POLICY.counted_people),
    st.sampled_from(["", "0", "00"]),
    st.sampled_from([" ", "  ", "\n", "\u00a0"]),
)
def test_it_is_hidden_exactly_where_a_table_would_hide_it(count: int, noun: str, noughts: str, blank: str) -> None:
    shown = said(f"Trong kỳ có {noughts}{count}{blank}{noun} được ghi nhận.")
    assert (HIDDEN in shown) is (1 <= count < POLICY.smallest_published)
