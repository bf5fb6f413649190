"""``make bench-warehouse``: loading many periods of a country, and how quickly the documented views answer."""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from sqlalchemy import text
from tests.specimens.postgresql_server import NoServerError, postgresql_server

from wardreport.domain.consolidated import ConsolidatedTable
from wardreport.domain.figure import Status
from wardreport.domain.finding import Verdict
from wardreport.domain.observation import Observation, UnitObservations
from wardreport.domain.period import Period
from wardreport.domain.release import DRAFT
from wardreport.domain.safe_table import SafeTable, SafeUnitFigure
from wardreport.domain.submission import AcceptedForm
from wardreport.domain.validation import SubmissionReport, ValidationReport
from wardreport.metadata import Metadata, load_metadata
from wardreport.metadata.disclosure_policy import load_disclosure_policy
from wardreport.metadata.indicators import ValueType
from wardreport.metadata.units import ReportingUnit, Role
from wardreport.review.register.response_register import response_register
from wardreport.stages.consolidate import consolidate
from wardreport.stages.disclose import disclose
from wardreport.warehouse import Warehouse
from wardreport.warehouse.appending.append_release import append_release
from wardreport.warehouse.appending.loading import load
from wardreport.warehouse.reading.history import newest_load
from wardreport.workflow.settings import PROJECT

FIRST = Period(2014, 1)
ASKED = 20  # times that each question is put, each time of another unit, period or indicator
# what a chart or a list in a BI tool asks; {unit}, {period} and {indicator} are drawn anew each time
QUESTIONS = {
    "consolidated": "SELECT period, value FROM consolidated WHERE indicator = '{indicator}'",
    "consolidated_by_release": "SELECT * FROM consolidated_by_release WHERE period = '{period}'",
    "unit_figures: one unit": "SELECT period, value, sign FROM unit_figures"
    " WHERE unit_code = '{unit}' AND indicator = '{indicator}'",
    "unit_figures: all units": "SELECT unit_code, value, sign FROM unit_figures"
    " WHERE period = '{period}' AND indicator = '{indicator}'",
    "unit_figures_restated": "SELECT period, value, partial FROM unit_figures_restated"
    " WHERE unit_code = '{unit}' AND indicator = '{indicator}'",
    "unit_figures_wide": "SELECT * FROM unit_figures_wide WHERE unit_code = '{unit}'",
    "reporting_by_unit": "SELECT * FROM reporting_by_unit WHERE period = '{period}'",
    "reporting_by_period": "SELECT * FROM reporting_by_period",
    "quality_by_period": "SELECT * FROM quality_by_period",
    "quality_by_rule": "SELECT * FROM quality_by_rule WHERE period = '{period}'",
    "quality_by_unit": "SELECT * FROM quality_by_unit WHERE period = '{period}'",
    "releases": "SELECT * FROM releases",
    "revisions": "SELECT * FROM revisions",
    "calendar": "SELECT * FROM calendar",
    "units": "SELECT * FROM units",
    "unit_successions": "SELECT * FROM unit_successions",
    "indicators": "SELECT * FROM indicators",
}


def country(metadata: Metadata, periods: int, wards: int) -> Metadata:
    """So many wards beside the six agencies, and so many half years, all on the form of 2024."""
    form = next(form for form in metadata.forms if form.form == "annex-2024")
    others = tuple(unit for unit in metadata.units if unit.role is not Role.WARD and unit.valid_to)
    ward = next(unit for unit in metadata.units if unit.unit_code == "01834")
    made: tuple[ReportingUnit, ...] = tuple(
        ward.model_copy(update={"unit_code": f"{n:05}", "name": f"Xã số {n}"}) for n in range(wards)
    )
    cycles, period = {}, FIRST
    known = metadata.cycles[Period(2024, 1)]
    while len(cycles) < periods:
        shift = (period.year - 2024, 6 * (period.half - 1))
        days = {
            name: _moved(getattr(known, name), *shift)
            for name in type(known).model_fields
            if isinstance(getattr(known, name), date)
        }
        cycles[period] = known.model_copy(update={"period": str(period), **days})
        period = period.following
    older = form.model_copy(update={"valid_from": "2000-S1", "valid_to": "2999-S2"})
    return replace(metadata, forms=(older,), units=others + made, cycles=cycles, succession=(), extensions=())


def _moved(day: date, years: int, months: int) -> date:
    return day.replace(year=day.year + years) + timedelta(days=30 * months)


def answers(metadata: Metadata, chance: random.Random) -> dict[str, Observation]:
    """What one unit may report: mostly nothing, and small numbers."""
    found = {}
    for row, (name, indicator) in enumerate(metadata.indicators.items(), start=8):
        number = chance.choice((0, 0, 0, 1, 2, 3, 6, 14, 40))
        if indicator.value_type is ValueType.YESNO:
            found[name] = Observation(name, Status.VALUE, bool(number), f"Bieu!C{row}")
        elif number == 0:
            found[name] = Observation(name, Status.NIL, None, f"Bieu!C{row}")
        else:
            found[name] = Observation(name, Status.VALUE, Decimal(number), f"Bieu!C{row}")
    return found


def fill(warehouse: Warehouse, metadata: Metadata, chance: random.Random) -> tuple[float, float, int, int]:
    """Loads and releases every period; seconds of both, and the rows that they brought."""
    kinds = [answers(metadata, chance) for _ in range(200)]
    loading = releasing = 0.0
    observed = shown = 0
    for number, period in enumerate(metadata.cycles):
        at = datetime(2014, 1, 1, tzinfo=UTC) + timedelta(days=180 * number)
        units = metadata.units_valid(period)
        forms = [
            AcceptedForm(f"{number:03}{place:061}", unit.unit_code, period, "annex-2024", tuple(kind.values()))
            for place, unit in enumerate(units)
            for kind in [chance.choice(kinds)]
        ]
        reports = tuple(
            SubmissionReport(form.submission, form.unit, period, form.form, at, Verdict.ACCEPTED, ()) for form in forms
        )
        report = ValidationReport("0" * 64, reports)
        start = time.perf_counter()
        receipt = load(report, forms, warehouse, metadata=metadata, period=period, loaded_at=at, code_version="bench")
        loading += time.perf_counter() - start
        observed += receipt.observations_added
        current = [
            UnitObservations(f.unit, f.submission, receipt.load_id or 0, {o.indicator: o for o in f.observations})
            for f in forms
        ]
        with warehouse.reading() as connection:
            as_of = newest_load(connection)
        safe = all_sensitive_hidden(consolidate(period, current, metadata, as_of_load=as_of), metadata)
        register = response_register(period, reports, metadata, at, unanswered={})
        start = time.perf_counter()
        with warehouse.transaction() as connection:
            append_release(connection, safe, register, metadata, edition=DRAFT, created_at=at)
        releasing += time.perf_counter() - start
        shown += len(safe.by_unit)
    return loading, releasing, observed, shown


def all_sensitive_hidden(table: ConsolidatedTable, metadata: Metadata) -> SafeTable:
    """A safe layer at once: what is to be hidden is another question (``disclosing``), the rows are as many."""
    by_unit = tuple(
        SafeUnitFigure(f.unit, f.indicator, None, None, suppressed=True)
        if metadata.indicators[f.indicator].sensitive
        else SafeUnitFigure(f.unit, f.indicator, f.status, f.value, suppressed=False)
        for f in table.by_unit
    )
    return SafeTable(
        table.period,
        table.form,
        table.consolidating_unit,
        table.figures,
        by_unit,
        table.load_ids,
        as_of_load=table.as_of_load,
    )


def ask(warehouse: Warehouse, metadata: Metadata, chance: random.Random) -> Iterator[tuple[str, float, float, int]]:
    """Each question: its median and 95th percentile in milliseconds, and the rows of the last answer."""
    units = [unit.unit_code for unit in metadata.units if unit.role is Role.WARD]
    with warehouse.reading() as connection:
        for name, question in QUESTIONS.items():
            taken, rows = [], 0
            for _ in range(ASKED + 1):
                drawn = {
                    "unit": chance.choice(units),
                    "period": chance.choice(list(metadata.cycles)),
                    "indicator": chance.choice(list(metadata.row_of)),
                }
                start = time.perf_counter()
                rows = len(connection.execute(text(question.format(**drawn))).all())
                taken.append(1000 * (time.perf_counter() - start))
            warm = sorted(taken[1:])
            yield name, statistics.median(warm), warm[int(0.95 * len(warm)) - 1], rows


def disclosing(metadata: Metadata, chance: random.Random) -> float:
    """Seconds to suppress and audit one period."""
    period = next(iter(metadata.cycles))
    current = [
        UnitObservations(unit.unit_code, "0" * 64, 1, answers(metadata, chance))
        for unit in metadata.units_valid(period)
    ]
    table = consolidate(period, current, metadata)
    policy = load_disclosure_policy()
    start = time.perf_counter()
    disclose(table, metadata, policy)
    return time.perf_counter() - start


def run(url: str, metadata: Metadata, seed: int) -> None:
    """Everything on one engine."""
    warehouse = Warehouse(url, PROJECT / "sql").open()
    engine = warehouse.engine.dialect.name
    loading, releasing, observed, shown = fill(warehouse, metadata, random.Random(seed))  # noqa: S311
    say(f"{engine}: {observed:,} observations loaded, {observed / loading:,.0f} a second")
    say(f"{engine}: {shown:,} figures of the safe layer, {shown / releasing:,.0f} a second")
    if engine == "postgresql":
        with warehouse.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))
    say(f"{engine}: {'question':<26}{'median':>10}{'95 %':>10}   rows")
    for name, median, high, rows in ask(warehouse, metadata, random.Random(seed)):  # noqa: S311
        say(f"{engine}: {name:<26}{median:>7.1f} ms{high:>7.1f} ms{rows:>7}")
    warehouse.engine.dispose()


def say(line: str) -> None:
    """One line of the result, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    """All of it, in a temporary folder and on a server of its own."""
    given = argparse.ArgumentParser()
    given.add_argument("--periods", type=int, default=20)
    given.add_argument("--units", type=int, default=3321)
    given.add_argument("--seed", type=int, default=1)
    asked = given.parse_args()
    metadata = country(load_metadata(), asked.periods, asked.units)
    say(f"{asked.periods} half years × {asked.units} wards")
    say(f"disclosure of one half year: {disclosing(metadata, random.Random(asked.seed)):.1f} s")  # noqa: S311
    with tempfile.TemporaryDirectory() as folder:
        run(f"sqlite:///{Path(folder) / 'warehouse.sqlite'}", metadata, asked.seed)
    try:
        with postgresql_server("shared_buffers=1GB", "work_mem=64MB") as url:
            run(url, metadata, asked.seed)
    except NoServerError as missing:
        say(f"postgresql: left out, {missing}")


if __name__ == "__main__":
    main()
