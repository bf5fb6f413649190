"""Runs the rule book over a frame with Great Expectations: one batch, as many results as rules, nothing swallowed."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from wardreport.domain.errors import ConfigurationError
from wardreport.metadata.rules.rule_book import Entry

os.environ["GX_ANALYTICS_ENABLED"] = "False"  # before the import, which would otherwise post usage events

import great_expectations as gx
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.exceptions.exceptions import GreatExpectationsError
from great_expectations.expectations.expectation import Expectation, MulticolumnMapExpectation
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
from great_expectations.expectations.metadata_types import FailureSeverity

from wardreport.stages.validate import expectations as _custom_expectations  # noqa: F401  (importing registers them)

Violation = tuple[Entry, dict[str, Any]]  # the rule broken, and the index columns of the row that broke it
_IDENTIFIED_BY = "entry"


def expectation_of(entry: Entry) -> Expectation:
    """The entry as an expectation; raises ``ConfigurationError`` on an unknown type or argument."""
    try:
        configuration = ExpectationConfiguration(
            type=entry.type or "",
            kwargs=dict(entry.kwargs),
            severity=FailureSeverity(entry.severity),
            meta={_IDENTIFIED_BY: entry.id},
        )
        expectation = configuration.to_domain_obj()
    except (GreatExpectationsError, ValueError, TypeError) as error:
        reason = str(error).strip().splitlines()
        raise ConfigurationError(f"expectations: {entry.id}: {' '.join(line.strip() for line in reason)}") from None
    if isinstance(expectation, MulticolumnMapExpectation):
        expectation.ignore_row_if = "any_value_is_missing"
    return expectation


def run_rules(entries: Sequence[Entry], frame: pd.DataFrame, index_columns: Sequence[str]) -> Iterator[Violation]:
    """Every row that breaks a rule.

    Raises ``ConfigurationError`` for a rule on a column that the frame has not, and ``RuntimeError`` where Great
    Expectations returned fewer results than rules or caught an exception (it reports both as mere failures).
    """
    _check_columns(entries, frame)
    if frame.empty or not entries:
        return
    by_id = {entry.id: entry for entry in entries}
    results = _run([expectation_of(entry) for entry in entries], frame, index_columns)
    if len(results) != len(entries):
        raise RuntimeError(f"{len(entries)} rules gave {len(results)} results")
    for result in results:
        entry = by_id[result.expectation_config.meta[_IDENTIFIED_BY]]
        if result.exception_info.get("raised_exception", True):
            raise RuntimeError(f"rule {entry.id} could not be evaluated")
        for row in result.result.get("unexpected_index_list") or ():
            yield entry, {column: row[column] for column in index_columns}


def _check_columns(entries: Sequence[Entry], frame: pd.DataFrame) -> None:
    for entry in entries:
        named = [entry.kwargs.get(key) for key in ("column", "column_A", "column_B")]
        for column in [name for name in named if name] + list(entry.kwargs.get("column_list", [])):
            if column not in frame.columns:
                raise ConfigurationError(f"expectations: {entry.id}: there is no column {column}")


def _run(expectations: list[Expectation], frame: pd.DataFrame, index_columns: Sequence[str]) -> Sequence[Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = ProgressBarsConfig(globally=False)
        asset = context.data_sources.add_pandas("submissions").add_dataframe_asset("frame")
        batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame})
        suite = context.suites.add(gx.ExpectationSuite(name="rule_book", expectations=expectations))
        # not by a validation definition: that would write all results into a store first, which takes most of the time
        result = batch.validate(
            suite,
            result_format={
                "result_format": "COMPLETE",
                "unexpected_index_column_names": list(index_columns),
                "include_unexpected_rows": False,
            },
        )
    return list(result.results)
