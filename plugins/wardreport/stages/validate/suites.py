"""Judges a frame with Great Expectations: one batch, as many results as rules, nothing swallowed."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from wardreport.domain.errors import ConfigurationError
from wardreport.metadata.rules.rule_book import Entry
from wardreport.stages.validate.frames import Frame

os.environ["GX_ANALYTICS_ENABLED"] = "False"  # before the import, which would otherwise post usage events

import great_expectations as gx
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.exceptions.exceptions import GreatExpectationsError
from great_expectations.expectations.expectation import Expectation, MulticolumnMapExpectation
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
from great_expectations.expectations.metadata_types import FailureSeverity

from wardreport.stages.validate import expectations as _custom_expectations  # noqa: F401  (importing registers them)

_IDENTIFIED_BY = "entry"
_ROW = "row"


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


def judge_in_batch(entries: Sequence[Entry], frame: Frame) -> Iterator[tuple[Entry, int]]:
    """Every rule that is broken with the number of the row that breaks it, rule by rule.

    Raises ``ConfigurationError`` for what Great Expectations does not know, and ``RuntimeError`` where it returned
    fewer results than rules or caught an exception (it reports both as mere failures).
    """
    results = _run([expectation_of(entry) for entry in entries], _table_of(frame))
    if len(results) != len(entries):
        raise RuntimeError(f"{len(entries)} rules gave {len(results)} results")
    by_id = {result.expectation_config.meta[_IDENTIFIED_BY]: result for result in results}
    for entry in entries:  # it returns them in an order of its own
        result = by_id[entry.id]
        if result.exception_info.get("raised_exception", True):
            raise RuntimeError(f"rule {entry.id} could not be evaluated")
        for row in result.result.get("unexpected_index_list") or ():
            yield entry, int(row[_ROW])


def _table_of(frame: Frame) -> pd.DataFrame:
    table = pd.DataFrame(list(frame.rows), columns=list(frame.columns), dtype=object)  # nothing is taken for a float
    return table.assign(**{_ROW: range(len(table))})


def _run(expectations: list[Expectation], table: pd.DataFrame) -> Sequence[Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = ProgressBarsConfig(globally=False)
        asset = context.data_sources.add_pandas("submissions").add_dataframe_asset("frame")
        batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": table})
        suite = context.suites.add(gx.ExpectationSuite(name="rule_book", expectations=expectations))
        # not by a validation definition: that would write all results into a store first, which takes most of the time
        result = batch.validate(
            suite,
            result_format={
                "result_format": "COMPLETE",
                "unexpected_index_column_names": [_ROW],
                "include_unexpected_rows": False,
            },
        )
    return list(result.results)
