"""From screened forms to findings, verdicts and accepted forms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from wardreport.domain.consolidated import Figure
from wardreport.domain.finding import REJECTING, Detection, Finding, Severity, Verdict, verdict_of
from wardreport.domain.submission import ScreenedForm
from wardreport.domain.validation import AcceptedForm, Decision, SubmissionReport, ValidationReport
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.rule_book import Entry, Grain, RuleBook
from wardreport.metadata.vietnamese import place_in_words


def validate(
    forms: Iterable[ScreenedForm], rule_book: RuleBook, metadata: Metadata, decisions: Iterable[Decision] = ()
) -> tuple[ValidationReport, tuple[AcceptedForm, ...]]:
    """Judges all submissions of a run in one batch.

    A reviewer's decision lifts the hold of the finding that it names. Raises ``ConfigurationError`` where the rule
    book does not fit the frames, ``RuntimeError`` where a rule could not be evaluated.
    """
    screened = tuple(forms)
    made: dict[str, list[Decision]] = defaultdict(list)
    for decision in decisions:
        made[decision.submission].append(decision)
    findings = _findings(screened, rule_book, metadata)
    reports = []
    accepted = []
    for form, found in zip(screened, findings, strict=True):
        report = _report(form, found, made[form.submission.sha256])
        reports.append(report)
        if report.verdict is Verdict.ACCEPTED and report.unit and report.period and report.form:
            accepted.append(AcceptedForm(report.submission, report.unit, report.period, report.form, form.observations))
    return ValidationReport(rule_book.sha256, tuple(reports)), tuple(accepted)


def validate_consolidated(
    figures: Mapping[str, Figure], rule_book: RuleBook, metadata: Metadata
) -> tuple[Finding, ...]:
    """Judges the consolidated figures by the rules whose parts have different owners (DESIGN.md section 5)."""
    from wardreport.validate.frames import consolidated_frame  # noqa: PLC0415
    from wardreport.validate.suites import run_rules  # noqa: PLC0415

    broken = run_rules(rule_book.of_grain(Grain.CONSOLIDATED), consolidated_frame(figures), ("submission",))
    named = ((entry, str(entry.kwargs["column_list"][0])) for entry, _ in broken)
    return tuple(_finding(entry, None, label=metadata.name_of(name), indicator=name) for entry, name in named)


def _report(form: ScreenedForm, found: Sequence[Finding], decisions: Sequence[Decision]) -> SubmissionReport:
    found = sorted(found, key=lambda finding: list(Severity).index(finding.severity))
    keys = {(finding.rule, finding.indicator) for finding in found}
    own = tuple(d for d in decisions if d.unit == form.unit and (d.rule, d.indicator) in keys)
    return SubmissionReport(
        submission=form.submission.sha256,
        unit=form.unit,
        period=form.period,
        form=form.form,
        received_at=form.submission.received_at,
        verdict=verdict_of(found, frozenset((d.rule, d.indicator) for d in own)),
        findings=tuple(found),
        decisions=own,
    )


def _findings(forms: Sequence[ScreenedForm], rule_book: RuleBook, metadata: Metadata) -> list[list[Finding]]:
    findings = [
        [_finding(rule_book.detected(d.rule), d.cell, indicator=d.indicator) for d in form.detections] for form in forms
    ]
    # what could not be read, or may not be looked at, has no figures to judge
    judged = [number for number, form in enumerate(forms) if form.observations and not _rejected(form.detections)]
    if judged:
        for number, finding in _violations([forms[number] for number in judged], rule_book, metadata):
            findings[judged[number]].append(finding)
    return findings


def _rejected(detections: Iterable[Detection]) -> bool:
    return any(detection.rule in REJECTING for detection in detections)


def _violations(
    forms: Sequence[ScreenedForm], rule_book: RuleBook, metadata: Metadata
) -> Iterable[tuple[int, Finding]]:
    # Great Expectations and pandas take seconds to import, and a file that was not read needs neither
    from wardreport.validate.frames import observation_frame, submission_frame  # noqa: PLC0415
    from wardreport.validate.suites import run_rules  # noqa: PLC0415

    cells = [{observation.indicator: observation.cell for observation in form.observations} for form in forms]
    by_observation = rule_book.of_grain(Grain.OBSERVATION)
    for entry, row in run_rules(by_observation, observation_frame(forms, metadata), ("submission", "indicator")):
        number, name = int(row["submission"]), str(row["indicator"])
        reading = forms[number].readings.get(name)
        suggestion = reading.suggestion if reading and reading.rule == entry.rule else None
        label = metadata.name_of(name)
        yield number, _finding(entry, cells[number][name], label=label, indicator=name, suggestion=suggestion)
    by_submission = rule_book.of_grain(Grain.SUBMISSION)
    for entry, row in run_rules(by_submission, submission_frame(forms, metadata), ("submission",)):
        number = int(row["submission"])
        yield number, _across_columns(entry, forms[number], cells[number])


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
    message = entry.message.format(cell=_short(cell), others=others, label=label)
    return Finding(entry.rule, entry.id, entry.severity, indicator, cell, message, suggestion)
