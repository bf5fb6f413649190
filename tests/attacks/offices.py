"""What an office does in a history, what was true at each publication, and what a reader then had of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.attacks.published_reader import not_in, read_export, read_folder
from tests.attacks.random_cycles import ROWS, Decided, Form, Released, Sent, Step, wards_of
from tests.stages.disclose.tables import METADATA, make_table
from wardreport.domain.consolidated import ConsolidatedTable, Publication
from wardreport.domain.figure import FigureStatus, Value
from wardreport.domain.period import Period
from wardreport.domain.safe_table import SafeTable

DUE = {1: (6, 17), 2: (12, 17)}  # the day on which each half year's cycle is played
PART, WHOLE = "supported_legal", "supported"
Shown = dict[tuple[str, str, str], Value | None]  # basis, unit, indicator


class Office(ABC):
    """Plays a history; ``published`` is what came out, each with the truth of its time."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.releases = folder, folder / "releases"
        self.published: list[Publication] = []
        self.now = datetime(2024, 1, 1, 3, tzinfo=UTC)
        self.held: dict[tuple[Period, str], Form] = {}
        self._counts: dict[Period, dict[str, Form]] = {}
        self._truths: dict[tuple[Period, str], ConsolidatedTable] = {}  # by kind the newest that was released
        self._sent = 0

    def play(self, steps: Iterable[Step]) -> None:
        """Does everything, a day apart."""
        for step in steps:
            month, day = DUE[step.period.half]
            first = datetime(step.period.year, month, day, 3, tzinfo=UTC)
            self.now = max(first, self.now + timedelta(days=isinstance(step, Released)))
            if isinstance(step, Sent):
                self._send(step)
            elif isinstance(step, Decided):
                self._decide(step)
            else:
                self._release(step)
        self.look_through_export()

    def _send(self, sent: Sent) -> None:
        self._sent += 1
        # what came before is superseded, and the reviewer with it: only the newest version can be decided on
        self.held.pop((sent.period, sent.unit), None)
        if sent.contradictory:
            self.held[sent.period, sent.unit] = sent.form
        else:
            self._counts.setdefault(sent.period, {})[sent.unit] = sent.form
        self.hand_in(sent, self._sent)

    def _decide(self, decided: Decided) -> None:
        for period, unit in [key for key in self.held if key[0] == decided.period]:
            form = self.held.pop((period, unit))
            self._counts.setdefault(period, {})[unit] = {**form, PART: form[WHOLE]} if decided.replaced else form
            self.decide(period, unit, replaced=decided.replaced)

    def _release(self, released: Released) -> None:
        period = released.period
        if released.kind == "restated":
            self._restate(period)
            return
        if released.kind == "official":
            self._publish(period, "draft")  # what is approved is a draft
        self._publish(period, released.kind)

    def _publish(self, period: Period, kind: str) -> None:
        folder = self.make_draft(period) if kind == "draft" else self.make_official(period)
        truth = self._truth(period)
        wards = set(wards_of(period)) - self._counts.get(period, {}).keys()
        assert wards == set(not_in(folder)) & set(wards_of(period))
        self._truths[period, kind] = truth
        self._add(truth, read_folder(folder))

    def _restate(self, period: Period) -> None:
        truth = self._truths.get((period, "official"), self._truths.get((period, "draft")))
        if truth is None or not truth.restated:
            return
        self.restate(period)
        self._add(truth, replace(read_export(self.export())[period], by_unit=(), figures={}))

    def look_through_export(self) -> None:
        """At the end BI tells nothing that no release has told: else it would have to be read like one."""
        told: dict[Period, set[tuple[object, ...]]] = {}
        for one in self.published:
            told.setdefault(one.shown.period, set()).update(shown_in(one.shown).items())
        for period, table in read_export(self.export()).items():
            assert set(shown_in(table).items()) <= told[period]

    def _truth(self, period: Period) -> ConsolidatedTable:
        forms = self._counts.get(period, {})
        blank = dict.fromkeys(ROWS, "-")
        return make_table({unit: {**blank, **forms[unit]} for unit in sorted(forms)}, period)

    def _add(self, truth: ConsolidatedTable, shown: SafeTable) -> None:
        """What stands there is true, or the attacker would be misled by the test."""
        true = true_figures(truth)
        for key, value in shown_in(shown).items():
            if key[2] in ROWS and key[1] not in _NO_WARDS:
                assert true[key] == value, key
        self.published.append(Publication(truth, shown))

    @abstractmethod
    def hand_in(self, sent: Sent, number: int) -> None:
        """A form comes in, whose bytes are like no other's."""

    @abstractmethod
    def decide(self, period: Period, unit: str, *, replaced: bool) -> None:
        """On the newest form of a unit."""

    @abstractmethod
    def make_draft(self, period: Period) -> Path:
        """The folder of a new draft."""

    @abstractmethod
    def make_official(self, period: Period) -> Path:
        """The folder of a new official release."""

    @abstractmethod
    def restate(self, period: Period) -> None:
        """What is out, by today's units."""

    @abstractmethod
    def export(self) -> Path:
        """What BI reads."""


_NO_WARDS = {unit.unit_code for unit in METADATA.units if unit.role != "ward"}


def shown_in(table: SafeTable) -> Shown:
    """Every figure that a table shows; a nil is nothing, like a zero."""
    shown: Shown = {}
    for basis, figures in (("reported", table.by_unit), ("restated", table.restated)):
        shown |= {(basis, f.unit, f.indicator): f.value for f in figures if not f.suppressed}
    gone = (FigureStatus.SUPPRESSED, FigureStatus.UNAVAILABLE)
    return shown | {("total", "", name): f.value for name, f in table.figures.items() if f.status not in gone}


def true_figures(table: ConsolidatedTable) -> Shown:
    """Every figure that there is."""
    true: Shown = {("reported", f.unit, f.indicator): f.value for f in table.by_unit}
    true |= {("restated", f.unit, f.indicator): f.value for f in table.restated}
    return true | {("total", "", name): f.value for name, f in table.figures.items()}
