"""Releases with few figures, written short, for tests of the report's sentences."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal

from wardreport.domain.figure import Figure, FigureStatus, Status
from wardreport.domain.period import Period
from wardreport.domain.release import DRAFT, EarlierTable, Edition, Narrative, PastRelease, ReleaseKind
from wardreport.domain.safe_table import SafeTable, SafeUnitFigure
from wardreport.metadata import Metadata
from wardreport.publish.release_content import ReleaseContent
from wardreport.publish.report.report_sentences import Line

PERIOD = Period(2024, 2)
CREATED = datetime(2024, 12, 20, tzinfo=UTC)
_WRITTEN = re.compile(r"\d+(?:\.\d{3})*(?:,\d+)?")
_SIGNS = {"-": FigureStatus.NIL, "…": FigureStatus.UNAVAILABLE, "(c)": FigureStatus.SUPPRESSED}


def figure(indicator: str, written: object) -> Figure:
    """``-``, ``…``, ``(c)``, a number, yes or no; a star after it for each unit whose answer is missing."""
    text = str(written)
    missing = tuple(f"x{number}" for number in range(text.count("*")))
    text = text.rstrip("*")
    if text in _SIGNS:
        return Figure(indicator, _SIGNS[text], None, outstanding=missing)
    if text in ("True", "False"):
        return Figure(indicator, FigureStatus.VALUE, text == "True", outstanding=missing)
    status = FigureStatus.VALUE if Decimal(text) else FigureStatus.ZERO
    return Figure(indicator, status, Decimal(text), outstanding=missing)


def content_of(
    metadata: Metadata,
    figures: Mapping[str, Figure],
    *,
    before: Mapping[str, Figure] | None = None,
    last_year: Mapping[str, Figure] | None = None,
    by_unit: tuple[SafeUnitFigure, ...] = (),
    narratives: tuple[Narrative, ...] = (),
    edition: Edition = DRAFT,
    out: bool = False,
    period: Period = PERIOD,
) -> ReleaseContent:
    """A release with these figures and no other, after others with theirs; after an official one of the period.

    The last only where ``out`` says so.
    """
    table = SafeTable(
        period, metadata.form(period).form, metadata.consolidating_unit(period).unit_code, figures, by_unit, (1,)
    )
    given = ((period.last_year, last_year), (period.previous, before))
    earlier = tuple(EarlierTable(n, then, told) for n, (then, told) in enumerate(given, start=1) if told is not None)
    past = (PastRelease(3, Edition(ReleaseKind.OFFICIAL, 1), CREATED, 0),) if out else ()
    return ReleaseContent(table, (), CREATED, edition=edition, earlier=earlier, narratives=narratives, past=past)


def figures(written: Mapping[str, object]) -> dict[str, Figure]:
    """By indicator."""
    return {indicator: figure(indicator, text) for indicator, text in written.items()}


def own(unit: str, indicator: str, number: int | None, *, suppressed: bool = False) -> SafeUnitFigure:
    """A unit's figure: a number or nil, to be shown or not."""
    value = None if number is None else Decimal(number)
    status = None if suppressed else Status.NIL if number is None else Status.VALUE
    return SafeUnitFigure(unit, indicator, status, value, suppressed)


def numbers_in(text: str) -> list[Decimal]:
    """Every number that a text writes the Vietnamese way."""
    return [number_of(found) for found in _WRITTEN.findall(text)]


def number_of(text: str) -> Decimal:
    """``19.810,5`` as a number."""
    return Decimal(text.replace(".", "").replace(",", "."))


def texts_of(sections: Mapping[str, tuple[Line, ...]]) -> list[str]:
    """All paragraphs but the places of what a person still has to write."""
    return [line.text for section in sections.values() for line in section if not line.gap]
