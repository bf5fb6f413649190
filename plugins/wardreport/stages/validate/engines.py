"""Which engine judges a frame: Great Expectations a run's batch, whose results are the record; one form at once.

Great Expectations takes five seconds to import and two for the graph of its metrics, however few the rows are. Both
say the same of every form, which tests hold them to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum

from wardreport.domain.errors import ConfigurationError
from wardreport.metadata.rules.rule_book import Entry
from wardreport.stages.validate.at_once import judge_at_once, known_at_once
from wardreport.stages.validate.frames import Frame


class RuleEngine(StrEnum):
    """What judges: the batch of a run, or forms at once, as somebody waits."""

    GREAT_EXPECTATIONS = "great_expectations"
    AT_ONCE = "at_once"


def run_rules(entries: Sequence[Entry], frame: Frame, engine: RuleEngine) -> Iterator[tuple[Entry, int]]:
    """Every rule that is broken with the number of the row that breaks it, rule by rule.

    A rule that only Great Expectations knows is judged by it, and all others of the frame with it. Raises
    ``ConfigurationError`` for a rule on a column that the frame has not, or of a type that nobody knows, and
    ``RuntimeError`` where a rule could not be evaluated.
    """
    _check_columns(entries, frame)
    if not frame.rows or not entries:
        return iter(())
    if engine is RuleEngine.AT_ONCE and all(map(known_at_once, entries)):
        return judge_at_once(entries, frame)
    from wardreport.stages.validate.suites import judge_in_batch

    return judge_in_batch(entries, frame)


def _check_columns(entries: Sequence[Entry], frame: Frame) -> None:
    for entry in entries:
        named = [entry.kwargs.get(key) for key in ("column", "column_A", "column_B")]
        for column in [name for name in named if name] + list(entry.kwargs.get("column_list", [])):
            if column not in frame.columns:
                raise ConfigurationError(f"expectations: {entry.id}: there is no column {column}")
