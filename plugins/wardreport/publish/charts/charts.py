"""The pictures of a release."""

from __future__ import annotations

from dataclasses import dataclass

from wardreport.metadata.catalogue import Metadata
from wardreport.publish.charts.chart_content import by_unit, inspected, kinds, responses
from wardreport.publish.charts.chart_outline import read_chart_outline
from wardreport.publish.charts.chart_periods import periods
from wardreport.publish.release_content import ReleaseContent


@dataclass(frozen=True, slots=True)
class Chart:
    """One picture in both forms, with what it shows in words for who cannot see it."""

    name: str  # of a file, without ending
    title: str
    alternative_text: str
    png: bytes
    svg: str
    width_mm: int
    height_mm: int


def draw_charts(content: ReleaseContent, metadata: Metadata) -> tuple[Chart, ...]:
    """The pictures that the release's figures allow; the same content gives the same bytes.

    The title is not in the picture: it is for the caption. Raises ``ConfigurationError`` on a wrong outline.
    """
    from wardreport.publish.charts.chart_drawing import WIDTH, draw

    outline = read_chart_outline(metadata)
    charts = []
    for choose in (by_unit, kinds, inspected, responses, periods):
        for picture in choose(content, metadata, outline):
            words = picture.in_words(outline.signs)
            png, svg, height = draw(picture, words)
            charts.append(Chart(picture.name, picture.title, words, png, svg, WIDTH, height))
    return tuple(charts)
