"""Figures in words: ``05 cơ sở lưu trú``, ``không phát sinh …``, ``chưa công bố số liệu về …``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from wardreport.domain.figure import Figure, FigureStatus
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.indicators import Time, ValueType
from wardreport.publish.report.sentence_outline import SentenceOutline, measure_name
from wardreport.writing.written_figures import NO, YES, written_number

PLACES = {Time.STOCK: "trên địa bàn", Time.FLOW: "trong kỳ", Time.ANNUAL: ""}  # what opens a sentence
_NOTHING = {Time.STOCK: "không ghi nhận", Time.FLOW: "không phát sinh", Time.ANNUAL: "không phát sinh"}
_UNSAID = {FigureStatus.UNAVAILABLE: "chưa có số liệu về", FigureStatus.SUPPRESSED: "chưa công bố số liệu về"}


def counted(number: Decimal) -> str:
    """A count as administrative documents write it: 1 to 9 with a leading zero."""
    text = written_number(number)
    return f"0{text}" if len(text) == 1 and text != "0" else text


def note_on_missing(outstanding: Sequence[str]) -> str:
    """``số liệu chưa đầy đủ, còn thiếu 02 đơn vị``."""
    return f"số liệu chưa đầy đủ, còn thiếu {counted(Decimal(len(outstanding)))} đơn vị"


def in_brackets(notes: Iterable[str]) -> str:
    """The notes in one pair of brackets, with the blank before it; nothing where there are none."""
    text = "; ".join(note for note in notes if note)
    return f" ({text})" if text else ""


def sentence_start(text: str) -> str:
    """With a capital letter."""
    return text[:1].upper() + text[1:]


@dataclass(frozen=True, slots=True)
class Wording:
    """What measures are called in the report of one year."""

    metadata: Metadata
    outline: SentenceOutline
    year: int

    def value_type(self, indicator: str) -> ValueType:
        """What its figure is."""
        return self.metadata.indicators[indicator].value_type

    def time(self, indicator: str) -> Time:
        """What its figure says of the period."""
        return self.metadata.indicators[indicator].time

    def noun(self, indicator: str) -> str:
        """As it stands after a number."""
        return self._dated(self.outline.phrases[indicator].noun)

    def name(self, indicator: str) -> str:
        """As it stands by itself."""
        return self._dated(measure_name(self.outline.phrases[indicator], self.value_type(indicator)))

    def amount(self, indicator: str, number: Decimal) -> str:
        """A number with its unit: ``05 cơ sở``, ``12,5 triệu đồng``, ``4,63%``."""
        if self.value_type(indicator) is ValueType.RATIO:
            return f"{written_number(number)}%"
        unit = self.outline.phrases[indicator].counter or self.metadata.unit_measure(indicator).lower()
        text = counted(number) if self.value_type(indicator) is ValueType.COUNT else written_number(number)
        return f"{text} {unit}"

    def told(self, indicator: str, number: Decimal) -> str:
        """A number with what it counts: ``05 cơ sở lưu trú``; an amount after what it is of."""
        if self.value_type(indicator) is ValueType.COUNT:
            return f"{counted(number)} {self.noun(indicator)}"
        return self.told_by_name(indicator, number)

    def told_by_name(self, indicator: str, number: Decimal) -> str:
        """``số cơ sở lưu trú là 05 cơ sở``."""
        return f"{self.name(indicator)} là {self.amount(indicator, number)}"

    def is_told(self, figure: Figure) -> bool:
        """Whether its number is told; that nothing occurred is told without one, but 0% is."""
        if self.value_type(figure.indicator) is ValueType.RATIO:
            return figure.status in (FigureStatus.VALUE, FigureStatus.ZERO)
        return figure.status is FigureStatus.VALUE

    def without_number(self, figure: Figure) -> str:
        """What stands before a measure whose number is not told: ``không phát sinh``, ``chưa có số liệu về``."""
        if figure.status in _UNSAID:
            return _UNSAID[figure.status]
        if figure.partial:
            return "chưa ghi nhận"
        if figure.status is FigureStatus.ZERO:
            return "không có"
        return self.outline.phrases[figure.indicator].nothing or _NOTHING[self.time(figure.indicator)]

    def by_itself(self, figure: Figure) -> str:
        """A figure of any kind without what it counts, as after a colon."""
        if figure.status in (FigureStatus.UNAVAILABLE, FigureStatus.SUPPRESSED):
            return _UNSAID[figure.status].removesuffix(" về")
        if isinstance(figure.value, bool):
            text = (YES if figure.value else NO).lower()
        elif figure.value is None:
            text = _NOTHING[self.time(figure.indicator)]
        else:
            text = self.amount(figure.indicator, figure.value)
        return text + in_brackets([note_on_missing(figure.outstanding) if figure.partial else ""])

    def _dated(self, text: str) -> str:
        return text.replace("{year}", str(self.year))
