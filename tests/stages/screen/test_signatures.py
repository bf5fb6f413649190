"""Who signs may be named, under a function and below the form."""

import pytest

from tests.stages.screen.texts import parsed
from wardreport.domain.submission import FreeText, TextArea
from wardreport.metadata import Metadata
from wardreport.stages.screen import screen

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
