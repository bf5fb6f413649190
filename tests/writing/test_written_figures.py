from decimal import Decimal

import pytest

from wardreport.domain.figure import Figure, FigureStatus
from wardreport.writing.written_figures import written, written_number, written_pair, written_row


@pytest.mark.parametrize(
    ("number", "text"),
    [("0", "0"), ("108", "108"), ("19810", "19.810"), ("1234567.5", "1.234.567,5"), ("4.63", "4,63")],
)
def test_numbers(number: str, text: str) -> None:
    assert written_number(Decimal(number)) == text


def test_signs() -> None:
    assert written(Figure("x", FigureStatus.NIL, None)) == "-"
    assert written(Figure("x", FigureStatus.UNAVAILABLE, None)) == "…"
    assert written(Figure("x", FigureStatus.ZERO, Decimal(0))) == "0"
    assert written(Figure("x", FigureStatus.SUPPRESSED, None)) == "(c)"
    assert written(Figure("x", FigureStatus.VALUE, True)) == "Có"
    assert written(Figure("x", FigureStatus.VALUE, False)) == "Không"


def test_a_row_has_no_figure_one_or_a_pair() -> None:
    count, percent = Figure("x", FigureStatus.VALUE, Decimal(5)), Figure("y", FigureStatus.VALUE, Decimal("83.3"))
    assert [written_row(figures) for figures in ([], [count], [count, percent])] == ["", "5", "5 (83,3%)"]


def test_pairs() -> None:
    count = Figure("x", FigureStatus.VALUE, Decimal(1500))
    nil, unknown = Figure("y", FigureStatus.NIL, None), Figure("y", FigureStatus.UNAVAILABLE, None)
    assert written_pair(count, Figure("y", FigureStatus.VALUE, Decimal("83.3"))) == "1.500 (83,3%)"
    assert written_pair(count, unknown) == "1.500 (…)"
    assert written_pair(nil, unknown) == "-"
    protected = Figure("z", FigureStatus.SUPPRESSED, None)
    assert (written_pair(count, protected), written_pair(protected, unknown)) == ("1.500 (c)", "(c)")
