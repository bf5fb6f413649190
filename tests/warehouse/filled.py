"""A warehouse with a row in every table: loads, a decision, a replacement, releases with hidden figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from sqlalchemy import Connection, select

from tests.specimens.submissions import PERIOD
from wardreport.domain.figure import Figure, FigureStatus, Status
from wardreport.domain.finding import Finding, Severity, Verdict
from wardreport.domain.observation import Observation
from wardreport.domain.release import Approval, Edition, ReleaseKind
from wardreport.domain.safe_table import SafeTable, SafeUnitFigure
from wardreport.domain.submission import AcceptedForm, LoadReceipt
from wardreport.domain.validation import Decision, DecisionAction, SubmissionReport, ValidationReport
from wardreport.metadata import Metadata
from wardreport.review.register.response_register import read_register
from wardreport.warehouse import Warehouse
from wardreport.warehouse.appending.append_release import append_release
from wardreport.warehouse.appending.loading import load
from wardreport.warehouse.schema import schema

AT = datetime(2024, 6, 5, 3, 0, 0, 123456, tzinfo=UTC)
SECRET = Decimal(31415926)  # the figure of a suppressed cell
WRITTEN = "điều phường tự viết"
APPROVAL = Approval("Lãnh đạo Ủy ban nhân dân thành phố", date(2024, 6, 6))
SECRET_WORDS = ("bí mật của phường", "Bieu!C99")  # in a finding's message and a cell's address
RULE = Finding("rule.partition", "partition-fac_total", Severity.CRITICAL, "loan_amount", SECRET_WORDS[1], "…")


def form(sha: str, unit: str, amount: Decimal | int = 12) -> AcceptedForm:
    """Four observations (an amount, a yes/no row, nil, a sensitive count that no release shows), and a narrative."""
    return AcceptedForm(
        sha.ljust(64, "0"),
        unit,
        PERIOD,
        "annex-2024",
        (
            Observation("loan_amount", Status.VALUE, Decimal(amount), "Bieu!C100"),
            Observation("prog_drug", Status.VALUE, False, None),
            Observation("hotspots", Status.NIL, None, "Bieu!C23"),
            Observation("sw_recorded", Status.VALUE, SECRET, SECRET_WORDS[1]),
        ),
        narratives=(("tinh_hinh", WRITTEN),),
    )


def load_forms(
    warehouse: Warehouse,
    metadata: Metadata,
    *forms: AcceptedForm,
    at: datetime = AT,
    reports: tuple[SubmissionReport, ...] = (),
) -> LoadReceipt:
    """All of them accepted, and further reports without figures, in one load."""
    accepted = (SubmissionReport(f.submission, f.unit, PERIOD, f.form, AT, Verdict.ACCEPTED, ()) for f in forms)
    judged = ValidationReport("b" * 64, (*accepted, *reports))
    return load(judged, forms, warehouse, metadata=metadata, period=PERIOD, loaded_at=at, code_version="1")


def fill(warehouse: Warehouse, metadata: Metadata) -> None:
    """Three loads and three releases; every table gets a row."""
    load_forms(warehouse, metadata, form("a", "01834"), form("b", "01843", Decimal("12345678901234.123456")))
    awkward = '\\N "x", \r\n\t; ' + SECRET_WORDS[0]
    held = replace(RULE, message=awkward, suggestion=Decimal("19810.5"))
    unknown = SubmissionReport("e" * 64, None, None, None, AT, Verdict.HELD, (held, replace(held, message="\\N")))
    load_forms(warehouse, metadata, form("c", "01834", 13), reports=(unknown,))
    _replace(warehouse, metadata, form("d", "01837"))
    register = read_register(PERIOD, warehouse, metadata, AT)
    for kind, revision, reason in (("draft", None, None), ("official", 1, ""), ("official", 2, "sai số")):
        table = _safe(Decimal(100 + (revision or 0)))
        with warehouse.transaction() as connection:
            edition = Edition(ReleaseKind(kind), revision=revision, reason=reason)
            if revision:
                edition = replace(edition, number=44 + revision, dated=date(2024, 6, 6), approval=APPROVAL)
            append_release(connection, table, register, metadata, edition=edition, created_at=AT)


def release_again(warehouse: Warehouse, metadata: Metadata) -> None:
    """A further draft, with another figure."""
    register = read_register(PERIOD, warehouse, metadata, AT)
    with warehouse.transaction() as connection:
        append_release(connection, _safe(Decimal(99)), register, metadata, edition=Edition(), created_at=AT)


def _replace(warehouse: Warehouse, metadata: Metadata, sent: AcceptedForm) -> None:
    decision = Decision(
        sent.submission,
        sent.unit,
        RULE.rule,
        "loan_amount",
        DecisionAction.REPLACE,
        "ghi nhầm",
        "Người kiểm tra",
        date(2024, 6, 5),
        value=Decimal("40.5"),
        evidence="Công văn số 12",
    )
    counted = replace(sent.observations[0], value=Decimal("40.5"))
    accepted = replace(sent, observations=(counted, *sent.observations[1:]), as_read=(sent.observations[0],))
    report = SubmissionReport(
        sent.submission,
        sent.unit,
        PERIOD,
        sent.form,
        AT,
        Verdict.ACCEPTED,
        (replace(RULE, answered=True),),
        decisions=(decision,),
    )
    judged = ValidationReport("b" * 64, (report,))
    load(judged, (accepted,), warehouse, metadata=metadata, period=PERIOD, loaded_at=AT, code_version="1")


def _safe(total: Decimal) -> SafeTable:
    value, zero, nil, unavailable, suppressed = FigureStatus
    totals = (
        Figure("fac_total", value, total, outstanding=("01840",)),
        Figure("fac_dance", zero, Decimal(0)),
        Figure("fac_inspected_pct", value, Decimal("4.63")),
        Figure("prog_drug", value, True),
        Figure("team_total", nil, None),
        Figure("comm_students_pct", unavailable, None),
        Figure("sw_recorded", suppressed, None),
    )
    units = (
        SafeUnitFigure("01834", "loan_amount", Status.VALUE, Decimal(13), suppressed=False),
        SafeUnitFigure("01834", "sw_recorded", None, None, suppressed=True),
        SafeUnitFigure("01837", "hotspots", Status.NIL, None, suppressed=False),
        SafeUnitFigure("01837", "prog_drug", Status.VALUE, False, suppressed=False),
    )
    today = (SafeUnitFigure("01840", "hotspots", FigureStatus.VALUE, Decimal(7), suppressed=False, partial=True),)
    figures = {figure.indicator: figure for figure in totals}
    return SafeTable(PERIOD, "annex-2024", "058", figures, units, (1, 2, 3), today, as_of_load=3)


def everything(connection: Connection) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, in the order of the keys."""
    tables = schema.metadata.sorted_tables
    return {
        table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
        for table in tables
    }
