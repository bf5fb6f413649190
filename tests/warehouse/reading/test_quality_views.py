"""Quality over time: what the views count from several loads, the same on SQLite and on a real PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import inspect, select, table, text

from wardreport.domain.finding import Finding, Severity, Verdict
from wardreport.domain.period import Period
from wardreport.domain.quality import Quality, RuleQuality, UnitQuality
from wardreport.domain.validation import Decision, DecisionAction, SubmissionReport, ValidationReport
from wardreport.metadata import Metadata
from wardreport.warehouse import Warehouse
from wardreport.warehouse.appending.loading import load
from wardreport.warehouse.reading.quality_queries import quality_over_time

S1, S2 = Period(2024, 1), Period(2024, 2)
AT = datetime(2024, 6, 5, 3, 0, tzinfo=UTC)
LATER = datetime(2024, 6, 20, 3, 0, tzinfo=UTC)
PARTITION = Finding("rule.partition", "partition-fac_total", Severity.CRITICAL, "fac_total", "Bieu!C9", "secret 25")
BLANK = Finding("cell.blank", "blank-own", Severity.WARNING, "hotspots", "Bieu!C23", "…")
HIDDEN = Finding("form.sheet_hidden", "sheet-hidden", Severity.INFO, None, None, "…")
FILE = Finding("file.corrupt", "file-corrupt", Severity.CRITICAL, None, None, "…")
EMPTY = Finding("form.not_filled_in", "not-filled-in", Severity.CRITICAL, None, None, "…")
PHONE = Finding("privacy.phone", "privacy-phone", Severity.CRITICAL, None, "sheet1!B130", "…")
ACCEPTED, HELD, REJECTED, QUARANTINED = Verdict


def _sent(unit: str | None, sha: str, verdict: Verdict, *findings: Finding, **more: Any) -> SubmissionReport:
    given = {"period": S1, "received_at": AT, "form": "annex-2024", **more}
    return SubmissionReport(submission=sha.ljust(64, "0"), unit=unit, verdict=verdict, findings=findings, **given)


def _decided(sha: str, action: DecisionAction) -> tuple[Decision, ...]:
    role = "Người kiểm tra chất lượng số liệu"
    return (Decision(sha.ljust(64, "0"), "01843", "rule.partition", "fac_total", action, "…", role, date(2024, 6, 5)),)


def _load(warehouse: Warehouse, metadata: Metadata, *reports: SubmissionReport, at: datetime = AT) -> None:
    given = ValidationReport("b" * 64, reports)
    load(given, (), warehouse, metadata=metadata, period=S1, loaded_at=at, code_version="1")


def _read(warehouse: Warehouse) -> Quality:
    with warehouse.transaction() as connection:
        return quality_over_time(connection)


@pytest.fixture
def loaded(warehouse: Warehouse, metadata: Metadata) -> Warehouse:
    """Two periods and one submission of which nobody knows unit and period, in three loads."""
    by_decision = _decided("c", DecisionAction.ACCEPT_AS_REPORTED)
    _load(
        warehouse,
        metadata,
        _sent("01834", "a", ACCEPTED, BLANK),
        _sent("01837", "b", HELD, PARTITION, BLANK, HIDDEN),
        _sent("01843", "c", ACCEPTED, PARTITION, HIDDEN, decisions=by_decision),
        _sent("01846", "d", REJECTED, FILE),
        _sent("01849", "e", QUARANTINED, PHONE),
        _sent(None, "f", HELD, PARTITION, period=None, form=None),
    )
    # a corrected file of one unit; of another the same file, sent back by a reviewer
    _load(
        warehouse,
        metadata,
        _sent("01837", "g", ACCEPTED, BLANK, BLANK, received_at=LATER),
        _sent("01843", "c", HELD, PARTITION, decisions=_decided("c", DecisionAction.RETURN)),
        at=LATER,
    )
    _load(
        warehouse,
        metadata,
        _sent("01834", "h", ACCEPTED, period=S2),
        _sent("01837", "i", HELD, PARTITION, period=S2),
        _sent("01843", "j", ACCEPTED, period=S2),
        at=LATER,
    )
    return warehouse


def test_by_period(loaded: Warehouse) -> None:
    unknown, s1, s2 = _read(loaded).periods
    assert (unknown.period, s1.period, s2.period) == (None, S1, S2)
    assert (s1.units_reported, s1.submissions) == (5, 6)
    # 01843's file was accepted by a decision first and is sent back now
    assert (s1.accepted, s1.held, s1.rejected, s1.quarantined, s1.returned) == (2, 2, 1, 1, 1)
    # only 01834's: 01837's second file is no first, and 01843's needed a decision
    assert (s1.right_first_time, s1.first_time_right_percent) == (1, Decimal("20.0"))
    # of the newest judgement: 1 + 3 + 1 + 1 + 1 + 2
    assert (s1.critical, s1.warning, s1.info, s1.findings_per_submission) == (4, 4, 1, Decimal("1.50"))
    assert (s2.units_reported, s2.right_first_time, s2.first_time_right_percent) == (3, 2, Decimal("66.7"))
    assert s2.findings_per_submission == Decimal("0.33")
    assert (unknown.units_reported, unknown.submissions, unknown.held) == (0, 1, 1)
    assert (unknown.right_first_time, unknown.first_time_right_percent) == (0, None)


def test_by_rule_those_that_most_units_broke_first(loaded: Warehouse) -> None:
    rules = _read(loaded).rules
    assert [rule for rule in rules if rule.period == S1] == [
        RuleQuality(S1, "cell.blank", "blank-own", Severity.WARNING, 2, 3),
        RuleQuality(S1, "rule.partition", "partition-fac_total", Severity.CRITICAL, 2, 2),
        RuleQuality(S1, "file.corrupt", "file-corrupt", Severity.CRITICAL, 1, 1),
        RuleQuality(S1, "form.sheet_hidden", "sheet-hidden", Severity.INFO, 1, 1),
        RuleQuality(S1, "privacy.phone", "privacy-phone", Severity.CRITICAL, 1, 1),
    ]
    assert [rule for rule in rules if rule.period is None] == [
        RuleQuality(None, "rule.partition", "partition-fac_total", Severity.CRITICAL, 0, 1)
    ]


def test_units_weigh_more_than_submissions(warehouse: Warehouse, metadata: Metadata) -> None:
    often = [_sent("01834", sha, ACCEPTED, BLANK) for sha in "abc"]
    _load(warehouse, metadata, *often, *(_sent(unit, unit, HELD, PARTITION) for unit in ("01837", "01843")))
    broken = [(rule.entry, rule.units, rule.submissions) for rule in _read(warehouse).rules]
    assert broken == [("partition-fac_total", 2, 2), ("blank-own", 1, 3)]


def test_by_unit_first_and_newest(loaded: Warehouse) -> None:
    units = {(unit.period, unit.unit_code): unit for unit in _read(loaded).units}
    assert len(units) == 8  # the unit that nobody knows is none
    corrected = units[S1, "01837"]
    assert corrected == UnitQuality(
        period=S1,
        unit_code="01837",
        unit_id=corrected.unit_id,
        unit_name="Phường Sông Cầu",
        versions=2,
        not_accepted_at_first=1,
        first_received_at=AT,
        first_verdict=HELD,
        right_first_time=False,
        newest_verdict=ACCEPTED,
        critical=0,
        warning=2,
    )
    returned = units[S1, "01843"]
    assert (returned.first_verdict, returned.right_first_time, returned.newest_verdict) == (ACCEPTED, False, HELD)
    right = units[S1, "01834"]
    assert (right.right_first_time, right.troubled) == (True, False)
    assert {code for (period, code), unit in units.items() if period == S1 and unit.troubled} == {
        "01837",
        "01843",
        "01846",
        "01849",
    }


def test_shares_are_rounded_half_up_on_every_engine(warehouse: Warehouse, metadata: Metadata) -> None:
    # 1 of 8 is 12.5 %; 13 findings in 8 submissions are 1.625 each
    codes = ["01834", "01837", "01840", "01843", "01846", "01849", "01852", "01855"]
    first = _sent(codes[0], "0", ACCEPTED, *[BLANK] * 6)
    _load(warehouse, metadata, first, *(_sent(code, code, HELD, PARTITION) for code in codes[1:]))
    (period,) = _read(warehouse).periods
    assert period.first_time_right_percent == Decimal("12.5")
    assert period.findings_per_submission == Decimal("1.63")
    with warehouse.transaction() as connection:  # what BI reads is rounded as well
        shown = connection.execute(text("SELECT findings_per_submission FROM quality_by_period")).scalar_one()
    assert Decimal(str(shown)) == Decimal("1.63")


def test_an_empty_warehouse_has_no_quality(warehouse: Warehouse) -> None:
    assert _read(warehouse) == Quality((), (), ())


def test_the_views_hold_no_figure_no_cell_and_no_message(loaded: Warehouse) -> None:
    names = [name for name in inspect(loaded.engine).get_view_names() if name.startswith("quality_")]
    assert len(names) == 4
    for name in names:
        columns = {column["name"] for column in inspect(loaded.engine).get_columns(name)}
        assert not columns & {"value", "yes_no", "cell", "message", "suggestion", "sha256", "reason", "decided_by"}
        with loaded.transaction() as connection:
            rows = connection.execute(select(text("*")).select_from(table(name))).all()
        assert rows
        assert "secret" not in str(rows)
        assert "Bieu!" not in str(rows)


def test_a_form_that_nobody_filled_in_is_no_submission_of_its_unit(warehouse: Warehouse, metadata: Metadata) -> None:
    laid = [_sent(unit, f"0{unit}", HELD, EMPTY) for unit in ("01834", "01837", "01843")]
    returned = replace(laid[2], decisions=(_return_of(laid[2]),))
    _load(warehouse, metadata, *laid[:2], returned)
    _load(warehouse, metadata, _sent("01834", "a", ACCEPTED, received_at=LATER), at=LATER)
    quality = _read(warehouse)
    (period,) = quality.periods
    assert (period.units_reported, period.submissions, period.held, period.right_first_time) == (2, 2, 1, 1)
    units = {unit.unit_code: unit for unit in quality.units}
    assert set(units) == {"01834", "01843"}
    first = units["01834"]
    assert (first.versions, first.first_received_at, first.right_first_time) == (1, LATER, True)


def _return_of(report: SubmissionReport) -> Decision:
    role = "Người kiểm tra chất lượng số liệu"
    return Decision(
        report.submission,
        report.unit or "",
        EMPTY.rule,
        None,
        DecisionAction.RETURN,
        "…",
        role,
        date(2024, 6, 5),
    )
