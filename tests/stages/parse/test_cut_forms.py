"""A form that is cut into several tables or sheets is one form; two forms in a file stay two."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import pytest

from tests.specimens.annexes import FORM, Annex, Layout, annex, expected
from tests.specimens.books import WRITERS, Page, html_bytes
from tests.specimens.submissions import PERIOD, submission
from wardreport.domain.figure import Status
from wardreport.domain.submission import ParsedForm
from wardreport.formats.grid import column_letters
from wardreport.metadata import Metadata
from wardreport.metadata.form_versions import RowKind
from wardreport.stages.parse import parse
from wardreport.stages.screen import screen

MADE = annex(Layout())
HEADING = MADE.table[0]
FORMATS = ["docx", "html", "ods", "xlsx", "xls", "xml-2003"]


def _row(indicator: str) -> int:
    return MADE.places[indicator][0]


def _section(number: str) -> int:
    return next(r for r in range(1, len(MADE.page.rows)) if str(MADE.page.rows[r - 1][0] or "").startswith(number))


CUTS = {
    "at a section": [_section("II.")],
    "within a block": [_row("fac_violating_warned")],
    "at every page": [_row("staff_total"), _row("comm_students"), _row("sanctioned"), _row("officers")],
    "between rows with the same labels": [_row("sanctioned_buyer"), _row("sanctioned_seller_u18")],
}


def _cut(made: Annex, cuts: Sequence[int], *, again: bool) -> tuple[list[Page], dict[str, tuple[int, int, int]]]:
    """The pages, and by indicator where its figure then stands: page (from 1), row in that page, column."""
    bounds = [1, *cuts, len(made.page.rows) + 1]
    pages, places = [], {}
    for number, (first, end) in enumerate(pairwise(bounds), start=1):
        head = [made.page.rows[HEADING - 1]] if again and number > 1 else []
        pages.append(Page([*head, *made.page.rows[first - 1 : end - 1]], title=f"(tiếp theo {number})"))
        for name, (row, column) in made.places.items():
            if first <= row < end:
                places[name] = (number, row - first + 1 + len(head), column)
    return pages, places


def _addresses(name: str, pages: Sequence[Page], places: dict[str, tuple[int, int, int]]) -> dict[str, str]:
    """As the format gives them: the tables of a document are counted, their rows from the first with two cells."""
    told = {}
    for indicator, (number, row, column) in places.items():
        page = pages[number - 1]
        title = f"Bang{number}" if name in ("docx", "html") else page.title
        told[indicator] = f"{title}!{column_letters(column)}{row - (page.table_rows()[0] - 1) * (title != page.title)}"
    return told


def _parse(content: bytes, metadata: Metadata, folder: Path) -> ParsedForm:
    return parse(submission(folder, content, folder_unit="01837"), metadata)


ALONE = {
    "behind the headings": [HEADING + 1],
    "a row": [_row("staff_total"), _row("staff_total") + 1],
    "two rows twice": [_row("sanctioned"), _row("sanctioned") + 2, _row("officers"), _row("officers") + 1],
}


@pytest.mark.parametrize("where", ALONE)
@pytest.mark.parametrize("name", ["docx", "html"])
def test_headings_or_rows_alone_are_parts_of_the_form(
    name: str, where: str, metadata: Metadata, tmp_path: Path
) -> None:
    form = _parse(WRITERS[name](_cut(MADE, ALONE[where], again=False)[0]), metadata, tmp_path)
    assert {o.indicator: (o.status, o.value) for o in form.observations} == expected()
    assert (form.detections, form.head_unit is None) == ((), False)


@pytest.mark.parametrize("again", [True, False], ids=["with headings", "without headings"])
@pytest.mark.parametrize("where", CUTS)
@pytest.mark.parametrize("name", FORMATS)
def test_a_cut_form_is_one(name: str, where: str, again: bool, metadata: Metadata, tmp_path: Path) -> None:
    pages, places = _cut(MADE, CUTS[where], again=again)
    form = _parse(WRITERS[name](pages), metadata, tmp_path)
    addresses = _addresses(name, pages, places)
    rows = {n: row.indicators[0] for row in FORM.rows for n in row.indicators}
    wanted = {n: (status, value, addresses[rows[n]]) for n, (status, value) in expected().items()}
    assert {o.indicator: (o.status, o.value, o.cell) for o in form.observations} == wanted
    assert form.detections == ()
    assert form.head_unit is not None
    assert form.head_period is not None
    assert (form.head_unit.code, form.head_period.code) == ("01837", "2024-S1")
    assert screen(form, metadata).observations == form.observations


def test_a_figure_on_an_unknown_row_is_named_where_it_stands(metadata: Metadata, tmp_path: Path) -> None:
    pages, _ = _cut(MADE, CUTS["at a section"], again=True)
    pages[1].rows.insert(3, ["Dòng thêm vào", "Người", 4])
    form = _parse(WRITERS["docx"](pages), metadata, tmp_path)
    assert [(d.rule, d.cell) for d in form.detections] == [("form.row_unknown", "Bang2!C4")]


@pytest.mark.parametrize("name", FORMATS)
def test_two_forms_in_a_file_stay_two(name: str, metadata: Metadata, tmp_path: Path) -> None:
    pages, _ = _cut(MADE, CUTS["at a section"], again=True)
    full = replace(MADE.page, title="Lần 2")
    for book in ([MADE.page, full], [*pages, full], [replace(p, title=f"{n}") for n, p in enumerate([*pages, *pages])]):
        form = _parse(WRITERS[name](book), metadata, tmp_path)
        assert "form.several_forms" in {d.rule for d in form.detections}, len(book)


def test_a_form_that_lacks_a_row_is_not_mended_from_another(metadata: Metadata, tmp_path: Path) -> None:
    lacking = replace(MADE.page, rows=[r for n, r in enumerate(MADE.page.rows, start=1) if n != _row("fac_dance")])
    form = _parse(WRITERS["docx"]([lacking, MADE.page]), metadata, tmp_path)
    assert "form.several_forms" in {d.rule for d in form.detections}


def _in_a_layout_table(pages: Sequence[Page]) -> bytes:
    """A page as a mail shows it: everything in the one cell of a table, the form in tables inside it."""
    inner = html_bytes(pages).decode()
    body = inner[inner.index("<body>") + 6 : inner.index("</body>")]
    return (
        f"<html><head><meta charset='utf-8'></head><body><table><tr><td>{body}</td></tr></table></body></html>".encode()
    )


def _in_a_word_cell(pages: Sequence[Page]) -> bytes:
    document = docx.Document()
    cell = document.add_table(1, 1).cell(0, 0)
    for page in pages:
        first, last = page.table_rows()
        for row in (*page.rows[: first - 1],):
            cell.add_paragraph(" ".join(str(value) for value in row if value is not None))
        table = cell.add_table(last - first + 1, page.width)
        places = [row.cells for row in table.rows]
        for r, values in enumerate(page.rows[first - 1 : last]):
            for c, value in enumerate(values):
                places[r][c].text = "" if value is None else str(value)
        for row in (*page.rows[last:],):
            cell.add_paragraph(" ".join(str(value) for value in row if value is not None))
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


@pytest.mark.parametrize("cuts", [[], CUTS["at a section"]], ids=["whole", "cut"])
@pytest.mark.parametrize("around", [_in_a_layout_table, _in_a_word_cell])
def test_a_form_inside_a_layout_table(
    around: Callable[[Sequence[Page]], bytes], cuts: list[int], metadata: Metadata, tmp_path: Path
) -> None:
    pages, _ = _cut(MADE, cuts, again=False)
    form = _parse(around(pages), metadata, tmp_path)
    assert {o.indicator: (o.status, o.value) for o in form.observations} == expected()
    assert form.detections == ()
    assert form.head_unit is not None
    assert form.head_period is not None
    assert (form.head_unit.code, form.head_period.code) == ("01837", "2024-S1")


def test_headings_on_every_page_with_the_letterhead_and_blank_rows(metadata: Metadata, tmp_path: Path) -> None:
    rows: list[list[Any]] = []
    for number, line in enumerate(MADE.page.rows, start=1):
        if number > HEADING + 5 and number % 20 == 0:
            rows += [
                [None],
                ["UBND PHƯỜNG SÔNG CẦU", None, None],
                *MADE.page.rows[HEADING - 1 : HEADING],
                ["(1)", "(2)", "(3)"],
            ]
        rows.append(line)
    for name in ("ods", "xlsx", "csv-utf8", "html"):
        form = _parse(WRITERS[name]([replace(MADE.page, rows=rows)]), metadata, tmp_path)
        assert {o.indicator: (o.status, o.value) for o in form.observations} == expected(), name
        assert form.detections == (), name


def test_data_rows_of_the_specimen_cover_the_form() -> None:
    assert len(MADE.places) == sum(row.kind is RowKind.DATA for row in FORM.rows)
    assert expected()["fac_total"][0] in Status
    assert PERIOD.half == 1
