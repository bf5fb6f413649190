"""Whether the calendar holds the cycle at hand and the one after it, with all that each needs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from wardreport.checkup.check import Check, Outcome, failed, ok, warning
from wardreport.domain.errors import ConfigurationError
from wardreport.domain.period import Period
from wardreport.metadata.calendar.calendar import load_working_days
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.sources import Sources, sources


def cycle_at_hand(metadata: Metadata, today: date) -> Period | None:
    """The cycle that is being collected or comes next: the first that has not locked; None where there is none."""
    open_ones = [cycle for cycle in metadata.cycles.values() if cycle.locks_after >= today]
    return min(open_ones, key=lambda cycle: cycle.collection_opens).key if open_ones else None


def check_calendar(metadata: Metadata, today: date, read_from: Sources | None = None) -> Iterator[Check]:
    """The cycle at hand has to be whole, the following one should be; raises ``ConfigurationError`` on bad holidays."""
    period = cycle_at_hand(metadata, today)
    if period is None:
        yield failed(
            "calendar", f"no cycle after {today}", "add the next cycle to cycles.csv, its year to holidays.csv"
        )
        return
    yield from _check_cycle(metadata, period, Outcome.FAILED)
    following = period.following
    if following in metadata.cycles:
        yield from _check_cycle(metadata, following, Outcome.WARNING)
        return
    known = load_working_days(read_from or sources()).years
    holidays = "" if following.year in known else f", holidays.csv none for {following.year}"
    mend = f"add them before the collection of {following} would open"
    yield warning("calendar", f"cycles.csv has no line for {following}{holidays}", mend)


def _check_cycle(metadata: Metadata, period: Period, where_wrong: Outcome) -> Iterator[Check]:
    """Form, units and who signs; the loader has made sure of the days (metadata/calendar.py)."""
    name = f"cycle {period}"
    try:
        form, units, body = metadata.form(period), metadata.units_valid(period), metadata.issuing_body(period)
    except ConfigurationError as error:
        yield Check(name, where_wrong, str(error), "correct this file, in regimes/ or in the office's folder")
        return
    if not units:
        yield Check(name, where_wrong, "no unit reports on it", "add its units to the office's units.csv")
        return
    cycle = metadata.cycle(period)
    yield ok(
        name,
        f"opens {cycle.collection_opens}, city due {cycle.due_city}; form {form.form}, {len(units)} units,"
        f" signed by {body.body_in_text}",
    )
