"""Cells under or beside a heading that asks for a person's thing."""

from __future__ import annotations

import pytest

from tests.stages.screen.texts import parsed
from wardreport.domain.submission import FreeText, TextArea
from wardreport.metadata import Metadata
from wardreport.stages.screen import screen

Cells = list[tuple[int, int, str]]


def _hits(metadata: Metadata, cells: Cells) -> set[tuple[str, str | None]]:
    texts = [
        FreeText(f"sheet2!{'ABCD'[column - 1]}{row}", text, TextArea.ELSEWHERE, row, column)
        for row, column, text in cells
    ]
    return {(d.rule, d.cell) for d in screen(parsed(*texts), metadata).detections}


@pytest.mark.parametrize(
    ("cells", "hit"),
    [
        ([(1, 1, "Họ và tên"), (2, 1, "Hoa"), (3, 1, "Tú")], ("privacy.person_name", "sheet2!A3")),
        ([(1, 1, "Họ tên"), (1, 2, "Nguyễn"), (1, 3, "Thị Hoa")], ("privacy.person_name", "sheet2!B1")),
        ([(1, 2, "Ngày sinh"), (3, 2, "12/03/2008")], ("privacy.birth_date", "sheet2!B3")),
        ([(1, 1, "NĂM SINH"), (2, 1, "1997")], ("privacy.birth_date", "sheet2!A2")),
        ([(1, 1, "ĐT"), (1, 2, "0912"), (1, 3, "345678")], ("privacy.phone", "sheet2!B1")),
        ([(1, 1, "SĐT"), (2, 1, "912345678")], ("privacy.phone", "sheet2!A2")),
        ([(1, 1, "CCCD"), (2, 1, "6190001234")], ("privacy.id_number", "sheet2!A2")),
        ([(1, 1, "Chỗ ở"), (2, 1, "tổ 5")], ("privacy.address", "sheet2!A2")),
    ],
)
def test_what_is_asked_for_is_found(cells: Cells, hit: tuple[str, str], metadata: Metadata) -> None:
    assert hit in _hits(metadata, cells)


@pytest.mark.parametrize(
    "cells",
    [
        [(1, 1, "Họ và tên"), (1, 2, "Chức vụ"), (2, 1, "Tổng cộng")],
        [(1, 1, "Ngày sinh hoạt"), (2, 1, "12/03/2024")],
        [(1, 1, "SĐT"), (6, 1, "912345678")],
        [(1, 1, "Số lượng"), (2, 1, "1997")],
    ],
)
def test_other_headings_and_cells_far_below_say_nothing(cells: Cells, metadata: Metadata) -> None:
    assert _hits(metadata, cells) == set()
