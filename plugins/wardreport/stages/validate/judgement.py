"""From screened forms to findings, verdicts and accepted forms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from wardreport.domain.deadline import day_of
from wardreport.domain.figure import Figure
from wardreport.domain.finding import REJECTING, Detection, Finding, Severity, Verdict, verdict_of
from wardreport.domain.submission import AcceptedForm, RecordedVersion, ScreenedForm
from wardreport.domain.validation import Decision, DecisionAction, SubmissionReport, ValidationReport
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.rules.rule_book import Entry, Grain, RuleBook
from wardreport.metadata.rules.waivers import Waiver
from wardreport.stages.validate.comparisons import Earlier
from wardreport.stages.validate.engines import RuleEngine, run_rules
from wardreport.stages.validate.figures_told import figures_told
from wardreport.stages.validate.frames import consolidated_frame, observation_frame, submission_frame
from wardreport.stages.validate.replacements import both_told, replacements_of, standing, with_replacements
from wardreport.stages.validate.versions import Answers, answered_before, assumed_accepted
from wardreport.writing.vietnamese import place_in_words, place_phrase


@dataclass(frozen=True)
class _Judging:
    """By what forms are judged."""

    rule_book: RuleBook
    metadata: Metadata
    earlier: Earlier
    engine: RuleEngine


def validate(
    forms: Iterable[ScreenedForm],
    rule_book: RuleBook,
    metadata: Metadata,
    decisions: Iterable[Decision] = (),
    *,
    earlier: Earlier | None = None,
    recorded: Iterable[RecordedVersion] = (),
    as_of: datetime | None = None,
    engine: RuleEngine = RuleEngine.AT_ONCE,
) -> tuple[ValidationReport, tuple[AcceptedForm, ...]]:
    """Judges all submissions of a run together.

    ``earlier`` are the accepted figures of periods before, which outlier and change compare with; ``recorded`` are the
    versions that the warehouse has of the same periods, which a version is compared with as well. A reviewer's decision
    lifts the hold of the finding that it names, returns the submission, or replaces a value, after which every rule is
    judged again on the replaced values. The rule book's waivers that hold on the day of ``as_of`` lift holds like a
    decision to accept; without ``as_of`` none does. Raises ``ConfigurationError`` where the rule book does not fit the
    frames, ``RuntimeError`` where a rule could not be evaluated.
    """
    screened, versions = tuple(forms), tuple(recorded)
    made: dict[str, list[Decision]] = defaultdict(list)
    for decision in standing(decisions):
        made[decision.submission].append(decision)
    before = answered_before(screened, assumed_accepted(screened, versions), versions)
    judging = _Judging(rule_book, metadata, earlier or {}, engine)
    while True:  # what a version is compared with hangs on the verdicts before it, the first of which hangs on none
        findings, counted, replaced = _with_replacements(screened, judging, made, before)
        reports = []
        for form, found, own in zip(screened, findings, replaced, strict=True):
            waived = _waived(form, found, rule_book.waivers, as_of)
            reports.append(_report(form, found, [*made[form.submission.sha256], *waived], own))
        passed = [report.verdict is Verdict.ACCEPTED for report in reports]
        if (again := answered_before(counted, passed, versions)) == before:
            break
        before = again
    accepted = (_accepted(*each) for each in zip(screened, counted, reports, replaced, strict=True))
    return ValidationReport(rule_book.sha256, tuple(reports)), tuple(form for form in accepted if form is not None)


def _accepted(
    read: ScreenedForm, counted: ScreenedForm, report: SubmissionReport, replaced: Mapping[str, Decision]
) -> AcceptedForm | None:
    if report.verdict is not Verdict.ACCEPTED or not (report.unit and report.period and report.form):
        return None
    return AcceptedForm(
        submission=report.submission,
        unit=report.unit,
        period=report.period,
        form=report.form,
        observations=counted.observations,
        as_read=tuple(observation for observation in read.observations if observation.indicator in replaced),
        narratives=read.narratives,
    )


def validate_consolidated(
    figures: Mapping[str, Figure], rule_book: RuleBook, metadata: Metadata
) -> tuple[Finding, ...]:
    """Judges the consolidated figures by the rules whose parts have different owners (docs/design/findings.md)."""
    broken = run_rules(rule_book.of_grain(Grain.CONSOLIDATED), consolidated_frame(figures), RuleEngine.AT_ONCE)
    named = ((entry, str(entry.kwargs["column_list"][0])) for entry, _ in broken)
    return tuple(_finding(entry, None, label=metadata.name_of(name), indicator=name) for entry, name in named)


def _with_replacements(
    read: Sequence[ScreenedForm],
    judging: _Judging,
    made: Mapping[str, Sequence[Decision]],
    before: Sequence[Answers],
) -> tuple[list[list[Finding]], Sequence[ScreenedForm], list[Mapping[str, Decision]]]:
    """What was found, the forms with the values that count, and by form and indicator the replacements applied."""
    findings = _findings(read, judging, before)
    counted, replaced = read, list[Mapping[str, Decision]]({} for _ in read)
    while True:  # a replacement may break a rule that another answers; findings are only added, so that this ends
        wanted = [
            replacements_of(form, found, made.get(form.submission.sha256, ()))
            for form, found in zip(read, findings, strict=True)
        ]
        if wanted == replaced:
            return findings, counted, replaced
        replaced = wanted
        counted = [with_replacements(form, own) for form, own in zip(read, replaced, strict=True)]
        # of all forms again, as some rules look at one beside another
        again = _findings(counted, judging, before)
        findings = [both_told(before, after) for before, after in zip(findings, again, strict=True)]


def _report(
    form: ScreenedForm, found: Sequence[Finding], decisions: Sequence[Decision], replaced: Mapping[str, Decision]
) -> SubmissionReport:
    found = sorted(found, key=lambda finding: list(Severity).index(finding.severity))
    keys = {(finding.rule, finding.indicator) for finding in found}
    own = tuple(d for d in decisions if d.unit == form.unit and d.finding in keys and _applies(d, replaced))
    passing = (DecisionAction.ACCEPT_AS_REPORTED, DecisionAction.WAIVE)
    accepted = frozenset(d.finding for d in own if d.action in passing)
    verdict = verdict_of(found, accepted)
    if verdict is Verdict.ACCEPTED and any(d.action is DecisionAction.RETURN for d in own):
        verdict = Verdict.HELD  # what is returned stays out, even where its finding is answered otherwise
    if verdict is Verdict.QUARANTINED:  # of it only rules and addresses are kept
        found = [replace(finding, figures="") for finding in found]
    return SubmissionReport(
        submission=form.submission.sha256,
        unit=form.unit,
        period=form.period,
        form=form.form,
        received_at=form.submission.received_at,
        verdict=verdict,
        findings=tuple(found),
        decisions=own,
    )


def _waived(
    form: ScreenedForm, found: Iterable[Finding], waivers: Iterable[Waiver], as_of: datetime | None
) -> Iterator[Decision]:
    """The standing waivers that a form's findings meet, as decisions on it: shown in every report while they last."""
    for waiver in waivers if as_of is not None else ():
        for finding in found:
            meets = (waiver.entry, waiver.unit) == (finding.entry, form.unit)
            if meets and waiver.indicator in (None, finding.indicator) and as_of and waiver.holds_on(day_of(as_of)):
                yield Decision(
                    submission=form.submission.sha256,
                    unit=waiver.unit,
                    rule=finding.rule,
                    indicator=finding.indicator,
                    action=DecisionAction.WAIVE,
                    reason=f"{waiver.reason} (đến hết ngày {waiver.until:%d/%m/%Y})",
                    decided_by=waiver.decided_by,
                    decided_on=waiver.decided_on,
                )


def _applies(decision: Decision, replaced: Mapping[str, Decision]) -> bool:
    if decision.action is not DecisionAction.REPLACE:
        return True
    applied = replaced.get(decision.indicator or "")
    return applied is not None and applied.value == decision.value


def _findings(forms: Sequence[ScreenedForm], judging: _Judging, before: Sequence[Answers]) -> list[list[Finding]]:
    findings = [
        [
            _finding(judging.rule_book.detected(d.rule, form.period, d.entry), d.cell, indicator=d.indicator)
            for d in form.detections
        ]
        for form in forms
    ]
    # what could not be read, or may not be looked at, has no figures to judge
    judged = [number for number, form in enumerate(forms) if form.observations and not _rejected(form.detections)]
    if judged:
        own = [before[number] for number in judged]
        for number, finding in _violations([forms[n] for n in judged], judging, own):
            findings[judged[number]].append(finding)
    return findings


def _rejected(detections: Iterable[Detection]) -> bool:
    return any(detection.rule in REJECTING for detection in detections)


def _violations(
    forms: Sequence[ScreenedForm], judging: _Judging, before: Sequence[Answers]
) -> Iterator[tuple[int, Finding]]:
    rule_book, metadata = judging.rule_book, judging.metadata
    cells = [{observation.indicator: observation.cell for observation in form.observations} for form in forms]
    frame = observation_frame(forms, metadata, judging.earlier, rule_book.thresholds, before)
    for entry, row in run_rules(rule_book.of_grain(Grain.OBSERVATION), frame, judging.engine):
        number, name = int(str(frame.cell(row, "submission"))), str(frame.cell(row, "indicator"))
        if not entry.in_force(forms[number].period, forms[number].form):
            continue
        reading = forms[number].readings.get(name)
        suggestion = reading.suggestion if reading and reading.rule == entry.rule else None
        found = _finding(
            entry, cells[number][name], label=metadata.name_of(name), indicator=name, suggestion=suggestion
        )
        yield number, replace(found, figures=figures_told(entry, name, forms[number].observations))
    of_submissions = submission_frame(forms, metadata)
    for entry, number in run_rules(rule_book.of_grain(Grain.SUBMISSION), of_submissions, judging.engine):
        if entry.in_force(forms[number].period, forms[number].form):
            found = _across_columns(entry, forms[number], cells[number])
            yield number, replace(found, figures=figures_told(entry, None, forms[number].observations))


def _across_columns(entry: Entry, form: ScreenedForm, cells: Mapping[str, str | None]) -> Finding:
    columns = list(entry.kwargs.get("column_list", []))
    if columns:
        others = ", ".join(_short(cells.get(name)) for name in columns[1:])
        return _finding(entry, cells.get(columns[0]), others=others, indicator=columns[0])
    head = {"head_unit": form.head_unit, "head_period": form.head_period}.get(str(entry.kwargs.get("column_A")))
    return _finding(entry, head.cell if head else None)


def _short(cell: str | None) -> str:
    return place_in_words(cell) if cell else "…"


def _finding(
    entry: Entry,
    cell: str | None,
    *,
    others: str = "",
    label: str = "",
    indicator: str | None = None,
    suggestion: Decimal | None = None,
) -> Finding:
    message = entry.message.format(
        cell=_short(cell), place=place_phrase(cell) if cell else "…", others=others, label=label
    )
    return Finding(entry.rule, entry.id, entry.severity, indicator, cell, message, suggestion)
