"""``index.html``: the front page of a release folder, offline, in Vietnamese, with every figure that may be shown."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from pathlib import Path

from wardreport.domain.figure import FigureStatus
from wardreport.domain.release import MANIFEST, PAGE
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.form_versions import RowKind
from wardreport.publish.charts.charts import Chart
from wardreport.publish.pages.release_page_content import (
    changes,
    compared_with,
    document_of,
    downloads,
    edition_name,
    headlines,
    issues,
    read_page_outline,
    rows,
)
from wardreport.publish.release_content import ReleaseContent
from wardreport.writing.house_style import REVISED
from wardreport.writing.offline_page import render_offline_page
from wardreport.writing.written_days import written_moment

_TEMPLATE = Path(__file__).with_name("trang_cong_bo.html.j2")
_PIXELS = 96 / 25.4  # in a millimetre


def write_release_page(content: ReleaseContent, metadata: Metadata, charts: Sequence[Chart], folder: Path) -> None:
    """Writes ``index.html`` into the folder, where all other files but the manifest lie already.

    The page loads nothing and runs no script. Raises ``ConfigurationError`` on a wrong outline.
    """
    outline = read_page_outline(metadata)
    body = metadata.issuing_body(content.period)
    table = content.table
    page = render_offline_page(
        _TEMPLATE,
        {"data_uri": _data_uri, "pixels": lambda millimetres: round(millimetres * _PIXELS)},
        body=body,
        cycle=metadata.cycle(content.period),
        edition=content.edition,
        kind=edition_name(content.edition),
        document=document_of(content.edition, body),
        created_at=written_moment(content.created_at),
        headlines=tuple(headlines(content, metadata, outline)),
        compared=[words for words, _ in compared_with(content)],
        rows=tuple(rows(content, metadata)),
        heading=RowKind.HEADING,
        data=RowKind.DATA,
        charts=charts,
        changes=tuple(changes(content, metadata)),
        issues=issues(content, metadata),
        figures=len(table.figures),
        units=len(content.register),
        outstanding=[entry.name for entry in content.register if entry.outstanding],
        suppressed=any(figure.status is FigureStatus.SUPPRESSED for figure in table.figures.values())
        or any(figure.suppressed for figure in (*table.by_unit, *table.restated)),
        downloads=tuple(downloads(folder, outline)),
        manifest=MANIFEST,
        revised=REVISED,
    )
    (folder / PAGE).write_text(page, encoding="utf-8")


def _data_uri(svg: str) -> str:
    """A picture as an address: apart from the page, so that its names and styles meet none of the page's."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"
