"""The rule book says what the indicators' relations say, and its loader refuses what it does not know."""

import shutil
from pathlib import Path

import pytest

from wardreport.domain.errors import ConfigurationError
from wardreport.domain.finding import REJECTING
from wardreport.metadata import Metadata
from wardreport.metadata.indicators import Relation
from wardreport.metadata.rule_book import Grain, RuleBook, load_rule_book
from wardreport.settings import PROJECT


def _lists(rule_book: RuleBook, rule: str) -> set[tuple[str, ...]]:
    of_a_form = rule_book.of_grain(Grain.SUBMISSION)
    return {tuple(entry.kwargs["column_list"]) for entry in of_a_form if entry.rule == rule}


def test_every_relation_of_the_indicators_has_its_rule(metadata: Metadata, rule_book: RuleBook) -> None:
    related = [i for i in metadata.indicators.values() if i.parent]
    subsets = {(i.indicator, i.parent) for i in related if i.relation is Relation.SUBSET}
    iffs = {(i.indicator, i.parent) for i in related if i.relation is Relation.IFF}
    totals = {i.parent for i in related if i.relation is Relation.PART}
    partitions = {
        (total, *(i.indicator for i in related if i.parent == total and i.relation is Relation.PART))
        for total in totals
    }
    assert _lists(rule_book, "rule.subset") == subsets
    assert _lists(rule_book, "rule.iff") == iffs
    across = {(i.indicator, i.parent) for i in related if i.relation is Relation.SUBSET_WARN}
    assert {tuple(e.kwargs["column_list"]) for e in rule_book.of_grain(Grain.CONSOLIDATED)} == across
    assert _lists(rule_book, "rule.partition") == partitions


def test_whatever_rejects_a_file_has_words(rule_book: RuleBook) -> None:
    for rule in REJECTING:
        assert rule_book.detected(rule).severity == "critical"


def test_the_hash_changes_with_a_severity(rule_book: RuleBook, metadata: Metadata, tmp_path: Path) -> None:
    changed = _changed(tmp_path, "subset.yaml", "severity: critical", "severity: warning")
    again = load_rule_book(changed, metadata.indicators)
    assert again.sha256 != rule_book.sha256
    assert {e.severity for e in again.entries if e.rule == "rule.subset"} == {"warning"}


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("kwargs: {column_list: [fac_total,", "kwarg: {column_list: [fac_total,", r"partition-fac_total: kwarg"),
        ("[fac_total, fac_lodging", "[fac_total, fac_loding", "unknown indicator fac_loding"),
        ("rule: rule.partition", "rule: rule.partitoin", r"unknown rule rule\.partitoin"),
        ("severity: critical", "severity: fatal", "severity"),
        ("id: partition-sw_recorded", "id: partition-fac_total", "stands 2 times"),
        ("({others})", "({value})", r"unknown field \{value\}"),
        ("grain: submission", "grain: detection", "goes with every grain but detection"),
        ("expectations:", "rules:", "needs a list named expectations"),
        ("rule: rule.partition", "rule: [rule", "not YAML"),
    ],
)
def test_a_slip_in_the_rule_book_stops_the_start_with_one_line(
    old: str, new: str, says: str, metadata: Metadata, tmp_path: Path
) -> None:
    with pytest.raises(ConfigurationError, match=says) as stopped:
        load_rule_book(_changed(tmp_path, "partition.yaml", old, new), metadata.indicators)
    assert "\n" not in str(stopped.value)


def test_an_empty_folder_is_no_rule_book(metadata: Metadata, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no rule book"):
        load_rule_book(tmp_path, metadata.indicators)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("type: expect_parts_to_sum_to_total", "type: expect_parts_to_sum", "not found"),
        ("kwargs: {column_list: [fac_total,", "kwargs: {colum_list: [1], column_list: [fac_total,", "colum_list"),
    ],
)
def test_great_expectations_own_refusal_is_one_line_too(
    old: str, new: str, says: str, metadata: Metadata, tmp_path: Path
) -> None:
    from wardreport.validate.suites import expectation_of

    book = load_rule_book(_changed(tmp_path, "partition.yaml", old, new), metadata.indicators)
    entry = next(e for e in book.of_grain(Grain.SUBMISSION) if e.id == "partition-fac_total")
    with pytest.raises(ConfigurationError, match=says) as stopped:
        expectation_of(entry)
    assert "\n" not in str(stopped.value)


def _changed(tmp_path: Path, file: str, old: str, new: str) -> Path:
    folder = tmp_path / "expectations"
    shutil.copytree(PROJECT / "expectations", folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder
