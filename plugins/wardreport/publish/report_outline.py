"""The report's sections as text: the outline of ``report_outline.yaml`` with the consolidated figures in it."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from wardreport.domain.consolidated import Figure, FigureStatus, SafeTable
from wardreport.domain.errors import ConfigurationError
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.data_files import Record, build, read_yaml
from wardreport.metadata.indicators import ValueType
from wardreport.publish.written_figures import NO, YES, written, written_number

OUTLINE = Path(__file__).parent / "report_outline.yaml"
GAP = "[Phần này do cán bộ tổng hợp viết.]"
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")  # a part that is left out where the period's form has not its figures


class Section(Record):
    """One section of the outline."""

    level: int
    heading: str
    lines: tuple[str, ...] = ()
    agency_lines: bool = False
    after: tuple[str, ...] = ()
    gap: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of the report. Level 0 is running text, 1–3 are headings."""

    level: int
    text: str
    gap: bool = False


def report_paragraphs(table: SafeTable, metadata: Metadata, outline: Path = OUTLINE) -> tuple[Paragraph, ...]:
    """All paragraphs in order, without the optional parts whose rows the period's form has not.

    Raises ``ConfigurationError`` where the outline names an unknown indicator, or one that is not on the form outside
    an optional part.
    """
    sections = [build(Section, section, outline.name) for section in read_yaml(outline)]
    words = {name: _in_words(table.figures[name], metadata) for name in table.figures}
    return tuple(paragraph for section in sections for paragraph in _paragraphs(section, words, table, metadata))


def _paragraphs(
    section: Section, words: Mapping[str, str], table: SafeTable, metadata: Metadata
) -> Iterator[Paragraph]:
    yield Paragraph(section.level, section.heading)
    for line in section.lines:
        yield Paragraph(0, f"- {_filled(line, words, metadata)}")
    if section.agency_lines:
        yield from _agency_lines(table, metadata)
    for line in section.after:
        yield Paragraph(0, f"- {_filled(line, words, metadata)}")
    if section.gap:
        yield Paragraph(0, GAP, gap=True)


def _filled(line: str, words: Mapping[str, str], metadata: Metadata) -> str:
    for name in _named(line):
        if name not in metadata.indicators:
            raise ConfigurationError(f"report_outline.yaml: unknown indicator {name}")
    kept = _OPTIONAL.sub(lambda part: part[1] if words.keys() >= set(_named(part[1])) else "", line)
    for name in _named(kept):
        if name not in words:
            raise ConfigurationError(f"report_outline.yaml: {name} is not on the form and in no optional [part]")
    return kept.format_map(words)


def _named(text: str) -> list[str]:
    return [field for _, field, _, _ in string.Formatter().parse(text) if field]


def _agency_lines(table: SafeTable, metadata: Metadata) -> Iterator[Paragraph]:
    names = metadata.unit_names(table.period)
    own = {(figure.unit, figure.indicator): figure.value for figure in table.by_unit if not figure.suppressed}
    for unit in table.figures["comm_sessions"].contributing:
        sessions, attendees = own.get((unit, "comm_sessions")), own.get((unit, "comm_attendees"))
        if isinstance(sessions, Decimal):
            people = f", {written_number(attendees)} lượt người" if isinstance(attendees, Decimal) else ""
            yield Paragraph(0, f"+ {names[unit]}: {written_number(sessions)} cuộc{people}.")


def _in_words(figure: Figure, metadata: Metadata) -> str:
    unit = metadata.unit_of(figure.indicator).lower()
    if figure.status is FigureStatus.NIL:
        text = "không phát sinh"
    elif figure.status is FigureStatus.UNAVAILABLE:
        text = "chưa có số liệu"
    elif figure.status is FigureStatus.SUPPRESSED:
        text = "chưa công bố (số liệu được bảo vệ)"
    elif isinstance(figure.value, bool):
        text = (YES if figure.value else NO).lower()
    elif metadata.indicators[figure.indicator].value_type is ValueType.RATIO:
        text = f"{written(figure)}%"
    else:
        text = f"{written(figure)} {unit}"
    return f"{text} (chưa đầy đủ)" if figure.partial else text
