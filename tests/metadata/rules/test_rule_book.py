"""The rule book says what the indicators' relations say, and its loader refuses what it does not know."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.specimens.sample_office import copied
from wardreport.domain.errors import ConfigurationError
from wardreport.domain.finding import REJECTING
from wardreport.domain.period import Period
from wardreport.metadata import Metadata, load_metadata
from wardreport.metadata.form_versions import FormVersion
from wardreport.metadata.indicators import Relation
from wardreport.metadata.rules.rule_book import Grain, RuleBook, load_rule_book
from wardreport.metadata.sources import RULES


def _lists(rule_book: RuleBook, rule: str, form: FormVersion) -> set[tuple[str, ...]]:
    entries = [e for e in rule_book.in_force(Period.parse(form.valid_from), form.form) if e.grain is Grain.SUBMISSION]
    return {tuple(entry.kwargs["column_list"]) for entry in entries if entry.rule == rule}


@pytest.mark.parametrize("form", load_metadata().forms, ids=lambda form: form.form)
def test_every_relation_of_the_rows_of_a_form_has_its_rule(
    form: FormVersion, metadata: Metadata, rule_book: RuleBook
) -> None:
    related = [i for i in metadata.indicators.values() if i.parent and i.indicator in form.row_of]
    subsets = {(i.indicator, i.parent) for i in related if i.relation is Relation.SUBSET}
    iffs = {(i.indicator, i.parent) for i in related if i.relation is Relation.IFF}
    totals = {i.parent for i in related if i.relation is Relation.PART}
    partitions = {
        (total, *(i.indicator for i in related if i.parent == total and i.relation is Relation.PART))
        for total in totals
    }
    assert _lists(rule_book, "rule.subset", form) == subsets
    assert _lists(rule_book, "rule.iff", form) == iffs
    across = {(i.indicator, i.parent) for i in related if i.relation is Relation.SUBSET_WARN}
    assert {tuple(e.kwargs["column_list"]) for e in rule_book.of_grain(Grain.CONSOLIDATED)} == across
    assert _lists(rule_book, "rule.partition", form) == partitions


def test_whatever_rejects_a_file_has_words(rule_book: RuleBook) -> None:
    for rule in REJECTING:
        assert rule_book.detected(rule).severity == "critical"


def test_the_hash_changes_with_a_severity(rule_book: RuleBook, metadata: Metadata, tmp_path: Path) -> None:
    changed = _changed(tmp_path, "subset.yaml", "severity: critical", "severity: warning")
    again = load_rule_book(changed, metadata)
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
        load_rule_book(_changed(tmp_path, "partition.yaml", old, new), metadata)
    assert "\n" not in str(stopped.value)


def test_an_empty_folder_is_no_rule_book(metadata: Metadata, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no rule book"):
        load_rule_book(tmp_path, metadata)


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
    from wardreport.stages.validate.suites import expectation_of

    book = load_rule_book(_changed(tmp_path, "partition.yaml", old, new), metadata)
    entry = next(e for e in book.of_grain(Grain.SUBMISSION) if e.id == "partition-fac_total")
    with pytest.raises(ConfigurationError, match=says) as stopped:
        expectation_of(entry)
    assert "\n" not in str(stopped.value)


@pytest.mark.parametrize(
    ("dates", "period", "judged"),
    [
        ("valid_from: 2024-S1", Period(2024, 1), True),
        ("valid_from: 2024-S2", Period(2024, 1), False),
        ("valid_to: 2024-S1", Period(2024, 1), True),
        ("valid_to: 2023-S2", Period(2024, 1), False),
        ("valid_to: 2023-S2", None, False),
        ("forms: [annex-2024]", Period(2024, 1), True),
        ("forms: [annex-2030]", Period(2024, 1), False),
    ],
)
def test_a_rule_judges_the_periods_and_forms_of_its_time(
    dates: str, period: Period | None, judged: bool, metadata: Metadata, tmp_path: Path
) -> None:
    folder = _changed(tmp_path, "partition.yaml", "severity: critical", f"severity: critical\n{dates}")
    book = load_rule_book(folder, metadata)
    entry = next(e for e in book.entries if e.id == "partition-fac_total")
    assert entry.in_force(period, "annex-2024") is judged
    other = next(e for e in book.entries if e.id == "subset-fac_committed")
    assert other.in_force(period, "annex-2024")
    if period and "forms" not in dates:
        assert (entry in book.in_force(period)) is judged


def test_a_date_that_is_no_period_stops_the_start(metadata: Metadata, tmp_path: Path) -> None:
    folder = _changed(tmp_path, "partition.yaml", "severity: critical", "severity: critical\nvalid_from: soon")
    with pytest.raises(ConfigurationError, match="not a period"):
        load_rule_book(folder, metadata)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (",fac_totel,5,30,", "unknown indicator fac_totel"),
        ("99999,,5,30,", "unknown unit 99999"),
        (",fac_total,-5,30,", "at_least"),
        (",fac_total,,30,", "at_least"),
    ],
)
def test_a_threshold_on_what_is_not_there_stops_the_start(
    line: str, says: str, metadata: Metadata, tmp_path: Path
) -> None:
    office = copied(tmp_path).office
    with (office / "change_thresholds.csv").open("a", encoding="utf-8") as lines:
        lines.write(line + "\n")
    with pytest.raises(ConfigurationError, match=says) as stopped:
        load_rule_book(RULES, metadata, office)
    assert "change_thresholds.csv line" in str(stopped.value)


WAIVER = {
    "entry": "partition-fac_total",
    "unit": "01837",
    "reason": "Phường đang rà soát lại danh sách cơ sở",
    "decided_by": "Người kiểm tra chất lượng số liệu",
    "decided_on": date(2024, 6, 1),
    "until": date(2024, 6, 30),
}


def _with_waiver(tmp_path: Path, **changes: Any) -> Path:
    office = copied(tmp_path).office
    waiver = {key: value for key, value in {**WAIVER, **changes}.items() if value is not None}
    text = yaml.safe_dump({"waivers": [waiver]}, allow_unicode=True)
    (office / "waivers.yaml").write_text(text, encoding="utf-8")
    return office


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"entry": "partition-fac_totel"}, "unknown rule partition-fac_totel"),
        ({"unit": "99999"}, "unknown unit 99999"),
        ({"indicator": "fac_totel"}, "unknown indicator fac_totel"),
        ({"reason": ""}, "reason"),
        ({"until": None}, "until"),
        ({"for_ever": True}, "for_ever"),
    ],
)
def test_a_slip_in_a_waiver_stops_the_start(
    changes: dict[str, Any], says: str, metadata: Metadata, tmp_path: Path
) -> None:
    with pytest.raises(ConfigurationError, match=says):
        load_rule_book(RULES, metadata, _with_waiver(tmp_path, **changes))


def test_a_waiver_expires_by_itself_and_changes_the_hash(
    rule_book: RuleBook, metadata: Metadata, tmp_path: Path
) -> None:
    book = load_rule_book(RULES, metadata, _with_waiver(tmp_path))
    assert book.sha256 != rule_book.sha256
    (waiver,) = book.waivers
    held = [waiver.holds_on(day) for day in (date(2024, 5, 31), date(2024, 6, 1), date(2024, 6, 30), date(2024, 7, 1))]
    assert held == [False, True, True, False]


def _changed(tmp_path: Path, file: str, old: str, new: str) -> Path:
    folder = tmp_path / "expectations"
    shutil.copytree(RULES, folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


@pytest.mark.parametrize("field", ["figure", "figures", "sum"])
def test_a_message_cannot_name_a_figure(field: str, metadata: Metadata, tmp_path: Path) -> None:
    """A message goes into warehouse, pages and letters; the sentence with the figures is the unit's alone."""
    for file in RULES.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    family = tmp_path / "partition.yaml"
    text = family.read_text(encoding="utf-8")
    family.write_text(text.replace("tổng không bằng", f"{{{field}}} không bằng", 1), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=f"unknown field {{{field}}} in the message"):
        load_rule_book(tmp_path, metadata)


def test_an_unknown_figure_is_refused(metadata: Metadata, tmp_path: Path) -> None:
    for file in RULES.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    family = tmp_path / "partition.yaml"
    family.write_text(family.read_text(encoding="utf-8").replace("{sum}", "{total}", 1), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"unknown field \{total\}"):
        load_rule_book(tmp_path, metadata)
