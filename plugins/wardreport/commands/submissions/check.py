"""``wardreport check``: files tried as a clerk or IT would; nothing is loaded."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import simplejson
import typer

from wardreport.commands.options import AsJson
from wardreport.commands.printing import finding_object
from wardreport.domain.errors import ConfigurationError
from wardreport.domain.finding import QUARANTINING, Verdict
from wardreport.domain.period import Period
from wardreport.domain.submission import FILE_NAME, ScreenedForm
from wardreport.domain.validation import SubmissionReport
from wardreport.workflow.settings import load_settings
from wardreport.writing.file_rights.closing import make_closed
from wardreport.writing.vietnamese import SEVERITIES, VERDICTS

_EXIT = {Verdict.ACCEPTED: 0, Verdict.HELD: 1, Verdict.REJECTED: 2, Verdict.QUARANTINED: 2}


def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Filled annexes, of any format.")],
    unit: Annotated[str | None, typer.Option(metavar="CODE", help="The unit that they are of.")] = None,
    period: Annotated[str | None, typer.Option(metavar="PERIOD", help="The half year, as 2024-S1.")] = None,
    feedback: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write there for each file a workbook that says what to change.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check files as a clerk or IT would try them; nothing is loaded. Status: 0 all accepted, 1 held, 2 refused."""
    from wardreport.metadata import load_metadata
    from wardreport.metadata.rules.rule_book import load_rule_book
    from wardreport.stages.collect import submission_of_file
    from wardreport.stages.validate import validate
    from wardreport.workflow.sandbox import read_guarded

    metadata = load_metadata()
    given = Period.parse(period) if period else None
    if given is not None:
        metadata.cycle(given)
    codes = {line.unit_code for line in metadata.units}
    if unit is not None and unit not in codes:
        raise ConfigurationError(f"unknown unit: {unit}")
    for file in files:
        if not file.is_file():
            raise ConfigurationError(f"no such file: {file}")
    rule_book = load_rule_book(load_settings().expectations, metadata)
    try:
        submissions = [submission_of_file(file, codes=codes, unit=unit, period=given) for file in files]
    except OSError as error:
        raise ConfigurationError(f"cannot be read: {error.filename}") from None
    forms = list(read_guarded(submissions))
    report, _ = validate(forms, rule_book, metadata, as_of=datetime.now(UTC))
    results = list(zip(map(_shown_name, files, report.submissions), forms, report.submissions, strict=True))
    if feedback is not None:
        from wardreport.correspondence.feedback_workbook import write_feedback

        make_closed(feedback)
        for name, form, checked in results:
            target = feedback / f"phan-hoi-{checked.submission[:8]}-{Path(os.fsdecode(name.encode())).stem}.xlsx"
            write_feedback(form, checked, metadata, rule_book, target)
    if as_json:
        objects = [_as_object(*result) for result in results]
        typer.echo(simplejson.dumps(objects[0] if len(objects) == 1 else objects, ensure_ascii=False, indent=1))
    else:
        for name, _, checked in results:
            _print_check(name, checked, [f.in_full for f in checked.findings])
    raise typer.Exit(max(_EXIT[checked.verdict] for checked in report.submissions))


def _shown_name(file: Path, report: SubmissionReport) -> str:
    """The file's name, or its hash where the name itself holds a person's data."""
    from wardreport.stages.collect import readable_name

    hit = any(finding.rule in QUARANTINING and finding.cell == FILE_NAME for finding in report.findings)
    return report.submission if hit else readable_name(os.fsencode(file.name))


def _as_object(name: str, form: ScreenedForm, report: SubmissionReport) -> dict[str, Any]:
    return {
        "file": name,
        "sha256": report.submission,
        "verdict": report.verdict,
        "form": report.form,
        "unit": report.unit,
        "period": str(report.period) if report.period else None,
        "observations": [
            {"indicator": o.indicator, "value": o.value, "status": o.status, "cell": o.cell} for o in form.observations
        ],
        "findings": [finding_object(finding) for finding in report.findings],
    }


def _print_check(name: str, report: SubmissionReport, told: list[str]) -> None:
    typer.echo(f"{name}: {VERDICTS[report.verdict].upper()} ({report.unit or '?'}, {report.period or '?'})")
    for finding, text in zip(report.findings, told, strict=True):
        suggestion = f" Gợi ý: {finding.suggestion}." if finding.suggestion is not None else ""
        typer.echo(f"  [{SEVERITIES[finding.severity].lower()}] {text}{suggestion}")
