"""The rule book of a regime: rules as data in Great Expectations' vocabulary (docs/design/findings.md)."""

from __future__ import annotations

import hashlib
import json
import string
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic import Field

from wardreport.domain.errors import ConfigurationError
from wardreport.domain.finding import RULES, Severity
from wardreport.domain.period import Period
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.data_files import Record, build, read_yaml
from wardreport.metadata.rules.change_thresholds import ChangeThreshold, load_change_thresholds
from wardreport.metadata.rules.waivers import WAIVERS, Waiver, load_waivers
from wardreport.metadata.sources import office_folder

MESSAGE_FIELDS = frozenset({"cell", "place", "others", "label"})
FIGURE_FIELDS = frozenset({"cell", "others", "figure", "figures", "sum"})


class Grain(StrEnum):
    """What one row of the frame is; a detection has none, a stage has seen it; consolidated is the one-row table."""

    SUBMISSION = "submission"
    OBSERVATION = "observation"
    DETECTION = "detection"
    CONSOLIDATED = "consolidated"


class Entry(Record):
    """One rule: its finding, what it says in Vietnamese, why, by which source, how severe, and the expectation."""

    id: str
    rule: str
    grain: Grain
    severity: Severity
    says: str
    reason: str
    source: str
    message: str
    figures: str = ""  # the sentence with the figures, for the unit itself and reviewers
    type: str | None = None  # a Great Expectations type: expect_column_values_to_not_be_null
    kwargs: dict[str, Any] = Field(default_factory=dict)
    valid_from: str | None = None  # first and last period that the rule judges; it stays in the file when it ends
    valid_to: str | None = None
    forms: tuple[str, ...] = ()  # form versions that it applies to; none named: all

    def in_force(self, period: Period | None, form: str | None = None) -> bool:
        """Whether a form of the period is judged by this rule; one of an unknown period by the rules without dates."""
        if self.forms and form is not None and form not in self.forms:
            return False
        if period is None:
            return self.valid_from is None and self.valid_to is None
        after = self.valid_from is None or Period.parse(self.valid_from) <= period
        return after and (self.valid_to is None or period <= Period.parse(self.valid_to))


@dataclass(frozen=True)
class RuleBook:
    """All entries, in the order of their files and lines, and the hash of what they say."""

    entries: tuple[Entry, ...]
    sha256: str
    thresholds: tuple[ChangeThreshold, ...] = ()
    waivers: tuple[Waiver, ...] = ()

    def of_grain(self, grain: Grain) -> tuple[Entry, ...]:
        """The entries of one grain."""
        return tuple(entry for entry in self.entries if entry.grain is grain)

    def in_force(self, period: Period, form: str | None = None) -> tuple[Entry, ...]:
        """The entries that judge a period and form: an old one is always judged by the rules of its time."""
        return tuple(entry for entry in self.entries if entry.in_force(period, form))

    def detected(self, rule: str, period: Period | None = None, identifier: str | None = None) -> Entry:
        """The entry that gives a detection its severity and words; of several the one named, or else in force first."""
        fitting = [entry for entry in self.of_grain(Grain.DETECTION) if entry.rule == rule]
        fitting = [entry for entry in fitting if entry.id == identifier] or fitting
        for entry in [entry for entry in fitting if entry.in_force(period)] or fitting:
            return entry
        raise ConfigurationError(f"expectations: no entry for {rule}, which reading a file can detect")


def load_rule_book(folder: Path, metadata: Metadata, office: Path | None = None) -> RuleBook:
    """The rule book of a folder, with the thresholds and waivers of an office (of this process where none is named).

    Raises ``ConfigurationError`` on an unknown key, rule, field, indicator or unit.
    """
    office = office or office_folder()
    indicators, units = metadata.indicators, {unit.unit_code for unit in metadata.units}
    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise ConfigurationError(f"{folder}: no rule book (*.yaml) there")
    entries = tuple(entry for file in files for entry in _entries(file, indicators))
    for identifier, times in Counter(entry.id for entry in entries).items():
        if times > 1:
            raise ConfigurationError(f"expectations: the id {identifier} stands {times} times")
    thresholds = load_change_thresholds(office / "change_thresholds.csv", indicators, units)
    waivers = load_waivers(office / WAIVERS, {entry.id for entry in entries}, indicators, units)
    says = [record.model_dump(mode="json") for record in (*entries, *thresholds, *waivers)]
    text = json.dumps(says, sort_keys=True, ensure_ascii=False)
    return RuleBook(entries, hashlib.sha256(text.encode()).hexdigest(), thresholds, waivers)


def _entries(file: Path, indicators: Collection[str]) -> list[Entry]:
    content = read_yaml(file)
    if not isinstance(content, Mapping) or not isinstance(content.get("expectations"), list):
        raise ConfigurationError(f"{file.name}: needs a list named expectations")
    family = {key: value for key, value in content.items() if key != "expectations"}
    entries = []
    for number, rule in enumerate(content["expectations"], start=1):
        if not isinstance(rule, Mapping):
            raise ConfigurationError(f"{file.name}: expectation {number} is not a block of keys")
        entry = build(Entry, {**family, **rule}, f"{file.name}: {rule.get('id', f'expectation {number}')}")
        _check(entry, file.name, indicators)
        entries.append(entry)
    return entries


def _check(entry: Entry, file: str, indicators: Collection[str]) -> None:
    where = f"{file}: {entry.id}"
    if entry.rule not in RULES:
        raise ConfigurationError(f"{where}: unknown rule {entry.rule}")
    if (entry.type is None) is not (entry.grain is Grain.DETECTION):
        raise ConfigurationError(f"{where}: a type goes with every grain but detection")
    for period in (entry.valid_from, entry.valid_to):
        if period is not None:
            Period.parse(period)
    for name in entry.kwargs.get("column_list", []):
        if name not in indicators:
            raise ConfigurationError(f"{where}: unknown indicator {name}")
    for field in {name for _, name, _, _ in string.Formatter().parse(entry.message) if name}:
        if field not in MESSAGE_FIELDS:
            raise ConfigurationError(f"{where}: unknown field {{{field}}} in the message")
    for field in {name for _, name, _, _ in string.Formatter().parse(entry.figures) if name}:
        if field not in FIGURE_FIELDS:
            raise ConfigurationError(f"{where}: unknown field {{{field}}} in the sentence with the figures")
