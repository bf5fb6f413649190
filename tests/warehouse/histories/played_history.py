"""Plays a history to a warehouse, as the pipeline would, and to the naive model of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.warehouse.histories.made_up_country import NAMES, WORLD
from tests.warehouse.histories.naive_model import Act, Decided, Model, Released
from tests.warehouse.histories.random_histories import Change, Publish, Run
from wardreport.domain.consolidated import ConsolidatedTable, RestatedFigure, UnitFigure
from wardreport.domain.figure import FigureStatus, Status
from wardreport.domain.finding import Finding, Severity, Verdict
from wardreport.domain.observation import Observation
from wardreport.domain.period import Period
from wardreport.domain.release import Approval, Edition, ReleaseKind
from wardreport.domain.safe_table import SafeTable, SafeUnitFigure
from wardreport.domain.submission import AcceptedForm
from wardreport.domain.validation import Decision, DecisionAction, SubmissionReport, ValidationReport
from wardreport.review.register.response_register import read_register
from wardreport.stages.consolidate import consolidate
from wardreport.warehouse import Warehouse
from wardreport.warehouse.appending.append_release import append_release
from wardreport.warehouse.appending.loading import load
from wardreport.warehouse.reading.history import observations_as_of

BEGIN = datetime(2024, 6, 10, 2, tzinfo=UTC)
HELD = Finding("rule.partition", "partition-fac_total", Severity.CRITICAL, "fac_total", "B!C9", "…")


@dataclass
class Played:
    """A warehouse, the model of it, and the time."""

    warehouse: Warehouse
    model: Model
    now: datetime = BEGIN

    def play(self, history: list[Run | Publish]) -> None:
        """Does everything to both, a quarter of an hour apart."""
        for step in history:
            self.now += timedelta(minutes=15)
            if isinstance(step, Run):
                self._run(step)
            else:
                self._publish(step)

    def _run(self, run: Run) -> None:
        acts: list[Act] = []
        for place, change in enumerate(run.changes, run.first):
            act = self._act(run.period, place, change)
            if any((other.sha, other.unit) == (act.sha, act.unit) for other in acts):
                continue  # one run gives the same bytes one verdict
            acts += [act, act] if change.again else [act]
        expected = self.model.load(run.rule_book, acts, self.now)
        report = ValidationReport(run.rule_book * 64, tuple(_report(act, run.period) for act in acts))
        accepted = [_form(act) for act in acts if act.verdict == "accepted"]
        receipt = load(
            report,
            accepted,
            self.warehouse,
            metadata=WORLD,
            period=run.period,
            loaded_at=self.now,
            code_version="0",
        )
        assert receipt.load_id == expected

    def _act(self, period: Period, place: int, change: Change) -> Act:
        known = [sent for sent in self.model.sent if sent.period == str(period)]
        codes = [unit.unit_code for unit in WORLD.units_valid(period)]
        if change.earlier is not None and change.earlier < len(known):
            sent = known[-1 - change.earlier]
            sha, unit, read, words, received = sent.sha, sent.unit, sent.read, sent.words, sent.received_at
        else:
            read = dict(zip(NAMES, change.read, strict=True))
            read = {name: cell for name, cell in read.items() if name in WORLD.form(period).row_of}
            words = dict(change.words)
            sha, unit = (
                hashlib.sha256(repr((read, words)).encode()).hexdigest(),
                codes[(place + change.unit) % len(codes)],
            )
            received = self._last_week(period) + timedelta(minutes=change.minutes)
        if change.judged == "rejected" and change.minutes % 2:
            return Act(sha, None, None, received, "rejected", (), read, words)
        verdict = {"returned": "held", "replaced": "accepted", "decided": "accepted"}.get(change.judged, change.judged)
        name, cell = change.replaced
        twice = ("cell.qualified", "form.row_duplicate") if change.minutes % 3 == 0 else ("cell.qualified",)
        decisions = {
            "returned": (Decided(HELD.rule, "return", "fac_total", None),),
            "decided": (Decided(HELD.rule, "accept_as_reported", "fac_total", None),),
            "replaced": tuple(Decided(rule, "replace", name, cell) for rule in twice),
        }.get(change.judged, ())
        return Act(sha, unit, period, received, verdict, decisions, read, words)

    def _last_week(self, period: Period) -> datetime:
        due = WORLD.cycle(period).due_wards
        return datetime(due.year, due.month, due.day, 1, tzinfo=UTC) - timedelta(days=6)

    def _publish(self, step: Publish) -> None:
        newest = len(self.model.loads)
        load_id = max(newest - step.behind, 1) if newest else None
        before = step.period.earlier_in_year
        with self.warehouse.reading() as connection:
            current = observations_as_of(connection, step.period, load_id)
            earlier = observations_as_of(connection, before, load_id) if before else ()
        table = consolidate(step.period, current, WORLD, earlier, as_of_load=load_id)
        self._agree(table, load_id or 0)
        if step.kind == "restated" and not table.restated:
            return
        safe = _safe(table, step.hidden)
        at = self._last_week(step.period) + timedelta(minutes=step.minutes)
        register = read_register(step.period, self.warehouse, WORLD, at) if step.kind != "restated" else ()
        edition = self._edition(step)
        with self.warehouse.transaction() as connection:
            number = append_release(connection, safe, register, WORLD, edition=edition, created_at=self.now)
        released = self._released(step, safe, load_id, at, edition)
        same = [r for r in self.model.releases if r.period == step.period]
        same = [r for r in same if (r.kind == "restated") == (step.kind == "restated")]
        if same and same[-1].said == released.said:
            assert number == same[-1].number
            return
        assert number == released.number
        self.model.releases.append(released)

    def _edition(self, step: Publish) -> Edition:
        if step.kind != "official":
            return Edition(ReleaseKind(step.kind))
        revisions = [r for r in self.model.releases if (r.period, r.kind) == (step.period, "official")]
        return Edition(
            ReleaseKind.OFFICIAL,
            revision=len(revisions) + 1,
            number=100 + len(self.model.releases),
            dated=self.now.date() + timedelta(days=1),
            approval=Approval("Lãnh đạo", self.now.date()),
            reason="…" if revisions else None,
        )

    def _agree(self, table: ConsolidatedTable, load_id: int) -> None:
        """What ``consolidate`` and ``restate`` make of it is what the model says."""
        figures = {name: (str(f.status), f.value, f.partial) for name, f in table.figures.items()}
        assert figures == self.model.consolidated(table.period, load_id)
        expected = {
            (unit.unit_code, name): (total.status, total.value, total.partial)
            for (unit, name), total in self.model.restated(table.period, load_id).items()
            if unit not in WORLD.units_valid(table.period)
        }
        assert {(f.unit, f.indicator): (str(f.status), f.value, f.partial) for f in table.restated} == expected

    def _released(
        self, step: Publish, safe: SafeTable, load_id: int | None, at: datetime, edition: Edition
    ) -> Released:
        period, load_of, own = step.period, load_id or 0, step.kind != "restated"
        figures = {name: (str(f.status), f.value, f.partial) for name, f in safe.figures.items()} if own else {}
        register = self.model.register(period, load_of, at) if own else {}
        shown = [("reported", f, WORLD.unit_in(period, f.unit)) for f in safe.by_unit] if own else []
        shown += [("restated", f, WORLD.units_of_today[f.unit]) for f in safe.restated]
        rows: list[Any] = [
            (basis, f.indicator, unit, "suppressed" if f.suppressed else str(f.status), f.value, f.partial)
            for basis, f, unit in shown
        ]
        counting = {code: sent.number for code, (sent, _) in self.model.counting(period, load_of).items()}
        states = {code: (row[1], counting.get(code)) for code, row in register.items()}
        stand_ins = self.model.stand_ins(period, load_of) if own else {}
        before = period.earlier_in_year
        stood = [self.model.counting(before, load_of)[code][0].number for code in stand_ins] if before else []
        figures_of = self.model.figures(period, load_of).values()
        loads = sorted({max(f.load for f in figures.values()) for figures in figures_of})
        return Released(
            number=len(self.model.releases) + 1,
            period=period,
            kind=step.kind,
            edition=edition,
            created_at=self.now,
            load=load_id,
            figures=figures,
            register=register,
            safe=rows,
            sources=self.model.sources(period, load_of) if own else [],
            said=(step.kind, edition.revision, loads, figures, states, stood, rows),
        )


def _safe(table: ConsolidatedTable, hidden: int) -> SafeTable:
    """The table with every so manieth figure suppressed: disclosure control itself is not looked at here."""

    def hides(number: int) -> bool:
        return bool(hidden) and number % (hidden + 1) == 0

    def shown(n: int, f: UnitFigure | RestatedFigure, partial: bool = False) -> SafeUnitFigure:
        if hides(n):
            return SafeUnitFigure(f.unit, f.indicator, None, None, suppressed=True, partial=partial)
        return SafeUnitFigure(f.unit, f.indicator, f.status, f.value, suppressed=False, partial=partial)

    by_unit = tuple(shown(n, f) for n, f in enumerate(table.by_unit))
    restated = tuple(shown(n, f, f.partial) for n, f in enumerate(table.restated))
    figures = {
        name: replace(f, status=FigureStatus.SUPPRESSED, value=None) if hides(n + 3) else f
        for n, (name, f) in enumerate(table.figures.items())
    }
    return SafeTable(
        table.period,
        table.form,
        table.consolidating_unit,
        figures,
        by_unit,
        table.load_ids,
        restated=restated,
        as_of_load=table.as_of_load,
    )


def _report(act: Act, period: Period) -> SubmissionReport:
    accepted = act.verdict == "accepted" and not act.decisions
    return SubmissionReport(
        act.sha,
        act.unit,
        act.period,
        WORLD.form(period).form,
        act.received_at,
        Verdict(act.verdict),
        () if accepted or act.verdict == "rejected" else (HELD,),
        tuple(_decision(act, decision) for decision in act.decisions),
    )


def _decision(act: Act, decided: Decided) -> Decision:
    replaces = decided.action == "replace"
    return Decision(
        act.sha,
        act.unit or "",
        decided.rule,
        decided.indicator,
        DecisionAction(decided.action),
        "đã xác nhận",
        "Người kiểm tra",
        date(2024, 6, 5),
        value=decided.replaces.value if decided.replaces else None,
        evidence="Công văn" if replaces else None,
    )


def _form(act: Act) -> AcceptedForm:
    read = {name: Observation(name, Status(c.status), c.value, c.cell) for name, c in act.read.items()}
    counts = dict(read)
    for decided in act.decisions:
        if decided.replaces and decided.indicator in read:
            new = decided.replaces
            counts[decided.indicator] = replace(read[decided.indicator], status=Status(new.status), value=new.value)
    changed = tuple(read[name] for name in read if counts[name] != read[name])
    assert act.unit
    assert act.period
    form = WORLD.form(act.period).form
    return AcceptedForm(act.sha, act.unit, act.period, form, tuple(counts.values()), changed, tuple(act.words.items()))
