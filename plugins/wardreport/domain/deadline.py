"""By when a unit has to report (Decree 09/2019/NĐ-CP, Article 12): days of Việt Nam outside, moments in UTC inside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def start_of(day: date) -> datetime:
    """The moment, in UTC, at which a day begins in Việt Nam."""
    return datetime.combine(day, time(), VIETNAM).astimezone(UTC)


def end_of(day: date) -> datetime:
    """The first moment, in UTC, that is no longer of the day."""
    return start_of(day + timedelta(days=1))


def day_of(moment: datetime) -> date:
    """The day that it is in Việt Nam."""
    return moment.astimezone(VIETNAM).date()


@dataclass(frozen=True, slots=True)
class Deadline:
    """One unit's days in one cycle, with its extension in them."""

    opens: date
    due: date
    late_after: date  # the last day on which it is not yet late: the due day, or the end of a time of grace

    @property
    def opens_at(self) -> datetime:
        """From when on the unit is expected to report."""
        return start_of(self.opens)

    @property
    def late_from(self) -> datetime:
        """From when on it is late."""
        return end_of(self.late_after)

    def late_by_days(self, moment: datetime) -> int | None:
        """How many days after the due day the moment lies; None where it is not late."""
        return (day_of(moment) - self.due).days if moment >= self.late_from else None
