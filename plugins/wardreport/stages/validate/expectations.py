"""Expectations across columns that Great Expectations has not, written the way it documents custom ones.

A column holds an exact ``Decimal``, ``-`` for nil or None for not known; a row with anything not known is not judged,
since the cell itself has its finding. Nil counts as 0.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

import pandas as pd
from great_expectations.execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import MulticolumnMapExpectation
from great_expectations.expectations.metrics.map_metric_provider import (
    MulticolumnMapMetricProvider,
    multicolumn_condition_partial,
)

from wardreport.writing.written_figures import NIL

_DOMAIN = ("batch_id", "table", "column_list", "row_condition", "condition_parser", "ignore_row_if")


def _nil(figures: pd.DataFrame) -> pd.DataFrame:
    return figures.map(lambda figure: isinstance(figure, str) and figure == NIL)


def _numbers(figures: pd.DataFrame) -> pd.DataFrame:
    return figures.map(lambda figure: Decimal(0) if isinstance(figure, str) and figure == NIL else figure)


def _sum(numbers: pd.DataFrame) -> pd.Series[Any]:
    # row by row in exact decimals; pandas' own sum would do the same on objects, but is 0 (an int) where empty
    return numbers.apply(lambda row: sum(row, Decimal(0)), axis=1, result_type="reduce")


class PartsSumToTotal(MulticolumnMapMetricProvider):
    """Whether the first column equals the sum of the others; true where every part is nil and the total is not."""

    condition_metric_name = "multicolumn_values.parts_sum_to_total"
    condition_domain_keys = _DOMAIN
    condition_value_keys = ()

    @multicolumn_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column_list: pd.DataFrame, **_: Any) -> pd.Series[bool]:
        numbers = _numbers(column_list)
        said_nothing = _nil(column_list.iloc[:, 1:]).all(axis=1)
        return (numbers.iloc[:, 0] == _sum(numbers.iloc[:, 1:])) | said_nothing


class ExpectPartsToSumToTotal(MulticolumnMapExpectation):
    """Expect the total (first column) to equal its parts (the other columns)."""

    map_metric: ClassVar[str] = "multicolumn_values.parts_sum_to_total"
    args_keys: ClassVar[tuple[str, ...]] = ("column_list",)


class PartWithinWhole(MulticolumnMapMetricProvider):
    """Whether the first column is at most the second."""

    condition_metric_name = "multicolumn_values.part_within_whole"
    condition_domain_keys = _DOMAIN
    condition_value_keys = ()

    @multicolumn_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column_list: pd.DataFrame, **_: Any) -> pd.Series[bool]:
        numbers = _numbers(column_list)
        return numbers.iloc[:, 0] <= numbers.iloc[:, 1]


class ExpectPartNotToExceedWhole(MulticolumnMapExpectation):
    """Expect the part (first column) not to exceed the whole (second column)."""

    map_metric: ClassVar[str] = "multicolumn_values.part_within_whole"
    args_keys: ClassVar[tuple[str, ...]] = ("column_list",)


class AmountExactlyWhenCases(MulticolumnMapMetricProvider):
    """Whether amount (first column) and cases (second column) are both above zero, or neither."""

    condition_metric_name = "multicolumn_values.amount_exactly_when_cases"
    condition_domain_keys = _DOMAIN
    condition_value_keys = ()

    @multicolumn_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column_list: pd.DataFrame, **_: Any) -> pd.Series[bool]:
        above_zero = _numbers(column_list) > 0
        return above_zero.iloc[:, 0] == above_zero.iloc[:, 1]


class ExpectAmountExactlyWhenCases(MulticolumnMapExpectation):
    """Expect an amount (first column) exactly when there are cases (second column)."""

    map_metric: ClassVar[str] = "multicolumn_values.amount_exactly_when_cases"
    args_keys: ClassVar[tuple[str, ...]] = ("column_list",)


class SomePartWhereTotal(MulticolumnMapMetricProvider):
    """Whether some part (the other columns) is not nil where the total (first column) is above zero."""

    condition_metric_name = "multicolumn_values.some_part_where_total"
    condition_domain_keys = _DOMAIN
    condition_value_keys = ()

    @multicolumn_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column_list: pd.DataFrame, **_: Any) -> pd.Series[bool]:
        above_zero = _numbers(column_list).iloc[:, 0] > 0
        return ~above_zero | ~_nil(column_list.iloc[:, 1:]).all(axis=1)


class ExpectSomePartWhereTotal(MulticolumnMapExpectation):
    """Expect some part (the other columns) to be answered where the total (first column) is above zero."""

    map_metric: ClassVar[str] = "multicolumn_values.some_part_where_total"
    args_keys: ClassVar[tuple[str, ...]] = ("column_list",)


class PrintedPercentageOfParts(MulticolumnMapMetricProvider):
    """Whether the first column, rounded as it is printed, is 100 × the second over the third; nil says nothing."""

    condition_metric_name = "multicolumn_values.printed_percentage_of_parts"
    condition_domain_keys = _DOMAIN
    condition_value_keys = ()

    @multicolumn_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column_list: pd.DataFrame, **_: Any) -> pd.Series[bool]:
        return column_list.apply(lambda row: _fits(*row), axis=1, result_type="reduce").astype(bool)


def _fits(printed: Any, part: Any, whole: Any) -> bool:
    if NIL in (printed, part, whole) or whole == 0:
        return True
    decimals = max(0, -int(printed.as_tuple().exponent))
    return bool(abs(printed - 100 * part / whole) <= Decimal(5).scaleb(-decimals - 1))


class ExpectPrintedPercentageOfParts(MulticolumnMapExpectation):
    """Expect a printed percentage (first column) to be that of a part (second column) in its whole (third column)."""

    map_metric: ClassVar[str] = "multicolumn_values.printed_percentage_of_parts"
    args_keys: ClassVar[tuple[str, ...]] = ("column_list",)
