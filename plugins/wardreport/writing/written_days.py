"""Days as administrative documents write them (Decree 30/2020/NĐ-CP, Appendix I)."""

from __future__ import annotations

from datetime import date, datetime

from wardreport.domain.deadline import VIETNAM


def written_day(day: date) -> str:
    """A day as administrative documents write it: a leading zero for days 1–9 and months 1–2 only."""
    month = f"{day.month:02}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def written_moment(moment: datetime) -> str:
    """A moment as pages and sheets tell it, in Việt Nam: ``05/06/2024 10:30``."""
    return f"{moment.astimezone(VIETNAM):%d/%m/%Y %H:%M}"
