import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardreport.domain.figure import Status
from wardreport.formats.grid import Cell
from wardreport.metadata.indicators import ValueType
from wardreport.metadata.magnitudes import MagnitudeLimit
from wardreport.stages.parse.figures import Reading, read_count_and_percent, read_figure
from wardreport.writing.written_figures import written_number

COUNT, MONEY, RATIO, YESNO = ValueType.COUNT, ValueType.MONEY, ValueType.RATIO, ValueType.YESNO

NIL_IN_WORDS = Reading(Status.NIL, remark="cell.nil_in_words")


def read(value: Any, value_type: ValueType = COUNT, number_format: str = "General") -> Reading:
    return read_figure(Cell(value, number_format), value_type)


def value_of(number: str | int) -> Reading:
    return Reading(Status.VALUE, Decimal(number))


def invalid(defect: str, suggestion: str | int | None = None) -> Reading:
    return Reading(Status.INVALID, None, f"cell.{defect}", None if suggestion is None else Decimal(suggestion))


# counts


@pytest.mark.parametrize(
    ("written", "value"),
    [
        (12, 12),
        (12.0, 12),
        ("12", 12),
        ("05", 5),
        (" 12\u00a0", 12),
        ("\ufeff12\u200b", 12),
        ("\u202a12\u202c", 12),  # as copied from a Windows window
        ("\uff11\uff12", 12),  # full-width, as some keyboards write
        ("19.810", 19810),
        ("1.234.567", 1234567),
        ("1,234,567", 1234567),  # two groups can only be thousands
        ("19 810", 19810),
        ("19\u2009810", 19810),
        ("1\u202f234\u00a0567", 1234567),
        ("1.234,0", 1234),
        ("1,234.00", 1234),
        ("12,0", 12),
        ("12.00", 12),
        ("'12", 12),  # Excel's text mark, as a CSV shows it
        ("12.", 12),
        ("12 ;", 12),
        ("1.234.", 1234),
        ("999999999999999", 999999999999999),
        (0.1 + 0.2 + 2.7, 3),  # as Excel shows it: at 15 significant digits
    ],
)
def test_a_count_with_certainty(written: Any, value: int) -> None:
    assert read(written) == value_of(value)


@pytest.mark.parametrize(
    "dash", ["-", "–", "—", "−", "\uff0d", "─", "\u00ad", " - ", "--", "- -", "–\n–", "'-", "-.", "- ;"]
)
def test_nil(dash: str) -> None:
    for value_type in ValueType:
        assert read(dash, value_type) == Reading(Status.NIL)


@pytest.mark.parametrize("blank", [None, "", "  ", "\u00a0\u200b", "\n\t", "'", "\u3000"])
def test_blank(blank: str | None) -> None:
    for value_type in ValueType:
        assert read(blank, value_type) == Reading(Status.BLANK)
    assert read_figure(None, COUNT) == Reading(Status.BLANK)


@pytest.mark.parametrize("zero", [0, 0.0, -0.0, "0", "00", "0,0", "0.000", "0,000"])
def test_zero_is_not_nil(zero: Any) -> None:
    assert read(zero) == Reading(Status.ZERO, Decimal(0))


@pytest.mark.parametrize(
    ("written", "suggestion"),
    [
        (19.81, 19810),
        (2.5, 2500),
        ("19,810", 19810),
        ("1,234", 1234),
        ("12,000", 12000),
        ("05.000", 5000),
        (0.5, 500),
        (999.5, 999500),
        ("1.234,567", 1234567),
        ("1.234,000", None),  # 1.234 with three decimals, or a slip for 1.234.000
    ],
)
def test_a_separator_that_may_be_either(written: Any, suggestion: int | None) -> None:
    assert read(written) == invalid("ambiguous_separator", suggestion)


@pytest.mark.parametrize(
    ("written", "suggestion"),
    [
        (1000.5, 1001),
        (12.3456, 12),
        (1234.5, 1235),
        ("3,14159", 3),
        ("2,5", 3),  # a text keeps its zeros: it was never 2.500
        ("2,50", 3),
        ("1.50", 2),
        ("19,81", 20),
        ("19.81", 20),
        ("0.810", 1),
        ("1.234,5", 1235),
        ("1,234.5", 1235),
        ("1 234,5", 1235),
        ("1234,567", 1235),
        (1e-12, 0),
    ],
)
def test_a_fraction(written: Any, suggestion: int) -> None:
    assert read(written) == invalid("fraction", suggestion)


@pytest.mark.parametrize(
    ("written", "suggestion"),
    [
        ("khoảng 40", 40),
        ("khoảng\n40", 40),
        ("8 (cả kiêm nhiệm)", 8),
        ("03 (ba)", 3),
        ("Ba (03)", 3),
        ("40 người", 40),
        ("40người", 40),
        ("12 đồng chí", 12),
        ("~40", 40),
        ("> 40", 40),
        ("trên 40", 40),
        ("gần 1.200", 1200),
        ("~1 200 người", 1200),
        ("2 nghìn người", 2000),
        ("1,2 triệu", 1200000),
        ("5 trăm nghìn", 500000),
        ("+5", 5),
        ("+ 5", 5),
        ("+ 5 người", 5),
        ("- 12 người", 12),
        ('"12"', 12),
        ("12,", 12),
        ("5*", 5),
        ("khoảng 19,81", None),  # two doubts
        ("khoảng -5", None),
        ("5 đồng", None),  # money on a row of counts
        ("5 tr.hợp", None),
        ("2 triệu rưỡi", None),
        ("5 $", None),
    ],
)
def test_a_number_with_words_or_signs(written: str, suggestion: int | None) -> None:
    assert read(written) == invalid("qualified", suggestion)


@pytest.mark.parametrize(
    ("written", "suggestion"),
    [
        (-5, 5),
        ("-5", 5),
        ("- 5", 5),
        ("− 5", 5),
        ("–1.234", 1234),
        ("(5)", 5),
        ("( 1.234 )", 1234),
        (-19.81, None),
        ("-19,81", None),
    ],
)
def test_a_negative_count(written: Any, suggestion: int | None) -> None:
    assert read(written) == invalid("negative", suggestion)


@pytest.mark.parametrize(
    ("written", "number_format", "suggestion"),
    [
        ("12%", "General", 12),
        ("12 %", "General", 12),
        ("1.200%", "General", 1200),
        (0.12, "0%", 12),
        (12, "0.00%", 1200),
        (0.125, "0.0%", None),
        (-0.12, "0%", None),
        ("khoảng 12%", "General", None),
        ("5 (83,3%)", "General", None),
    ],
)
@pytest.mark.parametrize("value_type", [COUNT, MONEY])
def test_a_percentage_on_a_row_of_counts_or_money(
    written: Any, number_format: str, suggestion: int | None, value_type: ValueType
) -> None:
    if written == 0.125 and value_type is MONEY:
        suggestion = 12.5  # type: ignore[assignment]
    assert read(written, value_type, number_format) == invalid("percent_scale", suggestion)


@pytest.mark.parametrize("number_format", ['0"%"', r"0\%", "0*%", "[$%-42A]0", '0" % của tổng"', '0"‰"'])
def test_a_percent_sign_that_the_format_only_writes(number_format: str) -> None:
    assert read(12, COUNT, number_format).defect == "cell.scaled_format"


@pytest.mark.parametrize("number_format", ["0_%", "General", "#,##0"])
def test_a_format_that_writes_no_percent_sign(number_format: str) -> None:
    assert read(12, COUNT, number_format) == value_of(12)


@pytest.mark.parametrize(
    ("written", "suggestion"),
    [
        ("1O", 10),
        ("l2", 12),
        ("I2", 12),
        ("O5", 5),
        ("2O.810", 20810),
        ("O", 0),
        ("o", 0),
        ("l9,81", None),
        ("1O%", None),
        ("I", None),
        ("II", None),
        ("1E+05", 100000),
        ("1,5E+3", 1500),
        ("1E-3", None),
        ("1E+99", None),
    ],
)
def test_letters_for_digits_and_scientific_notation(written: str, suggestion: int | None) -> None:
    assert read(written) == invalid("not_a_number", suggestion)


@pytest.mark.parametrize(
    "written",
    [
        *("ba", "chưa có số liệu", "không rõ", "x", "N/A", "_", "//", "%", "+"),
        *(
            "5 hoặc 6",
            "3+4",
            "5-6",
            "5 – 6",
            "5\n6",
            "12   345",
            "12\t345",
            "12 34",
            "1.23.456",
            "1'234",
            "1 234.567.8",
        ),
        *(
            "108/200",
            "5/6 phường",
            "T12",
            "5O người",
            "8lần",
            "5½",
            "٣",
            "①",
            "5\ufe0f\u20e3",
            ".5",
            "5 6 7",
        ),
        *(
            "\u202e12",
            "1\u20122\u03363",
            "1234567890123456",
            "1234567890123456,5",
            "khoảng 1234567890123456",
            "khoảng 1.23.456",
            "0x1F",
        ),
        *(True, False, float("nan"), float("inf"), 1e15, -1e300, 10**400),
    ],
)
def test_no_number(written: Any) -> None:
    for value_type in (COUNT, MONEY, RATIO):
        reading = read(written, value_type)
        assert reading.suggestion is None
        assert reading.defect == "cell.not_a_number"


@pytest.mark.parametrize(
    "written",
    [
        *(datetime(2024, 6, 5), date(2024, 6, 5), time(5, 6), timedelta(hours=30)),  # noqa: DTZ001
        *("5/6", "05/06/2024", "5-6-2024", "5.6.2024", "6/2024", "2024-06-05", "2024-06-05 00:00:00", "12:30"),
        *("05-Jun", "5-thg 6", "Jun-24", "05/06/2024."),
    ],
)
def test_a_date(written: Any) -> None:
    for value_type in (COUNT, MONEY, RATIO):
        assert read(written, value_type) == invalid("date")


def test_formulas_count_by_their_cached_value() -> None:
    assert read_figure(Cell(3, formula=True), COUNT) == value_of(3)
    for value_type in ValueType:
        assert read_figure(Cell(None, formula=True), value_type) == invalid("formula_uncached")
        assert read_figure(Cell("#DIV/0!", error=True), value_type) == invalid("formula_error")
        assert read_figure(Cell(None, formula=True, error=True), value_type) == invalid("formula_error")


@pytest.mark.parametrize("error", ["#REF!", "#DIV/0!", "#N/A", "#NAME?", "Err:508"])
def test_a_csv_shows_errors_and_formulas_as_texts(error: str) -> None:
    for value_type in ValueType:
        assert read(error, value_type) == invalid("formula_error")
        assert read("=1+2", value_type) == invalid("formula_uncached")


# money, in million đồng


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        (12.5, "12.5"),
        ("1.500", "1500"),
        (0.25, "0.25"),
        ("0,500", "0.5"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1 234,5", "1234.5"),
        ("1.234,567", "1234.567"),
        ("12,5.", "12.5"),
        ("0,30000000000000004", "0.3"),
    ],
)
def test_money_may_have_decimals(written: Any, value: str) -> None:
    assert read(written, MONEY) == value_of(value)


@pytest.mark.parametrize(
    ("written", "suggestion"),
    [
        ("12 triệu", 12),
        ("12 triệu đồng", 12),
        ("12 tr.đ", 12),
        ("12trđ", 12),
        ("12tr", 12),
        ("khoảng 12,5 triệu", "12.5"),
        ("1,2 tỷ", 1200),
        ("500 nghìn đồng", "0.5"),
        ("200.000.000 đồng", 200),
        ("200.000.000đ", 200),
        ("200.000.000 VNĐ", 200),
        ("12 trieu dong", 12),
        ("5 trăm triệu", 500),
        ("12 (đã chi)", 12),
        ("12 đồng", None),
        ("5 trăm", None),
        ("12 USD", None),
        ("$12", None),
    ],
)
def test_money_with_its_unit(written: str, suggestion: str | int | None) -> None:
    assert read(written, MONEY) == invalid("qualified", suggestion)


def test_three_decimals_of_a_million_are_as_likely_as_thousands() -> None:
    assert read("12,345", MONEY) == invalid("ambiguous_separator")


def test_money_is_not_negative() -> None:
    assert read("(12,5)", MONEY) == invalid("negative", "12.5")
    assert read(-12.5, MONEY) == invalid("negative", "12.5")


# percentages, shares of a whole


@pytest.mark.parametrize(
    ("written", "number_format", "value"),
    [
        ("4,6", "General", "4.6"),
        ("4.6", "General", "4.6"),
        ("4,6%", "General", "4.6"),
        ("4,6 %", "General", "4.6"),
        ("4,600", "General", "4.6"),
        ("0,046%", "General", "0.046"),
        ("83.33333333333333", "General", "83.3333333333333"),
        ("12", "0%", "12"),  # a text is shown as it is
        (0.046, "0.0%", "4.6"),
        (4.6, "General", "4.6"),
        (4.6, '0.0"%"', "4.6"),
        (1, "0%", "100"),
        (100, "General", "100"),
    ],
)
def test_a_percentage_in_percent(written: Any, number_format: str, value: str) -> None:
    assert read(written, RATIO, number_format) == value_of(value)


@pytest.mark.parametrize(
    ("written", "number_format", "suggestion"),
    [
        (0.046, "General", "4.6"),
        ("0,046", "General", "4.6"),
        (0.046, '0.0"%"', "4.6"),
        (4.6, "0.0%", None),
        (101, "General", None),
        ("120%", "General", None),
    ],
)
def test_a_percentage_of_uncertain_scale(written: Any, number_format: str, suggestion: str | None) -> None:
    assert read(written, RATIO, number_format) == invalid("percent_scale", suggestion)


@pytest.mark.parametrize(
    ("written", "reading"),
    [
        ("khoảng 4,6%", invalid("qualified", "4.6")),
        ("khoảng 0,5", invalid("qualified")),
        ("12 phần trăm", invalid("qualified", 12)),
        ("-4,6%", invalid("negative", "4.6")),
        (-4.6, invalid("negative", "4.6")),
        ("4,O%", invalid("not_a_number", 4)),
        ("0%", Reading(Status.ZERO, Decimal(0))),
    ],
)
def test_other_percentages(written: Any, reading: Reading) -> None:
    assert read(written, RATIO) == reading


# yes and no


@pytest.mark.parametrize(
    "yes",
    [
        "Có",
        "có",
        "CÓ",
        "Co",
        "x",
        "X",
        "v",
        "V",
        "✓",
        "✔",
        "✔\ufe0f",
        "√",
        "☑",
        "☒",
        "true",
        "TRUE",
        "1",
        True,
        1,
        1.0,
        "Có.",
        " có ",
        "☒ Có  ☐ Không",
        "☐ Không ☑ Có",
    ],
)
def test_yes(yes: Any) -> None:
    assert read(yes, YESNO) == Reading(Status.VALUE, True)


@pytest.mark.parametrize(
    "no", ["Không", "KHÔNG", "khong", "Không.", "☐", "□", "false", "FALSE", "0", 0, 0.0, False, "☐ Có ☒ Không"]
)
def test_no_is_false_and_not_zero(no: Any) -> None:
    assert read(no, YESNO) == Reading(Status.VALUE, False)


@pytest.mark.parametrize(
    "neither",
    ["chưa rõ", "Có (ghi rõ: tờ rơi)", "không có", "7", "✗", "☒ Có ☒ Không", "☐ Có ☒ Có", 7, 0.5, float("nan")],
)
def test_neither_yes_nor_no(neither: Any) -> None:
    assert read(neither, YESNO) == invalid("yes_no")


def test_a_date_on_a_yes_no_row() -> None:
    assert read(date(2024, 6, 5), YESNO) == invalid("date")


@pytest.mark.parametrize("word", ["Có", "KHÔNG", "khoảng 40", "40 người", "12 triệu đồng", "1,2 tỷ"])
def test_letters_and_marks_apart_are_the_same(word: str) -> None:
    for value_type in ValueType:
        assert read(unicodedata.normalize("NFD", word), value_type) == read(word, value_type)


# what is seen of a cell

WHOLE = ((0, 2**31),)


def told(number: str | int, rule: str) -> Reading:
    return Reading(Status.VALUE, Decimal(number), remark=f"cell.{rule}")


@pytest.mark.parametrize(
    ("cell", "reading"),
    [
        (Cell("16", struck=((0, 1),)), told(6, "struck_out")),
        (Cell("16 15", struck=((0, 2),)), told(15, "struck_out")),
        (Cell("15 16", struck=((2, 5),)), told(15, "struck_out")),
        (Cell("1.234", struck=((0, 2),)), told(234, "struck_out")),
        (Cell("123", struck=((1, 2),)), invalid("struck_out", 13)),
        (Cell("16", struck=((0, 2),)), invalid("struck_out")),
        (Cell(16, struck=WHOLE), invalid("struck_out")),
        (Cell("16", struck=WHOLE), invalid("struck_out")),
        (Cell(datetime(2024, 6, 5), struck=WHOLE), invalid("struck_out")),  # noqa: DTZ001
        (Cell("12 khoảng 40", struck=((0, 2),)), invalid("qualified", 40)),
        (Cell("-", struck=WHOLE), Reading(Status.NIL)),  # a stroke through a stroke
        (Cell(None, formula=True, struck=WHOLE), invalid("formula_uncached")),
        (Cell("5 (83,3%)", struck=((0, 1),)), invalid("percent_scale")),
        (Cell("21", raised=((1, 2),)), invalid("raised_mark", 2)),  # a mark, or a digit that slipped
        (Cell("2*", raised=((1, 2),)), told(2, "raised_mark")),
        (Cell("2(1)", raised=((1, 4),)), told(2, "raised_mark")),
        (Cell("2 1", raised=((2, 3),)), told(2, "raised_mark")),
        (Cell("-1", raised=((1, 2),)), Reading(Status.NIL, remark="cell.raised_mark")),
        (Cell("12", raised=((0, 1),)), invalid("raised_mark", 2)),
        (Cell("2", raised=((0, 1),)), invalid("raised_mark", 2)),
        (Cell(2, raised=WHOLE), invalid("raised_mark", 2)),
        (Cell("321", struck=((0, 1),), raised=((2, 3),)), invalid("raised_mark", 2)),
        (Cell("40¹"), invalid("raised_mark", 40)),
        (Cell("1²"), invalid("raised_mark", 1)),
        (Cell("1 ²"), told(1, "raised_mark")),
        (Cell("¹1"), invalid("raised_mark", 1)),
    ],
)
def test_what_is_struck_out_or_raised_is_no_digit(cell: Cell, reading: Reading) -> None:
    assert read_figure(cell, COUNT) == reading


def test_struck_out_words_on_other_rows() -> None:
    assert read_figure(Cell("Không Có", struck=((0, 5),)), YESNO) == Reading(
        Status.VALUE, True, remark="cell.struck_out"
    )
    assert read_figure(Cell(True, struck=WHOLE), YESNO) == invalid("struck_out")
    count, percent = read_count_and_percent(Cell("45 (83,3%)", struck=((0, 1),)))
    assert (count, percent) == (told(5, "struck_out"), value_of("83.3"))


@pytest.mark.parametrize(
    ("number", "code", "reading"),
    [
        (47_000_000, "#,##0,,", invalid("scaled_format", 47)),
        (47_500_000, "0.0,,", invalid("scaled_format", "47.5")),
        (47_450_000, '0.0,,"tr"', invalid("scaled_format", "47.5")),  # what is seen
        (47_000, "0,", invalid("scaled_format", 47)),
        (47_000, '0,"K"', invalid("scaled_format", 47)),
        (5000, '[>=1000000]0,,"M";[>=1000]0,"K";0', invalid("scaled_format", 5)),
        (5, '[>=1000000]0,,"M";[>=1000]0,"K";0', value_of(5)),
        (5, '"12"', invalid("scaled_format")),
        (5, '0"000"', invalid("scaled_format")),
        (5, "0\\0", invalid("scaled_format")),
        (198, "0\\.0", invalid("scaled_format")),
        (19810, "0\\.000", value_of(19810)),
        (5, ";;;", invalid("scaled_format")),
        (0, ";;;", Reading(Status.ZERO, Decimal(0))),
        (5, '"-"', invalid("scaled_format")),
        (0, '0;-0;"-"', Reading(Status.ZERO, Decimal(0))),
        (5, "-0", invalid("scaled_format", 5)),
        (5, '_-* #,##0_-;\\-* #,##0_-;_-* "-"_-;_-@_-', value_of(5)),
        (5, '0 "cơ sở"', value_of(5)),
        (5, '0" triệu đồng"', value_of(5)),
        (5, '0" triệu"', value_of(5)),
        (5, "#,##0\\ [$₫-42A]", invalid("scaled_format", 5)),  # the button for money; nobody spends five đồng
        (5, '#,##0 "VND"', invalid("scaled_format", 5)),
        (50_000, '#,##0 "(ng.đ)"', invalid("scaled_format", 50)),
        (50, '0.0"tr.đ"', value_of(50)),
        (50, '0 "(triệu đồng)"', value_of(50)),
        (2, '0" USD"', invalid("scaled_format")),
        (1500, "#,##0.000", value_of(1500)),
        (50, "0.000", invalid("scaled_format")),
        (200_000, '#,##0 "đồng"', invalid("scaled_format", "0.2")),
        (5, '0" tỷ"', invalid("scaled_format", 5000)),
        (5, '0" nghìn đồng"', invalid("scaled_format", "0.005")),
        (4.7e7, "0.00E+00", invalid("scaled_format", 47_000_000)),
        ("5", '@"000"', invalid("scaled_format")),
        ("5", ";;;", invalid("scaled_format")),
        ("5", "0;-0;;@", value_of(5)),
    ],
)
def test_a_figure_is_what_its_format_shows(number: Any, code: str, reading: Reading) -> None:
    assert read(number, MONEY, code) == reading


@pytest.mark.parametrize(
    ("code", "suggestion"),
    [
        ('"khoảng "0', 5), ('"~"0', 5), ('"<"0', 5), ('">"0', 5), ('0" trở lên"', 5), ("+0", 5), ('"±"0', 5),
        ("(0)", 5), ('"("0")"', 5), ("-0", 5), ("−0", 5), ('0"%"', 5), ('0"‰"', None), ('0"½"', None), ('0"²"', None),
        ('0"O"', 50), ('0"l"', 51), ('0"/"000', None), ('0"/"', 5), ("General\\k", None), ('0" k"', 5), ('0"M"', None),
        ('0"tr"', None), ('0"mươi"', None), ('"mười "0', 5), ('0" tá"', 5), ('0" chục"', 50), ('0" USD"', None),
        ('0" (ng.đ)"', None), ('0" người trở lên"', 5), ('"Tổng số: "0', 5), ('0" hộ"', 5),
        ('0" người, "', 5),
        ("0.000", 5000), ("#,##0.000", 5000), ("0\\.000", None), ("#\\.##0", None), ('0"."000', None),
        ('0".000"', None), ("0\\ 000", None), ("0*0", None), ("**0", 5), ("0*-", 5), ("0E+00", 5),
        ("[DBNum1]0", 5), ("[$-D000000]0", 5),
        ("d/m", None), ("yyyy", None), ("h:mm", None), ('"TRUE";"TRUE";"FALSE"', None),
    ],
)  # fmt: skip
def test_what_a_format_writes_is_read_as_typed(code: str, suggestion: int | None) -> None:
    reading = read(5, COUNT, code)
    assert reading.defect in ("cell.scaled_format", "cell.date")
    assert reading.suggestion == suggestion


@pytest.mark.parametrize(
    "code",
    [
        "#,##0", "0", "000", "General", '#,##0 "người"', "#,##0\\ \"cơ sở\"", '0" Tụ điểm"', "0.0", "0.00", "#,##0.###",
        '_(* #,##0_);_(* \\(#,##0\\);_(* "-"??_);_(@_)', "_-* #,##0_-;\\-* #,##0_-;_-* \"-\"_-;_-@_-", "[$-42A]#,##0",
        "[$-1010000]0", "0_)", "0_0", "[Red]0", "[Color10]#,##0", "[>=1000]#,##0;0", "# ##0", "#\\ ##0", "?0", "# ?/?",
        "* 0", "@", '0"."', '0" "', "#,##0_);(#,##0)", "#,##0;[Red]-#,##0",
    ],
)  # fmt: skip
def test_honest_formats(code: str) -> None:
    assert read(5, COUNT, code) == value_of(5)
    assert read(19_810, COUNT, code) == value_of(19_810)


@pytest.mark.parametrize(
    "code", ['0;-0;"-"', '_(* #,##0_);_(* \\(#,##0\\);_(* "-"??_);_(@_)', "#", '# "người"', ";;;", '0;-0;"Không"', "0"]
)
def test_a_zero_that_is_shown_as_nothing(code: str) -> None:
    assert read(0, COUNT, code) == Reading(Status.ZERO, Decimal(0))


@pytest.mark.parametrize("code", ['0;-0;"7"', '0;-0;"chưa rõ"', '0;-0;"năm"', '"khoảng "0', "d/m"])
def test_a_zero_that_is_shown_as_something(code: str) -> None:
    assert read(0, COUNT, code).status is Status.INVALID


def test_words_of_a_format_on_rows_of_counts_and_answers() -> None:
    assert read(5, COUNT, '0" nghìn"') == invalid("scaled_format", 5000)
    assert read(5, COUNT, "#,##0\\ ₫") == invalid("scaled_format")
    assert read(0.5, RATIO, "0,") == invalid("scaled_format", 0)
    assert read(1, YESNO, '"Có";;"Không"') == Reading(Status.VALUE, True)
    assert read(0, YESNO, '"Có";;"Không"') == Reading(Status.VALUE, False)
    assert read(1, YESNO, '[=1]"☐";[=0]"☑"') == invalid("scaled_format")
    assert read(1, YESNO, ";;;") == invalid("scaled_format")


@pytest.mark.parametrize(
    "words", ["không", "Không", "khong", "không có", "Không phát sinh.", "không có phát sinh", "/", "…", "...", "…."]
)
@pytest.mark.parametrize("value_type", [COUNT, MONEY, RATIO])
def test_nil_in_words(words: str, value_type: ValueType) -> None:
    assert read(words, value_type) == NIL_IN_WORDS


@pytest.mark.parametrize(
    ("written", "unit", "reading"),
    [
        ("12 cơ sở", "Cơ sở", told(12, "unit_written")),
        ("1.200 NGƯỜI", "Người", told(1200, "unit_written")),
        ("05 lượt  người.", "Lượt người", told(5, "unit_written")),
        ("0 cuộc", "Cuộc", Reading(Status.ZERO, Decimal(0), remark="cell.unit_written")),
        ("12 hộ", "Cơ sở", invalid("qualified", 12)),
        ("12 cơ sở, 3 nghỉ", "Cơ sở", invalid("not_a_number")),
        ("khoảng 12 cơ sở", "Cơ sở", invalid("qualified", 12)),
        ("2,5 người", "Người", invalid("fraction", 3)),
        ("19,810 người", "Người", invalid("ambiguous_separator", 19810)),
        ("12người", "Người", told(12, "unit_written")),
        ("23cơ sở", "Cơ sở", told(23, "unit_written")),
        ("12ngày", "Người", invalid("not_a_number")),
    ],
)
def test_a_count_with_its_own_unit(written: str, unit: str, reading: Reading) -> None:
    assert read_figure(Cell(written), COUNT, unit) == reading
    assert read_count_and_percent(Cell(written), unit)[0] == reading


def test_money_with_its_own_unit() -> None:
    assert read_figure(Cell("47,5 triệu đồng"), MONEY, "Triệu đồng") == told("47.5", "unit_written")


LIMIT = MagnitudeLimit.model_validate(
    {"unit": "million_vnd", "unusual_from": "20000", "impossible_from": "100000", "divide_by": "1000000"}
)


@pytest.mark.parametrize(
    ("written", "reading"),
    [
        (27_500_000, invalid("magnitude", "27.5")),
        ("27.500.000", invalid("magnitude", "27.5")),
        (100_000, invalid("magnitude", "0.1")),
        (20_000, told(20_000, "magnitude")),
        (19_999, value_of(19_999)),
        ("khoảng 27.500.000", invalid("qualified", 27_500_000)),
        (0, Reading(Status.ZERO, Decimal(0))),
        ("-", Reading(Status.NIL)),
    ],
)
def test_an_amount_in_another_unit_than_the_rows(written: Any, reading: Reading) -> None:
    assert read_figure(Cell(written), MONEY, "Triệu đồng", LIMIT) == reading


# a count and its percentage in one cell


@pytest.mark.parametrize(
    "written",
    [
        *("5 (83,3%)", "5(83.3%)", "5 ( 83,3 % )", "05 người (83,3%)", "5 - 83,3%", "5 – 83,3%", "5; 83,3%"),
        *("5\n(83,3%)", "5\n83,3%", "5 (83,3%).", "'5 (83,3%)", unicodedata.normalize("NFD", "5 người (83,3%)")),
    ],
)
def test_a_count_and_its_percentage_in_one_cell(written: str) -> None:
    assert read_count_and_percent(Cell(written)) == (value_of(5), value_of("83.3"))


NOT_THERE, NONE_SAID = Reading(Status.MISSING), Reading(Status.NIL)


@pytest.mark.parametrize(
    ("written", "count", "percentage"),
    [
        ("1.914 (12%)", value_of(1914), value_of(12)),
        (5, value_of(5), NOT_THERE),
        ("5 người", invalid("qualified", 5), NOT_THERE),
        ("-", NONE_SAID, NONE_SAID),
        ("", Reading(Status.BLANK), Reading(Status.BLANK)),
        ("5 (-)", value_of(5), NONE_SAID),
        ("5 (…)", value_of(5), NOT_THERE),  # as the annex itself writes it
        ("83,3%", invalid("percent_scale"), value_of("83.3")),  # not 8 of which 3,3 %
        ("583,3%", invalid("percent_scale"), NOT_THERE),
        ("5 83,3%", invalid("percent_scale"), NOT_THERE),
        ("5-6%", invalid("percent_scale"), NOT_THERE),
        ("khoảng 5 (83,3%)", invalid("qualified", 5), value_of("83.3")),
        ("19,81 (12%)", invalid("fraction", 20), value_of(12)),
        ("19,810 (12%)", invalid("ambiguous_separator", 19810), value_of(12)),
        ("không phát sinh", NIL_IN_WORDS, NONE_SAID),
        ("5 (183%)", value_of(5), invalid("percent_scale")),
        ("5 (0,5%)", value_of(5), value_of("0.5")),
        ("5 (83,3)", invalid("not_a_number"), NOT_THERE),
        ("ba", invalid("not_a_number"), NOT_THERE),
    ],
)
def test_other_cells_of_such_a_row(written: Any, count: Reading, percentage: Reading) -> None:
    assert read_count_and_percent(Cell(written)) == (count, percentage)


def test_a_number_in_percent_format_on_such_a_row() -> None:
    assert read_count_and_percent(Cell(0.833, "0.0%")) == (invalid("percent_scale"), value_of("83.3"))
    assert read_count_and_percent(None) == (Reading(Status.BLANK), Reading(Status.BLANK))
    assert read_count_and_percent(Cell("5 (83,3%)", error=True)) == (invalid("formula_error"), NOT_THERE)


# long texts


@pytest.mark.parametrize(
    ("written", "reading"),
    [
        ("khoảng 40 người " + "và nhiều người khác " * 50_000, invalid("qualified", 40)),
        ("1." * 500_000, invalid("not_a_number")),
        ("9" * 1_000_000, invalid("not_a_number")),
        ("a1" * 500_000, invalid("not_a_number")),
        ("1 " + " " * 1_000_000 + "2", invalid("not_a_number")),
        ("- " * 500_000, Reading(Status.NIL)),
        (" " * 1_000_000 + ".", invalid("not_a_number")),
    ],
    ids=range(7),
)
def test_a_very_long_text(written: str, reading: Reading) -> None:
    assert read(written) == reading
    assert read_count_and_percent(Cell(written))[0] == reading


def test_a_very_long_number_format() -> None:
    assert read(12, COUNT, '"' * 100_001 + "[" * 100_000 + "0%") == invalid("scaled_format")  # words alone
    assert read(12, COUNT, "0" + '"n"' * 100_000) == invalid("scaled_format")


# properties


@given(st.integers(min_value=1, max_value=10**12))
def test_what_we_write_we_read(number: int) -> None:
    assert read(written_number(Decimal(number))).value == number
    assert read(number).value == number
    assert read(str(number)).value == number


@given(
    number=st.integers(min_value=1, max_value=10**14),
    sign=st.sampled_from([".", " ", "\u00a0", "\u2009", "\u202f"]),
    before=st.sampled_from(["", " ", "'", "\u200b", "\n"]),
    after=st.sampled_from(["", " ", ".", "\n", ";"]),
    full_width=st.booleans(),
)
def test_an_integer_with_vietnamese_thousands_signs(
    number: int, sign: str, before: str, after: str, full_width: bool
) -> None:
    written = f"{number:,}".replace(",", sign)
    if full_width:
        written = written.translate({code: code + 0xFEE0 for code in map(ord, "0123456789.")})
    assert read(f"{before}{written}{after}") == value_of(number)
    assert read(f"{before}{written}{after}", MONEY) == value_of(number)


NOT_READ_AWAY = st.characters(categories=["L", "M", "N", "S"]).filter(
    lambda c: c not in "01234567890123456789\ufe0e\ufe0f"
)


@given(number=st.integers(min_value=0, max_value=10**9), letter=NOT_READ_AWAY, place=st.integers(0, 10))
def test_a_letter_or_sign_among_the_digits_is_never_a_value(number: int, letter: str, place: int) -> None:
    written = written_number(Decimal(number))
    spoiled = written[:place] + letter + written[place:]
    for value_type in (COUNT, MONEY, RATIO):
        reading = read(spoiled, value_type)
        assert reading.status is Status.INVALID, spoiled


def _carefully(text: str) -> Decimal | None:
    """What a careful person reads, told another way than by patterns: by the lengths of what stands between signs."""
    text = text.strip().removeprefix("'").strip().removesuffix(".").removesuffix(";").strip()
    signs = [c for c in text if not c.isdigit()]
    parts = "".join(c if c.isdigit() else "|" for c in text).split("|")
    if any(not part for part in parts) or not set(signs) <= set(" .,"):
        return None
    if not signs:
        return Decimal(text)
    decimal = parts[-1]
    thousands = all(len(part) == 3 for part in parts[1:]) and len(parts[0]) <= 3
    if thousands and len(set(signs)) == 1 and (signs[0] != "," or len(signs) > 1) and parts[0][0] != "0":
        return Decimal("".join(parts))
    if signs[-1] in ".," and signs[-1] not in signs[:-1] and (not decimal.strip("0")):
        return Decimal("".join(parts[:-1]))
    return None


@given(st.text(alphabet="0123456789., -'();%OlIkđ…+/E", max_size=9))
def test_no_text_gives_another_count_than_a_careful_person_reads(text: str) -> None:
    reading = read(text)
    if reading.value is not None:
        assert reading.value == _carefully(text), text


@given(
    st.text(max_size=30)
    | st.text(alphabet="0123456789.,-()%OlI người triệuđ", max_size=20)
    | st.integers()
    | st.floats()
    | st.booleans()
    | st.dates()
    | st.none(),
    st.sampled_from(list(ValueType)),
    st.sampled_from(["General", "0", "0.0%", '0"%"']),
)
def test_any_cell_has_one_reading_and_a_value_only_when_certain(
    value: Any, value_type: ValueType, number_format: str
) -> None:
    reading = read(value, value_type, number_format)
    assert reading == read(value, value_type, number_format)
    for one in (reading, *read_count_and_percent(Cell(value, number_format))):
        assert (one.value is not None) is (one.status in (Status.VALUE, Status.ZERO))
        assert (one.defect is not None) is (one.status is Status.INVALID)
        assert one.suggestion is None or one.status is Status.INVALID
        for number in (one.value, one.suggestion):
            if isinstance(number, Decimal):
                assert number.is_finite()
                assert number >= 0
