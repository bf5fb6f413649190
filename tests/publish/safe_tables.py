"""A safe table with a figure of every kind, as small as can be."""

from __future__ import annotations

from decimal import Decimal

from wardreport.domain.figure import Figure, FigureStatus, Status
from wardreport.domain.period import Period
from wardreport.domain.safe_table import SafeTable, SafeUnitFigure

V, Z, N, U, C = FigureStatus
TOTALS = (
    Figure("fac_total", V, Decimal(108), outstanding=("01834", "01837")),
    Figure("fac_dance", Z, Decimal(0)),
    Figure("fac_inspected_pct", V, Decimal("4.63")),
    Figure("loan_amount", V, Decimal("33.3333333333333")),
    Figure("prog_drug", V, True),
    Figure("team_total", N, None),
    Figure("comm_students_pct", U, None),
    Figure("sw_recorded", C, None),
)
CELLS = (
    SafeUnitFigure("01834", "sw_recorded", None, None, suppressed=True),
    SafeUnitFigure("01834", "prog_drug", Status.VALUE, False, suppressed=False),
    SafeUnitFigure("01837", "sw_recorded", Status.VALUE, Decimal(12), suppressed=False),
    SafeUnitFigure("01837", "hotspots", Status.BLANK, None, suppressed=False),
)
TODAY = (SafeUnitFigure("01840", "sw_recorded", None, None, suppressed=True, partial=True),)


def safe_table() -> SafeTable:
    """2024-S1 of the city."""
    return SafeTable(Period(2024, 1), "annex-2024", "058", {f.indicator: f for f in TOTALS}, CELLS, (1,), TODAY)
