"""The warehouse's history as a plain model: lists and loops, and nothing of the warehouse's own code.

It says what docs/design/units-and-time.md say, in the slowest and most obvious way. Units, forms, owners and cycles it
takes from the metadata, as data.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from wardreport.domain.period import Period
from wardreport.domain.release import Edition
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.units import ReportingUnit

ANSWERED = ("value", "zero", "nil")
Number = Decimal | bool | None


class Cell(NamedTuple):
    """What stands in a cell of a form."""

    status: str
    value: Number
    cell: str


class Decided(NamedTuple):
    """A decision on a rule and an indicator, and what it puts in the place of that row, if anything."""

    rule: str
    action: str
    indicator: str
    replaces: Cell | None


class Act(NamedTuple):
    """One submission as a run judges it."""

    sha: str
    unit: str | None
    period: Period | None
    received_at: datetime
    verdict: str
    decisions: tuple[Decided, ...]
    read: dict[str, Cell]
    words: dict[str, str]  # by section


@dataclass
class Judged:
    """One judgement of a submission."""

    number: int
    load: int
    said: Any
    verdict: str
    decisions: list[int]


@dataclass
class Sent:
    """One submission: the same bytes of a unit for a period."""

    number: int
    sha: str
    unit: str
    period: str
    version: int
    received_at: datetime
    load: int
    read: dict[str, Cell]
    words: dict[str, str]
    brought: int | None = None  # the load of its observations
    judgements: list[Judged] = field(default_factory=list)


class Counted(NamedTuple):
    """A figure that counts: the value, where it was read, the load that brought it, who replaced it, what was read."""

    status: str
    value: Number
    cell: str
    load: int
    decision: int | None
    read: Cell


class Total(NamedTuple):
    """A figure made of several units' figures."""

    status: str
    value: Number
    asked: tuple[str, ...]  # unit codes of the owners
    answered: tuple[str, ...]
    partial: bool


@dataclass
class Released:
    """A release with all it shows."""

    number: int
    period: Period
    kind: str
    edition: Edition
    created_at: datetime
    load: int | None
    figures: dict[str, tuple[str, Number, bool]]
    register: dict[str, tuple[Any, ...]]
    safe: list[tuple[str, str, ReportingUnit, str, Number, bool]]  # basis, indicator, unit, status, value, partial
    sources: list[tuple[Any, ...]]
    said: Any


@dataclass
class Model:
    """All that ever happened."""

    metadata: Metadata
    loads: list[datetime] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    decisions: list[tuple[Any, Decided, int]] = field(default_factory=list)  # whose, what, its load
    releases: list[Released] = field(default_factory=list)
    judgements: int = 0

    def load(self, rule_book: str, acts: list[Act], at: datetime) -> int | None:
        """A run; gives the load's number, or None where it brings nothing new."""
        number, something = len(self.loads) + 1, False
        first = {(act.sha, act.unit or "", str(act.period or "")): act for act in reversed(acts)}
        for key, act in sorted(first.items(), key=lambda item: acts.index(item[1])):
            sent = next((s for s in self.sent if (s.sha, s.unit, s.period) == key), None)
            if sent is None:
                versions = [s.version for s in self.sent if (s.unit, s.period) == key[1:]]
                sent = Sent(len(self.sent) + 1, *key, len(versions) + 1, act.received_at, number, act.read, act.words)
                self.sent.append(sent)
                something = True
            ids = []
            for decision in act.decisions:
                whose = (act.sha, act.unit)
                known = [i for i, (w, d, _) in enumerate(self.decisions) if (w, d) == (whose, decision)]
                if not known:
                    self.decisions.append((whose, decision, number))
                    something = True
                ids.append((known or [len(self.decisions) - 1])[0] + 1)
            said = (rule_book, act.verdict, act.decisions)
            if not sent.judgements or sent.judgements[-1].said != said:
                self.judgements += 1
                sent.judgements.append(Judged(self.judgements, number, said, act.verdict, ids))
                something = True
            if act.verdict == "accepted" and sent.brought is None:
                sent.brought = number
                something = True
        if not something:
            return None
        self.loads.append(at)
        return number

    def counting(self, period: Period, load: int) -> dict[str, tuple[Sent, Judged]]:
        """Whose figures count for a period after a load: of each unit the newest version that is accepted then."""
        found: dict[str, tuple[Sent, Judged]] = {}
        for sent in self.sent:
            then = [j for j in sent.judgements if j.load <= load]
            if sent.period != str(period) or not then or then[-1].verdict != "accepted":
                continue
            if sent.unit not in found or found[sent.unit][0].version < sent.version:
                found[sent.unit] = (sent, then[-1])
        return found

    def narratives(self, period: Period, load: int) -> list[tuple[str, str, str]]:
        """Unit code, section and text of what was written in the submissions that count after a load."""
        counting = self.counting(period, load)
        return sorted((unit, *words) for unit, (sent, _) in counting.items() for words in sent.words.items())

    def figures(self, period: Period, load: int) -> dict[str, dict[str, Counted]]:
        """By unit code and indicator the figures that count after a load."""
        return {unit: self.figures_of(*counts) for unit, counts in self.counting(period, load).items()}

    def figures_of(self, sent: Sent, judged: Judged) -> dict[str, Counted]:
        """What a submission says by a judgement."""
        figures = {}
        for name, read in sent.read.items():
            by, now, load = None, read, sent.brought or 0
            for number in sorted(judged.decisions):
                decision = self.decisions[number - 1]
                if decision[1].replaces and decision[1].indicator == name:
                    by, now, load = number, decision[1].replaces, max(sent.brought or 0, decision[2])
            figures[name] = Counted(now.status, now.value, read.cell, load, by, read)
        return figures

    def owners(self, name: str, units: list[ReportingUnit]) -> list[ReportingUnit]:
        """Those of the units whose figure is added."""
        return [unit for unit in units if str(unit.role) in self.metadata.indicators[name].owner]

    def as_reported(self, period: Period, load: int) -> list[tuple[Any, ...]]:
        """Unit, indicator, status and value of each unit's figures; a percentage by the unit's own parts."""
        rows: list[tuple[Any, ...]] = []
        for code, figures in self.figures(period, load).items():
            unit = self.metadata.unit_in(period, code)
            if unit is None:
                continue
            for name, figure in figures.items():
                if str(self.metadata.indicators[name].aggregation) != "ratio":
                    rows.append((unit, name, figure.status, figure.value, figure.load))
            for name, above, below in self._own_ratios():
                own = self.owners(above, [unit]) and self.owners(below, [unit])
                if own and above in figures and below in figures:
                    a, b = figures[above], figures[below]
                    rows.append((unit, name, *share(a.status, a.value, b.value), max(a.load, b.load)))
        return rows

    def _own_ratios(self) -> list[tuple[str, str, str]]:
        ratios = [r for r in self.metadata.ratios.values() if str(r.numerator_counts) == "total"]
        return [(r.indicator, r.numerator, r.denominator) for r in ratios if r.denominator]

    def restated(self, period: Period, load: int) -> dict[tuple[ReportingUnit, str], Total]:
        """By today's unit and indicator what the units of the period on its territory reported together."""
        figures = self.figures(period, load)
        names = list(self.metadata.form(period).row_of)
        found: dict[tuple[ReportingUnit, str], Total] = {}
        for today in self.metadata.units:
            if any(before == today for before, _, _ in self.metadata.successions):
                continue
            whole, beyond = self._on_territory(today, period)
            of_today = {}
            for name in names:
                owners = self.owners(name, whole)
                if owners and str(self.metadata.indicators[name].aggregation) != "ratio":
                    of_today[name] = self._together(name, owners, figures, {}, beyond)
            for name, above, below in self._own_ratios():
                if name in names and above in of_today and below in of_today:
                    a, b = of_today[above], of_today[below]
                    partial = a.partial or b.partial
                    of_today[name] = Total(*share(a.status, a.value, b.value), a.asked, a.answered, partial)
            found |= {(today, name): total for name, total in of_today.items()}
        return found

    def _on_territory(self, today: ReportingUnit, period: Period) -> tuple[list[ReportingUnit], bool]:
        """The period's units that lie in today's with all they had; whether that is not its whole territory."""
        whole, beyond = [], False
        reporting = list(self.metadata.units_valid(period))
        paths = [(today, False, False)]
        while paths:
            unit, divided, joined = paths.pop()
            if unit in reporting:
                beyond = beyond or divided or joined
                whole += [] if divided else [unit]
            lines = [(before, line) for before, after, line in self.metadata.successions if after == unit]
            foreign = any(line.outside for _, line in lines)
            paths += [(before, divided or line.share < 1, joined or foreign) for before, line in lines]
        return [unit for unit in reporting if unit in whole], beyond

    def _together(
        self,
        name: str,
        owners: list[ReportingUnit],
        figures: dict[str, dict[str, Counted]],
        earlier: dict[str, dict[str, Counted]],
        beyond: bool,
    ) -> Total:
        given: dict[str, Counted] = {}
        for unit in owners:
            for known in (figures, earlier):
                figure = known.get(unit.unit_code, {}).get(name)
                if figure and figure.status in ANSWERED and unit.unit_code not in given:
                    given[unit.unit_code] = figure
        asked = tuple(unit.unit_code for unit in owners)
        partial = beyond or len(given) < len(asked)
        values = [figure.value for figure in given.values() if figure.status != "nil"]
        if not given:
            return Total("unavailable", None, asked, (), partial)
        if not values:
            return Total("nil", None, asked, tuple(given), partial)
        if str(self.metadata.indicators[name].aggregation) == "any":
            return Total("value", True in values, asked, tuple(given), partial)
        total = Decimal(0)
        for value in values:
            total += Decimal(value or 0)
        return Total("value" if total else "zero", total, asked, tuple(given), partial)

    def consolidated(self, period: Period, load: int) -> dict[str, tuple[str, Number, bool]]:
        """By indicator status, value and whether partial, of the consolidating unit."""
        units = list(self.metadata.units_valid(period))
        figures, earlier = self.figures(period, load), self.stand_ins(period, load)
        names = list(self.metadata.form(period).row_of)
        totals = {}
        for name in names:
            if str(self.metadata.indicators[name].aggregation) != "ratio":
                annual = str(self.metadata.indicators[name].time) == "annual"
                totals[name] = self._together(name, self.owners(name, units), figures, earlier if annual else {}, False)
        shown = {name: (t.status, t.value, t.partial) for name, t in totals.items()}
        for name, ratio in self.metadata.ratios.items():
            if name not in names:
                continue
            if str(ratio.numerator_counts) == "wards_reporting_any":
                wards = [u.unit_code for u in units if str(u.role) == "ward"]
                own = [figures[code][ratio.numerator].status for code in wards if code in figures]
                told = [status for status in own if status in ANSWERED]
                some = Decimal(len([status for status in told if status == "value"]))
                status, value = share("value" if told else "unavailable", some, Decimal(len(wards)))
                shown[name] = (status, value, len(told) < len(wards))
            else:
                a, b = totals[ratio.numerator], totals.get(ratio.denominator or "")
                partial = a.partial or (b is not None and b.partial)
                shown[name] = (*share(a.status, a.value, b.value if b else None), partial)
        return {name: shown[name] for name in names}

    def stand_ins(self, period: Period, load: int) -> dict[str, dict[str, Counted]]:
        """What units that still report said in the half year before, for the annual figures they have not given."""
        before = period.earlier_in_year
        if before is None or before not in self.metadata.cycles:
            return {}
        still = {
            unit.unit_code for unit in self.metadata.units_valid(period) if unit in self.metadata.units_valid(before)
        }
        return {code: figures for code, figures in self.figures(before, load).items() if code in still}

    def sources(self, period: Period, load: int) -> list[tuple[Any, ...]]:
        """Indicator, source indicator, period, unit code, sha256 and figure of the cells of a consolidated table."""
        counting, earlier = self.counting(period, load), period.earlier_in_year
        rows: list[tuple[Any, ...]] = []
        for name in self.metadata.form(period).row_of:
            ratio = self.metadata.ratios.get(name)
            parts = [p for p in (ratio.numerator, ratio.denominator) if p] if ratio else [name]
            of_wards = ratio is not None and str(ratio.numerator_counts) == "wards_reporting_any"
            for part in parts:
                for unit in self.metadata.units_valid(period):
                    if not (str(unit.role) == "ward" if of_wards else self.owners(part, [unit])):
                        continue
                    tried = [(period, counting)]
                    if earlier and str(self.metadata.indicators[part].time) == "annual":
                        tried.append((earlier, self.counting(earlier, load)))
                    for of, counts in tried:
                        figure = (
                            self.figures_of(*counts[unit.unit_code]).get(part) if unit.unit_code in counts else None
                        )
                        if figure and figure.status in ANSWERED:
                            rows.append((name, part, str(of), unit.unit_code, counts[unit.unit_code][0].sha, figure))
                            break
        return rows

    def register(self, period: Period, load: int, at: datetime) -> dict[str, tuple[Any, ...]]:
        """By unit code due day, state, counted, first received and days late, of a release of a load's figures.

        It is made at a moment at which further loads may have come.
        """
        counting, rows = self.counting(period, load), {}
        for unit in self.metadata.units_valid(period):
            code, cycle = unit.unit_code, self.metadata.cycle(period)
            due = {"ward": cycle.due_wards}.get(str(unit.role), cycle.due_agencies)
            for more in self.metadata.extensions:
                due = more.due if (more.period, more.unit_code) == (str(period), code) else due
            own = sorted((s for s in self.sent if (s.unit, s.period) == (code, str(period))), key=lambda s: s.version)
            received = min((s.received_at for s in own), default=None)
            state = self._state(own, at, cycle.collection_opens, due)
            late = (_day(received or at) - due).days
            state = "accepted" if code in counting else "outstanding" if state == "accepted" else state
            rows[code] = (due, state, int(code in counting), received, late if late > 0 else None)
        return rows

    def _state(self, own: list[Sent], at: datetime, opens: date, due: date) -> str:
        if not own:
            return "not_due" if _day(at) < opens else "late" if _day(at) > due else "due"
        last = own[-1].judgements[-1]
        if last.verdict == "held" and any(self.decisions[d - 1][1].action == "return" for d in last.decisions):
            return "returned"
        return last.verdict if last.verdict in ("accepted", "held") else "received"

    def newest_release(self, period: Period) -> Released | None:
        """The newest official release of a period, or while there is none the newest draft."""
        for kind in ("official", "draft"):
            found = [r for r in self.releases if (r.period, r.kind) == (period, kind)]
            if found:
                return found[-1]
        return None

    def changed(self, release: Released) -> list[tuple[int, str, str, Number, str, Number]]:
        """The release before of its kind, and by indicator status and value then and now of what is not the same."""
        alike = [r for r in self.releases if (r.period, r.kind) == (release.period, release.kind)]
        place = alike.index(release)
        if place == 0 or release.kind == "restated":
            return []
        before = alike[place - 1]
        return [
            (before.number, name, *before.figures[name][:2], *now[:2])
            for name, now in release.figures.items()
            if before.figures[name][:2] != now[:2]
        ]

    def newest_restatement(self, period: Period) -> Released | None:
        """The release whose figures by today's units are read: the newest release, or a restatement after it."""
        newest = self.newest_release(period)
        found = [r for r in self.releases if r.period == period and (r.kind == "restated" or r is newest)]
        found = [r for r in found if any(basis == "restated" for basis, *_ in r.safe)]
        return found[-1] if found else None


def share(status: str, above: Number, below: Number) -> tuple[str, Number]:
    """Status and value of a percentage, from the status of what stands above the line and both values."""
    if status not in ("value", "zero"):
        return status, None
    if not below:
        return "unavailable", None
    value = (Decimal(above or 0) * 100 / Decimal(below)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return ("value" if value else "zero"), value


def _day(moment: datetime) -> date:
    return moment.astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).date()
