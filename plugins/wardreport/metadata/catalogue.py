"""All metadata in one frozen bundle, checked against itself when it is loaded."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from wardreport.domain.deadline import Deadline
from wardreport.domain.errors import ConfigurationError
from wardreport.domain.period import Period
from wardreport.metadata.calendar.calendar import load_calendar
from wardreport.metadata.data_files import read_rows, refuse_repeats
from wardreport.metadata.form_versions import FormAbbreviation, FormHeading, FormRow, FormVersion, FormVersionLine
from wardreport.metadata.head_words import HeadWords, load_head_words
from wardreport.metadata.indicators import DERIVED, Aggregation, Indicator, MeasurementUnit, Ratio
from wardreport.metadata.magnitudes import MagnitudeLimit, load_magnitude_limits
from wardreport.metadata.narrative_sections import NarrativeSection
from wardreport.metadata.sources import Sources, sources
from wardreport.metadata.units import Cycle, Extension, IssuingBody, ReportingUnit, Role, UnitSuccession

# of the office's files those that figures and their dates hang on
_OF_OFFICE = (
    "extensions.csv",
    "holidays.csv",
    "issuing_bodies.csv",
    "request_letters.csv",
    "unit_aliases.csv",
    "unit_succession.csv",
    "units.csv",
)


@dataclass(frozen=True, repr=False)
class Metadata:
    """Indicators, ratios, forms, units and cycles, in the order of their files."""

    indicators: Mapping[str, Indicator]
    ratios: Mapping[str, Ratio]
    forms: tuple[FormVersion, ...]
    units: tuple[ReportingUnit, ...]
    succession: tuple[UnitSuccession, ...]
    cycles: Mapping[Period, Cycle]
    issuing_bodies: Mapping[str, IssuingBody]
    measurement_units: Mapping[str, str]
    magnitude_limits: Mapping[str, MagnitudeLimit]  # by indicator
    extensions: tuple[Extension, ...]
    narrative_sections: Mapping[str, NarrativeSection]
    head_words: HeadWords
    sha256: str  # of all the data files

    def cycle(self, period: Period) -> Cycle:
        """The cycle of a period; raises ``ConfigurationError`` where the calendar has none."""
        if period not in self.cycles:
            raise ConfigurationError(f"period {period} is not in cycles.csv")
        return self.cycles[period]

    def form(self, period: Period) -> FormVersion:
        """The form version to fill in for the period; raises ``ConfigurationError`` where there is none."""
        for form in self.forms:
            if form.valid_in(period):
                return form
        raise ConfigurationError(f"no form version is valid in {period}: see form_versions.csv")

    def units_valid(self, period: Period) -> tuple[ReportingUnit, ...]:
        """The units that report on the period: those valid at its end (docs/design/units-and-time.md)."""
        self.cycle(period)
        return tuple(self._units_by_period[period].values())

    def unit_in(self, period: Period | None, code: str | None) -> ReportingUnit | None:
        """The unit that reports under a code on the period; None where period or code are not known."""
        units = self._units_by_period.get(period) if period else None
        return units.get(code) if units and code else None

    def unit_names(self, period: Period) -> Mapping[str, str]:
        """The names of those units, by code."""
        return {unit.unit_code: unit.name for unit in self.units_valid(period)}

    def name_of(self, indicator: str) -> str:
        """What a measure is called: by its row's label, or by its own name where the label is another's."""
        return self.indicators[indicator].name or self.row_of[indicator].name

    def unit_measure(self, indicator: str) -> str:
        """What it is measured in, by the indicator and not by what a form prints."""
        return self.measurement_units[self.indicators[indicator].unit]

    @cached_property
    def at_stake(self) -> frozenset[str]:
        """The sensitive indicators, and those from which something about them can be computed."""
        sensitive = {name for name, indicator in self.indicators.items() if indicator.sensitive}
        parents = {self.indicators[name].parent for name in sensitive}
        ratios = (ratio for ratio in self.ratios.values() if sensitive & {ratio.numerator, ratio.denominator})
        parts = {part for ratio in ratios for part in (ratio.indicator, ratio.numerator, ratio.denominator)}
        return frozenset(name for name in sensitive | parents | parts if name)

    @cached_property
    def row_of(self) -> Mapping[str, FormRow]:
        """By indicator the row that it stands on, of the newest form that has it."""
        return {name: row for form in self.forms for name, row in form.row_of.items()}

    @cached_property
    def _units_by_period(self) -> Mapping[Period, Mapping[str, ReportingUnit]]:
        reporting = [unit for unit in self.units if unit.role is not Role.CONSOLIDATING]
        return {p: {u.unit_code: u for u in reporting if u.valid_on(c.window_end)} for p, c in self.cycles.items()}

    @cached_property
    def successions(self) -> tuple[tuple[ReportingUnit, ReportingUnit, UnitSuccession], ...]:
        """The bridge between validity intervals: who ended, who took over, and the line that says so."""
        return tuple(
            (
                self._unit_on(line.effective - timedelta(days=1), line.predecessor_code),
                self._unit_on(line.effective, line.successor_code),
                line,
            )
            for line in self.succession
        )

    @cached_property
    def units_of_today(self) -> Mapping[str, ReportingUnit]:
        """By code the newest unit that has it."""
        in_order = sorted(self.units, key=lambda unit: unit.valid_from or date.min)
        return {unit.unit_code: unit for unit in in_order}

    def _unit_on(self, day: date, code: str) -> ReportingUnit:
        found = next((unit for unit in self.units if unit.unit_code == code and unit.valid_on(day)), None)
        if found is None:
            raise ConfigurationError(f"unit_succession.csv: no unit {code} is valid on {day}")
        return found

    def consolidating_unit(self, period: Period) -> ReportingUnit:
        """The unit whose table the period's figures make up."""
        end = self.cycle(period).window_end
        found = [u for u in self.units if u.role is Role.CONSOLIDATING and u.valid_on(end)]
        if len(found) != 1:
            raise ConfigurationError(f"{len(found)} consolidating units are valid in {period}: one is needed")
        return found[0]

    def deadline(self, period: Period, unit: ReportingUnit) -> Deadline:
        """A unit's days in a cycle: those of its role, and of the extensions given to it the one recorded last.

        Raises ``ConfigurationError`` where the calendar has no such period.
        """
        cycle = self.cycle(period)
        due = cycle.due_of(unit.role)
        own = [e for e in self.extensions if (e.period, e.unit_code) == (cycle.period, unit.unit_code)]
        if own:
            due = max(own, key=lambda extension: extension.recorded_on).due
        return Deadline(cycle.collection_opens, due, max(due, cycle.late_after or due))

    def due_date(self, period: Period, unit: ReportingUnit) -> date:
        """The last day on which the unit reports in time; raises like ``deadline``."""
        return self.deadline(period, unit).due

    def issuing_body(self, period: Period) -> IssuingBody:
        """How the consolidating unit of the period signs; raises ``ConfigurationError`` where no line says so."""
        unit = self.consolidating_unit(period)
        if unit.unit_code not in self.issuing_bodies:
            raise ConfigurationError(f"issuing_bodies.csv: no line for {unit.unit_code} {unit.name}")
        return self.issuing_bodies[unit.unit_code]


def load_metadata(read_from: Sources | None = None) -> Metadata:
    """The bundle of a regime and its office, of this process where none is named.

    Raises ``ConfigurationError`` with one line on anything that does not fit.
    """
    places = read_from or sources()
    folder = places.law
    headings = read_rows(folder / "form_headings.csv", FormHeading)
    abbreviations = read_rows(folder / "form_abbreviations.csv", FormAbbreviation)
    forms = tuple(
        FormVersion(
            form=line.form,
            valid_from=line.valid_from,
            valid_to=line.valid_to,
            rows=read_rows(folder / line.rows_file, FormRow),
            headings=tuple(heading for heading in headings if heading.form == line.form),
            abbreviations=tuple(short for short in abbreviations if short.form == line.form),
        )
        for line in read_rows(folder / "form_versions.csv", FormVersionLine)
    )
    indicators = read_rows(folder / "indicators.csv", Indicator)
    ratios = read_rows(folder / "ratios.csv", Ratio)
    cycles, extensions = load_calendar(places)
    sections = read_rows(folder / "narrative_sections.csv", NarrativeSection)
    refuse_repeats("indicators.csv", (indicator.indicator for indicator in indicators))
    refuse_repeats("ratios.csv", (ratio.indicator for ratio in ratios))
    refuse_repeats("narrative_sections.csv", (section.section for section in sections))
    by_name = {indicator.indicator: indicator for indicator in indicators}
    measured = {unit.unit: unit.name for unit in read_rows(folder / "measurement_units.csv", MeasurementUnit)}
    metadata = Metadata(
        indicators=by_name,
        ratios={ratio.indicator: ratio for ratio in ratios},
        forms=forms,
        units=read_rows(places.of_office("units.csv"), ReportingUnit),
        succession=read_rows(places.of_office("unit_succession.csv"), UnitSuccession),
        cycles=cycles,
        measurement_units=measured,
        magnitude_limits=load_magnitude_limits(folder / "magnitude_limits.csv", by_name, measured),
        extensions=extensions,
        narrative_sections={section.section: section for section in sections},
        head_words=load_head_words(places),
        sha256=_sha256(places),
        issuing_bodies={
            body.unit_code: body for body in read_rows(places.of_office("issuing_bodies.csv"), IssuingBody)
        },
    )
    _check_references(metadata)
    _check_extensions(metadata)
    return metadata


def _sha256(places: Sources) -> str:
    digest = hashlib.sha256()
    files = (*sorted(places.law.iterdir()), *(places.office / name for name in _OF_OFFICE))
    for file in filter(Path.is_file, files):
        digest.update(f"{file.name}\n".encode() + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _check_references(metadata: Metadata) -> None:
    _check_indicators(metadata)
    known = metadata.indicators
    for ratio in metadata.ratios.values():
        for part in (ratio.indicator, ratio.numerator, ratio.denominator):
            if part and part not in known:
                raise ConfigurationError(f"ratios.csv: {ratio.indicator}: unknown indicator {part}")
    codes = {unit.unit_code for unit in metadata.units}
    for succession in metadata.succession:
        for code in (succession.predecessor_code, succession.successor_code):
            if code not in codes:
                raise ConfigurationError(f"unit_succession.csv: unknown unit {code}")
    shares: dict[str, Decimal] = {}
    for predecessor, successor, line in metadata.successions:
        if predecessor == successor:
            raise ConfigurationError(f"unit_succession.csv: {line.predecessor_code} succeeds itself")
        key = f"{predecessor.unit_code} until {predecessor.valid_to}"
        shares[key] = shares.get(key, Decimal(0)) + line.share
        if shares[key] > 1:
            raise ConfigurationError(f"unit_succession.csv: {key}: more than the whole is given away")
    for form in metadata.forms:
        measures = [name for row in form.rows for name in row.indicators]  # with repeats, which row_of would hide
        refuse_repeats(form.form, measures)
        for name in [*measures, *(row.anchor for row in form.rows if row.anchor)]:
            if name not in known:
                raise ConfigurationError(f"{form.form}: unknown indicator {name}")


def _check_extensions(metadata: Metadata) -> None:
    for extension in metadata.extensions:
        period = Period.parse(extension.period)
        where = f"extensions.csv: {extension.period} {extension.unit_code}"
        if period not in metadata.cycles:
            raise ConfigurationError(f"{where}: the period is not in cycles.csv")
        unit, cycle = metadata.unit_in(period, extension.unit_code), metadata.cycle(period)
        if unit is None:
            raise ConfigurationError(f"{where}: no such unit reports on the period")
        if not cycle.due_of(unit.role) < extension.due <= cycle.locks_after:
            raise ConfigurationError(f"{where}: due {extension.due} is not after the due day and before the lock")
    refuse_repeats("extensions.csv", (f"{e.period} {e.unit_code} of {e.recorded_on}" for e in metadata.extensions))


def _check_indicators(metadata: Metadata) -> None:
    for indicator in metadata.indicators.values():
        where = f"indicators.csv: {indicator.indicator}"
        if indicator.unit not in metadata.measurement_units:
            raise ConfigurationError(f"{where}: unknown unit {indicator.unit}")
        if indicator.parent and indicator.parent not in metadata.indicators:
            raise ConfigurationError(f"{where}: unknown parent {indicator.parent}")
        if bool(indicator.parent) is not bool(indicator.relation):
            raise ConfigurationError(f"{where}: parent and relation go together")
        for owner in (*indicator.owner, *indicator.shared_with):
            if owner != DERIVED and owner not in set(Role):
                raise ConfigurationError(f"{where}: unknown owner {owner}")
        if (indicator.aggregation is Aggregation.RATIO) is not (indicator.indicator in metadata.ratios):
            raise ConfigurationError(f"ratios.csv: {indicator.indicator}: one definition for each ratio is needed")
