"""Expectations across columns that Great Expectations has not, written the way it documents custom ones.

What each asks of a row is said in ``conditions``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import pandas as pd
from great_expectations.execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import MulticolumnMapExpectation
from great_expectations.expectations.metrics.map_metric_provider import (
    MulticolumnMapMetricProvider,
    multicolumn_condition_partial,
)

from wardreport.stages.validate.conditions import (
    amount_exactly_when_cases,
    part_within_whole,
    parts_sum_to_total,
    printed_percentage_of_parts,
    some_part_where_total,
)

_DOMAIN = ("batch_id", "table", "column_list", "row_condition", "condition_parser", "ignore_row_if")


def _rows(condition: Callable[..., bool], figures: pd.DataFrame) -> pd.Series[bool]:
    # row by row in exact decimals, which pandas has no faster way for
    asked = (condition(*row) for row in zip(*(figures[name] for name in figures), strict=True))
    return pd.Series(asked, index=figures.index, dtype=bool)


class PartsSumToTotal(MulticolumnMapMetricProvider):
    """Whether the first column equals the sum of the others; true where every part is nil and the total is not."""

    condition_metric_name = "multicolumn_values.parts_sum_to_total"
    condition_domain_keys = _DOMAIN
    condition_value_keys = ()

    @multicolumn_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column_list: pd.DataFrame, **_: Any) -> pd.Series[bool]:
        return _rows(parts_sum_to_total, column_list)


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
        return _rows(part_within_whole, column_list)


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
        return _rows(amount_exactly_when_cases, column_list)


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
        return _rows(some_part_where_total, column_list)


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
        return _rows(printed_percentage_of_parts, column_list)


class ExpectPrintedPercentageOfParts(MulticolumnMapExpectation):
    """Expect a printed percentage (first column) to be that of a part (second column) in its whole (third column)."""

    map_metric: ClassVar[str] = "multicolumn_values.printed_percentage_of_parts"
    args_keys: ClassVar[tuple[str, ...]] = ("column_list",)
