"""What the pictures show: figures that may be seen, with their words, before anything is drawn.

A figure that is suppressed, unavailable or nil is in no bar; nothing is worked out from others in its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from wardreport.domain.figure import Figure, FigureStatus, Status
from wardreport.domain.safe_table import SafeUnitFigure
from wardreport.domain.validation import RegisterEntry
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.units import Role
from wardreport.publish.charts.chart_outline import ByUnit, ChartOutline, Inspected, Kinds, Responses
from wardreport.publish.release_content import ReleaseContent
from wardreport.writing.vietnamese import ROLES
from wardreport.writing.written_figures import NIL, SUPPRESSED, UNAVAILABLE, written_number

MOST_UNITS = 12  # rows of units in a picture, with that of all others
MOST_NAMED = 6  # units that a note names
NO_BREAK = "\u00a0"
_DRAWN = (FigureStatus.VALUE, FigureStatus.ZERO)


@dataclass(frozen=True, slots=True)
class Bar:
    """One figure: its length, and what is written at its end. Without a value only the sign is written."""

    label: str
    value: Decimal | None
    shown: str
    said: str = ""  # the same in words, where that is more than what is written and the unit
    whole: Decimal | None = None  # what it is a part of, drawn as a hatched frame behind it
    gathered: bool = False  # of several units together
    short: str = ""  # below an upright bar


@dataclass(frozen=True, slots=True)
class Panel:
    """Bars on one scale, from zero."""

    heading: str
    unit: str
    bars: tuple[Bar, ...]

    @property
    def headline(self) -> str:
        """The heading with what is counted, where it does not say so itself; the unit stays in one line."""
        told = not self.unit or self.unit in self.heading.lower()
        return self.heading if told else f"{self.heading} ({self.unit.replace(' ', NO_BREAK)})"


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture; lying bars of all panels share their labels, upright ones stand by period."""

    name: str
    title: str
    lead: str
    panels: tuple[Panel, ...]
    notes: tuple[str, ...] = ()
    upright: bool = False

    def in_words(self, signs: Mapping[str, str]) -> str:
        """The same for who does not see it."""
        said = [
            f"{panel.heading}: {'; '.join(f'{bar.label}: {_said(bar, panel.unit, signs)}' for bar in panel.bars)}."
            for panel in self.panels
        ]
        return " ".join((self.lead, *said, *self.notes))


def _said(bar: Bar, unit: str, signs: Mapping[str, str]) -> str:
    return bar.said or (signs[bar.shown] if bar.value is None else f"{bar.shown} {unit}".rstrip())


def number_of(figure: Figure | None) -> Decimal | None:
    """The number that may be drawn of a figure; None where there is none."""
    if figure is None or figure.status not in _DRAWN or not isinstance(figure.value, Decimal):
        return None
    return figure.value


def starred(figure: Figure) -> str:
    """What marks a figure in which an owner's answer is missing."""
    return "*" if figure.partial else ""


def by_unit(content: ReleaseContent, metadata: Metadata, outline: ChartOutline) -> Iterator[Picture]:
    """What the owners of a figure did, the most first; the smallest of many are put together."""
    texts = outline.by_unit
    shown: dict[str, dict[str, SafeUnitFigure]] = {}
    hidden = False
    names = [panel.indicator for panel in texts.panels]
    for figure in content.table.by_unit:
        if figure.indicator not in names or not _owns(figure, content, metadata):
            continue
        hidden |= figure.suppressed
        shown.setdefault(figure.unit, {})[figure.indicator] = figure
    # a unit with a hidden figure has no row: a dash there would say that nothing occurred
    rows = [
        (unit, [own.get(name) for name in names])
        for unit, own in shown.items()
        if not any(figure.suppressed for figure in own.values())
    ]
    rows = [row for row in rows if any(map(_unit_number, row[1]))]
    rows.sort(key=lambda row: [-(_unit_number(figure) or 0) for figure in row[1]])
    if not rows:
        return
    notes = list(_missing(texts, content, metadata, names))
    if hidden:
        notes.append(texts.not_drawn)
    yield _titled(texts, content, metadata, _unit_panels(texts, rows, metadata.unit_names(content.period)), notes)


def _owns(figure: SafeUnitFigure, content: ReleaseContent, metadata: Metadata) -> bool:
    unit = metadata.unit_in(content.period, figure.unit)
    return unit is not None and unit.role in metadata.indicators[figure.indicator].owner


def _unit_number(figure: SafeUnitFigure | None) -> Decimal | None:
    if figure is None or figure.status not in (Status.VALUE, Status.ZERO):
        return None
    return figure.value if isinstance(figure.value, Decimal) else None


def _unit_panels(
    texts: ByUnit, rows: Sequence[tuple[str, Sequence[SafeUnitFigure | None]]], names: Mapping[str, str]
) -> tuple[Panel, ...]:
    many = len(rows) > MOST_UNITS
    alone, together = (rows[: MOST_UNITS - 1], rows[MOST_UNITS - 1 :]) if many else (rows, [])
    panels = []
    for number, panel in enumerate(texts.panels):
        bars = [_unit_bar(names[unit], figures[number]) for unit, figures in alone]
        if together:
            known = [value for _, figures in together if (value := _unit_number(figures[number])) is not None]
            value = sum(known, Decimal(0)) if known else None
            shown = UNAVAILABLE if value is None else written_number(value)
            bars.append(Bar(texts.others.format(number=len(together)), value, shown, gathered=True))
        panels.append(Panel(panel.heading, panel.unit, tuple(bars)))
    return tuple(panels)


def _unit_bar(label: str, figure: SafeUnitFigure | None) -> Bar:
    value = _unit_number(figure)
    if value is not None:
        return Bar(label, value, written_number(value))
    return Bar(label, None, NIL if figure and figure.status is Status.NIL else UNAVAILABLE)


def _missing(texts: ByUnit, content: ReleaseContent, metadata: Metadata, names: Sequence[str]) -> Iterator[str]:
    units = metadata.unit_names(content.period)
    figures = [content.table.figures[name] for name in names if name in content.table.figures]
    owing = dict.fromkeys(unit for figure in figures for unit in figure.outstanding)
    if owing:
        yield texts.missing.format(units=named([units.get(unit, unit) for unit in owing]))


def named(units: Sequence[str]) -> str:
    """Names in a row, of many only the first."""
    more = len(units) - MOST_NAMED
    return ", ".join(units[:MOST_NAMED]) + (f" và {more} đơn vị khác" if more > 0 else "")


def kinds(content: ReleaseContent, metadata: Metadata, outline: ChartOutline) -> Iterator[Picture]:
    """A total's parts, with a word where they do not add up to it as it was reported."""
    texts = outline.kinds
    figures = [content.table.figures[name] for name in texts.parts if name in content.table.figures]
    drawn = [(figure, value) for figure in figures if (value := number_of(figure)) is not None]
    if not any(value for _, value in drawn):
        return
    bars = tuple(
        Bar(texts.parts[figure.indicator], value, written_number(value) + starred(figure)) for figure, value in drawn
    )
    notes = list(_against_total(texts, content, figures))
    notes += [outline.partial] if any("*" in shown for shown in (*notes, *(bar.shown for bar in bars))) else []
    yield _titled(texts, content, metadata, (Panel(texts.heading, texts.unit, bars),), notes)


def _against_total(texts: Kinds, content: ReleaseContent, parts: Sequence[Figure]) -> Iterator[str]:
    figure = content.table.figures.get(texts.total)
    total = number_of(figure)
    if figure is None or total is None:
        return
    yield texts.all_of.format(total=written_number(total) + starred(figure), unit=texts.unit)
    if all(part.status in (*_DRAWN, FigureStatus.NIL) for part in parts):
        added = sum((number_of(part) or Decimal(0) for part in parts), Decimal(0))
        if added != total:
            yield texts.differs.format(sum=written_number(added), total=written_number(total))


def inspected(content: ReleaseContent, metadata: Metadata, outline: ChartOutline) -> Iterator[Picture]:
    """A part beside its whole, with the percentage as it was computed."""
    texts: Inspected = outline.inspected
    whole, part = (content.table.figures.get(one.indicator) for one in (texts.whole, texts.part))
    all_of, some = number_of(whole), number_of(part)
    if whole is None or part is None or not all_of or some is None:
        return
    percent = number_of(content.table.figures.get(texts.percent))
    shown, said = written_number(some) + starred(part), ""
    if percent is not None:
        words = {"part": shown, "percent": written_number(percent)}
        shown, said = texts.share.format_map(words), texts.share_said.format_map(words)
    bars = (
        Bar(texts.whole.heading, all_of, written_number(all_of) + starred(whole)),
        Bar(texts.part.heading, some, shown, said, whole=all_of),
    )
    notes = [texts.outline] if some < all_of else []
    notes += [outline.partial] if whole.partial or part.partial else []
    yield _titled(texts, content, metadata, (Panel(texts.heading, texts.unit, bars),), notes)


def responses(content: ReleaseContent, metadata: Metadata, outline: ChartOutline) -> Iterator[Picture]:
    """By role how many units' forms count. How much of them was filled in is the office's own."""
    texts: Responses = outline.responses
    roles: dict[Role, list[RegisterEntry]] = {}
    for entry in content.register:
        roles.setdefault(Role(entry.role), []).append(entry)
    if not roles:
        return
    bars = tuple(_units_bar(role, units) for role, units in roles.items())
    panels = (Panel(texts.units.heading, texts.units.unit, bars),)
    missing = [entry.name for entry in content.register if entry.outstanding]
    notes = [texts.outline] if any(bar.value != bar.whole for bar in bars) else []
    notes += [texts.missing.format(units=named(missing))] if missing else []
    yield _titled(texts, content, metadata, panels, notes)


def _units_bar(role: Role, units: Sequence[RegisterEntry]) -> Bar:
    counted = sum(not entry.outstanding for entry in units)
    return Bar(ROLES[role], Decimal(counted), f"{counted}/{len(units)}", whole=Decimal(len(units)))


def _titled(
    texts: ByUnit | Kinds | Inspected | Responses,
    content: ReleaseContent,
    metadata: Metadata,
    panels: tuple[Panel, ...],
    notes: Sequence[str],
) -> Picture:
    half = metadata.cycle(content.period).head_line
    return Picture(texts.name, texts.title.format(half=half), texts.lead.format(half=half), panels, tuple(notes))


def sign_of(figure: Figure | None) -> str:
    """What stands where no bar does."""
    signs = {FigureStatus.NIL: NIL, FigureStatus.SUPPRESSED: SUPPRESSED}
    return signs.get(figure.status, UNAVAILABLE) if figure else UNAVAILABLE
