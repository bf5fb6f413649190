"""Days as administrative documents write them (Decree 30/2020/NĐ-CP, Appendix I)."""

from __future__ import annotations

from datetime import date


def written_day(day: date) -> str:
    """A day as administrative documents write it: a leading zero for days 1–9 and months 1–2 only."""
    month = f"{day.month:02}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"
