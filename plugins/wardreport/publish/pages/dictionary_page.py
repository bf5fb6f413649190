"""``tu-dien-du-lieu.html``: the data dictionary of the views for BI, one offline page in Vietnamese and English."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from wardreport.warehouse.schema.dictionary import ColumnEntry, ViewEntry

SIGN = "_sign"  # of a figure's column in the wide view
MANY = 60  # columns: from here on the pairs of figure and sign fold
_TEMPLATES = Path(__file__).parent
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
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = _TEMPLATES.joinpath("tu_dien.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    page = environment.get_template("tu_dien.html.j2").render(
        style=Markup(style),  # noqa: S704  our own file, which the policy names by its hash
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'",
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
