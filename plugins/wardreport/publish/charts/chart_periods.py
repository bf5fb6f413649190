"""What the picture over the half years shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wardreport.domain.figure import Figure
from wardreport.domain.period import Period
from wardreport.metadata.catalogue import Metadata
from wardreport.publish.charts.chart_content import Bar, Panel, Picture, number_of, sign_of, starred
from wardreport.publish.charts.chart_outline import ChartOutline, Measured
from wardreport.publish.release_content import ReleaseContent
from wardreport.writing.written_figures import written_number

MOST_PERIODS = 10
FEWEST = 2  # values from which on there is a change to see


def periods(content: ReleaseContent, metadata: Metadata, outline: ChartOutline) -> Iterator[Picture]:
    """One panel for each figure that at least two half years have; one between without a value keeps its place."""
    texts = outline.periods
    tables: dict[Period, Mapping[str, Figure]] = {earlier.period: earlier.figures for earlier in content.earlier}
    tables[content.period] = content.table.figures
    shown = _in_order(min(tables), content.period)[-MOST_PERIODS:]
    panels = []
    for panel in texts.panels:
        figures = {period: tables.get(period, {}).get(panel.indicator) for period in shown}
        if sum(number_of(figure) is not None for figure in figures.values()) >= FEWEST:
            panels.append(_panel(panel, figures, metadata, outline))
    if not panels:
        return
    bars = [bar for panel in panels for bar in panel.bars]
    used = [sign for sign in outline.signs if any(bar.value is None and bar.shown == sign for bar in bars)]
    notes = []
    if used:
        notes.append(texts.signs.format(signs="; ".join(f"{sign} {outline.signs[sign]}" for sign in used)))
    if any(bar.shown.endswith("*") for bar in bars):
        notes.append(outline.partial)
    half = metadata.cycle(content.period).head_line
    lead = texts.lead.format(half=half)
    yield Picture(texts.name, texts.title.format(half=half), lead, tuple(panels), tuple(notes), upright=True)


def _in_order(first: Period, last: Period) -> list[Period]:
    found = [first]
    while found[-1] < last:
        found.append(found[-1].following)
    return found


def _panel(
    panel: Measured, figures: Mapping[Period, Figure | None], metadata: Metadata, outline: ChartOutline
) -> Panel:
    return Panel(
        panel.heading,
        panel.unit,
        tuple(_bar(period, figure, metadata, outline) for period, figure in figures.items()),
    )


def _bar(period: Period, figure: Figure | None, metadata: Metadata, outline: ChartOutline) -> Bar:
    cycle = metadata.cycles.get(period)
    value = number_of(figure)
    shown = sign_of(figure) if figure is None or value is None else written_number(value) + starred(figure)
    short = f"{outline.periods.halves[1 if period.half == 1 else 2]}\n{period.year}"
    return Bar(cycle.head_line if cycle else str(period), value, shown, short=short)
