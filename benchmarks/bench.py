"""``make bench``: what reading and a cycle cost, as ratios within one run (docs/design/flow-and-types.md)."""

from __future__ import annotations

import hashlib
import io
import statistics
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.parsers import expat

from sample.make_share import PERIOD, figures, units, workbook_bytes
from tests.specimens.books import WRITERS, Page

from wardreport.domain.figure import Status
from wardreport.domain.observation import Observation, UnitObservations
from wardreport.domain.submission import ScreenedForm, Submission
from wardreport.formats.document import read_document
from wardreport.formats.grid import Document
from wardreport.metadata import Metadata, load_metadata
from wardreport.metadata.rules.rule_book import load_rule_book
from wardreport.metadata.sources import RULES
from wardreport.metadata.units import ReportingUnit, Role
from wardreport.stages.parse import parse
from wardreport.stages.screen import screen
from wardreport.stages.validate import validate
from wardreport.warehouse import Warehouse
from wardreport.warehouse.appending.loading import load
from wardreport.warehouse.reading.queries import current_observations
from wardreport.workflow.settings import PROJECT

ROUNDS = 5


def median_seconds(work: Callable[[], object]) -> float:
    """The median of a few runs, after one to warm up."""
    work()
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def floor(content: bytes) -> None:
    """The least that reading can cost: hash, inflate, and parse every XML part for nothing."""
    hashlib.sha256(content).hexdigest()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for part in archive.namelist():
            expat.ParserCreate().Parse(archive.read(part), True)


def with_wards(metadata: Metadata, number: int) -> Metadata:
    """The metadata of a city with so many wards beside its six agencies."""
    others = tuple(unit for unit in metadata.units if unit.role is not Role.WARD)
    ward = next(unit for unit in metadata.units if unit.unit_code == "01834")
    wards: tuple[ReportingUnit, ...] = tuple(
        ward.model_copy(update={"unit_code": f"W{n:05}", "name": f"Phường số {n}"}) for n in range(number)
    )
    return replace(metadata, units=others + wards, succession=())


def bench_reading(folder: Path, metadata: Metadata) -> None:
    """One annex: every cell read, and all of parse and screen, against the floor; other formats against ``.xlsx``."""
    unit = units()[0]
    content = workbook_bytes(unit, figures()[unit["unit"]], metadata.form(PERIOD))
    file = folder / "annex"
    file.write_bytes(content)
    least = median_seconds(lambda: floor(content))
    cells = median_seconds(lambda: read_document(file))
    say(f"reading every cell of .xlsx{cells / least:6.1f} × the floor (hash, inflate, expat); the goal is 5")
    submission = Submission("0" * 64, len(content), datetime.now(UTC), file, unit["unit"], None, PERIOD)
    whole = median_seconds(lambda: screen(parse(submission, metadata), metadata))
    say(f"parse and screen           {whole / least:6.1f} × the floor")
    rows = [[value for _, value in cells] for cells in _rows(file)]
    for name in ("xls", "ods", "docx", "csv-utf8", "html"):
        file.write_bytes(WRITERS[name]([Page(rows)]))
        say(f"reading every cell, {name:<8}{median_seconds(lambda: read_document(file)) / cells:5.1f} × .xlsx")


def _rows(file: Path) -> list[list[tuple[int, Any]]]:
    document = read_document(file)
    assert isinstance(document, Document)  # noqa: S101
    cells = document.sheets[0].cells
    last = max(row for row, _ in cells)
    return [[(c, cells[r, c].value if (r, c) in cells else None) for c in (1, 2, 3)] for r in range(1, last + 1)]


def bench_cycle(folder: Path, metadata: Metadata) -> None:
    """Validate, load and read back: cost per unit at 1,000 units against 100."""
    book = load_rule_book(RULES, metadata)
    per_unit = {}
    for number in (100, 1000):
        many = with_wards(metadata, number)
        forms = [made_up_form(folder, many, n) for n in range(number)]
        validate(forms[:1], book, many)  # imports
        start = time.perf_counter()
        report, accepted = validate(forms, book, many)
        judged = time.perf_counter()
        warehouse = Warehouse(f"sqlite:///{folder / f'{number}.sqlite'}", PROJECT / "sql").open()
        loading = time.perf_counter()
        at = datetime.now(UTC)
        load(report, accepted, warehouse, metadata=many, period=PERIOD, loaded_at=at, code_version="bench")
        with warehouse.transaction() as connection:
            read: tuple[UnitObservations, ...] = current_observations(connection, PERIOD)
        done = time.perf_counter()
        assert len(read) == number  # noqa: S101
        per_unit[number] = ((judged - start) / number, (done - loading) / number)
    for name, place in (("validating", 0), ("loading and reading back", 1)):
        ratio = per_unit[1000][place] / per_unit[100][place]
        say(f"{name:<27}{ratio:6.2f} × the cost per unit at 1,000 units against 100; flat is 1")


def made_up_form(folder: Path, metadata: Metadata, number: int) -> ScreenedForm:
    """A ward's form without its file."""
    sha256 = hashlib.sha256(str(number).encode()).hexdigest()
    submission = Submission(sha256, 1, datetime.now(UTC), folder, f"W{number:05}", None, PERIOD)
    observations = tuple(
        Observation(name, Status.VALUE, Decimal(number), f"Bieu!C{row}")
        if name == "hotspots"
        else Observation(name, Status.NIL, None, f"Bieu!C{row}")
        for row, name in enumerate(metadata.indicators)
    )
    return ScreenedForm(submission, "annex-2024", None, None, observations, {}, ())


def say(line: str) -> None:
    """One line of the result."""
    sys.stdout.write(line + "\n")


def main() -> None:
    """All of it, in a temporary folder."""
    metadata = load_metadata()
    with tempfile.TemporaryDirectory() as name:
        bench_reading(Path(name), metadata)
        bench_cycle(Path(name), metadata)


if __name__ == "__main__":
    main()
