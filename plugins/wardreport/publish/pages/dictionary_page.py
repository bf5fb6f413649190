"""``tu-dien-du-lieu.html``: the data dictionary of the views for BI, one offline page in Vietnamese and English."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from wardreport.warehouse.schema.dictionary import ColumnEntry, ViewEntry
from wardreport.writing.offline_page import render_offline_page

SIGN = "_sign"  # of a figure's column in the wide view
MANY = 60  # columns: from here on the pairs of figure and sign fold
_TEMPLATE = Path(__file__).with_name("tu_dien.html.j2")
_TYPES = {
    "boolean": ("có/không", "boolean"),
    "date": ("ngày", "date"),
    "integer": ("số nguyên", "integer"),
    "number": ("số", "number"),
    "text": ("chữ", "text"),
    "timestamp": ("thời điểm", "timestamp"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """Columns of a view in one table; those that fold have their number for the line to open them by."""

    columns: tuple[ColumnEntry, ...]
    folds: bool


def write_dictionary_page(views: Sequence[ViewEntry], target: Path) -> None:
    """Writes the page; nothing in it depends on when or where it was made."""
    page = render_offline_page(
        _TEMPLATE,
        views=[(view, tuple(_parts(view))) for view in views],
        types=_TYPES,
    )
    target.write_text(page, encoding="utf-8")


def _parts(view: ViewEntry) -> Iterator[Part]:
    """All columns, or the pairs apart where there are so many that nobody would find the others."""
    names = {column.name for column in view.columns}
    paired = {name for name in names if f"{name}{SIGN}" in names}
    paired |= {f"{name}{SIGN}" for name in paired}
    if len(view.columns) < MANY:
        paired = set()
    yield Part(tuple(column for column in view.columns if column.name not in paired), folds=False)
    if paired:
        yield Part(tuple(column for column in view.columns if column.name in paired), folds=True)
