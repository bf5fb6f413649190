"""A small made-up country: three years of units and forms in which all happens that can happen to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from wardreport.domain.period import Period
from wardreport.metadata import Metadata, load_metadata
from wardreport.metadata.form_versions import FormVersion
from wardreport.metadata.indicators import Time
from wardreport.metadata.units import Extension, ReportingUnit, Role, UnitSuccession

PERIODS = tuple(Period(year, half) for year in (2024, 2025) for half in (1, 2))
NAMES = (
    "fac_total",
    "staff_total",
    "comm_svcworkers",
    "comm_students",
    "comm_sessions",
    "comm_ward_pct",
    "comm_svcworkers_pct",
    "comm_students_pct",
    "prog_drug",
    "fac_inspected",
    "fac_inspected_pct",
    "sw_recorded",
    "loan_amount",
    "budget_total",
)
OTHERWISE: dict[str, dict[str, Any]] = {  # than in earnest
    "prog_drug": {"owner": ("office", "ward")},
    "budget_total": {"owner": ("office", "agency")},
    "comm_students": {"time": Time.ANNUAL},
}


def _unit(code: str, role: Role, first: date | None, last: date | None) -> ReportingUnit:
    return ReportingUnit(unit_code=code, name=f"{role} {code}", role=role, valid_from=first, valid_to=last, parent="P")


def _became(before: str, after: str, day: date, share: str = "1", outside: str = "") -> UnitSuccession:
    return UnitSuccession(
        predecessor_code=before,
        successor_code=after,
        effective=day,
        share=Decimal(share),
        confidence="high",
        legal_ref="NQ",
        outside=outside,
    )


def _cut(form: FormVersion, gone: str) -> FormVersion:
    """The form with our few measures only, and one of them left away."""
    kept = [(row, tuple(n for n in row.indicators if n in NAMES and n != gone)) for row in form.rows]
    rows = tuple(row.model_copy(update={"indicators": names}) for row, names in kept if names)
    return anew(form, rows=rows)


def anew(form: FormVersion, /, **other: Any) -> FormVersion:
    """The form with other fields, and nothing that was computed from the old ones."""
    return FormVersion(**{name: getattr(form, name) for name in FormVersion.model_fields} | other)


def made_up() -> Metadata:
    """Fourteen measures, two forms, and two reforms.

    In September 2024 W1 and W2 merge under W1's code with a half of W7, and W3 takes in land from outside; in July 2025
    W1 and W3 get new intervals, and W4 is divided between W1 and W5, which takes the rest of W4 and a whole W6.
    """
    real = load_metadata()
    first, last = date(2024, 9, 1), date(2025, 7, 1)
    day = timedelta(days=1)
    spans: dict[str, list[tuple[date | None, date | None]]] = {
        "W1": [(None, first - day), (first, last - day), (last, None)],
        "W2": [(None, first - day)],
        "W3": [(None, first - day), (first, last - day), (last, None)],
        "W4": [(None, last - day)],
        "W5": [(last, None)],
        "W6": [(None, last - day)],
        "W7": [(None, first - day)],
    }
    wards = [_unit(code, Role.WARD, *span) for code, its in spans.items() for span in its]
    others = [
        _unit("OLD", Role.CONSOLIDATING, None, last - day),
        _unit("NEW", Role.CONSOLIDATING, last, None),
        _unit("CA", Role.POLICE, None, last - day),
        _unit("HPN", Role.AGENCY, None, None),
        _unit("D178", Role.TEAM178, None, None),
        _unit("LD", Role.OFFICE, None, last - day),
        _unit("SYT", Role.OFFICE, last, None),
    ]
    return replace(
        real,
        indicators={name: real.indicators[name] for name in NAMES}
        | {name: real.indicators[name].model_copy(update=other) for name, other in OTHERWISE.items()},
        ratios={name: ratio for name, ratio in real.ratios.items() if name in NAMES},
        forms=tuple(_cut(form, gone) for form, gone in zip(real.forms, ("", "sw_recorded"), strict=True)),
        units=(*wards, *others),
        succession=(
            _became("W1", "W1", first),
            _became("W2", "W1", first),
            _became("W3", "W3", first, outside="xã bên"),
            _became("W7", "W1", first, "0.5"),
            _became("W1", "W1", last),
            _became("W3", "W3", last),
            _became("W4", "W1", last, "0.4"),
            _became("W4", "W5", last, "0.6"),
            _became("W6", "W5", last),
        ),
        cycles={period: real.cycles[period] for period in PERIODS},
        extensions=(
            Extension(
                period="2024-S1",
                unit_code="CA",
                due=date(2024, 6, 22),
                reason="…",
                decided_by="R",
                recorded_on=date(2024, 6, 1),
            ),
        ),
    )


WORLD = made_up()
