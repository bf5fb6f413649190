"""Draws pictures with matplotlib: black, greys and hatches on white, in millimetres, the same bytes on every machine.

Whoever does not draw should not import this: matplotlib takes its time.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle
from matplotlib.textpath import text_to_path

from wardreport.publish.charts.chart_content import Bar, Panel, Picture

WIDTH = 160  # mm: the text of a report's page
_DPI = 200
_MM = 25.4  # in an inch
_POINT = _MM / 72
_TEXT, _SMALL = 8.5, 7.5  # points
_LINE = 1.3  # of the size of the letters
_LABELS, _GAP, _EDGE = 52.0, 3.0, 1.5  # mm
_THICK, _ROW = 4.6, 7.4  # mm: of a lying bar, and from one to the next
_HIGH, _LOW, _COLUMNS, _MOST_BESIDE = 24.0, 13.0, 2, 5  # of upright bars; more than five need the whole width
_INK, _SOFT, _FILL, _GATHERED = "#111111", "#555555", "#2f4b66", "#b8c2cc"
_FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"  # matplotlib's own: the machine's may be another version
_RC: dict[Any, Any] = {
    "svg.hashsalt": "wardreport",
    "svg.fonttype": "path",  # letters as outlines: the same wherever it is looked at
    "hatch.linewidth": 0.5,
    "hatch.color": _SOFT,
}


def draw(picture: Picture, alternative_text: str) -> tuple[bytes, str, int]:
    """The picture as PNG and as SVG (without prolog, for use within a page), and its height in millimetres."""
    with matplotlib.rc_context(_settings()):
        layout = _Upright(picture) if picture.upright else _Lying(picture)
        figure = Figure(figsize=(WIDTH / _MM, layout.height / _MM), facecolor="white")
        FigureCanvasAgg(figure)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, WIDTH)
        axes.set_ylim(layout.height, 0)  # from the top, as it is read
        axes.set_axis_off()
        layout.put_on(axes)
        png, svg = io.BytesIO(), io.BytesIO()
        figure.savefig(png, format="png", dpi=_DPI, metadata={"Software": None})
        nothing: Mapping[str, Any] = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        figure.savefig(svg, format="svg", metadata=nothing)
    return png.getvalue(), _described(svg.getvalue().decode(), picture, alternative_text), layout.height


def _settings() -> dict[Any, Any]:
    """What comes with matplotlib, whatever a file of the user's says, and ours."""
    return {key: value for key, value in matplotlib.rcParamsDefault.items() if not key.startswith("backend")} | _RC


def _described(svg: str, picture: Picture, alternative_text: str) -> str:
    """With a name and a description that a screen reader tells, and without what comes before the element."""
    opening, _, rest = svg[svg.index("<svg") :].partition(">")
    title, description = f"{picture.name}-title", f"{picture.name}-desc"
    return (
        f'{opening} role="img" aria-labelledby="{title} {description}">\n'
        f' <title id="{title}">{escape(picture.title)}</title>\n'
        f' <desc id="{description}">{escape(alternative_text)}</desc>{rest}'
    )


class _Lying:
    """Bars one below the other; the panels stand side by side and share the labels at the left."""

    def __init__(self, picture: Picture) -> None:
        self.picture = picture
        panels = picture.panels
        self.panel_width = (WIDTH - _LABELS - _EDGE - _GAP * len(panels)) / len(panels)
        self.labels = [_wrapped(bar.label, _TEXT, _LABELS - 2 * _EDGE) for bar in panels[0].bars]
        self.headings = [_wrapped(panel.headline, _TEXT, self.panel_width, bold=True) for panel in panels]
        self.rows = [max(_ROW, _high(label, _TEXT) + 2.2) for label in self.labels]
        self.top = _EDGE + max(_high(heading, _TEXT) for heading in self.headings) + 1.5
        self.notes = _notes(picture)
        self.end = self.top + sum(self.rows)
        self.height = round(self.end + 1.5 + _high(self.notes, _SMALL) + _EDGE)

    def put_on(self, axes: Axes) -> None:
        """Draws it."""
        for label, middle in zip(self.labels, self._middles(), strict=True):
            _write(axes, _LABELS - 0.5, middle, label, _TEXT, ha="right", va="center")
        for number, (panel, heading) in enumerate(zip(self.picture.panels, self.headings, strict=True)):
            left = _LABELS + _GAP + number * (self.panel_width + _GAP)
            _write(axes, left, self.top - 1.5, heading, _TEXT, bold=True, va="bottom")
            scale = _scale(panel.bars, self.panel_width)
            for bar, middle in zip(panel.bars, self._middles(), strict=True):
                _put_bar(axes, bar, left, middle, scale)
            axes.plot([left, left], [self.top, self.end], color=_INK, linewidth=0.8)
        _write(axes, _EDGE, self.end + 1.5, self.notes, _SMALL, colour=_SOFT)

    def _middles(self) -> Iterator[float]:
        top = self.top
        for row in self.rows:
            yield top + row / 2
            top += row


def _put_bar(axes: Axes, bar: Bar, left: float, middle: float, scale: float) -> None:
    end = 0.0
    frame: dict[str, Any] = {"fill": False, "edgecolor": _SOFT, "hatch": "////"}
    for value, style in ((bar.whole, frame), (bar.value, _style(bar))):
        if value:
            long = float(value) * scale
            axes.add_patch(Rectangle((left, middle - _THICK / 2), long, _THICK, linewidth=0.6, **style))
            end = max(end, long)
    _write(axes, left + end + 1, middle, bar.shown, _TEXT, va="center")


def _style(bar: Bar) -> dict[str, Any]:
    if bar.gathered:
        return {"facecolor": _GATHERED, "edgecolor": _SOFT, "hatch": "...."}
    return {"facecolor": _FILL, "edgecolor": _FILL}


def _scale(bars: Sequence[Bar], room: float) -> float:
    """Millimetres for one, so that every bar has room for what is written at its end."""
    lengths = [(float(max(bar.value or 0, bar.whole or 0)), room - _wide(bar.shown, _TEXT) - 2) for bar in bars]
    return min((space / length for length, space in lengths if length), default=0.0)


class _Upright:
    """Small panels of columns, one for each figure; the columns stand by half year."""

    def __init__(self, picture: Picture) -> None:
        self.picture = picture
        self.columns = _COLUMNS if len(picture.panels[0].bars) <= _MOST_BESIDE else 1
        self.panel_width = (WIDTH - 2 * _EDGE - _GAP * 2 * (self.columns - 1)) / self.columns
        self.headings = [_wrapped(panel.headline, _TEXT, self.panel_width, bold=True) for panel in picture.panels]
        self.heading = max(_high(heading, _TEXT) for heading in self.headings)
        self.high = _HIGH if self.columns > 1 else _LOW  # so that a page holds six figures
        self.panel_height = self.heading + 5 + self.high + 2 * _SMALL * _POINT * _LINE + 4
        self.notes = _notes(picture)
        self.end = _EDGE + -(-len(picture.panels) // self.columns) * self.panel_height
        self.height = round(self.end + _high(self.notes, _SMALL) + _EDGE)

    def put_on(self, axes: Axes) -> None:
        """Draws it."""
        for number, (panel, heading) in enumerate(zip(self.picture.panels, self.headings, strict=True)):
            left = _EDGE + number % self.columns * (self.panel_width + 2 * _GAP)
            top = _EDGE + number // self.columns * self.panel_height
            _write(axes, left, top, heading, _TEXT, bold=True)
            self._columns(axes, panel, left, top + self.heading + 5 + self.high)
        _write(axes, _EDGE, self.end, self.notes, _SMALL, colour=_SOFT)

    def _columns(self, axes: Axes, panel: Panel, left: float, ground: float) -> None:
        most = max((bar.value for bar in panel.bars if bar.value is not None), default=Decimal(0))
        step = self.panel_width / len(panel.bars)
        for number, bar in enumerate(panel.bars):
            middle = left + (number + 0.5) * step
            high = float(bar.value / most) * self.high if bar.value and most else 0.0
            thick = min(step * 0.6, 12.0)
            fill = _FILL if number == len(panel.bars) - 1 else _GATHERED  # the half year reported on, and those before
            if high:
                corner = (middle - thick / 2, ground - high)
                axes.add_patch(Rectangle(corner, thick, high, linewidth=0.6, facecolor=fill, edgecolor=_FILL))
            _write(axes, middle, ground - high - 0.8, bar.shown, _SMALL, ha="center", va="bottom")
            _write(axes, middle, ground + 0.8, bar.short, _SMALL, ha="center")
        axes.plot([left, left + self.panel_width], [ground, ground], color=_INK, linewidth=0.8)


def _notes(picture: Picture) -> str:
    return "\n".join(_wrapped(note, _SMALL, WIDTH - 2 * _EDGE) for note in picture.notes)


@cache
def _font(size: float, *, bold: bool = False) -> FontProperties:
    return FontProperties(fname=_FONTS / ("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"), size=size)


def _write(
    axes: Axes,
    x: float,
    y: float,
    text: str,
    size: float,
    *,
    bold: bool = False,
    ha: str = "left",
    va: str = "top",
    colour: str = _INK,
) -> None:
    axes.text(
        x,
        y,
        text,
        fontproperties=_font(size, bold=bold),
        horizontalalignment=ha,
        verticalalignment=va,
        color=colour,
        linespacing=_LINE,
        parse_math=False,  # a dollar in a name is a dollar
    )


def _wide(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a line is, in millimetres, with what fitting letters to dots may add."""
    width, _, _ = text_to_path.get_text_width_height_descent(text, _font(size, bold=bold), ismath=False)
    return 1.03 * float(width) * _POINT


def _high(text: str, size: float) -> float:
    return len(text.splitlines()) * size * _POINT * _LINE


def _wrapped(text: str, size: float, room: float, *, bold: bool = False) -> str:
    """The text in lines that fit; a word that is too long stays whole."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and _wide(longer, size, bold=bold) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return "\n".join(lines)
