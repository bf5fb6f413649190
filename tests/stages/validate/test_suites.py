"""Great Expectations reports neither a missing result nor a caught exception as an error: ``run_rules`` does."""

from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from wardreport.domain.errors import ConfigurationError
from wardreport.domain.finding import Severity
from wardreport.metadata.rules.rule_book import Entry, Grain
from wardreport.stages.validate import suites


def _entry(**kwargs: Any) -> Entry:
    given = {"id": "one", "type": "expect_parts_to_sum_to_total", "kwargs": {"column_list": ["a", "b"]}, **kwargs}
    words = {"says": "", "reason": "", "source": "", "message": ""}
    return Entry(rule="rule.partition", grain=Grain.SUBMISSION, severity=Severity.CRITICAL, **words, **given)


def _frame(*rows: tuple[object, object]) -> pd.DataFrame:
    return pd.DataFrame([(n, *row) for n, row in enumerate(rows)], columns=["submission", "a", "b"], dtype=object)


def _broken(frame: pd.DataFrame, entry: Entry | None = None) -> list[int]:
    return [row["submission"] for _, row in suites.run_rules([entry or _entry()], frame, ["submission"])]


def test_decimals_are_added_exactly_and_nil_counts_as_zero() -> None:
    third = _frame((Decimal("0.3"), Decimal("0.3")), (Decimal("0.3"), Decimal("0.30000000000000001")))
    assert _broken(third) == [1]
    assert _broken(_frame(("-", Decimal(1)), (Decimal(0), "-"), (Decimal(3), "-"))) == [0]


def test_what_is_not_known_is_not_judged() -> None:
    assert _broken(_frame((None, Decimal(1)), (Decimal(1), None), (Decimal(1), Decimal(2)))) == [2]


def test_a_rule_on_a_column_that_is_not_there_stops() -> None:
    with pytest.raises(ConfigurationError, match="there is no column c"):
        _broken(_frame((Decimal(1), Decimal(1))), _entry(kwargs={"column_list": ["a", "c"]}))


def test_an_exception_inside_a_rule_is_not_swallowed() -> None:
    with pytest.raises(RuntimeError, match="rule one could not be evaluated"):
        _broken(_frame(("not a figure", Decimal(1))), _entry(type="expect_part_not_to_exceed_whole"))


def test_fewer_results_than_rules_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suites, "_run", lambda *_: [])
    with pytest.raises(RuntimeError, match="1 rules gave 0 results"):
        _broken(_frame((Decimal(1), Decimal(1))))
