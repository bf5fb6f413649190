"""A figure beside the same one of earlier periods: ``tăng 12 buổi (5,97%) so với 6 tháng cuối năm 2023``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from wardreport.domain.figure import Figure, FigureStatus
from wardreport.domain.period import Period
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.indicators import Time, ValueType
from wardreport.publish.release_content import ReleaseContent
from wardreport.publish.report.figure_phrases import Wording
from wardreport.writing.written_figures import written_number

SMALLEST_BASE = 10  # of fewer a percentage says nothing
_PLACES = Decimal("0.01")
_NOTHING = (FigureStatus.NIL, FigureStatus.ZERO)
_UNKNOWN = (FigureStatus.UNAVAILABLE, FigureStatus.SUPPRESSED)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is told beside a figure: how it moved, and what was where no movement can be told."""

    moved: tuple[str, ...] = ()
    noted: tuple[str, ...] = ()


def comparison(now: Figure, content: ReleaseContent, wording: Wording) -> Comparison:
    """With the half year before and the same one of last year; an annual figure only with last year's newest.

    Nothing is told where either figure is partial, protected or not known.
    """
    moved: dict[str, list[str]] = {}  # by what is said the periods that it is said of
    noted: dict[str, list[str]] = {}
    for called, earlier in _bases(now.indicator, content, wording.metadata):
        if now.partial or earlier.partial or earlier.status in _UNKNOWN:
            continue
        if wording.is_told(now) and isinstance(now.value, Decimal) and isinstance(earlier.value, Decimal):
            moved.setdefault(_movement(now.indicator, now.value, earlier.value, wording), []).append(called)
        elif wording.is_told(now) and wording.value_type(now.indicator) is not ValueType.RATIO:
            noted.setdefault(f" {wording.by_itself(earlier)}", []).append(called)  # it was nil
        elif now.status in _NOTHING and earlier.status not in _NOTHING:
            noted.setdefault(f": {wording.by_itself(earlier)}", []).append(called)
    return Comparison(
        tuple(f"{movement} so với {' và '.join(periods)}" for movement, periods in moved.items()),
        tuple(f"{' và '.join(periods)}{fact}" for fact, periods in noted.items()),
    )


def _bases(indicator: str, content: ReleaseContent, metadata: Metadata) -> Iterator[tuple[str, Figure]]:
    """Earlier figures with what their period is called."""
    period = content.period
    last_year = period.year - 1
    if metadata.indicators[indicator].time is Time.ANNUAL:
        newest = content.of_earlier(Period(last_year, 2)) or content.of_earlier(Period(last_year, 1))
        bases = [(f"năm {last_year}", newest)]
    else:
        before = content.of_earlier(period.previous)
        called = metadata.cycle(before.period).head_line if before else ""
        bases = [(called, before), (f"cùng kỳ năm {last_year}", content.of_earlier(period.last_year))]
    for name, table in bases:
        if table and indicator in table.figures:
            yield name, table.figures[indicator]


def _movement(indicator: str, now: Decimal, before: Decimal, wording: Wording) -> str:
    difference = now - before
    if difference == 0:
        return "không thay đổi"
    direction = "tăng" if difference > 0 else "giảm"
    size = _plain(abs(difference))
    if wording.value_type(indicator) is ValueType.RATIO:
        return f"{direction} {written_number(size)} điểm phần trăm"
    percent = _percent(size, before)
    return f"{direction} {wording.amount(indicator, size)}" + (f" ({percent}%)" if percent else "")


def _percent(difference: Decimal, base: Decimal) -> str:
    """Nothing where the base is small, or where it would round to nothing."""
    if base < SMALLEST_BASE:
        return ""
    percent = (difference * 100 / base).quantize(_PLACES, ROUND_HALF_UP)
    return written_number(_plain(percent)) if percent else ""


def _plain(number: Decimal) -> Decimal:
    """Without zeros at the end of its decimals."""
    return Decimal(f"{number.normalize():f}")
