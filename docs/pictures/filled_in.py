"""What people would have done to a picture's file: a form filled in with two mistakes, a decision, fewer colours."""

from __future__ import annotations

import sys
from pathlib import Path

from openpyxl import load_workbook
from PIL import Image

FORM = {"C9": 25, "C11": 10, "C12": 9, "C14": 5, "C16": "khoảng 40"}  # 10 + 9 + 5 is 24
DECISION = ("Công bố theo số đã báo cáo", None, None, "Phường xác nhận số đã báo cáo", "Người kiểm tra số liệu")


def fill_in_form(blank: Path, target: Path) -> None:
    """The blank form with nothing to report, but for the cells of ``FORM``."""
    book = load_workbook(blank)
    sheet = book["Bieu"]
    for row in sheet.iter_rows(min_row=7):
        if not row[2].protection.locked:
            row[2].value = "-"
    for address, value in FORM.items():
        sheet[address] = value
    book.save(target)


def decide_first_line(undecided: Path, target: Path) -> None:
    """The decision workbook with its first line decided."""
    book = load_workbook(undecided)
    for cell, value in zip(book["Quyet dinh"]["G7:K7"][0], DECISION, strict=True):
        cell.value = value
    book.save(target)


def take_fewer_colours(picture: Path) -> None:
    """The picture in at most 128 colours, a third of its size."""
    Image.open(picture).convert("RGB").quantize(128).save(picture, optimize=True)


if __name__ == "__main__":
    verb, *files = sys.argv[1:]
    given = [Path(file) for file in files]
    if verb == "form":
        fill_in_form(*given)
    elif verb == "decisions":
        decide_first_line(*given)
    else:
        for one in given:
            take_fewer_colours(one)
