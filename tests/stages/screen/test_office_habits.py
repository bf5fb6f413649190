"""A hundred ordinary files in six formats, with all that offices and programs write of themselves: one may be stopped.

Everybody in them is invented by a fixed seed from surnames and given names; who signs, gets the paper or made the file
is all that they name. The second test puts one more name into each, where nobody signs: none may go through.
"""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.specimens.annexes import Layout, annex
from tests.specimens.books import WRITERS, Page
from tests.specimens.submissions import submission
from tests.specimens.traces import TRACES, Trace
from tests.stages.screen.test_office_contacts import LETTERHEADS
from tests.stages.screen.test_signatures import POSTS
from wardreport.domain.finding import QUARANTINING
from wardreport.metadata import Metadata
from wardreport.stages.parse import parse
from wardreport.stages.screen import screen

pytestmark = pytest.mark.slow

FILES = 100
MOST_STOPPED = 1
SURNAMES = (
    "Nguyễn",
    "Trần",
    "Hoàng",
    "Nông",
    "Ma",
    "Lường",
    "Triệu",
    "Bàn",
    "Lý",
    "Vi",
    "Hà",
    "Dương",
    "Phùng",
    "Đặng",
)
MIDDLE = ("Văn", "Thị", "Đức", "Thu", "Ngọc", "Hải", "Thanh")
GIVEN = ("Kiểm", "Mùi", "Thiểm", "Sao", "Đăng", "Hằng", "Nhung", "Toàn", "Quyên", "Páo", "Thơi", "Luyến", "Bế")
DEGREES = ("", "", "", "ThS. ", "CN. ", "BSCKI. ", "Đại úy ", "Trung tá ", "KS. ", "DS. ")
SHARE_OF_TRACES = 0.7


def _name(rng: random.Random) -> str:
    name = f"{rng.choice(SURNAMES)} {rng.choice(MIDDLE)} {rng.choice(GIVEN)}"
    return name.upper() if rng.random() < 0.2 else name


def _block(rng: random.Random) -> list[list[str | None]]:
    """One of the ways in which a form is signed, its lines from top to bottom."""
    left, right = rng.sample(POSTS, 2)
    one, two = _name(rng), rng.choice(DEGREES) + _name(rng)
    recipients = ["Nơi nhận:", "- Như trên;", f"- Đ/c {_name(rng)} (PCT UBND);", "- Lưu: VT, VHXH (Hằng)."]
    return rng.choice(
        [
            [[left, None, right], ["(Ký, họ tên)", None, "(Ký tên, đóng dấu)"], [], [], [one, None, two]],
            [
                [recipients[0], None, "T/M ỦY BAN NHÂN DÂN"],
                [recipients[1], None, "K/T CHỦ TỊCH"],
                [recipients[2], None, "PHÓ CHỦ TỊCH"],
                [recipients[3]],
                [],
                [None, None, two],
            ],
            [["\n".join(recipients), None, f"{right}\n(Đã ký)\n\n\n{two}"]],
            [[f"Người lập biểu: {one} - {left}"], [right], [], [], [two]],
            [[f"Ký bởi: {one}\nEmail: a@songcau.gov.vn\nThời gian ký: 05/06/2024 10:11:12"]],
        ]
    )


def _page(rng: random.Random, more: str | None) -> Page:
    def edit(page: Page) -> Page:
        lines: list[list[Any]] = [list(row) for row in page.rows]
        lines.insert(1, [rng.choice(LETTERHEADS)])
        if rng.random() < 0.3:
            lines.insert(2, [f"Người lập biểu: {rng.choice(DEGREES)}{_name(rng)}"])
        lines += [[], *_block(rng)]
        if more is not None:
            lines += [[], [more]]
        return replace(page, rows=[[*row, *[None] * (page.width - len(row))] for row in lines])

    return annex(Layout(edit=edit)).page


def _stopped(metadata: Metadata, folder: Path, rng: random.Random, number: int, more: str | None = None) -> set[str]:
    name = list(TRACES)[number % len(TRACES)]
    content = WRITERS[name]([_page(rng, more)])
    if rng.random() < SHARE_OF_TRACES:
        content = TRACES[name](content, Trace(_name(rng)))
    form = screen(parse(submission(folder, content, folder_unit="01837"), metadata), metadata)
    return {detection.rule for detection in form.detections} & QUARANTINING


def test_ordinary_files_go_through(metadata: Metadata, tmp_path: Path) -> None:
    rng = random.Random(20_240_615)  # noqa: S311
    stopped = [number for number in range(FILES) if _stopped(metadata, tmp_path, rng, number)]
    assert len(stopped) <= MOST_STOPPED, stopped


def test_with_one_person_more_none_goes_through(metadata: Metadata, tmp_path: Path) -> None:
    rng = random.Random(20_241_214)  # noqa: S311
    lines = ("Nạn nhân {}", "{}, sinh năm 1990", "Chủ quán: {}", "Trường hợp của chị {}", "{} đã khai nhận")
    for number in range(2 * len(TRACES)):
        person = f"{rng.choice(SURNAMES)} Thị {rng.choice(GIVEN)}"
        assert _stopped(metadata, tmp_path, rng, number, lines[number % len(lines)].format(person)), number
