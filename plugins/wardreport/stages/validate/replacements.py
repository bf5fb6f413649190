"""What a reviewer's replacements do to a form and to what was found in it (docs/design/review-and-release.md)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from wardreport.domain.finding import Finding, Severity
from wardreport.domain.observation import Observation
from wardreport.domain.submission import ScreenedForm
from wardreport.domain.validation import Decision, DecisionAction

# it is about the row's label, which stays as it was written
_ON_THE_LABEL = "form.label_approximate"


def standing(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """The decisions without those that a later one on the same finding supersedes."""
    newest: dict[tuple[str, str, str, str | None], Decision] = {}
    for decision in sorted(decisions, key=lambda d: d.decided_on):
        newest[(decision.submission, decision.unit, *decision.finding)] = decision
    return tuple(newest.values())


def replacements_of(
    form: ScreenedForm, found: Iterable[Finding], decisions: Iterable[Decision]
) -> Mapping[str, Decision]:
    """By indicator the replacements that stand on a finding of the form; of several the one decided last."""
    replaceable = {(f.rule, f.indicator) for f in found if f.severity is not Severity.INFO}
    applied = (
        decision
        for decision in decisions
        if decision.action is DecisionAction.REPLACE and decision.unit == form.unit and decision.finding in replaceable
    )
    return {d.indicator: d for d in sorted(applied, key=lambda d: d.decided_on) if d.indicator is not None}


def with_replacements(form: ScreenedForm, made: Mapping[str, Decision]) -> ScreenedForm:
    """The form as if the unit had written the replaced values, at the same addresses."""
    return replace(
        form,
        observations=tuple(_replaced(o, made[o.indicator]) if o.indicator in made else o for o in form.observations),
        readings={name: reading for name, reading in form.readings.items() if name not in made},
        detections=tuple(d for d in form.detections if d.indicator not in made or d.rule == _ON_THE_LABEL),
    )


def _replaced(observation: Observation, decision: Decision) -> Observation:
    return Observation(observation.indicator, decision.status, decision.value, observation.cell)


def both_told(before: Sequence[Finding], after: Sequence[Finding]) -> list[Finding]:
    """What was found before, marked where it no longer holds, and what only the new values break."""
    left = {_place(finding) for finding in after}
    known = {_place(finding) for finding in before}
    told = [replace(finding, answered=_place(finding) not in left) for finding in before]
    return told + [finding for finding in after if _place(finding) not in known]


def _place(finding: Finding) -> tuple[str, str | None, str | None]:
    return (finding.entry, finding.indicator, finding.cell)
