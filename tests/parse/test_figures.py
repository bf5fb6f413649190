from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardreport.domain.observation import Status
from wardreport.metadata.indicators import ValueType
from wardreport.parse.figures import Reading, read_count_and_percent, read_figure
from wardreport.parse.workbook import Cell
from wardreport.publish.written_figures import written_number

COUNT, MONEY, RATIO, YESNO = ValueType.COUNT, ValueType.MONEY, ValueType.RATIO, ValueType.YESNO


def read(value: Any, value_type: ValueType = COUNT, number_format: str = "General") -> Reading:
    return read_figure(Cell(value, number_format), value_type)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        (12, 12),
        (12.0, 12),
        ("12", 12),
        ("05", 5),
        (" 12\u00a0", 12),
        ("12", 12),
        ("19.810", 19810),
        ("1.234.567", 1234567),
        ("19 810", 19810),
        (0.1 + 0.2 + 2.7, 3),  # as Excel shows it: at 15 significant digits
    ],
)
def test_a_count_with_certainty(written: Any, value: int) -> None:
    assert read(written) == Reading(Status.VALUE, Decimal(value))


@pytest.mark.parametrize("dash", ["-", "–", "—", "−", " - ", "--"])
def test_nil(dash: str) -> None:
    for value_type in ValueType:
        assert read(dash, value_type) == Reading(Status.NIL)


@pytest.mark.parametrize("blank", [None, "", "  ", "\u00a0\u200b"])
def test_blank(blank: str | None) -> None:
    assert read(blank) == Reading(Status.BLANK)
    assert read_figure(None, COUNT) == Reading(Status.BLANK)


@pytest.mark.parametrize("zero", [0, 0.0, "0", "00"])
def test_zero_is_not_nil(zero: Any) -> None:
    assert read(zero) == Reading(Status.ZERO, Decimal(0))


@pytest.mark.parametrize(
    ("written", "defect", "suggestion"),
    [
        (19.81, "cell.ambiguous_separator", 19810),
        ("19,81", "cell.ambiguous_separator", 19810),
        ("19,810", "cell.ambiguous_separator", 19810),
        (0.5, "cell.ambiguous_separator", 500),
        (999.5, "cell.ambiguous_separator", 999500),
        (1000.5, "cell.fraction", 1001),
        (12.3456, "cell.fraction", 12),
        (1234.5, "cell.fraction", 1235),
        ("3,14159", "cell.fraction", 3),
        ("khoảng 40", "cell.qualified", 40),
        ("8 (cả kiêm nhiệm)", "cell.qualified", 8),
        ("~1.200 người", "cell.qualified", 1200),
        (-5, "cell.negative", 5),
        ("- 5", "cell.negative", 5),
        ("ba", "cell.not_a_number", None),
        ("5 hoặc 6", "cell.not_a_number", None),
        ("1.23.456", "cell.not_a_number", None),
        (True, "cell.not_a_number", None),
        (datetime(2024, 6, 5), "cell.date", None),  # noqa: DTZ001
        (date(2024, 6, 5), "cell.date", None),
    ],
)
def test_never_a_guess_in_silence(written: Any, defect: str, suggestion: int | None) -> None:
    expected = Decimal(suggestion) if suggestion is not None else None
    assert read(written) == Reading(Status.INVALID, None, defect, expected)


def test_formulas_count_by_their_cached_value() -> None:
    assert read_figure(Cell(3, formula=True), COUNT) == Reading(Status.VALUE, Decimal(3))
    assert read_figure(Cell(None, formula=True), COUNT).defect == "cell.formula_uncached"
    assert read_figure(Cell("#DIV/0!", error=True), COUNT).defect == "cell.formula_error"


@pytest.mark.parametrize(("written", "value"), [("12,5", "12.5"), (12.5, "12.5"), ("1.500", "1500"), (0.25, "0.25")])
def test_money_may_have_decimals(written: Any, value: str) -> None:
    assert read(written, MONEY) == Reading(Status.VALUE, Decimal(value))


@pytest.mark.parametrize(
    ("written", "number_format", "value"),
    [("4,6", "General", "4.6"), ("4,6%", "General", "4.6"), (0.046, "0.0%", "4.6"), (4.6, "General", "4.6")],
)
def test_a_percentage_in_percent(written: Any, number_format: str, value: str) -> None:
    assert read(written, RATIO, number_format) == Reading(Status.VALUE, Decimal(value))


def test_a_percentage_below_one_may_be_a_share() -> None:
    assert read(0.046, RATIO) == Reading(Status.INVALID, None, "cell.percent_scale", Decimal("4.6"))


@pytest.mark.parametrize("yes", ["Có", "có", "CÓ", "x", "X", "✓", True, 1])
def test_yes(yes: Any) -> None:
    assert read(yes, YESNO) == Reading(Status.VALUE, True)


@pytest.mark.parametrize("no", ["Không", "KHÔNG", "0", 0, False])
def test_no_is_false_and_not_zero(no: Any) -> None:
    assert read(no, YESNO) == Reading(Status.VALUE, False)


def test_neither_yes_nor_no() -> None:
    assert read("chưa rõ", YESNO).defect == "cell.yes_no"
    assert read(7, YESNO).defect == "cell.yes_no"


def test_a_count_and_its_percentage_in_one_cell() -> None:
    assert read_count_and_percent(Cell("5 (83,3%)")) == (
        Reading(Status.VALUE, Decimal(5)),
        Reading(Status.VALUE, Decimal("83.3")),
    )
    assert read_count_and_percent(Cell(5))[1].status is Status.MISSING
    assert [r.status for r in read_count_and_percent(Cell("-"))] == [Status.NIL, Status.NIL]


@given(st.integers(min_value=1, max_value=10**12))
def test_what_we_write_we_read(number: int) -> None:
    assert read(written_number(Decimal(number))).value == number
    assert read(number).value == number
    assert read(str(number)).value == number


@given(st.text(max_size=30) | st.integers() | st.floats() | st.booleans(), st.sampled_from(list(ValueType)))
def test_any_cell_has_one_reading_and_a_value_only_when_certain(value: Any, value_type: ValueType) -> None:
    reading = read(value, value_type)
    assert (reading.value is not None) is (reading.status in (Status.VALUE, Status.ZERO))
    assert (reading.defect is not None) is (reading.status is Status.INVALID)
    if isinstance(reading.value, Decimal):
        assert reading.value.is_finite()
        assert reading.value >= 0
