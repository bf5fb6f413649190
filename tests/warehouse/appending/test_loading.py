"""Loading adds, and only adds; the same on SQLite and on a real PostgreSQL."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from tests.effort import examples
from tests.specimens.submissions import PERIOD
from wardreport.domain.figure import Status
from wardreport.domain.finding import Finding, Severity, Verdict
from wardreport.domain.observation import Observation
from wardreport.domain.submission import AcceptedForm, LoadReceipt
from wardreport.domain.validation import Decision, DecisionAction, SubmissionReport, ValidationReport
from wardreport.metadata import Metadata, load_metadata
from wardreport.warehouse import Warehouse
from wardreport.warehouse.appending.loading import load
from wardreport.warehouse.reading.queries import (
    accepted_figures,
    current_observations,
    recorded_decisions,
    submission_reports,
)
from wardreport.workflow.settings import PROJECT

pytestmark = pytest.mark.slow

AT = datetime(2024, 6, 5, 3, 0, tzinfo=UTC)
METADATA = load_metadata()  # a fixture would be printed whole with every failing example
HELD = Finding("rule.partition", "partition-fac_total", Severity.CRITICAL, "fac_total", "Bieu!C9", "…")


def _form(sha: str, value: Decimal | int = 12, unit: str = "01837") -> AcceptedForm:
    observation = Observation("loan_amount", Status.VALUE, Decimal(value), "Bieu!C100")
    yes = Observation("prog_drug", Status.VALUE, False, "Bieu!C50")
    nil = Observation("hotspots", Status.NIL, None, "Bieu!C23")
    return AcceptedForm(sha.ljust(64, "0"), unit, PERIOD, "annex-2024", (observation, yes, nil))


def _report(form: AcceptedForm, verdict: Verdict = Verdict.ACCEPTED, **more: Any) -> SubmissionReport:
    return SubmissionReport(form.submission, form.unit, PERIOD, form.form, AT, verdict, **{"findings": (), **more})


def _load(warehouse: Warehouse, metadata: Metadata, *pairs: tuple[AcceptedForm, SubmissionReport]) -> LoadReceipt:
    reports = ValidationReport("b" * 64, tuple(report for _, report in pairs))
    accepted = [form for form, report in pairs if report.verdict is Verdict.ACCEPTED]
    return load(reports, accepted, warehouse, metadata=metadata, period=PERIOD, loaded_at=AT, code_version="0")


def _count(warehouse: Warehouse, table: str) -> int:
    with warehouse.transaction() as connection:
        return int(connection.scalar(text(f"SELECT COUNT(*) FROM {table}")) or 0)  # noqa: S608


def _current(warehouse: Warehouse) -> dict[str, Any]:
    with warehouse.transaction() as connection:
        return {u.unit: u.observations["loan_amount"].value for u in current_observations(connection, PERIOD)}


def test_what_is_loaded_is_read_back_exactly(warehouse: Warehouse, metadata: Metadata) -> None:
    form = _form("a", Decimal("12345678901234567890.123456"))
    assert _load(warehouse, metadata, (form, _report(form))) == LoadReceipt(1, 1, 3)
    with warehouse.transaction() as connection:
        (unit,) = current_observations(connection, PERIOD)
    assert (unit.unit, unit.submission, unit.load_id) == ("01837", form.submission, 1)
    assert unit.observations == {o.indicator: o for o in form.observations}
    assert warehouse.check() == []


def test_figures_of_periods_are_counts_and_amounts_sensitive_ones_too(warehouse: Warehouse, metadata: Metadata) -> None:
    form = _form("a")
    recorded = Observation("sw_recorded", Status.VALUE, Decimal(3), "Bieu!C27")
    form = replace(form, observations=(*form.observations, recorded))
    _load(warehouse, metadata, (form, _report(form)))
    assert metadata.indicators["sw_recorded"].sensitive
    with warehouse.transaction() as connection:
        every = list(accepted_figures(connection, [PERIOD.previous, PERIOD]))
        none = list(accepted_figures(connection, [PERIOD.previous]))
    figures = {"hotspots": 0, "sw_recorded": 3, "loan_amount": 12}  # in the form's order; a yes/no row is no figure
    assert every == [("01837", name, PERIOD, value) for name, value in figures.items()]
    assert none == []


def test_twice_is_once(warehouse: Warehouse, metadata: Metadata) -> None:
    form = _form("a")
    _load(warehouse, metadata, (form, _report(form)))
    tables = ("load", "submission", "assessment", "observation", "indicator", "reporting_unit")
    before = [_count(warehouse, table) for table in tables]
    assert _load(warehouse, metadata, (form, _report(form))) == LoadReceipt(None, 0, 0)
    assert [_count(warehouse, table) for table in tables] == before


def test_a_correction_supersedes_and_both_can_still_be_read(warehouse: Warehouse, metadata: Metadata) -> None:
    first, second = _form("a", 12), _form("b", 13)
    _load(warehouse, metadata, (first, _report(first)))
    assert _load(warehouse, metadata, (first, _report(first)), (second, _report(second))) == LoadReceipt(2, 1, 3)
    assert _current(warehouse) == {"01837": 13}
    with warehouse.transaction() as connection:
        versions = connection.execute(
            text(
                "SELECT s.version, o.load_id FROM observation o JOIN submission s ON s.submission_id = o.submission_id"
                " WHERE o.indicator = 'loan_amount' ORDER BY s.version"
            )
        ).all()
    assert [tuple(row) for row in versions] == [(1, 1), (2, 2)]
    # the same bytes again are the same submission: the old one does not come back
    _load(warehouse, metadata, (second, _report(second)), (first, _report(first)))
    assert _current(warehouse) == {"01837": 13}


def test_a_held_form_brings_no_figures_until_it_is_decided(warehouse: Warehouse, metadata: Metadata) -> None:
    form = _form("a")
    _load(warehouse, metadata, (form, _report(form, Verdict.HELD, findings=(HELD,))))
    assert _current(warehouse) == {}
    decision = Decision(
        form.submission,
        "01837",
        "rule.partition",
        "fac_total",
        DecisionAction.ACCEPT_AS_REPORTED,
        "đã xác nhận",
        "Người kiểm tra",
        date(2024, 6, 5),
    )
    decided = _report(form, findings=(HELD,), decisions=(decision,))
    assert _load(warehouse, metadata, (form, decided)) == LoadReceipt(2, 0, 3)
    assert _current(warehouse) == {"01837": 12}
    with warehouse.transaction() as connection:
        (read,) = submission_reports(connection, PERIOD)
        assert recorded_decisions(connection) == (decision,)
    assert read == replace(decided, version=1)
    assert _count(warehouse, "assessment") == 2
    again = replace(decided, decisions=(replace(decision, reason="đã xác nhận bằng văn bản"),))
    _load(warehouse, metadata, (form, again))
    assert _count(warehouse, "decision") == 2
    with warehouse.transaction() as connection:
        assert submission_reports(connection, PERIOD) == (replace(again, version=1),)
    taken_back = _report(form, Verdict.HELD, findings=(HELD,))
    _load(warehouse, metadata, (form, taken_back))
    assert _current(warehouse) == {}
    with warehouse.transaction() as connection:
        assert submission_reports(connection, PERIOD) == (replace(taken_back, version=1),)


def _replaced(form: AcceptedForm, value: Decimal | None, **more: Any) -> tuple[AcceptedForm, SubmissionReport]:
    """The form with another loan_amount by a decision, and its report."""
    decision = Decision(
        form.submission,
        form.unit,
        "cell.qualified",
        "loan_amount",
        DecisionAction.REPLACE,
        "ghi nhầm",
        "Người kiểm tra",
        date(2024, 6, 5),
        **{"value": value, "evidence": "Công văn số 12", **more},
    )
    read = form.observations[0]
    counted = replace(read, status=decision.status, value=value)
    accepted = replace(form, observations=(counted, *form.observations[1:]), as_read=(read,))
    finding = replace(HELD, rule="cell.qualified", indicator="loan_amount", answered=True)
    return accepted, _report(form, findings=(finding,), decisions=(decision,))


def _both(warehouse: Warehouse) -> list[tuple[Any, ...]]:
    """What counts and what was read, of the row that is replaced."""
    with warehouse.transaction() as connection:
        rows = connection.execute(
            text(
                "SELECT status, value, status_read, value_read FROM current_observation WHERE indicator = 'loan_amount'"
            )
        ).all()
    return [
        tuple(None if cell is None else cell if i % 2 == 0 else Decimal(cell) for i, cell in enumerate(r)) for r in rows
    ]


def test_a_replaced_value_counts_and_what_was_read_stays_beside_it(warehouse: Warehouse, metadata: Metadata) -> None:
    read = Observation("loan_amount", Status.INVALID, None, "Bieu!C100")
    form = replace(_form("a"), observations=(read, *_form("a").observations[1:]))
    accepted, report = _replaced(form, Decimal("40.125"))
    assert _load(warehouse, metadata, (accepted, report)) == LoadReceipt(1, 1, 3)
    with warehouse.transaction() as connection:
        (unit,) = current_observations(connection, PERIOD)
        assert unit.observations == {o.indicator: o for o in accepted.observations}
        assert submission_reports(connection, PERIOD) == (replace(report, version=1),)
        assert recorded_decisions(connection) == report.decisions
    assert _both(warehouse) == [("value", Decimal("40.125"), "invalid", None)]
    assert _load(warehouse, metadata, (accepted, report)) == LoadReceipt(None, 0, 0)


def test_a_replacement_is_changed_approved_and_taken_back_without_overwriting(
    warehouse: Warehouse, metadata: Metadata
) -> None:
    form = _form("a", 12)
    _load(warehouse, metadata, (form, _report(form)))
    history: list[Decision] = []
    approved = {"approved_by": "Trưởng phòng", "approved_on": date(2024, 6, 6)}
    for number, (value, more) in enumerate(
        ((Decimal(13), {}), (None, {}), (Decimal(0), {}), (Decimal(0), approved)), 2
    ):
        accepted, report = _replaced(form, value, **more)
        assert _load(warehouse, metadata, (accepted, report)) == LoadReceipt(number, 0, 0)
        status = "nil" if value is None else "zero" if value == 0 else "value"
        assert _both(warehouse) == [(status, value, "value", 12)]
        with warehouse.transaction() as connection:
            history += report.decisions
            assert recorded_decisions(connection) == tuple(history)
            (unit,) = current_observations(connection, PERIOD)
            assert unit.load_id == number
            assert submission_reports(connection, PERIOD) == (replace(report, version=1),)
    _load(warehouse, metadata, (form, _report(form)))
    assert _both(warehouse) == [("value", 12, "value", 12)]
    assert (_count(warehouse, "decision"), _count(warehouse, "replacement"), _count(warehouse, "observation")) == (
        4,
        4,
        3,
    )


def test_a_yes_no_row_is_replaced_and_two_decisions_on_one_row_count_once(
    warehouse: Warehouse, metadata: Metadata
) -> None:
    form = _form("a")
    base = _replaced(form, None)[1].decisions[0]
    decisions = tuple(
        replace(base, indicator="prog_drug", rule=rule, value=True) for rule in ("cell.yes_no", "form.row_duplicate")
    )
    read = form.observations[1]
    accepted = replace(
        form, observations=(form.observations[0], replace(read, value=True), form.observations[2]), as_read=(read,)
    )
    _load(warehouse, metadata, (accepted, _report(form, decisions=decisions)))
    with warehouse.transaction() as connection:
        (unit,) = current_observations(connection, PERIOD)
        assert unit.observations["prog_drug"] == accepted.observations[1]
        assert len(unit.observations) == 3
        assert set(recorded_decisions(connection)) == set(decisions)
        count = connection.scalar(text("SELECT COUNT(*) FROM current_observation"))
    assert count == 3


def test_the_database_itself_refuses_a_replacement_without_evidence(warehouse: Warehouse, metadata: Metadata) -> None:
    with pytest.raises(Exception, match="evidence"):
        _load(warehouse, metadata, _replaced(_form("a"), Decimal(1), evidence=None))
    assert _count(warehouse, "load") == 0


def test_a_decision_on_a_held_submission_is_told_too(warehouse: Warehouse, metadata: Metadata) -> None:
    form = _form("a")
    decision = replace(
        _replaced(form, None)[1].decisions[0], rule=HELD.rule, indicator=HELD.indicator, action=DecisionAction.RETURN
    )
    returned = _report(form, Verdict.HELD, findings=(HELD,), decisions=(replace(decision, evidence=None),))
    _load(warehouse, metadata, (form, returned))
    with warehouse.transaction() as connection:
        (read,) = submission_reports(connection, PERIOD)
    assert read == replace(returned, version=1)
    assert read.returned
    assert _current(warehouse) == {}


def test_a_form_that_a_stricter_rule_book_holds_again_no_longer_counts(
    warehouse: Warehouse, metadata: Metadata
) -> None:
    form = _form("a")
    _load(warehouse, metadata, (form, _report(form)))
    _load(warehouse, metadata, (form, _report(form, Verdict.HELD, findings=(HELD,))))
    assert _current(warehouse) == {}
    assert _load(warehouse, metadata, (form, _report(form))) == LoadReceipt(3, 0, 0)
    assert _current(warehouse) == {"01837": 12}


def test_a_submission_without_unit_or_period_is_recorded_once(warehouse: Warehouse, metadata: Metadata) -> None:
    unread = replace(_report(_form("a"), Verdict.REJECTED), unit=None, period=None, form=None)
    report = ValidationReport("b" * 64, (unread,))
    for _ in range(2):
        load(report, (), warehouse, metadata=metadata, period=PERIOD, loaded_at=AT, code_version="0")
    assert (_count(warehouse, "submission"), _count(warehouse, "load")) == (1, 1)


def test_all_or_nothing(warehouse: Warehouse, metadata: Metadata) -> None:
    broken = replace(_form("a"), observations=(Observation("no_such_indicator", Status.NIL, None, None),))
    with pytest.raises(Exception, match=r"(?i)foreign key|fk_observation") as refused:
        _load(warehouse, metadata, (broken, _report(broken)))
    assert "no_such_indicator" not in str(refused.value)  # an error must not carry figures into a log
    tables = ("load", "submission", "observation", "indicator")
    assert [_count(warehouse, table) for table in tables] == [0, 0, 0, 0]


def test_the_database_itself_refuses_a_value_that_does_not_fit_its_status(
    warehouse: Warehouse, metadata: Metadata
) -> None:
    broken = replace(_form("a"), observations=(Observation("hotspots", Status.NIL, Decimal(3), None),))
    with pytest.raises(Exception, match="value_when_answered"):
        _load(warehouse, metadata, (broken, _report(broken)))


@settings(max_examples=examples(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(history=[[("a", "01837"), ("b", "01837"), ("a", "01837")]])
@given(history=st.lists(st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from(["01837", "01840"])), max_size=4)))
def test_any_history_agrees_with_a_naive_model(
    history: list[list[tuple[str, str]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    warehouse = Warehouse(f"sqlite:///{tmp_path_factory.mktemp('history') / 'w.sqlite'}", PROJECT / "sql").open()
    seen: dict[str, list[str]] = {}
    for run in history:
        forms = [_form(sha, ord(sha), unit) for sha, unit in run]
        _load(warehouse, METADATA, *((form, _report(form)) for form in forms))
        for sha, unit in run:
            if sha not in seen.setdefault(unit, []):
                seen[unit].append(sha)
        assert _current(warehouse) == {unit: ord(shas[-1]) for unit, shas in seen.items()}
    assert _count(warehouse, "observation") == 3 * sum(len(shas) for shas in seen.values())
    warehouse.engine.dispose()
