"""A document as verification sees it: passages in reading order, each with its place, and its tables as sheets."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from wardreport.formats.grid import Sheet
from wardreport.writing.vietnamese import PLACES

CELL_BREAK = "\t"


class Area(StrEnum):
    """Where a passage stands."""

    HEAD = "head"  # before the title: issuing body, number, date
    BODY = "body"
    TABLE = "table"
    ANNEX = "annex"  # a row of the form
    HEADER = "header"
    FOOTER = "footer"
    FOOTNOTE = "footnote"
    TEXTBOX = "textbox"


@dataclass(frozen=True, slots=True)
class ReportPassage:
    """One paragraph, or one row of a table with its cells."""

    area: Area
    cells: tuple[str, ...]  # of a paragraph one
    number: int  # of the paragraph in the running text, or of the row in its table, from 1
    table: int = 0  # in the document's order, from 1; 0 for a paragraph
    value_cell: int | None = None  # of the form's row: which of its cells holds the figure

    @property
    def text(self) -> str:
        """All its words."""
        return CELL_BREAK.join(self.cells)

    @property
    def running(self) -> bool:
        """Whether it is a paragraph of the running text."""
        return self.table == 0 and self.area in (Area.HEAD, Area.BODY)

    @property
    def place(self) -> str:
        """As a person looks it up."""
        if self.area is Area.HEAD:
            return "Đầu văn bản"
        if self.area is Area.BODY:
            return f"đoạn {self.number}"
        if self.area is Area.ANNEX:
            return annex_row(self.number)
        if self.area is Area.TABLE:
            return f"bảng {self.table}, dòng {self.number}"
        return PLACES[self.area]

    def of(self, area: Area, number: int | None = None, value_cell: int | None = None) -> ReportPassage:
        """The same in another area."""
        return replace(self, area=area, number=self.number if number is None else number, value_cell=value_cell)


def annex_row(number: int) -> str:
    """The place of a row of the annex; the headings are not counted."""
    return f"Phụ lục, dòng {number}"


@dataclass(frozen=True, slots=True)
class WordReport:
    """What a report holds: every visible text in reading order; headers, footers and notes come last."""

    passages: tuple[ReportPassage, ...]
    sheets: tuple[Sheet, ...]  # its tables
