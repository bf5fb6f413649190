"""Filled annexes as abstract pages, laid out as one clerk or another would, with where each figure then stands."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from tests.specimens.books import Page
from tests.specimens.submissions import PERIOD
from wardreport.domain.figure import Status
from wardreport.metadata import load_metadata
from wardreport.metadata.form_versions import FormRow, RowKind

FORM = load_metadata().form(PERIOD)
HEAD = ("UBND THÀNH PHỐ BẮC KẠN", "UBND PHƯỜNG SÔNG CẦU", "BIỂU SỐ LIỆU", "Kỳ báo cáo: 6 tháng đầu năm 2024")
BELOW = ("NGƯỜI LẬP BIỂU", "CHỦ TỊCH")
Answer = tuple[Status, Any]  # what must be read

# what the clerk types, and what must be read: by row of the form, every kind of answer
TYPED: dict[str, tuple[Any, Mapping[str, Answer]]] = {}


def _answers() -> None:
    metadata = load_metadata()
    for number, row in enumerate((row for row in FORM.rows if row.kind is RowKind.DATA), start=1):
        kind = metadata.indicators[row.indicators[0]].value_type
        name = row.indicators[0]
        answers: dict[str, Answer]
        if len(row.indicators) == 2:
            typed, answers = (
                f"{number} (4,5%)",
                {
                    name: (Status.VALUE, Decimal(number)),
                    row.indicators[1]: (Status.VALUE, Decimal("4.5")),
                },
            )
        elif kind == "yesno":
            typed, answers = (
                ("Có", {name: (Status.VALUE, True)}) if number % 2 else ("Không", {name: (Status.VALUE, False)})
            )
        elif kind == "ratio":
            typed, answers = "4,6%", {name: (Status.VALUE, Decimal("4.6"))}
        elif number % 11 == 0:
            typed, answers = "-", {name: (Status.NIL, None)}
        elif number % 13 == 0:
            typed, answers = None, {name: (Status.BLANK, None)}
        elif number % 17 == 0:
            typed, answers = 0, {name: (Status.ZERO, Decimal(0))}
        elif number % 7 == 0:
            typed, answers = f"1.{number:03}", {name: (Status.VALUE, Decimal(1000 + number))}
        else:
            typed, answers = number, {name: (Status.VALUE, Decimal(number))}
        TYPED[name] = (typed, answers)


_answers()


@dataclass(frozen=True)
class Layout:
    """How a clerk lays the annex out."""

    lines_before: int = 0
    columns: tuple[str, ...] = ("label", "unit", "value")  # also "serial", "note", "" for an empty one
    headings: Mapping[str, str] = field(
        default_factory=lambda: {
            "label": "Nội dung",
            "unit": "Đơn vị tính",
            "value": "Số lượng",
            "serial": "STT",
            "note": "Ghi chú",
        }
    )
    label: Callable[[FormRow], str] = lambda row: row.label_printed
    respell: Callable[[str], str] = lambda text: text  # of every text of the page
    order: Callable[[list[FormRow]], Iterable[FormRow | None]] = lambda rows: rows  # None is an empty line
    column_numbers: bool = False
    heading_every: int = 0
    two_row_heading: bool = False
    merged_label: bool = False
    font: str | None = None
    edit: Callable[[Page], Page] = lambda page: page


@dataclass(frozen=True)
class Annex:
    """A page, the place of each figure, and the first and last row of its table."""

    page: Page
    places: Mapping[str, tuple[int, int]]  # by first indicator of a row
    table: tuple[int, int]


def annex(layout: Layout, typed: Mapping[str, Any] | None = None) -> Annex:
    """The annex of a ward laid out so; ``typed`` replaces what stands in some rows, by first indicator."""
    rows: list[list[Any]] = [[None] for _ in range(layout.lines_before)] + [[line] for line in HEAD]
    width, places, merged = len(layout.columns), {}, []
    heading = [layout.headings.get(kind) or None for kind in layout.columns]
    if layout.two_row_heading:
        over = [None if kind == "value" else heading[n] for n, kind in enumerate(layout.columns)]
        over[layout.columns.index("value")] = "Thực hiện trong kỳ"
        rows.append(over)
        merged += [(len(rows), n, len(rows) + 1, n) for n, kind in enumerate(layout.columns, 1) if kind != "value"]
        rows.append([heading[n] if kind == "value" else None for n, kind in enumerate(layout.columns)])
    else:
        rows.append(heading)
    first = len(rows) - layout.two_row_heading
    if layout.merged_label:
        merged.append((len(rows), 1, len(rows), 2))
    if layout.column_numbers:
        rows.append([f"({n})" for n in range(1, width + 1)])
    serial = 0
    for number, row in enumerate(layout.order(list(FORM.rows)), start=1):
        if layout.heading_every and number % layout.heading_every == 0:
            rows.append(list(heading))
        line: list[Any] = [None] * width
        if row is not None:
            serial += 1
            name = row.indicators[0] if row.indicators else ""
            content = {
                "label": layout.label(row) or None,
                "unit": row.unit_printed or None,
                "value": {**{k: v[0] for k, v in TYPED.items()}, **(typed or {})}.get(name) if name else None,
                "serial": serial,
            }
            line = [content.get(kind) for kind in layout.columns]
            if name:
                places[name] = (len(rows) + 1, layout.columns.index("value") + 1)
            if layout.merged_label and content["label"]:
                merged.append((len(rows) + 1, 1, len(rows) + 1, 2))
        rows.append(line)
    table = (first, len(rows))
    rows += [[None]] + [[line] for line in BELOW]
    spelled = [[layout.respell(v) if isinstance(v, str) else v for v in line] for line in rows]
    page = Page([line + [None] * (width - len(line)) for line in spelled], merged=tuple(merged))
    if layout.font:
        page = replace(page, fonts={(r, c): layout.font for r, c, v in page.cells() if isinstance(v, str)})
    return Annex(layout.edit(page), places, table)


def expected(typed: Mapping[str, Answer] | None = None) -> dict[str, Answer]:
    """By indicator what must be read of an annex, all 91 measures."""
    answers = {name: answer for _, given in TYPED.values() for name, answer in given.items()}
    return {**answers, **(typed or {})}


def old_tone_placement(text: str) -> str:
    """hóa as hoá, thủy as thuỷ: the tone on the second of two vowels."""
    pairs = {"óa": "oá", "òa": "oà", "ỏa": "oả", "õa": "oã", "ọa": "oạ", "úy": "uý", "ủy": "uỷ", "ũy": "uỹ", "ụy": "uỵ"}
    for new, old in pairs.items():
        text = text.replace(new, old)
    return text


def untidy(text: str) -> str:
    """Blanks that do not break, dashes from Word, and a letter that only looks like Đ."""
    return text.replace(" ", "\u00a0 ").replace("- ", "– ").replace("Đ", "\u00d0")


def decomposed(text: str) -> str:
    """Letters and marks apart, as a Mac writes them."""
    return unicodedata.normalize("NFD", text)
