"""What units wrote tells no small count of people that the tables hide."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardreport.domain.release import Narrative
from wardreport.metadata.disclosure_policy import load_disclosure_policy
from wardreport.metadata.units import Role
from wardreport.stages.disclose.narratives import disclose_narratives
from wardreport.writing.written_figures import SUPPRESSED

POLICY = load_disclosure_policy()
ROLES = {"01834": Role.WARD, "058-CA": Role.POLICE}
WARDS = ("Phường Sông Cầu", "Xã Nông Thượng")


def said(text: str, unit: str = "01834") -> str:
    (one,) = disclose_narratives([Narrative(unit, "tinh_hinh", text)], ROLES, POLICY, WARDS)
    assert (one.unit, one.section) == (unit, "tinh_hinh")
    return one.text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Phát hiện 2 người bán dâm.", "Phát hiện (c) người bán dâm."),
        ("Phát hiện 02 đối tượng, 04  trường hợp.", "Phát hiện (c) đối tượng, (c)  trường hợp."),
        ("Có Hai người và một\nvụ việc.", "Có (c) người và (c)\nvụ việc."),
        ("Hỗ trợ (3 em).", "Hỗ trợ ((c) em)."),
        ("Số người bán dâm: 03; 2 hộ vay vốn.", "Số người bán dâm: (c); (c) hộ vay vốn."),
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


@pytest.mark.parametrize("ward", ["phường Sông Cầu", "Phường SÔNG CẦU", "P. Sông Cầu", "Nông Thượng"])
def test_but_not_where_they_name_a_ward(ward: str) -> None:
    told = f"Xử phạt 3 người.\nTại {ward}, phát hiện hai (02) người."
    assert said(told, "058-CA") == f"Xử phạt 3 người.\nTại {ward}, phát hiện (c) người."


@given(
    st.integers(0, 30),
    st.sampled_from(["người", "đối tượng", "phụ nữ", "hộ", "lượt người", "hội viên", "cháu"]),
    st.sampled_from(["", "0", "00"]),
    st.sampled_from([" ", "  ", "\n", "\u00a0"]),
)
def test_it_is_hidden_exactly_where_a_table_would_hide_it(count: int, noun: str, noughts: str, blank: str) -> None:
    shown = said(f"Trong kỳ có {noughts}{count}{blank}{noun} được ghi nhận.")
    assert (SUPPRESSED in shown) is (1 <= count < POLICY.smallest_published)
