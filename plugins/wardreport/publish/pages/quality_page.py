"""``chat-luong.html``: quality over time, one offline page in Vietnamese without any figure of a submission."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from wardreport.domain.period import Period
from wardreport.domain.quality import PeriodQuality, Quality, RuleQuality, Timeliness, UnitQuality
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.rules.rule_book import RuleBook
from wardreport.writing.offline_page import render_offline_page
from wardreport.writing.vietnamese import SEVERITIES, VERDICTS
from wardreport.writing.written_days import written_moment

MOST_RULES = 10  # of a period
MOST_BARS = 6  # three years, for the writing to be legible; the table has all
REPEATED = 2  # periods with trouble from which on a unit is named
UNKNOWN = "Không rõ kỳ"
_TEMPLATE = Path(__file__).with_name("chat_luong.html.j2")
_STEP, _BAR, _HEIGHT, _TOP = 58, 30, 90, 18  # of a chart, in its own units


@dataclass(frozen=True, slots=True)
class Bar:
    """One period of a chart; no height where nothing is known of it."""

    label: str
    shown: str
    x: float
    y: float
    height: float | None


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars with their values written above them; ``says`` is the same in words, for who does not see it."""

    title: str
    note: str
    says: str
    width: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class TroubledUnit:
    """A unit whose submissions could not be accepted at once in several periods."""

    code: str
    name: str
    periods: tuple[UnitQuality, ...]


def write_quality_page(
    quality: Quality,
    timeliness: Mapping[Period, Timeliness],
    metadata: Metadata,
    rule_book: RuleBook,
    target: Path,
    *,
    created_at: datetime,
) -> None:
    """Writes the page; a period that ``timeliness`` does not have is shown without its late units."""
    newest_first = tuple(reversed(quality.periods))
    page = render_offline_page(
        _TEMPLATE,
        {"number": _number},
        created_at=written_moment(created_at),
        periods=newest_first,
        charts=_charts([line for line in quality.periods if line.period is not None][-MOST_BARS:], timeliness),
        timeliness=timeliness,
        broken=[(line.period, _most_broken(line.period, quality.rules)) for line in newest_first],
        troubled=troubled_units(quality.units),
        says={entry.id: entry.says for entry in rule_book.entries},
        name_of=lambda period: _name(period, metadata),
        most_rules=MOST_RULES,
        repeated=REPEATED,
        severities=SEVERITIES,
        verdicts=VERDICTS,
    )
    target.write_text(page, encoding="utf-8")


def troubled_units(units: Sequence[UnitQuality]) -> tuple[TroubledUnit, ...]:
    """The units with trouble in at least two known periods, those with most first; a reused code is another unit."""
    found: dict[tuple[str, int | None], list[UnitQuality]] = defaultdict(list)
    for unit in units:
        if unit.period is not None and unit.troubled:
            found[(unit.unit_code, unit.unit_id)].append(unit)
    repeated = [
        TroubledUnit(code, periods[-1].unit_name or code, tuple(periods))
        for (code, _), periods in found.items()
        if len(periods) >= REPEATED
    ]
    return tuple(sorted(repeated, key=lambda unit: (-len(unit.periods), unit.code)))


def _most_broken(period: Period | None, rules: Sequence[RuleQuality]) -> list[RuleQuality]:
    return [rule for rule in rules if rule.period == period][:MOST_RULES]


def _charts(periods: Sequence[PeriodQuality], timeliness: Mapping[Period, Timeliness]) -> tuple[Chart, ...]:
    labels = [str(line.period) for line in periods]
    known = [timeliness.get(line.period) if line.period else None for line in periods]
    return (
        _chart(
            "Đạt ngay lần đầu (%)",
            "Tỷ lệ đơn vị có lần nộp đầu tiên được chấp nhận ngay, không cần quyết định.",
            labels,
            [line.first_time_right_percent for line in periods],
            top=Decimal(100),
        ),
        _chart(
            "Phát hiện trên một lần nộp",
            "Số phát hiện ở mọi mức, chia cho số lần nộp.",
            labels,
            [line.findings_per_submission for line in periods],
        ),
        _chart(
            "Đơn vị chậm",
            "Số đơn vị nộp sau hạn hoặc đã quá hạn mà chưa nộp được.",
            labels,
            [Decimal(of_time.late) if of_time else None for of_time in known],
        ),
    )


def _chart(
    title: str, note: str, labels: Sequence[str], values: Sequence[Decimal | None], top: Decimal | None = None
) -> Chart:
    highest = top or max((value for value in values if value is not None), default=Decimal(0)) or Decimal(1)
    bars = []
    for place, (label, value) in enumerate(zip(labels, values, strict=True)):
        height = None if value is None else round(float(value / highest) * _HEIGHT, 1)
        y = round(_TOP + _HEIGHT - (height or 0), 1)
        bars.append(Bar(label, _number(value), _STEP * place + (_STEP - _BAR) / 2, y, height))
    says = "; ".join(f"{bar.label}: {'không rõ' if bar.height is None else bar.shown}" for bar in bars)
    return Chart(title, note, f"{title}. {says}", max(_STEP * len(bars), _STEP), tuple(bars))


def _name(period: Period | None, metadata: Metadata) -> str:
    if period is None:
        return UNKNOWN
    cycle = metadata.cycles.get(period)
    return cycle.head_line[:1].upper() + cycle.head_line[1:] if cycle else str(period)


def _number(value: Decimal | int | None) -> str:
    """As Vietnamese writes it: 87,5; a dash where nothing is known."""
    if value is None:
        return "–"
    whole, _, part = f"{value:,f}".partition(".") if isinstance(value, Decimal) else (f"{value:,}", "", "")
    part = part.rstrip("0")
    return whole.replace(",", ".") + (f",{part}" if part else "")
