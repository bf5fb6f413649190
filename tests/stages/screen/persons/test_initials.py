"""Persons by their initials, and the abbreviations of offices."""

import pytest

from tests.stages.screen.texts import found
from wardreport.metadata import Metadata


@pytest.mark.parametrize(
    "text",
    [
        "N.T.H (SN 2009)",
        "N. T. H., sinh năm 2009",
        "NTH (SN 2009)",
        "cháu H., lớp 8A",
        "cháu H, học sinh lớp 8A",
        "em T. 15 tuổi, trú tại tổ 5",
        "nạn nhân L.V.D",
        "bé gái M. (13 tuổi)",
        "cô giáo của em N.",
        "H.T.M, lớp 9B",
    ],
)
def test_initials_with_what_tells_of_a_person_are_a_hit(text: str, metadata: Metadata) -> None:
    assert "person_name" in found(metadata, text)


@pytest.mark.parametrize(
    "text",
    [
        "T.Ư, U.B.N.D, H.Đ.N.D",
        "Q. Chủ tịch, P. Chủ tịch",
        "TP. Bắc Kạn, P. Sông Cầu",
        "lớp 8A có 35 học sinh",
        "HS (SN 2009-2010)",
        "Phụ lục A, B, C",
        "A. Thực trạng, B. Kết quả",
        "nhóm A, lớp 9",
        "I. II. III.",
    ],
)
def test_abbreviations_of_offices_pass(text: str, metadata: Metadata) -> None:
    assert "person_name" not in found(metadata, text)
