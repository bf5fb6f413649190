"""Both engines say the same of every frame; neither swallows what could not be evaluated."""

from __future__ import annotations

import random
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.stages.disclose.tables import METADATA
from wardreport.domain.errors import ConfigurationError
from wardreport.domain.finding import Severity
from wardreport.metadata.rules.rule_book import Entry, Grain, RuleBook
from wardreport.stages.validate import suites
from wardreport.stages.validate.at_once import judge_at_once, known_at_once
from wardreport.stages.validate.engines import RuleEngine, run_rules
from wardreport.stages.validate.frames import IDENTITY_COLUMNS, OBSERVATION_COLUMNS, Frame

ENGINES = pytest.mark.parametrize("engine", RuleEngine)
FIGURES = (None, "-", *map(Decimal, ("0", "1", "2", "3", "2.5", "4.63", "50", "100")))
CODES, PERIODS, FLAG = (None, "01834", "01837"), (None, "2024-S1", "2024-S2"), (True, False)
CELLS: dict[str, Sequence[object]] = {
    **dict.fromkeys(OBSERVATION_COLUMNS, FLAG),
    "submission": (0, 1),
    "indicator": tuple(METADATA.indicators),
    "status": ("blank", "missing", "nil", "value", "zero"),
    "ownership": ("own", "shared", "foreign", "derived", "unknown"),
    "own_score": (None, -6.1, -4.5, 0.0, 4.5, 4.51),
    "peer_score": (None, -7.0, -6.0, 0.0, 6.0, 6.5),
    **dict.fromkeys(IDENTITY_COLUMNS, CODES),
    **dict.fromkeys(("head_period", "given_period", "period"), PERIODS),
    **dict.fromkeys(("sessions_of_an_agency", "own_rows_filled"), FLAG),
    "unit_valid": (None, *FLAG),
    "late_by_days": (None, 1, 12),
}


def _entry(**given: Any) -> Entry:
    fields = {"id": "one", "type": "expect_parts_to_sum_to_total", "kwargs": {"column_list": ["a", "b"]}, **given}
    words = {"says": "", "reason": "", "source": "", "message": ""}
    return Entry(rule="rule.partition", grain=Grain.SUBMISSION, severity=Severity.CRITICAL, **words, **fields)


def _frame(*rows: tuple[object, object]) -> Frame:
    return Frame(("a", "b"), rows)


def _broken(engine: RuleEngine, frame: Frame, entry: Entry | None = None) -> list[int]:
    return [row for _, row in run_rules([entry or _entry()], frame, engine)]


@settings(max_examples=examples(2, long=60), phases=(Phase.generate,))
@given(st.integers(0, 10**9))
def test_both_find_the_same_in_any_frame(rule_book: RuleBook, seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311 - no secret
    of_readings = [entry for entry in rule_book.entries if entry.kwargs.get("column") == "reading"]
    readings = [None, *dict.fromkeys(value for entry in of_readings for value in entry.kwargs["value_set"])]
    figures = tuple(METADATA.indicators)
    for grain, columns in (
        (Grain.OBSERVATION, OBSERVATION_COLUMNS),
        (Grain.SUBMISSION, (*IDENTITY_COLUMNS, *figures)),
        (Grain.CONSOLIDATED, figures),
    ):
        pools = [readings if name == "reading" else CELLS.get(name, FIGURES) for name in columns]
        frame = Frame(columns, tuple(tuple(draw.choice(pool) for pool in pools) for _ in range(200)))
        at_once, in_batch = (list(run_rules(rule_book.of_grain(grain), frame, engine)) for engine in RuleEngine)
        assert at_once == in_batch
        assert 2 * len({entry.id for entry, _ in at_once}) > len(rule_book.of_grain(grain))


def test_a_run_judges_by_great_expectations_outside_of_tests(engine_of_runs: RuleEngine) -> None:
    assert engine_of_runs is RuleEngine.GREAT_EXPECTATIONS


def test_every_rule_of_the_book_can_be_judged_at_once(rule_book: RuleBook) -> None:
    assert [e.id for e in rule_book.entries if e.grain is not Grain.DETECTION and not known_at_once(e)] == []


@pytest.mark.parametrize(
    "more",
    [
        {"type": "expect_column_values_to_match_regex", "kwargs": {"column": "a", "regex": "^-$"}},
        {"type": "expect_column_values_to_be_in_set", "kwargs": {"column": "a", "value_set": ["-"], "mostly": 1.0}},
        {
            "type": "expect_column_pair_values_to_be_equal",
            "kwargs": {"column_A": "a", "column_B": "b", "ignore_row_if": "neither"},
        },
        {
            "type": "expect_column_values_to_be_in_set",
            "kwargs": {
                "column": "a",
                "value_set": ["-"],
                "row_condition": {"type": "nullity", "column": {"name": "b"}, "is_null": False},
            },
        },
    ],
)
def test_what_only_great_expectations_knows_is_judged_by_it(more: dict[str, Any]) -> None:
    entry = _entry(**more)
    assert not known_at_once(entry)
    with pytest.raises(ValueError, match="for Great Expectations alone"):
        list(judge_at_once([entry], _frame(("x", "-"))))
    assert _broken(RuleEngine.AT_ONCE, _frame(("-", "-"), ("x", "y")), entry) == [1]


@ENGINES
def test_decimals_are_added_exactly_and_nil_counts_as_zero(engine: RuleEngine) -> None:
    third = _frame((Decimal("0.3"), Decimal("0.3")), (Decimal("0.3"), Decimal("0.30000000000000001")))
    assert _broken(engine, third) == [1]
    assert _broken(engine, _frame(("-", Decimal(1)), (Decimal(0), "-"), (Decimal(3), "-"))) == [0]


@ENGINES
def test_what_is_not_known_is_not_judged(engine: RuleEngine) -> None:
    assert _broken(engine, _frame((None, Decimal(1)), (Decimal(1), None), (Decimal(1), Decimal(2)))) == [2]


@ENGINES
def test_a_rule_on_a_column_that_is_not_there_stops(engine: RuleEngine) -> None:
    with pytest.raises(ConfigurationError, match="there is no column c"):
        _broken(engine, _frame((Decimal(1), Decimal(1))), _entry(kwargs={"column_list": ["a", "c"]}))


@ENGINES
def test_an_exception_inside_a_rule_is_not_swallowed(engine: RuleEngine) -> None:
    with pytest.raises(RuntimeError, match="rule one could not be evaluated"):
        _broken(engine, _frame(("not a figure", Decimal(1))), _entry(type="expect_part_not_to_exceed_whole"))


def test_fewer_results_than_rules_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suites, "_run", lambda *_: [])
    with pytest.raises(RuntimeError, match="1 rules gave 0 results"):
        _broken(RuleEngine.GREAT_EXPECTATIONS, _frame((Decimal(1), Decimal(1))))
