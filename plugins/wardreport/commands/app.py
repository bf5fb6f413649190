"""``wardreport``: the same stages without Airflow (docs/design/flow-and-types.md)."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, NoReturn

import simplejson
import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from wardreport.commands.backup import backup, restore
from wardreport.commands.bi import dictionary, export
from wardreport.commands.decide import decide
from wardreport.commands.doctor import doctor
from wardreport.commands.history import figures, restate, trace
from wardreport.commands.notices import notices
from wardreport.commands.options import AsJson, WarehouseUrl, warehouse_at
from wardreport.commands.quality import quality
from wardreport.commands.release import approve, rebuild
from wardreport.commands.verify import verify
from wardreport.domain.deadline import VIETNAM, day_of, start_of
from wardreport.domain.errors import ConfigurationError
from wardreport.domain.finding import QUARANTINING, Finding, Verdict
from wardreport.domain.period import Period
from wardreport.domain.progress import CycleProgress
from wardreport.domain.submission import FILE_NAME, ScreenedForm
from wardreport.domain.validation import RegisterEntry, SubmissionReport
from wardreport.metadata.folder_list import place_named
from wardreport.workflow.settings import PROJECT, load_settings
from wardreport.writing.vietnamese import SEVERITIES, VERDICTS

USAGE, UNEXPECTED = 64, 70  # sysexits: EX_USAGE, EX_SOFTWARE
_EXIT = {Verdict.ACCEPTED: 0, Verdict.HELD: 1, Verdict.REJECTED: 2, Verdict.QUARANTINED: 2}

app = typer.Typer(
    help="From the wards' annexes in shared folders to the consolidated half-yearly report.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
database = typer.Typer(help="The warehouse's schema.", no_args_is_help=True)
app.add_typer(database, name="db")
for command in (verify, decide, quality, figures, trace, restate, approve, rebuild, backup, restore, notices, doctor):
    app.command()(command)
for command in (dictionary, export):
    database.command()(command)


class ReleaseKind(StrEnum):
    """What ``run`` publishes."""

    DRAFT = "draft"
    OFFICIAL = "official"


@app.command()
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
    from wardreport.metadata import load_metadata  # noqa: PLC0415
    from wardreport.metadata.rules.rule_book import load_rule_book  # noqa: PLC0415
    from wardreport.stages.collect import submission_of_file  # noqa: PLC0415
    from wardreport.stages.validate import validate  # noqa: PLC0415
    from wardreport.workflow.sandbox import read_guarded  # noqa: PLC0415

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
    rule_book = load_rule_book(load_settings().expectations, metadata.indicators)
    try:
        submissions = [submission_of_file(file, codes=codes, unit=unit, period=given) for file in files]
    except OSError as error:
        raise ConfigurationError(f"cannot be read: {error.filename}") from None
    forms = list(read_guarded(submissions))
    report, _ = validate(forms, rule_book, metadata, as_of=datetime.now(UTC))
    results = list(zip(map(_shown_name, files, report.submissions), forms, report.submissions, strict=True))
    if feedback is not None:
        from wardreport.correspondence.feedback_workbook import write_feedback  # noqa: PLC0415

        feedback.mkdir(parents=True, exist_ok=True)
        for name, form, checked in results:
            target = feedback / f"phan-hoi-{checked.submission[:8]}-{Path(name).stem}.xlsx"
            write_feedback(form, checked, metadata, rule_book, target)
    if as_json:
        objects = [_as_object(*result) for result in results]
        print_out(simplejson.dumps(objects[0] if len(objects) == 1 else objects, ensure_ascii=False, indent=1))
    else:
        for name, _form, checked in results:
            _print_check(name, checked)
    raise typer.Exit(max(_EXIT[checked.verdict] for checked in report.submissions))


@app.command()
def forms(
    period: Annotated[str, typer.Argument(metavar="PERIOD", help="The half year, as 2024-S1.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where the forms go.")],
) -> None:
    """Write the blank form of each unit that reports on a period, with unit and period filled in."""
    from wardreport.correspondence.form_workbook import write_form  # noqa: PLC0415
    from wardreport.metadata import load_metadata  # noqa: PLC0415
    from wardreport.metadata.rules.rule_book import load_rule_book  # noqa: PLC0415

    cycle, metadata = Period.parse(period), load_metadata()
    units = metadata.units_valid(cycle)
    rule_book = load_rule_book(load_settings().expectations, metadata.indicators)
    out.mkdir(parents=True, exist_ok=True)
    for reporting in units:
        write_form(reporting, cycle, metadata, rule_book, out / f"{reporting.unit_code}-bieu-so-lieu-{cycle}.xlsx")
    print_out(f"{len(units)} blank forms of {cycle} in {out}")


@app.command()
def run(
    period: Annotated[str, typer.Argument(metavar="PERIOD", help="The half year, as 2024-S1.")],
    share: Annotated[str | None, typer.Option(metavar="DIR", help="The shared folders.")] = None,
    warehouse: WarehouseUrl = None,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Where releases go.")] = None,
    decisions: Annotated[Path | None, typer.Option(metavar="FILE", help="The cycle's decision file.")] = None,
    release: Annotated[ReleaseKind, typer.Option(help="An official one needs an approval.")] = ReleaseKind.DRAFT,
    approval: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A person's approval, as wardreport approve writes it.")
    ] = None,
    report: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The draft bao-cao.docx as it was edited in Word.")
    ] = None,
) -> None:
    """Run the whole pipeline for a period: collect, check, load, consolidate, publish."""
    cycle = Period.parse(period)
    if (release is ReleaseKind.OFFICIAL) is not (approval is not None):
        raise ConfigurationError("an official release needs --approval FILE, and a draft takes none")
    if report is not None and approval is None:
        raise ConfigurationError("--report goes with an official release")
    with _Progress() as tell:
        from wardreport.review.decisions.approvals import read_approval  # noqa: PLC0415
        from wardreport.review.decisions.decisions import read_decisions  # noqa: PLC0415
        from wardreport.workflow.deployment import deploy  # noqa: PLC0415
        from wardreport.workflow.official import Approved  # noqa: PLC0415
        from wardreport.workflow.pipeline import run_period  # noqa: PLC0415

        given = {"share": share and _share_named(share), "releases": out, "warehouse": warehouse}
        settings = load_settings().model_copy(update={key: place for key, place in given.items() if place is not None})
        deployment = deploy(settings)
        made = read_decisions(decisions, cycle) if decisions else ()
        released = run_period(
            cycle,
            deployment,
            decisions=made,
            as_of=datetime.now(UTC),
            tell=tell,
            approved=Approved(read_approval(approval, cycle), report) if approval else None,
        )
    for note in released.notes:
        print_out(note)


def _share_named(text: str) -> Path | str:
    try:
        return place_named(text, Path.cwd())
    except ValueError as error:
        raise ConfigurationError(f"--share: {error}") from None


@app.command()
def status(
    period: Annotated[str, typer.Argument(metavar="PERIOD", help="The half year, as 2024-S1.")],
    unit: Annotated[str | None, typer.Option(metavar="CODE", help="One unit, with the history of its states.")] = None,
    warehouse: WarehouseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Show where each unit stands in a cycle, and how far the cycle has come."""
    from wardreport.metadata import load_metadata  # noqa: PLC0415
    from wardreport.metadata.rules.rule_book import load_rule_book  # noqa: PLC0415
    from wardreport.review.register.cycle_progress import cycle_progress  # noqa: PLC0415
    from wardreport.review.register.response_register import read_register  # noqa: PLC0415
    from wardreport.review.register.unreachable_folders import read_unreachable, unreachable_findings  # noqa: PLC0415

    cycle, metadata, as_of = Period.parse(period), load_metadata(), datetime.now(UTC)
    metadata.cycle(cycle)
    if unit is not None and metadata.unit_in(cycle, unit) is None:
        raise ConfigurationError(f"no unit {unit} reports on {cycle}")
    register = read_register(cycle, warehouse_at(warehouse).open(), metadata, as_of)
    shown = [entry for entry in register if unit in (None, entry.unit)]
    lost = read_unreachable(load_settings().staging, cycle)
    if as_json:
        settings, units = load_settings(), {one.unit_code for one in metadata.units}
        rule_book = load_rule_book(settings.expectations, metadata.indicators, units)
        found = unreachable_findings(settings.staging, cycle, rule_book)
        objects = [_register_object(entry, lost.get(entry.unit), found.get(entry.unit)) for entry in shown]
        print_out(simplejson.dumps(objects, ensure_ascii=False, indent=1))
        return
    for entry in shown:
        since = lost.get(entry.unit)
        mark = f"  ! folder not reached since {since.astimezone(VIETNAM):%Y-%m-%d %H:%M}" if since else ""
        print_out(f"{entry.unit:<12}{entry.state:<10}{len(entry.submissions):>3}  {entry.name}{mark}")
    for line in _history(shown[0]) if unit else _progress(cycle_progress(cycle, register, metadata, as_of)):
        print_out(line)


@app.command()
def remind(
    period: Annotated[str, typer.Argument(metavar="PERIOD", help="The half year, as 2024-S1.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where the letters go.")],
    as_of: Annotated[
        datetime | None, typer.Option(metavar="DATE", formats=["%Y-%m-%d"], help="The day of the letters, else today.")
    ] = None,
    warehouse: WarehouseUrl = None,
) -> None:
    """Write a letter to each unit that still has to send a file, and the list of those that are late."""
    from wardreport.correspondence.reminder_letter import write_reminders  # noqa: PLC0415
    from wardreport.metadata import load_metadata  # noqa: PLC0415
    from wardreport.review.register.response_register import read_register  # noqa: PLC0415

    cycle, metadata = Period.parse(period), load_metadata()
    metadata.cycle(cycle)
    moment = start_of(as_of.date()) if as_of else datetime.now(UTC)
    register = read_register(cycle, warehouse_at(warehouse).open(), metadata, moment)
    *letters, late_list = write_reminders(register, cycle, metadata, out, today=day_of(moment))
    for letter in letters:
        print_out(str(letter))
    print_out(f"{len(letters)} letters on {cycle}; the units that are late stand in {late_list}")


@app.command()
def purge() -> None:
    """Delete the originals of quarantined submissions whose time has ended; every run does so too."""
    from wardreport.stages.collect import delete_expired  # noqa: PLC0415

    settings = load_settings()
    deleted = delete_expired(settings.quarantine, timedelta(days=settings.quarantine_days), datetime.now(UTC))
    print_out(f"quarantine: {deleted} deleted after {settings.quarantine_days} days")


@database.command()
def upgrade(warehouse: WarehouseUrl = None) -> None:
    """Bring the schema to the newest revision."""
    print_out(f"schema at {warehouse_at(warehouse).upgrade()}")


@database.command("check")
def check_schema(warehouse: WarehouseUrl = None) -> None:
    """Compare the database with what the code needs."""
    differences = warehouse_at(warehouse).check()
    for difference in differences:
        print_out(difference)
    if differences:
        raise typer.Exit(1)
    print_out("schema as the code needs it")


def main() -> NoReturn:
    """The entry point: bad usage and bad configuration end with status 64 and one line, never a traceback."""
    os.environ.setdefault("MPLCONFIGDIR", str(PROJECT / "var" / "matplotlib"))  # its font list, not in the home folder
    try:
        result = app(standalone_mode=False)
    except ConfigurationError as error:
        _fail(str(error))
    except FileNotFoundError as error:
        _fail(str(error) if error.filename is None else f"no such file: {error.filename}")
    except typer.Abort:
        sys.exit(130)
    except typer.Exit as ended:
        result = ended.exit_code
    except BrokenPipeError:  # the reader (head, less) has seen enough
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:
        if hasattr(error, "format_message"):  # what the command line's parser raises
            _fail(error.format_message())
        if os.environ.get("WARDREPORT_TRACEBACK"):
            raise
        _fail(_without_submitted_text(error), status=UNEXPECTED)
    sys.exit(result if isinstance(result, int) else 0)


def _without_submitted_text(error: Exception) -> str:
    """Kind and place of an unexpected error; its message might quote what somebody submitted."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    reason = f": {error.strerror}" if isinstance(error, OSError) and error.strerror else ""
    place = f"{Path(last.filename).name} line {last.lineno}"
    return f"stopped by {type(error).__name__}{reason} in {place}; WARDREPORT_TRACEBACK=1 shows all of it"


def print_out(line: str) -> None:
    """One line for the user."""
    print(line)  # noqa: T201


def _fail(line: str, status: int = USAGE) -> NoReturn:
    print(f"wardreport: {' '.join(line.split())}", file=sys.stderr)  # noqa: T201
    sys.exit(status)


class _Progress:
    """Shows work going on: a moving line below what was done on a terminal, plain lines otherwise."""

    def __enter__(self) -> Callable[[str], None]:
        console = Console(stderr=True)
        columns = (SpinnerColumn(), TextColumn("working"), TimeElapsedColumn())
        self._bar = Progress(*columns, console=console, transient=True) if console.is_terminal else None
        if self._bar is None:
            return print_out
        self._bar.add_task("")
        self._bar.start()
        return lambda line: console.print(line, highlight=False)

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()


def _shown_name(file: Path, report: SubmissionReport) -> str:
    """The file's name, or its hash where the name itself holds a person's data."""
    hit = any(finding.rule in QUARANTINING and finding.cell == FILE_NAME for finding in report.findings)
    return report.submission if hit else file.name


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
        "findings": [_finding_object(finding) for finding in report.findings],
    }


def _finding_object(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "indicator": finding.indicator,
        "cell": finding.cell,
        "message": finding.message,
        "suggestion": finding.suggestion,
    }


def _register_object(
    entry: RegisterEntry, unreachable_since: datetime | None, unreachable: Finding | None
) -> dict[str, Any]:
    return {
        "unit": entry.unit,
        "name": entry.name,
        "state": entry.state,
        "submissions": len(entry.submissions),
        "counted": entry.counted,
        "due": entry.due.isoformat(),
        "late_by_days": entry.late_by_days,
        "received_at": entry.received_at.astimezone(VIETNAM).isoformat() if entry.received_at else None,
        "completeness": entry.completeness.share if entry.completeness else None,
        "unreachable_since": unreachable_since.astimezone(VIETNAM).isoformat() if unreachable_since else None,
        "findings": [_finding_object(unreachable)] if unreachable else [],  # of the unit, and of no submission
    }


def _history(entry: RegisterEntry) -> Iterator[str]:
    late = f", {entry.late_by_days} days late" if entry.late_by_days is not None else ""
    yield f"due {entry.due}{late}"
    for change in entry.history:
        about = f" (version {change.version})" if change.version else ""
        why = change.why.replace("_", " ") + about
        yield f"{change.at.astimezone(VIETNAM):%Y-%m-%d %H:%M}  {change.state:<10}{why}"


def _progress(progress: CycleProgress) -> Iterator[str]:
    yield ""
    for role in progress.roles:
        yield f"{role.role:<12}{role.accepted} of {role.expected} accepted, {role.received} received"
    longest = f" (at most {progress.most_days_late} days)" if progress.late else ""
    yield f"{'timeliness':<12}{progress.in_time} in time, {progress.late} late{longest}"
    yield f"{'cells':<12}{progress.cells.answered} of {progress.cells.expected} answered by the units accepted"
    if progress.locked:
        yield f"{'locked':<12}what comes now is for a revision"


def _print_check(name: str, report: SubmissionReport) -> None:
    print_out(f"{name}: {VERDICTS[report.verdict].upper()} ({report.unit or '?'}, {report.period or '?'})")
    for finding in report.findings:
        suggestion = f" Gợi ý: {finding.suggestion}." if finding.suggestion is not None else ""
        print_out(f"  [{SEVERITIES[finding.severity].lower()}] {finding.message}{suggestion}")
